import sqlite3
from importlib.resources import files
from pathlib import Path

import pytest

from extractor.core.errors import StoreError, StoreLocked, StoreTooNew
from extractor.store import database, read
from extractor.store.database import FILE_NAME, Store, open_store


def pragma(folder: Path, name: str) -> object:
    with open_store(folder) as store, store.reading() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()


def test_a_folder_without_a_store_is_an_error_and_stays_empty(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no review here"):
        open_store(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_new_store_has_the_last_schema(tmp_path: Path) -> None:
    open_store(tmp_path / "a" / "b", create=True).close()
    assert pragma(tmp_path / "a" / "b", "user_version") == 8
    assert pragma(tmp_path / "a" / "b", "foreign_keys") == 1
    assert pragma(tmp_path / "a" / "b", "journal_mode") == "wal"


def test_a_store_of_a_newer_version_is_not_touched(tmp_path: Path) -> None:
    open_store(tmp_path, create=True).close()
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreTooNew, match="newer version"):
        open_store(tmp_path)


def test_a_file_that_is_no_database_is_an_error(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("words " * 200, encoding="utf-8")
    with pytest.raises(StoreError, match="not a database"):
        open_store(tmp_path)


def test_a_second_writer_is_told_that_the_store_is_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    with open_store(tmp_path, create=True) as store, open_store(tmp_path) as other, store.writing():
        with pytest.raises(StoreLocked), other.writing():
            pass
        with other.reading() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM decisions").scalar_one() == 0


def add_one_and_fail(store: Store) -> None:
    with store.writing() as connection:
        connection.exec_driver_sql("INSERT INTO publications (uid, id, position) VALUES ('u', 'smith', 0)")
        raise KeyError


def test_what_fails_halfway_leaves_nothing(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store:
        with pytest.raises(KeyError):
            add_one_and_fail(store)
        with store.reading() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM publications").scalar_one() == 0


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot make"):
        open_store(tmp_path / "file" / "review", create=True)


def test_a_store_of_the_first_schema_keeps_its_decisions(tmp_path: Path) -> None:
    steps = sorted(files("extractor.store.migrations").iterdir(), key=lambda entry: entry.name)
    first = next(step for step in steps if step.name.startswith("0001"))
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.executescript(first.read_text(encoding="utf-8"))
    connection.execute("INSERT INTO publications (uid, id, position) VALUES ('u', 'smith', 0)")
    row = ("d1", "u", "publication", "u", "year", "", "accept", "2020", "[]", "ann", "reviewer", "single", None)
    marks = ", ".join("?" * 14)
    names = "uid, publication, kind, subject, field, key, action, value, anchors, reviewer, role, how, reason, at"
    sql = f"INSERT INTO decisions ({names}) VALUES ({marks})"
    connection.execute(sql, (*row, "2024-01-01T00:00:00+00:00"))
    connection.execute("DELETE FROM sqlite_sequence WHERE name = 'decisions'")
    connection.execute("INSERT INTO sqlite_sequence VALUES ('decisions', 7)")
    connection.execute("PRAGMA user_version = 1")
    connection.commit()
    connection.close()
    with open_store(tmp_path) as store:
        [told] = read.history(store)
        assert (told.uid, told.value, told.reviewer, told.seen) == ("d1", 2020, "ann", None)
    assert pragma(tmp_path, "user_version") == 8
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    for sql in ("DELETE FROM decisions", "UPDATE decisions SET value = '1'", "DELETE FROM spent"):
        if "spent" in sql:
            values = "('u', '', 'ann', 'blind', 1.0, '2024-01-01T00:00:00+00:00')"
            connection.execute(f"INSERT INTO spent (publication, subject, reviewer, mode, seconds, at) VALUES {values}")
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(sql)
    connection.close()
