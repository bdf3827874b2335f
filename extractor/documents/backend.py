"""The PDF library at work: bytes come in, pages of words, rules and pictures with their boxes go out.

Only this module knows pdfium. It calls it through prototypes that pass addresses (a call costs a third of what the
library's own wrappers cost) and turns its coordinates into points from the top left corner of the page as displayed.
It does not decide what is a line, a heading or a running head.
"""

import ctypes
import re
import unicodedata
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import repeat
from math import isfinite
from pathlib import Path
from sys import intern
from typing import Any

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from pypdfium2 import raw

from extractor.core.document import BOLD, ITALIC, RAISED
from extractor.core.errors import Encrypted, InputError, NotAPdf
from extractor.core.geometry import Box
from extractor.documents.words import Columns, Ints, RawWord, Words

MAX_CHARACTERS = 200_000
"""Characters of one page that are looked at; a dense journal page has 8,000."""
MAX_OBJECTS = 20_000
"""Drawn objects of one page that are looked at; what lies beyond is a plot of single points."""
MAX_PAGES = 3_000
PAGES_AT_ONCE = 100
"""Pages after which the file is opened anew."""
MAX_DEPTH = 3
"""Groups inside groups of drawn objects that are opened."""
THIN = 2.5
"""Points up to which a drawn shape counts as a line; table rules are 0.25 to 1.5 points."""
SHORTEST_RULE = 6.0
"""Points below which a line is a tick or a dash of a picture."""

_BOLD_NAME = re.compile(r"bold|black|heavy|demi|[-.,](?:bd|hv|blk)|[-.,]bi?(?:$|\+)|\+(?:cmbx|ptmb)", re.I)
_PLAIN_NAME = re.compile(r"regular|roman|light|book|[-.,](?:it|lt|ltit|rg|roma)(?:$|\+)", re.I)
_ITALIC_NAME = re.compile(r"ital|obli|slant|[.-](?:i|it|bi)$|\+.*(?:cmti|cmmi)", re.I)
_SYMBOL_AREA = dict(
    zip(
        range(0xF061, 0xF07B),
        "αβχδεφγηιϕκλμνοπθρστυϖωξψζ",
        strict=True,
    )
) | {
    0xF0A3: "≤", 0xF0B3: "≥", 0xF0B1: "±", 0xF0B4: "×", 0xF0B7: "•", 0xF0B0: "°", 0xF0AE: "→", 0xF0AD: "↑",
    0xF0AF: "↓", 0xF0AC: "←", 0xF0B9: "≠", 0xF0BB: "≈", 0xF02D: "−", 0xF02B: "+", 0xF03D: "=", 0xF03C: "<",
    0xF03E: ">", 0xF044: "Δ", 0xF0A5: "∞", 0xF0D7: "·", 0xF0A2: "′", 0xF0B2: "″",
}  # fmt: skip
"""Where the Symbol font's characters land in the private use area when a PDF names no other meaning.

Source: Adobe Symbol encoding vector, PDF 32000-1 annex D.5.
"""
_ACCENTS = {
    0xB4: "\u0301", 0x60: "\u0300", 0xA8: "\u0308", 0x2C6: "\u0302", 0x2DC: "\u0303", 0x2C7: "\u030c", 0xB8: "\u0327",
    0x2DA: "\u030a", 0xAF: "\u0304", 0x2D8: "\u0306", 0x2D9: "\u0307", 0x2DD: "\u030b", 0x2DB: "\u0328",
}  # fmt: skip
_GONE = 0x03
"""A control character that prints nothing: stands for characters that were merged into others."""
MAX_ACCENTS = 500
"""Accents drawn apart on a page up to which they are set on their letters."""
_LINE_END_HYPHENS = (0x02, 0xFFFE, 0xFFFF)
_SPACES = [*range(0x02), *range(0x04, 0x21), 0xA0, 0x1680, *range(0x2000, 0x200C), 0x202F, 0x205F, 0x3000, 0xFEFF]
_SPACE, _HYPHEN, _ACCENT, _MARK, _JOINT = 1, 2, 4, 8, 16
_KINDS = np.zeros(0x10001, dtype=np.uint8)
_KINDS[_SPACES] = _SPACE
_KINDS[list(_LINE_END_HYPHENS)] = _HYPHEN
_KINDS[list(_ACCENTS)] = _ACCENT
_KINDS[[ord(mark) for mark in ".,;:?!"]] = _MARK
_KINDS[[ord(mark) for mark in "/)]}%-–—’”\"'"]] = _JOINT

_PLACES = np.full(0x10001, -1, dtype=np.int64)
_PLACES[:0x400] = np.arange(0x400)
_PLACES[0x2000:0x2300] = np.arange(0x400, 0x700)
MOST_CODES = 0x700
"""Characters whose boxes are kept for each font: of European scripts, marks and signs; others are always asked for."""

Floats = NDArray[np.float64]
Sides = tuple[Floats, Floats, Floats, Floats]
"""x0, top, x1 and bottom of many boxes."""


@dataclass(slots=True)
class Rule:
    """A thin horizontal or vertical line, or one edge of a drawn rectangle."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def is_horizontal(self) -> bool:
        """Tell whether it lies rather than stands."""
        return self.x1 - self.x0 >= self.bottom - self.top


@dataclass(slots=True)
class PageContent:
    """What is printed on a page as displayed; ``problem`` says why a page gave nothing, None where it did.

    ``panels`` are filled or outlined rectangles larger than a line: boxes behind or around text. ``is_recognised``
    says that the words were read from the page's picture. A page whose text lies on its side is laid straight:
    ``turn`` is how far clockwise (0, 90, 180 or 270 degrees) its lines run on the display, ``skew`` how many degrees
    they run down beside that.
    """

    number: int
    width: float
    height: float
    words: Sequence[RawWord] = ()
    rules: list[Rule] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    problem: str | None = None
    panels: list[Box] = field(default_factory=list)
    is_recognised: bool = False
    turn: int = 0
    skew: float = 0.0

    @property
    def letters(self) -> int:
        """Count the characters printed."""
        return sum(map(len, Words.of(self.words).texts))


class _Calls:
    """pdfium's functions behind prototypes without argument types, which halves what a call costs.

    So handles and addresses must be given as ``c_void_p`` and numbers as numbers of C's ``int``.
    """

    def __init__(self) -> None:
        integer, address = ctypes.c_int, ctypes.c_size_t
        self.unicode = self._prototype("FPDFText_GetUnicode", ctypes.c_uint)
        self.all_text = self._prototype("FPDFText_GetText", integer)
        self.loose_box = self._prototype("FPDFText_GetLooseCharBox", integer)
        self.text_object = self._prototype("FPDFText_GetTextObject", address)
        self.font_size = self._prototype("FPDFText_GetFontSize", ctypes.c_double)
        self.matrix = self._prototype("FPDFText_GetMatrix", integer)
        self.font = self._prototype("FPDFTextObj_GetFont", address)
        self.render_mode = self._prototype("FPDFTextObj_GetTextRenderMode", integer)
        self.bounds = self._prototype("FPDFPageObj_GetBounds", integer)
        self.object_matrix = self._prototype("FPDFPageObj_GetMatrix", integer)
        self.object_type = self._prototype("FPDFPageObj_GetType", integer)
        self.page_object = self._prototype("FPDFPage_GetObject", Handle)
        self.form_count = self._prototype("FPDFFormObj_CountObjects", integer)
        self.form_object = self._prototype("FPDFFormObj_GetObject", Handle)
        self.segments = self._prototype("FPDFPath_CountSegments", integer)
        self.segment = self._prototype("FPDFPath_GetPathSegment", Handle)
        self.segment_point = self._prototype("FPDFPathSegment_GetPoint", integer)
        self.segment_type = self._prototype("FPDFPathSegment_GetType", integer)

    @staticmethod
    def _prototype(name: str, result: Any) -> Callable[..., Any]:
        address = ctypes.cast(getattr(raw, name), ctypes.c_void_p).value or 0
        prototype: Callable[..., Any] = ctypes.PYFUNCTYPE(result)(address)
        return prototype


class Handle(ctypes.c_void_p):
    """An object of pdfium; unlike a result of type ``c_void_p`` it can be given to the next call as it is."""


_calls = _Calls()


class _Sheet:
    """Rows of numbers that calls write into, with the address of each row made once."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.values = np.zeros((0, width), dtype=np.float32)
        self.rows: list[ctypes.c_void_p] = []

    def fill(self, count: int, call: Callable[..., Any], *arguments: Iterable[Any]) -> NDArray[np.float32]:
        """Call once for each row, its address as the last argument, and return a copy of the rows.

        What a call that fails leaves in its row is 0.
        """
        if count > len(self.rows):
            self.values = np.zeros((max(count, 2 * len(self.rows), 1024), self.width), dtype=np.float32)
            start, step = self.values.ctypes.data, self.values.strides[0]
            self.rows = [ctypes.c_void_p(start + step * row) for row in range(len(self.values))]
        self.values[:count] = 0.0
        deque(map(call, *arguments, self.rows[:count]), 0)
        return self.values[:count].copy()


_boxes_sheet, _matrix_sheet = _Sheet(4), _Sheet(6)


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
    fonts = _Fonts()
    try:
        for index in range(min(len(document), MAX_PAGES)):
            if index and index % PAGES_AT_ONCE == 0:  # pdfium keeps what it has parsed as long as the file is open
                document.close()
                document = pdfium.PdfDocument(data)
                fonts = _Fonts()
            yield _page(document, index, fonts)
    finally:
        document.close()


def _page(document: Any, index: int, fonts: "_Fonts") -> PageContent:
    try:
        page = document[index]
    except pdfium.PdfiumError:
        return PageContent(index + 1, 612.0, 792.0, problem="the page is damaged")
    text_page = None
    try:
        view = _View(page)
        content = PageContent(index + 1, view.width, view.height)
        text_page = page.get_textpage()
        content.words = _words(text_page, view, fonts)
        _draw(page, view, content)
    except (pdfium.PdfiumError, ValueError, OverflowError, MemoryError) as error:
        return PageContent(index + 1, 612.0, 792.0, problem=f"the page could not be read ({type(error).__name__})")
    finally:
        if text_page is not None:
            text_page.close()
        page.close()
    return content


class _View:
    """How a page is shown: turns the page's own coordinates (y up, unturned) into those of the display."""

    def __init__(self, page: Any) -> None:
        self.left, self.low, self.right, self.high = (float(edge) for edge in page.get_bbox())
        self.turn = int(page.get_rotation()) % 360
        across, down = abs(self.right - self.left), abs(self.high - self.low)
        self.width, self.height = (down, across) if self.turn in (90, 270) else (across, down)

    def point(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Return display coordinates; works on numbers and arrays."""
        if self.turn == 90:
            return y - self.low, x - self.left
        if self.turn == 180:
            return self.right - x, y - self.low
        if self.turn == 270:
            return self.high - y, self.right - x
        return x - self.left, self.high - y

    def box(self, left: Any, low: Any, right: Any, high: Any) -> tuple[Any, Any, Any, Any]:
        """Return x0, top, x1, bottom of a rectangle."""
        x_a, y_a = self.point(left, low)
        x_b, y_b = self.point(right, high)
        return np.minimum(x_a, x_b), np.minimum(y_a, y_b), np.maximum(x_a, x_b), np.maximum(y_a, y_b)


@dataclass(slots=True)
class _Pieces:
    """The runs of printed characters of a page as columns: no space inside, drawn by one text object.

    ``start`` and ``end`` count characters of the page; ``first`` and ``last`` are the codes at its ends. ``base_x`` and
    ``base_y`` are where its object's baseline begins.
    """

    start: Ints
    end: Ints
    first: Ints
    last: Ints
    x0: Floats
    top: Floats
    x1: Floats
    bottom: Floats
    base_x: Floats
    base_y: Floats
    size: Floats
    flags: Ints
    angle: Ints


@dataclass(slots=True)
class _Objects:
    """The text objects of a page as columns; ``stretch`` is how much wider than high its letters are drawn.

    ``font`` is the row of its font among those known, -1 where nothing is known of its characters' boxes.
    """

    size: Floats
    stretch: Floats
    flags: Ints
    angle: Ints
    base_x: Floats
    base_y: Floats
    font: Ints


class _Fonts:
    """What is known of a document's fonts: their style and, as shares of the size, the boxes of characters met.

    pdfium tells a character's box slowly, so only the first and the last one of a word are asked for; how high and how
    low a word reaches, and how wide it is, is known from its letters.
    """

    ROWS = 64

    def __init__(self) -> None:
        self.rows: dict[int, tuple[int, int]] = {}
        self.reach = np.full((0, 3), np.nan)
        """Up from the baseline, down from it, and width, in the row ``font's row * MOST_CODES + place of the code``."""

    def faces(self, text_objects: Sequence[int]) -> tuple[Ints, Ints]:
        """Return the flags of text objects and the rows of their fonts."""
        handles = list(map(ctypes.c_void_p, text_objects))
        fonts = list(map(_calls.font, handles))
        for font in dict.fromkeys(fonts):
            if font not in self.rows:
                self._add(font)
        flags, rows = np.array([self.rows[font] for font in fonts], dtype=np.int64).T
        modes = np.array(list(map(_calls.render_mode, handles)))
        flags[modes == 2] |= BOLD  # filled and stroked: how word processors fake a bold face
        return flags, rows

    def _add(self, font: int) -> None:
        known = sum(row >= 0 for _, row in self.rows.values())
        row = known if font and known < self.ROWS else -1
        if row * MOST_CODES >= len(self.reach):
            self.reach = np.concatenate((self.reach, np.full((8 * MOST_CODES, 3), np.nan)))
        self.rows[font] = (_read_font(font) if font else 0, row)


def _read_font(font: int) -> int:
    handle = ctypes.cast(font, raw.FPDF_FONT)
    buffer = ctypes.create_string_buffer(256)
    raw.FPDFFont_GetBaseFontName(handle, buffer, 256)
    name = buffer.value.decode("utf-8", "replace")
    bits = int(raw.FPDFFont_GetFlags(handle))
    bits = 0 if bits == -1 else bits
    # the weight of a font without one of its own is guessed from its stems, so a name that says «regular» counts more
    is_heavy = bool(bits & 1 << 18) or int(raw.FPDFFont_GetWeight(handle)) >= 600
    is_bold = bool(_BOLD_NAME.search(name)) or (is_heavy and not _PLAIN_NAME.search(name))
    is_italic = bool(_ITALIC_NAME.search(name)) or bool(bits & 1 << 6)
    return (BOLD if is_bold else 0) | (ITALIC if is_italic else 0)


def _words(text_page: Any, view: _View, fonts: _Fonts) -> Words:
    handle = ctypes.c_void_p(ctypes.cast(text_page.raw, ctypes.c_void_p).value)
    count = min(int(raw.FPDFText_CountChars(text_page.raw)), MAX_CHARACTERS)
    if count <= 0:
        return Words.of(())
    code = _codes(handle, count)
    start, end = _printed_runs(code)
    if not len(start):
        return Words.of(())
    start, end, text_object = _at_objects(handle, start, end)
    objects, number = _objects(handle, start, text_object, view, fonts)
    marks = np.flatnonzero(_KINDS[np.minimum(code, 0x10000)] & _ACCENT)
    if 0 < len(marks) <= MAX_ACCENTS:
        owner = _of_characters(start, number, count)
        chars = _characters(handle, code, owner, objects, view)
        _set_accents(chars, marks)
        _lay_vanished(chars)
        start, end = _printed_runs(code, np.append(True, (owner[1:] != owner[:-1]) | _jumps(chars)))
        number = owner[start]
        boxes = _boxes(chars, start, end)
    else:
        start, end, number, boxes = _boxed(handle, code, start, end, number, objects, view, fonts)
    pieces = _Pieces(
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
    columns = _without_doubles(_join(pieces, code))
    kept = _is_drawn(columns, view)
    if not kept.all():
        columns = columns.picked(np.flatnonzero(kept))
    return Words(columns, range(len(columns.text)))


def _is_drawn(words: Columns, view: _View) -> NDArray[np.bool_]:
    """Tell which words have a size, and stand on the page: what lies beside it is cropped away."""
    is_drawn: NDArray[np.bool_] = (words.size > 0) & (words.x0 >= -view.width) & (words.x1 <= 2 * view.width)
    is_drawn &= (words.x0 < view.width) & (words.x1 > 0) & (words.top < view.height) & (words.bottom > 0)
    is_drawn &= (words.top >= -view.height) & (words.bottom <= 2 * view.height)
    is_drawn &= (words.x0 <= words.x1) & (words.top <= words.bottom)
    return is_drawn


def _codes(handle: ctypes.c_void_p, count: int) -> Ints:
    """Return the characters' code units: all at once where pdfium's text has one for each, else one by one."""
    buffer = np.zeros(count + 1, dtype=np.uint16)
    if _calls.all_text(handle, 0, count, ctypes.c_void_p(buffer.ctypes.data)) == count + 1:
        return buffer[:count].astype(np.int64)
    return np.array(list(map(_calls.unicode, repeat(handle), range(count))), dtype=np.int64)


def _printed_runs(code: Ints, parted: NDArray[np.bool_] | None = None) -> tuple[Ints, Ints]:
    """Return where runs of characters without a space start and end.

    A hyphen that ends a line ends its run; ``parted`` marks further characters that begin one.
    """
    kinds = _KINDS[np.minimum(code, 0x10000)]
    inside = (kinds & _SPACE) == 0
    begins = inside.copy()
    begins[1:] &= (kinds[:-1] & (_SPACE | _HYPHEN)) != 0
    if parted is not None:
        begins |= inside & parted
    ends = inside.copy()
    ends[:-1] &= ~inside[1:] | begins[1:]
    return np.flatnonzero(begins), np.flatnonzero(ends) + 1


def _at_objects(handle: ctypes.c_void_p, start: Ints, end: Ints) -> tuple[Ints, Ints, Ints]:
    """Cut runs of characters where another text object begins; return starts, ends and the objects' addresses.

    A text object's characters stand together: only runs that may end in another object than they begin in are
    looked into.
    """
    owner_of = _calls.text_object
    found = np.array(list(map(owner_of, repeat(handle), start.tolist())), dtype=np.int64)
    doubtful = np.flatnonzero(np.append(found[1:] != found[:-1], True) & (end - start > 1))
    final = np.array(list(map(owner_of, repeat(handle), (end[doubtful] - 1).tolist())), dtype=np.int64)
    mixed = doubtful[final != found[doubtful]]
    if not len(mixed):
        return start, end, found
    cuts: list[int] = []
    owners: list[int] = []
    for begin, stop, before in zip(start[mixed].tolist(), end[mixed].tolist(), found[mixed].tolist(), strict=True):
        owner = before
        for index in range(begin + 1, stop):
            other = owner_of(handle, index)
            if other != owner:
                cuts.append(index)
                owners.append(other)
                owner = other
    starts = np.append(start, np.array(cuts, dtype=np.int64))
    order = np.argsort(starts, kind="stable")
    found = np.append(found, np.array(owners, dtype=np.int64))[order]
    return starts[order], np.sort(np.append(end, np.array(cuts, dtype=np.int64))), found


def _objects(
    handle: ctypes.c_void_p, start: Ints, text_object: Ints, view: _View, fonts: _Fonts
) -> tuple[_Objects, Ints]:
    """Return the text objects of a page, and for each run of characters the number of its own."""
    begins = np.append(True, text_object[1:] != text_object[:-1])
    number = np.cumsum(begins) - 1
    first = start[begins].tolist()
    owners = text_object[begins]
    matrix = _matrix_sheet.fill(len(first), _calls.matrix, repeat(handle), first).astype(np.float64)
    size = np.array(list(map(_calls.font_size, repeat(handle), first)))
    known = owners != 0
    with np.errstate(invalid="ignore", over="ignore"):
        matrix[~np.isfinite(matrix).all(axis=1)] = 0.0
        a, b, c, d, *origin = matrix.T
        has_matrix = matrix.any(axis=1)
        scale = np.hypot(c, d)
        scale[scale == 0] = 1.0
        tilt = np.degrees(np.arctan2(-b, a))
        stretch = np.hypot(a, b) / scale
        size = np.abs(size) * scale
        size[~(known & (size < 10_000))] = 0.0
        tilt[~known] = -view.turn
        angle = (np.rint((tilt + view.turn) / 90.0) * 90).astype(np.int64) % 360
    flags, rows = fonts.faces(owners.tolist())
    base_x, base_y = view.point(*origin)
    is_plain = (angle == 0) & (size > 0) & (stretch > 0) & has_matrix & (np.abs(b) <= 0.001 * np.abs(a))
    return _Objects(size, stretch, flags, angle, base_x, base_y, np.where(is_plain, rows, -1)), number


def _pulled(handle: ctypes.c_void_p, indices: Ints, view: _View) -> Sides:
    """Return x0, top, x1 and bottom of characters."""
    boxes = _boxes_sheet.fill(len(indices), _calls.loose_box, repeat(handle), indices.tolist())
    left, high, right, low = boxes.astype(np.float64).T
    odd = ~np.isfinite(boxes).all(axis=1)
    if odd.any():
        for side in (left, high, right, low):
            side[odd] = 0.0
    sides: Sides = view.box(left, low, right, high)
    return sides


def _boxed(
    handle: ctypes.c_void_p,
    code: Ints,
    start: Ints,
    end: Ints,
    number: Ints,
    objects: _Objects,
    view: _View,
    fonts: _Fonts,
) -> tuple[Ints, Ints, Ints, Sides]:
    """Return starts, ends, objects and boxes of runs of characters, those cut where the next character stands far off.

    Of a run whose letters are known only the first and the last one are looked at, for its ends; of any other run, of
    one wider than its letters, and of one in which a sentence may end, all.
    """
    lengths = end - start
    firsts = np.cumsum(lengths) - lengths
    run = np.repeat(np.arange(len(start)), lengths)
    at = np.arange(len(run)) + (start - firsts)[run]
    reach = _reaches(handle, at, code[at], number[run], objects, view, fonts)
    size, base = objects.size[number], objects.base_y[number]
    up, down = (np.maximum.reduceat(reach[:, side], firsts) for side in (0, 1))
    wide = np.add.reduceat(reach[:, 2], firsts) * size * objects.stretch[number]
    ends = np.stack((start, end - 1), axis=1).ravel()
    x0, top, x1, bottom = _pulled(handle, ends, view)
    x0, x1 = np.minimum(x0[::2], x0[1::2]), np.maximum(x1[::2], x1[1::2])
    sides: Sides = (x0, base - up * size, x1, base + down * size)
    with np.errstate(invalid="ignore"):
        is_known = np.abs(x1 - x0 - wide) <= SPREAD * size  # false where a letter is not known
    is_known[run[_after_marks(code[at], firsts)]] = False
    if is_known.all():
        return start, end, number, sides
    rest = ~is_known
    more = _boxed_one_by_one(handle, code, start[rest], end[rest], number[rest], objects, view)
    starts = np.append(start[is_known], more[0])
    order = np.argsort(starts, kind="stable")
    joined = (np.append(known[is_known], other)[order] for known, other in zip(sides, more[3], strict=True))
    x0, top, x1, bottom = joined
    return (
        starts[order],
        np.append(end[is_known], more[1])[order],
        np.append(number[is_known], more[2])[order],
        (x0, top, x1, bottom),
    )


def _boxed_one_by_one(
    handle: ctypes.c_void_p, code: Ints, start: Ints, end: Ints, number: Ints, objects: _Objects, view: _View
) -> tuple[Ints, Ints, Ints, Sides]:
    """Return what ``_boxed`` does, from the boxes of all characters."""
    lengths = end - start
    firsts = np.cumsum(lengths) - lengths
    run = np.repeat(np.arange(len(start)), lengths)
    at = np.arange(len(run)) + (start - firsts)[run]
    x0, top, x1, bottom = _pulled(handle, at, view)
    inner = np.flatnonzero(run[1:] == run[:-1]) + 1
    size = objects.size[number][run[inner]]
    upright = objects.angle[number][run[inner]] % 180 == 0
    along = np.abs(x0[inner] - x1[inner - 1])
    sideways = np.minimum(np.abs(top[inner] - bottom[inner - 1]), np.abs(bottom[inner] - top[inner - 1]))
    cuts = inner[np.where(upright, along, sideways) > 1.5 * size]
    marks = _after_marks(code[at], firsts)
    if len(marks):
        is_blank = x0[marks] - x1[marks - 1] > BLANK * objects.size[number][run[marks]]
        cuts = np.union1d(cuts, marks[is_blank & (objects.angle[number][run[marks]] == 0)])
    if len(cuts):
        firsts = np.sort(np.append(firsts, cuts))
        number = number[run[firsts]]
        start = at[firsts]
        end = at[np.append(firsts[1:], len(at)) - 1] + 1
    return start, end, number, _around(x0, top, x1, bottom, firsts)


def _reaches(
    handle: ctypes.c_void_p, at: Ints, codes: Ints, owner: Ints, objects: _Objects, view: _View, fonts: _Fonts
) -> Floats:
    """Return how far characters reach up and down and how wide they are, in ems; NaN where their font tells nothing."""
    row = objects.font[owner]
    place = _PLACES[np.minimum(codes, 0x10000)]
    unknown = (row < 0) | (place < 0)
    place = row * MOST_CODES + place
    is_whole = not unknown.any()
    if not is_whole:
        place[unknown] = 0
    if not len(fonts.reach):
        return np.full((len(at), 3), np.nan)
    reach: Floats = fonts.reach.take(place, axis=0)
    new = np.isnan(reach[:, 0])
    if not is_whole:
        new &= ~unknown
    if new.any():
        _, chosen = np.unique(place[new], return_index=True)
        chosen = np.flatnonzero(new)[chosen]
        own = owner[chosen]
        size, base = objects.size[own], objects.base_y[own]
        x0, top, x1, bottom = _pulled(handle, at[chosen], view)
        wide = (x1 - x0) / (size * objects.stretch[own])
        fonts.reach[place[chosen]] = np.stack(((base - top) / size, (bottom - base) / size, wide), axis=1)
        reach = fonts.reach.take(place, axis=0)
    if not is_whole:
        reach[unknown] = np.nan
    return reach


def _after_marks(codes: Ints, firsts: Ints) -> Ints:
    """Return the places of letters that follow a mark such as a full stop in one run, as the next sentence may."""
    kinds = _KINDS[np.minimum(codes, 0x10000)]
    is_after = np.zeros(len(codes), dtype=np.bool_)
    is_after[2:] = ((kinds[1:-1] & _MARK) != 0) & _is_upper(codes[2:]) & ~_is_upper(codes[:-2])
    is_after[firsts] = False
    return np.flatnonzero(is_after)


BLANK = 0.12
"""Ems of white behind a mark and before a capital that are a blank; pdfium asks for more than tight lines have."""
SPREAD = 1.2
"""Ems by which a run may be wider than its letters before each letter's place is looked at."""


def _around(x0: Floats, top: Floats, x1: Floats, bottom: Floats, firsts: Ints) -> Sides:
    """Return the boxes around groups of boxes; each group goes from its first to the next group's first."""
    return (
        np.minimum.reduceat(x0, firsts),
        np.minimum.reduceat(top, firsts),
        np.maximum.reduceat(x1, firsts),
        np.maximum.reduceat(bottom, firsts),
    )


def _join(pieces: _Pieces, code: Ints) -> Columns:
    """Return the words that pieces make.

    A word ends at a space, at a hyphen that pdfium has seen at a line's end, where the text goes up or down to a
    superscript, where bold type begins or ends, and where the next piece stands somewhere else altogether.
    """
    raised = _raised(pieces)
    touches = pieces.start[1:] == pieces.end[:-1]
    blank = _is_blank(pieces)
    firsts = np.flatnonzero(np.append(True, ~touches | _parts(pieces, raised) | blank))
    starts, ends = pieces.start[firsts], pieces.end[np.append(firsts[1:], len(pieces.start)) - 1]
    texts = _texts(code, starts, ends)
    angle, base_y, size = pieces.angle[firsts], pieces.base_y[firsts], pieces.size[firsts]
    x0, top, x1, bottom = _around(pieces.x0, pieces.top, pieces.x1, pieces.bottom, firsts)
    glued = (starts[1:] == ends[:-1]) & ~blank[firsts[1:] - 1]
    is_mark = (_KINDS[np.minimum(pieces.first[firsts], 0x10000)] & (_MARK | _JOINT)) != 0
    glued |= is_mark[1:] & _goes_on(raised[firsts], angle, x0, x1, base_y, size)
    columns = Columns.of(
        texts,
        x0,
        top,
        x1,
        bottom,
        size,
        pieces.flags[firsts] | np.where(raised[firsts], RAISED, 0),
        np.arange(len(texts)),
        angle,
        np.where(angle % 180 == 0, base_y, pieces.base_x[firsts]),
        np.append(False, glued),
    )
    return columns if all(texts) else columns.picked(np.array([row for row, text in enumerate(texts) if text], int))


def _texts(code: Ints, starts: Ints, ends: Ints) -> list[str]:
    """Return the texts of words; one object for each spelling keeps long files small."""
    letters = np.minimum(code, 0x10FFFF).astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
    texts = [letters[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    odd = np.append(((code < 0x20) | (code >= 0x7F)), False)
    for place in np.flatnonzero(np.logical_or.reduceat(odd, np.stack((starts, ends), axis=1).ravel())[::2]).tolist():
        texts[place] = _text(texts[place])
    return list(map(intern, texts))


def _goes_on(
    raised: NDArray[np.bool_], angle: Ints, x0: Floats, x1: Floats, base: Floats, size: Floats
) -> NDArray[np.bool_]:
    """Return for each word but the first whether it goes on after a superscript without white: ``10⁹/L``.

    pdfium puts a space there, because the text goes down.
    """
    after = raised[:-1] & ~raised[1:] & (angle[1:] == 0) & (angle[:-1] == 0)
    drop, gap = base[1:] - base[:-1], x0[1:] - x1[:-1]
    near: NDArray[np.bool_] = after & (drop > 0) & (drop < 0.8 * size[1:]) & (np.abs(gap) < 0.06 * size[1:])
    return near


def _parts(pieces: _Pieces, raised: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return for each piece but the first whether it is parted from the one before, though by no space."""
    size = np.maximum(pieces.size[1:], pieces.size[:-1])
    upright = (pieces.angle[1:] == 0) | (pieces.angle[1:] == 180)
    across = np.where(upright, np.abs(np.diff(pieces.base_y)), np.abs(np.diff(pieces.base_x)))
    down, up = np.abs(pieces.top[1:] - pieces.bottom[:-1]), np.abs(pieces.bottom[1:] - pieces.top[:-1])
    along = np.where(upright, np.abs(pieces.x0[1:] - pieces.x1[:-1]), np.minimum(down, up))
    parted: NDArray[np.bool_] = (
        ((_KINDS[np.minimum(pieces.last[:-1], 0x10000)] & _HYPHEN) != 0)
        | (raised[1:] != raised[:-1])
        | (across > 0.9 * size)
        | (along > 1.5 * size)
        | (pieces.angle[1:] != pieces.angle[:-1])
        | ((pieces.flags[1:] ^ pieces.flags[:-1]) & BOLD > 0)
        | ((np.abs(np.diff(pieces.size)) > 0.1) & _is_lower(pieces.last[:-1]) & _is_upper(pieces.first[1:]))
    )
    return parted


def _is_blank(pieces: _Pieces) -> NDArray[np.bool_]:
    """Return for each piece but the first whether white parts it, a capital's, from the mark before it."""
    is_behind = ((_KINDS[np.minimum(pieces.last[:-1], 0x10000)] & _MARK) != 0) & _is_upper(pieces.first[1:])
    is_level = (pieces.angle[1:] == 0) & (np.abs(np.diff(pieces.base_y)) < 0.3)
    blank: NDArray[np.bool_] = is_behind & is_level & (pieces.x0[1:] - pieces.x1[:-1] > BLANK * pieces.size[1:])
    return blank


def _is_lower(code: Ints) -> NDArray[np.bool_]:
    return (code >= 97) & (code < 123)


def _is_upper(code: Ints) -> NDArray[np.bool_]:
    return (code >= 65) & (code < 91)


@lru_cache(maxsize=8192)
def _text(letters: str) -> str:
    text = "".join(map(_character, map(ord, letters)))
    if any("\ud800" <= letter <= "\udfff" for letter in letters):  # letters beyond the first plane come in two halves
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return text


def _character(code: int) -> str:
    if code in _LINE_END_HYPHENS:
        return "-"
    if 0xE000 <= code <= 0xF8FF:
        return _SYMBOL_AREA.get(code, "\ufffd")
    if code < 0x20 or 0x7F <= code < 0xA0:
        return ""
    return chr(code)


def _raised(pieces: _Pieces) -> NDArray[np.bool_]:
    """Return for each piece whether it is a superscript of the run of text before or after it."""
    result = np.zeros(len(pieces.size), dtype=np.bool_)
    seen = np.flatnonzero(pieces.size > 0)
    if len(seen) < 2:
        return result
    base, size, angle = pieces.base_y[seen], pieces.size[seen], pieces.angle[seen]
    x0, x1 = pieces.x0[seen], pieces.x1[seen]
    if angle.any():  # as if all lines ran to the right
        quarter, top, bottom, base_x = angle // 90, pieces.top[seen], pieces.bottom[seen], pieces.base_x[seen]
        base = np.choose(quarter, (base, -base_x, -base, base_x))
        x0, x1 = np.choose(quarter, (x0, top, -x1, -bottom)), np.choose(quarter, (x1, bottom, -x0, -top))
    changes = (np.abs(np.diff(base)) > 0.3) | (np.abs(np.diff(size)) > 0.3)
    last = np.flatnonzero(changes)  # the last piece of each run but the last, and the piece before each but the first
    first = last + 1
    gap = x0[first] - x1[last]
    rise = base[last] - base[first]  # of the run behind the change over the one before it
    run = np.append(0, np.cumsum(changes))
    is_raised = np.zeros(len(last) + 1, dtype=np.bool_)
    is_same = angle[first] == angle[last]
    is_raised[1:] |= is_same & _is_above(rise, gap, size[first], size[last])
    is_raised[:-1] |= is_same & _is_above(-rise, gap, size[last], size[first])
    result[seen] = is_raised[run]
    return result


def _is_above(rise: Floats, gap: Floats, size: Floats, full: Floats) -> NDArray[np.bool_]:
    """Tell whether text is set smaller than ``full`` (or no larger) and higher beside it."""
    ratio = size / full
    lowest = np.where(ratio < 0.85, 0.12, 0.2)
    above: NDArray[np.bool_] = (
        (ratio <= 1.02) & (rise > lowest * full) & (rise < 0.8 * full) & (gap > -0.6 * full) & (gap < 0.7 * full)
    )
    return above


@dataclass(slots=True)
class _Characters:
    """The characters of a page as columns, for the rare page whose accents are drawn as marks of their own."""

    code: Ints
    x0: Floats
    top: Floats
    x1: Floats
    bottom: Floats
    base_y: Floats
    size: Floats
    upright: NDArray[np.bool_]


def _of_characters(start: Ints, number: Ints, count: int) -> Ints:
    """Return for each character of a page the number of the piece's object that it, or the piece before it, has."""
    owner: Ints = number[np.maximum(np.searchsorted(start, np.arange(count), side="right") - 1, 0)]
    return owner


def _characters(handle: ctypes.c_void_p, code: Ints, owner: Ints, objects: _Objects, view: _View) -> _Characters:
    seen = np.flatnonzero((code > 0x20) | (code == _LINE_END_HYPHENS[0]) | (code == _GONE))
    x0, top, x1, bottom = (np.zeros(len(code)) for _ in range(4))
    for side, values in zip((x0, top, x1, bottom), _pulled(handle, seen, view), strict=True):
        side[seen] = values
    upright = objects.angle[owner] % 180 == 0
    return _Characters(code, x0, top, x1, bottom, objects.base_y[owner], objects.size[owner], upright)


def _jumps(chars: _Characters) -> NDArray[np.bool_]:
    """Return for each character but the first whether it stands far from the one before, or apart from a mark."""
    across = np.abs(chars.x0[1:] - chars.x1[:-1])
    down = np.minimum(np.abs(chars.top[1:] - chars.bottom[:-1]), np.abs(chars.bottom[1:] - chars.top[:-1]))
    jumps: NDArray[np.bool_] = np.where(chars.upright[1:], across, down) > 1.5 * chars.size[1:]
    marks = _after_marks(chars.code, np.zeros(1, dtype=np.int64)) - 1
    jumps[marks] |= (chars.upright[1:] & (across > BLANK * chars.size[1:]))[marks]
    return jumps


def _lay_vanished(chars: _Characters) -> None:
    """Give accents set on their letters, and spaces dropped beside them, the place of a character beside them."""
    vanished = chars.code == _GONE
    printed = np.flatnonzero(~vanished & (_KINDS[np.minimum(chars.code, 0x10000)] & _SPACE == 0))
    for place in np.flatnonzero(vanished).tolist() if len(printed) else ():
        after = min(int(np.searchsorted(printed, place)), len(printed) - 1)
        before = max(after - 1, 0)
        beside = printed[before] if (chars.code[printed[before] : place] != 0x20).all() else printed[after]
        for side in (chars.x0, chars.top, chars.x1, chars.bottom):
            side[place] = side[beside]


def _boxes(chars: _Characters, start: Ints, end: Ints) -> Sides:
    """Return the boxes around the characters of each run."""
    # reduceat takes pairs of edges: the odd rows are the gaps between runs; one character more closes the page
    edges = np.ravel(np.column_stack((start, end)))
    x0, top, x1, bottom = (np.append(side, side[-1]) for side in (chars.x0, chars.top, chars.x1, chars.bottom))
    x0, top, x1, bottom = (side[::2] for side in _around(x0, top, x1, bottom, edges))
    return x0, top, x1, bottom


def _set_accents(chars: _Characters, marks: Ints) -> None:
    """Put accents that are drawn as marks of their own on the letters they stand over, in place."""
    letters = np.array([65 <= code < 91 or 97 <= code < 123 or code == 0x131 for code in chars.code.tolist()])
    for mark in marks.tolist():
        middle = (chars.x0[mark] + chars.x1[mark]) / 2
        size = max(float(chars.size[mark]), 1.0)
        near = np.flatnonzero(
            letters
            & (chars.x0 <= middle)
            & (chars.x1 >= middle)
            & (np.abs(chars.base_y - chars.base_y[mark]) < 0.45 * size)
        )
        if not len(near):
            continue
        letter = int(near[0])
        base = "i" if chars.code[letter] == 0x131 else chr(chars.code[letter])
        composed = unicodedata.normalize("NFC", base + _ACCENTS[int(chars.code[mark])])
        if len(composed) != 1:
            continue
        chars.code[letter] = ord(composed)
        chars.code[mark] = _GONE
        for place in {letter, mark}:
            _close_gap(chars, place)


def _close_gap(chars: _Characters, place: int) -> None:
    """Drop the spaces beside a character where no white is printed: they come of the accent drawn apart."""
    before, after = _printed_beside(chars, place, -1), _printed_beside(chars, place, 1)
    pairs = [(before, after)] if chars.code[place] == _GONE else [(before, place), (place, after)]
    for left, right in pairs:
        if left is None or right is None:
            continue
        gap = chars.x0[right] - chars.x1[left]
        size = max(float(chars.size[left]), 1.0)
        if abs(chars.base_y[left] - chars.base_y[right]) < 0.3 * size and -0.5 * size < gap < 0.12 * size:
            between = slice(left + 1, right)
            chars.code[between][chars.code[between] == 0x20] = _GONE


def _printed_beside(chars: _Characters, place: int, step: int) -> int | None:
    """Return the next character in a direction that prints something, None where there is none."""
    at = place + step
    while 0 <= at < len(chars.code) and chars.code[at] in (0x20, _GONE):
        at += step
    return at if 0 <= at < len(chars.code) else None


def _without_doubles(words: Columns) -> Columns:
    """Drop words printed twice on nearly the same place (a bold face made by hand) and call the first one bold."""
    if not _has_doubles(words):
        return words
    kept: list[int] = []
    places: dict[str, list[tuple[float, float, int]]] = {}
    near = (0.15 * words.size).tolist()
    for row, (text, x0, top) in enumerate(zip(words.text, words.x0.tolist(), words.top.tolist(), strict=True)):
        twins = places.setdefault(text, [])
        # only the latest: a page that repeats one word ten thousand times must not take for ever
        for twin_x0, twin_top, twin in twins[-TWINS:]:
            if abs(twin_x0 - x0) < near[row] and abs(twin_top - top) < near[row]:
                words.flags[twin] |= BOLD
                break
        else:
            twins.append((x0, top, row))
            kept.append(row)
    return words.picked(np.array(kept, dtype=np.int64))


def _has_doubles(words: Columns) -> bool:
    """Tell whether two words of the same letters may stand on nearly the same place."""
    letters = np.array(list(map(hash, words.text)), dtype=np.int64)
    cell = max(0.3 * float(words.size.max(initial=0.0)), 1.0)
    # two words nearer than half a cell share one of its four grids, each moved by half a cell
    columns, rows = words.x0 / cell, words.top / cell
    for x, y in ((0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (0.5, 0.5)):
        across, down = np.floor(columns + x).astype(np.int64), np.floor(rows + y).astype(np.int64)
        places = np.sort(letters ^ (across * 1_000_003 + down))
        if (places[1:] == places[:-1]).any():
            return True
    return False


TWINS = 40
"""Earlier words of the same letters that a word is held against."""


def _draw(page: Any, view: _View, content: PageContent) -> None:
    """Fill in the rules, panels and pictures of a page."""
    handle = ctypes.c_void_p(ctypes.cast(page.raw, ctypes.c_void_p).value)
    count = min(int(raw.FPDFPage_CountObjects(page.raw)), MAX_OBJECTS)
    pen = _Pen(view, content)
    items = list(map(_calls.page_object, repeat(handle), range(count)))
    for number, kind in enumerate(map(_calls.object_type, items)):
        if kind != raw.FPDF_PAGEOBJ_TEXT:
            pen.take(items[number], UNCHANGED, 0)


Matrix = tuple[float, float, float, float, float, float]
UNCHANGED: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class _Pen:
    """Reads drawn objects, opening groups, up to ``MAX_OBJECTS`` in all."""

    def __init__(self, view: _View, content: PageContent) -> None:
        self.view = view
        self.content = content
        self.left = MAX_OBJECTS
        self.bounds = (ctypes.c_float * 4)()
        start = ctypes.addressof(self.bounds)
        self.edges = tuple(ctypes.c_void_p(start + 4 * number) for number in range(4))

    def take(self, item: Any, matrix: Matrix, depth: int) -> None:
        """Read one object whose coordinates ``matrix`` maps to the page."""
        self.left -= 1
        if not item or self.left < 0:
            return
        kind = _calls.object_type(item)
        if kind == raw.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
            inner = (ctypes.c_float * 6)()
            if not _calls.object_matrix(item, inner):
                return
            joined = _multiply(tuple(float(number) for number in inner), matrix)  # type: ignore[arg-type]
            for index in range(min(max(_calls.form_count(item), 0), MAX_OBJECTS)):
                if self.left < 0:
                    return
                self.take(_calls.form_object(item, index), joined, depth + 1)
        elif kind in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE):
            if not _calls.bounds(item, *self.edges):
                return
            box = self._box(self.bounds[0], self.bounds[1], self.bounds[2], self.bounds[3], matrix)
            if box is not None and kind == raw.FPDF_PAGEOBJ_IMAGE:
                self.content.images.append(Box(self.content.number, *box))
            elif box is not None:
                self._path(item, box, matrix)

    def _box(self, left: float, low: float, right: float, high: float, m: Matrix) -> Any:
        if not all(map(isfinite, (left, low, right, high))):
            return None
        if m is not UNCHANGED:
            xs = [m[0] * x + m[2] * y + m[4] for x, y in ((left, low), (right, high))]
            ys = [m[1] * x + m[3] * y + m[5] for x, y in ((left, low), (right, high))]
            left, low, right, high = min(xs), min(ys), max(xs), max(ys)
        x_a, y_a = self.view.point(left, low)
        x_b, y_b = self.view.point(right, high)
        x0, x1 = (x_a, x_b) if x_a <= x_b else (x_b, x_a)
        top, bottom = (y_a, y_b) if y_a <= y_b else (y_b, y_a)
        if x1 < -5 or bottom < -5 or x0 > self.view.width + 5 or top > self.view.height + 5:
            return None
        return x0, top, x1, bottom

    def _path(self, item: Any, box: tuple[float, float, float, float], matrix: Matrix) -> None:
        x0, top, x1, bottom = box
        width, height = x1 - x0, bottom - top
        if min(width, height) <= THIN:
            if max(width, height) >= SHORTEST_RULE:
                self.content.rules.append(Rule(x0, top, x1, bottom))
            return
        count = _calls.segments(item)
        if count > 400:
            return
        own = (ctypes.c_float * 6)()  # a path's points, unlike its bounds, are told before its own matrix
        if not _calls.object_matrix(item, own):
            return
        lines = self._lines(item, count, _multiply(tuple(float(number) for number in own), matrix))  # type: ignore[arg-type]
        if lines is None:
            return
        self.content.rules.extend(lines)
        if 4 <= count <= 6 and len(lines) >= 3:
            self.content.panels.append(Box(self.content.number, x0, top, x1, bottom))

    def _lines(self, item: Any, count: int, matrix: Matrix) -> list[Rule] | None:
        """Return the upright and level lines of a path; None where it has curves or slanting lines."""
        point = (ctypes.c_float * 2)()
        start = ctypes.addressof(point)
        across, down = ctypes.c_void_p(start), ctypes.c_void_p(start + 4)
        rules: list[Rule] = []
        here = begin = (0.0, 0.0)
        for index in range(count):
            segment = _calls.segment(item, index)
            kind = _calls.segment_type(segment)
            if kind == raw.FPDF_SEGMENT_BEZIERTO or not _calls.segment_point(segment, across, down):
                return None
            there = (float(point[0]), float(point[1]))
            if kind == raw.FPDF_SEGMENT_MOVETO:
                begin = here = there
                continue
            box = self._box(*here, *there, matrix)
            if box is not None and min(box[2] - box[0], box[3] - box[1]) > THIN:
                return None
            if box is not None and max(box[2] - box[0], box[3] - box[1]) >= SHORTEST_RULE:
                rules.append(Rule(*box))
            here = there
        closing = self._box(*here, *begin, matrix) if here != begin else None
        if closing is not None and min(closing[2] - closing[0], closing[3] - closing[1]) <= THIN:
            rules.append(Rule(*closing))
        return rules


def _multiply(first: Matrix, second: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)
