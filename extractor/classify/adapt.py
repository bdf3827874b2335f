"""A trained model and publications that a reviewer decided on in, a model that has learned from them out.

Each layer is fitted to the decisions with its old weights as the centre of the penalty: what the decisions do not speak
of stays as it was, and nothing of what the old model was trained on is needed (maximum a posteriori adaptation, Chelba
and Acero 2004, https://aclanthology.org/W04-3237). Training has no random part: the same decisions give the same bytes.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from extractor.classify import context
from extractor.classify.features import FAMILIES, learns
from extractor.classify.model import Dense, Matrix, Named, StatementModel
from extractor.classify.train import (
    Labelled,
    Paper,
    Target,
    keys_of,
    matrix_of,
    paper_of,
    ratios_of,
    rounded,
    targets_of,
)
from extractor.protocol.model import Protocol

Hashes = npt.NDArray[np.uint32]

STRENGTH = {"sentence": 0.05, "clause": 0.1, "context": 0.005, "domain": 0.1}
"""Inverse of the penalty for leaving the old weights, by layer; chosen on halves of the parts a, b, e, f, 2026-11."""
FOLDS = 5
"""Groups of publications that are scored by a first layer which learned from the others, for the layer above it."""


def adapt(model: StatementModel, papers: Sequence[Labelled], protocol: Protocol) -> StatementModel:
    """Return the model with its layers of words, context and domains moved towards what the papers say.

    Domains of the protocol that the model does not know are learned too. The layers that weigh what is said of pairs,
    rows and shares stay as they are.
    """
    ready = [paper_of(paper, protocol) for paper in papers]
    return replace(
        model,
        named={
            **model.named,
            "sentence": _sentence(model.named["sentence"], ready),
            "clause": _clause(model.named["clause"], ready),
            **_domains(model, ready, protocol),
        },
        dense={**model.dense, "context": _context(model, ready)},
        about={**model.about, "domains": _domain_ids(model, protocol)},
    )


def _sentence(layer: Named, papers: Sequence[Paper]) -> Named:
    names = [row for paper in papers for row in paper.names]
    every = {name for row in names for name in row}
    own: list[Hashes] = []
    for family, columns in zip(FAMILIES, (context.FOUND, context.ASSERTED, context.DIRECTED), strict=True):
        hashes = np.array(sorted({crc32(name.encode()) for name in every if learns(family, name)}), dtype=np.uint32)
        own += [hashes] * (columns.stop - columns.start)
    return _moved_named(layer, names, _targets(papers), STRENGTH["sentence"], own)


def _clause(layer: Named, papers: Sequence[Paper]) -> Named:
    names = [row for paper in papers for row in paper.local]
    return _moved_named(layer, names, _targets(papers), STRENGTH["clause"])


def _context(model: StatementModel, papers: Sequence[Paper]) -> Dense:
    layer = model.dense["context"]
    inputs: list[Matrix] = [np.zeros(0)] * len(papers)
    for fold in range(FOLDS):
        others = [paper for number, paper in enumerate(papers) if number % FOLDS != fold]
        first = _sentence(model.named["sentence"], others) if others else model.named["sentence"]
        for number, paper in enumerate(papers):
            if number % FOLDS == fold:
                inputs[number] = context.context_inputs(first.score(paper.names), paper.found)
    return _moved_dense(layer, np.concatenate(inputs), _targets(papers), STRENGTH["context"])


def _targets(papers: Sequence[Paper]) -> list[Target]:
    return targets_of([labels for paper in papers for labels in paper.rows])


def _domain_ids(model: StatementModel, protocol: Protocol) -> list[str]:
    return list(dict.fromkeys([*model.domains, *(domain.id for domain in protocol.domains)]))


def _domains(model: StatementModel, papers: Sequence[Paper], protocol: Protocol) -> dict[str, Named]:
    """Return the layers of a domain's place and of its words, moved as one: a row for each domain of each statement."""
    from scipy.sparse import hstack, identity, kron

    place, word = model.named["domain"], model.named["words"]
    ids = _domain_ids(model, protocol)
    columns = [ids.index(domain.id) for domain in protocol.domains]
    more = len(ids) - word.weights.shape[1]
    word = Named(word.keys, np.pad(word.weights, ((0, 0), (0, more))), np.pad(word.bias, (0, more)))
    bags = [bag for paper in papers for bag, labels in zip(paper.words, paper.rows, strict=True) if labels]
    if not bags:
        return {"words": word}
    names: list[list[str]] = []
    positive: list[bool] = []
    for paper in papers:
        for candidates, labels in zip(paper.domains, paper.rows, strict=True):
            if labels:
                told = {domain for label in labels for domain in label.domains}
                names += candidates
                positive += [domain in told for domain in paper.domain_ids]
    before = place.score(names)[:, 0] + word.score(bags)[:, columns].ravel()
    place, word = _with_names(place, names), _with_names(word, bags)
    size = len(columns)
    spread = kron(matrix_of(bags, word.keys), identity(size), format="csr")
    joined = hstack([matrix_of(names, place.keys), spread]).tocsr()
    every = (np.ones(len(positive), dtype=bool), np.array(positive))
    change, bias = _change_named(joined, every, before, STRENGTH["domain"])
    weights = word.weights.copy()
    weights[:, columns] += change[len(place.keys) :].reshape(len(word.keys), size)
    return {
        "domain": Named(place.keys, rounded(place.weights + change[: len(place.keys), None]), place.bias + bias),
        "words": Named(word.keys, rounded(weights), word.bias),
    }


def _with_names(layer: Named, names: Sequence[Sequence[str]]) -> Named:
    """Return the layer with a row of zeros for each name that it does not know and enough of the rows have."""
    keys = np.union1d(layer.keys, keys_of(names))
    weights = np.zeros((len(keys), layer.weights.shape[1]))
    weights[np.searchsorted(keys, layer.keys)] = layer.weights
    return Named(keys, weights, layer.bias)


def _moved_named(
    layer: Named,
    names: Sequence[Sequence[str]],
    targets: Sequence[Target],
    strength: float,
    own: Sequence[Hashes] | None = None,
) -> Named:
    """Return the layer moved towards the targets; ``own`` are for each the hashes of the names that it learns from."""
    before = layer.score(names)
    layer = _with_names(layer, names)
    matrix = matrix_of(names, layer.keys)
    weights, bias = layer.weights.copy(), layer.bias.copy()
    for output, target in enumerate(targets):
        columns = np.arange(len(layer.keys)) if own is None else np.flatnonzero(np.isin(layer.keys, own[output]))
        change, shift = _change_named(matrix[:, columns], target, before[:, output], strength)
        weights[columns, output] += change
        bias[output] += shift
    return Named(layer.keys, rounded(weights), bias)


def _change_named(matrix: Any, target: Target, before: Matrix, strength: float) -> tuple[Matrix, float]:
    from scipy.sparse import diags

    ratios = ratios_of(matrix, *target)
    change, shift = _change(matrix @ diags(ratios), target, before, strength)
    return change * ratios, shift


def _moved_dense(layer: Dense, inputs: Matrix, targets: Sequence[Target], strength: float) -> Dense:
    mean, spread = inputs.mean(axis=0), inputs.std(axis=0)
    spread[spread < 1e-9] = 1.0
    before = layer.score(inputs)
    weights, bias = layer.weights.copy(), layer.bias.copy()
    for output, target in enumerate(targets):
        change, shift = _change((inputs - mean) / spread, target, before[:, output], strength)
        weights[:, output] += change / spread
        bias[output] += shift - mean @ (change / spread)
    return Dense(weights, bias)


def _change(inputs: Any, target: Target, before: Matrix, strength: float) -> tuple[Matrix, float]:
    """Return what to add to weights and bias, by the rows that count, whose log-odds were ``before``.

    The bias is held to its old value as any weight is, so that rows of one kind alone move little.
    """
    from scipy.optimize import minimize

    counted, positive = target
    if not counted.any():
        return np.zeros(inputs.shape[1]), 0.0
    rows = inputs[np.flatnonzero(counted)]
    old, signs = before[counted], np.where(positive[counted], 1.0, -1.0)

    def loss(change: Matrix) -> tuple[float, Matrix]:
        margins = signs * (old + rows @ change[:-1] + change[-1])
        slopes = -signs / (1.0 + np.exp(np.clip(margins, -30.0, 30.0)))
        value = np.logaddexp(0.0, -margins).sum() + change @ change / (2 * strength)
        return value, np.append(rows.T @ slopes, slopes.sum()) + change / strength

    found = minimize(loss, np.zeros(inputs.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return found.x[:-1], float(found.x[-1])
