"""What a sentence's neighbours and clauses say of it: scores of the first layer → inputs of the layers above it.

All functions here turn matrices into matrices; words are no longer looked at.
"""

from collections.abc import Sequence

import numpy as np

from extractor.classify.features import CONTRAST, View
from extractor.classify.model import Matrix, probability
from extractor.core.fields import ASSERTIONS, DIRECTIONS

N_SCORES = 1 + len(ASSERTIONS) + len(DIRECTIONS)
"""Columns of a score matrix: found, then the assertions, then the directions."""
FOUND, ASSERTED, DIRECTED = slice(0, 1), slice(1, 1 + len(ASSERTIONS)), slice(1 + len(ASSERTIONS), N_SCORES)
NEIGHBORS = (-3, -2, -1, 1, 2)
N_SHARES = 10
"""Inputs that ``share_inputs`` gives."""
MEMORY = 0.8
"""How much of what was said last a sure statement replaces."""

PAIRS = tuple((assertion, direction) for assertion in range(len(ASSERTIONS)) for direction in range(len(DIRECTIONS)))
"""Every row that a sentence may give, as indices of assertion and direction."""
N_ENCODED = N_SCORES + len(PAIRS)
"""Columns of what an encoder makes of a sentence: those of a score matrix, then the pairs, all log-odds."""
_ASSERTION_OF = np.array([assertion for assertion, _ in PAIRS])
_DIRECTION_OF = np.array([direction for _, direction in PAIRS])


def context_inputs(scores: Matrix, found: Sequence[View]) -> Matrix:
    """Return (n_sentences, n_inputs): own scores, those of neighbours in the block, the block's and document's means.

    What a neighbour says counts as far as it is likely to be a statement at all.
    """
    count = len(found)
    blocks = np.array([view.sentence.block for view in found])
    chances = probability(scores)
    sure = chances[:, FOUND]
    soft = np.concatenate([sure, chances[:, 1:] * sure], axis=1)
    parts = [scores, chances]
    for offset in NEIGHBORS:
        shifted = np.zeros((count, N_SCORES + 1))
        inside = np.arange(max(0, -offset), max(0, min(count, count - offset)))
        inside = inside[blocks[inside] == blocks[inside + offset]]
        shifted[inside, :N_SCORES] = soft[inside + offset]
        shifted[inside, N_SCORES] = 1.0
        parts.append(shifted)
    means, memory = np.zeros((count, N_SCORES)), np.zeros((count, N_SCORES))
    for block in np.unique(blocks):
        inside = np.flatnonzero(blocks == block)
        total, weight = soft[inside].sum(axis=0), sure[inside].sum()
        means[inside] = (total - soft[inside]) / (weight - sure[inside] + 0.3)
    running = np.zeros(N_SCORES)
    for here in range(count):
        memory[here] = running
        running = running * (1.0 - sure[here, 0] * MEMORY) + soft[here] * MEMORY
    whole = np.tile(soft.sum(axis=0) / max(1e-6, float(sure.sum())), (count, 1))
    return np.concatenate([*parts, means, memory, whole], axis=1)


def encoded_inputs(scores: Matrix, encoded: Matrix) -> Matrix:
    """Return (n_sentences, n_inputs) for the layer that joins the context layer's scores with an encoder's.

    ``encoded`` is (n_sentences, N_ENCODED).
    """
    own = encoded[:, :N_SCORES]
    return np.concatenate([scores, own, probability(scores), probability(own)], axis=1)


def row_inputs(
    scores: Matrix,
    clauses: Sequence[Matrix],
    pairs: Matrix,
    plurals: Matrix,
    found: Sequence[View],
    encoded: Matrix | None = None,
) -> Matrix:
    """Return (n_sentences, n_pairs, n_inputs): what speaks for each pair of assertion and direction as a row.

    ``scores`` is (n_sentences, n_scores), ``clauses`` the first layer's (n_clauses, n_scores) of each sentence,
    ``pairs`` (n_sentences, n_pairs) the log-odds of each pair by its own clauses' words, ``plurals`` (n_sentences,) the
    log-odds that the sentence says more than one thing; ``encoded`` (n_sentences, N_ENCODED) is what an encoder makes
    of them, None where the model has none. No sentence is without a clause.
    """
    asserted, directed = scores[:, ASSERTED], scores[:, DIRECTED]
    asserted_gap = asserted - asserted.max(axis=1, keepdims=True)
    directed_gap = directed - directed.max(axis=1, keepdims=True)
    told, counts = np.concatenate(clauses), np.array([len(part) for part in clauses])
    begins = np.cumsum(counts) - counts
    highest = np.maximum.reduceat(told, begins, axis=0)
    margin = np.maximum.reduceat(lead(told[:, DIRECTED]), begins, axis=0)
    contrast = np.array([[float(not CONTRAST.isdisjoint(view.tokens))] for view in found])
    by_assertion = np.stack([asserted, asserted_gap, highest[:, ASSERTED], asserted_gap == 0], axis=2)
    by_direction = np.stack(
        [
            directed,
            directed_gap,
            highest[:, DIRECTED],
            margin,
            np.minimum(0.0, margin),
            contrast * margin,
            contrast * directed_gap,
            directed_gap == 0,
        ],
        axis=2,
    )
    first = by_assertion[:, _ASSERTION_OF, 3] * by_direction[:, _DIRECTION_OF, 7]
    other = 1.0 - first
    runner_up = np.stack([np.sort(gap, axis=1)[:, -2] for gap in (asserted_gap, directed_gap)], axis=1)
    shape = (len(found), len(PAIRS), len(PAIRS))
    by_pair = np.stack(
        [
            np.minimum(asserted_gap[:, _ASSERTION_OF], directed_gap[:, _DIRECTION_OF]),
            first,
            contrast * other,
            (counts[:, None] > 1) * other,
        ],
        axis=2,
    )
    by_words = np.stack(
        [pairs, pairs - pairs.max(axis=1, keepdims=True), pairs * other, plurals[:, None] * other], axis=2
    )
    by_encoder = [] if encoded is None else [_encoded_pairs(encoded, other)]
    return np.concatenate(
        [
            *by_encoder,
            by_assertion[:, _ASSERTION_OF],
            by_direction[:, _DIRECTION_OF],
            by_pair,
            np.repeat(runner_up[:, None], len(PAIRS), axis=1),
            by_words,
            np.broadcast_to(np.eye(len(PAIRS)), shape),
        ],
        axis=2,
    )


def _encoded_pairs(encoded: Matrix, other: Matrix) -> Matrix:
    """Return (n_sentences, n_pairs, n_inputs): what an encoder says of each pair; ``other`` tells all but the first."""
    own = encoded[:, N_SCORES:]
    asserted, directed = encoded[:, ASSERTED], encoded[:, DIRECTED]
    gaps = [
        (part - part.max(axis=1, keepdims=True))[:, which]
        for part, which in ((asserted, _ASSERTION_OF), (directed, _DIRECTION_OF))
    ]
    return np.stack([own, probability(own), own * other, own - own.max(axis=1, keepdims=True), *gaps], axis=2)


def pair_scores(told: Matrix) -> Matrix:
    """Return (n_sentences, n_pairs) of the pair layer's scores, (n_sentences * n_directions, n_pairs).

    A row of these is of one direction's names; of its columns those of that direction are meant.
    """
    by_direction = told.reshape(-1, len(DIRECTIONS), len(PAIRS))
    picked: Matrix = by_direction[:, _DIRECTION_OF, np.arange(len(PAIRS))]
    return picked


def lead(told: Matrix) -> Matrix:
    """Return by how much each column is ahead of the best of the others, row by row."""
    ranked = np.sort(told, axis=1)
    best, second = ranked[:, -1:], ranked[:, -2:-1]
    ahead: Matrix = told - np.where(told == best, second, best)
    return ahead


def share_inputs(domain: str, chance: float, direction: int, leads: Matrix, view: View, named: Sequence[str]) -> Matrix:
    """Return (N_SHARES,): what speaks for a domain as one that a row's direction is said of, where rows differ.

    ``chance`` is the domain's own log-odds in the sentence, ``leads`` by how much each direction leads in each of its
    clauses, ``named`` the domains that any row of it may take.
    """
    ahead = leads[:, direction]
    home = np.array([domain in clause.domains for clause in view.clauses], dtype=bool)
    bare = np.array([not clause.domains for clause in view.clauses], dtype=bool)
    best = int(ahead.argmax())
    nearest = min((abs(int(place) - best) for place in np.flatnonzero(home)), default=9)
    return np.array(
        [
            chance,
            float(home.any()),
            ahead[home].max() if home.any() else 0.0,
            ahead[home].mean() if home.any() else 0.0,
            ahead[~home].max() if (~home).any() else 0.0,
            ahead[bare].max() if bare.any() else 0.0,
            float(home[best]),
            float(min(nearest, 4)),
            float(len(named) == 1),
            float(not home.any() and len(named) > 1),
        ]
    )
