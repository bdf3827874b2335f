"""What is warned of, and what is not."""

from dataclasses import replace

import pytest

from extractor.core.analysis import Assertion, Direction
from extractor.core.candidate import (
    Anchor,
    Candidate,
    CandidateStatement,
    Case,
    Contradiction,
    Evidence,
    Extraction,
    Slot,
    Value,
)
from extractor.core.geometry import Box
from extractor.protocol.model import Cue, Domain, Instrument, Protocol
from extractor.review.form import views
from extractor.review.warn import warnings
from tests.review.sample import PROTOCOL, REPORT

RULES = replace(
    PROTOCOL,
    cues=(
        Cue("cited", ("et al", "has been reported"), "sentence"),
        Cue("own", ("our patient",), "sentence"),
        Cue("untreated", ("untreated",), "sentence"),
        Cue("retold", ("already reported",), "sentence"),
    ),
)
SIGNS = replace(RULES, domains=(Domain("skin", "Skin", ("rash",), (Instrument(("CDASI",), "lower"),)),))


def anchor(quote: str, *, left: float = 50, top: float = 100, page: int = 1) -> Anchor:
    return Anchor(REPORT, page, (Box(page, left, top, left + 100, top + 10),), quote)


def told(field: str, value: Value, *anchors: Anchor, key: str = "", others: tuple[Value, ...] = ()) -> Candidate:
    return Candidate(Slot(field, key), value, 0.9, (Evidence(anchors, "rule"),), others)


def case(uid: str, *candidates: Candidate, unit: str = "patient") -> Case:
    quote = anchor(f"Introduction of {uid}", top=700)
    return Case(uid, uid, "group" if unit == "group" else "patient", 0.9, (Evidence((quote,), "rule"),), candidates)


def warned(
    *cases: Case,
    contradictions: tuple[Contradiction, ...] = (),
    statements: tuple[CandidateStatement, ...] = (),
    rules: Protocol = RULES,
) -> dict[tuple[str, str, str], list[str]]:
    extraction = Extraction("a", REPORT, (), cases, statements, contradictions=contradictions)
    found = warnings(views("u", extraction, {}, rules), extraction, rules)
    return {
        (subject, slot.field if slot else "", slot.key if slot else ""): [
            f"{item.kind}: {item.words}" for item in items
        ]
        for (subject, slot), items in found.items()
    }


def said(quote: str, direction: Direction, assertion: Assertion, *cases: str) -> CandidateStatement:
    return CandidateStatement("s", anchor(quote), ("skin",), direction, assertion, cases, 0.9, "rule")


@pytest.mark.parametrize(
    ("quote", "value", "says"),
    [
        ("A 47-year-old woman", 47, []),
        ("A forty-seven-year-old woman", 47, []),
        ("4 years and 6 months of age", 4.5, []),
        ("aged 18 months", 1.5, []),
        ("A 47-year-old woman", 52, ["not in quote: 52 does not stand in the quote"]),
    ],
)
def test_an_age_that_its_quote_does_not_tell_is_warned_of(quote: str, value: Value, says: list[str]) -> None:
    assert warned(case("p1", told("age_years", value, anchor(quote)))).get(("p1", "age_years", ""), []) == says


@pytest.mark.parametrize(
    ("quote", "value", "is_warned"),
    [("for two years", 24, False), ("at week 26", 6, False), ("at month 6", 6, False), ("at month 6", 13, True)],
)
def test_a_follow_up_that_its_quote_does_not_tell_is_warned_of(quote: str, value: Value, is_warned: bool) -> None:
    assert bool(warned(case("p1", told("follow_up_months", value, anchor(quote))))) == is_warned


@pytest.mark.parametrize(("dose", "is_warned"), [("5 mg", False), ("7.5 mg", False), ("10 mg", True)])
def test_a_dose_that_its_quote_does_not_tell_is_warned_of(dose: str, is_warned: bool) -> None:
    quote = anchor("alphamab 5 mg, later 7.5 mg")
    assert bool(warned(case("p1", told("drug_dose", dose, quote, key="d1")))) == is_warned


def test_a_drug_is_warned_of_where_its_quote_names_another() -> None:
    quote = anchor("betanibum was begun")
    assert warned(case("p1", told("drug_name", "alphamab", quote, key="d1"))) == {
        ("p1", "drug_name", "d1"): ["not in quote: the quote says betanib"]
    }
    assert warned(case("p1", told("drug_name", "alphamab", anchor("it was begun"), key="d1"))) == {}


def test_a_count_above_its_whole_is_warned_of_on_both_rows() -> None:
    quote = anchor("9 of 7")
    swapped = (told("n_improved", 9, quote, key="skin"), told("n_evaluable", 7, quote, key="skin"))
    says = ["counts: Improved 9 is more than Evaluable 7"]
    found = warned(case("g1", *swapped, unit="group"))
    assert found == {("g1", "n_improved", "skin"): says, ("g1", "n_evaluable", "skin"): says}
    quote = anchor("7 of 9")
    right = (told("n_improved", 7, quote, key="skin"), told("n_evaluable", 9, quote, key="skin"))
    assert warned(case("g1", *right, unit="group")) == {}


@pytest.mark.parametrize(
    ("quote", "is_warned"),
    [
        ("Reyes et al. saw a man aged 33", True),
        ("A man aged 33 was seen [12]", True),
        ("Our patient, aged 33, was unlike those of Reyes et al.", False),
        ("A man aged 33, already reported by Reyes et al.", False),
        ("A man aged 33 was seen", False),
    ],
)
def test_a_quote_that_cites_others_is_warned_of(quote: str, is_warned: bool) -> None:
    found = warned(case("p1", told("age_years", 33, anchor(quote)))).get(("p1", "age_years", ""), [])
    assert found == (["cited: the quote cites other authors"] if is_warned else [])


def table(uid: str, top: float, age: int, dose: str, months: int, *, dose_top: float | None = None) -> Case:
    """Return a case of a table's row; its dose may be taken from another row."""
    head = anchor("Head", left=300, top=90)
    return case(
        uid,
        told("age_years", age, head, anchor(str(age), left=50, top=top)),
        told("drug_dose", dose, head, anchor(dose, left=150, top=dose_top or top), key="d1"),
        told("follow_up_months", months, head, anchor(f"{months} months", left=250, top=top)),
        told("sex", "female", head, anchor("F", left=350, top=top)),
    )


def test_a_cell_of_another_cases_row_is_warned_of() -> None:
    right = [table("p1", 100, 47, "5 mg", 6), table("p2", 120, 52, "10 mg", 9), table("p3", 140, 60, "15 mg", 12)]
    assert warned(*right) == {}
    wrong = [table("p1", 100, 47, "10 mg", 6, dose_top=120), *right[1:]]
    assert warned(*wrong) == {("p1", "drug_dose", "d1"): ["another case's: the quote stands with p2"]}


def test_a_quote_that_names_another_case_is_warned_of() -> None:
    first = case("p1", told("label", "Patient 1", anchor("Patient 1")), told("sex", "male", anchor("Patient 2, a man")))
    second = case("p2", told("label", "Patient 2", anchor("Patient 2", top=300)))
    assert warned(first, second) == {("p1", "sex", ""): ["another case's: the quote stands with p2"]}


def test_a_lone_number_names_nobody() -> None:
    first = case("p1", told("label", "1", anchor("1")), told("drug_dose", "2 mg", anchor("2 mg"), key="d1"))
    second = case("p2", told("label", "2", anchor("2", top=300)))
    assert warned(first, second) == {}


def test_what_is_told_of_all_is_nobodys_alone() -> None:
    shared = anchor("All took 5 mg.", top=400)
    cases = [
        case(
            f"p{n}",
            told("age_years", 40 + n, anchor(f"{40 + n} years", top=100 * n)),
            told("drug_dose", "5 mg", shared, key="d1"),
        )
        for n in (1, 2, 3)
    ]
    assert warned(*cases) == {}


def test_a_dose_unlike_that_of_all_others_is_warned_of() -> None:
    def on(uid: str, dose: str, top: float) -> Case:
        quote = anchor(f"alphamab {dose} for {uid}", top=top)
        return case(uid, told("drug_name", "alphamab", quote, key="d1"), told("drug_dose", dose, quote, key="d1"))

    cases = [on("p1", "50 mg", 100), *(on(f"p{n}", "5 mg", 100 * n) for n in (2, 3, 4))]
    assert warned(*cases) == {("p1", "drug_dose", "d1"): ["unlike: all 3 others took 5 mg"]}


def test_an_age_that_is_told_otherwise_elsewhere_is_warned_of() -> None:
    assert warned(case("p1", told("age_years", 47, anchor("aged 47"), others=(52,)))) == {
        ("p1", "age_years", ""): ["otherwise: elsewhere it says 52"]
    }


def test_an_outcome_that_the_abstract_tells_otherwise_is_warned_of() -> None:
    outcome = told("outcome", "improved", anchor("it cleared"), key="skin")
    words = "skin: worsened in the abstract, improved in the record"
    found = warned(case("p1", outcome), contradictions=(Contradiction("c", "abstract", words, (), "p1"),))
    assert found == {("p1", "outcome", "skin"): ["otherwise: worsened in the abstract, improved in the record"]}


def test_a_drug_of_no_interest_is_warned_of() -> None:
    quote = anchor("gammaside was begun")
    found = warned(case("p1", told("drug_name", "gammaside", quote, key="d1")))
    assert found == {("p1", "drug_name", "d1"): ["no drug: gammaside is no drug of this review"]}
    asked_of_any = replace(RULES, any_drug=True)
    assert warned(case("p1", told("drug_name", "gammaside", quote, key="d1")), rules=asked_of_any) == {}


@pytest.mark.parametrize(("onset", "is_warned"), [(41, True), (39, False)])
def test_an_age_that_is_the_one_at_onset_is_warned_of(onset: int, is_warned: bool) -> None:
    quote = anchor("ill at 39, seen at 41")
    found = warned(case("p1", told("age_years", 41, quote), told("onset_age_years", onset, quote)))
    assert found == ({("p1", "age_years", ""): ["at onset: this is the age at onset"]} if is_warned else {})


@pytest.mark.parametrize("field", ["baseline", "outcome"])
def test_a_quote_of_another_domain_is_warned_of(field: str) -> None:
    values: dict[str, Value] = {"baseline": 1, "outcome": "improved"}
    wrong = told(field, values[field], anchor("The joints were stiff."), key="skin")
    assert warned(case("p1", wrong), rules=SIGNS) == {
        ("p1", field, "skin"): ["not in quote: the quote names nothing of Skin"]
    }
    assert warned(case("p1", told(field, values[field], anchor("The rash itched."), key="skin")), rules=SIGNS) == {}


def test_a_quote_that_is_a_statement_of_the_domain_need_not_name_it() -> None:
    quote = "It had all but gone."
    outcome = told("outcome", "improved", anchor(quote), key="skin")
    assert warned(case("p1", outcome), statements=(said(quote, "improved", "observed", "p1"),), rules=SIGNS) == {}


@pytest.mark.parametrize(
    ("quote", "direction", "cases", "says"),
    [
        ("The rash faded.", "improved", (), ["otherwise: the quote says improved"]),
        ("The rash was seen again.", "improved", ("p1",), ["otherwise: all that is told says improved"]),
        ("The rash was seen again.", "improved", ("p2",), []),
        ("The rash was seen again.", "worsened", ("p1",), []),
    ],
)
def test_an_outcome_that_statements_tell_otherwise_is_warned_of(
    quote: str, direction: Direction, cases: tuple[str, ...], says: list[str]
) -> None:
    outcome = told("outcome", "worsened", anchor("The rash faded."), key="skin")
    found = warned(case("p1", outcome), statements=(said(quote, direction, "observed", *cases),), rules=SIGNS)
    assert found.get(("p1", "outcome", "skin"), []) == says


@pytest.mark.parametrize(("last", "says"), [(4, []), (31, ["otherwise: CDASI went from 20 to 31"])])
def test_an_outcome_against_its_score_is_warned_of(last: int, says: list[str]) -> None:
    scores = [
        told(f"score_{part}", value, anchor("CDASI"), key="skin/CDASI")
        for part, value in (("start", 20), ("last", last))
    ]
    outcome = told("outcome", "improved", anchor("The rash faded."), key="skin")
    assert warned(case("p1", outcome, *scores), rules=SIGNS).get(("p1", "outcome", "skin"), []) == says


def test_an_outcome_against_its_course_is_warned_of() -> None:
    quote = anchor("The rash faded.")
    outcome, course = (
        told("outcome", "worsened", quote, key="skin"),
        told("outcome_course", "sustained", quote, key="skin"),
    )
    assert warned(case("p1", outcome, course), rules=SIGNS) == {
        ("p1", "outcome", "skin"): ["otherwise: the effect is told to be sustained"]
    }


@pytest.mark.parametrize(
    ("value", "quote", "prior", "says"),
    [
        (True, "The rash persisted.", True, []),
        (True, "The rash was untreated.", True, ["otherwise: the quote says that it was not treated"]),
        (True, "The rash persisted.", False, ["otherwise: no earlier treatment is told"]),
        (False, "The rash itched.", True, ["otherwise: earlier treatment is told: gammaside"]),
        (False, "The rash was untreated.", True, []),
        (False, "The rash itched.", False, []),
    ],
)
def test_refractoriness_against_treatment_is_warned_of(value: bool, quote: str, prior: bool, says: list[str]) -> None:
    rows = [told("refractory", value, anchor(quote), key="skin")]
    rows += [told("prior_therapies", "gammaside", anchor("gammaside"), key="gammaside")] if prior else []
    assert warned(case("p1", *rows), rules=SIGNS).get(("p1", "refractory", "skin"), []) == says


def test_what_is_not_refractory_although_treatment_is_told_to_have_failed_is_warned_of() -> None:
    quote = "The rash stayed."
    found = warned(
        case("p1", told("refractory", False, anchor(quote), key="skin")),
        statements=(said(quote, "unchanged", "prior", "p1"),),
        rules=SIGNS,
    )
    assert found == {("p1", "refractory", "skin"): ["otherwise: the quote says that treatment had failed"]}


def test_a_quote_whose_effects_others_saw_is_warned_of() -> None:
    quote = "A woman of 33 lost her rash."
    age = told("age_years", 33, anchor(quote))
    assert warned(case("p1", age), statements=(said(quote, "improved", "cited"),)) == {
        ("p1", "age_years", ""): ["cited: the quote cites other authors"]
    }
    assert warned(case("p1", age), statements=(said(quote, "improved", "observed", "p1"),)) == {}


@pytest.mark.parametrize(
    ("quote", "says"),
    [
        ("rash better in 3 of 4", []),
        ("rash better in all of them, 3 and 4", []),
        ("rash better in 3/5, joints in 4/4", ["counts: the quote has no 3 of 4"]),
    ],
)
def test_a_pair_of_counts_that_the_quote_does_not_tell_is_warned_of(quote: str, says: list[str]) -> None:
    rows = [told(field, value, anchor(quote), key="skin") for field, value in (("n_improved", 3), ("n_evaluable", 4))]
    found = warned(case("g1", *rows, unit="group"), rules=SIGNS)
    assert found.get(("g1", "n_improved", "skin"), []) == says


@pytest.mark.parametrize(
    ("dose", "says"), [("5 mg", []), ("2.5 mg", ["otherwise: where the drug is named it says 5 mg"])]
)
def test_a_dose_other_than_the_one_told_with_the_drug_is_warned_of(dose: str, says: list[str]) -> None:
    name = told("drug_name", "alphamab", anchor("alphamab 5 mg was begun"), key="d1")
    amount = told("drug_dose", dose, anchor(f"later {dose} was enough"), key="d1")
    assert warned(case("p1", name, amount)).get(("p1", "drug_dose", "d1"), []) == says
