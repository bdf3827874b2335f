"""What stands beside the forms: passages, contradictions, notes, flags, links, what is looked for, other sessions."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.core.candidate import Contradiction, Missed, Slot
from extractor.core.errors import UsageError
from extractor.core.outcome import Extracted
from extractor.export.csv import confirmed_rows
from extractor.review.find import Filter
from extractor.review.session import ReviewSession
from extractor.review.settings import FILE_NAME, Settings, load_settings
from extractor.store import read
from extractor.store.database import Store
from extractor.store.save import save
from tests.review.sample import COHORT, PROTOCOL, STAMP, Clock, anchor, candidate, cohort, make_review, report

CASE = 1

MISSED = (
    Missed("missed-1", anchor("A 33-year-old man was treated too."), ("age", "case"), 3.0),
    Missed("missed-2", anchor("The rash itched."), ("effect",), 0.25),
)
CONTRADICTION = Contradiction("contradiction-1", "counts", "7 of 5", (anchor("seven of five", COHORT),), "case-2")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with make_review(tmp_path) as store:
        uids = [item.uid for item in read.publications(store)]
        save(store, uids[0], STAMP, Extracted(replace(report(), missed=MISSED)))
        linked = cohort()
        [group] = linked.cases
        link = candidate("same_as", "ames-2020/p1", "ames-2020/p1")
        group = replace(group, candidates=(*group.candidates, link))
        save(store, uids[1], STAMP, Extracted(replace(linked, cases=(group,), contradictions=(CONTRADICTION,))))
        yield store


@pytest.fixture
def session(store: Store) -> ReviewSession:
    return ReviewSession(store, "ann", PROTOCOL, now=Clock())


def go(session: ReviewSession, field: str, key: str = "", view: int = CASE) -> None:
    session.select_view(view)
    assert session.view
    session.select_row([row.slot for row in session.view.rows].index(Slot(field, key)))


def uids(session: ReviewSession, *, everywhere: bool = True) -> list[str]:
    return [entry.uid for entry in session.entries(everywhere=everywhere)]


def test_what_may_have_been_missed_is_listed_strongest_first(session: ReviewSession) -> None:
    assert uids(session) == ["missed-1", "contradiction-1", "missed-2"]
    assert uids(session, everywhere=False) == ["missed-1", "missed-2"]
    assert [(entry.kind, entry.words) for entry in session.entries(everywhere=True)] == [
        ("missed", "age, case"),
        ("contradiction", "7 of 5"),
        ("missed", "effect"),
    ]


def test_a_dismissed_entry_is_listed_no_more_until_that_is_taken_back(session: ReviewSession) -> None:
    entry = session.entries(everywhere=True)[1]
    session.dismiss(entry, reason="a misprint")
    assert uids(session) == ["missed-1", "missed-2"]
    settled = [item for item in session.entries(everywhere=True, settled=True) if not item.is_open]
    assert [(item.uid, item.fate, item.reason) for item in settled] == [("contradiction-1", "nothing", "a misprint")]
    session.undo()
    assert uids(session) == ["missed-1", "contradiction-1", "missed-2"]


def test_a_dismissal_is_known_of_publications_that_were_not_visited(store: Store, session: ReviewSession) -> None:
    session.dismiss(session.entries(everywhere=True)[1])
    later = ReviewSession(store, "bob", PROTOCOL)
    assert uids(later) == ["missed-1", "missed-2"]
    told = [entry.fate for entry in later.entries(everywhere=True, settled=True)]
    later.go_to(1)
    assert [entry.fate for entry in later.entries(everywhere=True, settled=True)] == told == ["", "nothing", ""]


def test_an_entry_becomes_a_case_on_its_words(store: Store, session: ReviewSession) -> None:
    session.entry_to_case(session.entries()[0], "patient")
    assert session.view
    assert (session.view.title, session.view.rows[0].anchors) == ("p2", (MISSED[0].anchor,))
    assert uids(session) == ["contradiction-1", "missed-2"]
    assert session.held == ()
    session.undo()
    assert uids(session) == ["missed-1", "contradiction-1", "missed-2"]
    assert [view.title for view in session.views] == ["Publication", "p1", "Statements"]


def test_an_entry_becomes_a_value_on_its_words(store: Store, session: ReviewSession) -> None:
    session.hold_entry(session.entries()[0])
    go(session, "follow_up_months")
    session.correct("6")
    last = read.history(store)[-2]
    assert (last.slot, last.value, last.anchors) == (Slot("follow_up_months"), 6, (MISSED[0].anchor,))
    assert [entry.fate for entry in session.entries(settled=True)] == ["value", ""]


def test_what_is_typed_stands_on_the_words_that_are_held(store: Store, session: ReviewSession) -> None:
    words = anchor("half a year later")
    session.hold(words)
    go(session, "follow_up_months")
    session.correct("6")
    go(session, "sex")
    session.accept()
    assert [item.anchors for item in read.history(store) if item.slot] == [(words,), (anchor("woman"),)]


def test_words_that_are_held_belong_to_their_publication_alone(store: Store, session: ReviewSession) -> None:
    session.hold_entry(session.entries()[0])
    session.move_publication(1)
    go(session, "n")
    session.accept()
    assert [item.anchors for item in read.history(store) if item.slot] == [(anchor("the n was 12"),)]
    assert session.held == (MISSED[0].anchor,)


def test_dismissed_entries_stay_so_when_the_text_is_read_otherwise(store: Store, session: ReviewSession) -> None:
    session.dismiss(session.entries()[0])
    again = replace(MISSED[0], uid="new", anchor=replace(anchor("A 33-year-\nold  man was treated too."), before=""))
    other = replace(MISSED[1], uid="other", anchor=anchor("His mother had gout for 40 years."))
    save(store, session.publications[0].uid, STAMP, Extracted(replace(report(), missed=(again, other))))
    later = ReviewSession(store, "ann", PROTOCOL)
    assert [(entry.uid, entry.is_open) for entry in later.entries(settled=True)] == [
        ("missed-1", False),
        ("other", True),
    ]


def test_a_contradiction_leads_to_its_case(session: ReviewSession) -> None:
    session.go_to_entry(session.entries(everywhere=True)[1])
    assert session.publication
    assert session.view
    assert (session.publication.id, session.view.title) == ("boole-2021", "g1")


def test_notes_and_flags_touch_no_value_and_are_exported(store: Store, session: ReviewSession) -> None:
    go(session, "sex")
    session.note("told  otherwise in the table")
    session.flag()
    assert session.row
    assert (session.row.note, session.row.flagged, session.row.state) == ("told otherwise in the table", True, "open")
    rows = list(confirmed_rows("ames-2020", read.history(store)))
    assert [(row.field, row.key, row.value, row.reviewer) for row in rows] == [
        ("note", "sex", "told otherwise in the table", "ann"),
        ("flag", "sex", "true", "ann"),
    ]
    session.flag()
    session.note("")
    assert (session.row.note, session.row.flagged) == ("", False)
    session.undo()
    assert session.row.note == "told otherwise in the table"


def test_a_reason_is_kept_with_its_decision(store: Store, session: ReviewSession) -> None:
    go(session, "sex")
    session.reject(reason="of her sister")
    assert [item.reason for item in read.history(store)] == ["of her sister"]
    assert [item.seen for item in read.history(store)] == [("female",)]


def test_both_sides_of_a_link_are_told_side_by_side(session: ReviewSession) -> None:
    session.move_publication(1)
    go(session, "same_as", "ames-2020/p1")
    found = session.pair()
    assert found
    assert (found.mine, found.yours) == ("boole-2021/g1", "ames-2020/p1")
    told = {row.label: (row.mine, row.yours) for row in found.rows}
    assert told["Disease"] == ("gout", "gout")
    assert told["Sex"] == ("", "female")
    assert found.reasons[0] == "both tell the same: Disease"
    go(session, "n")
    assert session.pair() is None


def test_rows_are_found_by_words_state_field_flag_and_confidence(session: ReviewSession) -> None:
    go(session, "sex")
    session.flag()
    session.accept()

    def found(**wanted: object) -> list[str]:
        return [f"{hit.where} {hit.row.full_label}" for hit in session.find(Filter(**wanted))]  # type: ignore[arg-type]

    assert found(text="GAMMASIDE") == ["ames-2020 p1 Prior therapies", "ames-2020 p1 Skin: Refractory"]
    assert found(flagged=True) == ["ames-2020 p1 Sex"]
    assert found(states=frozenset({"accepted"})) == ["ames-2020 p1 This patient", "ames-2020 p1 Sex"]
    assert found(fields=frozenset({"n"})) == ["boole-2021 g1 Patients"]
    assert found(below=0.65) == ["ames-2020 Statements improved, hypothetical"]
    assert found(text="nothing of the kind") == []


def test_a_hit_is_gone_to(session: ReviewSession) -> None:
    [hit] = session.find(Filter(fields=frozenset({"n"})))
    session.go_to_hit(hit)
    assert session.row
    assert session.row.slot == Slot("n")


def test_the_next_doubtful_row_is_less_sure_than_the_level_or_warned_of(store: Store) -> None:
    session = ReviewSession(store, "ann", PROTOCOL, level=0.75)
    found = []
    for _ in range(3):
        assert session.next_doubtful() == ""
        assert session.row
        found.append(session.row.label)
        session.accept()
    assert found == ["Age at start", "improved, hypothetical", "This group"]


def test_what_is_warned_of_is_found(session: ReviewSession) -> None:
    [hit] = session.find(Filter(warned=True))
    assert (hit.where, hit.row.label) == ("ames-2020 p1", "Age at start")
    session.go_to_hit(hit)
    assert session.row
    assert [item.words for item in session.warnings(session.row)] == ["elsewhere it says 45, 12"]


def test_the_level_is_kept_with_the_review(store: Store, session: ReviewSession) -> None:
    session.set_level(0.8)
    assert ReviewSession(store, "bob", PROTOCOL, level=0.5).level == 0.8
    with pytest.raises(UsageError, match="from 0 to 1"):
        session.set_level(80)


def test_what_is_looked_at_one_by_one_may_be_accepted_together_where_the_review_says_so(
    session: ReviewSession,
) -> None:
    session.select_view(CASE)
    session.set_together(["outcomes"])
    assert session.accept_case() == "Accepted 9 values; left: 2 to look at one by one. u takes back."
    assert session.view
    assert [row.label for row in session.view.rows if row.is_open] == ["Age at start", "Refractory"]


@pytest.mark.parametrize("words", ["level = 2", "level = true", "colour = 1", "together = ['all']", "level"])
def test_a_setting_that_is_none_is_told_in_one_line(tmp_path: Path, words: str) -> None:
    (tmp_path / FILE_NAME).write_text(words, encoding="utf-8")
    with pytest.raises(UsageError):
        load_settings(tmp_path)


def test_without_a_file_the_settings_are_the_usual_ones(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == Settings(None, frozenset())


def test_each_of_two_sessions_sees_what_the_other_decided(store: Store, session: ReviewSession) -> None:
    other = ReviewSession(store, "bob", PROTOCOL, now=Clock())
    session.accept()
    assert other.views[0].rows[0].decision is None
    assert other.refresh() == 1
    assert other.views[0].rows[0].state == "accepted"
    other.reject()
    go(session, "year", view=0)
    session.accept()
    assert [row.state for row in session.views[0].rows if row.suggestion] == ["rejected", "accepted", "open"]
    session.undo()
    session.undo()
    assert session.undo() == "There is nothing to take back."
    assert session.views[0].rows[0].state == "rejected"


def test_a_row_stays_current_when_another_adds_cases_and_items_before_it(store: Store, session: ReviewSession) -> None:
    other = ReviewSession(store, "bob", PROTOCOL, now=Clock())
    go(other, "prior_therapies", "gammaside")
    session.select_view(len(session.views) - 1)
    session.select_row(1)
    go(other, "antibodies")
    other.correct("anti-X")
    other.add_case("group")
    session.refresh()
    assert session.view
    assert (session.view.kind, session.row_index) == ("statement", 1)
    go(session, "prior_therapies", "gammaside")
    go(other, "antibodies", "anti-X")
    other.add_more("anti-Y")
    before = session.row_index
    session.refresh()
    assert session.row
    assert (session.row.slot, session.row_index) == (Slot("prior_therapies", "gammaside"), before + 1)


def test_after_an_added_case_is_taken_back_the_form_before_it_is_current(session: ReviewSession) -> None:
    session.select_view(CASE)
    session.add_case("group")
    assert session.undo() == "Took back: g1 in ames-2020."
    assert session.view_index == CASE


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_time_at_work_is_kept_by_form_and_pauses_are_left_out(store: Store) -> None:
    clock = Seconds()
    session = ReviewSession(store, "ann", PROTOCOL, clock=clock)
    for seconds, step in ((0.0, lambda: session.select_view(CASE)), (5.0, session.accept), (70.0, session.accept)):
        clock.now += seconds
        session.touch()
        step()
    clock.now += 4.0
    session.close()
    told = [(item.subject, item.mode, item.seconds) for item in read.spent(store)]
    assert told == [(session.publications[0].uid, "assisted", 5.0), ("case-1", "assisted", 4.0)]


def test_a_blind_session_shows_no_suggestion_and_takes_values(store: Store) -> None:
    session = ReviewSession(store, "ann", PROTOCOL, blind=True)
    assert [(view.title, view.n_open) for view in session.views] == [("Publication", 0), ("Statements", 0)]
    assert not any(row.words for view in session.views for row in view.rows)
    assert session.entries(everywhere=True) == []
    session.select_row(0)
    assert session.correct("Gout") == "Added: Title = Gout. u takes it back."
    assert [(item.action, item.value) for item in read.history(store)] == [("add", "Gout")]


def test_blocks_are_gone_through_in_a_filled_form_and_in_an_empty_one(session: ReviewSession) -> None:
    def labels() -> list[str]:
        found = []
        while not session.move_block(1):
            assert session.row
            found.append(session.row.full_label)
        return found

    session.select_view(CASE)
    assert labels()[:3] == ["Drug 1: Drug", "Prior therapies", "With the drug"]
    assert session.move_block(1) == "This is the last block of this form."
    session.move_block(-1)
    assert session.row_index < len(session.views[CASE].rows) - 1
    session.add_case("patient")
    assert labels()[:3] == ["Drug", "Prior therapies", "With the drug"]
