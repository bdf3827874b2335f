"""Asks how a statement is to be read: who saw the effect, which way it went, of which domains and cases it speaks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.geometry import Region
from textual.widgets import Static

from extractor.core.fields import ASSERTIONS, DIRECTIONS
from extractor.core.terminal import printable
from extractor.review.actions import Keys
from extractor.review.screens.dialog import Dialog


@dataclass(frozen=True, slots=True)
class Reading:
    """How a statement is read; ``domains`` and ``case_ids`` in the order in which they are offered."""

    assertion: str
    direction: str
    domains: tuple[str, ...]
    case_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Item:
    group: str
    value: str
    words: str


class StatementScreen(Dialog[Reading | None]):
    """Gives back the reading, None where the reviewer left it.

    A statement has one assertion and one direction, any domains and cases.
    """

    DEEDS: ClassVar[Mapping[str, str]] = {
        "take": "keep", "choose": "choose", "row_down": "move(1)", "row_up": "move(-1)",
    }  # fmt: skip
    HINT = "{choose} chooses  {take} keeps  {leave} leaves it as it is"

    def __init__(
        self,
        keys: Keys,
        quote: str,
        reading: Reading,
        domains: Sequence[tuple[str, str]],
        cases: Sequence[str],
    ) -> None:
        super().__init__(keys)
        self._quote = quote
        self._items = [
            *(_Item("Seen", value, value) for value in ASSERTIONS),
            *(_Item("Direction", value, value) for value in DIRECTIONS),
            *(_Item("Domains", value, words) for value, words in domains),
            *(_Item("Cases", value, value) for value in cases),
        ]
        self._chosen = {("Seen", reading.assertion), ("Direction", reading.direction)}
        self._chosen |= {("Domains", value) for value in reading.domains}
        self._chosen |= {("Cases", value) for value in reading.case_ids}
        self._at = 0

    def compose(self) -> ComposeResult:
        """Give the sentence and the list."""
        with Vertical(classes="dialog"):
            yield Static(Text(printable(" ".join(self._quote.split()))), classes="dialog-title")
            with VerticalScroll():
                yield Static(id="statement-choices")
            yield self.hint()

    def on_mount(self) -> None:
        """Show the reading as it is."""
        self._show()

    def action_keep(self) -> None:
        """Give back what is chosen."""
        picked = {
            group: tuple(item.value for item in self._items if item.group == group and self._is_chosen(item))
            for group in ("Seen", "Direction", "Domains", "Cases")
        }
        self.dismiss(Reading(picked["Seen"][0], picked["Direction"][0], picked["Domains"], picked["Cases"]))

    def action_choose(self) -> None:
        """Choose the current line, or take its choice back where none is a choice too."""
        item = self._items[self._at]
        key = (item.group, item.value)
        if item.group in ("Seen", "Direction"):
            self._chosen = {other for other in self._chosen if other[0] != item.group} | {key}
        else:
            self._chosen ^= {key}
        self._show()

    def action_pick(self, index: int) -> None:
        """Choose a line that was clicked."""
        self._at = index
        self.action_choose()

    def action_move(self, step: int) -> None:
        """Go to a neighboring line."""
        self._at = (self._at + step) % len(self._items)
        self._show()

    def _is_chosen(self, item: _Item) -> bool:
        return (item.group, item.value) in self._chosen

    def _show(self) -> None:
        text = Text()
        group, line, at = None, 0, 0
        for index, item in enumerate(self._items):
            if item.group != group:
                text.append(f"{item.group}\n", style="bold")
                group, line = item.group, line + 1
            current = index == self._at
            mark = "x" if self._is_chosen(item) else " "
            style = Style(reverse=current, meta={"@click": f"screen.pick({index})"})
            text.append(f"{'>' if current else ' '} [{mark}] {printable(item.words)}", style).append("\n")
            at, line = (line if current else at), line + 1
        self.query_one("#statement-choices", Static).update(text)
        choices = self.query_one(VerticalScroll)
        choices.scroll_to_region(Region(0, max(0, at - 1), 1, 3), animate=False, force=True)
