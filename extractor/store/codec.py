"""Extractions and their parts as canonical JSON and back: the same object always gives the same characters.

Reading trusts what it reads: only this module writes it.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from extractor.core.candidate import (
    Anchor,
    Asked,
    Candidate,
    CandidateStatement,
    Case,
    Contradiction,
    Evidence,
    Extraction,
    Finding,
    Missed,
    Slot,
)
from extractor.core.document import Part
from extractor.core.geometry import Box


def canonical(value: Any) -> str:
    """Return JSON in ASCII without blanks; keys keep their order, which the codec fixes."""
    return json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))


def content_digest(content: str) -> str:
    """Return the SHA-256 of a canonical text."""
    return sha256(content.encode()).hexdigest()


def dump_extraction(extraction: Extraction) -> str:
    """Return an extraction as canonical JSON."""
    return canonical(
        {
            "publication_id": extraction.publication_id,
            "sha256": extraction.sha256,
            "candidates": [_candidate(item) for item in extraction.candidates],
            "cases": [_case(item) for item in extraction.cases],
            "statements": [_statement(item) for item in extraction.statements],
            "authors": list(extraction.authors),
            "missed": [_missed(item) for item in extraction.missed],
            "contradictions": [_contradiction(item) for item in extraction.contradictions],
            "asked": [_asked(item) for item in extraction.asked],
            "findings": [_finding(item) for item in extraction.findings],
        }
    )


def load_extraction(content: str) -> Extraction:
    """Return the extraction that ``dump_extraction`` wrote."""
    row = json.loads(content)
    return Extraction(
        row["publication_id"],
        row["sha256"],
        tuple(_read_candidate(item) for item in row["candidates"]),
        tuple(_read_case(item) for item in row["cases"]),
        tuple(_read_statement(item) for item in row["statements"]),
        tuple(row["authors"]),
        tuple(_read_missed(item) for item in row.get("missed", ())),
        tuple(_read_contradiction(item) for item in row.get("contradictions", ())),
        tuple(_read_asked(item) for item in row.get("asked", ())),
        tuple(_read_finding(item) for item in row.get("findings", ())),
    )


def dump_part(part: Part) -> str:
    """Return a part of a PDF as canonical JSON."""
    return canonical(asdict(part))


def load_part(content: str) -> Part:
    """Return the part that ``dump_part`` wrote."""
    row = json.loads(content)
    return Part(row["first"], row["last"], row["title"], tuple(row["others"]))


def load_passages(
    missed: str | None, contradictions: str | None
) -> tuple[tuple[Missed, ...], tuple[Contradiction, ...]]:
    """Return the passages and contradictions of an extraction from these parts of what ``dump_extraction`` wrote."""
    return (
        tuple(_read_missed(item) for item in json.loads(missed or "[]")),
        tuple(_read_contradiction(item) for item in json.loads(contradictions or "[]")),
    )


def dump_candidates(candidates: tuple[Candidate, ...]) -> str:
    """Return candidates as a canonical JSON list."""
    return canonical([_candidate(item) for item in candidates])


def load_candidates(content: str) -> tuple[Candidate, ...]:
    """Return the candidates that ``dump_candidates`` wrote."""
    return tuple(_read_candidate(item) for item in json.loads(content))


def dump_anchors(anchors: tuple[Anchor, ...]) -> str:
    """Return anchors as a canonical JSON list."""
    return canonical([_anchor(item) for item in anchors])


def load_anchors(content: str) -> tuple[Anchor, ...]:
    """Return the anchors that ``dump_anchors`` wrote."""
    return tuple(_read_anchor(item) for item in json.loads(content))


def _anchor(anchor: Anchor) -> dict[str, Any]:
    return {
        "sha256": anchor.sha256,
        "page": anchor.page,
        "boxes": [[box.page, box.x0, box.top, box.x1, box.bottom] for box in anchor.boxes],
        "quote": anchor.quote,
        "before": anchor.before,
        "after": anchor.after,
    }


def _read_anchor(row: Mapping[str, Any]) -> Anchor:
    boxes = tuple(Box(*box) for box in row["boxes"])
    return Anchor(row["sha256"], row["page"], boxes, row["quote"], row["before"], row["after"])


def _evidence(evidence: tuple[Evidence, ...]) -> list[dict[str, Any]]:
    return [{"rule": item.rule, "anchors": [_anchor(anchor) for anchor in item.anchors]} for item in evidence]


def _read_evidence(rows: list[Mapping[str, Any]]) -> tuple[Evidence, ...]:
    return tuple(Evidence(tuple(_read_anchor(item) for item in row["anchors"]), row["rule"]) for row in rows)


def _candidate(candidate: Candidate) -> dict[str, Any]:
    return {
        "field": candidate.slot.field,
        "key": candidate.slot.key,
        "value": candidate.value,
        "confidence": candidate.confidence,
        "evidence": _evidence(candidate.evidence),
        "alternatives": list(candidate.alternatives),
    }


def _read_candidate(row: Mapping[str, Any]) -> Candidate:
    slot = Slot(row["field"], row["key"])
    evidence = _read_evidence(row["evidence"])
    return Candidate(slot, row["value"], row["confidence"], evidence, tuple(row["alternatives"]))


def _case(case: Case) -> dict[str, Any]:
    return {
        "uid": case.uid,
        "case_id": case.case_id,
        "unit": case.unit,
        "confidence": case.confidence,
        "evidence": _evidence(case.evidence),
        "candidates": [_candidate(item) for item in case.candidates],
        "retold": _evidence(case.retold),
    }


def _read_case(row: Mapping[str, Any]) -> Case:
    candidates = tuple(_read_candidate(item) for item in row["candidates"])
    evidence, retold = _read_evidence(row["evidence"]), _read_evidence(row["retold"])
    return Case(row["uid"], row["case_id"], row["unit"], row["confidence"], evidence, candidates, retold)


def _asked(item: Asked) -> dict[str, Any]:
    return {"field": item.slot.field, "subject": item.subject, "evidence": _evidence(item.evidence)}


def _read_asked(row: Mapping[str, Any]) -> Asked:
    return Asked(Slot(row["field"]), row["subject"], _read_evidence(row["evidence"]))


def _finding(item: Finding) -> dict[str, Any]:
    return {"topic": item.topic, "section": item.section, "anchor": _anchor(item.anchor), "value": item.value}


def _read_finding(row: Mapping[str, Any]) -> Finding:
    return Finding(row["topic"], row["section"], _read_anchor(row["anchor"]), row["value"])


def _missed(item: Missed) -> dict[str, Any]:
    return {"uid": item.uid, "anchor": _anchor(item.anchor), "cues": list(item.cues), "weight": item.weight}


def _read_missed(row: Mapping[str, Any]) -> Missed:
    return Missed(row["uid"], _read_anchor(row["anchor"]), tuple(row["cues"]), row["weight"])


def _contradiction(item: Contradiction) -> dict[str, Any]:
    return {
        "uid": item.uid,
        "kind": item.kind,
        "words": item.words,
        "anchors": [_anchor(anchor) for anchor in item.anchors],
        "subject": item.subject,
    }


def _read_contradiction(row: Mapping[str, Any]) -> Contradiction:
    anchors = tuple(_read_anchor(item) for item in row["anchors"])
    return Contradiction(row["uid"], row["kind"], row["words"], anchors, row["subject"])


def _statement(statement: CandidateStatement) -> dict[str, Any]:
    return {
        "uid": statement.uid,
        "anchor": _anchor(statement.anchor),
        "domains": list(statement.domains),
        "direction": statement.direction,
        "assertion": statement.assertion,
        "case_uids": list(statement.case_uids),
        "confidence": statement.confidence,
        "rule": statement.rule,
    }


def _read_statement(row: Mapping[str, Any]) -> CandidateStatement:
    return CandidateStatement(
        row["uid"],
        _read_anchor(row["anchor"]),
        tuple(row["domains"]),
        row["direction"],
        row["assertion"],
        tuple(row["case_uids"]),
        row["confidence"],
        row["rule"],
    )
