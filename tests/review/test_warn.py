"""What is warned of, and what is not."""

from dataclasses import replace

import pytest

from extractor.core.candidate import Anchor, Candidate, Case, Contradiction, Evidence, Extraction, Slot, Value
from extractor.core.geometry import Box
from extractor.protocol.model import Cue, Protocol
from extractor.review.form import views
from extractor.review.warn import warnings
from tests.review.sample import PROTOCOL, REPORT

RULES = replace(
    PROTOCOL,
    cues=(Cue("cited", ("et al", "has been reported"), "sentence"), Cue("own", ("our patient",), "sentence")),
)


def anchor(quote: str, *, left: float = 50, top: float = 100, page: int = 1) -> Anchor:
    return Anchor(REPORT, page, (Box(page, left, top, left + 100, top + 10),), quote)


def told(field: str, value: Value, *anchors: Anchor, key: str = "", others: tuple[Value, ...] = ()) -> Candidate:
    return Candidate(Slot(field, key), value, 0.9, (Evidence(anchors, "rule"),), others)


def case(uid: str, *candidates: Candidate, unit: str = "patient") -> Case:
    quote = anchor(f"Introduction of {uid}", top=700)
    return Case(uid, uid, "group" if unit == "group" else "patient", 0.9, (Evidence((quote,), "rule"),), candidates)


def warned(
    *cases: Case, contradictions: tuple[Contradiction, ...] = (), rules: Protocol = RULES
) -> dict[tuple[str, str, str], list[str]]:
    extraction = Extraction("a", REPORT, (), cases, (), contradictions=contradictions)
    found = warnings(views("u", extraction, {}, rules), extraction, rules)
    return {
        (subject, slot.field if slot else "", slot.key if slot else ""): [
            f"{item.kind}: {item.words}" for item in items
        ]
        for (subject, slot), items in found.items()
    }


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
    right = (told("n_improved", 7, quote, key="skin"), told("n_evaluable", 9, quote, key="skin"))
    assert warned(case("g1", *right, unit="group")) == {}


@pytest.mark.parametrize(
    ("quote", "is_warned"),
    [
        ("Reyes et al. saw a man aged 33", True),
        ("A man aged 33 was seen [12]", True),
        ("Our patient, aged 33, was unlike those of Reyes et al.", False),
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
