"""Words of a page → printed lines, in the order of the content stream.

Comes in: the words that the backend found. Goes out: lines with their box, size and style. What a line means (running
head, heading, caption) is not decided here.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from extractor.core.document import BOLD, ITALIC, RAISED
from extractor.documents.backend import RawWord

WORD_GAP = 1.6
"""Ems between two words that follow each other in the stream and still stand on one line; justified text rarely
opens more, column gutters seldom less than 1.2 but are crossed in the stream only by a new line."""
STRAY_GAP = 0.8
"""Ems between two pieces of one line that the stream draws apart."""
MAX_PIECES = 2_000
"""Lines of a page beyond which it is a plot or worse, and pieces stay apart."""
SAME_BASELINE = 0.35
"""Share of the size by which the baselines of one line may differ: subscripts hang lower."""

_MARKER = re.compile(r"[\[(]?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)\]]{0,2}|[•‣◦▪–·*†‡§]")


@dataclass(slots=True)
class Line:
    """Words on one baseline, left to right; ``size`` and ``flags`` are those of most of its letters.

    A table holds its place among lines as one without words.
    """

    page: int
    words: list[RawWord]
    x0: float
    top: float
    x1: float
    bottom: float
    baseline: float
    size: float
    flags: int
    text: str
    table: Any = None

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
    pieces: list[list[RawWord]] = []
    last: RawWord | None = None
    for word in words:
        if last is not None and _follows(last, word):
            pieces[-1].append(word)
        else:
            pieces.append([word])
        last = word
    lines = [line_of(page, piece) for piece in pieces]
    return _with_strays(page, lines)


def _follows(last: RawWord, word: RawWord) -> bool:
    angle = word.angle
    if last.angle != angle:
        return False
    size = max(last.size, word.size, 1.0)
    drop = abs(word.baseline - last.baseline)
    if drop > SAME_BASELINE * size and not ((word.flags | last.flags) & RAISED and drop < 0.8 * size):
        return False
    if angle == 90:
        gap = word.top - last.bottom
    elif angle == 270:
        gap = last.top - word.bottom
    else:
        gap = word.x0 - last.x1
    return -0.5 * size < gap < WORD_GAP * size


def line_of(page: int, words: list[RawWord]) -> Line:
    """Return the line that words make; there must be one at least."""
    exact: dict[tuple[float, int], int] = {}
    base: dict[float, int] = {}
    for word in words:
        if word.flags & RAISED:
            continue
        letters = len(word.text)
        own = (word.size, word.flags & (BOLD | ITALIC))
        exact[own] = exact.get(own, 0) + letters
        base[word.baseline] = base.get(word.baseline, 0) + letters
    if not exact:
        exact = {(words[0].size, words[0].flags & (BOLD | ITALIC)): 1}
        base = {words[0].baseline: 1}
    weights: dict[tuple[float, int], int] = {}
    for (told, bits), letters in exact.items():
        style = (round(told, 1), bits)
        weights[style] = weights.get(style, 0) + letters
    size, flags = max(weights, key=weights.__getitem__)
    if len(weights) > 1:
        flags, total = 0, sum(weights.values())
        for flag in (BOLD, ITALIC):
            if sum(count for (_, bits), count in weights.items() if bits & flag) > 0.5 * total:
                flags |= flag
    return Line(
        page,
        words,
        min([word.x0 for word in words]),
        min([word.top for word in words]),
        max([word.x1 for word in words]),
        max([word.bottom for word in words]),
        max(base, key=base.__getitem__),
        size,
        flags,
        plain(words),
    )


def plain(words: Iterable[RawWord]) -> str:
    """Return words as plain text, raised marks set against the word before."""
    return "".join([word.text if word.glued else " " + word.text for word in words]).removeprefix(" ")


def _with_strays(page: int, lines: list[Line]) -> list[Line]:
    """Join pieces of one printed line that the stream draws apart."""
    if len(lines) > MAX_PIECES:
        return lines
    rows: dict[int, list[int]] = {}
    for number, line in enumerate(lines):
        rows.setdefault(round(line.baseline / 4), []).append(number)
    gone: dict[int, int] = {}
    for number, line in enumerate(lines):
        row = round(line.baseline / 4)
        for other in (n for key in (row - 1, row, row + 1) for n in rows.get(key, ())):
            if other != number and number not in gone and other not in gone and _is_stray(line, lines[other], lines):
                # keep the place of the longer piece: the shorter one is what was drawn apart
                keep, drop = (number, other) if len(line.text) >= len(lines[other].text) else (other, number)
                words = sorted(lines[keep].words + lines[drop].words, key=lambda word: word.x0)
                lines[keep] = line_of(page, words)
                line = lines[number]  # noqa: PLW2901 - the line has grown
                gone[drop] = keep
    return [line for number, line in enumerate(lines) if number not in gone]


def _is_stray(left: Line, right: Line, lines: list[Line]) -> bool:
    size = max(left.size, right.size)
    if abs(left.baseline - right.baseline) > 0.2 * size or left.words[0].angle != right.words[0].angle:
        return False
    gap = right.x0 - left.x1
    if -0.3 * size < gap < STRAY_GAP * size:
        return True
    return 0 < gap < 3.5 * size and len(left.words) == 1 and bool(_MARKER.fullmatch(left.text)) and len(right.text) > 3
