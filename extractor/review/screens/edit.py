"""Asks for a value: type it, or choose one of those offered."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from extractor.core.errors import ExtractorError
from extractor.core.terminal import printable
from extractor.review.actions import Keys
from extractor.review.screens.dialog import Dialog
from extractor.review.values import Choice

MAX_OFFERED = 200


class EditScreen(Dialog[str | None]):
    """Gives back what the session said of the value that was entered, None where the reviewer left it.

    ``decide`` takes the typed words and raises an ExtractorError where they are no value; then the reviewer may mend
    them. Typing narrows the offered choices; arrow down goes to them.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("down", "to_choices", show=False)]
    DEEDS: ClassVar[Mapping[str, str]] = {"take": "take"}
    HINT = "{take} keeps what is typed  {leave} leaves it as it is"
    HINT_WITH_CHOICES = "{take} keeps what is typed  ↓ chooses  {leave} leaves it as it is"

    def __init__(
        self, keys: Keys, title: str, offered: tuple[Choice, ...], decide: Callable[[str], str], *, typed: str = ""
    ) -> None:
        super().__init__(keys)
        self._title = title
        self._offered = offered
        self._decide = decide
        self._typed = typed

    def compose(self) -> ComposeResult:
        """Give title, input, choices and a line for what is wrong."""
        with Vertical(classes="dialog"):
            yield Static(Text(printable(self._title)), classes="dialog-title")
            yield Input(value=printable(self._typed), select_on_focus=True)
            yield OptionList(markup=False)
            yield Static(id="wrong")
            yield self.hint(self.HINT_WITH_CHOICES if self._offered else None)

    def on_mount(self) -> None:
        """Offer everything and wait for typing."""
        self._offer("")
        self.query_one(Input).focus()

    @on(Input.Changed)
    def narrow(self, event: Input.Changed) -> None:
        """Offer what fits to the typed words."""
        self._offer("" if event.value == self._typed else event.value)
        self.query_one("#wrong", Static).update("")

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Take the chosen value."""
        self._take(str(event.option.id))

    def action_take(self) -> None:
        """Take the chosen value, or the typed words."""
        choices = self.query_one(OptionList)
        if choices.has_focus:
            choices.action_select()
        else:
            self._take(self.query_one(Input).value)

    def action_to_choices(self) -> None:
        """Go from the input to the choices."""
        choices = self.query_one(OptionList)
        if choices.option_count:
            choices.focus()
            choices.highlighted = 0

    def _take(self, typed: str) -> None:
        try:
            self.dismiss(self._decide(typed))
        except ExtractorError as error:
            self.query_one("#wrong", Static).update(Text(printable(f"Not kept: {error}")))
            self.query_one(Input).focus()

    def _offer(self, typed: str) -> None:
        folded = typed.casefold().strip()
        fitting = [
            choice
            for choice in self._offered
            if any(folded in name.casefold() for name in (choice.words, *choice.names))
        ]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(Option(Text(printable(choice.words)), id=choice.words) for choice in fitting[:MAX_OFFERED])
        options.display = bool(fitting)
