"""Places in a text: half-open ranges of characters, the only text coordinate of the program; patterns of names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass


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


def any_of(names: Iterable[str]) -> "re.Pattern[str]":
    """Return the pattern of any of ``names`` as whole words, letter case aside, the longest first.

    >>> bool(any_of(["at start"]).search("Rash at start")), bool(any_of([]).search("Rash"))
    (True, False)
    """
    ordered = sorted(set(names), key=lambda name: (-len(name), name))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, ordered)) or '(?!)'})(?![\w-])", re.IGNORECASE)
