"""Pages whose text lies on its side or upside down → the same pages laid straight, and boxes back to the display.

Reading, tables and furniture all think of lines that run from left to right; a page that was drawn or scanned in
another direction is laid straight before and its boxes are put back behind them.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from math import cos, radians, sin

from extractor.core.geometry import Box
from extractor.documents.columns import cut_in_columns
from extractor.documents.lines import lines_of
from extractor.documents.page import PageContent, Rule
from extractor.documents.words import RawWord, Words

Edges = tuple[float, float, float, float]


def upright(page: PageContent) -> PageContent:
    """Return a page laid so that most of its letters stand upright; the page itself where they do already."""
    if not Words.of(page.words).columns.angle.any():
        return page
    letters = [0, 0, 0, 0]
    for word in page.words:
        letters[word.angle // 90] += len(word.text)
    most = max(range(4), key=lambda quarter: letters[quarter])
    if not most or letters[most] <= sum(letters) / 2:
        return page
    laid = turned(page, 90 * most)
    return laid if most == 3 else _in_order(laid)


def _in_order(page: PageContent) -> PageContent:
    """Return a page laid straight with its words in reading order.

    pdfium puts what it takes for pieces of one line in the order of their x, which reverses lines that run down the
    page or upside down.
    """
    lines = lines_of(page.number, [word for word in page.words if not word.angle])
    words = [word for line in cut_in_columns(lines) for word in line.words]
    words += [word for word in page.words if word.angle]
    for number, word in enumerate(words):
        word.order = number
    return replace(page, words=words)


def turned(page: PageContent, angle: int) -> PageContent:
    """Return a page laid so that lines that ran ``angle`` degrees clockwise (0, 90, 180 or 270) run to the right."""
    if not angle:
        return page
    wide, tall = page.width, page.height

    def place(x0: float, top: float, x1: float, bottom: float) -> Edges:
        if angle == 90:
            return top, wide - x1, bottom, wide - x0
        if angle == 180:
            return wide - x1, tall - bottom, wide - x0, tall - top
        return tall - bottom, x0, tall - top, x1

    def box(item: Box) -> Box:
        return Box(item.page, *place(item.x0, item.top, item.x1, item.bottom))

    return replace(
        page,
        width=wide if angle == 180 else tall,
        height=tall if angle == 180 else wide,
        words=list(_words(page, angle, place)),
        rules=[Rule(*place(rule.x0, rule.top, rule.x1, rule.bottom)) for rule in page.rules],
        images=[box(image) for image in page.images],
        panels=[box(panel) for panel in page.panels],
        turn=(page.turn + angle) % 360,
    )


def _words(page: PageContent, angle: int, place: Callable[[float, float, float, float], Edges]) -> Iterator[RawWord]:
    for word in page.words:
        x0, top, x1, bottom = place(word.x0, word.top, word.x1, word.bottom)
        base = word.baseline
        is_level = word.angle in (0, 180)
        x, _, _, y = place(*((base, base) * 2))
        yield replace(
            word,
            x0=x0,
            top=top,
            x1=x1,
            bottom=bottom,
            angle=(word.angle - angle) % 360,
            baseline=x if is_level == (angle != 180) else y,
        )


def as_displayed(box: Box, page: PageContent) -> Box:
    """Return where a box of a page laid straight stands on the page as displayed."""
    if page.skew:
        box = _tilted(box, page)
    x0, top, x1, bottom = box.x0, box.top, box.x1, box.bottom
    if page.turn == 90:
        return Box(box.page, page.height - bottom, x0, page.height - top, x1)
    if page.turn == 180:
        return Box(box.page, page.width - x1, page.height - bottom, page.width - x0, page.height - top)
    if page.turn == 270:
        return Box(box.page, top, page.width - x1, bottom, page.width - x0)
    return box


def size_displayed(page: PageContent) -> tuple[float, float]:
    """Return width and height of a page as displayed."""
    return (page.height, page.width) if page.turn in (90, 270) else (page.width, page.height)


def _tilted(box: Box, page: PageContent) -> Box:
    angle = radians(page.skew)
    across, down = (box.x0 + box.x1 - page.width) / 2, (box.top + box.bottom - page.height) / 2
    x = across * cos(angle) - down * sin(angle) - across
    y = across * sin(angle) + down * cos(angle) - down
    return Box(box.page, box.x0 + x, box.top + y, box.x1 + x, box.bottom + y)
