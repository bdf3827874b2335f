"""The simulated reviewer confirms what gold tells, and counts every key."""

import importlib
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from extractor.core.annotation import AnnotatedCase, Annotation, BaselineRow, DrugCourse, OutcomeRow
from extractor.core.candidate import Case, Evidence, Missed, Slot
from extractor.review.form import Row
from tests.review.sample import PROTOCOL, anchor, report

GOLD = Annotation(
    "ames-2020",
    title="Gout, once more",
    year=2020,
    included=True,
    cases=(
        AnnotatedCase(
            "p1",
            "patient",
            label="Patient 1",
            n=1,
            age_years=47,
            sex="female",
            disease="gout",
            drugs=(DrugCourse("alphamab", "5 mg"),),
            prior_therapies=("gammaside",),
            baseline=(BaselineRow("skin", 1, True),),
            outcomes=(OutcomeRow("skin", "improved", 1, 1),),
        ),
    ),
)


@pytest.fixture(scope="module")
def reviewer() -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(Path(__file__).parents[2] / "benchmarks"))
        return importlib.import_module("reviewer")


def reviewed(reviewer: ModuleType, gold: Annotation, *, with_queue: bool = False, **changes: Any) -> Any:
    extraction = replace(report(), statements=(), **changes)
    return reviewer.review({gold.id: gold}, [extraction], PROTOCOL, with_queue=with_queue)


def test_what_is_right_costs_a_key_for_the_case_and_one_for_what_is_looked_at(reviewer: ModuleType) -> None:
    run = reviewed(reviewer, GOLD)
    assert run.pressed == {"publication": 1, "case": 5}
    assert run.tallies["ames-2020"].actions == {"accept_case": 2, "view_right": 1, "accept": 3}
    assert run.tallies["ames-2020"].corrected == 0
    [case] = run.confirmed["ames-2020"].cases
    assert case == GOLD.cases[0]


def test_a_wrong_value_is_corrected(reviewer: ModuleType) -> None:
    gold = replace(GOLD, cases=(replace(GOLD.cases[0], age_years=45),))
    run = reviewed(reviewer, gold)
    assert run.tallies["ames-2020"].corrected == 1
    assert run.confirmed["ames-2020"].cases[0].age_years == 45


def test_a_patient_whom_gold_does_not_tell_is_rejected(reviewer: ModuleType) -> None:
    spurious = Case("case-9", "p9", "patient", 0.9, (Evidence((anchor("A man"),), "introduction"),))
    run = reviewed(reviewer, GOLD, cases=(*report().cases, spurious))
    assert run.pressed["spurious case"] == 1
    assert len(run.confirmed["ames-2020"].cases) == 1


@pytest.mark.parametrize(("with_queue", "found"), [(False, 1), (True, 2)])
def test_a_missed_patient_is_found_in_the_queue_alone(reviewer: ModuleType, with_queue: bool, found: int) -> None:
    second = AnnotatedCase("p2", "patient", label="Patient 2", n=1, age_years=61, sex="male", disease="sprue")
    passage = Missed("missed-1", anchor("A man of 61 years was seen."), ("age",), 3.0)
    gold = replace(GOLD, cases=(*GOLD.cases, second))
    run = reviewed(reviewer, gold, with_queue=with_queue, missed=(passage,))
    assert len(run.confirmed["ames-2020"].cases) == found
    assert bool(run.nowhere) is (found == 1)


def test_a_passage_that_tells_nothing_is_dismissed(reviewer: ModuleType) -> None:
    passage = Missed("missed-1", anchor("A man of 61 years was seen."), ("age",), 3.0)
    run = reviewed(reviewer, GOLD, with_queue=True, missed=(passage,))
    assert run.tallies["ames-2020"].led == [False]
    assert run.pressed["queue"] == 3


def test_a_run_is_told_part_by_part(reviewer: ModuleType) -> None:
    run = reviewed(reviewer, GOLD)
    assert run.of_part("a").figures() == run.figures()
    assert (run.of_part("b").gold, run.of_part("b").tallies) == ({}, {})


def test_the_shortest_way_to_a_row_goes_from_block_to_block(reviewer: ModuleType) -> None:
    rows = [
        Row("case", "c", Slot("outcome", key), "Outcome", group=group)
        for key, group in (("a", "A"), ("b", "A"), ("c", "A"), ("d", "B"), ("e", "B"))
    ]
    assert reviewer.way(rows, 0, 4) == ("block_down", "row_down")
    assert reviewer.way(rows, 4, 3) == ("row_up",)
    assert reviewer.way(rows, 2, 2) == ()


@pytest.mark.parametrize(
    ("field", "value", "quote", "tells"),
    [
        ("drug_frequency", "once daily", "alphamab 4 mg/day", True),
        ("drug_frequency", "once daily", "alphamab 4 mg", False),
        ("age_years", 47, "aged forty-seven", True),
        ("age_years", 47, "aged 46", False),
    ],
)
def test_words_tell_a_value_as_a_reader_sees_it(
    reviewer: ModuleType, field: str, value: str | int, quote: str, tells: bool
) -> None:
    assert reviewer.Teller(PROTOCOL, GOLD).tells([quote], Slot(field), value) == tells
