"""Cases split and merged, and decisions that outlive another extraction."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.core.candidate import Candidate, Case, Evidence, Extraction, Slot, Value
from extractor.core.outcome import Extracted
from extractor.review.session import ReviewSession
from extractor.store import read
from extractor.store.database import Store, open_store
from extractor.store.save import Found, register, save
from tests.review.sample import PROTOCOL, REPORT, STAMP, Clock, anchor, report

AGE, SEX, DISEASE, FOLLOW_UP = Slot("age_years"), Slot("sex"), Slot("disease"), Slot("follow_up_months")


def told(slot: Slot, value: Value, quote: str, *, page: int = 2, confidence: float = 0.9) -> Candidate:
    return Candidate(slot, value, confidence, (Evidence((anchor(quote, page=page),), "rule"),))


def case(uid: str, case_id: str, introduction: str, *candidates: Candidate) -> Case:
    return Case(uid, case_id, "patient", 0.9, (Evidence((anchor(introduction),), "introduction"),), candidates)


def two() -> Extraction:
    first = case(
        "c1", "p1", "The first was a woman", told(AGE, 47, "47-year-old"), told(SEX, "female", "woman"),
        told(DISEASE, "gout", "with gout in her toe"),
    )  # fmt: skip
    second = case(
        "c2", "p2", "The second was a man", told(AGE, 52, "aged 52 years then"), told(SEX, "male", "a man of our town"),
        told(FOLLOW_UP, 6, "for six months"),
    )  # fmt: skip
    statement = replace(report().statements[0], case_uids=("c2",))
    return Extraction("ames-2020", REPORT, (), (first, second), (statement,))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path, create=True) as store:
        [uid] = register(store, [Found("ames-2020.pdf", "ames-2020", REPORT)])
        save(store, uid, STAMP, Extracted(two()))
        yield store


@pytest.fixture
def session(store: Store) -> ReviewSession:
    return ReviewSession(store, "ann", PROTOCOL, now=Clock())


def index(session: ReviewSession, view: int, slot: Slot | None) -> int:
    return [row.slot for row in session.views[view].rows].index(slot)


def go(session: ReviewSession, view: int, slot: Slot | None) -> None:
    session.select_view(view)
    session.select_row(index(session, view, slot))


def told_of(session: ReviewSession, view: int) -> dict[str, tuple[str, str]]:
    rows = session.views[view].rows
    return {row.slot.field: (row.words, row.state) for row in rows if row.slot and (row.suggestion or row.decision)}


def again(store: Store, extraction: Extraction) -> ReviewSession:
    save(store, read.publications(store)[0].uid, STAMP, Extracted(extraction))
    return ReviewSession(store, "ann", PROTOCOL, now=Clock())


# Splitting


def test_chosen_rows_go_to_a_new_case_and_stay_open_there(session: ReviewSession) -> None:
    rows = [index(session, 1, AGE), index(session, 1, DISEASE)]
    session.select_view(1)
    assert session.split(rows) == "Split p1: 2 values are p3's now. u takes it back."
    assert [view.title for view in session.views] == ["Publication", "p1", "p3", "p2", "Statements"]
    assert told_of(session, 1) == {"sex": ("female", "open")}
    assert told_of(session, 2) == {"age_years": ("47 years", "open"), "disease": ("gout", "open")}
    assert session.view_index == 2


def test_what_was_decided_in_a_split_row_is_decided_in_the_new_case(session: ReviewSession) -> None:
    go(session, 1, AGE)
    session.correct("48")
    session.split([index(session, 1, AGE)])
    assert told_of(session, 2) == {"age_years": ("48 years", "corrected")}
    assert session.annotation
    assert [(item.case_id, item.age_years) for item in session.annotation.cases] == [("p1", None), ("p3", 48)]


def test_a_split_is_taken_back_by_one_undo(session: ReviewSession) -> None:
    before = [told_of(session, 1), told_of(session, 2)]
    session.select_view(1)
    session.split([index(session, 1, AGE)])
    session.undo()
    assert [told_of(session, 1), told_of(session, 2)] == before
    assert session.redo()
    assert told_of(session, 2) == {"age_years": ("47 years", "open")}


def test_without_a_chosen_value_nothing_is_split(store: Store, session: ReviewSession) -> None:
    session.select_view(1)
    assert session.split([0]) == "Choose the values that belong to another patient."
    session.select_view(0)
    assert session.split([0]) == "Only a case can be split."
    assert read.history(store) == []


# Merging


def test_a_merged_case_has_the_values_of_both_and_differences_stay_open(session: ReviewSession) -> None:
    session.select_view(1)
    assert session.merge(2) == "Merged p2 into p1; 2 are told differently and stay open. u takes it back."
    assert [view.title for view in session.views] == ["Publication", "p1", "Statements"]
    assert told_of(session, 1) == {
        "age_years": ("47 years", "open"),
        "sex": ("female", "open"),
        "disease": ("gout", "open"),
        "follow_up_months": ("6 months", "open"),
    }
    go(session, 1, AGE)
    assert [choice.words for choice in session.offered()] == ["47 years", "52 years"]
    assert session.row
    assert {item.quote for item in session.row.anchors} == {"47-year-old", "aged 52 years then"}


def test_decided_values_that_differ_are_open_again_after_a_merge(session: ReviewSession) -> None:
    go(session, 1, AGE)
    session.correct("46")
    go(session, 2, AGE)
    session.accept()
    go(session, 2, FOLLOW_UP)
    session.accept()
    session.select_view(1)
    session.merge(2)
    assert told_of(session, 1)["age_years"] == ("47 years", "open")
    assert told_of(session, 1)["follow_up_months"] == ("6 months", "accepted")
    go(session, 1, AGE)
    assert [choice.words for choice in session.offered()] == ["47 years", "46 years", "52 years"]
    assert session.annotation
    assert [(item.case_id, item.age_years, item.follow_up_months) for item in session.annotation.cases] == [
        ("p1", None, 6)
    ]
    session.undo()
    assert told_of(session, 1)["age_years"] == ("46 years", "corrected")
    assert told_of(session, 2)["age_years"] == ("52 years", "accepted")


def test_statements_on_a_merged_case_name_the_one_it_is_part_of(session: ReviewSession) -> None:
    session.select_view(3)
    session.accept()
    session.select_view(1)
    session.merge(2)
    assert session.annotation
    assert [item.case_ids for item in session.annotation.statements] == [("p1",)]


def test_a_case_that_was_added_takes_another_in(session: ReviewSession) -> None:
    session.add_case("patient")
    session.merge(2)
    assert [view.title for view in session.views] == ["Publication", "p1", "p3", "Statements"]
    assert told_of(session, 2)["sex"] == ("male", "open")


def test_only_two_cases_of_one_kind_are_merged(store: Store, session: ReviewSession) -> None:
    session.select_view(1)
    assert session.merge(0) == session.merge(1) == "Choose two cases to merge."
    session.add_case("group")
    assert session.merge(1) == "A patient and a group cannot be merged."


# Another extraction of the same PDF


def relaid() -> Extraction:
    """Return what another reading of the same pages gives: other line breaks, longer quotes, other case numbers."""
    first = case(
        "n1", "p1", "Intro-\nducing a child", told(AGE, 9, "nine years old"), told(SEX, "male", "boy of our ward")
    )
    second = case(
        "n2", "p2", "The second\nwas a man", told(AGE, 52, "aged 52\nyears then"), told(FOLLOW_UP, 7, "for six months")
    )
    third = case(
        "n3", "p3", "The first was a\nwoman of our town", told(AGE, 47, "47-\nyear-old"),
        told(SEX, "female", "woman"), told(DISEASE, "sprue", "with gout in\nher toe"),
    )  # fmt: skip
    return Extraction("ames-2020", REPORT, (), (first, second, third), ())


def test_every_decision_finds_its_case_again_under_another_text_and_other_numbers(
    store: Store, session: ReviewSession
) -> None:
    go(session, 1, AGE)
    session.correct("46")
    go(session, 1, SEX)
    session.accept()
    go(session, 2, SEX)
    session.reject()
    later = again(store, relaid())
    assert [view.title for view in later.views[1:4]] == ["p2", "p3", "p1"]
    assert [view.subject for view in later.views[2:4]] == ["c2", "c1"]
    assert told_of(later, 3)["age_years"] == ("46 years", "corrected")
    assert told_of(later, 3)["sex"] == ("female", "accepted")


def test_only_what_changed_is_asked_again(store: Store, session: ReviewSession) -> None:
    for view in (1, 2):
        for row in list(session.views[view].rows):
            if row.suggestion:
                go(session, view, row.slot)
                session.accept()
    later = again(store, relaid())
    opened = [(view.title, row.label, row.state) for view in later.views for row in view.rows if row.is_open]
    assert opened == [
        ("p3", "This patient", "open"),
        ("p3", "Age at start", "open"),
        ("p3", "Sex", "open"),
        ("p2", "Follow-up", "changed"),
        ("p1", "Disease", "changed"),
    ]
    go(later, 3, DISEASE)
    assert later.row
    assert (later.row.words, later.row.suggested_words) == ("gout", "sprue")
    later.keep()
    assert told_of(later, 3)["disease"] == ("gout", "accepted")
    assert told_of(again(store, relaid()), 3)["disease"] == ("gout", "accepted")


def test_a_corrected_value_never_silently_returns(store: Store, session: ReviewSession) -> None:
    go(session, 1, AGE)
    session.correct("46")
    later = again(store, two())
    assert told_of(later, 1)["age_years"] == ("46 years", "corrected")
    better = two()
    first = replace(better.cases[0], candidates=(told(AGE, 48, "47-year-old"), *better.cases[0].candidates[1:]))
    later = again(store, replace(better, cases=(first, better.cases[1])))
    assert told_of(later, 1)["age_years"] == ("46 years", "changed")
    later.select_view(1)
    later.accept_case()
    assert told_of(later, 1)["age_years"] == ("46 years", "changed")
    assert later.annotation
    assert later.annotation.cases[0].age_years == 46


def test_a_decision_whose_place_is_gone_is_shown(store: Store, session: ReviewSession) -> None:
    go(session, 1, AGE)
    session.correct("46")
    go(session, 2, SEX)
    session.reject()
    session.select_view(3)
    session.reject()
    later = again(store, replace(two(), cases=(), statements=()))
    assert [view.title for view in later.views] == ["Publication", "p1", "not found any more", "Statements"]
    [age] = [row for row in later.views[1].rows if row.slot == AGE]
    assert (age.words, age.gone) == ("46 years", True)
    assert later.annotation
    assert later.annotation.cases[0].age_years == 46
    [statement] = later.views[3].rows
    assert (statement.label, statement.state, statement.gone) == ("not found any more", "rejected", True)
    assert statement.anchors[0].quote == "The rash cleared within weeks."


def test_a_case_that_was_lost_for_a_while_is_found_again(store: Store, session: ReviewSession) -> None:
    go(session, 1, AGE)
    session.correct("46")
    again(store, replace(two(), cases=two().cases[1:]))
    later = again(store, relaid())
    assert told_of(later, 3)["age_years"] == ("46 years", "corrected")


def test_a_case_that_was_split_or_merged_stays_so(store: Store, session: ReviewSession) -> None:
    session.select_view(1)
    session.split([index(session, 1, DISEASE)])
    session.select_view(1)
    session.merge(3)
    later = again(store, relaid())
    assert [view.title for view in later.views] == ["Publication", "p1", "p4", "p3", "Statements"]
    by_title = {view.title: number for number, view in enumerate(later.views)}
    assert told_of(later, by_title["p3"]) == {"disease": ("sprue", "open")}
