"""The stretches of text that are read by themselves: a sentence, a table's cell. Pure data, no matching."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from extractor.core.analysis import Mention
from extractor.core.document import BlockKind, SectionKind
from extractor.core.text import Span

UNREAD: frozenset[BlockKind] = frozenset({"reference", "byline", "front"})
"""Blocks whose words tell nothing of the patients: split into sentences, never searched."""

SET_APART: frozenset[BlockKind] = frozenset({"table", "caption", "note"})
"""Blocks that belong to no place in the running text."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence or a cell: ``span`` in the document, its block's index and kind, its section's kind.

    ``is_cell`` tells a table's cell, ``is_read`` whether components look into it.
    """

    span: Span
    block: int
    block_kind: BlockKind
    section: SectionKind
    is_cell: bool = False

    @property
    def is_read(self) -> bool:
        """Tell whether the unit is text of the article's own: no reference, no byline, no back matter.

        Tables and what is written about them are read behind the references too, where manuscripts put them.
        """
        placed_last = self.is_cell or self.block_kind in SET_APART
        return self.block_kind not in UNREAD and (placed_last or self.section != "references")


def _order(mention: Mention) -> tuple[int, int, str, str]:
    return (mention.span.start, mention.span.end, mention.label, mention.concept or "")


@dataclass(slots=True)
class UnitIndex:
    """Finds the unit of an offset, and the mentions of a unit."""

    units: list[Unit]
    starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.starts = [unit.span.start for unit in self.units]

    def at(self, offset: int) -> int | None:
        """Return the index of the unit that holds ``offset``; None between units."""
        index = bisect_right(self.starts, offset) - 1
        if index < 0 or offset >= self.units[index].span.end:
            return None
        return index

    def group(self, mentions: Iterable[Mention]) -> dict[int, list[Mention]]:
        """Return the mentions of each unit that has any, sorted by place."""
        groups: dict[int, list[Mention]] = {}
        for mention in sorted(mentions, key=_order):
            index = self.at(mention.span.start)
            if index is not None:
                groups.setdefault(index, []).append(mention)
        return groups


def search(pattern: re.Pattern[str], text: str, units: Iterable[Unit]) -> Iterator[tuple[Unit, re.Match[str]]]:
    """Yield every match of ``pattern`` inside the units that are read, with its unit; no match leaves its unit."""
    for unit in units:
        if unit.is_read:
            for match in pattern.finditer(text, unit.span.start, unit.span.end):
                yield unit, match
