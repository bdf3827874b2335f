from typing import Any

import pytest

from extractor.core.candidate import Slot
from extractor.core.decision import Decision
from extractor.synthesis.model import Quote
from extractor.synthesis.told import PublicationTold, confirmed_told, suggested_told
from tests.store.sample import AGE, SEX, candidate, case, decision, exists, extraction, two_cases, undo

DISEASE = Slot("disease")


def told(*decisions: Decision, suggested: Any = None) -> PublicationTold:
    return confirmed_told("uid", "smith", decisions, suggested)


def test_a_value_has_its_decision_and_its_quotes() -> None:
    said = decision("uid", "c1", AGE, 47)
    [only] = told(exists("uid", "c1"), said).cases
    age = only.source("age_years")
    assert age is not None
    assert (only.name, age.value, age.quotes, age.decision, age.how, age.reviewer, age.case_id) == (
        "smith/p1",
        47,
        (Quote("quote", 1),),
        said.uid,
        "single",
        "first",
        "p1",
    )
    assert (only.introduced.field, only.introduced.value) == ("case", "patient")


def test_values_of_a_case_that_nobody_confirmed_are_left_out() -> None:
    assert told(decision("uid", "c1", AGE, 47)).cases == ()


def test_a_case_that_was_rejected_later_or_taken_back_is_left_out() -> None:
    first = exists("uid", "c1")
    assert told(first, decision("uid", "c1", None, None, action="reject")).cases == ()
    assert told(first, undo(first)).cases == ()


def test_a_rejected_value_is_left_out() -> None:
    [only] = told(exists("uid", "c1"), decision("uid", "c1", AGE, None, action="reject")).cases
    assert only.sources == ()


@pytest.mark.parametrize("action", ["unclear", "not_reported"])
def test_a_persons_word_that_a_field_is_unclear_or_not_reported_is_kept_without_a_value(action: Any) -> None:
    [only] = told(exists("uid", "c1"), decision("uid", "c1", AGE, None, action=action)).cases
    assert [(item.field, item.state, item.value) for item in only.sources] == [("age_years", action, None)]


def test_values_stand_in_the_order_of_fields_and_cases_in_that_of_their_numbers() -> None:
    cases = (exists("uid", "c2", "p10"), exists("uid", "c1", "p9"))
    found = told(*cases, decision("uid", "c1", DISEASE, "gout"), decision("uid", "c1", SEX, "male"))
    assert [item.case_id for item in found.cases] == ["p9", "p10"]
    assert [item.field for item in found.cases[0].sources] == ["sex", "disease"]


def test_the_reviews_own_fields_come_last() -> None:
    own = [decision("uid", "uid", Slot(name), 1, kind="publication") for name in ("zeal", "awe", "year")]
    assert [item.field for item in told(*own).sources] == ["year", "awe", "zeal"]


def test_suggestions_that_nobody_decided_on_are_open_and_no_value() -> None:
    found = told(exists("uid", "c1"), decision("uid", "c1", SEX, "female"), suggested=two_cases())
    [only] = found.cases
    assert [item.field for item in only.sources] == ["sex"]
    assert [(item.field, item.value, item.how) for item in only.open] == [("age_years", 47, "machine")]
    assert [(item.field, item.case_id) for item in found.open] == [("case", "p2"), ("year", "")]
    assert found.undecided == 3


def test_what_the_machine_suggests_is_marked_as_such() -> None:
    found = suggested_told("uid", two_cases())
    assert [(item.name, [source.field for source in item.sources]) for item in found.cases] == [
        ("smith/p1", ["age_years", "sex"]),
        ("smith/p2", ["age_years"]),
    ]
    marks = {(item.how, item.decision, item.reviewer) for only in found.cases for item in only.sources}
    assert marks == {("machine", "", "")}


def test_one_quote_told_by_two_rules_is_told_once() -> None:
    twice = candidate(AGE, 47, "aged 47")
    doubled = extraction(case("c1", "Patient 1", twice.__class__(AGE, 47, 0.9, twice.evidence * 2)))
    age = suggested_told("uid", doubled).cases[0].source("age_years")
    assert age is not None
    assert age.quotes == (Quote("aged 47", 1),)
