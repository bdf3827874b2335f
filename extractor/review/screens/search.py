"""Rows of the review that say what is sought, or that a filter lets through."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from extractor.core.terminal import printable
from extractor.review.actions import Keys
from extractor.review.find import Filter, Hit
from extractor.review.form import SIGNS
from extractor.review.screens.dialog import Dialog
from extractor.review.session import ReviewSession
from extractor.review.widgets.cells import cut

MAX_HITS = 500
WAIT = 0.12
"""Seconds without a key before the review is searched."""


class SearchScreen(Dialog[Hit | None]):
    """Gives back the row that was chosen, None where the reviewer left it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("down", "to_hits", show=False)]
    DEEDS: ClassVar[Mapping[str, str]] = {"take": "take", "everywhere": "everywhere"}
    HINT = "{take} goes to the first  ↓ list  {everywhere} here or everywhere  {leave} leaves"

    def __init__(self, keys: Keys, session: ReviewSession, title: str, wanted: Filter) -> None:
        super().__init__(keys)
        self._session = session
        self._title = title
        self._wanted = wanted
        self._everywhere = True
        self._hits: Sequence[Hit] = ()
        self._number = 0

    def compose(self) -> ComposeResult:
        """Give the words sought and the hits."""
        with Vertical(classes="dialog wide full"):
            yield Static(id="search-title", classes="dialog-title")
            yield Input(placeholder="words of a field, a value, a quote, a note", value=self._wanted.text)
            yield OptionList(markup=False)
            yield self.hint()

    def on_mount(self) -> None:
        """Search for what is there."""
        self._search()
        self.query_one(Input).focus()

    @on(Input.Changed)
    def typed(self, event: Input.Changed) -> None:
        """Search for the typed words once no key follows."""
        self._wanted = replace(self._wanted, text=event.value)
        self._number += 1
        number = self._number
        self.set_timer(WAIT, lambda: self._search() if number == self._number else None)

    def action_take(self) -> None:
        """Go to the chosen hit, or to the first."""
        options = self.query_one(OptionList)
        if options.has_focus:
            options.action_select()
            return
        self._search()
        if self._hits:
            self.dismiss(self._hits[0])

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Go to the chosen hit."""
        self.dismiss(self._hits[event.option_index])

    def action_to_hits(self) -> None:
        """Go from the input to the hits."""
        options = self.query_one(OptionList)
        if options.option_count:
            options.focus()
            options.highlighted = 0

    def action_everywhere(self) -> None:
        """Search the whole review, or the current publication alone."""
        self._everywhere = not self._everywhere
        self._search()

    def _search(self) -> None:
        nothing = self._wanted == Filter()
        hits = [] if nothing else self._session.find(self._wanted, everywhere=self._everywhere)
        self._hits = hits[:MAX_HITS]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(Option(Text(_line(hit), no_wrap=True)) for hit in self._hits)
        where = "the whole review" if self._everywhere else "this publication"
        count = "" if nothing else f": {len(hits)}" + (f", the first {MAX_HITS}" if len(hits) > MAX_HITS else "")
        self.query_one("#search-title", Static).update(Text(printable(f"{self._title} in {where}{count}")))


def _line(hit: Hit) -> str:
    where = cut(hit.where, 24)
    return f"{SIGNS[hit.row.state]} {where} {printable(hit.row.full_label)}: {printable(hit.row.words or '-')}"
