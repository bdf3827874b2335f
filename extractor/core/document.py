"""One PDF as read: one text, and the page, boxes, blocks, sections and tables of its characters.

``Document.text`` holds what the article says, in reading order: title, byline and front matter, abstract,
body, captions, table cells and notes, references, back matter. Blocks are separated by a blank line, a
table's rows by a line break and its cells by a tab. Running heads, page numbers and stamps are not in the
text: they are kept as ``furniture``. The text is NFC, ligatures expanded, Greek letters and minus signs kept.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from extractor.core.geometry import Box
from extractor.core.text import Span

BlockKind = Literal["title", "byline", "front", "heading", "paragraph", "caption", "table", "note", "reference", "back"]
"""``front``: keywords, dates, identifiers printed around the title; ``note``: a table's or figure's footnote;
``back``: acknowledgements, funding, consent and other text after the article's own."""

SectionKind = Literal[
    "front", "abstract", "introduction", "methods", "case", "results", "discussion", "conclusion",
    "body", "references", "back_matter", "supplement",
]  # fmt: skip
"""``front`` is the title with its byline; ``body`` is a section whose heading tells no kind."""

Grade = Literal["good", "fair", "poor", "none"]
"""How far a page's text can be trusted; ``none`` is a page that gave no text."""

BOLD, ITALIC, RAISED, JOINED = 1, 2, 4, 8
"""Flags of a word: bold, italic, superscript, and joined (no space before it: the second half of a word
broken at a line end, or a raised mark set against the word before)."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: ``width`` and ``height`` in points as displayed, ``grade`` of its text."""

    number: int
    width: float
    height: float
    grade: Grade = "good"


@dataclass(frozen=True, slots=True)
class Word:
    """A word, or the part of a word that stands on one printed line, with its box."""

    span: Span
    box: Box
    size: float
    flags: int
    line: int


@dataclass(frozen=True, slots=True)
class Words:
    """The geometry of a document's words as columns, sorted by start and disjoint; row i is one word.

    ``line`` numbers printed lines through the document: words of one line share it.
    """

    start: "array[int]" = field(default_factory=lambda: array("I"))
    end: "array[int]" = field(default_factory=lambda: array("I"))
    page: "array[int]" = field(default_factory=lambda: array("H"))
    x0: "array[float]" = field(default_factory=lambda: array("f"))
    top: "array[float]" = field(default_factory=lambda: array("f"))
    x1: "array[float]" = field(default_factory=lambda: array("f"))
    bottom: "array[float]" = field(default_factory=lambda: array("f"))
    size: "array[float]" = field(default_factory=lambda: array("f"))
    flags: "array[int]" = field(default_factory=lambda: array("B"))
    line: "array[int]" = field(default_factory=lambda: array("I"))

    def __len__(self) -> int:
        return len(self.start)

    def __getitem__(self, index: int) -> Word:
        box = Box(self.page[index], self.x0[index], self.top[index], self.x1[index], self.bottom[index])
        span = Span(self.start[index], self.end[index])
        return Word(span, box, self.size[index], self.flags[index], self.line[index])

    def __iter__(self) -> Iterator[Word]:
        return (self[index] for index in range(len(self)))

    def within(self, span: Span) -> range:
        """Return the row numbers of the words that share a character with ``span``."""
        first = bisect_left(self.end, span.start + 1)
        return range(first, max(first, bisect_left(self.start, span.end)))


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text that no sentence leaves: a heading, a paragraph, a caption, a whole table."""

    kind: BlockKind
    span: Span


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with all that stands under it up to the next heading of any level.

    ``span`` includes the heading; ``title`` is None for text before the first heading. Sections cover the
    text once, in order; ``level`` is 1 for a top-level heading.
    """

    kind: SectionKind
    level: int
    title: str | None
    span: Span
    page: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell at ``row`` and ``column`` (from 0); its text is ``span``, empty for an empty cell."""

    row: int
    column: int
    span: Span
    is_header: bool = False
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table; ``parts`` has a box for each page it stands on, ``notes`` the spans of its footnotes."""

    label: str | None
    caption: Span | None
    span: Span
    parts: tuple[Box, ...]
    cells: tuple[Cell, ...]
    n_rows: int
    n_columns: int
    notes: tuple[Span, ...] = ()

    def row(self, number: int) -> tuple[Cell, ...]:
        """Return the cells that stand in row ``number``, left to right, those spanning into it too."""
        return tuple(cell for cell in self.cells if cell.row <= number < cell.row + cell.row_span)

    def column(self, number: int) -> tuple[Cell, ...]:
        """Return the cells that stand in column ``number``, top to bottom, those spanning into it too."""
        return tuple(cell for cell in self.cells if cell.column <= number < cell.column + cell.column_span)


@dataclass(frozen=True, slots=True)
class Furniture:
    """Print that is not the article's text: running head, page number, stamp, licence box."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Printed:
    """A bibliographic value with the words it was read from (which may be furniture) and their place."""

    value: str
    quote: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the publication says it is; each is None where the PDF prints none."""

    title: Printed | None = None
    authors: Printed | None = None
    journal: Printed | None = None
    year: Printed | None = None
    doi: Printed | None = None
    pmid: Printed | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Pages of a PDF, ``first`` to ``last``, that are a publication of their own, as in a book of abstracts.

    It begins where its ``title`` is printed on them, at the top of the first where none is known or found, and ends
    before the next of ``others``, the titles of publications that share pages with it.
    """

    first: int
    last: int
    title: str | None = None
    others: tuple[str, ...] = ()

    @property
    def pages(self) -> tuple[int, int]:
        """The first and the last page."""
        return self.first, self.last


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF as read. Every span counts characters of ``text``; every box says its page."""

    sha256: str
    text: str
    pages: tuple[Page, ...]
    words: Words
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    tables: tuple[Table, ...] = ()
    furniture: tuple[Furniture, ...] = ()
    front: FrontMatter = FrontMatter()

    def boxes(self, span: Span) -> tuple[Box, ...]:
        """Return a box for each printed line that ``span`` touches, in reading order.

        Empty only where the span holds no printed character. A word that the span cuts is boxed whole.
        """
        words = self.words
        lines, pages = words.line, words.page
        found: list[Box] = []
        rows = words.within(span)
        first = rows.start
        for following in range(rows.start + 1, rows.stop + 1):
            last = following - 1
            if following < rows.stop and lines[last] == lines[following] and pages[last] == pages[following]:
                continue
            part = slice(first, following)
            found.append(
                Box(
                    pages[last],
                    min(words.x0[part]),
                    min(words.top[part]),
                    max(words.x1[part]),
                    max(words.bottom[part]),
                )
            )
            first = following
        return tuple(found)

    def section_at(self, offset: int) -> Section | None:
        """Return the section that holds the character at ``offset``; None where there is none."""
        for section in self.sections:
            if section.span.start <= offset < section.span.end:
                return section
        return None
