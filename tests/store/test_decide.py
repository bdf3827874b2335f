import sqlite3
from pathlib import Path

import pytest

from extractor.core.errors import StoreError
from extractor.core.outcome import Extracted
from extractor.store import read, save
from extractor.store.database import FILE_NAME
from extractor.store.decide import decide
from tests.store.sample import AGE, STAMP, decision, exists, extraction, stored, undo


def test_a_decision_is_read_back_as_it_was(tmp_path: Path) -> None:
    store, uid = stored(tmp_path)
    told = [exists(uid, "c1"), decision(uid, "c1", AGE, 47)]
    with store:
        decide(store, *told)
        assert read.history(store, uid) == told


@pytest.mark.parametrize("statement", ["DELETE FROM decisions", "UPDATE decisions SET value = '1'"])
def test_the_store_itself_refuses_to_change_what_was_decided(tmp_path: Path, statement: str) -> None:
    store, uid = stored(tmp_path)
    with store:
        decide(store, exists(uid, "c1"))
    with sqlite3.connect(tmp_path / FILE_NAME) as connection, pytest.raises(sqlite3.IntegrityError, match="never"):
        connection.execute(statement)
    connection.close()


def test_the_same_decision_is_not_taken_twice(tmp_path: Path) -> None:
    store, uid = stored(tmp_path)
    told = exists(uid, "c1")
    with store:
        decide(store, told)
        with pytest.raises(StoreError, match="UNIQUE"):
            decide(store, decision(uid, "c1", AGE, 47), told)
        assert read.history(store) == [told]


def test_a_decision_on_an_unknown_publication_is_refused(tmp_path: Path) -> None:
    store, _ = stored(tmp_path)
    with store, pytest.raises(StoreError, match="FOREIGN KEY"):
        decide(store, exists("nowhere", "c1"))


def test_what_is_decided_stays_when_the_machine_finds_it_no_more(tmp_path: Path) -> None:
    store, uid = stored(tmp_path)
    with store:
        decide(store, exists(uid, "c1"), decision(uid, "c1", AGE, 47))
        before = read.annotation(store, uid)
        save.save(store, uid, STAMP, Extracted(extraction()))
        assert read.annotation(store, uid) == before
        assert before is not None
        assert before.cases[0].age_years == 47


def test_a_publication_without_a_standing_decision_has_no_record(tmp_path: Path) -> None:
    store, uid = stored(tmp_path)
    told = exists(uid, "c1")
    with store:
        assert read.annotation(store, uid) is None
        decide(store, told, undo(told))
        assert read.annotation(store, uid) is None
