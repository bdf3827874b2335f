"""Errors are planted one at a time, and what is told of them is told for them alone."""

import importlib
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from extractor.core.analysis import Analysis
from extractor.core.annotation import Annotation
from extractor.core.candidate import Extraction, Slot
from extractor.workflows.train import Example
from tests.builders import document_from_markdown
from tests.review.sample import PROTOCOL, cohort, report

RULES = replace(PROTOCOL, female_words=("woman",), male_words=("man",))


@pytest.fixture(scope="module")
def planted() -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(Path(__file__).parents[2] / "benchmarks"))
        return importlib.import_module("planted")


def paper(planted: ModuleType, extraction: Extraction) -> Any:
    document = document_from_markdown("Nothing is told here.")
    example = Example(document, Analysis(), Annotation(extraction.publication_id))
    right = frozenset((case.uid, item.slot) for case in extraction.cases for item in case.candidates)
    return planted.Paper(example, extraction, RULES, right)


def test_a_wrong_sex_is_told_at_its_row(planted: ModuleType) -> None:
    told_of = paper(planted, report())
    [plant] = planted.KINDS["wrong sex"](told_of)
    told = planted.tell(told_of, plant)
    assert (plant.was, plant.value) == ("female", "male")
    assert told.at_row == ("not in quote: the quote says female",)
    assert told.screen == "form"


def test_a_swapped_direction_is_told_by_what_the_words_say(planted: ModuleType) -> None:
    told_of = paper(planted, report())
    [plant] = planted.KINDS["swapped direction"](told_of)
    assert planted.tell(told_of, plant).screen == "form"


def test_what_nothing_speaks_against_is_at_least_looked_at_alone(planted: ModuleType) -> None:
    told_of = paper(planted, report())
    plant = planted.Plant("none", told_of.extraction, None, None, None)
    assert planted.Told(plant, (), (), (), one_by_one=True).screen == "one by one"
    assert planted.tell(told_of, plant).screen == "nothing"


def test_swapped_counts_are_told_on_the_form_and_in_the_queue(planted: ModuleType) -> None:
    told_of = paper(planted, cohort())
    [plant] = planted.KINDS["swapped n and N"](told_of)
    told = planted.tell(told_of, plant)
    assert told.at_row[0] == "counts: Improved 9 is more than Evaluable 7"
    assert told.entries == ("contradiction: joint: 9 (n_improved) of 7 (n_evaluable)",)


def test_nothing_is_planted_where_the_suggestion_was_wrong(planted: ModuleType) -> None:
    told_of = replace(paper(planted, report()), right=frozenset())
    assert planted.chosen([told_of]) == []


def test_a_right_suggestion_is_no_false_alarm(planted: ModuleType) -> None:
    assert planted.false_alarms([paper(planted, cohort())])["right_values_warned_of"] == 0


def test_kinds_of_errors_are_planted_everywhere(planted: ModuleType) -> None:
    found = planted.everywhere([paper(planted, cohort())])
    assert found["swapped n and N"] == {"form": 1}
    assert found["planted"] >= found["told"] >= 1


def test_values_are_left_out_one_by_one(planted: ModuleType) -> None:
    assert planted.left_out([paper(planted, cohort())])["n_improved"] == "0 of 1"


def test_with_a_drug_its_regimen_is_left_out(planted: ModuleType) -> None:
    told_of = paper(planted, report())
    case = told_of.extraction.cases[0]
    left = told_of.without(case, Slot("drug_name", "d1")).cases[0].candidates
    assert not [item for item in left if item.slot.key == "d1"]
