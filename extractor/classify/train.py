"""Labelled documents in, a StatementModel out.

The upper layers learn from scores that the first layer gave to papers it had not seen: every paper is scored by a
first layer trained on the other groups of papers (stacking, Wolpert 1992, doi:10.1016/S0893-6080(05)80023-1).
Training is single-threaded and has no random part: the same papers give the same bytes.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from extractor.classify import context
from extractor.classify.features import View, domain_names, headed, local_names, sentence_names, views
from extractor.classify.model import Dense, Matrix, Named, StatementModel
from extractor.core.analysis import Analysis, Assertion, Direction
from extractor.core.document import Document
from extractor.core.fields import ASSERTIONS, DIRECTIONS
from extractor.protocol.model import Protocol

Labels = npt.NDArray[np.bool_]

LEAST_SENTENCES = 2
"""A feature is kept that this many training sentences have."""
STRENGTH = {"sentence": 0.1, "clause": 0.1, "context": 0.05, "rows": 0.3, "domain": 0.3, "share": 1.0}
"""Inverse of the L2 penalty by layer; chosen on the rotations of the corpus, 2026-11."""
THRESHOLDS = {"found": 0.4, "row": 0.5, "domain": 0.45}
SMOOTHING = 0.5
LARGEST_RATIO = 3.0
SEED = 0


@dataclass(frozen=True, slots=True)
class Label:
    """One thing that a sentence says, as an annotator wrote it."""

    domains: tuple[str, ...]
    direction: Direction
    assertion: Assertion


@dataclass(frozen=True, slots=True)
class Labelled:
    """A publication to learn from; ``labels`` are by index in ``analysis.sentences``.

    Papers of one ``group`` (an author, a journal) are never used to judge each other.
    """

    group: str
    document: Document
    analysis: Analysis
    labels: Mapping[int, tuple[Label, ...]]


@dataclass(frozen=True, slots=True)
class _Paper:
    group: str
    found: tuple[View, ...]
    names: list[list[str]]
    local: list[list[str]]
    clauses: list[list[list[str]]]
    rows: list[tuple[Label, ...]]
    domains: list[list[list[str]]]


def train(papers: Sequence[Labelled], protocol: Protocol, about: Mapping[str, Any]) -> StatementModel:
    """Return the model learnt from ``papers``; ``about`` goes into its manifest.

    Raises:
        ValueError: The papers are of fewer than two groups, or have no statement of one of the kinds.
    """
    ready = [_paper(paper, protocol) for paper in papers]
    groups = sorted({paper.group for paper in ready})
    if len(groups) < 2:
        raise ValueError("papers of at least two groups are needed")
    unseen: dict[int, tuple[Matrix, list[Matrix]]] = {}
    for group in groups:
        others = [paper for paper in ready if paper.group != group]
        layer, local = _sentence_layer(others), _clause_layer(others)
        for number, paper in enumerate(ready):
            if paper.group == group:
                unseen[number] = (layer.score(paper.names), [local.score(names) for names in paper.clauses])
    inputs = [context.context_inputs(unseen[number][0], paper.found) for number, paper in enumerate(ready)]
    rows = [labels for paper in ready for labels in paper.rows]
    context_layer = _dense(np.concatenate(inputs), _targets(rows), "context")
    scores = [context_layer.score(matrix) for matrix in inputs]
    told = [unseen[number][1] for number in range(len(ready))]
    domain_layer, chances = _domain_layer(ready, protocol)
    return StatementModel(
        named={"sentence": _sentence_layer(ready), "clause": _clause_layer(ready), "domain": domain_layer},
        dense={
            "context": context_layer,
            "rows": _row_layer(ready, scores, told),
            "share": _share_layer(ready, told, chances, protocol),
        },
        about={**about, "thresholds": THRESHOLDS},
    )


def _paper(paper: Labelled, protocol: Protocol) -> _Paper:
    found = views(paper.document, paper.analysis, protocol)
    rows = [paper.labels.get(view.index, ()) for view in found]
    return _Paper(
        group=paper.group,
        found=found,
        names=sentence_names(paper.document, paper.analysis, found),
        local=[local_names(view.tokens, view.symbols) for view in found],
        clauses=[[local_names(clause.tokens, clause.symbols) for clause in view.clauses] for view in found],
        rows=rows,
        domains=[
            [
                domain_names(found, place, domain.id, headed(paper.document, paper.analysis, view), not domain.outcome)
                for domain in protocol.domains
            ]
            if rows[place]
            else []
            for place, view in enumerate(found)
        ],
    )


def _targets(rows: Sequence[tuple[Label, ...]]) -> list[tuple[Labels, Labels]]:
    """Return (which sentences count, which of all are positive) for each score column."""
    said = np.array([bool(labels) for labels in rows])
    targets = [(np.ones(len(rows), dtype=bool), said)]
    for field, values in (("assertion", ASSERTIONS), ("direction", DIRECTIONS)):
        for value in values:
            targets.append(
                (said, np.array([any(getattr(label, field) == value for label in labels) for labels in rows]))
            )
    return targets


def _sentence_layer(papers: Sequence[_Paper]) -> Named:
    names = [row for paper in papers for row in paper.names]
    return _named(names, _targets([labels for paper in papers for labels in paper.rows]), "sentence")


def _clause_layer(papers: Sequence[_Paper]) -> Named:
    """Return the layer that scores clauses; it learns from whole sentences, by what can be told of a clause too."""
    names = [row for paper in papers for row in paper.local]
    return _named(names, _targets([labels for paper in papers for labels in paper.rows]), "clause")


def _domain_layer(papers: Sequence[_Paper], protocol: Protocol) -> tuple[Named, list[list[Matrix]]]:
    """Return the layer, and each statement's log-odds of each domain by a layer that had not seen its group."""

    def fit(kept: Sequence[_Paper]) -> Named:
        names, positive = [], []
        for paper in kept:
            for candidates, labels in zip(paper.domains, paper.rows, strict=True):
                told = {domain for label in labels for domain in label.domains}
                for domain, row in zip(protocol.domains, candidates, strict=bool(candidates)):
                    names.append(row)
                    positive.append(domain.id in told)
        return _named(names, [(np.ones(len(names), dtype=bool), np.array(positive))], "domain")

    chances: list[list[Matrix]] = [[] for _ in papers]
    for group in sorted({paper.group for paper in papers}):
        layer = fit([paper for paper in papers if paper.group != group])
        for number, paper in enumerate(papers):
            if paper.group == group:
                chances[number] = [layer.score(rows)[:, 0] for rows in paper.domains]
    return fit(papers), chances


def _row_layer(papers: Sequence[_Paper], scores: Sequence[Matrix], told: Sequence[list[Matrix]]) -> Dense:
    inputs, positive = [], []
    for paper, matrix, clauses in zip(papers, scores, told, strict=True):
        for place, labels in enumerate(paper.rows):
            if labels:
                inputs.append(context.row_inputs(matrix[place], clauses[place], paper.found[place]))
                said = {(ASSERTIONS.index(label.assertion), DIRECTIONS.index(label.direction)) for label in labels}
                positive += [pair in said for pair in context.PAIRS]
    return _dense(np.concatenate(inputs), _one_target(positive), "rows")


def _share_layer(
    papers: Sequence[_Paper], told: Sequence[list[Matrix]], chances: Sequence[list[Matrix]], protocol: Protocol
) -> Dense:
    inputs, positive = [], []
    for paper, clauses, scored in zip(papers, told, chances, strict=True):
        for place, labels in enumerate(paper.rows):
            if len({label.direction for label in labels}) < 2:
                continue
            union = [domain.id for domain in protocol.domains if any(domain.id in label.domains for label in labels)]
            for label in labels:
                for number, domain in enumerate(protocol.domains):
                    if domain.id in union:
                        direction = DIRECTIONS.index(label.direction)
                        chance = float(scored[place][number])
                        view = paper.found[place]
                        inputs.append(context.share_inputs(domain.id, chance, direction, clauses[place], view, union))
                        positive.append(domain.id in label.domains)
    return _dense(np.array(inputs), _one_target(positive), "share")


def _one_target(positive: Sequence[bool]) -> list[tuple[Labels, Labels]]:
    return [(np.ones(len(positive), dtype=bool), np.array(positive))]


def _named(names: Sequence[Sequence[str]], targets: Sequence[tuple[Labels, Labels]], layer: str) -> Named:
    from scipy.sparse import csr_matrix

    counts = Counter(name for row in names for name in row)
    keys = np.unique(
        np.array([crc32(name.encode()) for name, count in counts.items() if count >= LEAST_SENTENCES], dtype=np.uint32)
    )
    columns: list[int] = []
    ends = [0]
    for row in names:
        hashed = np.unique(np.array([crc32(name.encode()) for name in row], dtype=np.uint32))
        places = np.minimum(np.searchsorted(keys, hashed), len(keys) - 1)
        columns += [int(place) for place in places[keys[places] == hashed]]
        ends.append(len(columns))
    matrix = csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(names), len(keys)))
    ratios = np.stack([_ratios(matrix, *target) for target in targets], axis=1)
    fitted = [
        _fit(matrix.multiply(ratios[:, number]).tocsr(), [target], layer) for number, target in enumerate(targets)
    ]
    weights = np.concatenate([part for part, _ in fitted], axis=1) * ratios
    return Named(keys, weights.astype(np.float16).astype(np.float64), np.concatenate([bias for _, bias in fitted]))


def _ratios(matrix: Any, counted: Labels, positive: Labels) -> Matrix:
    """Return how much each name tells positive from negative rows: the size of its log-count ratio, bounded.

    Source: Wang and Manning 2012 (https://aclanthology.org/P12-2018), whose sign and full size we drop.
    """
    yes = SMOOTHING + np.asarray(matrix[np.flatnonzero(counted & positive)].sum(axis=0)).ravel()
    no = SMOOTHING + np.asarray(matrix[np.flatnonzero(counted & ~positive)].sum(axis=0)).ravel()
    ratios: Matrix = np.minimum(np.abs(np.log((yes / yes.sum()) / (no / no.sum()))), LARGEST_RATIO)
    return ratios


def _dense(inputs: Matrix, targets: Sequence[tuple[Labels, Labels]], layer: str) -> Dense:
    """Fit over standardised inputs; the standardisation is folded into the weights."""
    mean, spread = inputs.mean(axis=0), inputs.std(axis=0)
    spread[spread < 1e-9] = 1.0
    weights, bias = _fit((inputs - mean) / spread, targets, layer)
    weights = weights / spread[:, None]
    return Dense(weights, bias - mean @ weights)


def _fit(inputs: Any, targets: Sequence[tuple[Labels, Labels]], layer: str) -> tuple[Matrix, Matrix]:
    from sklearn.linear_model import LogisticRegression

    weights, biases = [], []
    for counted, positive in targets:
        if len(set(positive[counted])) < 2:
            weights.append(np.zeros(inputs.shape[1]))
            biases.append(30.0 if positive[counted].all() else -30.0)
            continue
        fitted = LogisticRegression(C=STRENGTH[layer], solver="liblinear", random_state=SEED, max_iter=1000)
        fitted.fit(inputs[np.flatnonzero(counted)], positive[counted])
        weights.append(fitted.coef_[0])
        biases.append(float(fitted.intercept_[0]))
    return np.stack(weights, axis=1), np.array(biases)
