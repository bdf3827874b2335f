"""Where a quote stands: its page, its section, the words around it."""

from dataclasses import dataclass

from extractor.core.candidate import Anchor
from extractor.core.document import Document
from extractor.core.terminal import printable
from extractor.core.text import Span


@dataclass(frozen=True, slots=True)
class Passage:
    """A quote in its context, harmless for a terminal; ``where`` is its page and, where known, section."""

    where: str
    before: str
    quote: str
    after: str


def passage(anchor: Anchor, document: Document | None = None, *, around: int = 300) -> Passage:
    """Return the passage of an anchor with up to ``around`` characters of its paragraph before and after the quote.

    Without the document, or where it no longer holds the quote, the anchor's own 40 characters either side are all.
    """
    span = _find(anchor, document) if document else None
    if document is None or span is None:
        return _shown(f"Page {anchor.page}", f"…{anchor.before}", anchor.quote, f"{anchor.after}…")
    block = next((block.span for block in document.blocks if block.span.contains(span)), span)
    start, end = max(block.start, span.start - around), min(block.end, span.end + around)
    before = document.text[_word_start(document.text, start, block.start) : span.start]
    after = document.text[span.end : end]
    section = document.section_at(span.start)
    where = f"Page {anchor.page}, {section.title}" if section and section.title else f"Page {anchor.page}"
    return _shown(
        where,
        before if start == block.start else f"…{before}",
        span.of(document.text),
        after if end == block.end else f"{after}…",
    )


def _find(anchor: Anchor, document: Document) -> Span | None:
    """Return where the quote stands: where its surroundings are the anchor's, else where it stands first."""
    text, size = document.text, len(anchor.quote)
    places = []
    place = text.find(anchor.quote) if anchor.quote else -1
    while place >= 0:
        places.append(place)
        place = text.find(anchor.quote, place + 1)
    if not places:
        return None
    best = max(places, key=lambda start: _shared(anchor, text, start, start + size))
    return Span(best, best + size)


def _shared(anchor: Anchor, text: str, start: int, end: int) -> int:
    before = text[max(0, start - len(anchor.before)) : start] == anchor.before
    after = text[end : end + len(anchor.after)] == anchor.after
    return before + after


def _word_start(text: str, start: int, least: int) -> int:
    while start > least and not text[start - 1].isspace():
        start -= 1
    return start


def _shown(where: str, before: str, quote: str, after: str) -> Passage:
    return Passage(
        *(" ".join(_one_line(part)) if part is quote else _spaced(part) for part in (where, before, quote, after))
    )


def _one_line(text: str) -> list[str]:
    return [printable(word) for word in text.split()]


def _spaced(text: str) -> str:
    """Return ``text`` on one line, a blank at either end kept: the quote goes on there."""
    head = " " if text[:1].isspace() else ""
    tail = " " if text[-1:].isspace() and text.strip() else ""
    return f"{head}{' '.join(_one_line(text))}{tail}"
