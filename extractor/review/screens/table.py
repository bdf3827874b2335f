"""A whole table with the cells of the evidence lit."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import ScrollableContainer, Vertical
from textual.widgets import Static

from extractor.core.document import Document, Table
from extractor.core.text import Span
from extractor.review.actions import Keys
from extractor.review.screens.dialog import Dialog
from extractor.review.widgets.evidence import QUOTE, table_title
from extractor.review.widgets.table import whole_table


class TableScreen(Dialog[None]):
    """Shows a table as wide and long as it is, scrolled to the first lit cell."""

    DEEDS: ClassVar[Mapping[str, str]] = {
        "table": "leave", "take": "leave", "row_down": "scroll(0, 3)", "row_up": "scroll(0, -3)",
        "view_right": "scroll(12, 0)", "view_left": "scroll(-12, 0)", "block_down": "scroll(0, 12)",
        "block_up": "scroll(0, -12)",
    }  # fmt: skip
    HINT = "arrows scroll  {leave} leaves"

    def __init__(self, keys: Keys, document: Document, table: Table, lit: Sequence[Span]) -> None:
        super().__init__(keys)
        self._title = table_title(document, table)
        self._text, self._line = whole_table(document, table, lit, lit_style=QUOTE)

    def compose(self) -> ComposeResult:
        """Give caption and cells."""
        with Vertical(classes="dialog wide full"):
            yield Static(Text(self._title), classes="dialog-title")
            with ScrollableContainer(id="table"):
                yield Static(self._text, id="table-text")
            yield self.hint()

    def on_mount(self) -> None:
        """Go to the first lit cell."""
        lines = self._text.plain.split("\n")
        self.query_one("#table-text").styles.width = max(len(line) for line in lines)
        self.call_after_refresh(self.action_scroll, 0, max(0, self._line - 4))

    def action_scroll(self, right: int, down: int) -> None:
        """Scroll."""
        self.query_one("#table", ScrollableContainer).scroll_relative(x=right, y=down, animate=False)
