"""The PDF library at work: bytes come in, pages of words, rules and pictures with their boxes go out.

Only this module knows pdfium. It calls it through prototypes that pass addresses (a call costs a third of what the
library's own wrappers cost) and turns its coordinates into points from the top left corner of the page as displayed.
It does not decide what is a line, a heading or a running head.
"""

import ctypes
import re
import unicodedata
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path
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
_LINE_END_HYPHENS = (0x02, 0xFFFE, 0xFFFF)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


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

    ``panels`` are filled or outlined rectangles larger than a line: boxes behind or around text. A page that
    ``is_recognised`` was read from its picture, laid straight; its lines run down by ``skew`` degrees on the display.
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
    skew: float = 0.0


class _Calls:
    """pdfium's functions behind prototypes that take handles and buffers as plain addresses."""

    def __init__(self) -> None:
        pointer, integer, real = ctypes.c_void_p, ctypes.c_int, ctypes.c_double
        self.unicode = self._prototype("FPDFText_GetUnicode", ctypes.c_uint, pointer, integer)
        self.all_text = self._prototype("FPDFText_GetText", integer, pointer, integer, integer, pointer)
        self.loose_box = self._prototype("FPDFText_GetLooseCharBox", integer, pointer, integer, pointer)
        self.origin = self._prototype("FPDFText_GetCharOrigin", integer, pointer, integer, pointer, pointer)
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
    return _pages(document)


def _pages(document: Any) -> Iterator[PageContent]:
    fonts: dict[int, int] = {}
    try:
        for index in range(min(len(document), MAX_PAGES)):
            yield _page(document, index, fonts)
    finally:
        document.close()


def _page(document: Any, index: int, fonts: dict[int, int]) -> PageContent:
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
class _Characters:
    """The characters of a page as columns; ``style`` numbers the text object that drew each."""

    code: Ints
    x0: Floats
    top: Floats
    x1: Floats
    bottom: Floats
    base_x: Floats
    base_y: Floats
    size: Floats
    flags: Ints
    angle: Ints


def _characters(text_page: Any, view: _View, fonts: dict[int, int]) -> _Characters | None:
    handle = ctypes.cast(text_page.raw, ctypes.c_void_p).value or 0
    count = min(int(raw.FPDFText_CountChars(text_page.raw)), MAX_CHARACTERS)
    if count <= 0:
        return None
    code = _codes(handle, count)
    seen = np.flatnonzero((code > 0x20) | (code == _LINE_END_HYPHENS[0])).tolist()
    boxes = np.zeros((count, 4), dtype=np.float32)
    start = boxes.ctypes.data
    deque(map(_calls.loose_box, repeat(handle), seen, [start + 16 * number for number in seen]), 0)
    objects = np.fromiter(map(_calls.text_object, repeat(handle), range(count)), dtype=np.uint64, count=count)
    origins = _origins(handle, objects)
    size, flags, angle = _styles(handle, objects, view, fonts)
    wide = boxes.astype(np.float64)
    wide[~np.isfinite(wide).all(axis=1)] = 0.0
    origins[~np.isfinite(origins).all(axis=1)] = 0.0
    x0, top, x1, bottom = view.box(wide[:, 0], wide[:, 3], wide[:, 2], wide[:, 1])
    base_x, base_y = view.point(origins[:, 0], origins[:, 1])
    return _Characters(code, x0, top, x1, bottom, base_x, base_y, size, flags, angle)


def _origins(handle: int, objects: NDArray[np.uint64]) -> Floats:
    """Return where each character's baseline begins: that of the first one of its text object, which is one line."""
    firsts = np.append(0, np.flatnonzero(objects[1:] != objects[:-1]) + 1)
    points = np.zeros((len(firsts), 2), dtype=np.float64)
    start = points.ctypes.data
    ends = start + 16 * len(firsts)
    deque(
        map(_calls.origin, repeat(handle), firsts.tolist(), range(start, ends, 16), range(start + 8, ends + 8, 16)), 0
    )
    lengths = np.diff(np.append(firsts, len(objects)))
    return np.asarray(np.repeat(points, lengths, axis=0))


def _codes(handle: int, count: int) -> Ints:
    """Return the characters' code units: all at once where pdfium's text has one for each, else one by one."""
    buffer = np.zeros(count + 1, dtype=np.uint16)
    if _calls.all_text(handle, 0, count, buffer.ctypes.data) == count + 1:
        return buffer[:count].astype(np.int64)
    return np.fromiter(map(_calls.unicode, repeat(handle), range(count)), dtype=np.int64, count=count)


def _styles(handle: int, objects: NDArray[np.uint64], view: _View, fonts: dict[int, int]) -> tuple[Floats, Ints, Ints]:
    """Return size, flags and angle of each character, looked up once per text object."""
    found, first, back = np.unique(objects, return_index=True, return_inverse=True)
    sizes = np.zeros(len(found))
    flags = np.zeros(len(found), dtype=np.int64)
    angles = np.zeros(len(found), dtype=np.int64)
    matrix = (ctypes.c_float * 6)()
    address = ctypes.addressof(matrix)
    for row, (text_object, index) in enumerate(zip(found.tolist(), first.tolist(), strict=True)):
        if not text_object:
            continue
        scale, tilt = 1.0, 0.0
        if _calls.matrix(handle, index, address):
            a, b, c, d = matrix[0], matrix[1], matrix[2], matrix[3]
            scale = float(np.hypot(c, d)) or 1.0
            tilt = float(np.degrees(np.arctan2(-b, a)))
        size = abs(_calls.font_size(handle, index)) * scale
        sizes[row] = size if np.isfinite(size) and size < 10_000 else 0.0
        angles[row] = int(round((tilt + view.turn) / 90.0) * 90) % 360 if np.isfinite(tilt) else 0
        flags[row] = _font_flags(text_object, fonts)
    return sizes[back], flags[back], angles[back]


def _font_flags(text_object: int, fonts: dict[int, int]) -> int:
    font = _calls.font(text_object)
    if font and font not in fonts:
        fonts[font] = _read_font(font)
    flags = fonts.get(font, 0)
    if _calls.render_mode(text_object) == 2:  # filled and stroked: how word processors fake a bold face
        flags |= BOLD
    return flags


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


def _words(text_page: Any, view: _View, fonts: dict[int, int]) -> list[RawWord]:
    chars = _characters(text_page, view, fonts)
    if chars is None:
        return []
    _set_accents(chars)
    starts, ends, raised = _cut(chars)
    words: list[RawWord] = []
    codes = chars.code.tolist()
    letters = "".join(map(chr, np.minimum(chars.code, 0x10FFFF).tolist()))
    flags, sizes, angles = chars.flags.tolist(), chars.size.tolist(), chars.angle.tolist()
    base_x, base_y = chars.base_x.tolist(), chars.base_y.tolist()
    if not len(starts):
        return []
    boxes = _boxes(chars, starts, ends)
    last_end = -1
    for order, (start, end, box) in enumerate(zip(starts.tolist(), ends.tolist(), boxes, strict=True)):
        text = letters[start:end]
        if not (text.isascii() and text.isprintable()):
            text = _text(codes[start:end])
        glued, last_end = start == last_end, end
        if not text:
            continue
        angle = angles[start]
        flag = flags[start] | (RAISED if raised[start] else 0)
        baseline = base_y[start] if angle in (0, 180) else base_x[start]
        words.append(RawWord(text, *box, sizes[start], flag, order, angle, baseline, glued))
    return _without_doubles(words)


def _boxes(chars: _Characters, starts: Ints, ends: Ints) -> list[tuple[float, float, float, float]]:
    """Return x0, top, x1, bottom around the characters of each word."""
    # reduceat takes pairs of edges: the odd rows are the gaps between words; a last zero-width edge closes the page
    edges = np.ravel(np.column_stack((starts, ends)))
    columns = []
    for values, reduce in (
        (chars.x0, np.minimum),
        (chars.top, np.minimum),
        (chars.x1, np.maximum),
        (chars.bottom, np.maximum),
    ):
        padded = np.append(values, values[-1])
        columns.append(reduce.reduceat(padded, edges)[::2].tolist())
    return list(zip(*columns, strict=True))


def _text(codes: list[int]) -> str:
    text = "".join(map(_character, codes))
    if any(0xD800 <= code <= 0xDFFF for code in codes):  # pdfium gives letters beyond the first plane in two halves
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return text


def _character(code: int) -> str:
    if code in _LINE_END_HYPHENS:
        return "-"
    if 0xE000 <= code <= 0xF8FF:
        return _SYMBOL_AREA.get(code, "\ufffd")
    if code < 0x20 or 0x7F <= code < 0xA0 or code > 0x10FFFF:
        return ""
    return chr(code)


def _cut(chars: _Characters) -> tuple[Ints, Ints, NDArray[np.bool_]]:
    """Return where words start and end, and which characters are raised.

    A word ends at a space, at a hyphen that pdfium has seen at a line's end, where the text goes up or down to a
    superscript, where bold type begins or ends, and where the next character stands somewhere else altogether.
    """
    code = chars.code
    space = (code <= 0x20) & (code != 0x02) | np.isin(code, (0xA0, 0x3000, 0x1680, 0x205F, 0x202F, 0xFEFF, 0x200B))
    space |= (code >= 0x2000) & (code <= 0x200A)
    space &= code != _GONE
    raised = _raised(chars, space)
    count = len(code)
    cut = np.zeros(count + 1, dtype=bool)
    cut[0] = True
    size = np.maximum(chars.size[1:], chars.size[:-1])
    upright = np.isin(chars.angle, (0, 180))[1:]
    along = np.where(upright, np.abs(chars.x0[1:] - chars.x1[:-1]), np.abs(chars.top[1:] - chars.bottom[:-1]))
    along_back = np.where(upright, along, np.minimum(along, np.abs(chars.bottom[1:] - chars.top[:-1])))
    across = np.where(upright, np.abs(np.diff(chars.base_y)), np.abs(np.diff(chars.base_x)))
    cut[1:count] = (
        space[:-1]
        | np.isin(code[:-1], _LINE_END_HYPHENS)
        | (raised[1:] != raised[:-1])
        | (across > 0.9 * size)
        | (along_back > 1.5 * size)
        | (chars.angle[1:] != chars.angle[:-1])
        | ((chars.flags[1:] ^ chars.flags[:-1]) & BOLD > 0)
        | ((np.abs(np.diff(chars.size)) > 0.1) & _is_lower(code[:-1]) & _is_upper(code[1:]))
    )
    starts = np.flatnonzero(cut[:count] & ~space)
    stops = np.flatnonzero(cut | np.append(space, True))
    ends = stops[np.searchsorted(stops, starts, side="right")]
    return starts, ends, raised


def _is_lower(code: Ints) -> NDArray[np.bool_]:
    return (code >= 97) & (code < 123)


def _is_upper(code: Ints) -> NDArray[np.bool_]:
    return (code >= 65) & (code < 91)


def _set_accents(chars: _Characters) -> None:
    """Put accents that are drawn as marks of their own on the letters they stand over, in place."""
    marks = np.flatnonzero(np.isin(chars.code, list(_ACCENTS)))
    if not len(marks) or len(marks) > 500:
        return
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
    for step in (-1, 1):
        at = place + step
        while 0 <= at < len(chars.code) and chars.code[at] in (0x20, _GONE):
            at += step
        if not 0 <= at < len(chars.code):
            continue
        left, right = (at, place) if step < 0 else (place, at)
        if chars.code[place] == _GONE:
            left, right = (left, right + 1) if step > 0 else (left, right)
            left = left - 1 if step > 0 else left
        if not (0 <= left < right < len(chars.code)):
            continue
        gap = chars.x0[right] - chars.x1[left]
        size = max(float(chars.size[left]), 1.0)
        if abs(chars.base_y[left] - chars.base_y[right]) < 0.3 * size and -0.5 * size < gap < 0.12 * size:
            between = slice(left + 1, right)
            chars.code[between][chars.code[between] == 0x20] = _GONE


def _raised(chars: _Characters, space: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return for each character whether it is a superscript of the run of text before or after it."""
    result = np.zeros(len(chars.code), dtype=bool)
    seen = np.flatnonzero(~space & (chars.size > 0))
    if len(seen) < 2:
        return result
    base, size = chars.base_y[seen], chars.size[seen]
    change = np.flatnonzero((np.abs(np.diff(base)) > 0.3) | (np.abs(np.diff(size)) > 0.3)) + 1
    starts = [0, *change.tolist()]
    ends = [*change.tolist(), len(seen)]
    upright = chars.angle[seen] == 0
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if not upright[start]:
            continue
        before = seen[start - 1] if number else None
        after = seen[end] if end < len(seen) else None
        first, last = seen[start], seen[end - 1]
        if (before is not None and _is_above(chars, first, before, first)) or (
            after is not None and _is_above(chars, last, after, last)
        ):
            result[seen[start:end]] = True
    return result


def _is_above(chars: _Characters, index: Any, other: Any, edge: Any) -> bool:
    """Tell whether a character is set smaller (or no larger) and higher beside another one."""
    full = chars.size[other]
    rise = chars.base_y[other] - chars.base_y[index]
    gap = chars.x0[edge] - chars.x1[other] if other < index else chars.x0[other] - chars.x1[edge]
    ratio = chars.size[index] / full
    lowest = 0.12 if ratio < 0.85 else 0.2
    return bool(ratio <= 1.02 and lowest * full < rise < 0.8 * full and -0.6 * full < gap < 0.7 * full)


def _without_doubles(words: list[RawWord]) -> list[RawWord]:
    """Drop words printed twice on nearly the same place (a bold face made by hand) and call the first one bold."""
    kept: list[RawWord] = []
    places: dict[str, list[RawWord]] = {}
    for word in words:
        twins = places.setdefault(word.text, [])
        near = 0.15 * word.size
        # only the latest: a page that repeats one word ten thousand times must not take for ever
        twin = next((w for w in twins[-TWINS:] if abs(w.x0 - word.x0) < near and abs(w.top - word.top) < near), None)
        if twin is not None:
            twin.flags |= BOLD
            continue
        twins.append(word)
        kept.append(word)
    return kept


TWINS = 40
"""Earlier words of the same letters that a word is held against."""


def _draw(page: Any, view: _View, content: PageContent) -> None:
    """Fill in the rules, panels and pictures of a page."""
    handle = ctypes.cast(page.raw, ctypes.c_void_p).value or 0
    count = min(int(raw.FPDFPage_CountObjects(page.raw)), MAX_OBJECTS)
    pen = _Pen(view, content)
    for index in range(count):
        pen.take(_calls.page_object(handle, index), (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), 0)


Matrix = tuple[float, float, float, float, float, float]


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
        if not all(np.isfinite((left, low, right, high))):
            return None
        xs = [m[0] * x + m[2] * y + m[4] for x, y in ((left, low), (right, high))]
        ys = [m[1] * x + m[3] * y + m[5] for x, y in ((left, low), (right, high))]
        x0, top, x1, bottom = (float(edge) for edge in self.view.box(min(xs), min(ys), max(xs), max(ys)))
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
