import pytest

from tests.nlp.reading import read


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("A 34-year-old woman was seen.", 34),
        ("A seventy-one-year-old man was seen.", 71),
        ("The patient, aged 34, was seen.", 34),
        ("A 34 y/o man was seen.", 34),
        ("He is now 36 years old.", 36),
        ("A girl, 4 years and 6 months of age, was seen.", 4.5),
        ("At 7 years and 4 months she walked.", 7.33),
        ("A boy, 18 months old, was seen.", 1.5),
        ("At the age of six she was referred.", 6),
        ("A boy of 9 was referred.", 9),
        ("She was 24 when tofacitinib was begun.", 24),
        ("Tofacitinib was started at age 11.", 11),
        ("When we first saw this 8-year-old boy, he was weak.", 8),
        ("The first patient is a man of 47 years, who was admitted.", 47),
        ("The elder, 11 years old, has a rash.", 11),
        ("The second one, 61 years, has an ulcer.", 61),
        ("Her male cousin was 15 at presentation.", 15),
        ("Boy, 5 months. Blisters of the palms.", 0.42),
        ("We treated a retired potter of 71 with a rash.", 71),
    ],
)
def test_an_age_is_read_in_years(text: str, age: float) -> None:
    assert read(text).values("age") == [age]


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("The disease had begun at age 41 with a rash.", 41),
        ("He fell ill at the age of 8.", 8),
        ("She had been ill since the age of 8.", 8),
        ("Onset was at 6, with a rash.", 6),
        ("She was diagnosed at 12, in Leeds.", 12),
        ("She was 24 when rheumatoid arthritis was diagnosed.", 24),
        ("The rash had first troubled her at the age of 31.", 31),
    ],
)
def test_an_age_at_onset_is_told_apart(text: str, age: float) -> None:
    reading = read(text)
    assert (reading.values("age"), reading.values("onset_age")) == ([], [age])


@pytest.mark.parametrize(
    "text",
    [
        "A 9-year-old rash was treated.",
        "His score was 15 at presentation.",
        "The first sign is a rash of 47 years, he thinks.",
        "A number of 71 with a rash were seen.",
        "The second, 12 months later, was milder.",
        "Tofacitinib was started at 2.5 mg twice daily.",
        "A strength suitable for a child of 15 kg was lacking.",
        "It was begun at two hospitals.",
    ],
)
def test_other_numbers_are_no_age(text: str) -> None:
    reading = read(text)
    assert reading.mentions("age", "onset_age") == []


@pytest.mark.parametrize(
    ("text", "first_year"),
    [
        ("She was in her sixties.", "60"),
        ("A man in his late 40s came.", "40"),
        ("A woman in the eighth decade of life fell ill.", "70"),
    ],
)
def test_an_age_told_by_its_decade_has_no_value(text: str, first_year: str) -> None:
    (age,) = read(text).mentions("age", "onset_age")
    assert (age.value, age.concept, age.rule) == (None, first_year, "decade")


@pytest.mark.parametrize("text", ["It was known in the 1960s.", "It fell in the seventies of the last century."])
def test_a_decade_of_a_century_is_nobodys_age(text: str) -> None:
    assert read(text).mentions("age") == []


@pytest.mark.parametrize(
    ("cell", "age", "sex"),
    [("62, M", 62, "male"), ("F/34", 34, "female"), ("M; 18 mo", 1.5, "male"), ("1; F, 58", 58, "female")],
)
def test_a_cell_with_age_and_sex_gives_both(cell: str, age: float, sex: str) -> None:
    reading = read(f"| Patient |\n|---|\n| {cell} |")
    assert (reading.values("age"), reading.values("sex")) == ([age], [sex])


def test_a_mean_age_says_so() -> None:
    assert [one.rule for one in read("The adults had a median age of 52 years.").mentions("age")] == ["median"]


def test_pronouns_are_weak_signs_of_a_sex() -> None:
    assert [(one.value, one.rule) for one in read("The woman said that she slept.").mentions("sex")] == [
        ("female", "noun"),
        ("female", "pronoun"),
    ]


@pytest.mark.parametrize(
    "text", ["Adults aged 18 years or older were asked.", "Children under 5 years of age were asked."]
)
def test_a_bound_is_nobodys_age(text: str) -> None:
    assert read(text).values("age") == [None]


@pytest.mark.parametrize(
    "text",
    [
        "His mother, a 58-year-old nurse, was well.",
        "He was born to a 28-year-old teacher.",
        "His 12-year-old brother was well.",
        "He got the liver of a 50-year-old female donor.",
    ],
)
def test_an_age_of_a_relative_is_told_apart(text: str) -> None:
    assert [one.context for one in read(text).mentions("age")] == [frozenset({"family"})]


@pytest.mark.parametrize(
    "text",
    [
        "A 35-year-old mother of two was seen.",
        "The 3-year-old girl was brought by her mother.",
        "A 9-year-old boy was seen.",
    ],
)
def test_an_age_of_the_patient_is_no_relatives(text: str) -> None:
    assert [one.context for one in read(text).mentions("age")] == [frozenset()]


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("Ms. K.L., 38 years, was admitted.", [38]),
        ("Mrs B, 67, presented with a rash.", [67]),
        ("The first woman, a retired librarian of sixty-one, fell ill.", [61]),
        ("A 48 years gentleman came with a rash.", [48]),
        ("A 45 yrs female was seen.", [45]),
        ("An adolescent female (16 years) was seen.", [16]),
        ("A woman in her early 60s (62 years) was seen.", [62]),
        ("67M with a rash was admitted.", [67]),
        ("Two women, aged 56 and 63 years, were seen.", [56, 63]),
        ("Three boys aged 5, 9 and 14 years were seen.", [5, 9, 14]),
    ],
)
def test_an_age_may_be_told_by_the_person_beside_it(text: str, ages: list[float]) -> None:
    assert read(text).values("age") == ages


@pytest.mark.parametrize(
    ("text", "age", "sex"),
    [
        ("Patient 1 (12y, F) was weak.", 12, "female"),
        ("Patient 2 (M/45) was weak.", 45, "male"),
        ("P3 (52/F) was weak.", 52, "female"),
    ],
)
def test_brackets_behind_a_patient_tell_age_and_sex(text: str, age: float, sex: str) -> None:
    assert (read(text).values("age"), read(text).values("sex")) == ([age], [sex])


@pytest.mark.parametrize(
    "text",
    [
        "The rash improved in patients (16 weeks).",
        "The woman, 3 years later, fell.",
        "This boy took it (5 years).",
        "Women (45 years, range 30-50) were asked.",
        "The 5-year patient survival was low.",
        "The patient (3/12) was seen.",
        "The boy (10 mg daily) was seen.",
        "In patients 1, 2, and 3 the rash went.",
        "The patient took prednisone for 5 years, and then stopped.",
    ],
)
def test_times_and_counts_beside_a_person_are_no_age(text: str) -> None:
    assert read(text).mentions("age", "onset_age") == []


@pytest.mark.parametrize("word", ["Mrs", "Miss", "Ms"])
def test_a_title_of_one_woman_is_no_plural(word: str) -> None:
    (mention,) = read(f"{word} B was seen.").mentions("sex")
    assert (mention.value, mention.rule) == ("female", "noun")
