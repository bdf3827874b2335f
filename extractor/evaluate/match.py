"""Which candidate is which gold case: cases are paired one to one by the best total agreement.

Case numbers are free, so nothing is compared before it is known who is who; the same pairing renames the candidates'
``same_as`` and joins a reviewer's file to the machine's cases.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from extractor.core.annotation import AnnotatedCase, AnnotatedStatement, Annotation
from extractor.evaluate.values import values

THRESHOLD = 0.3
"""Two cases that agree less than this (0–1) are never a pair."""

_WEIGHTS = {
    "age_years": 3, "sex": 1, "disease": 1, "subtype": 0.5, "drug": 1, "antibodies": 1, "n": 2, "outcome": 1,
    "dose": 0.5,
}  # fmt: skip
_LABEL_WEIGHT = 2
_OTHER_UNIT = 0.5

_SAME_WORDS = 0.65
_WITHIN = 0.9
_WITHIN_WORDS = 6


def agreement(gold: AnnotatedCase, candidate: AnnotatedCase) -> float:
    """Return how far two cases agree, 0–1, over what either of them states; a patient is hardly ever a group."""
    score = total = 0.0
    for row, weight in _WEIGHTS.items():
        ours, theirs = values(gold, row), values(candidate, row)
        if ours or theirs:
            total += weight
            score += weight * len(ours & theirs) / len(ours | theirs)
    if gold.label and candidate.label:
        total += _LABEL_WEIGHT
        score += _LABEL_WEIGHT * (digits(gold.label) == digits(candidate.label))
    if gold.unit != candidate.unit:
        score *= _OTHER_UNIT
    return score / total if total else 0.0


def pair_cases(gold: Annotation, candidate: Annotation) -> list[tuple[int, int]]:
    """Return the pairs ``(index in gold.cases, index in candidate.cases)``, sorted by the first.

    Of all one-to-one pairings the one with the highest total agreement is taken, then pairs below ``THRESHOLD`` are
    dropped.
    """
    if not gold.cases or not candidate.cases:
        return []
    from scipy.optimize import linear_sum_assignment

    cost = [[-agreement(ours, theirs) for theirs in candidate.cases] for ours in gold.cases]
    rows, columns = linear_sum_assignment(cost)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if -cost[i][j] >= THRESHOLD]


def name_as(gold: Mapping[str, Annotation], candidates: Mapping[str, Annotation]) -> dict[str, Annotation]:
    """Return the candidates with every ``same_as`` naming cases as gold does."""
    names = {}
    for key, ours in gold.items():
        if theirs := candidates.get(key):
            for i, j in pair_cases(ours, theirs):
                names[f"{key}/{theirs.cases[j].case_id}"] = f"{key}/{ours.cases[i].case_id}"
    return {
        key: replace(
            theirs,
            cases=tuple(
                replace(case, same_as=tuple(names.get(other, other) for other in case.same_as)) for case in theirs.cases
            ),
        )
        for key, theirs in candidates.items()
    }


def pair_statements(gold: Annotation, candidate: Annotation) -> list[tuple[int, int | None]]:
    """Return for each statement of gold, in order, the index of the candidate's statement that tells the same.

    Each candidate is taken once, by the first gold statement that it fits; where several fit, assertion counts more
    than direction or domains. None where none fits.
    """
    free = list(enumerate(candidate.statements))
    pairs: list[tuple[int, int | None]] = []
    for i, ours in enumerate(gold.statements):
        fitting = [item for item in free if same_sentence(ours.quote, item[1].quote)]
        found = max(fitting, key=lambda item, ours=ours: _likeness(ours, item[1]), default=None)  # type: ignore[misc]
        if found:
            free.remove(found)
        pairs.append((i, found[0] if found else None))
    return pairs


def same_sentence(first: str, second: str) -> bool:
    """Tell whether two quotes are one sentence: most words shared, or one (of six words at least) in the other."""
    (ours, long), (theirs, short) = sorted((_words(first), _words(second)), key=lambda bag: -bag[1])
    both = sum(min(count, ours[word]) for word, count in theirs.items() if word in ours)
    either = long + short - both
    return both / max(1, either) >= _SAME_WORDS or (both / max(1, short) >= _WITHIN and both >= _WITHIN_WORDS)


def _likeness(gold: AnnotatedStatement, candidate: AnnotatedStatement) -> int:
    shared = bool({*gold.domains} & {*candidate.domains})
    return 2 * (gold.assertion == candidate.assertion) + (gold.direction == candidate.direction) + shared


@lru_cache(maxsize=4096)
def _words(quote: str) -> tuple[Counter[str], int]:
    """Return the words of a quote, each with how often it stands there, and how many there are."""
    words = re.findall(r"[a-z0-9]+", re.sub(r"-\s*\n\s*", "", quote.lower()))
    return Counter(words), len(words)


def digits(label: str) -> str:
    """Return the figures of a case's label, by which two labels are one; empty where it has none."""
    return re.sub(r"\D", "", label)
