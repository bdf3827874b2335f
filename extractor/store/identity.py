"""Which case of a new extraction is which case of the one before, so that decisions keep pointing at their case."""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from hashlib import sha256

from extractor.core.candidate import Anchor, CandidateStatement, Case, Contradiction, Extraction, Missed
from extractor.core.geometry import Box

_NUMBERS = re.compile(r"\d+")
_HYPHENS = re.compile(r"[\s\u00ad\u2010-]+")

Key = tuple[int, str]
"""A page, and a quote without its blanks and hyphens, which another reading of the same page may set otherwise."""

LEAST_SHARED = 12
"""Characters from which on a quote inside another one is the same place."""

LEAST_SENTENCE = 24
"""Characters from which on the same words are the same sentence, though another reading has them on another page."""

OVERLAP = 0.5
"""Share of the smaller of two boxes that lies in the other where both are the same place."""

ALIKE = 0.8
"""Share of their characters that two quotes of one place have in common, read twice."""


def inherit(old: Extraction, new: Extraction) -> Extraction:
    """Return ``new`` with the uids of what it finds again of ``old``: cases, statements, passages, contradictions.

    A case is found again in the case of the same unit that shares the most anchors with it (the introducing ones
    first, where two share as many), all else in what stands at the same place, one to one; the rest keep their own
    uids. Where no anchor is the same to the letter, places that overlap on the page count.
    """
    cases = _renamed([case.uid for case in new.cases], _pair_cases(old.cases, new.cases))
    statements = _renamed([item.uid for item in new.statements], _pair_statements(old.statements, new.statements))
    missed = _renamed([item.uid for item in new.missed], _pair_missed(old.missed, new.missed))
    by_uid = dict(zip((case.uid for case in new.cases), cases, strict=True))
    told = [replace(item, subject=by_uid.get(item.subject, item.subject)) for item in new.contradictions]
    contradictions = _renamed([item.uid for item in told], _pair_contradictions(old.contradictions, told))
    return replace(
        new,
        cases=tuple(replace(case, uid=uid) for case, uid in zip(new.cases, cases, strict=True)),
        statements=tuple(
            replace(item, uid=uid, case_uids=tuple(by_uid.get(case, case) for case in item.case_uids))
            for item, uid in zip(new.statements, statements, strict=True)
        ),
        asked=tuple(replace(item, subject=by_uid.get(item.subject, item.subject)) for item in new.asked),
        missed=tuple(replace(item, uid=uid) for item, uid in zip(new.missed, missed, strict=True)),
        contradictions=tuple(replace(item, uid=uid) for item, uid in zip(told, contradictions, strict=True)),
    )


def _pair_cases(old: Sequence[Case], new: Sequence[Case]) -> dict[int, str]:
    old_anchors = [Counter(map(_key, _anchors(case))) for case in old]
    new_anchors = [Counter(map(_key, _anchors(case))) for case in new]
    weights: list[tuple[int, int, int, int]] = []
    for i, before in enumerate(old):
        for j, after in enumerate(new):
            shared = (old_anchors[i] & new_anchors[j]).total()
            if shared and before.unit == after.unit:
                introduced = len({*map(_key, _introduction(before))} & {*map(_key, _introduction(after))})
                weights.append((-shared, -introduced, i, j))
    pairs = list(_one_to_one((i, j) for _, _, i, j in sorted(weights)))
    found, taken = {j for _, j in pairs}, {i for i, _ in pairs}
    left = [(i, j) for i in range(len(old)) if i not in taken for j in range(len(new)) if j not in found]
    near = sorted((-_nearby(old[i], new[j]), i, j) for i, j in left if old[i].unit == new[j].unit)
    pairs += _one_to_one((i, j) for weight, i, j in near if weight)
    return {j: old[i].uid for i, j in pairs}


def _nearby(before: Case, after: Case) -> int:
    """Return how many places of one case overlap with places of the other."""
    theirs = list(_anchors(after))
    return sum(any(_overlaps(anchor, other) for other in theirs) for anchor in _anchors(before))


def _overlaps(one: Anchor, other: Anchor) -> bool:
    if one.page != other.page:
        return False
    short, long = sorted((_key(one)[1], _key(other)[1]), key=len)
    if len(short) >= LEAST_SHARED and short in long:
        return True
    if not any(_share(mine, yours) > OVERLAP for mine in one.boxes for yours in other.boxes):
        return False
    if short in long:
        return True
    same_numbers = _NUMBERS.findall(one.quote) == _NUMBERS.findall(other.quote)
    return same_numbers and SequenceMatcher(None, short, long, autojunk=False).ratio() >= ALIKE


def _share(one: Box, other: Box) -> float:
    """Return which share of the smaller box lies in the other."""
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    if one.page != other.page or width <= 0 or height <= 0:
        return 0.0
    areas = [(box.x1 - box.x0) * (box.bottom - box.top) for box in (one, other)]
    return width * height / max(min(areas), 1e-6)


def _anchors(case: Case) -> Iterator[Anchor]:
    yield from _introduction(case)
    for candidate in case.candidates:
        yield from (anchor for evidence in candidate.evidence for anchor in evidence.anchors)


def _introduction(case: Case) -> Iterator[Anchor]:
    return (anchor for evidence in case.evidence for anchor in evidence.anchors)


def _key(anchor: Anchor) -> Key:
    return anchor.page, _HYPHENS.sub("", anchor.quote)


def _pair_statements(old: Sequence[CandidateStatement], new: Sequence[CandidateStatement]) -> dict[int, str]:
    def agreement(before: CandidateStatement, after: CandidateStatement) -> tuple[int, int]:
        nearby = (before.anchor.before == after.anchor.before) + (before.anchor.after == after.anchor.after)
        return nearby, (before.direction == after.direction) + (before.assertion == after.assertion)

    pairs = _pair_places(
        [item.anchor for item in old], [item.anchor for item in new], lambda i, j: agreement(old[i], new[j])
    )
    return {j: old[i].uid for i, j in pairs}


def _pair_missed(old: Sequence[Missed], new: Sequence[Missed]) -> dict[int, str]:
    def agreement(i: int, j: int) -> tuple[int, int]:
        return old[i].anchor.before == new[j].anchor.before, old[i].cues == new[j].cues

    pairs = _pair_places([item.anchor for item in old], [item.anchor for item in new], agreement)
    return {j: old[i].uid for i, j in pairs}


def _pair_places(
    old: Sequence[Anchor], new: Sequence[Anchor], agreement: Callable[[int, int], tuple[int, int]]
) -> list[tuple[int, int]]:
    """Return the indexes of anchors at the same place, those with the same words first, the best agreeing first.

    What is left is paired by its words alone, wherever they stand, if they are many.
    """
    pairs = _best(_same(range(len(old)), range(len(new)), lambda i: _key(old[i]), lambda j: _key(new[j])), agreement)
    left, free = _unpaired(len(old), len(new), pairs)
    pairs += _best([(i, j) for i in left for j in free if _overlaps(old[i], new[j])], agreement)
    left, free = _unpaired(len(old), len(new), pairs)
    return pairs + _best(_same(left, free, lambda i: _sentence(old[i]), lambda j: _sentence(new[j])), agreement)


def _unpaired(n_old: int, n_new: int, pairs: Sequence[tuple[int, int]]) -> tuple[list[int], list[int]]:
    taken, found = {i for i, _ in pairs}, {j for _, j in pairs}
    return [i for i in range(n_old) if i not in taken], [j for j in range(n_new) if j not in found]


def _same(
    old: Iterable[int],
    new: Iterable[int],
    old_key: Callable[[int], Hashable | None],
    new_key: Callable[[int], Hashable | None],
) -> list[tuple[int, int]]:
    """Return the pairs of indexes whose keys are the same; an index without a key has no pair."""
    places: dict[Hashable, list[int]] = {}
    for j in new:
        places.setdefault(new_key(j), []).append(j)
    return [(i, j) for i in old if (key := old_key(i)) is not None for j in places.get(key, ())]


def _sentence(anchor: Anchor) -> str | None:
    """Return an anchor's words without its page; None where they are too few to be a sentence of its own."""
    words = _key(anchor)[1]
    return words if len(words) >= LEAST_SENTENCE else None


def _best(pairs: Iterable[tuple[int, int]], agreement: Callable[[int, int], tuple[int, int]]) -> list[tuple[int, int]]:
    def weight(pair: tuple[int, int]) -> tuple[int, int, int, int]:
        most, more = agreement(*pair)
        return -most, -more, *pair

    return list(_one_to_one(sorted(pairs, key=weight)))


def _pair_contradictions(old: Sequence[Contradiction], new: Sequence[Contradiction]) -> dict[int, str]:
    """Return the uids of contradictions that say the same of the same case, at the same place where several do."""
    weights: list[tuple[int, int, int]] = []
    for i, before in enumerate(old):
        for j, after in enumerate(new):
            if (before.kind, before.words, before.subject) == (after.kind, after.words, after.subject):
                shared = {*map(_key, before.anchors)} & {*map(_key, after.anchors)}
                weights.append((-len(shared), i, j))
    return {j: old[i].uid for i, j in _one_to_one((i, j) for _, i, j in sorted(weights))}


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
