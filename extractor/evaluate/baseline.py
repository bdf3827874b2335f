"""The constant answer: what a program would score that never reads how a patient fared."""

from collections.abc import Mapping
from dataclasses import replace

from extractor.core.annotation import AnnotatedCase, Annotation, OutcomeRow


def constant_answer(candidates: Mapping[str, Annotation]) -> dict[str, Annotation]:
    """Return the candidates with every outcome improved and every baseline refractory, all else as it was.

    Which cases and domains there are stays as the candidates have it: a patient is improved in 1 of 1, a group in all
    that were evaluable (no count where the candidate tells none), and ``refractory`` is true in every baseline row.
    """
    return {
        key: replace(annotation, cases=tuple(_constant(case) for case in annotation.cases))
        for key, annotation in candidates.items()
    }


def _constant(case: AnnotatedCase) -> AnnotatedCase:
    return replace(
        case,
        baseline=tuple(replace(item, refractory=True) for item in case.baseline),
        outcomes=tuple(
            OutcomeRow(item.domain, "improved", item.n_evaluable, item.n_evaluable) for item in case.outcomes
        ),
    )


def improved_share(annotations: Mapping[str, Annotation]) -> float | None:
    """Return the share of all outcomes that are improved: what the constant answer gets right; None without any."""
    directions = [
        outcome.direction
        for annotation in annotations.values()
        for case in annotation.cases
        for outcome in case.outcomes
    ]
    return directions.count("improved") / len(directions) if directions else None
