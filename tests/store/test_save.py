from dataclasses import replace
from pathlib import Path

from extractor.core.candidate import Slot
from extractor.core.outcome import Extracted, Failed, Problem
from extractor.store import read, save
from extractor.store.database import Store, open_store
from extractor.store.save import Found
from tests.store.sample import AGE, SHA, STAMP, candidate, case, extraction, stored, two_cases

B, C = "b" * 64, "c" * 64


def ids(store: Store) -> list[tuple[str, str | None]]:
    return [(item.id, item.sha256) for item in read.publications(store)]


def test_stems_are_made_unique_in_the_order_given(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store:
        save.register(store, [Found("a/smith.pdf", "smith", SHA), Found("b/smith.pdf", "smith", B)])
        assert ids(store) == [("smith", SHA), ("smith-2", B)]


def test_the_same_bytes_keep_their_id_under_another_name(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store:
        first = save.register(store, [Found("smith.pdf", "smith", SHA)])
        assert save.register(store, [Found("aa.pdf", "aa", C), Found("jones.pdf", "jones", SHA)])[1] == first[0]
        assert ids(store) == [("aa", C), ("smith", SHA)]
        assert read.publications(store)[1].files == ("jones.pdf",)


def test_the_same_bytes_twice_are_one_publication_with_two_files(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store:
        uids = save.register(store, [Found("a.pdf", "a", SHA), Found("b.pdf", "b", SHA)])
        assert uids[0] == uids[1]
        assert [item.files for item in read.publications(store)] == [("a.pdf", "b.pdf")]


def test_a_publication_without_a_pdf_takes_the_first_of_its_name(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store:
        uid = save.add_publication(store, "smith")
        assert save.register(store, [Found("smith.pdf", "smith", SHA)]) == [uid]
        assert ids(store) == [("smith", SHA)]


def test_what_is_saved_is_read_back(tmp_path: Path) -> None:
    store, uid = stored(tmp_path)
    with store:
        assert read.extraction(store, uid) == two_cases()
        assert read.attempts(store)[uid] == read.Attempt(STAMP, "read")


def test_another_extraction_keeps_the_uids_of_its_cases(tmp_path: Path) -> None:
    store, uid = stored(tmp_path)
    with store:
        save.save(store, uid, STAMP, Extracted(extraction(case("new", "Patient 2 was", candidate(AGE, 52, "aged 52")))))
        found = read.extraction(store, uid)
        assert found is not None
        assert [item.uid for item in found.cases] == ["c2"]


def test_after_a_failure_there_is_no_extraction_but_the_uids_are_remembered(tmp_path: Path) -> None:
    store, uid = stored(tmp_path)
    problem = Problem("documents", "unreadable", "damaged")
    with store:
        save.save(store, uid, STAMP, Failed(SHA, (problem,)))
        assert read.extraction(store, uid) is None
        assert read.problems(store) == {uid: (problem,)}
        save.save(store, uid, STAMP, Extracted(extraction(case("new", "Patient 1 was"))))
        found = read.extraction(store, uid)
        assert found is not None
        assert [item.uid for item in found.cases] == ["c1"]
        assert read.problems(store) == {}


def test_links_are_shown_with_their_case_and_replaced_together(tmp_path: Path) -> None:
    store, uid = stored(tmp_path)
    link = candidate(Slot("same_as", "jones/p1"), "jones/p1", "reported before")
    with store:
        save.save_links(store, {(uid, "c1"): (link,)})
        found = read.extraction(store, uid)
        assert found is not None
        first = two_cases().cases[0]
        assert found.cases[0] == replace(first, candidates=(*first.candidates, link))
        save.save_links(store, {})
        assert read.extraction(store, uid) == two_cases()
