from dataclasses import replace
from pathlib import Path

from extractor.core.outcome import Extracted
from extractor.store import save
from extractor.store.decide import decide
from extractor.store.waiting import waiting
from tests.store.sample import AGE, STAMP, decision, extraction, stored, two_cases, undo


def test_every_open_suggestion_counts_with_its_confidence(tmp_path: Path) -> None:
    store, uid = stored(tmp_path)
    with store:
        # The year, three values of the cases, the statement, and both cases.
        assert waiting(store) == {uid: (0.75, 0.75, 0.75, 0.75, 0.8, 0.9, 0.9)}


def test_what_is_decided_waits_no_more_until_that_is_taken_back(tmp_path: Path) -> None:
    store, uid = stored(tmp_path)
    accepted = decision(uid, "c1", AGE, 47)
    with store:
        decide(store, accepted, decision(uid, "s1", None, None, action="reject", kind="statement"))
        assert waiting(store) == {uid: (0.75, 0.75, 0.75, 0.9, 0.9)}
        decide(store, undo(accepted))
        assert waiting(store) == {uid: (0.75, 0.75, 0.75, 0.75, 0.9, 0.9)}


def test_values_of_a_rejected_case_wait_no_more(tmp_path: Path) -> None:
    store, uid = stored(tmp_path)
    with store:
        decide(store, decision(uid, "c1", None, None, action="reject"))
        assert waiting(store) == {uid: (0.75, 0.75, 0.8, 0.9)}


def test_a_publication_in_which_nothing_waits_is_left_out(tmp_path: Path) -> None:
    store, _ = stored(tmp_path, replace(extraction(), candidates=()))
    with store:
        assert waiting(store) == {}


def test_only_the_newest_extraction_counts(tmp_path: Path) -> None:
    store, uid = stored(tmp_path, two_cases())
    with store:
        save.save(store, uid, STAMP, Extracted(extraction()))
        assert waiting(store) == {uid: (0.75,)}
