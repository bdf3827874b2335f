"""Words of a page → printed lines, in the order of the content stream.

Comes in: the words that the backend found. Goes out: lines with their box, size and style. What a line means (running
head, heading, caption) is not decided here.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extractor.core.document import BOLD, ITALIC, RAISED
from extractor.documents.words import Columns, Ints, RawWord, Words

WORD_GAP = 1.6
"""Ems between two words that follow each other in the stream and still stand on one line; justified text rarely
opens more, column gutters seldom less than 1.2 but are crossed in the stream only by a new line."""
STRAY_GAP = 0.8
"""Ems between two pieces of one line that the stream draws apart."""
MARKER_GAP = 3.5
"""Ems between a list's mark, drawn apart, and its line."""
MAX_PIECES = 2_000
"""Lines of a page beyond which it is a plot or worse, and pieces stay apart."""
SAME_BASELINE = 0.35
"""Share of the size by which the baselines of one line may differ: subscripts hang lower."""

_MARKER = re.compile(r"[\[(]?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)\]]{0,2}|[•‣◦▪–·*†‡§]")


class Line:
    """Words on one baseline, left to right; ``size`` and ``flags`` are those of most of its letters.

    A table holds its place among lines as one without words. ``is_even`` says that all words have the same size, flags
    and baseline.
    """

    __slots__ = (
        "baseline", "bottom", "flags", "is_even", "page", "size", "table", "text", "top", "words", "x0", "x1",
    )  # fmt: skip

    def __init__(
        self,
        page: int,
        words: Sequence[RawWord],
        x0: float,
        top: float,
        x1: float,
        bottom: float,
        baseline: float,
        size: float,
        flags: int,
        text: str,
        table: Any = None,
        is_even: bool = False,
    ) -> None:
        self.page = page
        self.words = Words.of(words)
        self.x0 = x0
        self.top = top
        self.x1 = x1
        self.bottom = bottom
        self.baseline = baseline
        self.size = size
        self.flags = flags
        self.text = text
        self.table = table
        self.is_even = is_even

    @property
    def is_bold(self) -> bool:
        """Tell whether most of the line is bold."""
        return bool(self.flags & BOLD)

    @property
    def is_italic(self) -> bool:
        """Tell whether most of the line is italic."""
        return bool(self.flags & ITALIC)

    @property
    def height(self) -> float:
        """Height in points."""
        return self.bottom - self.top


def lines_of(page: int, words: Sequence[RawWord]) -> list[Line]:
    """Return the lines of a page's upright words in content order; list markers drawn apart join their line."""
    found = Words.of(words)
    if not found:
        return []
    columns = found.own_columns()
    begins = np.flatnonzero(np.append(True, ~_follow(columns)))
    return _with_strays(page, _measured(page, found, columns, begins))


def _follow(words: Columns) -> NDArray[np.bool_]:
    """Tell for each word but the first whether it goes on with the line of the one before."""
    size = np.maximum(np.maximum(words.size[1:], words.size[:-1]), 1.0)
    angle = words.angle[1:]
    drop = np.abs(np.diff(words.baseline))
    is_raised = ((words.flags[1:] | words.flags[:-1]) & RAISED) != 0
    is_level = (drop <= SAME_BASELINE * size) | (is_raised & (drop < 0.8 * size))
    gap = words.x0[1:] - words.x1[:-1]
    if angle.any():
        gap = np.where(angle == 90, words.top[1:] - words.bottom[:-1], gap)
        gap = np.where(angle == 270, words.top[:-1] - words.bottom[1:], gap)
    follows: NDArray[np.bool_] = (angle == words.angle[:-1]) & is_level & (gap > -0.5 * size) & (gap < WORD_GAP * size)
    return follows


def _measured(page: int, found: Words, words: Columns, begins: Ints) -> list[Line]:
    """Return the lines of words with these columns, each from where it begins to where the next one does."""
    count = len(words.text)
    ends = np.append(begins[1:], count)
    changes = np.zeros(count, dtype=np.bool_)
    for column in (words.size, words.flags, words.baseline):
        changes[1:] |= column[1:] != column[:-1]
    changes[begins] = (words.flags[begins] & RAISED) != 0
    uneven = np.logical_or.reduceat(changes, begins)
    inner = words.glued.copy()
    inner[begins] = False
    glued = np.logical_or.reduceat(inner, begins)
    told = zip(
        begins.tolist(),
        ends.tolist(),
        np.minimum.reduceat(words.x0, begins).tolist(),
        np.minimum.reduceat(words.top, begins).tolist(),
        np.maximum.reduceat(words.x1, begins).tolist(),
        np.maximum.reduceat(words.bottom, begins).tolist(),
        words.baseline[begins].tolist(),
        words.size[begins].tolist(),
        (words.flags[begins] & (BOLD | ITALIC)).tolist(),
        uneven.tolist(),
        glued.tolist(),
        strict=True,
    )
    lines: list[Line] = []
    for first, last, x0, top, x1, bottom, base, size, flags, is_uneven, is_glued in told:
        own = Words(found.columns, found.rows[first:last])
        if is_uneven:
            base, size, flags = _style(own)  # noqa: PLW2901 - those of most letters, not of the first word
        else:
            size = round(size, 1)  # noqa: PLW2901
        texts = words.text[first:last]
        text = plain(texts, words.glued[first:last].tolist()) if is_glued else " ".join(texts)
        lines.append(Line(page, own, x0, top, x1, bottom, base, size, flags, text, None, not is_uneven))
    return lines


def line_of(page: int, words: Sequence[RawWord]) -> Line:
    """Return the line that words make; there must be one at least."""
    found = Words.of(words)
    return _measured(page, found, found.own_columns(), np.zeros(1, dtype=np.int64))[0]


def _style(words: Words) -> tuple[float, float, int]:
    """Return the baseline, the size and the flags of most letters."""
    exact: dict[tuple[float, int], int] = {}
    base: dict[float, int] = {}
    told = zip(words.texts, words.column("size"), words.column("flags"), words.column("baseline"), strict=True)
    for text, size, flags, baseline in told:
        if flags & RAISED:
            continue
        letters = len(text)
        own = (size, flags & (BOLD | ITALIC))
        exact[own] = exact.get(own, 0) + letters
        base[baseline] = base.get(baseline, 0) + letters
    if not exact:
        first = words[0]
        exact = {(first.size, first.flags & (BOLD | ITALIC)): 1}
        base = {first.baseline: 1}
    weights: dict[tuple[float, int], int] = {}
    for (size, bits), letters in exact.items():
        style = (round(size, 1), bits)
        weights[style] = weights.get(style, 0) + letters
    size, flags = max(weights, key=weights.__getitem__)
    if len(weights) > 1:
        flags, total = 0, sum(weights.values())
        for flag in (BOLD, ITALIC):
            if sum(count for (_, bits), count in weights.items() if bits & flag) > 0.5 * total:
                flags |= flag
    return max(base, key=base.__getitem__), size, flags


def plain(texts: Iterable[str], glued: Iterable[bool]) -> str:
    """Return words as plain text, those that are glued to the one before without a space."""
    told = [text if is_glued else " " + text for text, is_glued in zip(texts, glued, strict=True)]
    return "".join(told).removeprefix(" ")


def _with_strays(page: int, lines: list[Line]) -> list[Line]:
    """Join pieces of one printed line that the stream draws apart."""
    if len(lines) > MAX_PIECES or not _may_have_strays(lines):
        return lines
    rows: dict[int, list[int]] = {}
    for number, line in enumerate(lines):
        rows.setdefault(round(line.baseline / 4), []).append(number)
    gone: dict[int, int] = {}
    for number, line in enumerate(lines):
        row = round(line.baseline / 4)
        for other in (n for key in (row - 1, row, row + 1) for n in rows.get(key, ())):
            if other != number and number not in gone and other not in gone and _is_stray(line, lines[other]):
                # keep the place of the longer piece: the shorter one is what was drawn apart
                keep, drop = (number, other) if len(line.text) >= len(lines[other].text) else (other, number)
                columns = line.words.columns
                words = sorted([*lines[keep].words.rows, *lines[drop].words.rows], key=columns.x0.__getitem__)
                lines[keep] = line_of(page, Words(columns, words))
                line = lines[number]  # noqa: PLW2901 - the line has grown
                gone[drop] = keep
    return [line for number, line in enumerate(lines) if number not in gone]


def _may_have_strays(lines: Sequence[Line]) -> bool:
    """Tell whether any two pieces stand side by side as near as pieces of one line do."""
    told = np.array([(line.baseline, line.x0, line.x1, line.size, len(line.words)) for line in lines])
    told = told[np.argsort(told[:, 0], kind="stable")]
    highest = 0.2 * told[:, 3].max()
    for step in range(1, len(told)):
        upper, lower = told[:-step].T, told[step:].T
        drop = lower[0] - upper[0]
        if drop.min() > highest:
            return False
        for left, right in ((upper, lower), (lower, upper)):
            size = np.maximum(left[3], right[3])
            gap = right[1] - left[2]
            is_near = (-0.3 * size < gap) & (gap < np.where(left[4] == 1, MARKER_GAP, STRAY_GAP) * size)
            if (is_near & (drop <= 0.2 * size)).any():
                return True
    return False


def _is_stray(left: Line, right: Line) -> bool:
    size = max(left.size, right.size)
    if abs(left.baseline - right.baseline) > 0.2 * size:
        return False
    gap = right.x0 - left.x1
    if not -0.3 * size < gap < MARKER_GAP * size or left.words.angle != right.words.angle:
        return False
    if gap < STRAY_GAP * size:
        return True
    return gap > 0 and len(left.words) == 1 and bool(_MARKER.fullmatch(left.text)) and len(right.text) > 3
