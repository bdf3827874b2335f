"""What a table for programs is: a name, columns with a meaning each, and rows of plain values."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from extractor.core.candidate import Value

Record = tuple[Value | None, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, what it means, the unit of its numbers, and the words that may stand in it (any, if none)."""

    name: str
    meaning: str
    unit: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table for programs; ``rows`` begins anew with each call."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Callable[[], Iterable[Record]]


SEVERAL = "; "
"""Between several values in one cell."""
