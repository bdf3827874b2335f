"""Annotated sentences into the weights of the model: maximum likelihood with a Gaussian prior, by L-BFGS."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from extractor.classify.names.chain import LABELS, Expected, Matrix, Rows, batches, expected

PRIOR = 0.5
"""Half the inverse variance of a weight."""
STEPS = 60
"""Iterations; the scores on the development files no longer rise after some fifty."""
SEEN = 2
"""How often a feature must stand in the training text."""


@dataclass(frozen=True, slots=True)
class Weights:
    """``words`` is (n_features, n_labels) in the order of ``features``, ``transitions`` (n_labels, n_labels)."""

    features: tuple[str, ...]
    words: npt.NDArray[np.float32]
    transitions: Matrix


def fit(
    rows: Sequence[Sequence[str]],
    allowed: npt.NDArray[np.bool_],
    lengths: Sequence[int],
    *,
    steps: int = STEPS,
    told: Callable[[int, float], None] | None = None,
) -> Weights:
    """Return weights learnt from words.

    Args:
        rows: The features of each word, sentence after sentence.
        allowed: (n_words, n_labels), the labels that each word may have: one where the annotation is whole, several
            where a corpus leaves one kind of names unmarked (Tsuboi et al. 2008).
        lengths: Words of each sentence.
        steps: Iterations at most.
        told: Is told the number of the iteration and the loss now and then.
    """
    from scipy.optimize import minimize

    features = _features(rows)
    inputs = matrix_of(rows, {name: place for place, name in enumerate(features)})
    objective = _Objective(inputs, allowed, lengths, told)
    start = np.zeros(inputs.shape[1] * len(LABELS) + len(LABELS) ** 2)
    found = minimize(objective, start, jac=True, method="L-BFGS-B", options={"maxiter": steps, "maxcor": 6})
    words, transitions = objective.parts(found.x)
    return Weights(tuple(features), words, transitions)


def _features(rows: Sequence[Sequence[str]]) -> list[str]:
    counts: Counter[str] = Counter()
    for row in rows:
        counts.update(set(row))
    return sorted(name for name, count in counts.items() if count >= SEEN)


def matrix_of(rows: Sequence[Sequence[str]], places: dict[str, int]) -> Any:
    """Return the rows as a sparse matrix of ones; unknown features are left out."""
    from scipy.sparse import csr_matrix

    ends, columns = [0], []
    for row in rows:
        columns += sorted({places[name] for name in row if name in places})
        ends.append(len(columns))
    shape = (len(rows), len(places))
    return csr_matrix((np.ones(len(columns), np.float32), np.array(columns, np.int32), np.array(ends)), shape)


class _Objective:
    """The loss and its slope: all sequences against those that the annotation allows, and the prior."""

    def __init__(
        self,
        inputs: Any,
        allowed: npt.NDArray[np.bool_],
        lengths: Sequence[int],
        told: Callable[[int, float], None] | None,
    ) -> None:
        self._inputs, self._turned = inputs, inputs.T.tocsr()
        self._parts = list(batches(lengths))
        self._told, self._calls = told, 0
        starts = np.concatenate([[0], np.cumsum(lengths)])
        open_ = [
            number for number, (begin, end) in enumerate(pairwise(starts)) if allowed[begin:end].sum() > end - begin
        ]
        self._open = np.concatenate([np.arange(starts[n], starts[n + 1]) for n in open_] or [np.zeros(0, np.intp)])
        self._open_parts = list(batches([lengths[n] for n in open_]))
        self._never = np.where(allowed[self._open], 0.0, -1e5)
        self._labels = np.argmax(allowed, axis=1)
        closed = np.ones(len(allowed), dtype=bool)
        closed[self._open] = False
        self._closed = np.flatnonzero(closed)
        self._steps = self._closed_steps(starts, closed)

    def _closed_steps(self, starts: Rows, closed: npt.NDArray[np.bool_]) -> Matrix:
        inner = closed[1:].copy()
        inner[starts[1:-1] - 1] = False
        steps = np.zeros((len(LABELS), len(LABELS)))
        np.add.at(steps, (self._labels[:-1][inner], self._labels[1:][inner]), 1)
        return steps

    def parts(self, weights: Matrix) -> tuple[npt.NDArray[np.float32], Matrix]:
        """Return the weights of features and of transitions."""
        edge = len(LABELS) ** 2
        words = weights[:-edge].reshape(-1, len(LABELS)).astype(np.float32)
        return words, weights[-edge:].reshape(len(LABELS), len(LABELS))

    def __call__(self, weights: Matrix) -> tuple[float, Matrix]:
        words, transitions = self.parts(weights)
        scores = self._inputs @ words
        free = expected(scores, transitions, self._parts)
        held = self._held(scores, transitions)
        slopes = self._turned @ (free.labels - held.labels).astype(np.float32)
        slope = np.concatenate([slopes.astype(np.float64).ravel(), (free.steps - held.steps).ravel()])
        loss = free.log_sum - held.log_sum + PRIOR / 2 * float(weights @ weights)
        self._calls += 1
        if self._told and self._calls % 10 == 0:
            self._told(self._calls, loss)
        return loss, slope + PRIOR * weights

    def _held(self, scores: Matrix, transitions: Matrix) -> Expected:
        """Return what is expected where only the allowed labels may stand."""
        labels = np.zeros_like(scores)
        labels[self._closed, self._labels[self._closed]] = 1
        log_sum = float(scores[self._closed, self._labels[self._closed]].sum(dtype=np.float64))
        log_sum += float((transitions * self._steps).sum())
        if not len(self._open):
            return Expected(log_sum, labels, self._steps)
        rest = expected(scores[self._open] + self._never, transitions, self._open_parts)
        labels[self._open] = rest.labels
        return Expected(log_sum + rest.log_sum, labels, self._steps + rest.steps)
