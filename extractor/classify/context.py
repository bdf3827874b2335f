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
        for here in range(max(0, -offset), min(count, count - offset)):
            if blocks[here] == blocks[here + offset]:
                shifted[here, :N_SCORES] = soft[here + offset]
                shifted[here, N_SCORES] = 1.0
        parts.append(shifted)
    means, memory = np.zeros((count, N_SCORES)), np.zeros((count, N_SCORES))
    for block in np.unique(blocks):
        inside = np.flatnonzero(blocks == block)
        total, weight = soft[inside].sum(axis=0), sure[inside].sum()
        for here in inside:
            means[here] = (total - soft[here]) / (weight - sure[here, 0] + 0.3)
    running = np.zeros(N_SCORES)
    for here in range(count):
        memory[here] = running
        running = running * (1.0 - sure[here, 0] * MEMORY) + soft[here] * MEMORY
    whole = np.tile(soft.sum(axis=0) / max(1e-6, float(sure.sum())), (count, 1))
    return np.concatenate([*parts, means, memory, whole], axis=1)


def row_inputs(scores: Matrix, clauses: Matrix, pairs: Matrix, plural: float, view: View) -> Matrix:
    """Return (n_pairs, n_inputs) for one sentence: what speaks for each pair of assertion and direction as a row.

    ``scores`` is the sentence's row of scores, ``clauses`` the first layer's (n_clauses, n_scores), ``pairs`` the
    log-odds of each pair (n_pairs,) by its own clauses' words, ``plural`` the log-odds that the sentence says more than
    one thing.
    """
    asserted, directed = scores[ASSERTED], scores[DIRECTED]
    told = clauses[:, DIRECTED]
    clause_lead = lead(told)
    asserted_gap, directed_gap = asserted - asserted.max(), directed - directed.max()
    contrast = float(bool(CONTRAST & set(view.tokens)))
    by_assertion = np.stack([asserted, asserted_gap, clauses[:, ASSERTED].max(axis=0), asserted_gap == 0], axis=1)
    margin = clause_lead.max(axis=0)
    by_direction = np.stack(
        [
            directed,
            directed_gap,
            told.max(axis=0),
            margin,
            np.minimum(0.0, margin),
            contrast * margin,
            contrast * directed_gap,
            directed_gap == 0,
        ],
        axis=1,
    )
    first = (by_assertion[_ASSERTION_OF, 3] * by_direction[_DIRECTION_OF, 7])[:, None]
    runner_up = np.array([np.sort(asserted)[-2] - asserted.max(), np.sort(directed)[-2] - directed.max()])
    return np.concatenate(
        [
            by_assertion[_ASSERTION_OF],
            by_direction[_DIRECTION_OF],
            np.minimum(asserted_gap[_ASSERTION_OF], directed_gap[_DIRECTION_OF])[:, None],
            first,
            contrast * (1.0 - first),
            float(len(clauses) > 1) * (1.0 - first),
            np.tile(runner_up, (len(PAIRS), 1)),
            np.stack([pairs, pairs - pairs.max()], axis=1),
            pairs[:, None] * (1.0 - first),
            plural * (1.0 - first),
            np.eye(len(PAIRS)),
        ],
        axis=1,
    )


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


def share_inputs(
    domain: str, chance: float, direction: int, clauses: Matrix, view: View, named: Sequence[str]
) -> Matrix:
    """Return (N_SHARES,): what speaks for a domain as one that a row's direction is said of, where rows differ.

    ``chance`` is the domain's own log-odds in the sentence, ``named`` the domains that any row of it may take.
    """
    ahead = lead(clauses[:, DIRECTED])[:, direction]
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
