"""A book of abstracts that was assigned by pages is read as one publication for each range."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from extractor.core.errors import UsageError
from extractor.protocol.load import load_protocol
from extractor.store import read
from extractor.store.database import open_store
from extractor.workflows.assignments import assign
from extractor.workflows.extract import Summary, extract
from extractor.workflows.reference_match import Matched, match
from extractor.workflows.references import import_files, references
from tests.make_pdf import ABSTRACTS, book_of_abstracts

CASES = (0, 2, 4)
"""The abstracts that are reports of cases, one on each page."""


def review_of(folder: Path) -> Path:
    """Return a review of a book that was extracted whole, with references to its case reports and one more."""
    (folder / "in").mkdir()
    (folder / "in" / "book.pdf").write_bytes(book_of_abstracts())
    run(folder)
    titles = [*(ABSTRACTS[place][0] for place in CASES), "Nests of owls in barns of the north"]
    text = "".join(f"TY  - JOUR\nTI  - {title}\nAU  - Roe, Anna\nPY  - 2021\nER  - \n" for title in titles)
    (folder / "scopus.ris").write_text(text, encoding="utf-8")
    with open_store(folder / "review") as store:
        list(import_files(store, [folder / "scopus.ris"], date(2024, 5, 1), database="Scopus"))
    return folder / "review"


def run(folder: Path, jobs: int = 0) -> Summary:
    return extract(folder / "in", folder / "review", load_protocol(), jobs=jobs)


def uids(review: Path) -> list[str]:
    with open_store(review) as store:
        return [item.uid for item in references(store)]


def say(review: Path, *pages: str) -> None:
    """Assign pages to the first references, in their order."""
    with open_store(review) as store:
        assign(store, "book.pdf", [f"{told}={uid}" for told, uid in zip(pages, uids(review), strict=False)], "ann")


def matched(review: Path) -> Matched:
    with open_store(review) as store:
        return match(store, load_protocol())


def told(review: Path) -> dict[str, list[tuple[float | None, list[str], set[int]]]]:
    """Return by id of a publication the age and drugs of its cases, and the pages of their quotes."""
    with open_store(review) as store:
        found = read.extractions(store)
    return {
        item.publication_id: [
            (case.age_years, [drug.name for drug in case.drugs], _pages(item.cases[place]))
            for place, case in enumerate(item.annotation().cases)
        ]
        for item in found.values()
    }


def _pages(case: object) -> set[int]:
    return {anchor.page for value in case.candidates for told in value.evidence for anchor in told.anchors}  # type: ignore[attr-defined]


def test_a_book_is_told_with_the_pages_of_its_references_and_read_by_them_once_they_are_assigned(
    tmp_path: Path,
) -> None:
    review = review_of(tmp_path)
    one, two, three, owls = uids(review)
    [book] = matched(review).books
    assert [(part.reference, part.pages) for part in book.parts] == [(one, (1, 1)), (two, (2, 2)), (three, (3, 3))]
    assert [item.uid for item in matched(review).without_pdf] == [owls]
    say(review, "1", "2", "3")
    summary = run(tmp_path)
    assert [(item.file, item.publication_id, item.status) for item in summary.reports] == [
        ("book.pdf", "book-p1", "read"),
        ("book.pdf", "book-p2", "read"),
        ("book.pdf", "book-p3", "read"),
    ]
    assert told(review) == {
        "book-p1": [(34, ["tofacitinib"], {1})],
        "book-p2": [(61, ["baricitinib"], {2})],
        "book-p3": [(47, ["ruxolitinib"], {3})],
    }
    after = matched(review)
    assert [(item.reference, item.pages) for item in after.matches] == [(one, (1, 1)), (two, (2, 2)), (three, (3, 3))]
    assert (after.books, after.without_reference, [item.uid for item in after.without_pdf]) == ((), (), [owls])


def test_only_what_has_changed_is_read_again_and_what_was_taken_back_is_left_out(tmp_path: Path) -> None:
    review = review_of(tmp_path)
    say(review, "1", "2", "3")
    run(tmp_path)
    listed = (review / "candidates.jsonl").read_bytes()
    assert [item.unchanged for item in run(tmp_path).reports] == [True, True, True]
    say(review, "1", "2-3", "3")
    assert [(item.publication_id, item.unchanged) for item in run(tmp_path).reports] == [
        ("book-p1", True),
        ("book-p2", False),
        ("book-p3", False),  # where it begins, the one before ends
    ]
    say(review, "1")
    assert [(item.publication_id, item.unchanged) for item in run(tmp_path).reports] == [("book-p1", True)]
    assert list(told(review)) == ["book-p1"]
    say(review, "1", "2", "3")
    run(tmp_path)
    assert (review / "candidates.jsonl").read_bytes() == listed
    say(review)
    assert [(item.publication_id, item.unchanged) for item in run(tmp_path).reports] == [("book", False)]


def test_pages_that_the_book_does_not_have_are_a_problem_of_their_publication_alone(tmp_path: Path) -> None:
    review = review_of(tmp_path)
    say(review, "1", "8-9")
    summary = run(tmp_path)
    assert [(item.publication_id, item.status) for item in summary.reports] == [
        ("book-p1", "read"),
        ("book-p8", "failed"),
    ]
    assert [item.message for item in summary.reports[1].problems] == ["no pages 8-9 in this PDF, which has 3"]


def test_citations_are_looked_for_in_the_parts_of_a_book_whose_whole_is_read_no_longer(tmp_path: Path) -> None:
    review = review_of(tmp_path)
    say(review, "1", "2", "3")
    run(tmp_path)
    [whole] = (path for path in (review / "pages").iterdir() if "-" not in path.name)
    whole.unlink()
    assert matched(review).without_text == ()
    for part in (review / "pages").iterdir():
        part.unlink()
    assert [item.id for item in matched(review).without_text] == ["book-p1", "book-p2", "book-p3"]


def test_one_process_and_two_give_the_same_bytes(tmp_path: Path) -> None:
    review = review_of(tmp_path)
    say(review, "1", "2", "3")
    shutil.copytree(review, tmp_path / "other")
    run(tmp_path)
    extract(tmp_path / "in", tmp_path / "other", load_protocol(), jobs=2)
    assert (review / "candidates.jsonl").read_bytes() == (tmp_path / "other" / "candidates.jsonl").read_bytes()


def test_a_reference_has_one_range(tmp_path: Path) -> None:
    review = review_of(tmp_path)
    one = uids(review)[0]
    with open_store(review) as store, pytest.raises(UsageError, match="a reference is assigned twice"):
        assign(store, "book.pdf", [f"1={one}", f"2={one}"], "ann")
