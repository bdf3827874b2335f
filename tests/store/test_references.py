import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from extractor.core.confirmed import standing
from extractor.core.reference import Origin, Reference, ReferenceDecision, ReferenceImport, ReferencePair, pair_uid
from extractor.store import references
from extractor.store.database import FILE_NAME, open_store
from extractor.store.references import Added

FIRST = ReferenceImport("a.nbib", "aa", "nbib", "utf-8", "search 1", "2024-05-01")
LATER = ReferenceImport("b.nbib", "bb", "nbib", "utf-8", "search 2", "2025-05-01", 1, ("line 7: half a record",))


def told(uid: str, file: ReferenceImport, line: int, **parts: str) -> Reference:
    origin = Origin(uid, "PubMed", file.search, file.searched, file.file, line)
    return Reference((uid,), title=f"Title {uid}", authors=("Roe A", "Doe B"), origins=(origin,), **parts)  # type: ignore[arg-type]


def keep(old: Reference, new: Reference) -> Reference:
    return replace(old, volume=old.volume or new.volume)


def test_records_come_back_as_they_went_in(tmp_path: Path) -> None:
    item = replace(told("r1", FIRST, 3, doi="10.1/a"), ids=(("pmcid", "PMC1"),), keywords=("x",), year=2020)
    with open_store(tmp_path, create=True) as store:
        assert references.add_import(store, FIRST, [item], keep) == Added(1, 0, 0)
        assert references.records(store) == [item]
        assert references.imports(store) == [FIRST]
        assert references.find_import(store, "aa") == FIRST
        assert references.find_import(store, "bb") is None


def test_a_later_search_adds_only_what_is_new_and_keeps_its_date(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store:
        references.add_import(store, FIRST, [told("r1", FIRST, 1), told("r2", FIRST, 9)], keep)
        added = references.add_import(store, LATER, [told("r2", LATER, 1, volume="3"), told("r3", LATER, 5)], keep)
        found = references.records(store)
    assert added == Added(new=1, known=1, repeated=0)
    assert [item.uid for item in found] == ["r1", "r2", "r3"]
    assert [(origin.searched, origin.line) for origin in found[1].origins] == [("2024-05-01", 9), ("2025-05-01", 1)]
    assert found[1].volume == "3"


def test_the_same_search_in_another_file_adds_nothing(tmp_path: Path) -> None:
    again = replace(FIRST, file="c.csv", sha256="cc")
    with open_store(tmp_path, create=True) as store:
        references.add_import(store, FIRST, [told("r1", FIRST, 1)], keep)
        assert references.add_import(store, again, [told("r1", again, 2)], keep) == Added(0, 0, 1)
        [found] = references.records(store)
    assert [origin.file for origin in found.origins] == ["a.nbib"]


def test_bytes_that_were_taken_in_add_nothing(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store:
        references.add_import(store, FIRST, [told("r1", FIRST, 1)], keep)
        again = replace(FIRST, file="other.nbib", search="search 9")
        assert references.add_import(store, again, [told("r1", again, 1)], keep) is None
        assert references.imports(store) == [FIRST]
        assert len(references.records(store)[0].origins) == 1


def test_a_record_twice_in_one_file_is_one_record_with_two_origins(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store:
        assert references.add_import(store, FIRST, [told("r1", FIRST, 1), told("r1", FIRST, 5)], keep) == Added(1, 0, 1)
        [found] = references.records(store)
    assert [origin.line for origin in found.origins] == [1, 5]


def test_pairs_are_replaced_and_come_likeliest_first(tmp_path: Path) -> None:
    pairs = [ReferencePair("r1", "r2", "unsure", 0.5, "titles"), ReferencePair("r1", "r3", "same", 0.9, "DOI")]
    with open_store(tmp_path, create=True) as store:
        references.add_import(store, FIRST, [told(uid, FIRST, 1) for uid in ("r1", "r2", "r3")], keep)
        references.save_pairs(store, [ReferencePair("r2", "r3", "same", 1.0, "PMID")])
        references.save_pairs(store, pairs)
        assert references.pairs(store) == pairs[::-1]


def test_decisions_are_appended_undone_and_never_changed(tmp_path: Path) -> None:
    at = datetime(2025, 1, 1, tzinfo=UTC)
    subject = pair_uid("r2", "r1")
    said = ReferenceDecision("d1", "pair", subject, "same", None, "ann", at)
    undo = ReferenceDecision("d2", "pair", subject, "undo", "d1", "ann", at)
    other = ReferenceDecision("d3", "screening", "r1", "include", {"stage": "abstract"}, "ann", at, reason="fits")
    with open_store(tmp_path, create=True) as store:
        references.decide_on_references(store, said, undo)
        references.decide_on_references(store, other)
        assert references.reference_decisions(store) == [said, undo, other]
        assert references.reference_decisions(store, "pair") == [said, undo]
        assert standing(references.reference_decisions(store)) == [other]
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    for statement in ("DELETE FROM reference_decisions", "UPDATE reference_decisions SET action = 'different'"):
        with pytest.raises(sqlite3.IntegrityError, match="a decision is never"):
            connection.execute(statement)
    connection.close()
