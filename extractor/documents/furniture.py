"""What is printed on a page but is no part of the article: running heads, page numbers, line numbers, stamps.

Lines are judged by where they stand and what comes back on other pages, never by the words of one journal.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from extractor.documents.lines import Line
from extractor.documents.page import PageContent
from extractor.documents.words import Columns, Words

EDGE = 0.115
"""Share of the page height, top and bottom, where running heads and feet stand."""
SAME_PLACE = 7.0
"""Points by which a running head may move from page to page."""
MIN_LINE_NUMBERS = 8

_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"(?:page|p\.?|s\.?)?\s*[\[(|–-]?\s*(?:[a-z]{0,2}\d{1,6}|[ivxl]{1,6})\s*[\])|–-]?(?:\s*(?:of|/|\|)\s*\d{1,4})?",
    re.IGNORECASE,
)
_STAMP = re.compile(
    r"\b(?:downloaded (?:from|by|on)|for personal use only|terms and conditions|accepted manuscript|"
    r"this article is protected by copyright|cc[- ]by[- \d.]+ international licen[cs]e)\b",
    re.IGNORECASE,
)


def margin_words(page: PageContent) -> set[int]:
    """Return the rows of words that are no running text: turned ones and line numbers in the margin."""
    words = Words.of(page.words)
    is_upright = words.columns.angle == 0
    upright = np.flatnonzero(is_upright)
    found = set(np.flatnonzero(~is_upright).tolist()) if 2 * len(upright) > len(is_upright) else set()
    return found | _line_numbers(words.columns, upright.tolist())


def _line_numbers(words: Columns, rows: Sequence[int]) -> set[int]:
    text = words.text
    numbers = [row for row in rows if len(text[row]) <= 4 and text[row].isdecimal()]
    if len(numbers) < MIN_LINE_NUMBERS:
        return set()
    long_words = [row for row in rows if len(text[row]) > 3]
    left = np.sort(words.x0[long_words])[len(long_words) // 50].item() if long_words else 0.0
    others = [row for row in rows if not text[row].isdecimal()]
    right = words.x1[others].max().item() if others else 0.0
    found: set[int] = set()
    for side in (
        [row for row in numbers if words.x1[row] <= left + 1],
        [row for row in numbers if words.x0[row] >= right - 1],
    ):
        side.sort(key=words.top.__getitem__)
        steps = [int(text[b]) - int(text[a]) for a, b in pairwise(side)]
        if len(side) >= MIN_LINE_NUMBERS and sum(step in (1, 5) for step in steps) >= 0.8 * len(steps):
            found.update(side)
    return found


def furniture_lines(pages: Sequence[tuple[PageContent, list[Line]]]) -> set[int]:
    """Return the ids (``id(line)``) of lines that are running heads and feet, page numbers or stamps."""
    places: dict[str, list[tuple[int, float, float, Line]]] = {}
    for page, lines in pages:
        for line in lines:
            places.setdefault(_key(line.text), []).append((page.number, line.top, page.height, line))
    found: set[int] = set()
    for key, group in places.items():
        if any(letter.isalpha() for letter in key):
            found.update(_repeated(group, len(pages)))
    for page, lines in pages:
        found.update(_edges(page, lines, found))
    return found


def _key(text: str) -> str:
    return _DIGITS.sub("#", text).lower()


def _repeated(group: list[tuple[int, float, float, Line]], n_pages: int) -> set[int]:
    if len(group) < 2 or n_pages < 2:
        return set()
    rows: dict[int, set[int]] = {}
    for number, top, _, _ in group:
        rows.setdefault(round(top / SAME_PLACE), set()).add(number)
    found: set[int] = set()
    for number, top, height, line in group:
        row = round(top / SAME_PLACE)
        is_edge = top < EDGE * height or line.bottom > (1 - EDGE) * height
        twins = set().union(*(rows.get(near, ()) for near in (row - 1, row, row + 1))) - {number}
        if (is_edge and twins) or (len(twins) >= max(2, 0.5 * n_pages) and len(line.text) > 3):
            found.add(id(line))
    return found


def _edges(page: PageContent, lines: Sequence[Line], known: set[int]) -> set[int]:
    """Return page numbers and stamps at the outer edge of a page; what lies beyond a running head goes with it."""
    found: set[int] = set()
    heads = [line for line in lines if id(line) in known]
    top = max((line.bottom for line in heads if line.top < EDGE * page.height), default=0.0)
    low = min((line.top for line in heads if line.bottom > (1 - EDGE) * page.height), default=page.height)
    found.update(_set_apart(page, lines, known))
    largest = max((line.size for line in heads), default=0.0)
    body = [line for line in lines if id(line) not in known and not _PAGE_NUMBER.fullmatch(line.text.strip())]
    first = min((line.top for line in body), default=0.0)
    last = max((line.bottom for line in body), default=page.height)
    has_stamp = _STAMP.search("\n".join(line.text for line in lines)) is not None
    for line in lines:
        is_edge = line.top < EDGE * page.height or line.bottom > (1 - EDGE) * page.height
        if not is_edge and not has_stamp:
            continue
        is_beyond = is_edge and (line.bottom <= top + 2 or line.top >= low - 2) and line.size < largest + 0.6
        is_outermost = line.bottom <= first + 2 or line.top >= last - 2
        is_number = is_edge and is_outermost and _PAGE_NUMBER.fullmatch(line.text.strip()) is not None
        if is_number:  # numbers side by side are a row of a table
            beside = [other for other in lines if abs(other.baseline - line.baseline) < 3 and id(other) not in known]
            is_number = len(beside) == 1
        if is_beyond or is_number or _STAMP.search(line.text):
            found.add(id(line))
    return found


OUTER_EDGE = 0.085
"""Share of the page height where a line of small print that stands alone is a running head even on a single page."""


def _set_apart(page: PageContent, lines: Sequence[Line], known: set[int]) -> set[int]:
    """Return the first and last line of a page where they are small and wide white parts them from the rest."""
    rest = sorted((line for line in lines if id(line) not in known), key=lambda line: line.top)
    if len(rest) < 8:
        return set()
    usual = sorted(line.size for line in rest)[len(rest) // 2]
    found: set[int] = set()
    for ordered, is_top in ((rest, True), (rest[::-1], False)):
        edge = [line for line in ordered if abs(line.top - ordered[0].top) < 3]
        inner = next((line for line in ordered if abs(line.top - ordered[0].top) >= 3), None)
        if inner is None or any(line.size > usual - 0.2 for line in edge):
            continue
        gap = inner.top - max(line.bottom for line in edge) if is_top else edge[0].top - inner.bottom
        is_outer = edge[0].bottom < OUTER_EDGE * page.height or edge[0].top > (1 - OUTER_EDGE) * page.height
        if is_outer and gap > 2.0 * usual:
            found.update(id(line) for line in edge)
    return found


_PANEL = re.compile(r"(?:\(?[a-hA-H]\)?[.)]?[\s,]*){1,8}")
MAX_PICTURES = 200
MOST_PICTURE_WORDS = 40
"""Words inside one picture up to which they are its labels; a picture with more is a background of running text."""


def picture_lines(page: PageContent, lines: Sequence[Line], size: float) -> set[int]:
    """Return the ids of lines that label pictures: letters of panels, words inside a photograph or plot."""
    found = {id(line) for line in lines if _PANEL.fullmatch(line.text) and (")" in line.text or page.images)}
    for image in page.images[:MAX_PICTURES]:
        if image.width * image.height > 0.6 * page.width * page.height:
            continue
        inside = [
            line
            for line in lines
            if line.x0 >= image.x0 - 2
            and line.x1 <= image.x1 + 2
            and line.top >= image.top - 2
            and line.bottom <= image.bottom + 2
        ]
        if sum(len(line.words) for line in inside) <= MOST_PICTURE_WORDS:
            found.update(id(line) for line in inside if line.size < 1.3 * size)
    return found
