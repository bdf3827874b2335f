"""How far the review's headline table can be trusted: patients missed and spurious in each of its cells.

Two errors in one cell may cancel in its sum; here they are counted case by case.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from extractor.core.annotation import AnnotatedCase, Annotation
from extractor.evaluate.match import pair_cases
from extractor.evaluate.score import headline_table


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the headline table: patients that gold counts there, those missed, those that do not belong there."""

    gold: int
    missed: int
    spurious: int

    @property
    def share(self) -> float | None:
        """Missed and spurious patients for one that belongs there; None where none does."""
        return (self.missed + self.spurious) / self.gold if self.gold else None


def cells(gold: Mapping[str, Annotation], candidates: Mapping[str, Annotation]) -> dict[tuple[str | None, ...], Cell]:
    """Return every cell that either side counts anybody in, sorted by its key (as in ``Score``)."""
    stated = headline_table(gold)
    missed: Counter[tuple[str | None, ...]] = Counter()
    spurious: Counter[tuple[str | None, ...]] = Counter()
    for key, ours in gold.items():
        theirs = candidates.get(key) or Annotation(key)
        mates = dict(pair_cases(ours, theirs))
        for i, case in enumerate(ours.cases):
            counted = _counted(ours, case)
            found = _counted(theirs, theirs.cases[mates[i]]) if i in mates else Counter()
            missed += counted - found
            spurious += found - counted
        taken = set(mates.values())
        for j, case in enumerate(theirs.cases):
            if j not in taken:
                spurious += _counted(theirs, case)
    keys = sorted({*stated, *missed, *spurious}, key=str)
    return {key: Cell(stated[key], missed[key], spurious[key]) for key in keys}


def mixed_up(gold: Mapping[str, Annotation], candidates: Mapping[str, Annotation]) -> dict[str, tuple[int, int]]:
    """Return the publications with an own patient missed or a case that is none of theirs, with both counts."""
    found = {}
    for key, ours in gold.items():
        theirs = candidates.get(key) or Annotation(key)
        pairs = len(pair_cases(ours, theirs))
        if pairs < max(len(ours.cases), len(theirs.cases)):
            found[key] = (len(ours.cases) - pairs, len(theirs.cases) - pairs)
    return found


def _counted(annotation: Annotation, case: AnnotatedCase) -> Counter[tuple[str | None, ...]]:
    return headline_table({annotation.id: replace(annotation, cases=(case,))})
