"""Records in, pairs with a verdict and a reason out; pairs and decisions in, groups of records out."""

from collections.abc import Iterable, Mapping, Sequence

from extractor.bibliography.dedupe.candidates import candidate_pairs
from extractor.bibliography.dedupe.compare import compare
from extractor.bibliography.dedupe.keys import keys_of
from extractor.bibliography.dedupe.rule import levels, load_rule
from extractor.core.reference import Reference, ReferencePair, Verdict, pair_uid


def find_pairs(records: Sequence[Reference]) -> list[ReferencePair]:
    """Return the pairs of records that are one publication or are to be looked at, in the order of the records."""
    rule = load_rule()
    keys = [keys_of(record) for record in records]
    found = []
    for first, second in candidate_pairs(keys):
        told = compare(keys[first], keys[second])
        verdict, points = rule.verdict(told)
        if verdict != "different":
            score = round(1 / (1 + 2.0 ** (rule.same - points)), 3)
            reason = ", ".join(levels(told))
            found.append(ReferencePair(records[first].uid, records[second].uid, verdict, score, reason))
    return found


def group(
    records: Sequence[Reference], pairs: Iterable[ReferencePair], decided: Mapping[str, Verdict]
) -> list[tuple[Reference, ...]]:
    """Return the records of each publication, publications and records in the order given.

    Records are joined over pairs that are the same, the surest first. ``decided`` holds what a person said by the uid
    of a pair, and wins: two records that are said to be different are never in one group, whatever joins them.
    """
    position = {record.uid: index for index, record in enumerate(records)}
    said: dict[Verdict, list[tuple[int, int]]] = {"same": [], "unsure": [], "different": []}
    for uid, verdict in decided.items():
        one, two = uid.split(":")
        if one in position and two in position:
            said[verdict].append((position[one], position[two]))
    groups = _Groups(len(records), said["different"])
    for first, second in said["same"]:
        groups.join(first, second)
    for pair in sorted(pairs, key=lambda item: (-item.score, position[item.first], position[item.second])):
        if pair.verdict == "same" and pair_uid(pair.first, pair.second) not in decided:
            groups.join(position[pair.first], position[pair.second])
    return [tuple(records[index] for index in members) for members in groups.members()]


class _Groups:
    """Disjoint sets of positions, of which some pairs must never meet."""

    def __init__(self, count: int, apart: Iterable[tuple[int, int]]) -> None:
        self._group = list(range(count))
        self._members = {index: [index] for index in range(count)}
        self._apart: dict[int, set[int]] = {}
        for one, other in apart:
            self._apart.setdefault(one, set()).add(other)
            self._apart.setdefault(other, set()).add(one)

    def join(self, one: int, other: int) -> None:
        """Make the groups of two positions one, unless two that must never meet would."""
        first, second = sorted((self._group[one], self._group[other]))
        if first == second or self._would_meet(first, second):
            return
        for index in self._members[second]:
            self._group[index] = first
        self._members[first] += self._members.pop(second)

    def _would_meet(self, first: int, second: int) -> bool:
        never: set[int] = set().union(*(self._apart.get(index, ()) for index in self._members[first]))
        return not never.isdisjoint(self._members[second])

    def members(self) -> list[list[int]]:
        """Return the groups by their first position, positions sorted."""
        return sorted(sorted(group) for group in self._members.values())
