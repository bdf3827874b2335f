"""The text of a publication, in which words are selected by keys: by word, by sentence."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.geometry import Region
from textual.widgets import Static

from extractor.core.candidate import Anchor
from extractor.core.document import Block, Document
from extractor.core.terminal import printable
from extractor.core.text import Span
from extractor.review.actions import Keys
from extractor.review.screens.dialog import Dialog

AROUND = 40
"""Characters that an anchor keeps either side of its quote."""
SELECTED, CURSOR = "bold underline reverse", "reverse"
_WORD = re.compile(r"\S+")
_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*$")


class SpanScreen(Dialog[tuple[Anchor, ...] | None]):
    """Gives back the place of the words that were selected, None where the reviewer left.

    The paragraph of the cursor is shown with as many of its neighbors as fit.
    """

    DEEDS: ClassVar[Mapping[str, str]] = {
        "take": "keep", "choose": "mark", "whole_sentence": "whole_sentence", "view_right": "move(1)",
        "view_left": "move(-1)", "row_down": "line(1)", "row_up": "line(-1)", "next_sentence": "sentence(1)",
        "previous_sentence": "sentence(-1)", "publication_down": "block(1)", "publication_up": "block(-1)",
        "block_down": "block(1)", "block_up": "block(-1)",
    }  # fmt: skip
    HINT = (
        "{view_left} {view_right} word  {row_up} {row_down} line  {previous_sentence} {next_sentence} sentence  "
        "{publication_up} {publication_down} paragraph\n"
        "{choose} selects from here  {whole_sentence} sentence  {take} takes the words  {leave} leaves"
    )

    def __init__(self, keys: Keys, document: Document, start: int = 0) -> None:
        super().__init__(keys)
        self._document = document
        self._blocks: Sequence[Block] = [block for block in document.blocks if block.span.of(document.text).strip()]
        self._words = [
            Span(block.span.start + match.start(), block.span.start + match.end())
            for block in self._blocks
            for match in _WORD.finditer(block.span.of(document.text))
        ]
        self._starts = [word.start for word in self._words]
        self._at = max(0, min(bisect_right(self._starts, start) - 1, len(self._words) - 1))
        self._mark: int | None = None

    def compose(self) -> ComposeResult:
        """Give the text and the keys."""
        with Vertical(classes="dialog wide full"):
            yield Static(id="span-title", classes="dialog-title")
            with VerticalScroll(id="span"):
                yield Static(id="span-text")
            yield self.hint()

    def on_mount(self) -> None:
        """Show the cursor's paragraph once its size is known."""
        self.call_after_refresh(self._show)

    def on_resize(self) -> None:
        """Fill the new size."""
        self.call_after_refresh(self._show)

    def action_keep(self) -> None:
        """Give back where the selected words stand, or the word of the cursor."""
        if self._words:
            self.dismiss((anchor_at(self._document, self._selected()),))

    def action_mark(self) -> None:
        """Start a selection at the cursor, or give it up."""
        self._mark = self._at if self._mark is None else None
        self._show()

    def action_move(self, step: int) -> None:
        """Go to a neighboring word."""
        self._go(self._at + step)

    def action_line(self, step: int) -> None:
        """Go about one line up or down."""
        if self._words:
            width = max(20, self.query_one("#span-text").size.width)
            self._go(bisect_right(self._starts, self._starts[self._at] + step * width) - 1)

    def action_sentence(self, step: int) -> None:
        """Go to the start of the next sentence, or of this or the previous one."""
        at = self._at
        if step > 0:
            at = self._sentence(at)[1]
        else:
            first = self._sentence(at)[0]
            at = first if first < at else self._sentence(max(0, at - 1))[0]
        self._go(at)

    def action_block(self, step: int) -> None:
        """Go to the start of a neighboring paragraph."""
        number = self._block()
        number = max(0, min(number + step, len(self._blocks) - 1))
        self._go(bisect_left(self._starts, self._blocks[number].span.start))

    def action_go(self, number: int) -> None:
        """Go to a word that was clicked on."""
        self._go(number)

    def action_whole_sentence(self) -> None:
        """Select the cursor's sentence."""
        if self._words:
            self._mark, end = self._sentence(self._at)
            self._go(end - 1)

    def _go(self, at: int) -> None:
        self._at = max(0, min(at, len(self._words) - 1))
        self._show()

    def _selected(self) -> Span:
        mark = self._at if self._mark is None else self._mark
        return Span(self._words[min(mark, self._at)].start, self._words[max(mark, self._at)].end)

    def _block(self) -> int:
        starts = [block.span.start for block in self._blocks]
        return max(0, bisect_right(starts, self._starts[self._at]) - 1) if self._words else 0

    def _sentence(self, at: int) -> tuple[int, int]:
        """Return the numbers of a sentence's first word and of the word after its last."""
        block = self._blocks[self._block()].span
        low, high = bisect_left(self._starts, block.start), bisect_left(self._starts, block.end)
        first, end = at, at
        while first > low and not self._ends(first - 1):
            first -= 1
        while end < high - 1 and not self._ends(end):
            end += 1
        return first, end + 1

    def _ends(self, number: int) -> bool:
        """Tell whether a sentence ends with a word: a stop, and a capital or digit after it."""
        if not _SENTENCE_END.search(self._words[number].of(self._document.text)):
            return False
        return number + 1 < len(self._words) and not self._words[number + 1].of(self._document.text)[:1].islower()

    def _show(self) -> None:
        text = Text()
        if not self._words:
            self.query_one("#span-text", Static).update("The publication has no text.")
            return
        here, selected, cursor = self._block(), self._selected(), self._words[self._at]
        section = self._document.section_at(cursor.start)
        page = anchor_at(self._document, cursor).page
        name = f", {section.title}" if section and section.title else ""
        self.query_one("#span-title", Static).update(Text(printable(f"Select words: page {page}{name}")))
        before = 0
        for number in range(max(0, here - 2), min(here + 4, len(self._blocks))):
            block = self._blocks[number].span
            if number == here:
                before = len(text.plain)
            self._add_block(text, block, selected)
            text.append("\n\n")
        self.query_one("#span-text", Static).update(text)
        width = max(20, self.query_one("#span", VerticalScroll).size.width - 1)
        line = len(
            Text(text.plain[: before + cursor.start - self._blocks[here].span.start]).wrap(self.app.console, width)
        )
        scroll = self.query_one("#span", VerticalScroll)
        self.call_after_refresh(scroll.scroll_to_region, Region(0, max(0, line - 3), 1, 6), animate=False, force=True)

    def _add_block(self, text: Text, block: Span, selected: Span) -> None:
        """Add a paragraph, its selected words lit, each word to be clicked on."""
        first, last = bisect_left(self._starts, block.start), bisect_left(self._starts, block.end)
        end = block.start
        for number in range(first, last):
            word = self._words[number]
            is_lit = self._mark is not None and selected.contains(word)
            gap = SELECTED if is_lit and selected.start < word.start else ""
            text.append(_flat(self._document.text[end : word.start]), style=gap)
            style = Style.parse(CURSOR if number == self._at else SELECTED if is_lit else "")
            meta = Style(meta={"@click": f"screen.go({number})"})
            text.append(_flat(word.of(self._document.text)), style=style + meta)
            end = word.end
        text.append(_flat(self._document.text[end : block.end]))


def anchor_at(document: Document, span: Span) -> Anchor:
    """Return the anchor of a stretch of a document's text."""
    boxes = document.boxes(span)
    before = document.text[max(0, span.start - AROUND) : span.start]
    after = document.text[span.end : span.end + AROUND]
    return Anchor(document.sha256, boxes[0].page if boxes else 1, boxes, span.of(document.text), before, after)


def _flat(text: str) -> str:
    """Return text with its tabs and breaks as blanks, harmless for a terminal, every character still one."""
    return "".join(printable(letter) if letter.isprintable() else " " for letter in text)
