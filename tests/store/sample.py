"""A small extraction and decisions on it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from extractor.core.candidate import Anchor, Candidate, CandidateStatement, Case, Evidence, Extraction, Slot, Value
from extractor.core.decision import Action, Decision, SubjectKind
from extractor.core.geometry import Box
from extractor.core.outcome import Extracted
from extractor.store import save
from extractor.store.database import Store, open_store
from extractor.store.save import Found, Stamp

SHA = "a" * 64
STAMP = Stamp("code", "protocol", "model")
AGE, SEX = Slot("age_years"), Slot("sex")


def anchor(quote: str, page: int = 1) -> Anchor:
    return Anchor(SHA, page, (Box(page, 72.25, 100.5, 200.125, 112.0),), quote, "before ", " after")


def evidence(*quotes: str) -> tuple[Evidence, ...]:
    return (Evidence(tuple(anchor(quote) for quote in quotes), "rule"),)


def candidate(slot: Slot, value: Value, quote: str) -> Candidate:
    return Candidate(slot, value, 0.75, evidence(quote))


def case(uid: str, quote: str, *candidates: Candidate, case_id: str = "p1") -> Case:
    return Case(uid, case_id, "patient", 0.9, evidence(quote), candidates)


def statement(uid: str, quote: str, *case_uids: str) -> CandidateStatement:
    return CandidateStatement(uid, anchor(quote), ("skin",), "improved", "observed", case_uids, 0.8, "model")


def extraction(*cases: Case, statements: tuple[CandidateStatement, ...] = ()) -> Extraction:
    return Extraction("smith", SHA, (candidate(Slot("year"), 2021, "2021;4"),), cases, statements)


def two_cases() -> Extraction:
    return extraction(
        case("c1", "Patient 1 was", candidate(AGE, 47, "aged 47"), candidate(SEX, "female", "woman")),
        case("c2", "Patient 2 was", candidate(AGE, 52, "aged 52"), case_id="p2"),
        statements=(statement("s1", "The rash cleared.", "c1"),),
    )


def stored(folder: Path, told: Extraction | None = None) -> tuple[Store, str]:
    """Return a new store with one publication's extraction, and that publication's uid."""
    store = open_store(folder, create=True)
    [uid] = save.register(store, [Found("smith.pdf", "smith", SHA)])
    save.save(store, uid, STAMP, Extracted(told or two_cases()))
    return store, uid


def decision(
    publication: str,
    subject: str,
    slot: Slot | None,
    value: Any,
    *,
    action: Action = "accept",
    kind: SubjectKind = "case",
    reviewer: str = "first",
) -> Decision:
    at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    return Decision(str(uuid4()), publication, kind, subject, slot, action, value, reviewer, at, (anchor("quote"),))


def exists(publication: str, subject: str, case_id: str = "p1") -> Decision:
    return decision(publication, subject, None, {"case_id": case_id, "unit": "patient"})


def undo(taken_back: Decision) -> Decision:
    return decision(taken_back.publication, taken_back.subject, taken_back.slot, taken_back.uid, action="undo")
