from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest

from extractor.bibliography.origin import found_by
from extractor.bibliography.write import csv_lines, ris_lines
from extractor.core.reference import Reference, ReferencePair
from extractor.store import references as stored
from extractor.store.database import Store, open_store
from extractor.workflows.references import (
    counts,
    decide_pair,
    dedupe,
    import_files,
    references,
    undo_pair,
    unsure_pairs,
)
from tests.bibliography import exports

ONE, TWO, THREE = (date(year, 5, 1) for year in (2023, 2024, 2025))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "review", create=True)


def take_in(store: Store, name: str, told: str, day: date, **how: str) -> None:
    path = store.folder.parent / name
    path.write_text(told, encoding="utf-8")
    [done] = import_files(store, [path], day, **how)
    assert done.is_whole


def titles(store: Store) -> list[str | None]:
    return [item.title for item in references(store)]


def test_an_update_counts_what_is_new_apart_from_what_was_there(store: Store) -> None:
    take_in(store, "p.nbib", exports.NBIB, ONE)
    take_in(store, "s.ris", exports.RIS, TWO)
    new = exports.NBIB.replace("90000002", "90000003").replace("Feather loss in two storks", "Bill growth in one stork")
    take_in(store, "later.nbib", new, THREE)
    dedupe(store)
    told = counts(store)
    assert told.is_update
    assert [(item.name, item.records, item.duplicates, item.references) for item in told.rounds] == [
        ("search 1", 4, 2, 2),
        ("search 2", 2, 1, 1),
    ]
    assert told.new is not None
    assert told.new.by_database() == (("PubMed", 2),)
    assert [item.by_database() for item in told.previous] == [(("PubMed", 2), ("Scopus", 2))]
    assert told.unsure_pairs == 0


@pytest.mark.parametrize("form", [ris_lines, csv_lines], ids=["ris", "csv"])
def test_what_this_program_wrote_keeps_its_searches_in_another_review_and_adds_nothing_to_its_own(
    store: Store, tmp_path: Path, form: Callable[[Iterable[Reference]], Iterator[str]]
) -> None:
    take_in(store, "p.nbib", exports.NBIB, ONE)
    take_in(store, "p2.csv", exports.PUBMED_CSV.replace(exports.OTHER, "Wing span of one crane"), ONE)
    take_in(store, "s.ris", exports.RIS, TWO)
    take_in(store, "later.nbib", exports.NBIB.replace("Feather loss in two storks", "Bills of two storks"), THREE)
    dedupe(store)
    written = "".join(form(references(store)))
    with open_store(tmp_path / "other", create=True) as other:
        take_in(other, "own", written, THREE)
        assert counts(other).rounds == counts(store).rounds
        for one, two in zip(references(other), references(store), strict=True):
            assert (one.uid, one.title) == (two.uid, two.title)
            assert (one.kind, one.ids, one.keywords) == (two.kind, two.ids, two.keywords)
            assert sorted(map(found_by, one.origins)) == sorted(map(found_by, two.origins))
    before = stored.records(store)
    take_in(store, "own", written, THREE)
    assert stored.records(store) == before


@pytest.mark.parametrize("form", [ris_lines, csv_lines], ids=["ris", "csv"])
def test_names_with_commas_survive_the_programs_own_export(
    store: Store, tmp_path: Path, form: Callable[[Iterable[Reference]], Iterator[str]]
) -> None:
    take_in(store, "p.ris", exports.RIS, ONE, database="MEDLINE, Ovid; all", search="update of May, second")
    take_in(store, "s; 2.ris", exports.RIS.replace("heron", "stork"), TWO, database="Bird Index")
    with open_store(tmp_path / "other", create=True) as other:
        take_in(other, "own", "".join(form(references(store))), THREE)
        assert stored.searches(other) == stored.searches(store)


def test_a_search_that_an_own_export_told_of_counts_no_record_twice_when_its_file_comes_later(
    store: Store, tmp_path: Path
) -> None:
    take_in(store, "p.nbib", exports.NBIB, ONE)
    take_in(store, "s.ris", exports.RIS, ONE)
    dedupe(store)
    written = "".join(ris_lines(references(store)))
    with open_store(tmp_path / "other", create=True) as other:
        take_in(other, "own.ris", written, TWO)
        take_in(other, "s.ris", exports.RIS, ONE)
        dedupe(other)
        assert counts(other).rounds == counts(store).rounds
        assert "".join(ris_lines(references(other))) == written


def test_a_record_that_an_own_export_knows_by_another_uid_keeps_its_search_and_counts_once(store: Store) -> None:
    take_in(store, "s.ris", exports.RIS, ONE)
    before = counts(store).rounds
    [first, second] = ("".join(ris_lines([item])) for item in references(store))
    take_in(store, "own.ris", first.replace(references(store)[0].uid, "0123456789abcdef") + second, TWO)
    assert all(item.origins for item in stored.records(store))
    dedupe(store)
    assert counts(store).rounds == before


def test_files_of_one_call_are_one_round_in_whatever_order_they_come(store: Store) -> None:
    take_in(store, "p.nbib", exports.NBIB, ONE)
    later = [store.folder.parent / name for name in ("s.ris", "later.nbib")]
    for path, told in zip(later, (exports.RIS, exports.NBIB.replace("90000002", "90000003")), strict=True):
        path.write_text(told, encoding="utf-8")
    assert [item.search for item in import_files(store, later, TWO)] == ["search 2", "search 2"]


@pytest.mark.parametrize("own", [False, True], ids=["taken in before", "written by this program"])
def test_a_file_that_is_no_new_search_begins_no_round_for_those_beside_it(store: Store, own: bool) -> None:
    take_in(store, "p.nbib", exports.NBIB, ONE)
    written = "".join(ris_lines(references(store))) if own else exports.NBIB
    beside = [store.folder.parent / name for name in ("p.nbib", "s.ris")]
    for path, told in zip(beside, (written, exports.RIS), strict=True):
        path.write_text(told, encoding="utf-8")
    assert [item.search for item in import_files(store, beside, TWO)][1] == "search 1"


def test_a_search_of_a_day_belongs_to_the_round_that_another_one_of_that_day_was_named(store: Store) -> None:
    take_in(store, "p.nbib", exports.NBIB, ONE)
    take_in(store, "s.ris", exports.RIS, ONE)
    take_in(store, "later.nbib", exports.NBIB.replace("90000002", "90000003"), TWO, search="update")
    take_in(store, "later.ris", exports.RIS.replace("ER  -", "N1  - later\nER  -"), TWO)
    assert {(name, day) for _, name, day in stored.searches(store)} == {
        ("search 1", "2023-05-01"),
        ("update", "2024-05-01"),
    }


def test_the_database_that_the_user_names_outweighs_what_records_tell(store: Store, tmp_path: Path) -> None:
    take_in(store, "p.nbib", exports.NBIB, ONE)
    with open_store(tmp_path / "other", create=True) as other:
        take_in(other, "own.ris", "".join(ris_lines(references(store))), TWO, database="Bird Index")
        told = counts(other).new
        assert told is not None
        assert [(item.database, item.searched, item.records) for item in told.searches] == [
            ("Bird Index", "2024-05-01", 2)
        ]


def test_registers_are_counted_apart(store: Store) -> None:
    take_in(store, "c.ris", "TY  - JOUR\nTI  - A trial in herons\nAN  - CN-01234567\nER  -\n", ONE)
    told = counts(store).new
    assert told is not None
    assert (told.by_database(), told.by_database(registers=True)) == ((), (("CENTRAL", 1),))


def test_a_review_without_searches_counts_nothing(store: Store) -> None:
    assert (counts(store).new, counts(store).previous, counts(store).is_update) == (None, (), False)


def test_records_taken_in_after_the_last_look_stand_alone(store: Store) -> None:
    take_in(store, "p.nbib", exports.NBIB, ONE)
    dedupe(store)
    take_in(store, "s.ris", exports.RIS, ONE)
    assert len(titles(store)) == 4
    assert dedupe(store).references == 2


def test_a_reference_keeps_its_uid_when_a_later_search_finds_it_again(store: Store) -> None:
    take_in(store, "p.nbib", exports.NBIB, ONE)
    before = [item.uid for item in references(store)]
    take_in(store, "s.ris", exports.RIS, TWO)
    dedupe(store)
    assert [item.uid for item in references(store)] == before


def test_pairs_that_nobody_decided_on_wait_and_one_word_settles_two_publications(store: Store) -> None:
    take_in(store, "p.nbib", exports.NBIB, ONE)
    take_in(store, "s.ris", exports.RIS, ONE)
    first, second, third, fourth = (item.uid for item in stored.records(store))
    pairs = [
        ReferencePair(first, third, "same", 0.9, "title"),
        ReferencePair(first, second, "unsure", 0.4, "title near"),
        ReferencePair(third, second, "unsure", 0.3, "title near"),
        ReferencePair(second, fourth, "unsure", 0.2, "title near"),
    ]
    stored.save_pairs(store, pairs)
    assert unsure_pairs(store) == [pairs[1], pairs[3]]
    decide_pair(store, pairs[2].uid, "different", "ann")
    assert unsure_pairs(store) == [pairs[3]]
    undo_pair(store, pairs[2].uid, "ben")
    decide_pair(store, pairs[1].uid, "same", "ann", "one case")
    assert unsure_pairs(store) == [pairs[3]]
    assert len(references(store)) == 2
    assert [(item.action, item.reviewer) for item in stored.reference_decisions(store)] == [
        ("different", "ann"),
        ("undo", "ben"),
        ("same", "ann"),
    ]


def test_what_was_decided_stands_when_duplicates_are_looked_for_again(store: Store) -> None:
    take_in(store, "p.nbib", exports.NBIB, ONE)
    take_in(store, "s.ris", exports.RIS, ONE)
    first, _, third, _ = (item.uid for item in stored.records(store))
    decide_pair(store, f"{third}:{first}", "different", "ann")
    assert dedupe(store).references == 3
    assert dedupe(store).references == 3
