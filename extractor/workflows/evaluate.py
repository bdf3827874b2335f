"""Scores what the machine suggests against annotations, with intervals and the constant answer beside it."""

from collections.abc import Mapping
from pathlib import Path

from extractor.core.annotation import Annotation
from extractor.core.errors import UsageError
from extractor.evaluate.baseline import constant_answer, improved_share
from extractor.evaluate.bootstrap import intervals
from extractor.evaluate.differences import differences
from extractor.evaluate.match import name_as
from extractor.evaluate.render import Evaluation
from extractor.evaluate.score import score_named
from extractor.protocol.annotations import read_annotations


def read_gold(path: Path, parts: str | None = None) -> dict[str, Annotation]:
    """Return the annotations of a file by publication id; with ``parts`` only those that start with one of its letters.

    Raises:
        AnnotationError: The file cannot be read or a line of it breaks the contract.
    """
    rows = {annotation.id: annotation for annotation in read_annotations(path)}
    return {key: row for key, row in rows.items() if parts is None or key[:1] in parts}


def candidates_of(review: Path) -> dict[str, Annotation]:
    """Return what the machine suggests now in a review folder, by publication id.

    Raises:
        StoreError: The folder holds no review that can be read.
    """
    from extractor.store.database import open_store
    from extractor.store.read import each_extraction

    with open_store(review) as store:
        return {item.publication_id: item.annotation() for _, item in each_extraction(store)}


def evaluate(gold: Mapping[str, Annotation], candidates: Mapping[str, Annotation]) -> Evaluation:
    """Score candidates against gold, both by publication id.

    Raises:
        UsageError: Gold holds no publication.
    """
    if not gold:
        raise UsageError("the gold annotations hold no publication to score against")
    named = name_as(gold, candidates)
    score = score_named(gold, named)
    rows = score.rows
    bounds, macro_bounds = intervals(score.by_publication, list(rows))
    constant = score_named(gold, name_as(gold, constant_answer(candidates)))
    return Evaluation(
        score=score,
        intervals=bounds,
        macro_interval=macro_bounds,
        constant=constant.rows,
        improved_share=improved_share(gold),
        differences=tuple(differences(score)),
    )
