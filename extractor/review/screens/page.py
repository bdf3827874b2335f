"""The page that the evidence stands on, as a picture with the evidence boxed."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Static

from extractor.core.document import Document
from extractor.core.errors import InputError
from extractor.core.geometry import Box
from extractor.core.terminal import printable
from extractor.review.graphics import Dots
from extractor.review.terminal import Terminal
from extractor.review.viewer import open_page
from extractor.review.widgets.page import PageView

WIDTH = 595.0
"""Points of a page's width where the document is not at hand: A4."""


@lru_cache(maxsize=4)
def drawn(path: Path, page: int, scale: float, boxes: Sequence[Box]) -> tuple[Dots, float]:
    """Return a page's dots, kept for the next look."""
    from extractor.documents.picture import draw_page

    return draw_page(path, page, scale=scale, boxes=boxes)


class PageScreen(ModalScreen[str]):
    """Shows pages of a PDF; gives back a line for the reviewer."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,i", "leave", show=False),
        Binding("down,j", "pan(0, 0.3)", show=False),
        Binding("up,k", "pan(0, -0.3)", show=False),
        Binding("right,l", "pan(0.3, 0)", show=False),
        Binding("left,h", "pan(-0.3, 0)", show=False),
        Binding("plus", "zoom(1)", show=False),
        Binding("minus", "zoom(-1)", show=False),
        Binding("right_square_bracket,pagedown", "turn(1)", show=False),
        Binding("left_square_bracket,pageup", "turn(-1)", show=False),
        Binding("o", "open", show=False),
    ]

    def __init__(
        self,
        path: Path,
        boxes: Sequence[Box],
        document: Document | None,
        terminal: Terminal,
        *,
        page: int,
        color: bool,
        viewer: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self._path = path
        self._boxes = tuple(boxes)
        self._document = document
        self._page = page
        self._viewer = viewer
        self._view = PageView(drawn, path, terminal, color=color)

    def compose(self) -> ComposeResult:
        """Give the page and a line of keys."""
        yield Static(id="page-title", classes="dialog-title")
        yield self._view
        yield Static(Text("arrows move  + - size  [ ] page  o opens the PDF  escape leaves"), classes="dialog-hint")

    def on_mount(self) -> None:
        """Draw the page once its size is known."""
        self._view.focus()
        self.call_after_refresh(self._show)

    def on_resize(self) -> None:
        """Draw the page in its new size."""
        self.call_after_refresh(self._show)

    def action_pan(self, right: float, down: float) -> None:
        """Move over the page."""
        self._view.pan(right, down)

    def action_zoom(self, step: int) -> None:
        """Draw the page larger or smaller."""
        self._view.zoom(step)

    def action_turn(self, step: int) -> None:
        """Turn the page."""
        before = self._page
        self._page = max(1, before + step)
        try:
            self._draw()
        except InputError:
            self._page = before
            self._draw()

    def action_open(self) -> None:
        """Open the PDF in the reviewer's viewer."""
        self._leave(open_page(self._path, self._page, self._viewer))

    def action_leave(self) -> None:
        """Go back to the form."""
        self._leave("")

    def _leave(self, message: str) -> None:
        def leave() -> None:
            self.dismiss(message)  # its result is not awaited: it waits for this very handler

        self._view.clear()
        self.call_after_refresh(leave)

    def _show(self) -> None:
        try:
            self._draw()
        except InputError as error:
            self._leave(f"The page {error.message}.")

    def _draw(self) -> None:
        pages = self._document.pages if self._document else ()
        width = next((page.width for page in pages if page.number == self._page), WIDTH)
        self._view.show_page(self._page, width, self._boxes)
        of = f" of {len(pages)}" if pages else ""
        boxed = sum(box.page == self._page for box in self._boxes)
        title = f"{self._path.name}, page {self._page}{of}, {boxed} evidence boxed"
        self.query_one("#page-title", Static).update(Text(printable(title), no_wrap=True))
