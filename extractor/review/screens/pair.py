"""Two cases that may be one patient, side by side; the link is confirmed or refused."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from extractor.core.document import Document
from extractor.core.terminal import printable
from extractor.review.actions import Keys
from extractor.review.pairs import Pair
from extractor.review.screens.dialog import Dialog
from extractor.review.widgets.cells import cut
from extractor.review.widgets.evidence import add_quotes

Verdict = Literal["accept", "reject"]
LABEL_CELLS = 20


class PairScreen(Dialog[Verdict | None]):
    """Gives back what is to become of the link, None where the reviewer left it open."""

    DEEDS: ClassVar[Mapping[str, str]] = {
        "pair": "leave", "accept": "decide('accept')", "reject": "decide('reject')", "row_down": "scroll(3)",
        "row_up": "scroll(-3)", "next_open": "scroll(3)", "block_down": "scroll(12)", "block_up": "scroll(-12)",
    }  # fmt: skip
    HINT = "{accept} the same patient  {reject} two patients  {row_up} {row_down} scroll  {leave} leaves it open"

    def __init__(self, keys: Keys, pair: Pair, document: Document | None) -> None:
        super().__init__(keys)
        self._pair = pair
        self._document = document

    def compose(self) -> ComposeResult:
        """Give both sides, the reasons and the words that the link stands on."""
        with Vertical(classes="dialog wide full"):
            yield Static(Text("One patient in two reports?"), classes="dialog-title")
            with VerticalScroll():
                yield Static(id="pair")
            yield self.hint()

    def on_mount(self) -> None:
        """Draw both sides as wide as they may be."""
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        """Draw both sides in the new width."""
        self.call_after_refresh(self._draw)

    def action_decide(self, verdict: Verdict) -> None:
        """Give back the verdict."""
        self.dismiss(verdict)

    def action_scroll(self, lines: int) -> None:
        """Scroll."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def _draw(self) -> None:
        width = max(40, self.query_one(VerticalScroll).size.width - 1)
        self.query_one("#pair", Static).update(pair_text(self._pair, self._document, width))


def pair_text(pair: Pair, document: Document | None, width: int) -> Text:
    """Return both sides in ``width`` characters, ``=`` before what both tell alike, ``≠`` before what differs."""
    text = Text()
    side = (width - LABEL_CELLS - 6) // 2
    text.append(_line(" ", "", pair.mine, pair.yours, side), style="bold")
    for row in pair.rows:
        sign = "=" if row.agrees else "≠" if row.differs else " "
        style = "bold reverse" if row.differs else ""
        text.append(_line(sign, row.label, row.mine or "-", row.yours or "-", side), style=style)
    if not any(row.yours for row in pair.rows):
        text.append("\nThe other report is not in this review, or tells nothing of the patient.\n")
    for reason in pair.reasons:
        text.append(f"\n{printable(reason[:1].upper() + reason[1:])}.")
    text.append("\n")
    return add_quotes(text, pair.anchors, document, around=200, width=width)


def _line(sign: str, label: str, mine: str, yours: str, side: int) -> str:
    return f"{sign} {cut(label, LABEL_CELLS)} {cut(mine, side)} │ {cut(yours, side)}\n"
