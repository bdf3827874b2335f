"""The words of a page as columns, seen as objects only where one is asked for.

A page has some six hundred words, of which most pass through all steps without being looked at one by one; steps that
work on many words take the columns.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from extractor.core.document import RAISED

Points = NDArray[np.float32]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(slots=True)
class RawWord:
    """A run of characters without a space in one style; ``order`` is its place in the content stream.

    ``flags`` are those of ``core.document``. ``angle`` is how far its line is turned clockwise on the page as displayed
    (0, 90, 180 or 270 degrees); ``baseline`` is the y of the line it stands on (x for a sideways word). ``glued`` says
    that no space parts it from the word before.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    flags: int
    order: int
    angle: int = 0
    baseline: float = 0.0
    glued: bool = False


@dataclass(slots=True, eq=False)
class Columns:
    """The fields of a page's words, a row for each word, named as those of ``RawWord``.

    Numbers are kept as small as they may be, since the words of all pages are held at once: points in 32 bits are
    exact to a ten-thousandth on any usual page. ``seen`` holds the objects that were asked for, by row: a word is one
    and the same object each time.
    """

    text: list[str]
    x0: Points
    top: Points
    x1: Points
    bottom: Points
    size: Points
    flags: NDArray[np.uint8]
    order: NDArray[np.int32]
    angle: NDArray[np.int16]
    baseline: Points
    glued: Flags
    seen: list[RawWord | None] = field(default_factory=list)

    @classmethod
    def of(cls, text: list[str], *numbers: Any) -> "Columns":
        """Return columns of these fields, given as any sequences of numbers."""
        told: list[Any] = [np.asarray(column, dtype=kind) for column, (_, kind) in zip(numbers, _KINDS, strict=True)]
        return cls(text, *told)

    def picked(self, rows: Ints) -> "Columns":
        """Return the columns of some rows."""
        text = self.text
        return Columns([text[row] for row in rows.tolist()], *(column[rows] for column in self.numbers()))

    def numbers(self) -> tuple[Any, ...]:
        """Return the columns of numbers in the order of the fields."""
        return (
            self.x0, self.top, self.x1, self.bottom, self.size, self.flags, self.order, self.angle, self.baseline,
            self.glued,
        )  # fmt: skip

    def word(self, row: int) -> RawWord:
        """Return one word."""
        return self.words((row,))[0]

    def words(self, rows: Sequence[int]) -> list[RawWord]:
        """Return the words of some rows."""
        seen = self.seen
        if not seen:
            seen += [None] * len(self.text)
        missing = [row for row in rows if seen[row] is None]
        if missing:
            if len(missing) == len(seen):
                made = map(RawWord, self.text, *(column.tolist() for column in self.numbers()))
            else:
                text = [self.text[row] for row in missing]
                made = map(RawWord, text, *(column[missing].tolist() for column in self.numbers()))
            for row, word in zip(missing, made, strict=True):
                seen[row] = word
        return [seen[row] for row in rows]  # type: ignore[misc]


class Words(Sequence[RawWord]):
    """Words of a page in some order: rows of its columns."""

    __slots__ = ("columns", "rows")

    def __init__(self, columns: Columns, rows: Sequence[int]) -> None:
        self.columns = columns
        self.rows = rows

    @classmethod
    def of(cls, words: Sequence[RawWord]) -> "Words":
        """Return words as columns; they stay the same objects."""
        if isinstance(words, Words):
            return words
        columns = Columns.of(
            [word.text for word in words], *([getattr(word, name) for word in words] for name, _ in _KINDS)
        )
        columns.seen.extend(words)
        return cls(columns, range(len(words)))

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[RawWord]:
        return iter(self.columns.words(self.rows))

    @overload
    def __getitem__(self, index: int) -> RawWord: ...

    @overload
    def __getitem__(self, index: slice) -> list[RawWord]: ...

    def __getitem__(self, index: int | slice) -> RawWord | list[RawWord]:
        if isinstance(index, slice):
            return self.columns.words(self.rows[index])
        return self.columns.word(self.rows[index])

    @property
    def texts(self) -> list[str]:
        """The text of each word."""
        rows, text = self.rows, self.columns.text
        if isinstance(rows, range):
            return text[rows.start : rows.stop]
        return [text[row] for row in rows]

    @property
    def angle(self) -> int:
        """The angle of the first word."""
        return int(self.columns.angle[self.rows[0]])

    def own_columns(self) -> Columns:
        """Return the columns of these words alone, in their order."""
        columns, rows = self.columns, self.rows
        return columns if rows == range(len(columns.text)) else columns.picked(np.array(rows, dtype=np.int64))

    def column(self, name: str) -> list[Any]:
        """Return a field of each word."""
        column = getattr(self.columns, name)
        rows = self.rows
        values: list[Any] = (column[rows.start : rows.stop] if isinstance(rows, range) else column[rows]).tolist()
        return values

    def raise_all(self) -> None:
        """Mark all words as superscripts."""
        self.columns.flags[self.rows] |= RAISED
        for word in self:
            word.flags |= RAISED


_KINDS: tuple[tuple[str, Any], ...] = (
    ("x0", np.float32), ("top", np.float32), ("x1", np.float32), ("bottom", np.float32), ("size", np.float32),
    ("flags", np.uint8), ("order", np.int32), ("angle", np.int16), ("baseline", np.float32), ("glued", np.bool_),
)  # fmt: skip
