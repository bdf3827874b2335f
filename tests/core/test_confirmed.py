import json
from pathlib import Path

import pytest

from extractor.core.annotation import AnnotatedCase, BaselineRow, from_json
from extractor.core.candidate import Slot, annotated_case
from extractor.core.confirmed import case_slots, confirmed, settled, standing
from extractor.core.decision import Decision
from tests.store.sample import AGE, decision, exists, undo

GOLD = Path(__file__).parents[2] / "annotations" / "gold.jsonl"


def cases(*decisions: Decision) -> tuple[AnnotatedCase, ...]:
    return confirmed("smith", decisions).cases


def test_no_decision_confirms_nothing() -> None:
    assert confirmed("smith", []).cases == ()


def test_an_accepted_value_of_an_accepted_case_is_confirmed() -> None:
    assert cases(exists("pub", "c1"), decision("pub", "c1", AGE, 47)) == (AnnotatedCase("p1", age_years=47),)


def test_a_value_of_a_case_that_nobody_confirmed_is_left_out() -> None:
    assert cases(decision("pub", "c1", AGE, 47)) == ()


@pytest.mark.parametrize("action", ["reject", "not_reported", "unclear"])
def test_a_cleared_value_is_none(action: str) -> None:
    told = [exists("pub", "c1"), decision("pub", "c1", AGE, 47)]
    cleared = decision("pub", "c1", AGE, None, action=action)  # type: ignore[arg-type]
    assert cases(*told, cleared) == (AnnotatedCase("p1"),)


def test_the_later_word_counts() -> None:
    first, second = decision("pub", "c1", AGE, 47), decision("pub", "c1", AGE, 48, action="correct")
    assert cases(exists("pub", "c1"), first, second)[0].age_years == 48


def test_a_rejected_case_disappears_with_its_values() -> None:
    rejected = decision("pub", "c1", None, None, action="reject")
    assert cases(exists("pub", "c1"), decision("pub", "c1", AGE, 47), rejected) == ()


def test_an_undone_decision_gives_the_one_before() -> None:
    first, second = decision("pub", "c1", AGE, 47), decision("pub", "c1", AGE, 48, action="correct")
    assert cases(exists("pub", "c1"), first, second, undo(second))[0].age_years == 47


def test_an_undone_undo_gives_the_decision_back() -> None:
    first = decision("pub", "c1", AGE, 47)
    taken_back = undo(first)
    assert cases(exists("pub", "c1"), first, taken_back, undo(taken_back))[0].age_years == 47


def test_lists_stand_in_the_order_of_their_first_decision() -> None:
    told = [decision("pub", "c1", Slot("antibodies", name), name) for name in ("anti-b", "anti-a", "anti-b")]
    assert cases(exists("pub", "c1"), *told)[0].antibodies == ("anti-b", "anti-a")


def test_notes_decide_nothing() -> None:
    note = decision("pub", "c1", AGE, "look again", action="note")
    assert settled([note]) == {}
    assert standing([note]) == [note]


def test_a_baseline_of_unknown_size_is_confirmed_without_one() -> None:
    group = decision("pub", "g", None, {"case_id": "g1", "unit": "group"})
    size = decision("pub", "g", Slot("baseline", "skin"), None, action="add")
    assert cases(group, size)[0].baseline == (BaselineRow("skin", None, None),)


def test_a_case_is_made_anew_from_its_slots_for_all_of_gold() -> None:
    told = [from_json(json.loads(line)) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    all_cases = [case for annotation in told for case in annotation.cases]
    assert [annotated_case(case.case_id, case.unit, case_slots(case)) for case in all_cases] == all_cases
