"""Which case of a new extraction is which case of the one before, so that decisions keep pointing at their case."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256

from extractor.core.candidate import Anchor, CandidateStatement, Case, Extraction

Key = tuple[int, str]


def inherit(old: Extraction, new: Extraction) -> Extraction:
    """Return ``new`` with the uids of the cases and statements of ``old`` that it finds again.

    A case is found again in the case of the same unit that shares the most anchors with it (the introducing ones
    first, where two share as many), a statement in one at the same place, one to one; the rest keep their own uids.
    """
    cases = _renamed([case.uid for case in new.cases], _pair_cases(old.cases, new.cases))
    statements = _renamed([item.uid for item in new.statements], _pair_statements(old.statements, new.statements))
    by_uid = dict(zip((case.uid for case in new.cases), cases, strict=True))
    return replace(
        new,
        cases=tuple(replace(case, uid=uid) for case, uid in zip(new.cases, cases, strict=True)),
        statements=tuple(
            replace(item, uid=uid, case_uids=tuple(by_uid.get(case, case) for case in item.case_uids))
            for item, uid in zip(new.statements, statements, strict=True)
        ),
        asked=tuple(replace(item, subject=by_uid.get(item.subject, item.subject)) for item in new.asked),
    )


def _pair_cases(old: Sequence[Case], new: Sequence[Case]) -> dict[int, str]:
    old_anchors = [Counter(_anchors(case)) for case in old]
    new_anchors = [Counter(_anchors(case)) for case in new]
    weights: list[tuple[int, int, int, int]] = []
    for i, before in enumerate(old):
        for j, after in enumerate(new):
            shared = (old_anchors[i] & new_anchors[j]).total()
            if shared and before.unit == after.unit:
                introduced = len(set(_introduction(before)) & set(_introduction(after)))
                weights.append((-shared, -introduced, i, j))
    return {j: old[i].uid for i, j in _one_to_one((i, j) for _, _, i, j in sorted(weights))}


def _anchors(case: Case) -> Iterator[Key]:
    yield from _introduction(case)
    for candidate in case.candidates:
        yield from (_key(anchor) for evidence in candidate.evidence for anchor in evidence.anchors)


def _introduction(case: Case) -> Iterator[Key]:
    return (_key(anchor) for evidence in case.evidence for anchor in evidence.anchors)


def _key(anchor: Anchor) -> Key:
    return anchor.page, anchor.quote


def _pair_statements(old: Sequence[CandidateStatement], new: Sequence[CandidateStatement]) -> dict[int, str]:
    weights: list[tuple[int, int, int, int]] = []
    for i, before in enumerate(old):
        for j, after in enumerate(new):
            if _key(before.anchor) != _key(after.anchor):
                continue
            agreeing = (before.direction == after.direction) + (before.assertion == after.assertion)
            nearby = (before.anchor.before == after.anchor.before) + (before.anchor.after == after.anchor.after)
            weights.append((-nearby, -agreeing, i, j))
    return {j: old[i].uid for i, j in _one_to_one((i, j) for _, _, i, j in sorted(weights))}


def _one_to_one(pairs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the pairs whose members no earlier pair took."""
    left: set[Hashable] = set()
    right: set[Hashable] = set()
    for i, j in pairs:
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            yield i, j


def _renamed(own: Sequence[str], inherited: dict[int, str]) -> list[str]:
    """Return a uid for each item, all different: the inherited one, else its own, hashed on where that is taken."""
    taken = set(inherited.values())
    uids: list[str] = []
    for index, natural in enumerate(own):
        uid = inherited.get(index, natural)
        while index not in inherited and uid in taken:
            uid = sha256(uid.encode()).hexdigest()[:16]
        taken.add(uid)
        uids.append(uid)
    return uids
