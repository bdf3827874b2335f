"""What the machine suggests: values in slots, each with the evidence it stands on. No quote, no value."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from extractor.core.analysis import Assertion, Direction, Unit
from extractor.core.annotation import (
    AnnotatedCase,
    AnnotatedStatement,
    Annotation,
    BaselineRow,
    Concomitant,
    DrugCourse,
    EventDetail,
    OutcomeRow,
    ScorePair,
    Stop,
)
from extractor.core.fields import FIELD
from extractor.core.geometry import Box

Value = str | int | float | bool
"""An atomic value of a slot; an unknown value has no slot."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place in a PDF that can be found again in another text of the same PDF.

    ``quote`` is letter for letter the document's text there, ``before`` and ``after`` up to 40 characters either side;
    ``page`` is where it starts.
    """

    sha256: str
    page: int
    boxes: tuple[Box, ...]
    quote: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that a value stands on (a header cell and a data cell make two anchors) and the rule that read them."""

    anchors: tuple[Anchor, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for one atomic value: ``field`` is a name in ``FIELDS``, ``key`` as that field is keyed."""

    field: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A suggested value; ``confidence`` is the chance (0–1) that a reviewer accepts it; evidence is never empty.

    ``alternatives`` are other values that the pipeline considered, likeliest first.
    """

    slot: Slot
    value: Value
    confidence: float
    evidence: tuple[Evidence, ...]
    alternatives: tuple[Value, ...] = ()

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError(f"no quote, no value: {self.slot}")


@dataclass(frozen=True, slots=True)
class Case:
    """A suggested patient or group.

    ``uid`` names it for ever (decisions hold it), ``case_id`` (``p1``, ``g1``) is its number for display in this
    extraction; ``evidence`` is where the publication introduces it; candidates stand in the order of ``FIELDS``;
    ``retold`` quotes where the publication says that an earlier one has told of the case.
    """

    uid: str
    case_id: str
    unit: Unit
    confidence: float
    evidence: tuple[Evidence, ...]
    candidates: tuple[Candidate, ...] = ()
    retold: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class CandidateStatement:
    """A suggested effect statement; ``case_uids`` are the cases it speaks of."""

    uid: str
    anchor: Anchor
    domains: tuple[str, ...]
    direction: Direction
    assertion: Assertion
    case_uids: tuple[str, ...]
    confidence: float
    rule: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A field that the protocol declares and a person fills in, with the passages in which its cue words stand.

    ``subject`` is the uid of the case that it is asked of, empty for the publication.
    """

    slot: Slot
    subject: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A place that tells something which no field holds and which appraising or auditing a publication asks after.

    ``topic`` is an id of the protocol's topics; or ``patients``, with the number told as ``value`` (``patients beside``
    where it may be one of patients); ``share``, with the percentage and its counts as printed; ``effect``, a sentence
    of an abstract that effect statements quote.
    ``section`` is the kind of section it stands in, ``table`` in a table.
    """

    topic: str
    section: str
    anchor: Anchor
    value: int | str | None = None


Cue = Literal[
    "case", "age", "sex", "dose", "count", "score", "drug", "therapy", "antibody", "disease", "sign", "effect", "event",
    "follow-up", "taper",
]  # fmt: skip
"""What may have been missed in a passage."""

ContradictionKind = Literal["patients", "share", "abstract", "counts"]
"""What does not agree: numbers of patients, a share with its counts, abstract and record, counts with their whole."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A sentence or table row that tells of somebody or something that no suggestion tells.

    ``cues`` are what it seems to tell, most telling first; ``weight`` orders a publication's passages (0–3).
    """

    uid: str
    anchor: Anchor
    cues: tuple[Cue, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What a publication says, or the machine suggests, that cannot all be right; ``words`` say it in one line.

    ``subject`` is the uid of the case whose suggestions take part, empty where none does.
    """

    uid: str
    kind: ContradictionKind
    words: str
    anchors: tuple[Anchor, ...]
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that the machine suggests for one publication; ``candidates`` are those of the publication itself.

    ``authors`` are family names as printed in the byline, for telling whether two publications share an author;
    ``missed`` and ``contradictions`` are what a reviewer should look at beside the suggestions; ``asked`` are the
    protocol's own fields, which have passages and no suggested value; ``findings`` are what no field holds.
    """

    publication_id: str
    sha256: str
    candidates: tuple[Candidate, ...]
    cases: tuple[Case, ...]
    statements: tuple[CandidateStatement, ...]
    authors: tuple[str, ...] = ()
    missed: tuple[Missed, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    asked: tuple[Asked, ...] = ()
    findings: tuple[Finding, ...] = ()

    def annotation(self) -> Annotation:
        """Project to the contract's shape, so that candidates can be scored like any annotation."""
        ids = {case.uid: case.case_id for case in self.cases}
        return Annotation(
            id=self.publication_id,
            **{candidate.slot.field: candidate.value for candidate in self.candidates},  # type: ignore[arg-type]
            cases=tuple(
                annotated_case(case.case_id, case.unit, ((item.slot, item.value) for item in case.candidates))
                for case in self.cases
            ),
            statements=tuple(
                AnnotatedStatement(
                    item.anchor.quote,
                    item.domains,
                    item.direction,
                    item.assertion,
                    tuple(ids[uid] for uid in item.case_uids),
                )
                for item in self.statements
            ),
        )


def annotated_case(case_id: str, unit: str, slots: Iterable[tuple[Slot, Value]]) -> AnnotatedCase:
    """Build the contract's case from its filled slots, lists in the order given.

    What follows from the unit is derived here and never stored: a patient counts 1, each of its baselines counts 1,
    and an outcome is improved in 1 or 0 of 1. Slots of a field that is none of ``FIELDS`` are the protocol's own.
    """
    single: dict[str, Value] = {}
    keyed: dict[str, dict[str, Value]] = {}
    for slot, value in slots:
        if slot.key:
            keyed.setdefault(slot.field, {})[slot.key] = value
        else:
            single[slot.field] = value
    patient = unit == "patient"
    drugs = tuple(_course(str(name), key, keyed) for key, name in sorted(_of(keyed, "drug_name"), key=_number))
    baseline = tuple(
        BaselineRow(
            domain,
            1 if patient else _whole(n),
            _truth(keyed.get("refractory", {}).get(domain)),
            _whole(keyed.get("n_refractory", {}).get(domain)),
        )
        for domain, n in _of(keyed, "baseline")
    )
    outcomes = tuple(_outcome(domain, str(way), keyed, patient=patient) for domain, way in _of(keyed, "outcome"))
    if patient:
        single["n"] = 1
    else:
        single.setdefault("n", None)  # type: ignore[arg-type]
    stopped = Stop(_amount(single.pop("stop_month", None)), _text(single.pop("stop_reason", None)))
    own = tuple(sorted((name, single.pop(name)) for name in list(single) if name not in FIELD))
    lists = ("antibodies", "prior_therapies", "adverse_events", "same_as")
    return AnnotatedCase(
        case_id=case_id,
        unit=unit,
        drugs=drugs,
        baseline=baseline,
        outcomes=outcomes,
        concomitant=tuple(Concomitant(name, str(status)) for name, status in _of(keyed, "concomitant")),
        adverse_event_details=_events(keyed),
        stopped=None if stopped == Stop() else stopped,
        fields=own,
        **single,  # type: ignore[arg-type]
        **{name: tuple(str(value) for value in keyed.get(name, {}).values()) for name in lists},  # type: ignore[arg-type]
    )


Keyed = dict[str, dict[str, Value]]
"""The values of fields with keys, by field and key."""


def _of(keyed: Keyed, field: str) -> Iterable[tuple[str, Value]]:
    return keyed.get(field, {}).items()


def _number(item: tuple[str, Value]) -> int:
    return int(item[0][1:])


def _course(name: str, key: str, keyed: Keyed) -> DrugCourse:
    told = {field: keyed.get(f"drug_{field}", {}).get(key) for field in DrugCourse.__slots__}
    return DrugCourse(
        name,
        _text(told["dose"]),
        _text(told["frequency"]),
        _text(told["route"]),
        _amount(told["start_month"]),
        _amount(told["stop_month"]),
        _whole(told["n"]),
    )


def _outcome(domain: str, direction: str, keyed: Keyed, *, patient: bool) -> OutcomeRow:
    improved, evaluable = _counts(patient, direction, domain, keyed)
    return OutcomeRow(
        domain,
        direction,
        improved,
        evaluable,
        _text(keyed.get("outcome_drug", {}).get(domain)),
        _text(keyed.get("outcome_best", {}).get(domain)),
        _text(keyed.get("outcome_course", {}).get(domain)),
        _scores(domain, keyed),
    )


def _keys(keyed: Keyed, fields: Iterable[str]) -> tuple[str, ...]:
    """Return the names that any of the fields is told of, sorted: the fields of one name need not stand together."""
    return tuple(sorted({key for field in fields for key in keyed.get(field, {})}))


def _scores(domain: str, keyed: Keyed) -> tuple[ScorePair, ...]:
    fields = ("score_scale", "score_start", "score_last", "score_month")
    pairs = []
    for key in _keys(keyed, fields):
        owner, _, instrument = key.partition("/")
        if owner == domain:
            scale, *numbers = (keyed.get(field, {}).get(key) for field in fields)
            pairs.append(ScorePair(instrument, _text(scale), *(_amount(number) for number in numbers)))
    return tuple(pairs)


def _events(keyed: Keyed) -> tuple[EventDetail, ...]:
    fields = ("ae_term", "ae_serious", "ae_attribution")
    details = []
    for key in _keys(keyed, fields):
        term, serious, attribution = (keyed.get(field, {}).get(key) for field in fields)
        details.append(EventDetail(key, _text(term), _truth(serious), _text(attribution)))
    return tuple(details)


def _counts(patient: bool, direction: str, domain: str, keyed: Keyed) -> tuple[int | None, int | None]:
    if patient:
        return int(direction == "improved"), 1
    return _whole(keyed.get("n_improved", {}).get(domain)), _whole(keyed.get("n_evaluable", {}).get(domain))


def _text(value: Value | None) -> str | None:
    return None if value is None else str(value)


def _whole(value: Value | None) -> int | None:
    return None if value is None else int(value)


def _amount(value: Value | None) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _truth(value: Value | None) -> bool | None:
    return None if value is None else bool(value)


def case_uid(sha256_of_pdf: str, unit: str, key: str | None, anchor: Anchor) -> str:
    """Return a uid for a case that no earlier extraction knew: 16 hex digits over its PDF and first anchor.

    The unit and the label's key are part of it since two patients may be introduced by one sentence.
    """
    return _digest("case", sha256_of_pdf, unit, key or "", str(anchor.page), anchor.quote, anchor.before)


def statement_uid(sha256_of_pdf: str, anchor: Anchor, direction: str, assertion: str) -> str:
    """Return the uid of a statement: 16 hex digits over its PDF, place, direction and assertion."""
    return _digest("statement", sha256_of_pdf, str(anchor.page), anchor.quote, anchor.before, direction, assertion)


def missed_uid(sha256_of_pdf: str, anchor: Anchor) -> str:
    """Return the uid of a passage that may have been missed: 16 hex digits over its PDF and place."""
    return _digest("missed", sha256_of_pdf, str(anchor.page), anchor.quote, anchor.before)


def contradiction_uid(sha256_of_pdf: str, kind: str, words: str, anchors: Iterable[Anchor]) -> str:
    """Return the uid of a contradiction: 16 hex digits over its PDF, what it says and the places it stands on."""
    places = (part for anchor in anchors for part in (str(anchor.page), anchor.quote, anchor.before))
    return _digest("contradiction", sha256_of_pdf, kind, words, *places)


def publication_uid(sha256_of_pdf: str) -> str:
    """Return the uid of a publication, which its PDF's digest makes."""
    return _digest("publication", sha256_of_pdf)


def _digest(*parts: str) -> str:
    return sha256("\x1f".join(parts).encode()).hexdigest()[:16]
