"""Suggestions as a reviewer has rearranged them: cases split in two, cases merged into one.

A ``split`` decision on a case has the value ``{"into": uid, "case_id": id, "slots": [[field, key], …]}``: the
suggestions in those slots go to a new case. A ``merge`` decision on a case has ``{"from": uid, "case_id": id,
"differing": [[field, key, [value, …]], …]}``: the other case's suggestions come to it, and where both have one, the
values are alternatives.
A case that an extraction no longer holds is left as it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from extractor.core.candidate import Candidate, Case, Evidence, Extraction, Slot
from extractor.core.confirmed import standing
from extractor.core.decision import Decision

RULE = "arranged by a reviewer"
"""The rule of evidence that no extraction told: what a typed value stood on before cases were merged."""


def reshaped(extraction: Extraction, decisions: Iterable[Decision]) -> Extraction:
    """Return the extraction with every standing split and merge made, oldest first."""
    cases = {case.uid: case for case in extraction.cases}
    moved: dict[str, str] = {}
    for decision in standing(decisions):
        if decision.action == "split" and decision.subject in cases:
            _split(cases, decision.subject, decision.value)
        elif decision.action == "merge" and {decision.subject, decision.value["from"]} & cases.keys():
            moved[decision.value["from"]] = decision.subject
            _merge(cases, decision.subject, decision.value)
    if list(cases.values()) == list(extraction.cases):
        return extraction
    return replace(
        extraction,
        cases=tuple(cases.values()),
        statements=tuple(
            replace(item, case_uids=tuple(dict.fromkeys(_target(uid, moved) for uid in item.case_uids)))
            for item in extraction.statements
        ),
        asked=tuple(replace(item, subject=_target(item.subject, moved)) for item in extraction.asked),
        contradictions=tuple(replace(item, subject=_target(item.subject, moved)) for item in extraction.contradictions),
    )


def absorbed(decisions: Iterable[Decision]) -> frozenset[str]:
    """Return the uids of the cases that were merged into others."""
    return frozenset(str(item.value["from"]) for item in standing(decisions) if item.action == "merge")


def _target(uid: str, moved: Mapping[str, str]) -> str:
    seen = {uid}
    while uid in moved and moved[uid] not in seen:
        uid = moved[uid]
        seen.add(uid)
    return uid


def _split(cases: dict[str, Case], uid: str, told: Mapping[str, Any]) -> None:
    case = cases[uid]
    slots = [Slot(field, key) for field, key in told["slots"]]
    taken = tuple(item for item in case.candidates if item.slot in slots)
    evidence = tuple(item.evidence[0] for item in taken) or case.evidence
    cases[uid] = replace(case, candidates=tuple(item for item in case.candidates if item.slot not in slots))
    new = Case(str(told["into"]), str(told["case_id"]), case.unit, case.confidence, evidence, taken)
    after = list(cases).index(uid) + 1
    ordered = [*cases.values()]
    ordered.insert(after, new)
    cases.clear()
    cases.update((item.uid, item) for item in ordered)


def _merge(cases: dict[str, Case], uid: str, told: Mapping[str, Any]) -> None:
    other = cases.pop(str(told["from"]), None)
    if uid not in cases and other:  # a case that a reviewer added has no suggestions of its own
        cases[uid] = replace(other, uid=uid, case_id=str(told["case_id"]), candidates=())
    case = cases[uid]
    found = {item.slot: item for item in case.candidates}
    for item in other.candidates if other else ():
        found[item.slot] = _joined(found[item.slot], item) if item.slot in found else item
    for field, key, values in told["differing"]:
        slot = Slot(field, key)
        start = found.get(slot) or Candidate(slot, values[0], 0.0, _any_evidence(case, other))
        considered = dict.fromkeys((*values, *start.alternatives))
        found[slot] = replace(start, alternatives=tuple(value for value in considered if value != start.value))
    evidence = _unique((*case.evidence, *(other.evidence if other else ())))
    cases[uid] = replace(case, candidates=tuple(found.values()), evidence=evidence)


def _joined(mine: Candidate, yours: Candidate) -> Candidate:
    """Return one suggestion of two: sure as the surer where they agree, less so and with both values where not."""
    evidence = _unique((*mine.evidence, *yours.evidence))
    if mine.value == yours.value:
        return replace(mine, confidence=max(mine.confidence, yours.confidence), evidence=evidence)
    others = dict.fromkeys((yours.value, *mine.alternatives, *yours.alternatives))
    alternatives = tuple(value for value in others if value != mine.value)
    return replace(
        mine, confidence=min(mine.confidence, yours.confidence, 0.5), evidence=evidence, alternatives=alternatives
    )


def _any_evidence(case: Case, other: Case | None) -> tuple[Evidence, ...]:
    anchors = tuple(anchor for item in (case, other) if item for told in item.evidence[:1] for anchor in told.anchors)
    return (Evidence(anchors, RULE),)


def _unique(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(evidence))
