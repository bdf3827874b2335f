"""Places in a text: half-open ranges of characters, the only text coordinate of the program; patterns of names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The characters ``text[start:end]`` of one document's text; empty where start equals end."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """Return the characters that the span covers."""
        return text[self.start : self.end]

    def contains(self, other: "Span") -> bool:
        """Tell whether ``other`` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        """Tell whether the two share a character; an empty span shares none."""
        return max(self.start, other.start) < min(self.end, other.end)

    def cover(self, other: "Span") -> "Span":
        """Return the smallest span that holds both."""
        return Span(min(self.start, other.start), max(self.end, other.end))

    def shift(self, offset: int) -> "Span":
        """Return the span moved by ``offset`` characters."""
        return Span(self.start + offset, self.end + offset)


_SMALL = str.maketrans({"ı": "i", "\u0307": None})


def small(words: str) -> str:
    """Return words in small letters, alike where patterns that ignore letter case take them for one.

    >>> small("TWİCE Daıly"), small("\u00b5g") == small("\u03bcg")
    ('twice daily', True)
    """
    return words.casefold().translate(_SMALL)


def either(names: Iterable[str]) -> str:
    """Return the body of a pattern of any of ``names``, the longest first; of no names one that matches nothing.

    >>> either(["rash", "rashes"]), either([])
    ('rashes|rash', '(?!)')
    """
    return "|".join(map(re.escape, sorted(set(names), key=lambda name: (-len(name), name)))) or "(?!)"


def pieces(text: str, span: Span, bounds: "re.Pattern[str]") -> tuple[Span, ...]:
    """Return the parts of a span, each up to the end of the next of ``bounds`` there.

    >>> [part.of("a, b") for part in pieces("a, b", Span(0, 4), re.compile(", "))]
    ['a, ', 'b']
    """
    ends = [span.start + match.end() for match in bounds.finditer(span.of(text))]
    return tuple(Span(start, end) for start, end in pairwise([span.start, *ends, span.end]))


def any_of(names: Iterable[str]) -> "re.Pattern[str]":
    """Return the pattern of any of ``names`` as whole words, letter case aside, the longest first.

    >>> bool(any_of(["at start"]).search("Rash at start")), bool(any_of([]).search("Rash"))
    (True, False)
    """
    return re.compile(rf"(?<![\w-])(?:{either(names)})(?![\w-])", re.IGNORECASE)
