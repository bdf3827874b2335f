"""Decisions in, the confirmed record out: nothing but decisions counts, never a candidate row.

Decisions are given oldest first. An undo takes the decision back that its value names (an undo may itself be undone).
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, Protocol, TypeVar

from extractor.core.annotation import AnnotatedCase, AnnotatedStatement, Annotation, DrugCourse
from extractor.core.candidate import Case, Slot, annotated_case
from extractor.core.decision import Decision, SubjectKind
from extractor.core.fields import FIELD, FIELDS

Place = tuple[str, Slot | None]
"""What a decision is about: the subject's uid and its slot, or None for the subject as a whole."""

SETS = frozenset({"accept", "correct", "add"})
"""Actions that give a place its value."""
CLEARS = frozenset({"reject", "not_reported", "unclear"})
"""Actions that leave a place without one."""


class Entry(Protocol):
    """What every append-only record of decisions has; an undo's value is the uid of the entry that it takes back."""

    @property
    def uid(self) -> str: ...  # noqa: D102
    @property
    def action(self) -> str: ...  # noqa: D102
    @property
    def value(self) -> Any: ...  # noqa: D102


AnEntry = TypeVar("AnEntry", bound=Entry)


def standing(decisions: Iterable[AnEntry]) -> list[AnEntry]:
    """Return the decisions that no standing undo takes back, oldest first, undos left out."""
    kept: list[AnEntry] = []
    taken_back: set[str] = set()
    for decision in reversed(list(decisions)):
        if decision.uid in taken_back:
            continue
        if decision.action == "undo":
            taken_back.add(str(decision.value))
        else:
            kept.append(decision)
    return kept[::-1]


def settled(decisions: Iterable[Decision]) -> dict[Place, Decision]:
    """Return the last standing decision on each place, places in the order in which they were first decided."""
    found: dict[Place, Decision] = {}
    for decision in standing(decisions):
        if decision.action in SETS or decision.action in CLEARS:
            found[(decision.subject, decision.slot)] = decision
        elif decision.action == "reopen":
            found.pop((decision.subject, decision.slot), None)
    return found


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reviewer remarks on a place without touching its value; ``kind`` is the kind of its subject."""

    kind: SubjectKind
    note: str = ""
    flagged: bool = False


def remarks(decisions: Iterable[Decision]) -> dict[Place, Remark]:
    """Return what is remarked on each place that has a note or a flag, in the order in which it was first remarked."""
    found: dict[Place, Remark] = {}
    for decision in standing(decisions):
        place = (decision.subject, decision.slot)
        before = found.get(place, Remark(decision.kind))
        if decision.action == "note":
            found[place] = replace(before, note=str(decision.value or ""))
        elif decision.action == "flag":
            found[place] = replace(before, flagged=bool(decision.value))
    return {place: remark for place, remark in found.items() if remark.note or remark.flagged}


def numbered(cases: Iterable[Case], decided: Mapping[Place, Decision]) -> dict[str, str]:
    """Return the numbers of cases by uid: decided ones keep theirs, others have the first that are free."""
    fixed = {
        subject: str(item.value["case_id"])
        for (subject, slot), item in decided.items()
        if slot is None and item.kind == "case" and item.action in SETS
    }
    taken = set(fixed.values())
    numbers = {}
    for case in cases:
        case_id = fixed.get(case.uid)
        if case_id is None:
            case_id = case.case_id if case.case_id not in taken else free_number(case.unit, taken)
            taken.add(case_id)
        numbers[case.uid] = case_id
    return numbers


def free_number(unit: str, taken: Container[str]) -> str:
    """Return the first number of a patient or group that is not taken."""
    letter = "g" if unit == "group" else "p"
    return next(f"{letter}{n}" for n in count(1) if f"{letter}{n}" not in taken)


def confirmed(publication_id: str, decisions: Iterable[Decision]) -> Annotation:
    """Return what one publication's decisions confirm; lists stand in the order in which their items were decided.

    A case is there where its existence was accepted or added: values of a case that was rejected, or never
    confirmed, are left out. A value of None confirms a row without a count (a baseline of unknown size).
    """
    chosen = {place: decision for place, decision in settled(decisions).items() if decision.action in SETS}
    publication: dict[str, Any] = {}
    statements: list[AnnotatedStatement] = []
    cases: dict[str, dict[str, Any]] = {}
    slots: dict[str, list[tuple[Slot, Any]]] = {}
    for (subject, slot), decision in chosen.items():
        if slot is not None and decision.kind == "publication":
            publication[slot.field] = decision.value
        elif slot is not None and decision.kind == "case":
            slots.setdefault(subject, []).append((slot, decision.value))
        elif decision.kind == "case":
            cases[subject] = decision.value
        elif decision.kind == "statement":
            statements.append(_statement(decision.value))
    built = [_case(value, slots.get(uid, [])) for uid, value in cases.items()]
    known = {name: value for name, value in publication.items() if name in FIELD}
    own = tuple(sorted((name, value) for name, value in publication.items() if name not in FIELD))
    return Annotation(id=publication_id, **known, cases=tuple(built), statements=tuple(statements), fields=own)


def _case(value: dict[str, Any], slots: list[tuple[Slot, Any]]) -> AnnotatedCase:
    case = annotated_case(str(value["case_id"]), str(value["unit"]), slots)
    return replace(case, n=1) if case.unit == "patient" else case


def _statement(value: dict[str, Any]) -> AnnotatedStatement:
    return AnnotatedStatement(
        str(value["quote"]),
        tuple(value["domains"]),
        str(value["direction"]),
        str(value["assertion"]),
        tuple(value.get("case_ids") or ()),
    )


def publication_slots(annotation: Annotation) -> list[tuple[Slot, Any]]:
    """Return the filled slots of the publication itself, in the order of ``FIELDS``, the protocol's own last."""
    found = ((spec.name, getattr(annotation, spec.name)) for spec in FIELDS if spec.subject == "publication")
    return [(Slot(name), value) for name, value in (*found, *annotation.fields) if value is not None]


def case_slots(case: AnnotatedCase) -> list[tuple[Slot, Any]]:
    """Return the filled slots of a case: what ``annotated_case`` makes the case of, lists in their order.

    A baseline of unknown size has the value None. Fields that the protocol declares come last.
    """
    columns = _columns(case)
    found = [item for spec in FIELDS if case.unit in spec.units for item in columns.get(spec.name, [])]
    return found + [(Slot(name), value) for name, value in case.fields]


def _columns(case: AnnotatedCase) -> dict[str, list[tuple[Slot, Any]]]:
    columns: dict[str, list[tuple[Slot, Any]]] = {
        "baseline": [(Slot("baseline", row.domain), row.n) for row in case.baseline],
        "refractory": _given("refractory", ((row.domain, row.refractory) for row in case.baseline)),
        "outcome": _given("outcome", ((row.domain, row.direction) for row in case.outcomes)),
        "n_improved": _given("n_improved", ((row.domain, row.n_improved) for row in case.outcomes)),
        "n_evaluable": _given("n_evaluable", ((row.domain, row.n_evaluable) for row in case.outcomes)),
        "n_refractory": _given("n_refractory", ((row.domain, row.n_refractory) for row in case.baseline)),
        "concomitant": _given("concomitant", ((item.name, item.status) for item in case.concomitant)),
    }
    for part in ("drug", "best", "course"):
        columns[f"outcome_{part}"] = _given(
            f"outcome_{part}", ((row.domain, getattr(row, part)) for row in case.outcomes)
        )
    for part in ("scale", "start", "last", "month"):
        told = (
            (f"{row.domain}/{pair.instrument}", getattr(pair, part)) for row in case.outcomes for pair in row.scores
        )
        columns[f"score_{part}"] = _given(f"score_{part}", told)
    for part in ("term", "serious", "attribution"):
        events = ((item.event, getattr(item, part)) for item in case.adverse_event_details)
        columns[f"ae_{part}"] = _given(f"ae_{part}", events)
    for part in ("month", "reason"):
        columns[f"stop_{part}"] = _given(f"stop_{part}", [("", getattr(case.stopped, part, None))])
    for part in DrugCourse.__slots__:
        numbered = ((f"d{number}", getattr(drug, part)) for number, drug in enumerate(case.drugs, start=1))
        columns[f"drug_{part}"] = _given(f"drug_{part}", numbered)
    for spec in FIELDS:
        if spec.subject == "case" and spec.name not in columns:
            value = getattr(case, spec.name)
            items = [(item, item) for item in value] if spec.keying == "value" else [("", value)]
            columns[spec.name] = _given(spec.name, items)
    return columns


def _given(field: str, told: Iterable[tuple[str, Any]]) -> list[tuple[Slot, Any]]:
    return [(Slot(field, key), value) for key, value in told if value is not None]
