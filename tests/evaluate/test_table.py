from dataclasses import replace

from extractor.core.annotation import AnnotatedCase, Annotation, BaselineRow, DrugCourse, OutcomeRow
from extractor.evaluate.table import Cell, cells, mixed_up


def case(case_id: str, age: float, *, domain: str = "skin", better: bool = True) -> AnnotatedCase:
    way = "improved" if better else "unchanged"
    return AnnotatedCase(
        case_id,
        age_years=age,
        sex="female",
        disease="DM",
        drugs=(DrugCourse("tofacitinib"),),
        baseline=(BaselineRow(domain, 1, refractory=True),),
        outcomes=(OutcomeRow(domain, way, int(better), 1),),
    )


def publication(*cases: AnnotatedCase) -> dict[str, Annotation]:
    return {"a1": Annotation("a1", included=True, cases=cases)}


def test_equal_annotations_have_nothing_missed_or_spurious() -> None:
    both = publication(case("p1", 40), case("p2", 60))
    assert cells(both, both)["DM", "skin", "n"] == Cell(2, 0, 0)
    assert mixed_up(both, both) == {}


def test_errors_that_cancel_in_the_sum_are_both_counted() -> None:
    gold = publication(case("p1", 40), case("p2", 60, better=False))
    found = publication(case("p1", 40, better=False), case("p2", 60))
    cell = cells(gold, found)["DM", "skin", "improved"]
    assert cell == Cell(1, 1, 1)
    assert cell.share == 2.0


def test_a_spurious_case_is_spurious_in_each_of_its_cells() -> None:
    gold, found = publication(case("p1", 40)), publication(case("p1", 40), case("p2", 60))
    assert cells(gold, found)["DM", "patients"] == Cell(1, 0, 1)
    assert mixed_up(gold, found) == {"a1": (0, 1)}


def test_a_publication_without_candidates_misses_all_its_cases() -> None:
    gold = publication(case("p1", 40))
    assert cells(gold, {})["DM", "patients"] == Cell(1, 1, 0)
    assert mixed_up(gold, {}) == {"a1": (1, 0)}


def test_a_cell_where_nobody_belongs_has_no_share() -> None:
    gold = {"a1": replace(publication()["a1"], included=False)}
    assert cells(gold, publication(case("p1", 40)))["DM", "patients"].share is None
