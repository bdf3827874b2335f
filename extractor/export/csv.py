"""Rows for spreadsheets and statistics: one value a row, and no cell that a spreadsheet would run as a formula."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from extractor.core.candidate import Anchor, Extraction
from extractor.core.confirmed import SETS, remarks, settled, standing
from extractor.core.decision import Action, Decision
from extractor.core.spreadsheet import as_cell, csv_line

MACHINE = "machine"
"""What ``how`` says of a value that nobody has confirmed."""


@dataclass(frozen=True, slots=True)
class Row:
    """One value; ``field`` is ``case`` for a case's own existence and ``statement`` for an effect statement.

    ``note`` and ``flag`` are remarks: their key is what they are on (a field with its key, ``case``, ``statement``).
    A statement's key is its assertion and direction, its value its domains. ``how`` says how the value was confirmed
    (``single``, ``bulk``, ``imported``), or ``machine`` where it was not; ``confidence`` is the machine's.
    """

    publication: str
    case_id: str
    field: str
    key: str
    value: str
    quote: str = ""
    page: str = ""
    confidence: str = ""
    reviewer: str = ""
    how: str = MACHINE


def csv_lines(rows: Iterable[Row]) -> Iterator[str]:
    """Yield the header and a line a row, control characters escaped and formulas made harmless."""
    names = [item.name for item in fields(Row)]
    yield csv_line(names)
    for row in rows:
        yield csv_line(getattr(row, name) for name in names)


def confirmed_rows(publication_id: str, decisions: Sequence[Decision]) -> Iterator[Row]:
    """Yield what one publication's decisions confirm: its values, its cases with theirs, its statements."""
    chosen = [item for item in settled(decisions).values() if item.action in SETS]
    cases = {item.subject: item.value["case_id"] for item in chosen if item.kind == "case" and item.slot is None}
    for item in chosen:
        if item.kind == "publication" and item.slot is not None:
            yield _confirmed(publication_id, "", item.slot.field, item.slot.key, as_cell(item.value), item)
    for subject, case_id in cases.items():
        for item in (item for item in chosen if item.kind == "case" and item.subject == subject):
            if item.slot is None:
                yield _confirmed(publication_id, case_id, "case", "", str(item.value["unit"]), item)
            else:
                yield _confirmed(publication_id, case_id, item.slot.field, item.slot.key, as_cell(item.value), item)
    for item in (item for item in chosen if item.kind == "statement"):
        told = item.value
        case_ids, domains = _joined(told.get("case_ids") or ()), _joined(told["domains"])
        row = _confirmed(publication_id, case_ids, "statement", _key(told), domains, item)
        yield replace(row, quote=told["quote"])
    yield from _remarks(publication_id, cases, decisions)


def _remarks(publication_id: str, cases: Mapping[str, str], decisions: Sequence[Decision]) -> Iterator[Row]:
    """Yield the notes and flags, also those on what nobody confirmed; a case then has no number."""
    last = {(item.subject, item.slot, item.action): item for item in standing(decisions)}
    for (subject, slot), remark in remarks(decisions).items():
        place = " ".join(part for part in (slot.field, slot.key) if part) if slot else remark.kind
        told: tuple[tuple[Action, str], ...] = (("note", remark.note), ("flag", "true" if remark.flagged else ""))
        for action, value in told:
            if value:
                item = last[(subject, slot, action)]
                yield _confirmed(publication_id, cases.get(subject, ""), action, place, value, item)


def candidate_rows(extraction: Extraction) -> Iterator[Row]:
    """Yield what the machine suggests for one publication, in the same order."""
    publication_id = extraction.publication_id
    for item in extraction.candidates:
        anchors = [anchor for evidence in item.evidence for anchor in evidence.anchors]
        yield _suggested(publication_id, "", (item.slot.field, item.slot.key, item.value), anchors, item.confidence)
    for case in extraction.cases:
        anchors = [anchor for evidence in case.evidence for anchor in evidence.anchors]
        yield _suggested(publication_id, case.case_id, ("case", "", case.unit), anchors, case.confidence)
        for item in case.candidates:
            anchors = [anchor for evidence in item.evidence for anchor in evidence.anchors]
            told = (item.slot.field, item.slot.key, item.value)
            yield _suggested(publication_id, case.case_id, told, anchors, item.confidence)
    ids = {case.uid: case.case_id for case in extraction.cases}
    for statement in extraction.statements:
        key = f"{statement.assertion} {statement.direction}"
        told = ("statement", key, _joined(statement.domains))
        cases = _joined(ids[uid] for uid in statement.case_uids)
        yield _suggested(publication_id, cases, told, [statement.anchor], statement.confidence)


def _confirmed(publication_id: str, case_id: str, field: str, key: str, value: str, decision: Decision) -> Row:
    quote, page = _place(decision.anchors)
    return Row(publication_id, case_id, field, key, value, quote, page, reviewer=decision.reviewer, how=decision.how)


def _suggested(
    publication_id: str, case_id: str, told: tuple[str, str, Any], anchors: Iterable[Anchor], confidence: float
) -> Row:
    field, key, value = told
    quote, page = _place(anchors)
    return Row(publication_id, case_id, field, key, as_cell(value), quote, page, confidence=f"{confidence:.3f}")


def _place(anchors: Iterable[Anchor]) -> tuple[str, str]:
    """Return the quotes and the pages that they start on, each told once."""
    found = list(dict.fromkeys((anchor.quote, anchor.page) for anchor in anchors))
    quotes = " […] ".join(dict.fromkeys(quote for quote, _ in found))
    return quotes, _joined(dict.fromkeys(str(page) for _, page in found))


def _key(statement: dict[str, Any]) -> str:
    return f"{statement['assertion']} {statement['direction']}"


def _joined(items: Iterable[str]) -> str:
    return "; ".join(items)
