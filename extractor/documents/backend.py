"""The PDF library at work: bytes come in, pages of words, rules and pictures with their boxes go out.

Only this module knows pdfium. It calls it through prototypes that pass addresses (a call costs a third of what the
library's own wrappers cost) and turns its coordinates into points from the top left corner of the page as displayed.
It does not decide what is a line, a heading or a running head.
"""

import ctypes
import re
import unicodedata
from collections import deque
from collections.abc import Callable, Iterator, Sequence
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
_SPACE, _HYPHEN, _ACCENT, _MARK = 1, 2, 4, 8
_KINDS = np.zeros(0x10001, dtype=np.uint8)
_KINDS[_SPACES] = _SPACE
_KINDS[list(_LINE_END_HYPHENS)] = _HYPHEN
_KINDS[list(_ACCENTS)] = _ACCENT
_KINDS[[ord(mark) for mark in ".,;:?!"]] = _MARK

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Sides = tuple[Floats, Floats, Floats, Floats]
"""x0, top, x1 and bottom of many boxes."""


@dataclass(slots=True)
class RawWord:
    """A run of characters without a space in one style; ``order`` is its place in the content stream.

    ``flags`` are those of ``core.document``. ``angle`` is how far its line is turned clockwise on the page as displayed
    (0, 90, 180 or 270 degrees); ``baseline`` is the y of the line it stands on (x for a sideways word). ``glued`` says
    that no space parts it from the word before.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    flags: int
    order: int
    angle: int = 0
    baseline: float = 0.0
    glued: bool = False


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
    words: list[RawWord] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    problem: str | None = None
    panels: list[Box] = field(default_factory=list)
    is_recognised: bool = False
    turn: int = 0
    skew: float = 0.0


class _Calls:
    """pdfium's functions behind prototypes that take handles and buffers as plain addresses."""

    def __init__(self) -> None:
        pointer, integer, real = ctypes.c_void_p, ctypes.c_int, ctypes.c_double
        self.unicode = self._prototype("FPDFText_GetUnicode", ctypes.c_uint, pointer, integer)
        self.all_text = self._prototype("FPDFText_GetText", integer, pointer, integer, integer, pointer)
        self.loose_box = self._prototype("FPDFText_GetLooseCharBox", integer, pointer, integer, pointer)
        self.text_object = self._prototype("FPDFText_GetTextObject", ctypes.c_size_t, pointer, integer)
        self.font_size = self._prototype("FPDFText_GetFontSize", real, pointer, integer)
        self.matrix = self._prototype("FPDFText_GetMatrix", integer, pointer, integer, pointer)
        self.font = self._prototype("FPDFTextObj_GetFont", ctypes.c_size_t, pointer)
        self.render_mode = self._prototype("FPDFTextObj_GetTextRenderMode", integer, pointer)
        self.bounds = self._prototype("FPDFPageObj_GetBounds", integer, pointer, *(pointer,) * 4)
        self.object_matrix = self._prototype("FPDFPageObj_GetMatrix", integer, pointer, pointer)
        self.object_type = self._prototype("FPDFPageObj_GetType", integer, pointer)
        self.page_object = self._prototype("FPDFPage_GetObject", ctypes.c_size_t, pointer, integer)
        self.form_count = self._prototype("FPDFFormObj_CountObjects", integer, pointer)
        self.form_object = self._prototype("FPDFFormObj_GetObject", ctypes.c_size_t, pointer, ctypes.c_ulong)
        self.segments = self._prototype("FPDFPath_CountSegments", integer, pointer)
        self.segment = self._prototype("FPDFPath_GetPathSegment", ctypes.c_size_t, pointer, integer)
        self.segment_point = self._prototype("FPDFPathSegment_GetPoint", integer, pointer, pointer, pointer)
        self.segment_type = self._prototype("FPDFPathSegment_GetType", integer, pointer)

    @staticmethod
    def _prototype(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
        address = ctypes.cast(getattr(raw, name), ctypes.c_void_p).value or 0
        prototype: Callable[..., Any] = ctypes.PYFUNCTYPE(result, *arguments)(address)
        return prototype


_calls = _Calls()


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
        content.words = [word for word in _words(text_page, view, fonts) if _is_drawn(word, view)]
        _draw(page, view, content)
    except (pdfium.PdfiumError, ValueError, OverflowError, MemoryError) as error:
        return PageContent(index + 1, 612.0, 792.0, problem=f"the page could not be read ({type(error).__name__})")
    finally:
        if text_page is not None:
            text_page.close()
        page.close()
    return content


def _is_drawn(word: RawWord, view: "_View") -> bool:
    """Tell whether a word has a size, and stands on the page: what lies beside it is cropped away."""
    is_on = word.x0 < view.width and word.x1 > 0 and word.top < view.height and word.bottom > 0
    is_near = -view.width <= word.x0 <= word.x1 <= 2 * view.width
    return is_on and word.size > 0 and is_near and -view.height <= word.top <= word.bottom <= 2 * view.height


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

    pdfium tells a character's box slowly, so a word's box is taken from its first and last one; the boxes kept here
    tell when one between them is higher or hangs lower, or when the word is wider than its letters.
    """

    ROWS = 64
    CODES = 0x2400

    def __init__(self) -> None:
        self.rows: dict[int, tuple[int, int]] = {}
        self.up, self.down, self.wide = (np.full((0, self.CODES), np.nan, dtype=np.float32) for _ in range(3))

    def faces(self, text_objects: Sequence[int]) -> tuple[Ints, Ints]:
        """Return the flags of text objects and the rows of their fonts."""
        fonts = [_calls.font(item) if item else 0 for item in text_objects]
        for font in set(fonts) - self.rows.keys():
            self._add(font)
        flags, rows = np.array([self.rows[font] for font in fonts], dtype=np.int64).T
        modes = np.array([_calls.render_mode(item) if item else 0 for item in text_objects])
        flags[modes == 2] |= BOLD  # filled and stroked: how word processors fake a bold face
        return flags, rows

    def _add(self, font: int) -> None:
        known = sum(row >= 0 for _, row in self.rows.values())
        row = known if font and known < self.ROWS else -1
        if row >= len(self.up):
            blank = np.full((8, self.CODES), np.nan, dtype=np.float32)
            self.up, self.down, self.wide = (np.vstack((old, blank)) for old in (self.up, self.down, self.wide))
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


def _words(text_page: Any, view: _View, fonts: _Fonts) -> list[RawWord]:
    handle = ctypes.cast(text_page.raw, ctypes.c_void_p).value or 0
    count = min(int(raw.FPDFText_CountChars(text_page.raw)), MAX_CHARACTERS)
    if count <= 0:
        return []
    code = _codes(handle, count)
    start, end = _printed_runs(code)
    if not len(start):
        return []
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
    return _without_doubles(_join(pieces, code))


def _codes(handle: int, count: int) -> Ints:
    """Return the characters' code units: all at once where pdfium's text has one for each, else one by one."""
    buffer = np.zeros(count + 1, dtype=np.uint16)
    if _calls.all_text(handle, 0, count, buffer.ctypes.data) == count + 1:
        return buffer[:count].astype(np.int64)
    return np.fromiter(map(_calls.unicode, repeat(handle), range(count)), dtype=np.int64, count=count)


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


def _at_objects(handle: int, start: Ints, end: Ints) -> tuple[Ints, Ints, NDArray[np.uint64]]:
    """Cut runs of characters where another text object begins; return starts, ends and the objects.

    A text object's characters stand together: only runs that may end in another object than they begin in are
    looked into.
    """
    found = np.fromiter(map(_calls.text_object, repeat(handle), start.tolist()), dtype=np.uint64, count=len(start))
    doubtful = np.flatnonzero(np.append(found[1:] != found[:-1], True) & (end - start > 1))
    final = map(_calls.text_object, repeat(handle), (end[doubtful] - 1).tolist())
    mixed = doubtful[np.fromiter(final, dtype=np.uint64, count=len(doubtful)) != found[doubtful]]
    if not len(mixed):
        return start, end, found
    cuts: list[int] = []
    owners: list[int] = []
    for begin, stop, before in zip(start[mixed].tolist(), end[mixed].tolist(), found[mixed].tolist(), strict=True):
        owner = before
        for index in range(begin + 1, stop):
            other = _calls.text_object(handle, index)
            if other != owner:
                cuts.append(index)
                owners.append(other)
                owner = other
    starts = np.append(start, np.array(cuts, dtype=np.int64))
    order = np.argsort(starts, kind="stable")
    found = np.append(found, np.array(owners, dtype=np.uint64))[order]
    return starts[order], np.sort(np.append(end, np.array(cuts, dtype=np.int64))), found


def _objects(
    handle: int, start: Ints, text_object: NDArray[np.uint64], view: _View, fonts: _Fonts
) -> tuple[_Objects, Ints]:
    """Return the text objects of a page, and for each run of characters the number of its own."""
    begins = np.append(True, text_object[1:] != text_object[:-1])
    number = np.cumsum(begins) - 1
    first = start[begins].tolist()
    owners = text_object[begins].tolist()
    count = len(first)
    matrix = np.zeros((count, 6), dtype=np.float32)
    place = matrix.ctypes.data
    has_matrix = list(map(_calls.matrix, repeat(handle), first, range(place, place + 24 * count, 24)))
    size = np.fromiter(map(_calls.font_size, repeat(handle), first), dtype=np.float64, count=count)
    known = np.array(owners, dtype=np.uint64) != 0
    with np.errstate(invalid="ignore", over="ignore"):
        a, b, c, d, *origin = np.where(np.isfinite(matrix).all(axis=1), matrix.T, 0.0).astype(np.float64)
        scale = np.hypot(c, d)
        scale[(scale == 0) | ~np.array(has_matrix, dtype=np.bool_)] = 1.0
        tilt = np.degrees(np.arctan2(-b, a))
        stretch = np.hypot(a, b) / scale
        size = np.abs(size) * scale
        size[~(known & (size < 10_000))] = 0.0
        tilt[~(known & np.isfinite(tilt))] = -view.turn
        angle = (np.rint((tilt + view.turn) / 90.0) * 90).astype(np.int64) % 360
    flags, rows = fonts.faces(owners)
    base_x, base_y = view.point(*origin)
    is_plain = (angle == 0) & (size > 0) & np.isfinite(stretch) & np.array(has_matrix, dtype=np.bool_)
    font = np.where(is_plain & (np.abs(b) <= 0.001 * np.abs(a)), rows, -1)
    return _Objects(size, stretch, flags, angle, base_x, base_y, font), number


def _pulled(handle: int, indices: Ints, view: _View) -> Sides:
    """Return x0, top, x1 and bottom of characters."""
    boxes = np.zeros((len(indices), 4), dtype=np.float32)
    place = boxes.ctypes.data
    deque(map(_calls.loose_box, repeat(handle), indices.tolist(), range(place, place + 16 * len(indices), 16)), 0)
    wide = boxes.astype(np.float64)
    wide[~np.isfinite(wide).all(axis=1)] = 0.0
    sides: Sides = view.box(wide[:, 0], wide[:, 3], wide[:, 2], wide[:, 1])
    return sides


def _boxed(
    handle: int, code: Ints, start: Ints, end: Ints, number: Ints, objects: _Objects, view: _View, fonts: _Fonts
) -> tuple[Ints, Ints, Ints, Sides]:
    """Return starts, ends, objects and boxes of runs of characters, those cut where the next character stands far off.

    Boxes are pulled of the first and the last character of a run, and of those between that change its box.
    """
    lengths = end - start
    firsts = np.cumsum(lengths) - lengths
    run = np.repeat(np.arange(len(start)), lengths)
    at = np.arange(len(run)) + (start - firsts)[run]
    is_known, up, down, wide = _reaches(handle, at, code[at], number[run], objects, view, fonts)
    lasts = firsts + lengths - 1
    edge = 0.001
    wanted = ~is_known
    for reach in (up, down):
        wanted |= reach > (np.maximum(reach[firsts], reach[lasts]) + edge)[run]
    marks = _after_marks(code[at], firsts)
    wanted[marks] = wanted[marks - 1] = True
    wanted[firsts] = wanted[lasts] = True
    sides = tuple(np.zeros(len(at)) for _ in range(4))
    _fill(handle, at, np.flatnonzero(wanted), sides, view)
    x0, x1 = sides[0], sides[2]
    width = np.add.reduceat(np.where(is_known, wide, 0.0), firsts) * (objects.size * objects.stretch)[number]
    is_odd = np.abs(x1[lasts] - x0[firsts] - width) > SPREAD * objects.size[number]
    is_odd &= np.logical_and.reduceat(is_known, firsts) & (lengths > 1)
    if is_odd.any():
        odd = is_odd[run]
        _fill(handle, at, np.flatnonzero(odd & ~wanted), sides, view)
        wanted |= odd
    inner = np.flatnonzero(wanted[1:] & wanted[:-1] & (run[1:] == run[:-1])) + 1
    size = objects.size[number][run[inner]]
    upright = objects.angle[number][run[inner]] % 180 == 0
    along = np.abs(x0[inner] - x1[inner - 1])
    top, bottom = sides[1], sides[3]
    sideways = np.minimum(np.abs(top[inner] - bottom[inner - 1]), np.abs(bottom[inner] - top[inner - 1]))
    cuts = inner[np.where(upright, along, sideways) > 1.5 * size]
    if len(marks):
        is_blank = x0[marks] - x1[marks - 1] > BLANK * objects.size[number][run[marks]]
        cuts = np.union1d(cuts, marks[is_blank & (objects.angle[number][run[marks]] == 0)])
    picked = np.flatnonzero(wanted)
    if len(cuts):
        firsts = np.sort(np.append(firsts, cuts))
        number = number[run[firsts]]
        start = at[firsts]
        end = at[np.append(firsts[1:], len(at)) - 1] + 1
    x0, top, x1, bottom = (side[picked] for side in sides)
    return start, end, number, _around(x0, top, x1, bottom, np.searchsorted(picked, firsts))


def _reaches(
    handle: int, at: Ints, codes: Ints, owner: Ints, objects: _Objects, view: _View, fonts: _Fonts
) -> tuple[NDArray[np.bool_], Floats, Floats, Floats]:
    """Return which characters' boxes are known of their fonts, how far they reach up and down, and their widths."""
    row = objects.font[owner]
    is_known = (row >= 0) & (codes < fonts.CODES)
    if not is_known.any():
        blank = np.full(len(at), -np.inf)
        return is_known, blank, blank, blank
    row, codes = np.where(is_known, row, 0), np.where(is_known, codes, 0)
    new = np.flatnonzero(is_known & np.isnan(fonts.up[row, codes]))
    if len(new):
        _, chosen = np.unique(row[new] * fonts.CODES + codes[new], return_index=True)
        new = new[chosen]
        size, place = objects.size[owner[new]], (row[new], codes[new])
        x0, top, x1, bottom = _pulled(handle, at[new], view)
        fonts.up[place] = (objects.base_y[owner[new]] - top) / size
        fonts.down[place] = (bottom - objects.base_y[owner[new]]) / size
        fonts.wide[place] = (x1 - x0) / (size * objects.stretch[owner[new]])
    up, down, wide = (
        np.where(is_known, table[row, codes], -np.inf).astype(np.float64)
        for table in (fonts.up, fonts.down, fonts.wide)
    )
    return is_known, up, down, wide


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


def _fill(handle: int, at: Ints, places: Ints, sides: Sequence[Floats], view: _View) -> None:
    for side, values in zip(sides, _pulled(handle, at[places], view), strict=True):
        side[places] = values


def _around(x0: Floats, top: Floats, x1: Floats, bottom: Floats, firsts: Ints) -> Sides:
    """Return the boxes around groups of boxes; each group goes from its first to the next group's first."""
    return (
        np.minimum.reduceat(x0, firsts),
        np.minimum.reduceat(top, firsts),
        np.maximum.reduceat(x1, firsts),
        np.maximum.reduceat(bottom, firsts),
    )


def _join(pieces: _Pieces, code: Ints) -> list[RawWord]:
    """Return the words that pieces make.

    A word ends at a space, at a hyphen that pdfium has seen at a line's end, where the text goes up or down to a
    superscript, where bold type begins or ends, and where the next piece stands somewhere else altogether.
    """
    raised = _raised(pieces)
    touches = pieces.start[1:] == pieces.end[:-1]
    blank = _is_blank(pieces)
    begins = np.append(True, ~touches | _parts(pieces, raised) | blank)
    firsts = np.flatnonzero(begins)
    lasts = np.append(firsts[1:], len(begins)) - 1
    letters = np.minimum(code, 0x10FFFF).astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
    starts, ends = pieces.start[firsts], pieces.end[lasts]
    texts = [letters[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    # one object for each spelling, size and height keeps long files small
    texts = [intern(text if text.isascii() and text.isprintable() else _text(text)) for text in texts]
    angle = pieces.angle[firsts]
    baseline = np.where((angle == 0) | (angle == 180), pieces.base_y[firsts], pieces.base_x[firsts])
    x0, top, x1, bottom = _around(pieces.x0, pieces.top, pieces.x1, pieces.bottom, firsts)
    glued = (starts[1:] == ends[:-1]) & ~blank[firsts[1:] - 1]
    glued |= _goes_on(raised[firsts], angle, x0, x1, pieces.base_y[firsts], pieces.size[firsts])
    words = map(
        RawWord,
        texts,
        x0.tolist(),
        top.tolist(),
        x1.tolist(),
        bottom.tolist(),
        _shared(pieces.size[firsts]),
        (pieces.flags[firsts] | np.where(raised[firsts], RAISED, 0)).tolist(),
        range(len(texts)),
        angle.tolist(),
        _shared(baseline),
        np.append(False, glued).tolist(),
    )
    return [word for word in words if word.text]


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


def _shared(values: Floats) -> list[float]:
    known: dict[float, float] = {}
    return [known.setdefault(value, value) for value in values.tolist()]


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


def _characters(handle: int, code: Ints, owner: Ints, objects: _Objects, view: _View) -> _Characters:
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


def _without_doubles(words: list[RawWord]) -> list[RawWord]:
    """Drop words printed twice on nearly the same place (a bold face made by hand) and call the first one bold."""
    if not _has_doubles(words):
        return words
    kept: list[RawWord] = []
    places: dict[str, list[RawWord]] = {}
    for word in words:
        twins = places.get(word.text)
        if twins is None:
            places[word.text] = [word]
        else:
            x0, top, near = word.x0, word.top, 0.15 * word.size
            # only the latest: a page that repeats one word ten thousand times must not take for ever
            for twin in twins[-TWINS:]:
                if abs(twin.x0 - x0) < near and abs(twin.top - top) < near:
                    twin.flags |= BOLD
                    break
            else:
                twins.append(word)
                kept.append(word)
            continue
        kept.append(word)
    return kept


def _has_doubles(words: Sequence[RawWord]) -> bool:
    """Tell whether two words of the same letters may stand on nearly the same place."""
    letters = np.fromiter((hash(word.text) for word in words), dtype=np.int64, count=len(words))
    across, down, sizes = np.array([(word.x0, word.top, word.size) for word in words]).reshape(-1, 3).T
    cell = max(0.3 * float(sizes.max(initial=0.0)), 1.0)
    # two words nearer than half a cell share one of its four grids, each moved by half a cell
    for x, y in ((0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (0.5, 0.5)):
        columns, rows = np.floor(across / cell + x).astype(np.int64), np.floor(down / cell + y).astype(np.int64)
        places = np.sort(letters ^ (columns * 1_000_003 + rows))
        if (places[1:] == places[:-1]).any():
            return True
    return False


TWINS = 40
"""Earlier words of the same letters that a word is held against."""


def _draw(page: Any, view: _View, content: PageContent) -> None:
    """Fill in the rules, panels and pictures of a page."""
    handle = ctypes.cast(page.raw, ctypes.c_void_p).value or 0
    count = min(int(raw.FPDFPage_CountObjects(page.raw)), MAX_OBJECTS)
    pen = _Pen(view, content)
    items = list(map(_calls.page_object, repeat(handle), range(count)))
    for item, kind in zip(items, map(_calls.object_type, items), strict=True):
        if kind != raw.FPDF_PAGEOBJ_TEXT:
            pen.take(item, UNCHANGED, 0)


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
        self.edges = tuple(start + 4 * number for number in range(4))

    def take(self, item: int, matrix: Matrix, depth: int) -> None:
        """Read one object whose coordinates ``matrix`` maps to the page."""
        self.left -= 1
        if not item or self.left < 0:
            return
        kind = _calls.object_type(item)
        if kind == raw.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
            inner = (ctypes.c_float * 6)()
            if not _calls.object_matrix(item, ctypes.addressof(inner)):
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

    def _path(self, item: int, box: tuple[float, float, float, float], matrix: Matrix) -> None:
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
        if not _calls.object_matrix(item, ctypes.addressof(own)):
            return
        lines = self._lines(item, count, _multiply(tuple(float(number) for number in own), matrix))  # type: ignore[arg-type]
        if lines is None:
            return
        self.content.rules.extend(lines)
        if 4 <= count <= 6 and len(lines) >= 3:
            self.content.panels.append(Box(self.content.number, x0, top, x1, bottom))

    def _lines(self, item: int, count: int, matrix: Matrix) -> list[Rule] | None:
        """Return the upright and level lines of a path; None where it has curves or slanting lines."""
        point = (ctypes.c_float * 2)()
        address = ctypes.addressof(point)
        rules: list[Rule] = []
        here = begin = (0.0, 0.0)
        for index in range(count):
            segment = _calls.segment(item, index)
            kind = _calls.segment_type(segment)
            if kind == raw.FPDF_SEGMENT_BEZIERTO or not _calls.segment_point(segment, address, address + 4):
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
