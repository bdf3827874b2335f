"""A page turned so that its text runs left to right, its rules merged; and whether it may hold a table at all."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from extractor.documents.grid import (
    Mark,
    Ruling,
    dominant_size,
)
from extractor.documents.page import PageContent
from extractor.documents.words import Columns, RawWord, Words

LABEL = re.compile(r"(?:e-?)?(?:table|tab\.|tableau|tabelle|tabla|tabella|tabela|tabell|tabel|taulukko)", re.I)
NUMBER = re.compile(r"(?:[A-Z]{0,2}[-.]?\d{1,3}(?:[.-]\d{1,2})?[A-Za-z]?|[IVXL]{1,6})([.:|—–-]*)")
_LABELS = re.compile(rf"\n(?:{LABEL.pattern})(?:\n?{NUMBER.pattern}|[.:|—–-]+)\n", re.I)
SAME_EDGE = 6.0
"""Points by which the ends of a table's full rules may differ; columns' padding is 2 to 6."""
SHORTEST = 40.0
"""Points below which a level line is no table's upper or lower rule."""
TALLEST_BAND = 14
"""Printed lines that may stand between the first two rules of a table without a caption."""
MOST_RULES = 400
"""Level rules on a page beyond which it shows a plot or a form rather than a table without a caption."""
HIGH = 0.25
"""Share of a page's height in which a table that goes on from the page before begins."""


@dataclass(slots=True)
class View:
    """A page turned so that its text runs left to right."""

    number: int
    width: float
    height: float
    angle: int
    marks: list[Mark]
    levels: list[Ruling]
    uprights: list[Ruling]
    panels: list[tuple[float, float, float, float]]
    images: list[tuple[float, float, float, float]]
    body_size: float


def may_hold_table(words: Words, page: PageContent, angle: int) -> bool:
    """Tell whether a label with a number stands on a page, or rules below each other that a header may part."""
    if _LABELS.search("\n".join(["", *words.texts, ""])):
        return True
    levels, _, height = _rulings(page, angle)
    long = [rule for rule in levels if rule.length >= SHORTEST]
    if len(long) > MOST_RULES:
        return False
    columns = words.own_columns() if angle == 0 else None
    for number, rule in enumerate(long):
        twins = [other for other in long[number + 1 :] if other.at > rule.at + 1.5 and are_twins(rule, other)]
        if not twins or (len(twins) < 2 and rule.at >= HIGH * height):
            continue
        if columns is None or 0 < _count_lines(columns, rule, twins[0]) <= TALLEST_BAND:
            return True
    return False


def _count_lines(words: Columns, upper: Ruling, lower: Ruling) -> int:
    """Return how many baselines of upright words lie between two level rules."""
    middle, center = words.baseline - 0.3 * np.maximum(words.size, 1.0), words.x0 + words.x1
    is_inside = (middle >= upper.at - 0.5) & (middle <= lower.at + 0.5)
    is_inside &= (center >= 2 * (upper.start - 2)) & (center <= 2 * (upper.end + 2))
    return len(np.unique(np.rint(words.baseline[is_inside])))


def _rulings(page: PageContent, angle: int) -> tuple[list[Ruling], list[Ruling], float]:
    """Return the level and the upright rules of a page turned, and its height."""
    turn = _Turn(angle, page.width, page.height)
    inside = [
        turn.box(rule.x0, rule.top, rule.x1, rule.bottom)
        for rule in page.rules
        if rule.x0 > -5 and rule.top > -5 and rule.x1 < page.width + 5 and rule.bottom < page.height + 5
    ]
    levels = [Ruling((top + bottom) / 2, x0, x1) for x0, top, x1, bottom in inside if x1 - x0 >= bottom - top]
    uprights = [Ruling((x0 + x1) / 2, top, bottom) for x0, top, x1, bottom in inside if x1 - x0 < bottom - top]
    return _merged(levels), _merged(uprights), page.width if angle in (90, 270) else page.height


@dataclass(frozen=True, slots=True)
class _Turn:
    """Maps a page of some width and height so that text at ``angle`` (degrees clockwise) runs left to right."""

    angle: int
    width: float
    height: float

    def box(self, x0: float, top: float, x1: float, bottom: float) -> tuple[float, float, float, float]:
        """Return the edges of a rectangle after turning."""
        if self.angle == 270:
            return self.height - bottom, x0, self.height - top, x1
        if self.angle == 90:
            return top, self.width - x1, bottom, self.width - x0
        if self.angle == 180:
            return self.width - x1, self.height - bottom, self.width - x0, self.height - top
        return x0, top, x1, bottom

    def base(self, word: RawWord) -> float:
        """Return the y of a word's baseline after turning."""
        if self.angle == 90:
            return self.width - word.baseline
        return self.height - word.baseline if self.angle == 180 else word.baseline


def view_of(page: PageContent, words: Words, angle: int, body_size: float | None) -> View:
    """Return the words of a page that run in one direction, turned, with its rules, panels and pictures."""
    turn = _Turn(angle, page.width, page.height)
    if angle == 0:
        columns = words.own_columns()
        told = (columns.x0, columns.top, columns.x1, columns.bottom, columns.baseline, np.maximum(columns.size, 1.0))
        marks = list(map(Mark, *(column.tolist() for column in told), words))
    else:
        marks = [
            Mark(*turn.box(word.x0, word.top, word.x1, word.bottom), turn.base(word), max(word.size, 1.0), word)
            for word in words
        ]
    levels, uprights, height = _rulings(page, angle)
    return View(
        page.number,
        page.height if angle in (90, 270) else page.width,
        height,
        angle,
        marks,
        levels,
        uprights,
        [turn.box(box.x0, box.top, box.x1, box.bottom) for box in page.panels],
        [turn.box(box.x0, box.top, box.x1, box.bottom) for box in page.images],
        body_size if body_size is not None else dominant_size(marks),
    )


def _merged(rules: Iterable[Ruling]) -> list[Ruling]:
    """Join rules on one line that touch, as cells drawn one by one leave them."""
    result: list[Ruling] = []
    level: list[Ruling] = []
    for rule in [*sorted(rules, key=lambda r: (r.at, r.start)), None]:
        if rule is not None and level and rule.at - level[0].at <= 1.5:
            level.append(rule)
            continue
        level.sort(key=lambda r: r.start)
        for piece in level:
            if result and abs(result[-1].at - piece.at) <= 1.5 and piece.start - result[-1].end <= 3.0:
                last = result[-1]
                result[-1] = Ruling(last.at, last.start, max(last.end, piece.end))
            else:
                result.append(piece)
        level = [rule] if rule is not None else []
    return result


def are_twins(rule: Ruling, other: Ruling) -> bool:
    """Tell whether two level rules begin and end below each other."""
    return abs(rule.start - other.start) <= SAME_EDGE and abs(rule.end - other.end) <= SAME_EDGE
