"""Judged suggestions in, the model of confidence out, with the level from which on values may be accepted together.

The level is found on suggestions that the model judging them was not trained on: as low as the share of wrong values
at or above it, and the upper limit of that share, allow.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from extractor.classify.confidence import DECIMALS, ConfidenceModel, Facts, names_of

Matrix = npt.NDArray[np.float64]

SHRINKAGE = 1.0
"""Weight of the squared weights beside the log-loss of all suggestions; 0.3 to 3 change the log-loss by little."""
LEAST = 5
"""A fact that fewer suggestions have has no weight of its own."""
WRONG = 0.008
"""At most this share of the values at or above the level may be wrong where it is set: less than the 0.01 that is
promised, since the level is set on the same values, and other authors' papers are harder."""
WRONG_LIMIT = 0.02
"""At most this may be the upper end of that share's 95 % interval."""
Z = 1.959964
"""Normal quantile of a two-sided 95 % interval."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A suggestion of a publication: its field (``case``, ``statement`` for those as a whole), facts, right or not.

    ``subject`` is the uid of its case or statement, empty for the publication's own; ``whole`` marks a case or
    statement as a whole.
    """

    publication: str
    subject: str
    field: str
    whole: bool
    facts: Facts
    right: bool

    @property
    def part(self) -> str:
        """The first letter of the publication's id: one part is one author's hand."""
        return self.publication[:1]


def fit(rows: Sequence[Judged], level: float | None = None, about: Any = None) -> ConfidenceModel:
    """Return the model learnt from judged suggestions, weights shrunk to nought and bounded as their signs say.

    Values of spurious cases teach nothing but through their case.
    """
    from scipy.optimize import minimize

    spurious = spurious_cases(rows)
    rows = [row for row in rows if row.whole or (row.publication, row.subject) not in spurious]
    names = names_of([row.facts for row in rows], LEAST)
    column = {name: number for number, name in enumerate(names)}
    inputs = np.zeros((len(rows), len(names) + 1))
    inputs[:, -1] = 1.0
    for number, row in enumerate(rows):
        for name, value in row.facts.items():
            if name in column:
                inputs[number, column[name]] = value
    right = np.array([row.right for row in rows], dtype=float)
    penalty = np.full(len(names) + 1, SHRINKAGE)
    penalty[-1] = 0.0

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        scores = inputs @ weights
        value = np.logaddexp(0.0, scores).sum() - right @ scores + 0.5 * (penalty * weights**2).sum()
        chances = 1 / (1 + np.exp(-np.clip(scores, -30.0, 30.0)))
        return float(value), inputs.T @ (chances - right) + penalty * weights

    bounds = [*(_bound(name) for name in names), (None, None)]
    found = minimize(
        loss, np.zeros(len(names) + 1), jac=True, bounds=bounds, method="L-BFGS-B", options={"maxiter": 2000}
    )
    weights = {name: round(float(found.x[at]), 6) for name, at in column.items() if abs(found.x[at]) >= 1e-6}
    return ConfidenceModel(
        weights, round(float(found.x[-1]), 6), frozenset(row.field for row in rows), level, about or {}
    )


def spurious_cases(rows: Sequence[Judged]) -> frozenset[tuple[str, str]]:
    """Return publication and uid of the cases that are none."""
    return frozenset((row.publication, row.subject) for row in rows if row.field == "case" and not row.right)


def offered(rows: Sequence[Judged]) -> list[int]:
    """Return the numbers of the values that may be accepted together: those of cases that a reviewer would confirm.

    Cases and statements as a whole are no values. Who accepts a case's values together says that the case is one.
    """
    spurious = spurious_cases(rows)
    return [
        number for number, row in enumerate(rows) if not row.whole and (row.publication, row.subject) not in spurious
    ]


def _bound(name: str) -> tuple[float | None, float | None]:
    return {"+": (0.0, None), "-": (None, 0.0)}.get(name[0], (None, None))


def cross_fitted(rows: Sequence[Judged], folds: Sequence[str]) -> list[float]:
    """Return for each suggestion its chance under a model trained without the parts of its fold."""
    chances = [0.0] * len(rows)
    for fold in folds:
        model = fit([row for row in rows if row.part not in fold])
        unseen = [number for number, row in enumerate(rows) if row.part in fold]
        for number, chance in zip(unseen, chances_of([rows[number] for number in unseen], model), strict=True):
            chances[number] = chance
    return chances


def chances_of(rows: Sequence[Judged], model: ConfidenceModel) -> list[float]:
    """Return the chance of each suggestion, a case's values together with the case."""
    alone = [model.chance(row.field, row.facts) for row in rows]
    cases = {
        (row.publication, row.subject): chance for row, chance in zip(rows, alone, strict=True) if row.field == "case"
    }
    return [
        chance if row.whole else round(chance * cases.get((row.publication, row.subject), 1.0), DECIMALS)
        for row, chance in zip(rows, alone, strict=True)
    ]


def level_of(chances: Sequence[float], rights: Sequence[bool]) -> float | None:
    """Return the lowest confidence from which on the values keep to ``WRONG`` and ``WRONG_LIMIT``; None for none."""
    order = sorted(range(len(chances)), key=lambda number: -chances[number])
    wrong, found = 0, None
    for place, number in enumerate(order, start=1):
        wrong += not rights[number]
        last = place == len(order) or chances[order[place]] < chances[number]
        if last and wrong / place <= WRONG and upper_limit(wrong, place) <= WRONG_LIMIT:
            found = chances[number]
    return found


def upper_limit(wrong: int, total: int) -> float:
    """Return the upper end of Wilson's 95 % interval of a share; 1.0 of nothing."""
    if not total:
        return 1.0
    share = wrong / total
    middle = share + Z**2 / (2 * total)
    spread = Z * sqrt(share * (1 - share) / total + Z**2 / (4 * total**2))
    return (middle + spread) / (1 + Z**2 / total)
