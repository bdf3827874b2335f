import json
from pathlib import Path

import pytest

from extractor.core.annotation import AnnotatedCase, Annotation, BaselineRow, from_json, to_json
from extractor.core.candidate import Slot, annotated_case
from extractor.core.confirmed import Remark, case_slots, confirmed, remarks, settled, standing
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


def test_a_place_that_is_open_again_has_no_value_until_it_is_decided_anew() -> None:
    told = [exists("pub", "c1"), decision("pub", "c1", AGE, 47)]
    reopened = decision("pub", "c1", AGE, None, action="reopen")
    assert cases(*told, reopened) == (AnnotatedCase("p1"),)
    assert cases(*told, reopened, undo(reopened))[0].age_years == 47
    assert cases(*told, reopened, decision("pub", "c1", AGE, 48))[0].age_years == 48


def test_the_last_note_and_flag_of_a_place_stand() -> None:
    first = decision("pub", "c1", AGE, "at onset?", action="note")
    second = decision("pub", "c1", AGE, "at start", action="note")
    flag = decision("pub", "c1", AGE, True, action="flag")
    assert remarks([first, second, flag]) == {("c1", AGE): Remark("case", "at start", flagged=True)}
    assert remarks([first, second, undo(second)]) == {("c1", AGE): Remark("case", "at onset?")}
    assert remarks([first, decision("pub", "c1", AGE, "", action="note")]) == {}


def test_a_baseline_of_unknown_size_is_confirmed_without_one() -> None:
    group = decision("pub", "g", None, {"case_id": "g1", "unit": "group"})
    size = decision("pub", "g", Slot("baseline", "skin"), None, action="add")
    assert cases(group, size)[0].baseline == (BaselineRow("skin", None, None),)


def test_a_case_is_made_anew_from_its_slots_for_all_of_gold() -> None:
    told = [from_json(json.loads(line)) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    all_cases = [case for annotation in told for case in annotation.cases]
    assert [annotated_case(case.case_id, case.unit, case_slots(case)) for case in all_cases] == all_cases


BEYOND = {
    "case_id": "p1", "onset_age_years": 30.5, "concomitant": [{"name": "methotrexate", "status": "continued"}],
    "drugs": [{"name": "first", "stop_month": 4}, {"name": "second", "start_month": 4}],
    "outcomes": [
        {
            "domain": "skin", "direction": "improved", "n_improved": 1, "n_evaluable": 1, "drug": "second",
            "best": "improved", "course": "regained",
            "scores": [
                {"instrument": "CAT", "last": 2},
                {"instrument": "CDASI", "scale": "100", "start": 31, "last": 5, "month": 18},
            ],
        }
    ],
    "ae_status": "reported",
    "adverse_event_details": [{"event": "shingles", "term": "herpes zoster", "serious": False}],
    "stopped": {"month": 20, "reason": "wish"}, "died": True,
}  # fmt: skip


def test_a_case_is_made_anew_from_its_slots_with_all_that_stands_beyond_the_contract() -> None:
    case = from_json({"id": "smith", "cases": [BEYOND]}).cases[0]
    assert annotated_case("p1", "patient", case_slots(case)) == case
    assert (case.died, case.drugs[1].start_month, case.outcomes[0].scores[1].last) == (True, 4, 5)


def test_what_stands_beyond_the_contract_is_written_only_where_it_is_told() -> None:
    told = to_json(from_json({"id": "smith", "cases": [BEYOND]}))["cases"][0]
    assert told["outcomes"][0] == BEYOND["outcomes"][0] | {  # type: ignore[index]
        "scores": [
            {"instrument": "CAT", "scale": None, "start": None, "last": 2, "month": None},
            BEYOND["outcomes"][0]["scores"][1],  # type: ignore[index]
        ]
    }
    assert told["stopped"] == {"month": 20, "reason": "wish"}
    assert list(to_json(Annotation("smith", cases=(AnnotatedCase("p1"),)))["cases"][0])[-1] == "same_as"


def test_an_event_of_which_nothing_is_told_leaves_no_detail() -> None:
    case = from_json({"id": "smith", "cases": [{"case_id": "p1", "adverse_event_details": [{"event": "acne"}]}]})
    assert case.cases[0].adverse_event_details == ()
