"""Pieces → words: which pieces make one word, which are superscripts, and which words are printed twice."""

import numpy as np
from numpy.typing import NDArray

from extractor.core.document import BOLD, RAISED
from extractor.documents.characters import HYPHEN, JOINT, KINDS, MARK, is_lower, is_upper, texts_of
from extractor.documents.pdfium import Floats, around
from extractor.documents.pieces import BLANK, Pieces
from extractor.documents.words import Columns, Ints


def join_pieces(pieces: Pieces, code: Ints) -> Columns:
    """Return the words that pieces make.

    A word ends at a space, at a hyphen that pdfium has seen at a line's end, where the text goes up or down to a
    superscript, where bold type begins or ends, and where the next piece stands somewhere else altogether.
    """
    raised = _raised(pieces)
    touches = pieces.start[1:] == pieces.end[:-1]
    blank = _is_blank(pieces)
    firsts = np.flatnonzero(np.append(True, ~touches | _parts(pieces, raised) | blank))
    starts, ends = pieces.start[firsts], pieces.end[np.append(firsts[1:], len(pieces.start)) - 1]
    texts = texts_of(code, starts, ends)
    angle, base_y, size = pieces.angle[firsts], pieces.base_y[firsts], pieces.size[firsts]
    x0, top, x1, bottom = around(pieces.x0, pieces.top, pieces.x1, pieces.bottom, firsts)
    glued = (starts[1:] == ends[:-1]) & ~blank[firsts[1:] - 1]
    is_mark = (KINDS[np.minimum(pieces.first[firsts], 0x10000)] & (MARK | JOINT)) != 0
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


def _parts(pieces: Pieces, raised: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return for each piece but the first whether it is parted from the one before, though by no space."""
    size = np.maximum(pieces.size[1:], pieces.size[:-1])
    upright = (pieces.angle[1:] == 0) | (pieces.angle[1:] == 180)
    across = np.where(upright, np.abs(np.diff(pieces.base_y)), np.abs(np.diff(pieces.base_x)))
    down, up = np.abs(pieces.top[1:] - pieces.bottom[:-1]), np.abs(pieces.bottom[1:] - pieces.top[:-1])
    along = np.where(upright, np.abs(pieces.x0[1:] - pieces.x1[:-1]), np.minimum(down, up))
    parted: NDArray[np.bool_] = (
        ((KINDS[np.minimum(pieces.last[:-1], 0x10000)] & HYPHEN) != 0)
        | (raised[1:] != raised[:-1])
        | (across > 0.9 * size)
        | (along > 1.5 * size)
        | (pieces.angle[1:] != pieces.angle[:-1])
        | ((pieces.flags[1:] ^ pieces.flags[:-1]) & BOLD > 0)
        | ((np.abs(np.diff(pieces.size)) > 0.1) & is_lower(pieces.last[:-1]) & is_upper(pieces.first[1:]))
    )
    return parted


def _is_blank(pieces: Pieces) -> NDArray[np.bool_]:
    """Return for each piece but the first whether white parts it, a capital's, from the mark before it."""
    is_behind = ((KINDS[np.minimum(pieces.last[:-1], 0x10000)] & MARK) != 0) & is_upper(pieces.first[1:])
    is_level = (pieces.angle[1:] == 0) & (np.abs(np.diff(pieces.base_y)) < 0.3)
    blank: NDArray[np.bool_] = is_behind & is_level & (pieces.x0[1:] - pieces.x1[:-1] > BLANK * pieces.size[1:])
    return blank


def _raised(pieces: Pieces) -> NDArray[np.bool_]:
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


def without_doubles(words: Columns) -> Columns:
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
