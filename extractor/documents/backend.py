"""The PDF library at work: bytes come in, pages of words, rules and pictures with their boxes go out.

Only this module and those that it joins (``pdfium``, ``characters``, ``fonts``, ``pieces``, ``joining``, ``accents``,
``drawing``) know pdfium. They turn its coordinates into points from the top left corner of the page as displayed, and
do not decide what is a line, a heading or a running head.
"""

import ctypes
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from pypdfium2 import raw

from extractor.core.errors import Encrypted, InputError, NotAPdf
from extractor.documents.accents import (
    MAX_ACCENTS,
    boxes_around,
    characters_of,
    far_apart,
    lay_vanished,
    owners_of,
    set_accents,
)
from extractor.documents.characters import ACCENT, KINDS, MAX_CHARACTERS, codes_of, printed_runs
from extractor.documents.drawing import draw
from extractor.documents.fonts import Fonts
from extractor.documents.joining import join_pieces, without_doubles
from extractor.documents.page import PageContent
from extractor.documents.pdfium import View
from extractor.documents.pieces import Pieces, boxed, cut_at_objects, objects_of
from extractor.documents.words import Columns, Words

MAX_PAGES = 3_000
PAGES_AT_ONCE = 100
"""Pages after which the file is opened anew."""


def open_pdf(data: bytes, path: Path) -> Iterator[PageContent]:
    """Return the pages of a PDF's bytes one by one; a page that cannot be read has a ``problem`` and no words.

    Raises:
        NotAPdf: The bytes are empty or no PDF.
        Encrypted: A password is needed.
        InputError: The PDF is damaged beyond reading, or has no pages.
    """
    if not data:
        raise NotAPdf("the file is empty", path=path)
    if b"%PDF-" not in data[:1024]:
        raise NotAPdf("not a PDF", path=path)
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise Encrypted("the PDF needs a password", path=path) from error
        raise InputError("the PDF is damaged or cut short", path=path) from error
    if len(document) == 0:
        document.close()
        raise InputError("the PDF has no pages", path=path)
    return _pages(document, data)


def _pages(document: Any, data: bytes) -> Iterator[PageContent]:
    fonts = Fonts()
    try:
        for index in range(min(len(document), MAX_PAGES)):
            if index and index % PAGES_AT_ONCE == 0:  # pdfium keeps what it has parsed as long as the file is open
                document.close()
                document = pdfium.PdfDocument(data)
                fonts = Fonts()
            yield _page(document, index, fonts)
    finally:
        document.close()


def _page(document: Any, index: int, fonts: "Fonts") -> PageContent:
    try:
        page = document[index]
    except pdfium.PdfiumError:
        return PageContent(index + 1, 612.0, 792.0, problem="the page is damaged")
    text_page = None
    try:
        view = View(page)
        content = PageContent(index + 1, view.width, view.height)
        text_page = page.get_textpage()
        content.words = _words(text_page, view, fonts)
        draw(page, view, content)
    except (pdfium.PdfiumError, ValueError, OverflowError, MemoryError) as error:
        return PageContent(index + 1, 612.0, 792.0, problem=f"the page could not be read ({type(error).__name__})")
    finally:
        if text_page is not None:
            text_page.close()
        page.close()
    return content


def _words(text_page: Any, view: View, fonts: Fonts) -> Words:
    handle = ctypes.c_void_p(ctypes.cast(text_page.raw, ctypes.c_void_p).value)
    count = min(int(raw.FPDFText_CountChars(text_page.raw)), MAX_CHARACTERS)
    if count <= 0:
        return Words.of(())
    code = codes_of(handle, count)
    start, end = printed_runs(code)
    if not len(start):
        return Words.of(())
    start, end, text_object = cut_at_objects(handle, start, end)
    objects, number = objects_of(handle, start, text_object, view, fonts)
    marks = np.flatnonzero(KINDS[np.minimum(code, 0x10000)] & ACCENT)
    if 0 < len(marks) <= MAX_ACCENTS:
        owner = owners_of(start, number, count)
        chars = characters_of(handle, code, owner, objects, view)
        set_accents(chars, marks)
        lay_vanished(chars)
        start, end = printed_runs(code, np.append(True, (owner[1:] != owner[:-1]) | far_apart(chars)))
        number = owner[start]
        boxes = boxes_around(chars, start, end)
    else:
        start, end, number, boxes = boxed(handle, code, start, end, number, objects, view, fonts)
    pieces = Pieces(
        start,
        end,
        code[start],
        code[end - 1],
        *boxes,
        objects.base_x[number],
        objects.base_y[number],
        objects.size[number],
        objects.flags[number],
        objects.angle[number],
    )
    columns = without_doubles(join_pieces(pieces, code))
    kept = _is_drawn(columns, view)
    if not kept.all():
        columns = columns.picked(np.flatnonzero(kept))
    return Words(columns, range(len(columns.text)))


def _is_drawn(words: Columns, view: View) -> NDArray[np.bool_]:
    """Tell which words have a size, and stand on the page: what lies beside it is cropped away."""
    is_drawn: NDArray[np.bool_] = (words.size > 0) & (words.x0 >= -view.width) & (words.x1 <= 2 * view.width)
    is_drawn &= (words.x0 < view.width) & (words.x1 > 0) & (words.top < view.height) & (words.bottom > 0)
    is_drawn &= (words.top >= -view.height) & (words.bottom <= 2 * view.height)
    is_drawn &= (words.x0 <= words.x1) & (words.top <= words.bottom)
    return is_drawn
