"""What may have been missed, or what does not agree: a list, and under it the words of the current entry."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from extractor.core.document import Document
from extractor.core.errors import ExtractorError
from extractor.core.terminal import printable
from extractor.review.actions import Keys
from extractor.review.queue import Entry, EntryKind
from extractor.review.screens.dialog import Dialog
from extractor.review.session import ReviewSession
from extractor.review.widgets.evidence import add_quotes

Deed = Literal["go", "patient", "group"]
TITLES = {"missed": "What may have been missed", "contradiction": "What does not agree"}
NOTHING = {"missed": "No passage waits here.", "contradiction": "Nothing disagrees here."}
FATES = {"nothing": "dismissed", "case": "a case", "value": "a value"}


@dataclass(frozen=True, slots=True)
class Taken:
    """What the reviewer wants to do with an entry outside of the list."""

    entry: Entry
    deed: Deed


class QueueScreen(Dialog[Taken | None]):
    """Dismisses entries itself; gives back what is to be done with one elsewhere, None where the reviewer left."""

    DEEDS: ClassVar[Mapping[str, str]] = {
        "missed": "leave", "contradictions": "leave", "row_down": "move(1)", "row_up": "move(-1)",
        "take": "take('go')", "add_patient": "take('patient')", "add_group": "take('group')",
        "reject": "dismiss_entry", "undo": "undo", "everywhere": "everywhere", "settled": "settled",
        "block_down": "scroll(5)", "block_up": "scroll(-5)",
    }  # fmt: skip
    HINT = (
        "{take} holds the words: enter a value there  {add_patient} patient  {add_group} group\n"
        "{reject} dismiss  {undo} undo  {everywhere} whole review  {settled} settled too  {leave} leaves"
    )

    def __init__(
        self,
        keys: Keys,
        session: ReviewSession,
        kind: EntryKind,
        document: Callable[[], Document | None],
        *,
        reason: str = "",
    ) -> None:
        super().__init__(keys)
        self._session = session
        self._kind = kind
        self._document = document
        self._reason = reason
        self._everywhere = False
        self._settled = False
        self._entries: Sequence[Entry] = ()
        self._said = ""

    def compose(self) -> ComposeResult:
        """Give the list, the words, and a line for what was said."""
        with Vertical(classes="dialog wide full"):
            yield Static(id="queue-title", classes="dialog-title")
            yield OptionList(markup=False)
            with VerticalScroll(id="queue-words"):
                yield Static(id="queue-text")
            yield Static(id="queue-said")
            yield self.hint()

    def on_mount(self) -> None:
        """Show the strongest entry."""
        self._list(0)
        self.query_one(OptionList).focus()

    @on(OptionList.OptionHighlighted)
    def highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the words of an entry."""
        self._words(event.option_index)

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Go to an entry's publication with its words held."""
        self.dismiss(Taken(self._entries[event.option_index], "go"))

    def action_take(self, deed: Deed) -> None:
        """Go to the entry's publication with its words held, or make a case of them."""
        if (entry := self._entry()) is not None:
            self.dismiss(Taken(entry, deed))

    def action_dismiss_entry(self) -> None:
        """Say that the entry tells of nothing that belongs into the record."""
        entry = self._entry()
        if entry is None or not entry.is_open:
            return
        try:
            self._said = self._session.dismiss(entry, reason=self._reason)
        except ExtractorError as error:
            self._said = f"Not kept: {error}"
        self._list(self._at())

    def action_undo(self) -> None:
        """Take back the last decision."""
        try:
            self._said = self._session.undo()
        except ExtractorError as error:
            self._said = f"Not kept: {error}"
        self._list(self._at())

    def action_everywhere(self) -> None:
        """Show the whole review's entries, or the publication's again."""
        self._everywhere = not self._everywhere
        self._list(0)

    def action_settled(self) -> None:
        """Show the settled entries too, or no more."""
        self._settled = not self._settled
        self._list(0)

    def action_move(self, step: int) -> None:
        """Go to a neighboring entry."""
        options = self.query_one(OptionList)
        (options.action_cursor_down if step > 0 else options.action_cursor_up)()

    def action_scroll(self, lines: int) -> None:
        """Scroll the words of the entry."""
        self.query_one("#queue-words", VerticalScroll).scroll_relative(y=lines, animate=False)

    def _at(self) -> int:
        return self.query_one(OptionList).highlighted or 0

    def _entry(self) -> Entry | None:
        at = self.query_one(OptionList).highlighted
        return self._entries[at] if at is not None and at < len(self._entries) else None

    def _list(self, at: int) -> None:
        found = self._session.entries(everywhere=self._everywhere, settled=self._settled)
        self._entries = [entry for entry in found if entry.kind == self._kind]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(Option(Text(self._line(entry), no_wrap=True)) for entry in self._entries)
        options.highlighted = min(at, len(self._entries) - 1) if self._entries else None
        publication = self._session.publication
        where = "the whole review" if self._everywhere else publication.id if publication else "this review"
        n_open = sum(entry.is_open for entry in self._entries)
        title = f"{TITLES[self._kind]} in {printable(where)} ({n_open} open)"
        self.query_one("#queue-title", Static).update(Text(title))
        self.query_one("#queue-said", Static).update(Text(printable(self._said)))
        self._words(options.highlighted)

    def _line(self, entry: Entry) -> str:
        where = f"{self._session.publications[entry.position].id} " if self._everywhere else ""
        page = f"p. {entry.anchors[0].page}  " if entry.anchors else ""
        fate = "?" if entry.is_open else f"[{FATES[entry.fate]}]"
        quote = " ".join(entry.anchors[0].quote.split()) if entry.anchors and entry.kind == "missed" else ""
        return printable(f"{fate} {where}{page}{entry.words}{f': {quote}' if quote else ''}")

    def _words(self, at: int | None) -> None:
        text = Text()
        if at is None or at >= len(self._entries):
            text.append(NOTHING[self._kind])
        else:
            entry = self._entries[at]
            text.append(f"{printable(entry.words)}\n", style="bold")
            if entry.reason:
                text.append(f"Because: {printable(entry.reason)}\n")
            here = entry.position == self._session.position
            scroll = self.query_one("#queue-words", VerticalScroll)
            width = max(40, scroll.size.width - 2)
            add_quotes(text, entry.anchors, self._document() if here else None, around=300, width=width)
        self.query_one("#queue-text", Static).update(text)
        self.query_one("#queue-words", VerticalScroll).scroll_home(animate=False)
