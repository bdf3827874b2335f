"""pdfium's functions as they are called here, and its coordinates as those of the page as displayed.

The calls go through prototypes that pass addresses, which costs a third of what the library's own wrappers cost, and
write into rows of numbers.
"""

import ctypes
from collections import deque
from collections.abc import Callable, Iterable
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pypdfium2 import raw

from extractor.documents.words import Ints

Floats = NDArray[np.float64]
Sides = tuple[Floats, Floats, Floats, Floats]
"""x0, top, x1 and bottom of many boxes."""


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


CALLS = _Calls()


class Sheet:
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


BOXES, MATRICES = Sheet(4), Sheet(6)


class View:
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


def boxes_of(handle: ctypes.c_void_p, indices: Ints, view: View) -> Sides:
    """Return x0, top, x1 and bottom of characters."""
    boxes = BOXES.fill(len(indices), CALLS.loose_box, repeat(handle), indices.tolist())
    left, high, right, low = boxes.astype(np.float64).T
    odd = ~np.isfinite(boxes).all(axis=1)
    if odd.any():
        for side in (left, high, right, low):
            side[odd] = 0.0
    sides: Sides = view.box(left, low, right, high)
    return sides


def around(x0: Floats, top: Floats, x1: Floats, bottom: Floats, firsts: Ints) -> Sides:
    """Return the boxes around groups of boxes; each group goes from its first to the next group's first."""
    return (
        np.minimum.reduceat(x0, firsts),
        np.minimum.reduceat(top, firsts),
        np.maximum.reduceat(x1, firsts),
        np.maximum.reduceat(bottom, firsts),
    )
