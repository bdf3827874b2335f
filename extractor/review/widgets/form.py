"""The form of a case as a list of lines: sign, field, value, confidence; one row is current."""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from extractor.core.terminal import printable
from extractor.review.form import SIGNS, Row, View
from extractor.review.values import EPSILON
from extractor.review.widgets.cells import cut

LABEL_CELLS = 18
WIDE_LABEL_CELLS = 25
WIDE = 56
"""Forms of this width or more (in characters) have room for every label in full."""
SIGN_CELLS = 3
MARKS = {"!": "warned of", "#": "flagged", "*": "with a note"}
"""The sign after a row's state, the first that fits."""


class FormList(ScrollView, can_focus=True, inherit_bindings=False):
    """Shows the rows of a view, the heading of a drug or domain above its rows; the current row is marked by ``>``."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "form--cursor", "form--open", "form--done", "form--dropped", "form--group", "form--empty",
    }  # fmt: skip

    class Chosen(Message):
        """A row was clicked, or clicked twice."""

        def __init__(self, index: int, *, twice: bool) -> None:
            super().__init__()
            self.index = index
            self.twice = twice

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[Row] = ()
        self._lines: list[tuple[int | None, str]] = []
        self._cursor = 0
        self._marks: Sequence[str] = ()

    def show(self, view: View | None, cursor: int, marks: Sequence[str] = ()) -> None:
        """Show a view with the row ``cursor`` as the current one, in sight; ``marks`` are its rows' third signs."""
        self._rows = view.rows if view else ()
        self._marks = marks
        self._cursor = cursor
        self._lines = []
        group = None
        for index, row in enumerate(self._rows):
            if row.group and row.group != group:
                self._lines.append((None, row.group))
            group = row.group
            self._lines.append((index, ""))
        self.virtual_size = Size(self.size.width, len(self._lines))
        at = next((place for place, line in enumerate(self._lines) if line[0] == cursor), 0)
        self.scroll_to_region(Region(0, max(0, at - 1), 1, 3), animate=False, force=True)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return line ``y`` of what is in sight."""
        width = self.scrollable_content_region.width
        number = y + self.scroll_offset.y
        if number >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        index, heading = self._lines[number]
        if index is None:
            style = self.get_component_rich_style("form--group")
            return Strip([Segment(set_cell_size(f"   {printable(heading)}", width), style)], width)
        row = self._rows[index]
        style = self._style(index, row)
        return Strip([Segment(self._line(index, row, width), style)], width)

    def _style(self, index: int, row: Row) -> Style:
        name = {"open": "open", "empty": "empty"}.get(row.state, "done")
        style = self.get_component_rich_style("form--dropped" if row.dropped else f"form--{name}")
        return style + self.get_component_rich_style("form--cursor") if index == self._cursor else style

    def _line(self, index: int, row: Row, width: int) -> str:
        third = self._marks[index] if index < len(self._marks) else " "
        sign = f"{'>' if index == self._cursor else ' '}{SIGNS[row.state]}{third}"
        cells = WIDE_LABEL_CELLS if width >= WIDE or row.kind == "statement" else LABEL_CELLS
        label = f"  {cut(row.label, cells - 2)}" if row.group else cut(row.label, cells)
        sure = f" {int(row.confidence * 100 + EPSILON):3}%" if row.is_open and row.confidence is not None else ""
        value = cut(_value(row), max(1, width - SIGN_CELLS - cells - 1 - len(sure)))
        return f"{sign}{label} {value}{sure}"

    def on_click(self, event: events.Click) -> None:
        """Make the clicked row the current one."""
        number = event.y + self.scroll_offset.y
        if number < len(self._lines) and (index := self._lines[number][0]) is not None:
            self.post_message(self.Chosen(index, twice=event.chain > 1))


def mark(row: Row, *, warned: bool) -> str:
    """Return a row's third sign."""
    return "!" if warned else "#" if row.flagged else "*" if row.note else " "


def _value(row: Row) -> str:
    if row.state in ("not told", "unclear"):
        return row.state
    if row.state == "rejected":
        return f"rejected: {row.suggested_words}" if row.suggested_words else row.state
    return row.words or "-"
