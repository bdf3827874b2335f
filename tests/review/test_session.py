from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from extractor.core.annotation import AnnotatedStatement, BaselineRow, DrugCourse, OutcomeRow
from extractor.core.candidate import Slot
from extractor.core.errors import UsageError
from extractor.review.actions import Keys
from extractor.review.form import Row, View
from extractor.review.session import ReviewSession
from extractor.review.values import InvalidValue
from extractor.store import read
from extractor.store.database import Store, open_store
from tests.review.sample import PROTOCOL, Clock, anchor, make_review

PUBLICATION, CASE, STATEMENTS = 0, 1, 2


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with make_review(tmp_path / "review") as store:
        yield store


@pytest.fixture
def session(store: Store) -> ReviewSession:
    return ReviewSession(store, "ann", PROTOCOL, now=Clock())


def view(session: ReviewSession) -> View:
    assert session.view
    return session.view


def row(session: ReviewSession) -> Row:
    assert session.row
    return session.row


def go(session: ReviewSession, index: int, field: str | None = None, key: str = "") -> Row:
    """Go to a row by its form and slot; None is the case itself."""
    session.select_view(index)
    wanted = None if field is None else Slot(field, key)
    session.select_row([item.slot for item in view(session).rows].index(wanted))
    return row(session)


def at(session: ReviewSession) -> str:
    publication = session.publication
    assert publication
    return f"{publication.id} {view(session).title} {row(session).label}"


def stored(store: Store, session: ReviewSession) -> list[tuple[str, Slot | None, object, str]]:
    assert session.publication
    decisions = read.history(store, session.publication.uid)
    return [(item.action, item.slot, item.value, item.how) for item in decisions]


def test_a_reviewer_needs_a_name(store: Store) -> None:
    with pytest.raises(UsageError, match="no name"):
        ReviewSession(store, "  ", PROTOCOL)


def test_it_starts_at_the_first_open_value(session: ReviewSession) -> None:
    assert at(session) == "ames-2020 Publication Title"
    assert [(item.title, item.n_open) for item in session.views] == [("Publication", 3), ("p1", 11), ("Statements", 2)]


def test_an_accepted_value_is_in_the_store_with_its_evidence_and_the_next_open_one_is_current(
    store: Store, session: ReviewSession
) -> None:
    go(session, PUBLICATION, "title")
    assert session.accept() == "Accepted: Title = Gout, once more. u takes it back."
    assert row(session).label == "Year"
    assert stored(store, session) == [("accept", Slot("title"), "Gout, once more", "single")]
    assert read.history(store)[0].anchors == (anchor("the title was Gout, once more"),)
    assert read.history(store)[0].reviewer == "ann"


def test_who_accepts_a_value_accepts_its_case(store: Store, session: ReviewSession) -> None:
    go(session, CASE, "sex")
    session.accept()
    assert stored(store, session) == [
        ("accept", None, {"case_id": "p1", "unit": "patient"}, "single"),
        ("accept", Slot("sex"), "female", "single"),
    ]
    assert session.annotation
    assert [(case.case_id, case.sex) for case in session.annotation.cases] == [("p1", "female")]


def test_a_rejected_value_leaves_the_field_without_one(store: Store, session: ReviewSession) -> None:
    go(session, CASE, "sex")
    session.reject()
    found = go(session, CASE, "sex")
    assert (found.state, found.words, found.is_open) == ("rejected", "", False)
    assert stored(store, session) == [("reject", Slot("sex"), None, "single")]


def test_a_second_press_decides_nothing_more(store: Store, session: ReviewSession) -> None:
    for decide in (session.accept, session.reject):
        go(session, PUBLICATION, "title")
        decide()
        go(session, PUBLICATION, "title")
        decide()
    assert [action for action, *_ in stored(store, session)] == ["accept", "reject"]


def test_a_typed_value_corrects_the_suggestion(store: Store, session: ReviewSession) -> None:
    go(session, CASE, "age_years")
    assert session.correct("46,5") == "Corrected: Age at start = 46.5 years. u takes it back."
    assert stored(store, session)[-1] == ("correct", Slot("age_years"), 46.5, "single")
    assert go(session, CASE, "age_years").state == "corrected"


def test_typing_the_suggested_value_accepts_it(store: Store, session: ReviewSession) -> None:
    go(session, CASE, "age_years")
    session.correct("47")
    assert stored(store, session)[-1] == ("accept", Slot("age_years"), 47, "single")


def test_what_is_no_value_decides_nothing(store: Store, session: ReviewSession) -> None:
    go(session, CASE, "age_years")
    with pytest.raises(InvalidValue):
        session.correct("old")
    assert stored(store, session) == []
    assert row(session).is_open


def test_alternatives_are_offered_before_the_vocabulary(session: ReviewSession) -> None:
    go(session, CASE, "age_years")
    assert [choice.words for choice in session.offered()] == ["47 years", "45 years", "12 years"]
    assert session.correct("45 years") == "Corrected: Age at start = 45 years. u takes it back."
    go(session, CASE, "disease")
    assert [choice.words for choice in session.offered()] == ["gout", "sprue"]


def test_a_missing_value_is_added_to_an_empty_field(store: Store, session: ReviewSession) -> None:
    assert go(session, CASE, "subtype").state == "empty"
    assert session.accept() == "Nothing is suggested here; c enters a value."
    session.correct("amyo")
    assert stored(store, session)[-1] == ("add", Slot("subtype"), "amyopathic", "single")
    assert row(session).label == "Age at onset"
    assert go(session, CASE, "subtype").state == "added"


def test_a_list_gets_one_more_item(store: Store, session: ReviewSession) -> None:
    go(session, CASE, "antibodies")
    session.correct("anti-A")
    assert row(session).slot == Slot("antibodies", "anti-A")
    session.add_more("anti-B")
    assert [item.words for item in view(session).rows if item.label == "Antibodies"] == ["anti-A", "anti-B"]
    assert stored(store, session)[-1] == ("add", Slot("antibodies", "anti-B"), "anti-B", "single")
    with pytest.raises(InvalidValue, match="stands there already"):
        session.add_more("anti-A")


def test_a_treatment_beside_the_drug_is_named_before_its_status_is_filled_in(
    store: Store, session: ReviewSession
) -> None:
    go(session, CASE, "concomitant")
    assert session.correct("gammaside") == "Fill in what is told of gammaside."
    session.correct("continued")
    assert stored(store, session)[-1] == ("add", Slot("concomitant", "gammaside"), "continued", "single")
    go(session, CASE, "concomitant", "gammaside")
    with pytest.raises(InvalidValue, match="type a name"):
        session.add_more(" ")


def test_a_score_names_its_domain(session: ReviewSession) -> None:
    go(session, CASE, "score_start")
    with pytest.raises(InvalidValue, match="a slash and the instrument"):
        session.correct("a score")


def test_adding_the_suggested_item_of_a_list_accepts_it(store: Store, session: ReviewSession) -> None:
    go(session, CASE, "prior_therapies", "gammaside")
    session.add_more("gammaside")
    assert stored(store, session)[-1] == ("accept", Slot("prior_therapies", "gammaside"), "gammaside", "single")


def test_a_domain_that_the_machine_did_not_find_is_opened_and_filled_in(session: ReviewSession) -> None:
    go(session, CASE, "outcome", "skin")
    assert [choice.words for choice in session.offered_more()] == ["Joints"]
    assert session.add_more("joints") == "Fill in what is told of Joints."
    assert row(session).place == ("case-1", Slot("baseline", "joint"))
    session.correct("yes")
    go(session, CASE, "outcome", "joint")
    session.correct("worsened")
    assert session.annotation
    assert session.annotation.cases[0].baseline == (BaselineRow("joint", 1, None),)
    assert session.annotation.cases[0].outcomes == (OutcomeRow("joint", "worsened", 0, 1),)


def test_a_second_drug_is_opened_and_filled_in(session: ReviewSession) -> None:
    go(session, CASE, "drug_dose", "d1")
    assert session.add_more() == "Fill in the next drug."
    assert row(session).slot == Slot("drug_name", "d2")
    session.correct("betanib")
    go(session, CASE, "drug_name", "d1")
    session.accept()
    assert session.annotation
    assert session.annotation.cases[0].drugs == (DrugCourse("alphamab"), DrugCourse("betanib"))


def test_a_field_with_one_value_gets_no_second(session: ReviewSession) -> None:
    go(session, CASE, "age_years")
    assert not session.can_add()
    assert session.add_more("48") == "This field has one value; c changes it."


def test_a_whole_case_is_accepted_save_what_is_looked_at_one_by_one(store: Store, session: ReviewSession) -> None:
    session.select_view(CASE)
    assert session.accept_case() == "Accepted 8 values; left: 3 to look at one by one. u takes back."
    assert [item.label for item in view(session).rows if item.is_open] == ["Age at start", "Refractory", "Outcome"]
    assert row(session).label == "Age at start"
    assert {how for *_, how in stored(store, session)} == {"bulk"}


def test_a_whole_case_leaves_what_is_below_the_level(store: Store) -> None:
    session = ReviewSession(store, "first", PROTOCOL, level=0.92, now=Clock())
    session.select_view(CASE)
    assert (
        session.accept_case()
        == "Accepted 1 value; left: 7 below 92% (L sets it), 3 to look at one by one. u takes back."
    )
    assert [item.state for item in view(session).rows][:2] == ["accepted", "open"]


def test_a_whole_case_that_is_too_unsure_says_so_and_decides_nothing(store: Store) -> None:
    session = ReviewSession(store, "first", PROTOCOL, level=0.984, now=Clock())
    session.select_view(STATEMENTS)
    said = "Nothing to accept together: 1 below 98.4% (L sets it), 1 to look at one by one."
    assert session.accept_case() == said
    session.keys = Keys({"level": ("z",)})
    assert "(z sets it)" in session.accept_case()
    assert read.history(store) == []


def test_what_is_warned_of_is_left_open_by_the_whole_case_unless_the_review_says_so(session: ReviewSession) -> None:
    assert session.warnings(go(session, CASE, "age_years"))
    session.accept_case()
    assert go(session, CASE, "age_years").is_open
    session.set_together(["warned"])
    session.accept_case()
    assert go(session, CASE, "age_years").state == "accepted"


def test_of_the_statements_those_that_are_not_observed_are_accepted_together(session: ReviewSession) -> None:
    session.select_view(STATEMENTS)
    assert session.accept_case() == "Accepted 1 statement; left: 1 to look at one by one. u takes back."
    assert [item.state for item in view(session).rows] == ["open", "accepted"]


def test_a_groups_counts_are_left_open_by_the_whole_case(session: ReviewSession) -> None:
    session.move_publication(1)
    session.select_view(CASE)
    session.accept_case()
    left = [item.label for item in view(session).rows if item.is_open]
    assert left == ["Patients", "Active at start", "Outcome", "Improved", "Evaluable"]


def test_a_rejected_case_has_nothing_open_and_takes_no_values(session: ReviewSession) -> None:
    session.select_view(CASE)
    session.reject_case()
    assert (view(session).rejected, view(session).n_open) == (True, 0)
    go(session, CASE, "sex")
    assert session.accept() == "This case is rejected; accept its first row to take it in again."
    go(session, CASE)
    session.accept()
    assert view(session).n_open == 10


def test_a_patient_that_the_machine_did_not_find_is_added(session: ReviewSession) -> None:
    session.add_case("patient")
    assert (view(session).title, row(session).state) == ("p2", "added")
    go(session, session.view_index, "age_years")
    session.correct("9")
    assert session.annotation
    assert [(case.case_id, case.age_years) for case in session.annotation.cases] == [("p2", 9)]


def test_a_statement_is_accepted_rejected_or_read_otherwise(session: ReviewSession) -> None:
    session.select_view(STATEMENTS)
    session.accept()
    session.correct_statement(assertion="cited", direction="unchanged", domains=["skin"], case_ids=[])
    assert session.annotation
    assert session.annotation.statements == (
        AnnotatedStatement("The rash cleared within weeks.", ("skin",), "improved", "observed", ("p1",)),
        AnnotatedStatement("Others may do as well.", ("skin",), "unchanged", "cited"),
    )
    session.select_row(0)
    session.reject()
    assert [item.state for item in view(session).rows] == ["rejected", "corrected"]


def test_a_field_can_be_not_told_or_unclear(store: Store, session: ReviewSession) -> None:
    go(session, CASE, "follow_up_months")
    session.mark("not_reported")
    go(session, CASE, "sex")
    session.mark("unclear")
    assert go(session, CASE, "follow_up_months").state == "not told"
    assert go(session, CASE, "sex").state == "unclear"
    assert [action for action, slot, *_ in stored(store, session) if slot] == ["not_reported", "unclear"]


def test_undo_takes_back_one_decision_after_the_other_and_redo_brings_them_again(session: ReviewSession) -> None:
    go(session, CASE, "age_years")
    session.accept()
    go(session, CASE, "sex")
    session.reject()
    session.undo()
    assert (at(session), row(session).state) == ("ames-2020 p1 Sex", "open")
    session.undo()
    assert (at(session), row(session).state) == ("ames-2020 p1 Age at start", "open")
    assert session.undo() == "There is nothing to take back."
    session.redo()
    assert go(session, CASE, "age_years").state == "accepted"
    session.redo()
    assert go(session, CASE, "sex").state == "rejected"
    assert session.redo() == "There is nothing to decide again."


def test_what_one_key_decided_is_taken_back_together(session: ReviewSession) -> None:
    session.select_view(CASE)
    session.accept_case()
    session.undo()
    assert view(session).n_open == 11
    session.redo()
    assert view(session).n_open == 3


def test_after_a_new_decision_nothing_is_decided_again(session: ReviewSession) -> None:
    session.accept()
    session.undo()
    session.accept()
    assert session.redo() == "There is nothing to decide again."


def test_decisions_and_undo_survive_a_restart(tmp_path: Path, store: Store, session: ReviewSession) -> None:
    session.accept()
    with open_store(tmp_path / "review") as again:
        later = ReviewSession(again, "ann", PROTOCOL, now=Clock())
        assert later.views[PUBLICATION].rows[0].state == "accepted"
        later.undo()
    with open_store(tmp_path / "review") as again:
        assert ReviewSession(again, "ann", PROTOCOL).views[PUBLICATION].rows[0].state == "open"


def test_a_restart_goes_on_where_the_reviewer_decided_last(store: Store, session: ReviewSession) -> None:
    session.go_to(1)
    session.accept()
    assert at(ReviewSession(store, "ann", PROTOCOL)) == "boole-2021 g1 This group"
    assert at(ReviewSession(store, "bob", PROTOCOL)) == "ames-2020 Publication Title"


def test_undo_goes_to_another_publication_where_the_last_decision_was(session: ReviewSession) -> None:
    session.accept()
    session.move_publication(1)
    assert session.undo() == "Took back: Title in ames-2020."
    assert at(session) == "ames-2020 Publication Title"


def test_nobody_takes_back_what_another_reviewer_decided(store: Store, session: ReviewSession) -> None:
    session.accept()
    assert ReviewSession(store, "bob", PROTOCOL).undo() == "There is nothing to take back."


def test_next_open_goes_through_all_publications_and_tells_when_all_is_done(session: ReviewSession) -> None:
    session.go_to(1)
    session.accept()
    session.select_view(CASE)
    session.reject_case()
    assert session.next_open() == ""
    assert at(session) == "ames-2020 Publication Title"
    while session.next_open() == "":
        session.accept()
    assert session.next_open() == "Nothing is open in this review."


def test_moving_stops_at_either_end(session: ReviewSession) -> None:
    assert session.move_publication(-1) == "This is the first publication."
    session.go_to(99)
    assert session.move_publication(1) == "This is the last publication."
    assert session.move_view(-1) == "This is the first form of this publication."
    session.move_row(-5)
    assert session.row_index == 0


def test_a_scan_has_no_suggestions_but_takes_what_is_entered(session: ReviewSession) -> None:
    session.go_to(2)
    assert session.extraction is None
    assert [problem.message for problem in session.problems] == ["no page has text: a scan"]
    go(session, PUBLICATION, "year")
    session.correct("1999")
    assert session.annotation
    assert session.annotation.year == 1999


def test_an_empty_review_holds_nothing_to_decide(tmp_path: Path) -> None:
    with open_store(tmp_path / "empty", create=True) as empty:
        session = ReviewSession(empty, "ann", PROTOCOL)
        assert (session.publication, session.view, session.row) == (None, None, None)
        assert session.accept() == "Nothing is suggested here; c enters a value."
        assert session.next_open() == "This review holds no publication."
        assert session.undo() == "There is nothing to take back."
        session.move_row(1)
        session.move_view(1)
        session.move_publication(1)


def test_what_is_open_elsewhere_is_known_once_it_was_visited(session: ReviewSession) -> None:
    assert [session.n_open(i) for i in range(3)] == [16, None, None]
    while session.visit_next():
        pass
    assert [session.n_open(i) for i in range(3)] == [16, 8, 0]
    assert not session.was_read(2)


def test_a_rejected_value_is_still_told(session: ReviewSession) -> None:
    go(session, CASE, "prior_therapies", "gammaside")
    session.reject()
    found = go(session, CASE, "prior_therapies", "gammaside")
    assert (found.words, found.suggested_words) == ("", "gammaside")


def states(session: ReviewSession) -> dict[str, list[tuple[str, str, str]]]:
    found = {}
    for position, publication in enumerate(session.publications):
        session.go_to(position)
        rows = [(item, row) for item in session.views for row in item.rows if row.suggestion or row.decision]
        found[publication.id] = [(item.title, row.full_label, f"{row.state} {row.words}") for item, row in rows]
    return found


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_pressed_a_restart_shows_the_same(store: Store, session: ReviewSession, seed: int) -> None:
    random = Random(seed)
    steps: list[Callable[[], object]] = [
        session.accept,
        session.reject,
        session.undo,
        session.undo,
        session.redo,
        session.accept_case,
        session.reject_case,
        session.next_open,
        lambda: session.mark("unclear"),
        lambda: session.correct(random.choice(["4", "yes", "skin", "gout", "improved", "female", "a/p1"])),
        lambda: session.add_more(random.choice(["4", "joints", "gammaside"])),
        lambda: session.add_case(random.choice(["patient", "group"])),
        lambda: session.go_to(random.randrange(3)),
        lambda: session.select_view(random.randrange(5)),
        lambda: session.select_row(random.randrange(20)),
        lambda: session.select_row(random.randrange(20)),
    ]
    for _ in range(120):
        with suppress(InvalidValue):
            random.choice(steps)()
    assert states(ReviewSession(store, "ann", PROTOCOL)) == states(session)
    while session.undo() != "There is nothing to take back.":
        pass
    assert [row.state for item in session.views for row in item.rows if row.decision] == []
