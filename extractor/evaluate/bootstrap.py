"""How far a score would move with other publications: percentile intervals over resampled publications."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractor.evaluate.counts import Counts
from extractor.evaluate.score import MACRO_ROWS

RESAMPLES = 1000
SEED = 20240229
LOW, HIGH = 2.5, 97.5

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Intervals:
    """95 % intervals of one row; None where no resample has the value."""

    p: Interval | None
    r: Interval | None
    f1: Interval | None


def intervals(
    by_publication: Sequence[Mapping[str, Counts]], rows: Sequence[str]
) -> tuple[dict[str, Intervals], Interval | None]:
    """Return the intervals of ``rows`` and that of the macro F1.

    Publications are drawn with replacement, as many as there are, ``RESAMPLES`` times with a fixed seed. A resample in
    which a row has nothing stated and nothing predicted says nothing about that row and is left out of its interval.

    Source: Efron B, Tibshirani RJ. An Introduction to the Bootstrap (1993), chapter 13 (percentile interval).
    """
    import numpy as np

    if not by_publication or not rows:
        return {}, None
    empty = Counts()
    counts = np.array(
        [
            [(count.hit, count.pred, count.gold) for count in (publication.get(row, empty) for row in rows)]
            for publication in by_publication
        ],
        dtype=np.float64,
    )
    size = len(by_publication)
    weights = np.random.default_rng(SEED).multinomial(size, np.full(size, 1 / size), size=RESAMPLES)
    hit, pred, gold = np.moveaxis(np.tensordot(weights, counts, axes=1), 2, 0)
    nothing = pred + gold == 0
    precision, recall = hit / np.maximum(pred, 1), hit / np.maximum(gold, 1)
    f1 = 2 * hit / np.maximum(pred + gold, 1)
    found = {
        row: Intervals(
            *(_interval(np, np.where(nothing[:, i], np.nan, values[:, i])) for values in (precision, recall, f1))
        )
        for i, row in enumerate(rows)
    }
    of_macro = [i for i, row in enumerate(rows) if row in MACRO_ROWS]
    shown = ~nothing[:, of_macro]
    macro = (f1[:, of_macro] * shown).sum(axis=1) / np.maximum(shown.sum(axis=1), 1)
    return found, _interval(np, np.where(shown.any(axis=1), macro, np.nan))


def _interval(np: Any, values: Any) -> Interval | None:
    known = values[~np.isnan(values)]
    if not len(known):
        return None
    low, high = np.percentile(known, (LOW, HIGH))
    return float(low), float(high)
