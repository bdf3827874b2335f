import pytest

from tests.nlp.reading import read

FIVE = ("tofacitinib", "5 mg", "twice daily", None)


@pytest.mark.parametrize(
    "text",
    [
        "Tofacitinib 5 mg twice daily was begun.",
        "She took tofacitinib (Xeljanz) 5 mg twice a day.",
        "She was given 5 mg BID of tofacitinib.",
        "Tofacitinib, 5 mg b.i.d., was added.",
        "Tofacitinib 5 mg/12 h was added.",
        "Tofacitinib was started at 5 mg every 12 hours.",
        "Tofacitinb 5-mg tablets twice daily were begun.",
        "She started tofacitinib at a dose of 5 mg BD.",
        "To prednisolone 20 mg/day we added tofacitinib 5 mg twice daily.",
        "Tofacitinib was added to prednisolone at 5 mg twice daily.",
    ],
)
def test_dose_and_rhythm_are_bound_to_their_drug(text: str) -> None:
    assert [one[:3] for one in read(text).regimens() if one[1]] == [FIVE[:3]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Baricitinib 4 mg daily was begun.", ("baricitinib", "4 mg", "once daily")),
        ("Tofacitinib 10 mg/day was begun.", ("tofacitinib", "10 mg/day", None)),
        ("Ruxolitinib 0.5 mg/kg/day in two doses helped.", ("ruxolitinib", "0.5 mg/kg/day", "twice daily")),
        ("She took oral tofacitinib, 11 mg extended-release (XR) once a day.", ("tofacitinib", "11 mg", "once daily")),
        ("We gave 4 mg baricitinib.", ("baricitinib", "4 mg", None)),
    ],
)
def test_the_amount_is_kept_as_printed_without_its_rhythm(text: str, expected: tuple[object, ...]) -> None:
    assert [one[:3] for one in read(text).regimens() if one[1]] == [expected]


def test_the_first_dose_comes_first() -> None:
    text = "Tofacitinib was started at 2.5 mg twice daily and raised to 5 mg twice daily."
    assert [one[1] for one in read(text).regimens()] == ["2.5 mg", "5 mg"]


def test_a_reduction_gives_both_doses() -> None:
    assert [one[1] for one in read("Tofacitinib was reduced from 5 to 2.5 mg b.i.d. in May.").regimens()] == [
        "5 mg",
        "2.5 mg",
    ]


def test_the_same_dose_said_again_in_brackets_is_one_regimen() -> None:
    assert [one[:3] for one in read("Ruxolitinib 2.5 mg b.i.d. (0.45 mg/kg/day) was given.").regimens()] == [
        ("ruxolitinib", "2.5 mg", "twice daily")
    ]


def test_a_cream_has_its_strength_and_route() -> None:
    assert read("Ruxolitinib 1.5% cream twice daily was applied.").regimens() == [
        ("ruxolitinib", "1.5%", "twice daily", "topical")
    ]


def test_a_percentage_is_no_strength() -> None:
    assert read("FVC was 46% before tofacitinib.").regimens() == []


@pytest.mark.parametrize(
    "text",
    [
        "On tofacitinib, prednisolone 20 mg/day was tapered.",
        "Methotrexate 15 mg weekly had failed before tofacitinib.",
        "Creatinine was 1.2 mg/dL on tofacitinib.",
        "Prednisolone fell to 5 mg daily in the tofacitinib group and to 10 mg in the others.",
        "Tofacitinib (Xeljanz) was begun; prednisolone stood at 0.8 mg/kg/day.",
    ],
)
def test_doses_of_other_treatments_are_not_the_drugs(text: str) -> None:
    assert [one for one in read(text).regimens() if one[1]] == []


def test_a_dose_in_the_next_sentence_belongs_to_the_drug_told_last() -> None:
    assert read("Tofacitinib was begun. The dose was 5 mg twice daily.").regimens() == [FIVE]


def test_a_dose_in_the_next_sentence_is_not_carried_past_another_treatment() -> None:
    reading = read("Tofacitinib was begun. Prednisolone was kept. The dose was 20 mg once daily.")
    assert [one for one in reading.regimens() if one[1]] == []
    assert reading.values("dose") == ["20 mg"]


def test_a_cell_is_read_by_itself() -> None:
    reading = read("Tofacitinib helped.\n\n| Drug | Dose |\n|---|---|\n| TOF 5 mg bd | 10 mg bd |")
    assert [one[:3] for one in reading.regimens() if one[1]] == [FIVE[:3]]
    assert reading.values("dose") == ["5 mg", "10 mg"]


def test_a_route_belongs_to_the_drug_beside_it() -> None:
    assert read("He had ruxolitinib cream, then upadacitinib.").regimens() == [("ruxolitinib", None, None, "topical")]


@pytest.mark.parametrize(
    ("text", "rhythm"),
    [
        (
            "Tofacitinib 5 mg was given at weeks 0 and 4, then every eight weeks.",
            "weeks 0 and 4, then every eight weeks",
        ),
        (
            "Tofacitinib 5 mg at weeks 0, 1, 2, 3 and 4 and then every 4 weeks.",
            "weeks 0, 1, 2, 3 and 4, then every 4 weeks",
        ),
        (
            "Tofacitinib 5 mg weekly for three doses, then every 4 weeks, was given.",
            "weekly for three doses, then every 4 weeks",
        ),
        ("Tofacitinib 5 mg was infused on days 1 and 15.", "days 1 and 15"),
        ("Tofacitinib 5 mg was given, then prednisolone weekly.", None),
    ],
)
def test_an_induction_is_followed_by_its_rhythm(text: str, rhythm: str | None) -> None:
    assert [frequency for _, _, frequency, _ in read(text).regimens()] == [rhythm]


def test_a_percentage_is_no_strength_of_what_is_injected() -> None:
    told = read("Tofacitinib was given subcutaneously and 75% improved.").regimens()
    assert [dose for _, dose, _, _ in told] == [None]


@pytest.mark.parametrize(
    ("text", "rhythm"),
    [
        ("Tofacitinib 5 mg once a day was given.", "once daily"),
        ("Tofacitinib 5 mg bid was given.", "twice daily"),
        ("Tofacitinib 5 mg every two weeks was given.", "every two weeks"),
        ("Tofacitinib 5 mg every second day was given.", "every other day"),
        ("Tofacitinib 5 mg q4w was given.", "q4w"),
    ],
)
def test_a_rhythm_that_the_contract_does_not_name_stays_as_printed(text: str, rhythm: str) -> None:
    assert [frequency for _, _, frequency, _ in read(text).regimens()] == [rhythm]


@pytest.mark.parametrize(
    "text",
    [
        "On tofacitinib 5 mg the score was 12 and 8 at weeks 0 and 4.",
        "Tofacitinib 5 mg was given and photographs were taken at weeks 4 and 12.",
    ],
)
def test_times_of_visits_are_no_schedule(text: str) -> None:
    assert [one[1:3] for one in read(text).regimens()] == [("5 mg", None)]


def test_a_first_week_of_another_daily_dose_leaves_the_starting_rhythm() -> None:
    told = read("Tofacitinib 5 mg once daily for two weeks, then twice daily, was given.").regimens()
    assert [frequency for _, _, frequency, _ in told] == ["once daily"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tofacitinib was begun with the same schedule.", ("5 mg", "twice daily")),
        ("Tofacitinib was begun at the same dose.", ("5 mg", None)),
        ("Tofacitinib 10 mg was begun on the same schedule.", ("10 mg", "twice daily")),
    ],
)
def test_a_drug_given_as_before_has_the_dose_told_before(text: str, expected: tuple[str, str | None]) -> None:
    first = "The elder was given tofacitinib 5 mg twice daily. She got better."
    assert expected in [one[1:3] for one in read(f"{first} {text}").regimens()][1:]


def test_the_same_schedule_of_another_treatment_is_none_of_the_drug() -> None:
    first = "The elder was given tofacitinib 5 mg twice daily."
    assert len(read(f"{first} The younger took tofacitinib, and methotrexate on the same schedule.").regimens()) == 1


def test_a_dose_without_a_name_is_of_the_drug_that_the_heading_names() -> None:
    told = read("Ten patients received 5 mg twice daily, three of them after methotrexate.", under="Tofacitinib")
    assert told.regimens() == [("tofacitinib", "5 mg", "twice daily", None)]


def test_a_heading_gives_no_drug_to_what_follows_its_first_dose() -> None:
    told = read("Tofacitinib 5 mg twice daily was begun. She slept.\n\nOn 10 mg she slept.", under="Tofacitinib")
    assert [one[1] for one in told.regimens()] == ["5 mg"]


@pytest.mark.parametrize("rhythm", ["twıce daıly", "TWİCE DAILY", "twice a day"])
def test_a_rhythm_is_read_with_and_without_the_dots_of_its_letters(rhythm: str) -> None:
    assert read(f"Tofacitinib 5 mg {rhythm} was begun.").regimens() == [("tofacitinib", "5 mg", "twice daily", None)]
