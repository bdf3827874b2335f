"""What a printed report consists of, whatever it is printed with: headings, paragraphs, tables and figures in a row."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractor.synthesis.model import Source

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; ``level`` 1 is the report's title, ``name`` is unique and made of letters, digits and hyphens."""

    level: int
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``warning`` is set apart from the others."""

    words: str
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in one cell of a table.

    ``sources`` are the values that a number rests on, ``silent`` the uids of further patients in it, of whom nothing is
    told. ``subject`` is the uid of the publication or unique patient whose
    own value is shown, and ``field`` that value's; both are empty for all other cells.
    """

    words: str
    sources: tuple[Source, ...] = ()
    silent: tuple[str, ...] = ()
    subject: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one line of headers; the first ``heads`` cells of a row say what the row is about.

    ``columns`` are pairs of a header and whether numbers stand under it; ``notes`` stand below the table.
    """

    name: str
    caption: str
    columns: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[Entry, ...], ...]
    notes: tuple[str, ...] = ()
    heads: int = 1


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and its text alternative, which tells every number that the figure shows.

    ``draw`` is None where there is nothing to draw; ``description`` then says why.
    """

    name: str
    caption: str
    description: str
    draw: "Callable[[], Drawing] | None"


Block = Heading | Paragraph | Table | Figure


def filled(table: Table) -> Block:
    """Return a table that has rows; instead of an empty one, a sentence."""
    return table if table.rows else Paragraph(f"{table.caption}: none.")


def numbered(blocks: Iterable[Block]) -> Iterator[tuple[Block, str]]:
    """Yield each block with its number (``Table 3``), empty for what is not numbered."""
    counts = {Table: 0, Figure: 0}
    for block in blocks:
        if isinstance(block, Table | Figure):
            counts[type(block)] += 1
            yield block, f"{type(block).__name__} {counts[type(block)]}"
        else:
            yield block, ""
