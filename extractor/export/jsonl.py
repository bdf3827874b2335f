"""The contract's objects as lines: confirmed records, and candidates with where each value stands."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from extractor.core.annotation import Annotation, to_json
from extractor.core.candidate import Anchor, Candidate, Case, Evidence, Extraction
from extractor.core.geometry import Box
from extractor.core.outcome import Problem

CONFIDENCE_DIGITS = 3
BOX_DIGITS = 2


def line(value: Any) -> str:
    """Return one JSON object as one line; characters that no UTF-8 file can hold become U+FFFD."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace").decode() + "\n"


def annotation_lines(annotations: Iterable[Annotation]) -> Iterator[str]:
    """Yield a line per annotation, sorted by id."""
    for annotation in sorted(annotations, key=lambda item: item.id):
        yield line(to_json(annotation))


def candidate_lines(extractions: Iterable[Extraction]) -> Iterator[str]:
    """Yield a line per extraction, in the order given: a large review is never held in memory at once."""
    for extraction in extractions:
        yield line(candidate_object(extraction))


def candidate_object(extraction: Extraction) -> dict[str, Any]:
    """Return the contract's object with ``provenance``: an entry per value, its field and key those of its slot.

    A case's own entry has the field ``case`` and its unit as value; entries of the publication have no case.
    Statements carry page, boxes, confidence and rule themselves. ``asked`` are the protocol's own fields with the
    passages in which a person may find their value; it is there only where there are any.
    """
    row: dict[str, Any] = _whole_numbers(to_json(extraction.annotation()))
    for told, statement in zip(row["statements"], extraction.statements, strict=True):
        told.update(_place(statement.anchor), confidence=_confidence(statement.confidence), rule=statement.rule)
    row["provenance"] = [_value(None, item) for item in extraction.candidates]
    for case in extraction.cases:
        row["provenance"].append(_existence(case))
        row["provenance"] += [_value(case.case_id, item) for item in case.candidates]
    if extraction.asked:
        ids = {case.uid: case.case_id for case in extraction.cases}
        row["asked"] = [
            {"case_id": ids.get(item.subject), "field": item.slot.field, "evidence": _evidence(item.evidence)}
            for item in extraction.asked
        ]
    return row


def problem_object(publication_id: str, sha256: str | None, file: str, problem: Problem) -> dict[str, Any]:
    """Return the object of one line of problems.jsonl."""
    return {
        "file": file,
        "id": publication_id,
        "sha256": sha256,
        "stage": problem.stage,
        "kind": problem.kind,
        "page": problem.page,
        "message": problem.message,
    }


def _existence(case: Case) -> dict[str, Any]:
    return {
        "case_id": case.case_id,
        "field": "case",
        "key": "",
        "value": case.unit,
        "confidence": _confidence(case.confidence),
        "evidence": _evidence(case.evidence),
    }


def _value(case_id: str | None, candidate: Candidate) -> dict[str, Any]:
    return {
        "case_id": case_id,
        "field": candidate.slot.field,
        "key": candidate.slot.key,
        "value": _whole_numbers(candidate.value),
        "confidence": _confidence(candidate.confidence),
        "evidence": _evidence(candidate.evidence),
    }


def _evidence(evidence: tuple[Evidence, ...]) -> list[dict[str, Any]]:
    return [
        {"quote": anchor.quote, **_place(anchor), "rule": item.rule} for item in evidence for anchor in item.anchors
    ]


def _place(anchor: Anchor) -> dict[str, Any]:
    """Return page and boxes; what stands on later pages is told apart, under ``continued``."""
    pages = sorted({box.page for box in anchor.boxes} - {anchor.page})
    place: dict[str, Any] = {"page": anchor.page, "boxes": _boxes(anchor, anchor.page)}
    if pages:
        place["continued"] = [{"page": page, "boxes": _boxes(anchor, page)} for page in pages]
    return place


def _boxes(anchor: Anchor, page: int) -> list[list[float]]:
    return [_box(box) for box in anchor.boxes if box.page == page]


def _box(box: Box) -> list[float]:
    return [round(side, BOX_DIGITS) for side in (box.x0, box.top, box.x1, box.bottom)]


def _confidence(value: float) -> float:
    return round(value, CONFIDENCE_DIGITS)


def _whole_numbers(value: Any) -> Any:
    """Return the value with 10.0 as 10: a whole number is written one way, however it was reckoned."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_whole_numbers(item) for item in value]
    if isinstance(value, dict):
        return {key: _whole_numbers(item) for key, item in value.items()}
    return value
