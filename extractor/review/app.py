"""The review screens as an application; all that is decided goes through its session."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual.command import Provider

from extractor.review.commands import ReviewCommands
from extractor.review.config import Config
from extractor.review.keyboard import PatientApp
from extractor.review.screens.review import ReviewScreen
from extractor.review.session import ReviewSession
from extractor.review.sources import Sources
from extractor.review.terminal import Terminal


class ReviewApp(PatientApp):
    """Reviews a folder on a terminal of 80 by 24 characters or more."""

    CSS_PATH = Path(__file__).parent / "review.tcss"
    TITLE = "extractor review"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {ReviewCommands}
    COMMAND_PALETTE_BINDING = "ctrl+p"

    def __init__(
        self,
        session: ReviewSession,
        sources: Sources | None = None,
        *,
        config: Config | None = None,
        terminal: Terminal | None = None,
    ) -> None:
        # Without color the terminal's own two remain; Textual itself would go on in shades of grey.
        self._color = not os.environ.get("NO_COLOR")
        super().__init__(ansi_color=None if self._color else True, typed=terminal.typed if terminal else "")
        self._screen_of_review = ReviewScreen(
            session, sources or Sources(), config=config, terminal=terminal, color=self._color
        )

    def on_mount(self) -> None:
        """Open the review screen."""
        self.push_screen(self._screen_of_review)
