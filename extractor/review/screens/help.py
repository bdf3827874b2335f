"""All keys and signs, written from the table of actions."""

from collections.abc import Mapping
from textwrap import fill
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from extractor.review.actions import GROUPS, IN_DIALOGS, Keys
from extractor.review.form import SIGNS
from extractor.review.screens.dialog import Dialog
from extractor.review.widgets.form import MARKS

WIDTH = 66
"""What fits into the dialog on a terminal of 80 characters."""


class HelpScreen(Dialog[None]):
    """Lists the keys of the review and of its dialogs."""

    DEEDS: ClassVar[Mapping[str, str]] = {
        "help": "leave", "take": "leave", "row_down": "scroll(3)", "row_up": "scroll(-3)", "next_open": "scroll(3)",
        "block_down": "scroll(15)", "block_up": "scroll(-15)",
    }  # fmt: skip
    HINT = "{leave} goes back  {row_down} {row_up} scroll"

    def __init__(self, keys: Keys, *, signs: bool = True) -> None:
        super().__init__(keys)
        self._all = keys
        self._signs = signs

    def compose(self) -> ComposeResult:
        """Give the list."""
        with Vertical(classes="dialog full"):
            with VerticalScroll():
                yield Static(help_text(self._all, signs=self._signs))
            yield self.hint()

    def action_scroll(self, lines: int) -> None:
        """Scroll the list."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)


def help_text(keys: Keys, *, signs: bool = True) -> Text:
    """Return the help: the keys by group, then the signs of the form, if there is one."""
    text = Text()
    for group in GROUPS:
        text.append(f"{group}\n", style="bold")
        for action in (*keys.actions, *keys.among(item.name for item in IN_DIALOGS).actions):
            if action.group == group:
                text.append(_line(action.shown, action.help))
    if not signs:
        return text
    text.append("Signs before a field\n", style="bold")
    for state, sign in SIGNS.items():
        text.append(_line(sign, state))
    text.append("Marks after that sign\n", style="bold")
    for sign, words in MARKS.items():
        text.append(_line(sign, words))
    return text


def _line(key: str, words: str) -> str:
    """Return a key and what it means, further lines indented under the words."""
    return fill(words, WIDTH, initial_indent=f"  {key:6} ", subsequent_indent=" " * 9) + "\n"
