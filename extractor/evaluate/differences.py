"""Every value that the candidates missed, added or got wrong, so that a person can look it up."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Literal

from extractor.evaluate.score import PUBLICATION_ROWS, Comparison, Score
from extractor.evaluate.values import SCALARS

_ONE_VALUE = (*SCALARS, *PUBLICATION_ROWS, "statement observed+direction", "assertion of found")


@dataclass(frozen=True, slots=True)
class Difference:
    """One disagreement; ``gold`` and ``candidate`` are None on the side that says nothing.

    ``case`` is gold's number of the case, or the candidate's where gold has no such case; None where no case is meant.
    ``about`` is the sentence of a statement, the label of a case.
    """

    kind: Literal["missed", "spurious", "wrong"]
    publication: str
    case: str | None
    field: str
    gold: str | None
    candidate: str | None
    about: str | None = None


def differences(score: Score) -> Iterator[Difference]:
    """Yield the differences of a score, publication by publication."""
    for comparisons in score.comparisons:
        for comparison in comparisons:
            for gold, found in _unequal(comparison):
                yield _difference(comparison, gold, found)


def _unequal(comparison: Comparison) -> Iterator[tuple[Hashable | None, Hashable | None]]:
    missed = sorted(comparison.gold - comparison.found, key=_words)
    spurious = sorted(comparison.found - comparison.gold, key=_words)
    for value in missed:
        other = next((item for item in spurious if _same_place(comparison.row, value, item)), None)
        if other is not None:
            spurious.remove(other)
        yield value, other
    for value in spurious:
        yield None, value


def _same_place(row: str, gold: Hashable, found: Hashable) -> bool:
    if isinstance(gold, tuple) and isinstance(found, tuple):
        return bool(gold[0] == found[0])
    return row in _ONE_VALUE


def _difference(comparison: Comparison, gold: Hashable | None, found: Hashable | None) -> Difference:
    return Difference(
        "spurious" if gold is None else "missed" if found is None else "wrong",
        comparison.publication,
        comparison.gold_id or comparison.found_id,
        comparison.row,
        None if gold is None else _words(gold),
        None if found is None else _words(found),
        comparison.about,
    )


def _words(value: Hashable) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " ".join("?" if part is None else str(part) for part in value)
    return str(value)
