"""Lines of a page → lines in reading order.

The content stream of typeset journals is in reading order nearly always, and beats any order made from the geometry;
so it stands unless it visibly jumps about. Then columns are cut from the white between them.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from extractor.documents.lines import Line

MAX_JUMPS = 0.12
"""Share of steps up or back to the left that a good stream may have: floats and boxes; a stream written line by line
across two columns has more than 0.4."""
MIN_JUMPS = 4
MAX_STARTS = 60
"""Left edges, commonest first, that are tried as the beginning of a column."""
GUTTER = 0.7
"""Ems of white that part columns at least."""


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """Return the lines in the order in which they are read."""
    if len(lines) < 3 or _flows(lines):
        return list(lines)
    return cut_in_columns(lines)


def cut_in_columns(lines: Sequence[Line]) -> list[Line]:
    """Return lines in the order of the columns cut from the white between them, whatever order they come in."""
    return _cut(sorted(lines, key=lambda line: (line.top, line.x0)), 0)


def _flows(lines: Sequence[Line]) -> bool:
    jumps = 0
    lines = [line for line in lines if line.words]
    for before, after in pairwise(lines):
        is_beside = abs(before.baseline - after.baseline) < 0.5 * before.size
        is_above = after.top < before.top - 1 and after.x0 < before.x1 - 1 and after.x1 > before.x0 + 1
        is_left_up = after.x1 <= before.x0 + 1 and after.top < before.bottom
        if is_above or is_left_up or (is_beside and after.x0 > before.x1 + 0.5 * before.size):
            jumps += 1
    return jumps < MIN_JUMPS or jumps <= MAX_JUMPS * len(lines)


def _cut(lines: list[Line], depth: int) -> list[Line]:
    """Cut at the gutter with most lines on both sides; lines that cross it part the page into bands."""
    gutter = _gutter(lines) if depth < 4 else None
    if gutter is None:
        return _rows(lines)
    ordered: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []

    def flush() -> None:
        for side in (left, right):
            if side:
                ordered.extend(_cut(side, depth + 1))
        left.clear()
        right.clear()

    for line in lines:
        if line.x0 < gutter < line.x1:
            flush()
            ordered.append(line)
        else:
            (left if line.x1 <= gutter else right).append(line)
    flush()
    return ordered


def _rows(lines: list[Line]) -> list[Line]:
    rows: list[list[Line]] = []
    for line in lines:
        if rows and abs(rows[-1][-1].baseline - line.baseline) < 0.4 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda item: item.x0)]


def _gutter(lines: list[Line]) -> float | None:
    """Return the x of the white strip that parts most lines, None where none parts at least three from three."""
    best, best_score = None, 0
    common = Counter(round(line.x0, 1) for line in lines).most_common(MAX_STARTS)
    for start in sorted(start for start, _ in common):
        inside = [line for line in lines if line.x0 >= start - 0.1]
        outside = [line for line in lines if line.x1 <= start - GUTTER * line.size]
        crossing = len(lines) - len(inside) - len(outside)
        score = min(len(inside), len(outside)) - 2 * crossing
        if min(len(inside), len(outside)) >= 3 and score > best_score:
            edge = max(line.x1 for line in outside)
            best, best_score = (edge + start) / 2, score
    return best
