from collections.abc import Iterable

import pytest

from extractor.core.annotation import AnnotatedCase, AnnotatedStatement, Annotation, DrugCourse, OutcomeRow
from extractor.core.candidate import Anchor, Candidate, CandidateStatement, Case, Evidence, Extraction, Slot, Value
from extractor.evaluate.verdicts import verdicts

ANCHOR = Anchor("0", 1, (), "The rash cleared within two weeks of it.")
EVIDENCE = (Evidence((ANCHOR,), "rule"),)
GOLD = AnnotatedCase(
    "p1",
    label="Patient 1",
    age_years=44,
    sex="female",
    disease="DM",
    drugs=(DrugCourse("tofacitinib", "5 mg", "twice daily", "oral"), DrugCourse("baricitinib", "4 mg")),
    prior_therapies=("methotrexate",),
    outcomes=(OutcomeRow("skin", "improved", 1, 1),),
)


def candidates(*told: tuple[str, str, Value]) -> tuple[Candidate, ...]:
    return tuple(Candidate(Slot(field, key), value, 0.5, EVIDENCE) for field, key, value in told)


KNOWN: tuple[tuple[str, str, Value], ...] = (
    ("label", "", "Case 1"),
    ("age_years", "", 44),
    ("sex", "", "female"),
    ("disease", "", "DM"),
)


def judge(
    told: Iterable[tuple[str, str, Value]], *, own: Iterable[tuple[str, str, Value]] = (), gold: AnnotatedCase = GOLD
) -> dict[tuple[str, str], bool]:
    case = Case("u", "p1", "patient", 0.5, EVIDENCE, candidates(*told))
    extraction = Extraction("a1", "0", candidates(*own), (case,), ())
    annotation = Annotation(
        "a1", title="A Case", journal="Acta Cutanea", year=2020, design="case_report", cases=(gold,)
    )
    return {
        (item.slot.field, item.slot.key) if item.slot else ("case", ""): item.right
        for item in verdicts({"a1": annotation}, [extraction])
    }


def test_values_that_the_annotator_gives_are_right() -> None:
    found = judge([*KNOWN, ("prior_therapies", "methotrexate", "methotrexate"), ("outcome", "skin", "improved")])
    assert set(found.values()) == {True}


@pytest.mark.parametrize(
    ("field", "key", "value"),
    [
        ("age_years", "", 45),
        ("prior_therapies", "azathioprine", "azathioprine"),
        ("outcome", "skin", "unchanged"),
        ("outcome", "ild", "improved"),
    ],
)
def test_other_values_are_wrong(field: str, key: str, value: Value) -> None:
    told = [item for item in KNOWN if item[0] != field]
    assert not judge([*told, (field, key, value)])[field, key]


def test_a_dose_is_that_of_its_drug_whatever_the_drugs_number() -> None:
    told: list[tuple[str, str, Value]] = [*KNOWN, ("drug_name", "d1", "baricitinib"), ("drug_dose", "d1", "4 mg")]
    assert judge(told)["drug_dose", "d1"]
    assert not judge([*told[:-1], ("drug_dose", "d1", "5 mg")])["drug_dose", "d1"]


def test_all_values_of_a_spurious_case_are_wrong() -> None:
    other = AnnotatedCase("p1", age_years=9, sex="male", disease="JDM", drugs=(DrugCourse("ruxolitinib"),))
    assert set(judge([("age_years", "", 44), ("sex", "", "female")], gold=other).values()) == {False}


def test_a_field_that_no_annotation_tells_anything_of_is_not_judged() -> None:
    assert ("steroid_sparing", "") not in judge([*KNOWN, ("steroid_sparing", "", True)])


@pytest.mark.parametrize(("journal", "right"), [("Acta Cutan", True), ("Acta Cutanea", True), ("Acta Ren", False)])
def test_an_abbreviated_journal_is_the_journal(journal: str, *, right: bool) -> None:
    assert judge(KNOWN, own=[("journal", "", journal)])["journal", ""] == right


@pytest.mark.parametrize(
    ("direction", "domains", "right"),
    [("improved", ("skin",), True), ("unchanged", ("skin",), False), ("improved", ("skin", "ild"), False)],
)
def test_a_statement_is_right_as_a_whole(direction: str, domains: tuple[str, ...], *, right: bool) -> None:
    statement = CandidateStatement("s", ANCHOR, domains, direction, "observed", (), 0.5, "learned")  # type: ignore[arg-type]
    gold = Annotation("a1", statements=(AnnotatedStatement(ANCHOR.quote, ("skin",), "improved", "observed"),))
    found = list(verdicts({"a1": gold}, [Extraction("a1", "0", (), (), (statement,))]))
    assert [item.right for item in found] == [right]
