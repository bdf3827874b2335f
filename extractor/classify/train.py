"""Labelled documents in, a StatementModel out.

The upper layers learn from scores that the first layer gave to papers it had not seen: every paper is scored by a
first layer trained on the other groups of papers (stacking, Wolpert 1992, doi:10.1016/S0893-6080(05)80023-1).
Invented sentences (``lessons``) are learned from beside the papers by the layers of words alone, and weigh less.
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
from extractor.classify.features import (
    FAMILIES,
    View,
    domain_names,
    domain_words,
    heading_domains,
    is_placed,
    learns,
    local_names,
    sentence_names,
    views,
)
from extractor.classify.model import Dense, Matrix, Named, StatementModel
from extractor.classify.pairs import TIED, direction_names, plural_names
from extractor.core.analysis import Analysis, Assertion, Direction
from extractor.core.document import Document
from extractor.core.fields import ASSERTIONS, DIRECTIONS
from extractor.protocol.model import Protocol

Labels = npt.NDArray[np.bool_]
Target = tuple[Labels, Labels]
"""Which rows count, and which of all are positive."""

LEAST_SENTENCES = 2
"""A feature is kept that this many training sentences have."""
STRENGTH = {
    "sentence": 0.2, "clause": 0.3, "context": 0.05, "encoded": 0.05, "rows": 0.3, "domain": 0.3, "share": 1.0,
    "pairs": 0.05, "plural": 0.1,
}  # fmt: skip
"""Inverse of the L2 penalty by layer; chosen on the rotations of the corpus, 2026-11."""
THRESHOLDS = {"found": 0.4, "row": 0.5, "domain": 0.45, "gate": 0.05}
"""Probabilities from which a decision is taken; chosen on the same rotations."""
LESSON = {"sentence": 0.4, "clause": 0.7, "plural": 0.3}
"""What a lesson's sentence weighs beside one of a publication; chosen on the same rotations."""
OTHER_PROTOCOL = 0.3
"""What a domain of another protocol weighs beside one of the protocol trained for; chosen likewise."""
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

    Papers of one ``group`` (an author, a journal) are never used to judge each other. ``protocol`` is given where a
    paper was analysed and annotated under another than the one that is trained for: it teaches all but the words that
    tell this protocol's domains. ``encoded`` is (n_views, N_ENCODED) of ``context``: what an encoder that had not seen
    the paper makes of each readable sentence; all papers have it or none. ``has_places`` is False where each sentence
    stands alone, so that nothing can be learned of where it stands.
    """

    group: str
    document: Document
    analysis: Analysis
    labels: Mapping[int, tuple[Label, ...]]
    protocol: Protocol | None = None
    encoded: Matrix | None = None
    has_places: bool = True


@dataclass(frozen=True, slots=True)
class Paper:
    """A publication as the layers learn from it: names of its sentences, clauses and domains beside what they say."""

    group: str
    found: tuple[View, ...]
    names: list[list[str]]
    local: list[list[str]]
    clauses: list[list[list[str]]]
    rows: list[tuple[Label, ...]]
    domains: list[list[list[str]]]
    words: list[list[str]]
    plural: list[list[str]]
    domain_ids: tuple[str, ...]
    is_of_protocol: bool
    encoded: Matrix | None


@dataclass(frozen=True, slots=True)
class _Lessons:
    """Names of lessons' sentences by the layers that learn from them; ``directions`` of those that say something."""

    names: list[list[str]]
    local: list[list[str]]
    rows: list[tuple[Label, ...]]
    directions: list[list[list[str]]]
    plural: list[list[str]]


def train(
    papers: Sequence[Labelled], protocol: Protocol, about: Mapping[str, Any], lessons: Sequence[Labelled] = ()
) -> StatementModel:
    """Return the model learnt from ``papers``; ``about`` goes into its manifest.

    From ``lessons`` only the layers of words learn; how far to trust these the layers above learn from papers alone.

    Raises:
        ValueError: The papers are of fewer than two groups, or have no statement of one of the kinds.
    """
    ready = [paper_of(paper, protocol) for paper in papers]
    taught = _lessons(lessons, protocol)
    groups = sorted({paper.group for paper in ready})
    if len(groups) < 2:
        raise ValueError("papers of at least two groups are needed")
    pairs = _pair_layer(taught)
    unseen: dict[int, tuple[Matrix, _Told]] = {}
    for group in groups:
        others = [paper for paper in ready if paper.group != group]
        layer, local, plural = (make(others, taught) for make in (_sentence_layer, _clause_layer, _plural_layer))
        for number, paper in enumerate(ready):
            if paper.group == group:
                unseen[number] = (layer.score(paper.names), _told(paper, local, pairs, plural))
    inputs = [context.context_inputs(unseen[number][0], paper.found) for number, paper in enumerate(ready)]
    rows = [labels for paper in ready for labels in paper.rows]
    context_layer = _dense(np.concatenate(inputs), targets_of(rows), "context")
    scores = [context_layer.score(matrix) for matrix in inputs]
    dense = {"context": context_layer}
    if all(paper.encoded is not None for paper in ready):
        dense["encoded"], scores = _encoded_layer(ready, scores)
    told = [unseen[number][1] for number in range(len(ready))]
    place_layer, word_layer, chances = _domain_layers(ready)
    return StatementModel(
        named={
            "sentence": _sentence_layer(ready, taught),
            "clause": _clause_layer(ready, taught),
            "pairs": pairs,
            "plural": _plural_layer(ready, taught),
            "domain": place_layer,
            "words": word_layer,
        },
        dense={
            **dense,
            "rows": _row_layer(ready, scores, told),
            "share": _share_layer(ready, told, chances),
        },
        about={**about, "domains": [domain.id for domain in protocol.domains], "thresholds": THRESHOLDS},
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """What layers that had not seen a paper make of its sentences: clauses, pairs and whether they say several things.

    ``clauses`` are (n_clauses, n_scores) for each sentence, ``pairs`` (n_sentences, n_pairs), ``plural``
    (n_sentences,).
    """

    clauses: list[Matrix]
    pairs: Matrix
    plural: Matrix


def _told(paper: Paper, clause: Named, pairs: Named, plural: Named) -> _Told:
    directions = [names for view in paper.found for names in direction_names(view)]
    return _Told(
        clauses=[clause.score(names) for names in paper.clauses],
        pairs=context.pair_scores(pairs.score(directions)),
        plural=plural.score(paper.plural)[:, 0],
    )


def _lessons(lessons: Sequence[Labelled], protocol: Protocol) -> _Lessons:
    taught = _Lessons([], [], [], [], [])
    for lesson in lessons:
        own = lesson.protocol or protocol
        found = views(lesson.document, lesson.analysis, own)
        rows = [lesson.labels.get(view.index, ()) for view in found]
        saying = [view for view, labels in zip(found, rows, strict=True) if labels]
        taught.names.extend(
            [name for name in names if lesson.has_places or not is_placed(name)]
            for names in sentence_names(lesson.document, lesson.analysis, found, own)
        )
        taught.local.extend(local_names(view.tokens, view.symbols, view.clauses) for view in found)
        taught.rows.extend(rows)
        taught.directions.extend(direction_names(view) for view in saying)
        taught.plural.extend(plural_names(view) for view in saying)
    return taught


def paper_of(paper: Labelled, protocol: Protocol) -> Paper:
    """Return the names that each layer learns from, of every readable sentence."""
    protocol = paper.protocol or protocol
    found = views(paper.document, paper.analysis, protocol)
    rows = [paper.labels.get(view.index, ()) for view in found]
    return Paper(
        group=paper.group,
        found=found,
        names=sentence_names(paper.document, paper.analysis, found, protocol),
        local=[local_names(view.tokens, view.symbols, view.clauses) for view in found],
        clauses=[[local_names(clause.tokens, clause.symbols, (clause,)) for clause in view.clauses] for view in found],
        rows=rows,
        domains=[
            [domain_names(found, place, domain.id, heading, overall=not domain.outcome) for domain in protocol.domains]
            if rows[place]
            else []
            for place, heading in enumerate(heading_domains(paper.document, paper.analysis, found))
        ],
        words=[domain_words(found, place) if rows[place] else [] for place in range(len(found))],
        plural=[plural_names(view) for view in found],
        domain_ids=tuple(domain.id for domain in protocol.domains),
        is_of_protocol=paper.protocol is None,
        encoded=paper.encoded,
    )


def targets_of(rows: Sequence[tuple[Label, ...]]) -> list[Target]:
    """Return (which sentences count, which of all are positive) for each score column."""
    said = np.array([bool(labels) for labels in rows])
    targets = [(np.ones(len(rows), dtype=bool), said)]
    for field, values in (("assertion", ASSERTIONS), ("direction", DIRECTIONS)):
        for value in values:
            targets.append(
                (said, np.array([any(getattr(label, field) == value for label in labels) for labels in rows]))
            )
    return targets


def _sentence_layer(papers: Sequence[Paper], lessons: _Lessons) -> Named:
    """Return the layer that scores sentences; each family of scores learns from its own names."""
    names = [row for paper in papers for row in paper.names]
    weights = _weights(len(names), len(lessons.names), "sentence")
    names = [*names, *lessons.names]
    targets = targets_of([*(labels for paper in papers for labels in paper.rows), *lessons.rows])
    keys = keys_of(names)
    matrix = matrix_of(names, keys)
    every = {name for row in names for name in row}
    columns_of, biases = np.zeros((len(keys), context.N_SCORES)), np.zeros(context.N_SCORES)
    for family, columns in zip(FAMILIES, (context.FOUND, context.ASSERTED, context.DIRECTED), strict=True):
        hashes = np.array(sorted({crc32(name.encode()) for name in every if learns(family, name)}), dtype=np.uint32)
        own = np.flatnonzero(np.isin(keys, hashes))
        columns_of[own, columns], biases[columns] = _fit_named(matrix[:, own], targets[columns], "sentence", weights)
    return Named(keys, rounded(columns_of), biases)


def _clause_layer(papers: Sequence[Paper], lessons: _Lessons) -> Named:
    """Return the layer that scores clauses; it learns from whole sentences, by what can be told of a clause too."""
    names = [row for paper in papers for row in paper.local]
    weights = _weights(len(names), len(lessons.local), "clause")
    targets = targets_of([*(labels for paper in papers for labels in paper.rows), *lessons.rows])
    return _named([*names, *lessons.local], targets, "clause", weights)


def _plural_layer(papers: Sequence[Paper], lessons: _Lessons) -> Named:
    """Return the layer that scores a statement's sentence as one that says more than one thing."""
    names = [row for paper in papers for row, labels in zip(paper.plural, paper.rows, strict=True) if labels]
    weights = _weights(len(names), len(lessons.plural), "plural")
    every = [*(labels for paper in papers for labels in paper.rows), *lessons.rows]
    rows = [labels for labels in every if labels]
    return _named([*names, *lessons.plural], _one_target([len(labels) > 1 for labels in rows]), "plural", weights)


def _pair_layer(lessons: _Lessons) -> Named:
    """Return the layer that scores each pair of assertion and direction by the words of that direction's clauses.

    Every name has a weight by assertion and one by direction, those that are ``TIED`` also one for each pair; they are
    added up, so that the layer has a column for each pair. It learns from lessons alone: the papers are then all
    unread, and the layers above learn how far to trust it.
    """
    from scipy.sparse import hstack, kron

    if not lessons.directions:
        return Named(np.zeros(0, dtype=np.uint32), np.zeros((0, len(context.PAIRS))), np.zeros(len(context.PAIRS)))
    names = [row for sentence in lessons.directions for row in sentence]
    keys = keys_of(names)
    tied = np.flatnonzero(np.isin(keys, [crc32(name.encode()) for row in names for name in row if name[0] == TIED]))
    matrix = matrix_of(names, keys)
    n_assertions, n_directions, n_pairs = len(ASSERTIONS), len(DIRECTIONS), len(context.PAIRS)
    by_assertion = np.array([[row == one for row in range(n_assertions)] for one, _ in context.PAIRS], dtype=float)
    by_direction = np.array([[row == one for row in range(n_directions)] for _, one in context.PAIRS], dtype=float)
    of_pair = [matrix[direction::n_directions] for _, direction in context.PAIRS]
    blocks = [
        [
            kron(by_assertion[pair : pair + 1], of_pair[pair]),
            kron(by_direction[pair : pair + 1], of_pair[pair]),
            kron(np.eye(n_pairs)[pair : pair + 1], of_pair[pair][:, tied]),
        ]
        for pair in range(n_pairs)
    ]
    joined = hstack([_stacked([row[part] for row in blocks]) for part in range(3)]).tocsr()
    said = [
        {(ASSERTIONS.index(label.assertion), DIRECTIONS.index(label.direction)) for label in labels}
        for labels in lessons.rows
        if labels
    ]
    weights, bias = _fit_named(
        joined, _one_target([pair in pairs for pair in context.PAIRS for pairs in said]), "pairs"
    )
    size = len(keys)
    assertion_part, direction_part, pair_part = np.split(
        weights[:, 0], [size * n_assertions, size * (n_assertions + n_directions)]
    )
    added = by_assertion @ assertion_part.reshape(n_assertions, size)
    added += by_direction @ direction_part.reshape(n_directions, size)
    added[:, tied] += pair_part.reshape(n_pairs, len(tied))
    return Named(keys, rounded(added.T), np.full(n_pairs, bias[0]))


def _stacked(parts: Sequence[Any]) -> Any:
    from scipy.sparse import vstack

    return vstack(parts)


def _weights(n_real: int, n_lessons: int, layer: str) -> Matrix:
    return np.concatenate([np.ones(n_real), np.full(n_lessons, LESSON[layer])])


def _domain_layers(papers: Sequence[Paper]) -> tuple[Named, Named, list[list[Matrix]]]:
    """Return the layers of a domain's place and of its words, and the log-odds by layers that had not seen the group.

    The log-odds are (n_domains,) for each sentence of each paper, empty for a sentence that is no statement.
    """
    chances: list[list[Matrix]] = [[] for _ in papers]
    for group in sorted({paper.group for paper in papers}):
        place, word = _fit_domains([paper for paper in papers if paper.group != group])
        for number, paper in enumerate(papers):
            if paper.group == group:
                chances[number] = [
                    place.score(names)[:, 0] + (word.score([words])[0] if paper.is_of_protocol else 0.0)
                    if names
                    else np.zeros(0)
                    for names, words in zip(paper.domains, paper.words, strict=True)
                ]
    return *_fit_domains(papers), chances


def _fit_domains(papers: Sequence[Paper]) -> tuple[Named, Named]:
    """Fit both layers as one: a row for each domain of each statement, the words' weights a column for each domain.

    Papers of another protocol, whose domains are others, teach the place alone.
    """
    from scipy.sparse import csr_matrix, hstack, identity, kron

    own = [paper for paper in papers if paper.is_of_protocol]
    others = [paper for paper in papers if not paper.is_of_protocol]
    size = len(own[0].domain_ids) if own else 0
    words = [bag for paper in own for bag, labels in zip(paper.words, paper.rows, strict=True) if labels]
    names: list[list[str]] = []
    positive: list[bool] = []
    for paper in (*own, *others):
        for candidates, labels in zip(paper.domains, paper.rows, strict=True):
            if labels:
                told = {domain for label in labels for domain in label.domains}
                names += candidates
                positive += [domain in told for domain in paper.domain_ids]
    place_keys, word_keys = keys_of(names), keys_of(words)
    spread = kron(matrix_of(words, word_keys), identity(size), format="csr")
    apart = csr_matrix((len(names) - spread.shape[0], spread.shape[1]))
    joined = hstack([matrix_of(names, place_keys), _stacked([spread, apart])]).tocsr()
    counts = np.concatenate([np.ones(spread.shape[0]), np.full(len(names) - spread.shape[0], OTHER_PROTOCOL)])
    weights, bias = _fit_named(joined, _one_target(positive), "domain", counts)
    by_domain = weights[len(place_keys) :].reshape(len(word_keys), size)
    return (
        Named(place_keys, rounded(weights[: len(place_keys)]), bias),
        Named(word_keys, rounded(by_domain), np.zeros(size)),
    )


def _encoded_layer(papers: Sequence[Paper], scores: Sequence[Matrix]) -> tuple[Dense, list[Matrix]]:
    """Return the layer that joins the context layer's scores with an encoder's, and its scores of each paper."""
    inputs = [
        context.encoded_inputs(matrix, paper.encoded)
        for paper, matrix in zip(papers, scores, strict=True)
        if paper.encoded is not None
    ]
    layer = _dense(np.concatenate(inputs), targets_of([labels for paper in papers for labels in paper.rows]), "encoded")
    return layer, [layer.score(matrix) for matrix in inputs]


def _row_layer(papers: Sequence[Paper], scores: Sequence[Matrix], told: Sequence[_Told]) -> Dense:
    inputs, positive = [], []
    for paper, matrix, heard in zip(papers, scores, told, strict=True):
        places = [place for place, labels in enumerate(paper.rows) if labels]
        if not places:
            continue
        clauses, views = [heard.clauses[place] for place in places], [paper.found[place] for place in places]
        pairs, plurals = np.array([heard.pairs[place] for place in places]), np.array(heard.plural)[places]
        encoded = None if paper.encoded is None else paper.encoded[places]
        inputs += list(context.row_inputs(matrix[places], clauses, pairs, plurals, views, encoded))
        for place in places:
            told_there = paper.rows[place]
            said = {(ASSERTIONS.index(label.assertion), DIRECTIONS.index(label.direction)) for label in told_there}
            positive += [pair in said for pair in context.PAIRS]
    return _dense(np.concatenate(inputs), _one_target(positive), "rows")


def _share_layer(papers: Sequence[Paper], told: Sequence[_Told], chances: Sequence[list[Matrix]]) -> Dense:
    inputs, positive = [], []
    for paper, heard, scored in zip(papers, told, chances, strict=True):
        for place, labels in enumerate(paper.rows):
            if len({label.direction for label in labels}) < 2:
                continue
            union = [domain for domain in paper.domain_ids if any(domain in label.domains for label in labels)]
            for label in labels:
                for number, domain in enumerate(paper.domain_ids):
                    if domain in union:
                        direction = DIRECTIONS.index(label.direction)
                        chance = float(scored[place][number])
                        view = paper.found[place]
                        leads = context.lead(heard.clauses[place][:, context.DIRECTED])
                        inputs.append(context.share_inputs(domain, chance, direction, leads, view, union))
                        positive.append(domain in label.domains)
    if not inputs:
        # Nobody said two things in a sentence: every row takes every domain of its sentence.
        return Dense(np.zeros((context.N_SHARES, 1)), np.zeros(1))
    return _dense(np.array(inputs), _one_target(positive), "share")


def _one_target(positive: Sequence[bool]) -> list[Target]:
    return [(np.ones(len(positive), dtype=bool), np.array(positive))]


def _named(names: Sequence[Sequence[str]], targets: Sequence[Target], layer: str, weights: Matrix) -> Named:
    keys = keys_of(names)
    fitted, bias = _fit_named(matrix_of(names, keys), targets, layer, weights)
    return Named(keys, rounded(fitted), bias)


def keys_of(names: Sequence[Sequence[str]]) -> npt.NDArray[np.uint32]:
    """Return the sorted hashes of the names that enough rows have."""
    counts = Counter(name for row in names for name in row)
    kept = [crc32(name.encode()) for name, count in counts.items() if count >= LEAST_SENTENCES]
    return np.unique(np.array(kept, dtype=np.uint32))


def matrix_of(names: Sequence[Sequence[str]], keys: npt.NDArray[np.uint32]) -> Any:
    """Return the sparse (n_rows, n_keys) matrix of ones where a row has a name."""
    from scipy.sparse import csr_matrix

    hashes = {name: crc32(name.encode()) for row in names for name in row}
    columns: list[npt.NDArray[np.intp]] = []
    for row in names:
        hashed = np.unique(np.array([hashes[name] for name in row], dtype=np.uint32))
        places = np.minimum(np.searchsorted(keys, hashed), len(keys) - 1)
        columns.append(places[keys[places] == hashed])
    ends = np.cumsum([0, *(len(row) for row in columns)])
    indices = np.concatenate(columns)
    return csr_matrix((np.ones(len(indices)), indices, ends), shape=(len(names), len(keys)))


def _fit_named(
    matrix: Any, targets: Sequence[Target], layer: str, weights: Matrix | None = None
) -> tuple[Matrix, Matrix]:
    from scipy.sparse import diags

    columns, biases = [], []
    for target in targets:
        ratios = ratios_of(matrix, *target)
        fitted, bias = _fit(matrix @ diags(ratios), [target], layer, weights)
        columns.append(fitted[:, 0] * ratios)
        biases.append(bias[0])
    return np.stack(columns, axis=1), np.array(biases)


def rounded(weights: Matrix) -> Matrix:
    """Return the weights as they are after a trip through 16 bits, as which they are shipped."""
    return weights.astype(np.float16).astype(np.float64)


def ratios_of(matrix: Any, counted: Labels, positive: Labels) -> Matrix:
    """Return how much each name tells positive from negative rows: the size of its log-count ratio, bounded.

    Source: Wang and Manning 2012 (https://aclanthology.org/P12-2018), whose sign and full size we drop.
    """
    yes = SMOOTHING + np.asarray(matrix[np.flatnonzero(counted & positive)].sum(axis=0)).ravel()
    no = SMOOTHING + np.asarray(matrix[np.flatnonzero(counted & ~positive)].sum(axis=0)).ravel()
    ratios: Matrix = np.minimum(np.abs(np.log((yes / yes.sum()) / (no / no.sum()))), LARGEST_RATIO)
    return ratios


def _dense(inputs: Matrix, targets: Sequence[Target], layer: str) -> Dense:
    """Fit over standardised inputs; the standardisation is folded into the weights."""
    mean, spread = inputs.mean(axis=0), inputs.std(axis=0)
    spread[spread < 1e-9] = 1.0
    weights, bias = _fit((inputs - mean) / spread, targets, layer)
    weights = weights / spread[:, None]
    return Dense(weights, bias - mean @ weights)


def _fit(inputs: Any, targets: Sequence[Target], layer: str, of_rows: Matrix | None = None) -> tuple[Matrix, Matrix]:
    """Fit a column for each target; ``of_rows`` are the rows' weights, all 1 if None."""
    from sklearn.linear_model import LogisticRegression

    weights, biases = [], []
    for counted, positive in targets:
        if len(set(positive[counted])) < 2:
            weights.append(np.zeros(inputs.shape[1]))
            biases.append(30.0 if positive[counted].all() else -30.0)
            continue
        # Sparse rows of many names are some forty times faster in the dual; both give the same weights.
        dual = not isinstance(inputs, np.ndarray)
        fitted = LogisticRegression(C=STRENGTH[layer], solver="liblinear", dual=dual, random_state=SEED, max_iter=1000)
        fitted.fit(
            inputs[np.flatnonzero(counted)],
            positive[counted],
            sample_weight=None if of_rows is None else of_rows[counted],
        )
        weights.append(fitted.coef_[0])
        biases.append(float(fitted.intercept_[0]))
    return np.stack(weights, axis=1), np.array(biases)
