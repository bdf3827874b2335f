"""Every word's box is where the word is printed: held against the page as drawn by a renderer."""

import io
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from extractor.core.document import Document
from extractor.core.geometry import Box
from extractor.documents.read import read_pdf
from tests.make_pdf import BOLD, FILLER, Sheet, turned

CORPUS = Path(__file__).parents[2] / "corpus"
SCALE = 3
INK = 200
"""Grey below which a dot is printed."""
LOOSE = 0.4
"""Ems by which a box may reach over the ink of its word on each side: blanks beside letters, a full stop's height."""

Mask = NDArray[np.bool_]


def inked(data: bytes) -> dict[int, Mask]:
    """Return where each page of a PDF is printed."""
    found = {}
    document = pdfium.PdfDocument(data)
    for number, page in enumerate(document, start=1):
        dots = page.render(scale=SCALE, grayscale=True).to_numpy()
        found[number] = np.asarray(dots.reshape(dots.shape[0], dots.shape[1]) < INK)
    document.close()
    return found


def area(box: Box, more: float = 0.0) -> tuple[slice, slice]:
    """Return the dots of a box, grown by ``more`` points."""
    rows = slice(max(int(SCALE * (box.top - more)), 0), max(int(np.ceil(SCALE * (box.bottom + more))), 0))
    return rows, slice(max(int(SCALE * (box.x0 - more)), 0), max(int(np.ceil(SCALE * (box.x1 + more))), 0))


def without_ink(document: Document, pages: dict[int, Mask]) -> list[str]:
    """Return the words in whose boxes nothing is printed."""
    return [
        word.span.of(document.text)
        for word in document.words
        if not all(pages[box.page][area(box)].any() for box in document.boxes(word.span))
    ]


def left_over(document: Document, pages: dict[int, Mask]) -> int:
    """Return how many dots are printed outside of all boxes."""
    rest = {number: page.copy() for number, page in pages.items()}
    words = (box for word in document.words for box in document.boxes(word.span))
    for box in (*words, *(item.box for item in document.furniture)):
        rest[box.page][area(box, more=0.7)] = False  # slanting letters reach over their box
    return sum(int(page.sum()) for page in rest.values())


def loose(document: Document, pages: dict[int, Mask]) -> list[str]:
    """Return the long words whose boxes go on further along the line than their ink."""
    found = []
    for word in document.words:
        if word.span.end - word.span.start < 6:
            continue
        part = pages[word.box.page][area(word.box)]
        across = part.any(axis=0) if part.shape[1] > part.shape[0] else part.any(axis=1)
        printed = np.flatnonzero(across)
        if max(printed[0], len(across) - 1 - printed[-1]) > LOOSE * word.size * SCALE + 1:
            found.append(word.span.of(document.text))
    return found


def read_bytes(data: bytes, folder: Path) -> Document:
    path = folder / "paper.pdf"
    path.write_bytes(data)
    return read_pdf(path)


def changed(data: bytes, change: Callable[[pdfium.PdfPage], None]) -> bytes:
    """Return a PDF with its pages changed."""
    document = pdfium.PdfDocument(data)
    for page in document:
        change(page)
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


SENTENCES = FILLER.split(" ")
WORDS = st.lists(
    st.one_of(st.sampled_from(SENTENCES), st.text(alphabet="abgjpxyzAQW0123456789(),;µé-", min_size=1, max_size=12)),
    min_size=30,
    max_size=120,
)
drawn = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def columns_of(words: Iterable[str], columns: int, *, raised: int, size: float) -> Sheet:
    """Draw words in columns; every word that stands at a multiple of ``raised`` has a mark after it."""
    sheet = Sheet()
    width = (595.0 - 60 * (columns + 1)) / columns
    own = list(words)
    for column in range(columns):
        part = own[column * len(own) // columns : (column + 1) * len(own) // columns]
        left, x, top = 60 + column * (width + 60), 60 + column * (width + 60), 120.0
        for number, word in enumerate(part):
            if x > left + width - 6 * size:
                x, top = left, top + 1.3 * size
            x = sheet.text(x, top, word, size=size, font=BOLD if number % 17 == 3 else "Times-Roman")
            if raised and number % raised == raised - 1 and word[-1:].isalpha():
                x = sheet.raised(x, top, "2,3", size=size)
            x += 0.3 * size
    return sheet


@drawn
@given(
    words=WORDS,
    columns=st.integers(1, 3),
    turn=st.sampled_from((0, 90, 180, 270)),
    crop=st.sampled_from((None, (20.0, 30.0, 580.0, 800.0), (-40.0, -50.0, 700.0, 900.0))),
    origin=st.sampled_from(((0.0, 0.0), (-90.0, 35.5), (13.25, -200.0))),
    raised=st.sampled_from((0, 4)),
    size=st.sampled_from((7.5, 10.0, 13.0)),
)
def test_every_word_of_a_drawn_page_is_boxed_where_it_is_printed(
    words: list[str],
    columns: int,
    turn: int,
    crop: tuple[float, float, float, float] | None,
    origin: tuple[float, float],
    raised: int,
    size: float,
    tmp_path: Path,
) -> None:
    def change(page: pdfium.PdfPage) -> None:
        page.set_mediabox(origin[0] - 100, origin[1] - 100, origin[0] + 700, origin[1] + 950)
        if crop is not None:
            page.set_cropbox(*crop)

    sheet = columns_of([*words, *SENTENCES], columns, raised=raised, size=size)
    data = turned(changed(sheet.bytes(), change), turn)
    document, pages = read_bytes(data, tmp_path), inked(data)
    assert without_ink(document, pages) == []
    assert left_over(document, pages) == 0
    assert loose(document, pages) == []


@pytest.mark.parametrize("degrees", [-90, -30, -4, 3, 45, 90, 180])
def test_words_of_a_turned_line_are_boxed_where_they_are_printed(degrees: float, tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.paragraph(60, 100, 460, f"{FILLER} {FILLER}")
    sheet.canvas.saveState()
    sheet.canvas.translate(300, 400)
    sheet.canvas.rotate(degrees)
    sheet.canvas.setFont("Times-Roman", 12)
    sheet.canvas.drawCentredString(0, 0, "Herring in the harbour of a quiet town")
    sheet.canvas.restoreState()
    data = sheet.bytes()
    document, pages = read_bytes(data, tmp_path), inked(data)
    assert without_ink(document, pages) == []
    assert left_over(document, pages) == 0


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_drawn_on_its_side_is_boxed_where_it_is_printed(degrees: int, tmp_path: Path) -> None:
    sheet = Sheet(width=842, height=842)
    sheet.canvas.translate(421, 421)
    sheet.canvas.rotate(degrees)
    sheet.canvas.translate(-421, -421)
    sheet.paragraph(100, 100, 400, f"{FILLER} {FILLER}")
    data = sheet.bytes()
    document, pages = read_bytes(data, tmp_path), inked(data)
    assert without_ink(document, pages) == []
    assert left_over(document, pages) == 0
    assert " ".join(FILLER.split()[:12]) in document.text


def test_letters_stretched_and_set_apart_are_boxed_where_they_are_printed(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.paragraph(60, 100, 460, FILLER)
    line = sheet.canvas.beginText(60, 500)
    for stretch, apart, rise in ((60, 0.0, 0.0), (150, 0.0, 0.0), (100, 2.0, 0.0), (100, -0.4, 3.0)):
        line.setFont("Times-Roman", 11)
        line.setHorizScale(stretch)
        line.setCharSpace(apart)
        line.setRise(rise)
        line.textLine("The boats came in one after the other, quietly.")
    sheet.canvas.drawText(line)
    data = sheet.bytes()
    document, pages = read_bytes(data, tmp_path), inked(data)
    assert without_ink(document, pages) == []
    assert left_over(document, pages) == 0
    assert loose(document, pages) == []


@pytest.mark.parametrize("name", ["a01-whitlock-2018", "b05-vranckx-2022", "c08-tang-2023", "d07-callaghan-2023"])
def test_every_word_of_the_corpus_is_boxed_where_it_is_printed(name: str) -> None:
    path = CORPUS / f"{name}.pdf"
    document, pages = read_pdf(path), inked(path.read_bytes())
    assert without_ink(document, pages) == []
    assert loose(document, pages) == []
