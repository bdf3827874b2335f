"""What warnings are made of: a publication's forms, what was extracted of it, and the words of its quotes."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from extractor.core.candidate import CandidateStatement, Extraction
from extractor.protocol.model import CueCategory, Domain, Protocol
from extractor.review.form import Row, View

WarningKind = Literal["counts", "another case's", "cited", "not in quote", "no drug", "at onset", "unlike", "otherwise"]

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Warning:
    """A warning in one line."""

    kind: WarningKind
    words: str


@dataclass(frozen=True)
class Told:
    """A publication as its forms and its extraction tell it; the forms of statements and rejected cases left out."""

    forms: Sequence[View]
    extraction: Extraction
    protocol: Protocol

    @cached_property
    def patients(self) -> list[View]:
        """The forms of patients."""
        return [view for view in self.forms if view.kind == "case" and view.rows[0].unit == "patient"]

    @cached_property
    def domains(self) -> dict[str, Domain]:
        """The protocol's domains by id."""
        return {domain.id: domain for domain in self.protocol.domains}

    def cues(self, *categories: CueCategory) -> tuple[str, ...]:
        """Return the protocol's wordings of some categories of cue."""
        if categories not in self._cues:
            self._cues[categories] = tuple(
                name for category in categories for name in self.protocol.cue_names(category)
            )
        return self._cues[categories]

    @cached_property
    def _cues(self) -> dict[tuple[CueCategory, ...], tuple[str, ...]]:
        return {}

    def statements(self, quotes: Iterable[str]) -> list[CandidateStatement]:
        """Return the effect statements that are quoted."""
        return [item for quote in quotes for item in self._statements.get(quote, ())]

    @cached_property
    def _statements(self) -> dict[str, list[CandidateStatement]]:
        found: dict[str, list[CandidateStatement]] = defaultdict(list)
        for item in self.extraction.statements:
            found[item.anchor.quote].append(item)
        return found


def quotes_of(row: Row) -> tuple[str, ...]:
    """Return the words of each place that a row stands on."""
    return tuple(anchor.quote for anchor in row.anchors)


def number_of(row: Row | None) -> float | None:
    """Return a row's value where it is a number, else None."""
    value = row.value if row and row.has_value else None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def row_of(view: View, field: str, key: str = "") -> Row | None:
    """Return the row of a form that has a value for a field; None where none has."""
    for row in view.rows:
        if row.slot and row.slot.field == field and row.slot.key == key and row.has_value:
            return row
    return None


def says(text: str, names: tuple[str, ...], *, begun: bool = False) -> bool:
    """Tell whether a text has one of the names, as whole words and whatever their case.

    With ``begun`` a word that only begins as the name does counts too (``weakness`` for ``weak``).
    """
    lowered, known = text.lower(), _by_start(names)
    for word in _WORD.finditer(lowered):
        for name in known.get(word[0][:_START], ()):
            end = word.start() + len(name)
            is_whole = not (name[-1].isalnum() and lowered[end : end + 1].isalnum())
            if (begun or is_whole) and lowered.startswith(name, word.start()):
                return True
    return False


_START = 3
"""Characters by which names are looked up."""


@lru_cache(maxsize=4096)
def _by_start(names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name in names:
        lowered = name.lower()
        if first := _WORD.match(lowered):
            found[first[0][:_START]].append(lowered)
    return {start: tuple(told) for start, told in found.items()}
