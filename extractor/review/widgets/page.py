"""A page of a PDF as a picture: half blocks, Braille dots without color, or what the terminal draws itself."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.segment import ControlType, Segment
from textual.strip import Strip
from textual.widget import Widget

from extractor.core.geometry import Box
from extractor.review.graphics import Dots, braille, half_blocks, picture, removal
from extractor.review.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable

ZOOMS = (1.0, 1.5, 2.2, 3.3, 5.0, 7.5)
"""How much larger than the width of the screen the page may be drawn."""
MARGIN = 0.25
"""The part of the height that stays above the evidence."""


class PageView(Widget, can_focus=True):
    """Draws part of a page; the widget's whole size is filled.

    ``draw`` returns the dots of a page at so many dots a point, with the evidence boxed. Raises what it raises.
    """

    def __init__(
        self,
        draw: "Callable[[Path, int, float, Sequence[Box]], tuple[Dots, float]]",
        path: Path,
        terminal: Terminal,
        *,
        color: bool,
    ) -> None:
        super().__init__()
        self._draw = draw
        self._path = path
        self._terminal = terminal
        self._color = color
        self._page, self._page_width = 1, 595.0
        self._boxes: Sequence[Box] = ()
        self._zoom = 0
        self._left = self._top = 0.0
        self._lines: list[list[Segment]] = []
        self._gone = False

    def show_page(self, page: int, width: float, boxes: Sequence[Box]) -> None:
        """Show a page that is ``width`` points wide, from a little above the first of ``boxes``."""
        self._page, self._page_width, self._boxes = page, width, boxes
        here = [box for box in boxes if box.page == page]
        self._left = self._top = 0.0
        if here:
            scale = self._scale()
            columns, rows = self._dots()
            self._top = min(box.top for box in here) - MARGIN * rows / scale
            self._left = min(box.x0 for box in here) - 0.1 * columns / scale if self._zoom else 0.0
        self._render_page()

    def pan(self, right: float, down: float) -> None:
        """Move by parts of what is in sight."""
        scale = self._scale()
        columns, rows = self._dots()
        self._left += right * columns / scale
        self._top += down * rows / scale
        self._render_page()

    def zoom(self, step: int) -> None:
        """Draw the page larger or smaller, about what is in the middle."""
        columns, rows = self._dots()
        before = self._scale()
        self._zoom = max(0, min(self._zoom + step, len(ZOOMS) - 1))
        after = self._scale()
        self._left += columns / 2 * (1 / before - 1 / after)
        self._top += rows / 2 * (1 / before - 1 / after)
        self._render_page()

    def clear(self) -> None:
        """Take away what the terminal would keep over later text."""
        self._gone = True
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return a line of the picture; one that the terminal draws itself is sent with the last line."""
        width = self.size.width
        if y >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        segments = self._lines[y]
        if self._gone:
            gone = Segment(removal(self._terminal.protocol), None, [(ControlType.HOME,)])
            return Strip([gone, Segment(" " * width, self.rich_style)] if y == 0 else [Segment(" " * width)])
        return (
            Strip(segments).adjust_cell_length(width) if all(not item.control for item in segments) else Strip(segments)
        )

    def _scale(self) -> float:
        return self._dots()[0] / self._page_width * ZOOMS[self._zoom]

    def _dots(self) -> tuple[int, int]:
        """Return width and height of what is in sight, in dots."""
        width, height = max(1, self.size.width), max(1, self.size.height)
        if self._terminal.protocol != "blocks":
            return width * self._terminal.cell[0], height * self._terminal.cell[1]
        return (width, height * 2) if self._color else (width * 2, height * 4)

    def _render_page(self) -> None:
        dots, scale = self._draw(self._path, self._page, self._scale(), self._boxes)
        columns, rows = self._dots()
        height, width = dots.shape[:2]
        left = max(0, min(round(self._left * scale), width - columns))
        top = max(0, min(round(self._top * scale), height - rows))
        self._left, self._top = left / scale, top / scale
        part = dots[top : top + rows, left : left + columns]
        self._lines = self._segments(part)
        self._gone = False
        self.refresh()

    def _segments(self, part: Dots) -> list[list[Segment]]:
        if self._terminal.protocol == "blocks":
            return half_blocks(part) if self._color else [[Segment(line)] for line in braille(part)]
        width, height = self.size.width, self.size.height
        cell_width, cell_height = self._terminal.cell
        columns, rows = -(-part.shape[1] // cell_width), -(-part.shape[0] // cell_height)
        blank = Segment(" " * width, self.rich_style)
        place = f"\x1b7\x1b[{self.region.y + 1};{self.region.x + 1}H"
        drawn = place + picture(self._terminal.protocol, part, min(columns, width), min(rows, height)) + "\x1b8"
        # After the last line, since every line that is written later would wipe the picture out.
        return [[blank]] * (height - 1) + [[blank, Segment(drawn, None, [(ControlType.HOME,)])]]
