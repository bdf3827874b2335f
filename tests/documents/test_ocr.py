import re
from collections import Counter
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest

from extractor.core.document import Document
from extractor.core.errors import NoTextLayer
from extractor.core.geometry import Box
from extractor.documents import ocr
from extractor.documents.page import PageContent
from extractor.documents.read import read_pdf
from extractor.documents.words import RawWord
from tests.make_pdf import BOLD, FILLER, Sheet, one_page, scanned, turned

CORPUS = Path(__file__).parents[2] / "corpus"
SCANS = ("b02-vanderbeke-2020", "e01-figueiredo-2020")
reads_scans = pytest.mark.skipif(not ocr.is_available(), reason="the recogniser is not here: pip install -e .[ocr]")


def written(folder: Path, data: bytes) -> Path:
    path = folder / "scan.pdf"
    path.write_bytes(data)
    return path


def page_of(letters: int, *pictures: Box) -> PageContent:
    words = [RawWord("x" * letters, 10, 10, 100, 20, 10, 0, 0)] if letters else []
    return PageContent(1, 600, 800, words=words, images=list(pictures))


WHOLE, HALF, SMALL = Box(1, 0, 0, 600, 800), Box(1, 0, 0, 600, 400), Box(1, 0, 0, 100, 100)


@pytest.mark.parametrize(
    ("page", "is_scan"),
    [
        (page_of(0, WHOLE), True),
        (page_of(0, HALF, HALF), True),
        (page_of(200, WHOLE), True),
        (page_of(0), False),
        (page_of(0, SMALL), False),
        (page_of(200, HALF), False),
        (page_of(3000, WHOLE), False),
    ],
)
def test_a_picture_of_a_page_without_text_of_its_own_is_a_scan(page: PageContent, is_scan: bool) -> None:
    assert ocr.is_scan(page) is is_scan


@pytest.mark.parametrize("name", SCANS)
def test_without_the_recogniser_a_scan_names_its_pages_and_what_mends_it(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "is_available", lambda: False)
    with pytest.raises(NoTextLayer) as caught:
        read_pdf(CORPUS / f"{name}.pdf")
    assert caught.value.message == "no text layer: pages 1-2 are pictures"
    assert caught.value.hint == 'to have scans read: pip install "case-extractor[ocr]"'


def test_a_page_is_named_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(ocr, "is_available", lambda: False)
    with pytest.raises(NoTextLayer, match="page 1 is a picture"):
        read_pdf(written(tmp_path, scanned(one_page(["herring"]))))


@reads_scans
def test_a_picture_without_words_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoTextLayer, match="page 1 is a picture in which no words are found"):
        read_pdf(written(tmp_path, scanned(Sheet().bytes())))


COLUMN = "Twelve boats left the harbour at dawn and came back with 140 barrels."


@pytest.fixture(scope="module")
def askew(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Document]:
    """A page in two columns with a table, laid on the glass askew, read from its picture."""
    sheet = Sheet()
    sheet.text(60, 90, "Herring in the north", size=16, font=BOLD)
    sheet.text(60, 130, "Introduction", size=12, font=BOLD)
    top = sheet.paragraph(60, 150, 220, f"{FILLER} {COLUMN}")
    end = sheet.text(60, top + 10, "The year was good")
    sheet.raised(end, top + 10, "2,3")
    sheet.text(310, 130, "Discussion", size=12, font=BOLD)
    sheet.paragraph(310, 150, 220, f"{COLUMN} {FILLER}")
    sheet.text(60, 400, "Table 1. Barrels and boats.", size=9, font=BOLD)
    for row, cells in enumerate((("Port", "Barrels", "Boats"), ("Oslo", "140", "12"), ("Bergen", "95", "7"))):
        for cell, x in zip(cells, (60, 200, 340), strict=True):
            sheet.text(x, 420 + 16 * row, cell, size=9)
    for y in (416, 432, 466):
        sheet.rule(60, y, 400)
    path = written(tmp_path_factory.mktemp("scan"), scanned(sheet.bytes(), skew=0.7, stamp="Downloaded by a reader"))
    return path, read_pdf(path)


@reads_scans
def test_columns_of_a_scan_are_read_one_after_the_other(askew: tuple[Path, Document]) -> None:
    _, document = askew
    paragraphs = [block.span.of(document.text) for block in document.blocks if block.kind == "paragraph"]
    first, last = f"{FILLER} {COLUMN}", f"{COLUMN} {FILLER}"
    assert first in paragraphs
    assert last in paragraphs
    assert paragraphs.index(first) < paragraphs.index(last)


@reads_scans
def test_bold_larger_type_makes_the_headings_of_a_scan(askew: tuple[Path, Document]) -> None:
    assert [section.title for section in askew[1].sections if section.title] == ["Introduction", "Discussion"]


@reads_scans
def test_a_raised_number_in_a_scan_is_told_from_the_word(askew: tuple[Path, Document]) -> None:
    assert "The year was good²,³" in askew[1].text


@reads_scans
def test_a_table_in_a_scan_has_its_cells(askew: tuple[Path, Document]) -> None:
    _, document = askew
    (table,) = document.tables
    cells = [[cell.span.of(document.text) for cell in table.row(row)] for row in range(table.n_rows)]
    assert cells == [["Port", "Barrels", "Boats"], ["Oslo", "140", "12"], ["Bergen", "95", "7"]]


@reads_scans
def test_a_page_read_from_its_picture_is_fair_and_its_stamp_no_text(askew: tuple[Path, Document]) -> None:
    _, document = askew
    assert [page.grade for page in document.pages] == ["fair"]
    assert "Downloaded" not in document.text


@reads_scans
def test_every_word_of_a_scan_has_ink_where_its_box_is(askew: tuple[Path, Document]) -> None:
    path, document = askew
    page = pdfium.PdfDocument(path)[0]
    ink = page.render(scale=2, grayscale=True).to_numpy().reshape(2 * 842, -1) < 128
    for word in document.words:
        box = word.box
        part = ink[int(2 * box.top) : int(2 * box.bottom) + 1, int(2 * box.x0) : int(2 * box.x1) + 1]
        assert np.any(part), word.span.of(document.text)


@reads_scans
def test_reading_a_scan_again_gives_the_same(askew: tuple[Path, Document]) -> None:
    path, document = askew
    assert read_pdf(path) == document


@reads_scans
def test_reading_a_scan_says_nothing(askew: tuple[Path, Document], capfd: pytest.CaptureFixture[str]) -> None:
    ocr._engine.cache_clear()
    read_pdf(askew[0])
    assert capfd.readouterr() == ("", "")


@reads_scans
@pytest.mark.slow
@pytest.mark.parametrize("name", SCANS)
def test_the_scans_of_the_corpus_are_read(name: str) -> None:
    document = read_pdf(CORPUS / f"{name}.pdf")
    source = CORPUS.parents[1] / "shared" / "corpus" / "src" / f"{name}.md"
    if not source.is_file():
        pytest.skip("the sources of the corpus are not here: ../shared/corpus/src")
    body = source.read_text(encoding="utf-8").split("\n---\n", 1)[1].split("## References")[0]
    text = _letters(document.text)
    paragraphs = [part for part in body.split("\n\n") if part.strip() and part.strip()[0] not in "#|!-"]
    assert [part for part in paragraphs if _letters(re.sub(r"\^[^^]+\^", "", part))[:60] not in text] == []


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]+", "", text.lower())


def known(*words: str) -> Counter[str]:
    return Counter(words)


def strip_of(*words: int) -> ocr.Mask:
    """Ink of words of so many letters: letters ten dots wide, two dots apart, words twelve apart."""
    columns: list[bool] = []
    for number, letters in enumerate(words):
        columns += [False] * 12 if number else []
        for letter in range(letters):
            columns += ([False] * 2 if letter else []) + [True] * 10
    return np.array([columns] * 40)


def centres(*words: int) -> list[float]:
    found: list[float] = []
    x = 0
    for letters in words:
        found += [x + 12 * letter + 5 for letter in range(letters)]
        x += 12 * letters + 10
    return found


def test_a_blank_that_was_not_told_is_put_in_where_the_ink_parts() -> None:
    told = ocr._words("the boatswas full", centres(3, 5, 3, 4), strip_of(3, 5, 3, 4), known("boats", "was"))
    assert [word for word, _, _ in told] == ["the", "boats", "was", "full"]


def test_no_blank_is_put_in_where_the_ink_runs_on() -> None:
    told = ocr._words("the boatswas full", centres(3, 8, 4), strip_of(3, 8, 4), known("boats", "was"))
    assert [word for word, _, _ in told] == ["the", "boatswas", "full"]


def test_no_blank_is_put_in_between_digits() -> None:
    told = ocr._words("in 2018 full", centres(2, 2, 2, 4), strip_of(2, 2, 2, 4), known())
    assert [word for word, _, _ in told] == ["in", "2018", "full"]


@pytest.fixture(scope="module", params=[90, *(pytest.param(turn, marks=pytest.mark.slow) for turn in (180, 270))])
def sideways(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Document]:
    """Two columns scanned askew and displayed turned, read from the picture."""
    sheet = Sheet()
    sheet.text(60, 90, "Herring in the north", size=16, font=BOLD)
    sheet.paragraph(60, 150, 220, f"{FILLER} {COLUMN}")
    sheet.paragraph(310, 150, 220, f"{COLUMN} {FILLER}")
    path = tmp_path_factory.mktemp("sideways") / "scan.pdf"
    path.write_bytes(turned(scanned(sheet.bytes(), skew=0.7, stamp="Downloaded by a reader"), request.param))
    return path, read_pdf(path)


@reads_scans
def test_a_scan_on_its_side_or_upside_down_is_read(sideways: tuple[Path, Document]) -> None:
    _, document = sideways
    paragraphs = [block.span.of(document.text) for block in document.blocks if block.kind == "paragraph"]
    assert paragraphs == [f"{FILLER} {COLUMN}", f"{COLUMN} {FILLER}"]


@reads_scans
def test_the_words_of_a_scan_on_its_side_are_boxed_where_they_are_displayed(sideways: tuple[Path, Document]) -> None:
    path, document = sideways
    (page,) = document.pages
    shown = pdfium.PdfDocument(path)[0]
    assert (page.width, page.height) == shown.get_size()
    dots = shown.render(scale=2, grayscale=True).to_numpy()
    ink = dots.reshape(dots.shape[0], dots.shape[1]) < 128
    left = ink.copy()
    for word in document.words:
        box = word.box
        place = slice(int(2 * box.top) - 2, int(2 * box.bottom) + 3), slice(int(2 * box.x0) - 2, int(2 * box.x1) + 3)
        assert np.any(ink[place]), word.span.of(document.text)
        left[place] = False
    for item in document.furniture:
        box = item.box
        left[int(2 * box.top) - 2 : int(2 * box.bottom) + 3, int(2 * box.x0) - 2 : int(2 * box.x1) + 3] = False
    assert left.sum() < 0.01 * ink.sum()


@reads_scans
def test_a_stamp_over_a_scan_on_its_side_is_no_text(sideways: tuple[Path, Document]) -> None:
    _, document = sideways
    assert [item.text for item in document.furniture] == ["Downloaded by a reader"]
