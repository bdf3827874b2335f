"""All keys and signs, written from the table of actions."""

from textwrap import fill
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from extractor.review.actions import GROUPS, Keys
from extractor.review.form import SIGNS
from extractor.review.widgets.form import MARKS

WIDTH = 66
"""What fits into the dialog on a terminal of 80 characters."""


class HelpScreen(ModalScreen[None]):
    """Lists the keys; any of escape, q and ? leaves it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,enter,f1", "dismiss_help", "Back", show=False),
        Binding("down,j,space", "scroll(3)", show=False),
        Binding("up,k", "scroll(-3)", show=False),
    ]

    def __init__(self, keys: Keys) -> None:
        super().__init__()
        self._keys = keys

    def compose(self) -> ComposeResult:
        """Give the list."""
        with VerticalScroll(classes="dialog"):
            yield Static(help_text(self._keys))

    def action_dismiss_help(self) -> None:
        """Go back to the review."""
        self.dismiss(None)

    def action_scroll(self, lines: int) -> None:
        """Scroll the list."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)


def help_text(keys: Keys) -> Text:
    """Return the help: the keys by group, then the signs of the form."""
    text = Text()
    for group in GROUPS:
        text.append(f"{group}\n", style="bold")
        for action in keys.actions:
            if action.group == group:
                text.append(_line(action.shown, action.help))
    text.append("Signs before a field\n", style="bold")
    for state, sign in SIGNS.items():
        text.append(_line(sign, state))
    text.append("Marks after that sign\n", style="bold")
    for sign, words in MARKS.items():
        text.append(_line(sign, words))
    return text.append("\nEscape goes back, down and up scroll.")


def _line(key: str, words: str) -> str:
    """Return a key and what it means, further lines indented under the words."""
    return fill(words, WIDTH, initial_indent=f"  {key:6} ", subsequent_indent=" " * 9) + "\n"
