"""The page that the evidence stands on, as a picture with the evidence boxed."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from extractor.core.document import Document
from extractor.core.errors import InputError
from extractor.core.geometry import Box
from extractor.core.terminal import printable
from extractor.review.actions import Keys
from extractor.review.graphics import Dots
from extractor.review.screens.dialog import Dialog
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


class PageScreen(Dialog[str]):
    """Shows pages of a PDF; gives back a line for the reviewer."""

    DEEDS: ClassVar[Mapping[str, str]] = {
        "picture": "leave", "row_down": "pan(0, 0.3)", "row_up": "pan(0, -0.3)", "view_right": "pan(0.3, 0)",
        "view_left": "pan(-0.3, 0)", "larger": "zoom(1)", "smaller": "zoom(-1)", "publication_down": "turn(1)",
        "publication_up": "turn(-1)", "block_down": "turn(1)", "block_up": "turn(-1)", "open_pdf": "open",
    }  # fmt: skip
    HINT = (
        "arrows move  {larger} {smaller} size  {publication_up} {publication_down} page  "
        "{open_pdf} opens the PDF  {leave} leaves"
    )

    def __init__(
        self,
        keys: Keys,
        path: Path,
        boxes: Sequence[Box],
        document: Document | None,
        terminal: Terminal,
        *,
        page: int,
        color: bool,
        is_part: bool = False,
        viewer: Sequence[str] = (),
    ) -> None:
        super().__init__(keys)
        self._path = path
        self._boxes = tuple(boxes)
        self._document = document
        self._page = page
        self._is_part = is_part
        self._viewer = viewer
        self._view = PageView(drawn, path, terminal, color=color)

    def compose(self) -> ComposeResult:
        """Give the page and a line of keys."""
        yield Static(id="page-title", classes="dialog-title")
        yield self._view
        yield self.hint()

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
        of = f" of {len(pages)}" if pages and not self._is_part else ""
        boxed = sum(box.page == self._page for box in self._boxes)
        title = f"{self._path.name}, page {self._page}{of}, {boxed} evidence boxed"
        self.query_one("#page-title", Static).update(Text(printable(title), no_wrap=True))
