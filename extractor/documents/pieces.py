"""The runs of printed characters of a page, each drawn by one text object, with their boxes."""

import ctypes
from dataclasses import dataclass
from itertools import repeat

import numpy as np

from extractor.documents.characters import after_marks
from extractor.documents.fonts import MOST_CODES, PLACES, Fonts
from extractor.documents.pdfium import CALLS, MATRICES, Floats, Sides, View, around, boxes_of
from extractor.documents.words import Ints


@dataclass(slots=True)
class Pieces:
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
class Objects:
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


def cut_at_objects(handle: ctypes.c_void_p, start: Ints, end: Ints) -> tuple[Ints, Ints, Ints]:
    """Cut runs of characters where another text object begins; return starts, ends and the objects' addresses.

    A text object's characters stand together: only runs that may end in another object than they begin in are
    looked into.
    """
    owner_of = CALLS.text_object
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


def objects_of(
    handle: ctypes.c_void_p, start: Ints, text_object: Ints, view: View, fonts: Fonts
) -> tuple[Objects, Ints]:
    """Return the text objects of a page, and for each run of characters the number of its own."""
    begins = np.append(True, text_object[1:] != text_object[:-1])
    number = np.cumsum(begins) - 1
    first = start[begins].tolist()
    owners = text_object[begins]
    matrix = MATRICES.fill(len(first), CALLS.matrix, repeat(handle), first).astype(np.float64)
    size = np.array(list(map(CALLS.font_size, repeat(handle), first)))
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
    return Objects(size, stretch, flags, angle, base_x, base_y, np.where(is_plain, rows, -1)), number


def boxed(
    handle: ctypes.c_void_p,
    code: Ints,
    start: Ints,
    end: Ints,
    number: Ints,
    objects: Objects,
    view: View,
    fonts: Fonts,
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
    x0, top, x1, bottom = boxes_of(handle, ends, view)
    x0, x1 = np.minimum(x0[::2], x0[1::2]), np.maximum(x1[::2], x1[1::2])
    sides: Sides = (x0, base - up * size, x1, base + down * size)
    with np.errstate(invalid="ignore"):
        is_known = np.abs(x1 - x0 - wide) <= SPREAD * size  # false where a letter is not known
    is_known[run[after_marks(code[at], firsts)]] = False
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
    handle: ctypes.c_void_p, code: Ints, start: Ints, end: Ints, number: Ints, objects: Objects, view: View
) -> tuple[Ints, Ints, Ints, Sides]:
    """Return what ``boxed`` does, from the boxes of all characters."""
    lengths = end - start
    firsts = np.cumsum(lengths) - lengths
    run = np.repeat(np.arange(len(start)), lengths)
    at = np.arange(len(run)) + (start - firsts)[run]
    x0, top, x1, bottom = boxes_of(handle, at, view)
    inner = np.flatnonzero(run[1:] == run[:-1]) + 1
    size = objects.size[number][run[inner]]
    upright = objects.angle[number][run[inner]] % 180 == 0
    along = np.abs(x0[inner] - x1[inner - 1])
    sideways = np.minimum(np.abs(top[inner] - bottom[inner - 1]), np.abs(bottom[inner] - top[inner - 1]))
    cuts = inner[np.where(upright, along, sideways) > 1.5 * size]
    marks = after_marks(code[at], firsts)
    if len(marks):
        is_blank = x0[marks] - x1[marks - 1] > BLANK * objects.size[number][run[marks]]
        cuts = np.union1d(cuts, marks[is_blank & (objects.angle[number][run[marks]] == 0)])
    if len(cuts):
        firsts = np.sort(np.append(firsts, cuts))
        number = number[run[firsts]]
        start = at[firsts]
        end = at[np.append(firsts[1:], len(at)) - 1] + 1
    return start, end, number, around(x0, top, x1, bottom, firsts)


def _reaches(
    handle: ctypes.c_void_p, at: Ints, codes: Ints, owner: Ints, objects: Objects, view: View, fonts: Fonts
) -> Floats:
    """Return how far characters reach up and down and how wide they are, in ems; NaN where their font tells nothing."""
    row = objects.font[owner]
    place = PLACES[np.minimum(codes, 0x10000)]
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
        x0, top, x1, bottom = boxes_of(handle, at[chosen], view)
        wide = (x1 - x0) / (size * objects.stretch[own])
        fonts.reach[place[chosen]] = np.stack(((base - top) / size, (bottom - base) / size, wide), axis=1)
        reach = fonts.reach.take(place, axis=0)
    if not is_whole:
        reach[unknown] = np.nan
    return reach


BLANK = 0.12
"""Ems of white behind a mark and before a capital that are a blank; pdfium asks for more than tight lines have."""
SPREAD = 1.2
"""Ems by which a run may be wider than its letters before each letter's place is looked at."""
