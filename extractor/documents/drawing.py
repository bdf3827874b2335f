"""What a page draws beside text: rules, panels and pictures."""

import ctypes
from itertools import repeat
from math import isfinite
from typing import Any

from pypdfium2 import raw

from extractor.core.geometry import Box
from extractor.documents.page import PageContent, Rule
from extractor.documents.pdfium import CALLS, View

MAX_OBJECTS = 20_000
"""Drawn objects of one page that are looked at; what lies beyond is a plot of single points."""
MAX_DEPTH = 3
"""Groups inside groups of drawn objects that are opened."""
THIN = 2.5
"""Points up to which a drawn shape counts as a line; table rules are 0.25 to 1.5 points."""
SHORTEST_RULE = 6.0
"""Points below which a line is a tick or a dash of a picture."""


def draw(page: Any, view: View, content: PageContent) -> None:
    """Fill in the rules, panels and pictures of a page."""
    handle = ctypes.c_void_p(ctypes.cast(page.raw, ctypes.c_void_p).value)
    count = min(int(raw.FPDFPage_CountObjects(page.raw)), MAX_OBJECTS)
    pen = _Pen(view, content)
    items = list(map(CALLS.page_object, repeat(handle), range(count)))
    for number, kind in enumerate(map(CALLS.object_type, items)):
        if kind != raw.FPDF_PAGEOBJ_TEXT:
            pen.take(items[number], UNCHANGED, 0)


Matrix = tuple[float, float, float, float, float, float]
UNCHANGED: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class _Pen:
    """Reads drawn objects, opening groups, up to ``MAX_OBJECTS`` in all."""

    def __init__(self, view: View, content: PageContent) -> None:
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
        kind = CALLS.object_type(item)
        if kind == raw.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
            inner = (ctypes.c_float * 6)()
            if not CALLS.object_matrix(item, inner):
                return
            joined = _multiply(tuple(float(number) for number in inner), matrix)  # type: ignore[arg-type]
            for index in range(min(max(CALLS.form_count(item), 0), MAX_OBJECTS)):
                if self.left < 0:
                    return
                self.take(CALLS.form_object(item, index), joined, depth + 1)
        elif kind in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE):
            if not CALLS.bounds(item, *self.edges):
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
        count = CALLS.segments(item)
        if count > 400:
            return
        own = (ctypes.c_float * 6)()  # a path's points, unlike its bounds, are told before its own matrix
        if not CALLS.object_matrix(item, own):
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
            segment = CALLS.segment(item, index)
            kind = CALLS.segment_type(segment)
            if kind == raw.FPDF_SEGMENT_BEZIERTO or not CALLS.segment_point(segment, across, down):
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
