from dataclasses import replace
from pathlib import Path

from extractor.core.candidate import Slot
from extractor.core.outcome import Extracted, Failed, Problem
from extractor.store import read, save
from extractor.store.database import Store, open_store
from extractor.store.decide import decide
from extractor.store.links import relatives, save_links
from extractor.store.save import Found
from tests.store.sample import AGE, SHA, STAMP, candidate, case, decision, exists, extraction, stored, two_cases

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


def test_a_file_that_cannot_be_opened_is_known_by_its_path(tmp_path: Path) -> None:
    found = [Found("a/smith.pdf", "smith", None), Found("b/smith.pdf", "smith", B), Found("c/smith.pdf", "smith", None)]
    with open_store(tmp_path, create=True) as store:
        assert save.register(store, found) == save.register(store, found)
        assert ids(store) == [("smith", None), ("smith-2", B), ("smith-3", None)]


def test_a_file_that_can_be_opened_at_last_keeps_its_id(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store:
        uids = save.register(store, [Found("smith.pdf", "smith", None)])
        assert save.register(store, [Found("smith.pdf", "smith", SHA)]) == uids
        assert ids(store) == [("smith", SHA)]


def test_a_known_file_that_could_not_be_opened_for_a_while_leaves_no_trace(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store:
        first = save.register(store, [Found("smith.pdf", "smith", SHA), Found("in/jones.pdf", "jones", B)])
        lost = save.register(store, [Found("smith.pdf", "smith", None), Found("in", "in", None)])
        for uid in lost:
            save.save(store, uid, STAMP, Failed("", (Problem("documents", "unreadable", "cannot be opened"),)))
        assert ids(store) == [("in", None), ("jones", B), ("smith", SHA), ("smith-2", None)]
        assert save.register(store, [Found("smith.pdf", "smith", SHA), Found("in/jones.pdf", "jones", B)]) == first
        assert ids(store) == [("jones", B), ("smith", SHA)]
        assert read.problems(store) == {}


def test_what_was_decided_on_is_kept_when_its_path_is_another_pdf_now(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store:
        uid = save.add_publication(store, "smith")
        known = save.register(store, [Found("jones.pdf", "jones", SHA)])
        assert save.register(store, [Found("smith.pdf", "smith", None)]) == [uid]
        decide(store, decision(uid, "c1", AGE, 52))
        assert save.register(store, [Found("smith.pdf", "smith", SHA)]) == known
        assert ids(store) == [("jones", SHA), ("smith", None)]


def test_extractions_come_in_the_order_of_their_ids(tmp_path: Path) -> None:
    stems = ["b", "a", "B", "\u00e9", "z-2", "z", "\U0001f600", "\uffee"]
    with open_store(tmp_path, create=True) as store:
        uids = save.register(store, [Found(f"{stem}.pdf", stem, f"{n:064}") for n, stem in enumerate(stems)])
        for uid in uids:
            save.save(store, uid, STAMP, Extracted(two_cases()))
        assert [item.publication_id for _, item in read.each_extraction(store)] == sorted(stems)


def test_very_many_files_are_registered_at_once(tmp_path: Path) -> None:
    found = [Found(f"{n}/article.pdf", "article", f"{n:064}") for n in range(40_000)]
    with open_store(tmp_path, create=True) as store:
        uids = save.register(store, found)
        assert save.register(store, found) == uids
        assert len(set(uids)) == 40_000
        assert ids(store)[:2] == [("article", f"{0:064}"), ("article-10", f"{9:064}")]


def test_two_names_that_read_the_same_once_escaped_are_told_once(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store:
        save.register(store, [Found("a.pdf", "a", SHA), Found("a.pdf", "a", SHA)])
        assert [item.files for item in read.publications(store)] == [("a.pdf",)]


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
        save_links(store, {(uid, "c1"): (link,)}, {uid: "made of"})
        found = read.extraction(store, uid)
        assert found is not None
        first = two_cases().cases[0]
        assert found.cases[0] == replace(first, candidates=(*first.candidates, link))
        save_links(store, {}, {}, gone=[uid])
        assert read.extraction(store, uid) == two_cases()


def test_a_confirmed_case_keeps_the_number_that_links_name_it_by(tmp_path: Path) -> None:
    store, uid = stored(tmp_path)
    with store:
        decide(store, exists(uid, "c2", "p2"))
        found = [case("n1", "Patient 2 was"), case("n2", "Another man", case_id="p2"), case("n3", "Patient 1 was")]
        save.save(store, uid, STAMP, Extracted(extraction(*found)))
        told = read.extraction(store, uid)
        assert told is not None
        assert [(item.uid, item.case_id) for item in told.cases] == [("c2", "p2"), ("n2", "p1"), ("c1", "p3")]


def test_only_publications_that_share_an_author_with_one_of_another_year_are_compared(tmp_path: Path) -> None:
    told = {"a": ("Quill", 2019), "b": ("Quill", 2021), "c": ("Quill", 2021), "d": ("Finch", 2020), "e": ("Ash", 2019)}
    with open_store(tmp_path, create=True) as store:
        uids = save.register(store, [Found(f"{stem}.pdf", stem, stem * 64) for stem in told])
        for uid, (author, year) in zip(uids, told.values(), strict=True):
            when = candidate(Slot("year"), year, str(year))
            save.save(store, uid, STAMP, Extracted(replace(two_cases(), authors=(author,), candidates=(when,))))
        a, b, c, *_ = uids
        assert {uid: item.uids for uid, item in relatives(store).items()} == {
            a: tuple(sorted((b, c))),
            b: (a,),
            c: (a,),
        }
        save.save(store, a, STAMP, Failed("a" * 64, ()))
        assert relatives(store) == {}
