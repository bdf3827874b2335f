"""What is printed on a page, as the PDF library tells it: words, rules, panels and pictures with their boxes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.core.geometry import Box
from extractor.documents.words import RawWord, Words


@dataclass(slots=True)
class Rule:
    """A thin horizontal or vertical line, or one edge of a drawn rectangle."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def is_horizontal(self) -> bool:
        """Tell whether it lies rather than stands."""
        return self.x1 - self.x0 >= self.bottom - self.top


@dataclass(slots=True)
class PageContent:
    """What is printed on a page as displayed; ``problem`` says why a page gave nothing, None where it did.

    ``panels`` are filled or outlined rectangles larger than a line: boxes behind or around text. ``is_recognised``
    says that the words were read from the page's picture. A page whose text lies on its side is laid straight:
    ``turn`` is how far clockwise (0, 90, 180 or 270 degrees) its lines run on the display, ``skew`` how many degrees
    they run down beside that.
    """

    number: int
    width: float
    height: float
    words: Sequence[RawWord] = ()
    rules: list[Rule] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    problem: str | None = None
    panels: list[Box] = field(default_factory=list)
    is_recognised: bool = False
    turn: int = 0
    skew: float = 0.0

    @property
    def letters(self) -> int:
        """Count the characters printed."""
        return sum(map(len, Words.of(self.words).texts))
