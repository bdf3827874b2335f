"""What the words near a mention say of its course: kept, stopped, lost, serious.

In: the protocol's ``course_words``. Out: their kinds with places, for a stretch of text.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from extractor.core.text import Span, any_of
from extractor.protocol.model import Heading, Protocol

PART = re.compile(r"[;:,]\s|\s(?:and|but|while|whereas|although|because|when|which|who|so|then)\s", re.IGNORECASE)
"""Where an English sentence goes on to another part."""
WHOLE_PART = re.compile(r";\s")
"""Where one statement of a sentence ends and another begins: words seldom govern beyond it."""
WHOLE_PART_CHARACTERS = 60
PART_CHARACTERS = 25
"""What the border between two parts of a sentence adds to the distance of what stands either side."""


PASSIVE = re.compile(r"\b(?:was|were|been|being|be|is|are)\s(?:\w+ly\s|then\s|also\s|never\s|not\s)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Word:
    """A wording found: its kind and its place in the document."""

    kind: str
    span: Span


class Wording:
    """Finds the protocol's words on courses in stretches of a document's text."""

    def __init__(self, protocol: Protocol, text: str) -> None:
        self._patterns = _patterns(protocol.course_words)
        self._text = text

    def of(self, span: Span, *kinds: str) -> list[Word]:
        """Return what is said in ``span``, in order; of some kinds only, where they are asked for."""
        found = [
            Word(kind, Span(match.start(), match.end()))
            for kind, pattern in self._patterns
            if not kinds or kind in kinds
            for match in pattern.finditer(self._text, span.start, span.end)
        ]
        return sorted(found, key=lambda word: (word.span, word.kind))

    def says(self, span: Span, *kinds: str) -> bool:
        """Tell whether a word of one of the kinds stands in ``span``."""
        return any(
            pattern.search(self._text, span.start, span.end) for kind, pattern in self._patterns if kind in kinds
        )

    def nearest(self, span: Span, place: Span, *kinds: str) -> Word | None:
        """Return the word of one of the kinds that stands nearest to ``place`` in ``span``."""
        words = self.of(span, *kinds)
        return min(words, key=lambda word: self.distance(word.span, place)) if words else None

    def distance(self, one: Span, other: Span) -> int:
        """Return how far two places of a sentence are apart: characters, and more for each part between."""
        first, last = sorted((one, other))
        between = Span(first.end, max(first.end, last.start))
        borders = sum(1 for _ in PART.finditer(self._text, between.start, between.end))
        whole = sum(1 for _ in WHOLE_PART.finditer(self._text, between.start, between.end))
        return between.end - between.start + PART_CHARACTERS * borders + WHOLE_PART_CHARACTERS * whole

    def is_passive(self, word: Word) -> bool:
        """Tell whether a word is a verb whose subject goes before it («it was stopped»): it governs nothing after."""
        return PASSIVE.search(self._text[max(0, word.span.start - 16) : word.span.start]) is not None


@lru_cache(maxsize=32)
def _patterns(words: tuple[Heading, ...]) -> tuple[tuple[str, "re.Pattern[str]"], ...]:
    kinds: dict[str, list[str]] = {}
    for entry in words:
        kinds.setdefault(entry.kind, []).extend(entry.names)
    return tuple((kind, any_of(names)) for kind, names in kinds.items())
