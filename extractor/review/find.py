"""Which rows a reviewer wants to see: by words, state, field, confidence, flag or warning."""

from dataclasses import dataclass

from extractor.review.form import Row, State


@dataclass(frozen=True, slots=True)
class Filter:
    """What rows are looked for; all that is given must hold, and a filter that gives nothing finds every filled row.

    ``text`` stands in label, value, quote or note, whatever its case; ``states`` and ``fields`` (names of fields) are
    alternatives; ``below`` is a confidence (0–1) under which an open row's suggestion must be.
    """

    text: str = ""
    states: frozenset[State] = frozenset()
    fields: frozenset[str] = frozenset()
    below: float | None = None
    flagged: bool = False
    warned: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A row that was found: the indexes of its publication, form and row, and where it is in words."""

    position: int
    view: int
    index: int
    where: str
    row: Row


def fits(row: Row, wanted: Filter, *, warned: bool) -> bool:
    """Tell whether a row is one that is looked for; ``warned`` is whether anything warns of it."""
    is_there = row.suggestion is not None or row.decision is not None or row.flagged or bool(row.note)
    if not is_there or (wanted.states and row.state not in wanted.states):
        return False
    if wanted.fields and (row.slot is None or row.slot.field not in wanted.fields):
        return False
    if wanted.below is not None and not (row.is_open and (row.confidence or 0.0) < wanted.below):
        return False
    if (wanted.flagged and not row.flagged) or (wanted.warned and not warned):
        return False
    return _says(row, wanted.text)


def _says(row: Row, text: str) -> bool:
    sought = " ".join(text.split()).casefold()
    told = (row.full_label, row.words, row.suggested_words, row.note, *(anchor.quote for anchor in row.anchors))
    return not sought or any(sought in " ".join(words.split()).casefold() for words in told)
