"""A whole table with the cells of the evidence lit."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import ScrollableContainer, Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from extractor.core.document import Document, Table
from extractor.core.text import Span
from extractor.review.widgets.evidence import QUOTE, table_title
from extractor.review.widgets.table import whole_table


class TableScreen(ModalScreen[None]):
    """Shows a table as wide and long as it is, scrolled to the first lit cell."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,t,enter", "leave", show=False),
        Binding("down,j", "scroll(0, 3)", show=False),
        Binding("up,k", "scroll(0, -3)", show=False),
        Binding("right,l", "scroll(12, 0)", show=False),
        Binding("left,h", "scroll(-12, 0)", show=False),
    ]

    def __init__(self, document: Document, table: Table, lit: Sequence[Span]) -> None:
        super().__init__()
        self._title = table_title(document, table)
        self._text, self._line = whole_table(document, table, lit, lit_style=QUOTE)

    def compose(self) -> ComposeResult:
        """Give caption and cells."""
        with Vertical(classes="dialog wide full"):
            yield Static(Text(self._title), classes="dialog-title")
            with ScrollableContainer(id="table"):
                yield Static(self._text, id="table-text")
            yield Static(Text("arrows scroll  escape leaves"), classes="dialog-hint")

    def on_mount(self) -> None:
        """Go to the first lit cell."""
        lines = self._text.plain.split("\n")
        self.query_one("#table-text").styles.width = max(len(line) for line in lines)
        self.call_after_refresh(self.action_scroll, 0, max(0, self._line - 4))

    def action_scroll(self, right: int, down: int) -> None:
        """Scroll."""
        self.query_one("#table", ScrollableContainer).scroll_relative(x=right, y=down, animate=False)

    def action_leave(self) -> None:
        """Go back to the form."""
        self.dismiss(None)
