"""Publications that are pages of a PDF, as pages are assigned and taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor.core.document import Part
from extractor.core.outcome import Extracted
from extractor.store import read, save
from extractor.store.database import Store
from extractor.store.decide import decide
from extractor.store.parts import Assigned, split
from extractor.store.save import Found
from tests.store.sample import SHA, STAMP, exists, stored, two_cases

ONE, TWO = Assigned("r1", Part(12, 13)), Assigned("r2", Part(15, 15))


@pytest.fixture
def review(tmp_path: Path) -> Iterator[tuple[Store, str]]:
    store, uid = stored(tmp_path)
    with store:
        yield store, uid


def ids(store: Store) -> list[tuple[str, tuple[int, int] | None]]:
    return [(item.id, item.part.pages if item.part else None) for item in read.publications(store)]


def extracted(store: Store, uids: list[str]) -> None:
    for uid in uids:
        save.save(store, uid, STAMP, Extracted(two_cases()))


def test_parts_stand_for_their_pdf_with_its_file_and_digest(review: tuple[Store, str]) -> None:
    store, whole = review
    [one, two] = split(store, {whole: [ONE, TWO]})[whole]
    assert ids(store) == [("smith-p12", (12, 13)), ("smith-p15", (15, 15))]
    assert [(item.sha256, item.files) for item in read.publications(store)] == [(SHA, ("smith.pdf",))] * 2
    assert read.extraction(store, whole) is None
    assert [item.uid for item in read.publications_ever(store)] == [whole, one, two]


def test_nothing_assigned_changes_nothing(review: tuple[Store, str]) -> None:
    store, whole = review
    assert split(store, {whole: []}) == {}
    assert ids(store) == [("smith", None)]
    assert read.extraction(store, whole) is not None


def test_only_a_part_whose_pages_have_changed_is_to_be_read_again(review: tuple[Store, str]) -> None:
    store, whole = review
    uids = split(store, {whole: [ONE, TWO]})[whole]
    extracted(store, uids)
    assert split(store, {whole: [ONE, Assigned("r2", Part(15, 16))]})[whole] == uids
    assert uids[0] in read.attempts(store)
    assert uids[1] not in read.attempts(store)
    assert ids(store) == [("smith-p12", (12, 13)), ("smith-p15", (15, 16))]


def test_pages_of_which_another_reference_is_told_stay_the_publication_that_they_were(
    review: tuple[Store, str],
) -> None:
    store, whole = review
    uids = split(store, {whole: [ONE, TWO]})[whole]
    assert split(store, {whole: [Assigned("r3", Part(12, 13)), TWO]})[whole] == uids


def test_two_references_on_one_page_are_two_publications(review: tuple[Store, str]) -> None:
    store, whole = review
    one, two = split(store, {whole: [Assigned("r1", Part(3, 3)), Assigned("r2", Part(3, 3))]})[whole]
    assert one != two
    assert ids(store) == [("smith-p3", (3, 3)), ("smith-p3-2", (3, 3))]


def test_a_part_that_is_taken_back_is_current_no_more_and_comes_back_with_its_decisions(
    review: tuple[Store, str],
) -> None:
    store, whole = review
    uids = split(store, {whole: [ONE, TWO]})[whole]
    extracted(store, uids)
    decide(store, exists(uids[0], "c1"))
    assert split(store, {whole: [TWO]})[whole] == uids[1:]
    assert ids(store) == [("smith-p15", (15, 15))]
    assert read.extraction(store, uids[0]) is None
    assert list(read.confirmed_records(store)) == []
    assert read.decided_by(store, "first") == []
    assert len(read.history(store, uids[0])) == 1
    assert split(store, {whole: [ONE, TWO]})[whole] == uids
    assert list(read.confirmed_records(store)) == [uids[0]]
    assert uids[0] not in read.attempts(store)


def test_without_any_part_the_pdf_is_one_publication_again(review: tuple[Store, str]) -> None:
    store, whole = review
    split(store, {whole: [ONE, TWO]})
    assert split(store, {whole: []}) == {whole: []}
    assert ids(store) == [("smith", None)]
    assert whole not in read.attempts(store)


def test_a_new_pdf_named_like_a_part_is_not_taken_for_it(review: tuple[Store, str]) -> None:
    store, whole = review
    uids = split(store, {whole: [ONE]})[whole]
    [new] = save.register(store, [Found("smith-p12.pdf", "smith-p12", "b" * 64)])
    assert new not in uids
    assert ids(store) == [("smith-p12", (12, 13)), ("smith-p12-2", None)]
