"""Asks for one of several, or for some of them."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, TypeVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from extractor.core.terminal import printable
from extractor.review.actions import Keys
from extractor.review.screens.dialog import Dialog

Chosen = TypeVar("Chosen")


class _Lines(Dialog[Chosen | None]):
    """A titled list of lines; gives back None where the reviewer leaves it."""

    DEEDS: ClassVar[Mapping[str, str]] = {"row_down": "move(1)", "row_up": "move(-1)", "take": "take"}

    def __init__(self, keys: Keys, title: str, lines: Sequence[str]) -> None:
        super().__init__(keys)
        self._title = title
        self._lines = lines

    def compose(self) -> ComposeResult:
        """Give title and lines."""
        with Vertical(classes="dialog"):
            yield Static(Text(printable(self._title)), classes="dialog-title")
            yield OptionList(*(Option(self._line(number)) for number in range(len(self._lines))), markup=False)
            yield self.hint()

    def on_mount(self) -> None:
        """Start at the first line."""
        options = self.query_one(OptionList)
        options.highlighted = 0 if self._lines else None
        options.focus()

    def action_move(self, step: int) -> None:
        """Go to a neighboring line."""
        options = self.query_one(OptionList)
        (options.action_cursor_down if step > 0 else options.action_cursor_up)()

    def _line(self, number: int) -> Text:
        return Text(printable(self._lines[number]))


class ChooseScreen(_Lines[int]):
    """Gives back the index of the chosen line, None where the reviewer left it."""

    HINT = "{take} chooses  {leave} leaves"

    def action_take(self) -> None:
        """Choose the current line."""
        self.query_one(OptionList).action_select()

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Give back the chosen line."""
        self.dismiss(event.option_index)


class PickScreen(_Lines[tuple[int, ...]]):
    """Gives back the indexes of the chosen lines, None where the reviewer left it."""

    DEEDS: ClassVar[Mapping[str, str]] = {**_Lines.DEEDS, "choose": "pick"}
    HINT = "{choose} chooses  {take} goes on with what is chosen  {leave} leaves"

    def __init__(self, keys: Keys, title: str, lines: Sequence[str]) -> None:
        super().__init__(keys, title, lines)
        self._picked: set[int] = set()

    @on(OptionList.OptionSelected)
    def clicked(self, event: OptionList.OptionSelected) -> None:
        """Choose a line that was clicked, or take its choice back."""
        self.query_one(OptionList).highlighted = event.option_index
        self.action_pick()

    def action_pick(self) -> None:
        """Choose the current line, or take its choice back."""
        options = self.query_one(OptionList)
        if options.highlighted is not None:
            self._picked ^= {options.highlighted}
            options.replace_option_prompt_at_index(options.highlighted, self._line(options.highlighted))

    def action_take(self) -> None:
        """Give back what is chosen."""
        self.dismiss(tuple(sorted(self._picked)))

    def _line(self, number: int) -> Text:
        return Text(f"[{'x' if number in self._picked else ' '}] {printable(self._lines[number])}")
