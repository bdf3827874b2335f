"""A PDF with several publications → which references are printed in it, and on which pages.

A title that heads a block, with a number before it at most, begins a publication; one in running text or in a list of
references is cited.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from extractor.core.document import BOLD, Block, Document
from extractor.core.reference import Reference
from extractor.core.reference_keys import words_key

FEWEST_WORDS = 5
"""Words of a title from which on it is no heading that many publications have."""
MOST_BEFORE = 4
"""Words that may stand before a title: ``Poster No. P-12``."""
KEY_WORDS = 2
"""Words by which a title is looked for."""
MOST_LETTERS = 500
"""Letters of a block in which a title is looked for."""
LEAST_ALIKE = 95.0
"""Likeness, of 100, of a title as printed and as a database tells it."""
MOST_PAGES = 4
"""Pages of one abstract at most, where the next one's title is not known by its type."""


@dataclass(frozen=True, slots=True)
class PrintedReference:
    """A reference (its uid) that is printed in a PDF, and the first and last of its pages."""

    reference: str
    pages: tuple[int, int]


class Titles:
    """Titles of references in a form in which those that a document prints are found quickly."""

    def __init__(self, references: Iterable[Reference]) -> None:
        self._by_words: dict[tuple[str, ...], list[tuple[str, str]]] = {}
        for item in references:
            title = words_key(item.title) or ""
            words = title.split()
            if len(words) >= FEWEST_WORDS:
                self._by_words.setdefault(tuple(words[:KEY_WORDS]), []).append((title, item.uid))

    def printed_in(self, document: Document) -> list[PrintedReference]:
        """Return the references whose titles begin a publication in a document, in the order printed, each once."""
        found: dict[str, int] = {}
        for place, block in enumerate(document.blocks):
            uid = self._at(block.span.of(document.text)) if block.kind in _MAY_BE_TITLES else None
            if uid is not None:
                found.setdefault(uid, place)
        styles = {_style(document.blocks[place], document) for place in found.values()}
        return [
            PrintedReference(uid, (_page(document.blocks[place], document), _last_page(document, place, styles)))
            for uid, place in found.items()
        ]

    def _at(self, text: str) -> str | None:
        """Return the reference whose title a text begins with."""
        words = (words_key(text[:MOST_LETTERS]) or "").split()
        for start in range(min(MOST_BEFORE, len(words)) + 1):
            for title, uid in self._by_words.get(tuple(words[start : start + KEY_WORDS]), ()):
                own = " ".join(words[start : start + len(title.split())])
                if fuzz.ratio(own, title) >= LEAST_ALIKE:
                    return uid
        return None


_MAY_BE_TITLES = frozenset(("title", "heading", "paragraph", "front", "byline", "back", "note"))


def _last_page(document: Document, place: int, styles: set[tuple[float, bool]]) -> int:
    """Return the page on which the publication ends whose title is a block: where the next title is set alike."""
    first = last = _page(document.blocks[place], document)
    for before, block in _behind(document, place):
        is_title = _style(block, document) in styles and len(block.span.of(document.text).split()) >= FEWEST_WORDS
        if is_title and _style(before, document) not in styles:
            return last
        last = max(last, *(box.page for box in document.boxes(block.span)), first)
        if last >= first + MOST_PAGES:
            break
    return min(last, first + MOST_PAGES - 1)


def _behind(document: Document, place: int) -> Iterator[tuple[Block, Block]]:
    blocks = document.blocks
    return zip(blocks[place:], blocks[place + 1 :], strict=False)


def _page(block: Block, document: Document) -> int:
    return document.boxes(block.span)[0].page


def _style(block: Block, document: Document) -> tuple[float, bool]:
    """Return how a block begins: its size in half points, and whether it is bold."""
    rows = document.words.within(block.span)
    if not rows:
        return 0.0, False
    word = document.words[rows[min(FEWEST_WORDS, len(rows)) - 1]]
    return round(word.size * 2) / 2, bool(word.flags & BOLD)
