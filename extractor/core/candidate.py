"""What the machine suggests: values in slots, each with the evidence it stands on. No quote, no value."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from extractor.core.analysis import Assertion, Direction, Unit
from extractor.core.annotation import (
    AnnotatedCase,
    AnnotatedStatement,
    Annotation,
    BaselineRow,
    DrugCourse,
    OutcomeRow,
)
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
class Extraction:
    """All that the machine suggests for one publication; ``candidates`` are those of the publication itself.

    ``authors`` are family names as printed in the byline, for telling whether two publications share an author.
    """

    publication_id: str
    sha256: str
    candidates: tuple[Candidate, ...]
    cases: tuple[Case, ...]
    statements: tuple[CandidateStatement, ...]
    authors: tuple[str, ...] = ()

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
    and an outcome is improved in 1 or 0 of 1.
    """
    single: dict[str, Value] = {}
    keyed: dict[str, dict[str, Value]] = {}
    for slot, value in slots:
        if slot.key:
            keyed.setdefault(slot.field, {})[slot.key] = value
        else:
            single[slot.field] = value
    patient = unit == "patient"
    drugs = tuple(
        DrugCourse(
            str(name),
            _text(keyed.get("drug_dose", {}).get(key)),
            _text(keyed.get("drug_frequency", {}).get(key)),
            _text(keyed.get("drug_route", {}).get(key)),
        )
        for key, name in sorted(keyed.get("drug_name", {}).items(), key=lambda item: int(item[0][1:]))
    )
    refractory = keyed.get("refractory", {})
    baseline = tuple(
        BaselineRow(domain, 1 if patient else _whole(n), _truth(refractory.get(domain)))
        for domain, n in keyed.get("baseline", {}).items()
    )
    outcomes = tuple(
        OutcomeRow(domain, str(direction), *_counts(patient, str(direction), domain, keyed))
        for domain, direction in keyed.get("outcome", {}).items()
    )
    if patient:
        single["n"] = 1
    else:
        single.setdefault("n", None)  # type: ignore[arg-type]
    lists = ("antibodies", "prior_therapies", "adverse_events", "same_as")
    return AnnotatedCase(
        case_id=case_id,
        unit=unit,
        drugs=drugs,
        baseline=baseline,
        outcomes=outcomes,
        **single,  # type: ignore[arg-type]
        **{name: tuple(str(value) for value in keyed.get(name, {}).values()) for name in lists},  # type: ignore[arg-type]
    )


def _counts(
    patient: bool, direction: str, domain: str, keyed: dict[str, dict[str, Value]]
) -> tuple[int | None, int | None]:
    if patient:
        return int(direction == "improved"), 1
    return _whole(keyed.get("n_improved", {}).get(domain)), _whole(keyed.get("n_evaluable", {}).get(domain))


def _text(value: Value | None) -> str | None:
    return None if value is None else str(value)


def _whole(value: Value | None) -> int | None:
    return None if value is None else int(value)


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


def publication_uid(sha256_of_pdf: str) -> str:
    """Return the uid of a publication, which its PDF's digest makes."""
    return _digest("publication", sha256_of_pdf)


def _digest(*parts: str) -> str:
    return sha256("\x1f".join(parts).encode()).hexdigest()[:16]
