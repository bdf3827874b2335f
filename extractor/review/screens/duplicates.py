"""Two references that may be one publication, side by side; one key says what they are, and the next pair comes."""

from collections.abc import Mapping
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from extractor.core.errors import ExtractorError
from extractor.core.reference import Reference, ReferencePair
from extractor.core.terminal import printable
from extractor.review.actions import Keys
from extractor.review.pairs import Pair, PairRow
from extractor.review.screening import PairSession
from extractor.review.screens.dialog import Dialog
from extractor.review.screens.pair import pair_text

_PARTS = ("title", "year", "journal", "volume", "issue", "pages", "doi", "pmid", "kind", "language", "abstract")


class DuplicatesScreen(Dialog[None]):
    """Goes through the pairs that wait; left by escape, or where none is left."""

    DEEDS: ClassVar[Mapping[str, str]] = {
        "accept": "decide(True)", "reject": "decide(False)", "next_open": "later", "undo": "undo",
        "row_down": "scroll(3)", "row_up": "scroll(-3)", "block_down": "scroll(12)", "block_up": "scroll(-12)",
    }  # fmt: skip
    HINT = (
        "{accept} one publication  {reject} two publications  {next_open} later\n"
        "{undo} undo  {row_up} {row_down} scroll  {leave} leaves"
    )

    def __init__(self, keys: Keys, session: PairSession) -> None:
        super().__init__(keys)
        self._session = session

    def compose(self) -> ComposeResult:
        """Give both sides and why they may be one."""
        with Vertical(classes="dialog wide full"):
            yield Static(id="duplicates-title", classes="dialog-title")
            with VerticalScroll():
                yield Static(id="pair")
            yield Static(id="wrong")
            yield self.hint()

    def on_mount(self) -> None:
        """Draw the first pair as wide as it may be."""
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        """Draw the pair in the new width."""
        self.call_after_refresh(self._draw)

    def action_decide(self, same: bool) -> None:
        """Say what the pair is, and show the next."""
        try:
            self._session.decide(same=same)
        except ExtractorError as error:
            self._draw(f"Not kept: {error}")
            return
        self._draw("Kept: one publication." if same else "Kept: two publications.")

    def action_later(self) -> None:
        """Show the next pair; this one comes again."""
        self._session.later()
        self._draw()

    def action_undo(self) -> None:
        """Take back the last verdict."""
        try:
            self._draw("Taken back." if self._session.undo() else "There is nothing to take back.")
        except ExtractorError as error:
            self._draw(f"Not kept: {error}")

    def action_scroll(self, lines: int) -> None:
        """Scroll."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def _draw(self, message: str = "") -> None:
        pair = self._session.current
        scroll = self.query_one(VerticalScroll)
        title = f"One publication, or two? ({self._session.count} pairs wait)" if pair else "No pair waits."
        self.query_one("#duplicates-title", Static).update(Text(title))
        text = duplicates_text(pair, self._session, max(40, scroll.size.width - 1)) if pair else Text()
        self.query_one("#pair", Static).update(text)
        self.query_one("#wrong", Static).update(Text(printable(message)))
        scroll.scroll_home(animate=False)


def duplicates_text(pair: ReferencePair, session: PairSession, width: int) -> Text:
    """Return both references in ``width`` characters, then titles and abstracts as they stand, then the reason."""
    one, other = session.sides(pair)
    rows = [PairRow("authors", "; ".join(one.authors), "; ".join(other.authors))]
    rows += [PairRow(name, _words(one, name), _words(other, name)) for name in _PARTS]
    told = Pair(
        _found_by(one), _found_by(other), tuple(row for row in rows if row.mine or row.yours), (pair.reason,), ()
    )
    text = pair_text(told, None, width)
    for item in (one, other):
        text.append(f"\n{printable(item.title or 'no title')}\n", style="bold")
        text.append(f"{printable(item.abstract or 'No abstract.')}\n")
    return text


def _words(item: Reference, name: str) -> str:
    value = getattr(item, name)
    return "" if value is None else str(value)


def _found_by(item: Reference) -> str:
    return ", ".join(dict.fromkeys(origin.database for origin in item.origins))
