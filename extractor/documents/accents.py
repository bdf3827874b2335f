"""Accents that are drawn as marks of their own, set on the letters they stand over."""

import ctypes
import unicodedata
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractor.documents.characters import ACCENTS, GONE, KINDS, LINE_END_HYPHENS, SPACE, after_marks
from extractor.documents.pdfium import Floats, Sides, View, around, boxes_of
from extractor.documents.pieces import BLANK, Objects
from extractor.documents.words import Ints

MAX_ACCENTS = 500
"""Accents drawn apart on a page up to which they are set on their letters."""


@dataclass(slots=True)
class Characters:
    """The characters of a page as columns, for the rare page whose accents are drawn as marks of their own."""

    code: Ints
    x0: Floats
    top: Floats
    x1: Floats
    bottom: Floats
    base_y: Floats
    size: Floats
    upright: NDArray[np.bool_]


def owners_of(start: Ints, number: Ints, count: int) -> Ints:
    """Return for each character of a page the number of the piece's object that it, or the piece before it, has."""
    owner: Ints = number[np.maximum(np.searchsorted(start, np.arange(count), side="right") - 1, 0)]
    return owner


def characters_of(handle: ctypes.c_void_p, code: Ints, owner: Ints, objects: Objects, view: View) -> Characters:
    """Return the characters of a page with their places."""
    seen = np.flatnonzero((code > 0x20) | (code == LINE_END_HYPHENS[0]) | (code == GONE))
    x0, top, x1, bottom = (np.zeros(len(code)) for _ in range(4))
    for side, values in zip((x0, top, x1, bottom), boxes_of(handle, seen, view), strict=True):
        side[seen] = values
    upright = objects.angle[owner] % 180 == 0
    return Characters(code, x0, top, x1, bottom, objects.base_y[owner], objects.size[owner], upright)


def far_apart(chars: Characters) -> NDArray[np.bool_]:
    """Return for each character but the first whether it stands far from the one before, or apart from a mark."""
    across = np.abs(chars.x0[1:] - chars.x1[:-1])
    down = np.minimum(np.abs(chars.top[1:] - chars.bottom[:-1]), np.abs(chars.bottom[1:] - chars.top[:-1]))
    jumps: NDArray[np.bool_] = np.where(chars.upright[1:], across, down) > 1.5 * chars.size[1:]
    marks = after_marks(chars.code, np.zeros(1, dtype=np.int64)) - 1
    jumps[marks] |= (chars.upright[1:] & (across > BLANK * chars.size[1:]))[marks]
    return jumps


def lay_vanished(chars: Characters) -> None:
    """Give accents set on their letters, and spaces dropped beside them, the place of a character beside them."""
    vanished = chars.code == GONE
    printed = np.flatnonzero(~vanished & (KINDS[np.minimum(chars.code, 0x10000)] & SPACE == 0))
    for place in np.flatnonzero(vanished).tolist() if len(printed) else ():
        after = min(int(np.searchsorted(printed, place)), len(printed) - 1)
        before = max(after - 1, 0)
        beside = printed[before] if (chars.code[printed[before] : place] != 0x20).all() else printed[after]
        for side in (chars.x0, chars.top, chars.x1, chars.bottom):
            side[place] = side[beside]


def boxes_around(chars: Characters, start: Ints, end: Ints) -> Sides:
    """Return the boxes around the characters of each run."""
    # reduceat takes pairs of edges: the odd rows are the gaps between runs; one character more closes the page
    edges = np.ravel(np.column_stack((start, end)))
    x0, top, x1, bottom = (np.append(side, side[-1]) for side in (chars.x0, chars.top, chars.x1, chars.bottom))
    x0, top, x1, bottom = (side[::2] for side in around(x0, top, x1, bottom, edges))
    return x0, top, x1, bottom


def set_accents(chars: Characters, marks: Ints) -> None:
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
        composed = unicodedata.normalize("NFC", base + ACCENTS[int(chars.code[mark])])
        if len(composed) != 1:
            continue
        chars.code[letter] = ord(composed)
        chars.code[mark] = GONE
        for place in {letter, mark}:
            _close_gap(chars, place)


def _close_gap(chars: Characters, place: int) -> None:
    """Drop the spaces beside a character where no white is printed: they come of the accent drawn apart."""
    before, after = _printed_beside(chars, place, -1), _printed_beside(chars, place, 1)
    pairs = [(before, after)] if chars.code[place] == GONE else [(before, place), (place, after)]
    for left, right in pairs:
        if left is None or right is None:
            continue
        gap = chars.x0[right] - chars.x1[left]
        size = max(float(chars.size[left]), 1.0)
        if abs(chars.base_y[left] - chars.base_y[right]) < 0.3 * size and -0.5 * size < gap < 0.12 * size:
            between = slice(left + 1, right)
            chars.code[between][chars.code[between] == 0x20] = GONE


def _printed_beside(chars: Characters, place: int, step: int) -> int | None:
    """Return the next character in a direction that prints something, None where there is none."""
    at = place + step
    while 0 <= at < len(chars.code) and chars.code[at] in (0x20, GONE):
        at += step
    return at if 0 <= at < len(chars.code) else None
