"""Where quotes stand: page, section, the words around them, made harmless for a terminal."""

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.core.candidate import Anchor
from extractor.core.document import BlockKind, Document
from extractor.core.terminal import printable
from extractor.core.text import Span

CUT = "…"
TAB = "\t"


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text in parts, each with whether it is a quote; ``where`` is its page and, where known, section."""

    where: str
    parts: tuple[tuple[str, bool], ...]

    @property
    def text(self) -> str:
        """The parts joined."""
        return "".join(part for part, _ in self.parts)


def passages(anchors: Sequence[Anchor], document: Document | None = None, *, around: int = 300) -> tuple[Passage, ...]:
    """Return where the anchors stand, those of one paragraph together, in the order of their first anchors.

    Up to ``around`` characters of the paragraph stand before and after each quote. Without the document, or where it
    no longer holds a quote, the anchor's own 40 characters either side are all there is.
    """
    found: dict[Span | int, Passage] = {}
    spans: dict[Span, list[Span]] = {}
    for number, anchor in enumerate(anchors):
        span = find(anchor, document) if document else None
        if document is None or span is None:
            parts = ((f"{CUT}{anchor.before}", False), (anchor.quote, True), (f"{anchor.after}{CUT}", False))
            found[number] = _shown(f"Page {anchor.page}", parts)
            continue
        kind, block = _block(document, span)
        spans.setdefault(block, []).append(span)
        where = _where(anchor, document, span) if block not in found else found[block].where
        quotes = _merged(spans[block])
        if kind == "table":
            found[block] = _shown(where, _rows(document.text, block, quotes))
        else:
            found[block] = _shown(where, _parts(document.text, block, quotes, around))
    return tuple(dict.fromkeys(found.values()))


def _block(document: Document, span: Span) -> tuple[BlockKind | None, Span]:
    """Return the kind and span of the block that holds ``span``, or the span itself where none does."""
    return next(((block.kind, block.span) for block in document.blocks if block.span.contains(span)), (None, span))


def _where(anchor: Anchor, document: Document, span: Span) -> str:
    section = document.section_at(span.start)
    return f"Page {anchor.page}, {section.title}" if section and section.title else f"Page {anchor.page}"


def find(anchor: Anchor, document: Document) -> Span | None:
    """Return where an anchor's quote stands: where its surroundings are the anchor's, else where it stands first.

    None where the document does not hold it.
    """
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


def _merged(spans: Sequence[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = merged[-1].cover(span)
        else:
            merged.append(span)
    return merged


def _parts(text: str, block: Span, quotes: Sequence[Span], around: int) -> tuple[tuple[str, bool], ...]:
    parts: list[tuple[str, bool]] = []
    end = block.start
    for number, quote in enumerate(quotes):
        parts.append((_gap(text[end : quote.start], around if number else 0, around), False))
        parts.append((quote.of(text), True))
        end = quote.end
    return (*parts, (_gap(text[end : block.end], around, 0), False))


def _rows(text: str, block: Span, quotes: Sequence[Span]) -> tuple[tuple[str, bool], ...]:
    """Return a table's first row and those with a quote, a line each, its cells set apart by bars."""
    parts: list[tuple[str, bool]] = []
    start, skipped = block.start, False
    for line in block.of(text).split("\n"):
        row = Span(start, start + len(line))
        start = row.end + 1
        inside = [Span(max(quote.start, row.start), min(quote.end, row.end)) for quote in quotes if quote.overlaps(row)]
        if not inside and row.start != block.start:
            skipped = True
            continue
        parts += [(f"{CUT}\n", False)] if skipped else []
        parts += [*_parts(text, row, inside, len(line)), ("\n", False)]
        skipped = False
    return (*parts, (CUT, False)) if skipped else tuple(parts)


def _gap(text: str, head: int, tail: int) -> str:
    """Return ``text`` with its middle cut out at blanks where it is longer than its head and tail together."""
    if len(text) <= head + tail:
        return text
    first = text[:head] if not head else text[:head].rpartition(" ")[0]
    last = text[len(text) - tail :].partition(" ")[2] if tail else ""
    return f"{first}{CUT if not (first and last) else f' {CUT} '}{last}"


def _shown(where: str, parts: Sequence[tuple[str, bool]]) -> Passage:
    return Passage(" ".join(_words(where)), tuple((_one_line(part), quoted) for part, quoted in parts if part))


def _words(text: str) -> list[str]:
    return [printable(word) for word in text.split()]


def _one_line(text: str) -> str:
    """Return ``text`` with its blanks single, one kept at either end: its neighbor goes on there.

    Tabs, which stand between a table's cells, become bars; a line break alone stays one.
    """
    if text in ("\n", f"{CUT}\n"):
        return text
    head = " " if text[:1].isspace() else ""
    tail = " " if text[-1:].isspace() and text.strip() else ""
    return f"{head}{' '.join(_words(text.replace(TAB, ' | ')))}{tail}"
