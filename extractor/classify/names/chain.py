"""A linear chain over labels: which sequences are allowed, how likely each label is, which sequence is likeliest.

Labels are BIOES for each kind of name: a word begins, is inside of, ends or is alone a name, or is outside of all.
All sentences are worked on at once, the longest first, so that a step is one product of matrices.
Source: conditional random fields (Lafferty, McCallum, Pereira 2001).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]

KINDS = ("chemical", "disease")
OUTSIDE = "O"
LABELS = (OUTSIDE, *(f"{side}-{kind}" for kind in KINDS for side in "BIES"))
NEVER = -1e4
"""A log-odds that no evidence outweighs."""
BATCH = 512
"""Sentences at a time."""
CELLS = 2**17
"""Words at a time where each sentence counted as its batch's longest: some 40 MB. Prose never comes near it."""


def _follows(left: str, right: str) -> bool:
    """Tell whether a label may stand after another."""
    if left[0] in "OES":
        return right[0] in "OBS"
    return right[0] in "IE" and right[2:] == left[2:]


MAY_FOLLOW = np.array([[_follows(left, right) for right in LABELS] for left in LABELS])
MAY_BEGIN = np.array([label[0] in "OBS" for label in LABELS])
MAY_END = np.array([label[0] in "OES" for label in LABELS])


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a sentence: words ``first`` up to but not including ``after``, and what it is of."""

    first: int
    after: int
    kind: str


def batches(lengths: Sequence[int]) -> Iterator[Rows]:
    """Yield (n_steps, n_sentences) rows of words, -1 after a sentence's end; sentences of a batch fall in length.

    A batch is ``BATCH`` sentences, or fewer where a long one would make all of them more than ``CELLS`` words.
    """
    starts = np.concatenate([[0], np.cumsum(lengths)])
    order = sorted((number for number, length in enumerate(lengths) if length), key=lambda one: (-lengths[one], one))
    begin = 0
    while begin < len(order):
        part = order[begin : begin + max(1, min(BATCH, CELLS // lengths[order[begin]]))]
        begin += len(part)
        rows = np.full((lengths[part[0]], len(part)), -1, dtype=np.intp)
        for column, number in enumerate(part):
            rows[: lengths[number], column] = np.arange(starts[number], starts[number + 1])
        yield rows


@dataclass(frozen=True, slots=True)
class Expected:
    """The log of the sum over all sequences, each word's chance of each label, and how often a label follows one."""

    log_sum: float
    labels: Matrix
    steps: Matrix


def expected(scores: Matrix, transitions: Matrix, parts: Sequence[Rows]) -> Expected:
    """Return what the chain expects: ``scores`` is (n_words, n_labels), ``transitions`` (n_labels, n_labels).

    Source: the forward-backward algorithm, every step scaled to a sum of 1 (Rabiner 1989).
    """
    chances, steps, log_sum = np.zeros_like(scores), np.zeros_like(transitions), 0.0
    moves = np.exp(transitions) * MAY_FOLLOW
    for rows in parts:
        real = rows >= 0
        columns, lengths = np.arange(rows.shape[1]), real.sum(axis=0)
        told = scores[np.maximum(rows, 0)].astype(np.float64)
        top = told.max(axis=2, keepdims=True)
        told = np.exp(told - top)
        forward, scales = _forward(told, moves, real)
        ends = forward[lengths - 1, columns] @ MAY_END
        log_sum += float(np.log(ends).sum() + (np.log(scales) * real).sum() + (top[..., 0] * real).sum())
        backward = np.zeros_like(forward)
        backward[lengths - 1, columns] = MAY_END / ends[:, None]
        for step in range(len(rows) - 2, -1, -1):
            alive = int(real[step + 1].sum())
            coming = told[step + 1, :alive] * backward[step + 1, :alive] / scales[step + 1, :alive, None]
            backward[step, :alive] += coming @ moves.T
            steps += moves * (forward[step, :alive].T @ coming)
        chances[rows[real]] = (forward * backward)[real]
    return Expected(log_sum, chances, steps)


def _forward(told: Matrix, moves: Matrix, real: npt.NDArray[np.bool_]) -> tuple[Matrix, Matrix]:
    forward, scales = np.zeros_like(told), np.ones(told.shape[:2])
    first = told[0] * MAY_BEGIN
    scales[0] = first.sum(axis=1)
    forward[0] = first / scales[0][:, None]
    for step in range(1, len(told)):
        alive = int(real[step].sum())
        here = (forward[step - 1, :alive] @ moves) * told[step, :alive]
        scales[step, :alive] = here.sum(axis=1)
        forward[step, :alive] = here / scales[step, :alive, None]
    return forward, scales


def likeliest(scores: Matrix, transitions: Matrix, parts: Sequence[Rows]) -> Rows:
    """Return the label of each word in the likeliest sequence of its sentence (Viterbi 1967)."""
    labels = np.zeros(len(scores), dtype=np.intp)
    moves = np.where(MAY_FOLLOW, transitions, NEVER)
    for rows in parts:
        real = rows >= 0
        told = scores[np.maximum(rows, 0)]
        best = np.where(MAY_BEGIN, told[0], NEVER)
        came = np.zeros(told.shape, dtype=np.intp)
        for step in range(1, len(rows)):
            alive = int(real[step].sum())
            ways = best[:alive, :, None] + moves
            came[step, :alive] = ways.argmax(axis=1)
            best[:alive] = ways.max(axis=1) + told[step, :alive]
        last = np.where(MAY_END, best, best + NEVER).argmax(axis=1)
        for step in range(len(rows) - 1, -1, -1):
            alive = int(real[step].sum())
            labels[rows[step, :alive]] = last[:alive]
            last[:alive] = came[step, np.arange(alive), last[:alive]]
    return labels


def names_of(labels: Sequence[int]) -> Iterator[Name]:
    """Yield the names of one sentence."""
    first = 0
    for place, number in enumerate(labels):
        side, kind = LABELS[number][0], LABELS[number][2:]
        if side in "BS":
            first = place
        if side in "ES":
            yield Name(first, place + 1, kind)


def labels_of(length: int, names: Sequence[Name]) -> list[int]:
    """Return the labels of a sentence of ``length`` words that holds ``names``."""
    labels = [0] * length
    for name in names:
        sides = ["I"] * (name.after - name.first)
        sides[0], sides[-1] = "B", "E"
        for place, side in zip(range(name.first, name.after), ["S"] if len(sides) == 1 else sides, strict=True):
            labels[place] = LABELS.index(f"{side}-{name.kind}")
    return labels
