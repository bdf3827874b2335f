"""The review screens as an application; all that is decided goes through its session."""

import os
from pathlib import Path

from textual.app import App

from extractor.review.screens.review import ReviewScreen
from extractor.review.session import ReviewSession
from extractor.review.sources import Sources


class ReviewApp(App[None]):
    """Reviews a folder on a terminal of 80 by 24 characters or more."""

    CSS_PATH = Path(__file__).parent / "review.tcss"
    TITLE = "extractor review"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, session: ReviewSession, sources: Sources | None = None) -> None:
        # Without color the terminal's own two remain; Textual itself would go on in shades of grey.
        super().__init__(ansi_color=True if os.environ.get("NO_COLOR") else None)
        self._session = session
        self._sources = sources or Sources()

    def on_mount(self) -> None:
        """Open the review screen."""
        self.push_screen(ReviewScreen(self._session, self._sources))
