"""Asks for one of several, or for some of them."""

from collections.abc import Sequence
from typing import ClassVar, TypeVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from extractor.core.terminal import printable

Chosen = TypeVar("Chosen")

_MOVES: tuple[BindingType, ...] = (Binding("j", "move(1)", show=False), Binding("k", "move(-1)", show=False))


class _Lines(ModalScreen[Chosen | None]):
    """A titled list of lines; gives back None where the reviewer leaves it."""

    HINT: ClassVar[str]

    def __init__(self, title: str, lines: Sequence[str]) -> None:
        super().__init__()
        self._title = title
        self._lines = lines

    def compose(self) -> ComposeResult:
        """Give title and lines."""
        with Vertical(classes="dialog"):
            yield Static(Text(printable(self._title)), classes="dialog-title")
            yield OptionList(*(Option(self._line(number)) for number in range(len(self._lines))), markup=False)
            yield Static(Text(self.HINT), classes="dialog-hint")

    def on_mount(self) -> None:
        """Start at the first line."""
        options = self.query_one(OptionList)
        options.highlighted = 0 if self._lines else None
        options.focus()

    def action_move(self, step: int) -> None:
        """Go to a neighboring line."""
        options = self.query_one(OptionList)
        (options.action_cursor_down if step > 0 else options.action_cursor_up)()

    def action_leave(self) -> None:
        """Leave without a choice."""
        self.dismiss(None)

    def _line(self, number: int) -> Text:
        return Text(printable(self._lines[number]))


class ChooseScreen(_Lines[int]):
    """Gives back the index of the chosen line, None where the reviewer left it."""

    HINT = "enter chooses  escape leaves"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "leave", show=False), *_MOVES]

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Give back the chosen line."""
        self.dismiss(event.option_index)


class PickScreen(_Lines[tuple[int, ...]]):
    """Gives back the indexes of the chosen lines, None where the reviewer left it."""

    HINT = "space chooses  enter goes on with what is chosen  escape leaves"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", show=False),
        Binding("space", "pick", show=False, priority=True),
        Binding("enter", "keep", show=False, priority=True),
        *_MOVES,
    ]

    def __init__(self, title: str, lines: Sequence[str]) -> None:
        super().__init__(title, lines)
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

    def action_keep(self) -> None:
        """Give back what is chosen."""
        self.dismiss(tuple(sorted(self._picked)))

    def _line(self, number: int) -> Text:
        return Text(f"[{'x' if number in self._picked else ' '}] {printable(self._lines[number])}")
