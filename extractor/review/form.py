"""One publication as forms to fill in: a view for the publication, each case and the statements, row by row.

A row is a place that can be decided; it shows what the machine suggests and what was decided. Nothing here writes.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Literal, TypeVar

from extractor.core.candidate import (
    Anchor,
    Asked,
    Candidate,
    CandidateStatement,
    Case,
    Evidence,
    Extraction,
    Slot,
    Value,
)
from extractor.core.confirmed import SETS, Place, Remark, numbered
from extractor.core.decision import Decision, SubjectKind
from extractor.core.fields import FIELDS, FieldSpec
from extractor.protocol.model import Protocol
from extractor.review.settings import Together
from extractor.review.values import is_presence, shown

State = Literal["open", "accepted", "corrected", "rejected", "added", "not told", "unclear", "changed", "empty"]

SIGNS: Mapping[State, str] = {
    "open": "?", "accepted": "A", "corrected": "C", "rejected": "R", "added": "+", "not told": "N", "unclear": "U",
    "changed": "!", "empty": " ",
}  # fmt: skip

_STATES: Mapping[str, State] = {
    "accept": "accepted", "correct": "corrected", "reject": "rejected", "add": "added", "not_reported": "not told",
    "unclear": "unclear",
}  # fmt: skip

GONE = "not found any more"
"""The title of what was decided and is suggested no more, where no decision says its number."""


def singly_because(row: "Row") -> Together | None:
    """Return why a whole case's key leaves the row open, None where it may take it.

    The review's results stand on what a domain did, on a group's counts, on who is whom, and on what was observed:
    each is looked at.
    """
    if isinstance(row.suggestion, CandidateStatement):
        return "statements" if row.suggestion.assertion == "observed" else None
    spec = row.spec
    if spec is None or is_presence(spec, row.unit):
        return None
    if spec.kind == "reference":
        return "same_as"
    if spec.units == ("group",) or (spec.keying == "domain" and spec.measure == "patients"):
        return "group_counts"
    if spec.keying != "domain":
        return None
    return "refractory" if spec.name == "refractory" else "outcomes"


@dataclass(frozen=True, slots=True)
class Row:
    """A place with its suggestion and decision, each None where there is none.

    ``slot`` is None for a case or statement as a whole; ``group`` heads rows that belong together (a drug, a domain);
    ``dropped`` marks a row of a rejected case. A list's or domain's row with an empty key stands for the first item,
    which is still to be added. ``asked`` has the passages for a field that a person fills in without a suggestion.
    ``note`` and ``flagged`` are a reviewer's remarks, which touch no value.
    """

    kind: SubjectKind
    subject: str
    slot: Slot | None
    label: str
    unit: str = "patient"
    spec: FieldSpec | None = None
    group: str | None = None
    suggestion: Candidate | CandidateStatement | Case | None = None
    decision: Decision | None = None
    dropped: bool = False
    asked: Asked | None = None
    note: str = ""
    flagged: bool = False

    @property
    def place(self) -> Place:
        """The place that decisions name."""
        return (self.subject, self.slot)

    @property
    def full_label(self) -> str:
        """The label with what it belongs to: a domain, a drug."""
        return f"{self.group}: {self.label}" if self.group else self.label

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        waits = (self.suggestion or self.asked) is not None and self.decision is None
        return (waits or self.changed) and not self.dropped

    @property
    def changed(self) -> bool:
        """Whether the machine suggests another value now than when this was decided: it is asked again.

        What was decided counts until then.
        """
        if self.decision is None or self.decision.seen is None or self.suggestion is None or self.is_case:
            return False
        now = _compared(suggested(self.suggestion))
        return now not in [_compared(value) for value in (*self.decision.seen, self.decision.value)]

    @property
    def is_case(self) -> bool:
        """Whether it is a case as a whole, which is suggested or not."""
        return self.kind == "case" and self.slot is None

    @property
    def gone(self) -> bool:
        """Whether it was decided on a suggestion that the machine makes no more."""
        return self.suggestion is None and self.asked is None and self.decision is not None and _stood(self.decision)

    @property
    def state(self) -> State:
        """What was decided, that it is to be decided again, or that it is open or empty."""
        if self.changed:
            return "changed"
        if self.decision:
            return _STATES[self.decision.action]
        return "open" if self.is_open else "empty"

    @property
    def has_value(self) -> bool:
        """Whether a value stands here, decided or suggested."""
        return self.decision.action in SETS if self.decision else self.suggestion is not None

    @property
    def value(self) -> Any:
        """The decided value, else the suggested one; None where ``has_value`` is false or a count is not told."""
        if self.decision:
            return self.decision.value if self.decision.action in SETS else None
        return suggested(self.suggestion)

    @property
    def words(self) -> str:
        """The value as the form shows it; empty without one."""
        return self._shown(self.value) if self.has_value else ""

    @property
    def suggested_words(self) -> str:
        """The suggested value as the form shows it, whatever was decided; empty without a suggestion."""
        return "" if self.suggestion is None else self._shown(suggested(self.suggestion))

    def _shown(self, value: Any) -> str:
        if self.kind == "statement":
            return str(value["quote"])
        if self.slot is None:
            return "a group" if self.unit == "group" else "a patient"
        return shown(self.spec, value, self.unit)

    @property
    def confidence(self) -> float | None:
        """The machine's confidence in its suggestion, 0–1."""
        return None if self.suggestion is None else self.suggestion.confidence

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The words that the suggestion stands on, else those that the decision names."""
        if isinstance(self.suggestion, CandidateStatement):
            return (Evidence((self.suggestion.anchor,), self.suggestion.rule),)
        if isinstance(self.suggestion, Case):
            return self.suggestion.evidence + self.suggestion.retold
        if self.suggestion is not None:
            return self.suggestion.evidence
        if self.asked is not None:
            return self.asked.evidence
        return (Evidence(self.decision.anchors, ""),) if self.decision and self.decision.anchors else ()

    @property
    def anchors(self) -> tuple[Anchor, ...]:
        """All anchors of the evidence, in order."""
        return tuple(anchor for evidence in self.evidence for anchor in evidence.anchors)

    @property
    def alternatives(self) -> tuple[Value, ...]:
        """Other values that the machine considered, likeliest first."""
        return self.suggestion.alternatives if isinstance(self.suggestion, Candidate) else ()


@dataclass(frozen=True, slots=True)
class View:
    """A form: the publication's, a case's, or the list of statements. ``subject`` is a uid, empty for statements."""

    kind: SubjectKind
    subject: str
    title: str
    rows: tuple[Row, ...]

    @property
    def n_open(self) -> int:
        """How many rows wait for a decision."""
        return sum(row.is_open for row in self.rows)

    @property
    def rejected(self) -> bool:
        """Whether the case as a whole was rejected."""
        return self.kind == "case" and bool(self.rows) and self.rows[0].state == "rejected"


def views(
    publication: str,
    extraction: Extraction | None,
    decided: Mapping[Place, Decision],
    protocol: Protocol,
    revealed: Iterable[Place] = (),
    remarks: Mapping[Place, Remark] | None = None,
    memory: "Memory | None" = None,
) -> tuple[View, ...]:
    """Return the views of a publication (its uid): its own, one for each case, the statements'.

    ``revealed`` are places of domains or drugs that the reviewer opened though nothing stands there. A case that was
    decided keeps its number, others get the first free ones. A case that was decided and is suggested no more stands
    after those that are. A view for which nothing changed since it was put into ``memory`` is taken from there.
    """
    asked: dict[str, dict[Slot, Asked]] = {}
    for item in extraction.asked if extraction else ():
        asked.setdefault(item.subject or publication, {})[item.slot] = item
    memory = {} if memory is None else memory
    builder = _Builder(publication, protocol, _by_subject(decided), _by_subject(remarks or {}), tuple(revealed), asked)
    found = [builder.publication(memory, extraction.candidates if extraction else ())]
    case_ids = numbered(extraction.cases if extraction else (), decided)
    found += [
        builder.case(memory, case.uid, case_ids[case.uid], case.unit, case)
        for case in (extraction.cases if extraction else ())
    ]
    for subject, (case_id, unit) in _only_decided(decided, case_ids).items():
        found.append(builder.case(memory, subject, case_id, unit, None))
    found.append(builder.statements(memory, extraction.statements if extraction else (), case_ids))
    return tuple(found)


Told = TypeVar("Told")
Memory = dict[str, tuple[Any, View]]
"""Views by subject, each with all that it was made of."""


def _by_subject(told: Mapping[Place, Told]) -> dict[str, dict[Slot | None, Told]]:
    found: dict[str, dict[Slot | None, Told]] = {}
    for (subject, slot), item in told.items():
        found.setdefault(subject, {})[slot] = item
    return found


def _only_decided(decided: Mapping[Place, Decision], known: Container[str]) -> dict[str, tuple[str, str]]:
    """Return number and unit of the cases that only decisions tell of: added ones, and those not found any more."""
    found: dict[str, tuple[str, str]] = {}
    for (subject, slot), item in decided.items():
        if item.kind != "case" or subject in known:
            continue
        if slot is None and item.action in SETS:
            found[subject] = (str(item.value["case_id"]), str(item.value["unit"]))
        elif _stood(item):
            found.setdefault(subject, (GONE, "patient"))
    return found


def _stood(decision: Decision) -> bool:
    """Tell whether something was suggested when it was decided."""
    return bool(decision.anchors and decision.action != "add") if decision.seen is None else bool(decision.seen)


def _compared(value: Any) -> Any:
    """Return of a value what makes it another one: cases of a statement are numbered anew in every extraction."""
    return {key: value[key] for key in ("domains", "direction", "assertion")} if isinstance(value, dict) else value


def suggested(suggestion: Candidate | CandidateStatement | Case | None) -> Any:
    """Return the JSON value that accepting a suggestion confirms; ``views`` has put case numbers into statements."""
    if isinstance(suggestion, Candidate):
        return suggestion.value
    if isinstance(suggestion, Case):
        return {"case_id": suggestion.case_id, "unit": suggestion.unit}
    if isinstance(suggestion, CandidateStatement):
        return {
            "quote": suggestion.anchor.quote,
            "domains": list(suggestion.domains),
            "direction": suggestion.direction,
            "assertion": suggestion.assertion,
            "case_ids": list(suggestion.case_uids),
        }
    return None


@dataclass(frozen=True, slots=True)
class _Builder:
    uid: str
    protocol: Protocol
    decided: Mapping[str, Mapping[Slot | None, Decision]]
    remarks: Mapping[str, Mapping[Slot | None, Remark]]
    revealed: tuple[Place, ...]
    asked: Mapping[str, Mapping[Slot, Asked]]

    def publication(self, memory: Memory, candidates: tuple[Candidate, ...]) -> View:
        def build() -> View:
            rows = self._rows("publication", self.uid, "patient", candidates, dropped=False)
            return View("publication", self.uid, "Publication", tuple(rows))

        return _remembered(memory, self.uid, (candidates, *self._of(self.uid)), build)

    def case(self, memory: Memory, uid: str, case_id: str, unit: str, case: Case | None) -> View:
        def build() -> View:
            decision = self.decided.get(uid, {}).get(None)
            dropped = decision is not None and decision.action not in SETS
            label = "This group" if unit == "group" else "This patient"
            numbered = case if case is None or case.case_id == case_id else replace(case, case_id=case_id)
            whole = self._row(Row("case", uid, None, label, unit, suggestion=numbered, decision=decision))
            rows = self._rows("case", uid, unit, case.candidates if case else (), dropped=dropped)
            return View("case", uid, case_id, (whole, *rows))

        return _remembered(memory, uid, (case, case_id, unit, *self._of(uid)), build)

    def statements(
        self, memory: Memory, statements: tuple[CandidateStatement, ...], case_ids: Mapping[str, str]
    ) -> View:
        known = {item.uid for item in statements}
        only_decided = {
            subject: item
            for subject, slots in self.decided.items()
            if (item := slots.get(None)) and item.kind == "statement" and subject not in known
        }
        decided = {uid: self.decided[uid] for uid in known if uid in self.decided}
        remarks = {uid: self.remarks[uid] for uid in (*known, *only_decided) if uid in self.remarks}

        def build() -> View:
            rows: list[Row] = []
            for item in statements:
                named = replace(item, case_uids=tuple(case_ids.get(uid, uid) for uid in item.case_uids))
                rows.append(self._statement(item.uid, named))
            rows += [self._statement(subject, None) for subject in only_decided]
            return View("statement", "", "Statements", tuple(rows))

        return _remembered(memory, "", (statements, case_ids, only_decided, decided, remarks), build)

    def _of(self, uid: str) -> tuple[Any, ...]:
        """Return all that views of a subject are made of beside its suggestions."""
        revealed = tuple(slot for subject, slot in self.revealed if subject == uid)
        return self.decided.get(uid), self.remarks.get(uid), revealed, self.asked.get(uid)

    def _statement(self, uid: str, item: CandidateStatement | None) -> Row:
        row = Row("statement", uid, None, "", suggestion=item, decision=self.decided.get(uid, {}).get(None))
        told = row.value or suggested(item)
        return self._row(replace(row, label=f"{told['direction']}, {told['assertion']}" if told else GONE))

    def _row(self, row: Row) -> Row:
        """Return the row with what was remarked on it."""
        remark = self.remarks.get(row.subject, {}).get(row.slot)
        return row if remark is None else replace(row, note=remark.note, flagged=remark.flagged)

    def _rows(
        self, kind: SubjectKind, uid: str, unit: str, candidates: Iterable[Candidate], *, dropped: bool
    ) -> Iterator[Row]:
        suggestions = {item.slot: item for item in candidates}
        decided = {slot: decision for slot, decision in self.decided.get(uid, {}).items() if slot}
        asked = self.asked.get(uid, {})
        keys: dict[str, list[str]] = {}
        revealed = (slot for subject, slot in self.revealed if subject == uid and slot)
        for slot in (*suggestions, *decided, *revealed):
            if slot.key not in keys.setdefault(slot.field, []):
                keys[slot.field].append(slot.key)
        known = (*FIELDS, *self.protocol.own_specs)
        specs = [spec for spec in known if spec.subject == kind and unit in spec.units]
        for _, block in groupby(specs, key=_block):
            for spec, key, group in self._places(list(block), keys):
                slot = Slot(spec.name, key)
                suggestion, decision = suggestions.get(slot), decided.get(slot)
                yield self._row(
                    Row(kind, uid, slot, spec.title, unit, spec, group, suggestion, decision, dropped, asked.get(slot))
                )

    def _places(
        self, specs: list[FieldSpec], keys: Mapping[str, list[str]]
    ) -> Iterator[tuple[FieldSpec, str, str | None]]:
        first = specs[0]
        if first.keying == "single":
            yield first, "", None
            return
        there = list(dict.fromkeys(key for spec in specs for key in keys.get(spec.name, ()) if key))
        if first.keying == "domain":
            order = {domain.id: place for place, domain in enumerate(self.protocol.domains)}
            there.sort(key=lambda key: order.get(key, len(order)))
        elif first.keying == "ordinal":
            there.sort(key=lambda key: int(key[1:]))
        for key in there:
            for spec in specs:
                if spec.keying != "value" or key in keys.get(spec.name, ()):
                    yield spec, key, self._group(spec, key)
        if not there:
            yield first, "d1" if first.keying == "ordinal" else "", None

    def _group(self, spec: FieldSpec, key: str) -> str | None:
        if spec.keying == "domain":
            return next((domain.title for domain in self.protocol.domains if domain.id == key), key)
        if spec.keying == "named":
            return key
        return f"Drug {key[1:]}" if spec.keying == "ordinal" else None


def _remembered(memory: Memory, name: str, made_of: Any, build: Callable[[], View]) -> View:
    before = memory.get(name)
    if before is None or before[0] != made_of:
        memory[name] = (made_of, build())
    return memory[name][1]


def _block(spec: FieldSpec) -> str:
    """Fields keyed by domain, number or name that stand side by side are told domain by domain, drug by drug."""
    return spec.keying if spec.keying in ("domain", "ordinal") else spec.block or spec.name
