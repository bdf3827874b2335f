"""Pages of a book that are a publication of their own."""

from pathlib import Path

import pytest

from extractor.core.document import Document, Part
from extractor.core.errors import InputError
from extractor.documents.read import open_pages, read_pdf
from tests.make_pdf import ABSTRACTS, FILLER, book_of_abstracts

TITLES = [title for title, _ in ABSTRACTS]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "abstracts.pdf"
    path.write_bytes(book_of_abstracts())
    return path


def told(document: Document) -> list[int]:
    """Return the places in ``ABSTRACTS`` of the abstracts whose texts a document has."""
    return [place for place, (_, text) in enumerate(ABSTRACTS) if text[:30] in " ".join(document.text.split())]


@pytest.mark.parametrize("place", range(len(ABSTRACTS)))
def test_a_part_goes_from_its_title_to_the_next_one_on_the_page(path: Path, place: int) -> None:
    page = place // 2 + 1
    document = read_pdf(path, Part(page, page, TITLES[place]))
    assert told(document) == [place]
    assert document.front.title is not None
    assert document.front.title.value.endswith(TITLES[place])
    assert document.front.authors is not None


def test_pages_of_a_part_are_those_of_the_pdf_and_running_heads_are_known_by_all_pages(path: Path) -> None:
    document = read_pdf(path, Part(2, 3, TITLES[2]))
    assert [page.number for page in document.pages] == [2, 3]
    assert {word.box.page for word in document.words} == {2}
    assert "Congress of Coast Doctors" not in document.text
    assert {item.box.page for item in document.furniture} == {2, 3}


def test_a_title_with_misprints_is_found_and_one_that_is_not_there_leaves_all_that_stands_on_the_pages(
    path: Path,
) -> None:
    misprint = TITLES[2].replace("weakness", "waekness")
    assert told(read_pdf(path, Part(2, 2, misprint))) == [2]
    assert told(read_pdf(path, Part(2, 2, "Nests of owls in barns of the north"))) == [2, 3]
    assert told(read_pdf(path, Part(2, 3))) == [2, 3, 4]


def test_titles_that_are_set_as_the_text_end_where_another_known_one_begins(tmp_path: Path) -> None:
    from tests.make_pdf import one_page

    lines = [TITLES[0], "Anna Roe", FILLER[:70], TITLES[1], "Carl Poe", FILLER[70:140]]
    (tmp_path / "a.pdf").write_bytes(one_page(lines))
    document = read_pdf(tmp_path / "a.pdf", Part(1, 1, TITLES[0], (TITLES[1],)))
    assert TITLES[0] in document.text
    assert TITLES[1] not in document.text


def test_a_pdf_read_by_its_opened_pages_is_the_pdf_as_read(path: Path) -> None:
    opened = open_pages(path)
    assert opened.document(Part(1, 1, TITLES[1])) == read_pdf(path, Part(1, 1, TITLES[1]))
    assert opened.document() == read_pdf(path)


def test_pages_that_a_pdf_does_not_have_are_an_error_in_one_line(path: Path) -> None:
    with pytest.raises(InputError, match="no pages 3-9 in this PDF, which has 3"):
        read_pdf(path, Part(3, 9))
