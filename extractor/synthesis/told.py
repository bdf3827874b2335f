"""Decisions, or suggestions, in: what each publication tells of itself and its cases, every value with its source."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from extractor.core.candidate import Anchor, Candidate, Case, Evidence, Extraction
from extractor.core.confirmed import CLEARS, SETS, Place, settled
from extractor.core.decision import Decision
from extractor.core.fields import FIELDS
from extractor.core.reshape import reshaped
from extractor.synthesis.model import Quote, Source, State

_ORDER = {spec.name: number for number, spec in enumerate(FIELDS)}
_STATES: dict[str, State] = {"not_reported": "not_reported", "unclear": "unclear"}
BEGAN = "started_with"
"""What ``concomitant`` says of a treatment that was begun with the drug."""


@dataclass(frozen=True, slots=True)
class CaseTold:
    """A patient or group as one publication tells of it, values in the order of ``FIELDS``.

    ``open`` are suggestions that nobody has decided on; they count in nothing.
    """

    publication: str
    uid: str
    case_id: str
    unit: str
    introduced: Source
    sources: tuple[Source, ...]
    open: tuple[Source, ...] = ()

    @property
    def name(self) -> str:
        """The case's name in the whole review."""
        return f"{self.publication}/{self.case_id}"

    def source(self, field: str, key: str = "") -> Source | None:
        """Return what is told in a slot, or that it is unclear or not reported; None where nothing is."""
        return next((item for item in self.sources if item.field == field and item.key == key), None)


@dataclass(frozen=True, slots=True)
class PublicationTold:
    """What one publication tells of itself and its cases.

    ``open`` are suggestions on itself that nobody has decided on, and cases (``field`` is ``case``) that nobody has
    said to be there or not.
    """

    uid: str
    id: str
    sources: tuple[Source, ...] = ()
    cases: tuple[CaseTold, ...] = ()
    open: tuple[Source, ...] = ()

    @property
    def included(self) -> bool | None:
        """Whether it is included; None where nobody has decided, or found it unclear."""
        source = self.source("included")
        return None if source is None or source.state != "told" else bool(source.value)

    @property
    def undecided(self) -> int:
        """How many suggestions on the publication, its cases, and confirmed cases' values nobody has decided on."""
        return len(self.open) + sum(len(case.open) for case in self.cases)

    def source(self, field: str) -> Source | None:
        """Return what is told of one of its own fields; None where nothing is."""
        return next((item for item in self.sources if item.field == field), None)


def confirmed_told(
    uid: str, publication_id: str, decisions: Iterable[Decision], extraction: Extraction | None
) -> PublicationTold:
    """Return what stands decided on a publication; a case is there where its existence was accepted or added.

    ``extraction`` says what is suggested beside it and still open.
    """
    decisions = list(decisions)
    decided = settled(decisions)
    current = reshaped(extraction, decisions) if extraction else None
    suggested = {case.uid: case for case in current.cases} if current else {}
    of_subject: dict[str, list[Source]] = {}
    existing: dict[str, Decision] = {}
    for (subject, slot), decision in decided.items():
        if slot is not None and decision.kind in ("publication", "case") and decision.action != "reject":
            of_subject.setdefault(subject, []).append(_decided(publication_id, decision))
        elif slot is None and decision.kind == "case" and decision.action in SETS:
            existing[subject] = decision
    cases = []
    for subject, decision in existing.items():
        case_id, unit = str(decision.value["case_id"]), str(decision.value["unit"])
        candidates = suggested[subject].candidates if subject in suggested else ()
        sources = [replace(item, case_id=case_id) for item in of_subject.get(subject, [])]
        introduced = replace(_decided(publication_id, decision), case_id=case_id, field="case", value=unit)
        still_open = _open(publication_id, case_id, subject, candidates, decided)
        cases.append(CaseTold(publication_id, subject, case_id, unit, introduced, in_field_order(sources), still_open))
    not_looked_at = tuple(
        _introduced(publication_id, case) for case in suggested.values() if (case.uid, None) not in decided
    )
    still_open = _open(publication_id, "", uid, current.candidates if current else (), decided)
    own = in_field_order(of_subject.get(uid, []))
    return PublicationTold(uid, publication_id, own, _by_number(cases), (*not_looked_at, *still_open))


def suggested_told(uid: str, extraction: Extraction) -> PublicationTold:
    """Return what the machine suggests for a publication, nothing of it looked at by anybody."""
    publication_id = extraction.publication_id
    return PublicationTold(
        uid,
        publication_id,
        in_field_order(_suggested(publication_id, "", uid, item) for item in extraction.candidates),
        _by_number(_suggested_case(publication_id, case) for case in extraction.cases),
    )


def _suggested_case(publication_id: str, case: Case) -> CaseTold:
    introduced = _introduced(publication_id, case)
    sources = in_field_order(_suggested(publication_id, case.case_id, case.uid, item) for item in case.candidates)
    return CaseTold(publication_id, case.uid, case.case_id, case.unit, introduced, sources)


def _introduced(publication_id: str, case: Case) -> Source:
    return Source(publication_id, case.case_id, case.uid, "case", value=case.unit, quotes=_quotes(case.evidence))


def _suggested(publication_id: str, case_id: str, subject: str, candidate: Candidate) -> Source:
    slot, quotes = candidate.slot, _quotes(candidate.evidence)
    return Source(publication_id, case_id, subject, slot.field, slot.key, candidate.value, quotes=quotes)


def _decided(publication_id: str, decision: Decision) -> Source:
    slot = decision.slot
    return Source(
        publication_id,
        "",
        decision.subject,
        slot.field if slot else "",
        slot.key if slot else "",
        None if decision.action in CLEARS or slot is None else decision.value,
        _STATES.get(decision.action, "told"),
        _told_once(decision.anchors),
        decision.uid,
        decision.reviewer,
        decision.how,
    )


def _open(
    publication_id: str, case_id: str, subject: str, candidates: Iterable[Candidate], decided: dict[Place, Decision]
) -> tuple[Source, ...]:
    still = (item for item in candidates if (subject, item.slot) not in decided)
    return in_field_order(_suggested(publication_id, case_id, subject, item) for item in still)


def in_field_order(sources: Iterable[Source]) -> tuple[Source, ...]:
    """Return values in the order of ``FIELDS``, the review's own fields last by name; keys keep their order."""
    return tuple(sorted(sources, key=lambda item: (_ORDER.get(item.field, len(_ORDER)), _own(item.field))))


def _own(field: str) -> str:
    return "" if field in _ORDER else field


def _by_number(cases: Iterable[CaseTold]) -> tuple[CaseTold, ...]:
    return tuple(sorted(cases, key=lambda case: (len(case.case_id), case.case_id, case.uid)))


def _quotes(evidence: Sequence[Evidence]) -> tuple[Quote, ...]:
    return _told_once(anchor for item in evidence for anchor in item.anchors)


def _told_once(anchors: Iterable[Anchor]) -> tuple[Quote, ...]:
    return tuple(dict.fromkeys(Quote(anchor.quote, anchor.page) for anchor in anchors))
