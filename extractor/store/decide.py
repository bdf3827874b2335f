"""Appends decisions; the only write that a reviewer makes. Nothing decided is ever changed or deleted."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import insert

from extractor.core.candidate import Slot
from extractor.core.decision import Decision
from extractor.core.time_spent import Mode
from extractor.store import tables
from extractor.store.codec import canonical, dump_anchors, load_anchors
from extractor.store.database import Store


def new_uid() -> str:
    """Return a uid for a decision."""
    return str(uuid4())


@dataclass(frozen=True, slots=True)
class Spent:
    """Time at work on a publication (its uid); ``subject`` is the form's: a uid, empty for the statements.

    ``mode`` is ``assisted`` where suggestions were shown, ``blind`` where not; ``at`` is when it was noted, in UTC.
    """

    publication: str
    subject: str
    reviewer: str
    mode: Mode
    seconds: float
    at: datetime


def decide(store: Store, *decisions: Decision, spent: Sequence[Spent] = ()) -> None:
    """Append decisions in the order given, with the time they took, all or none; they are on the disk on return.

    Raises:
        StoreLocked: another process is writing.
        StoreError: a decision's publication is not in the store, or its uid is already used.
    """
    if not decisions and not spent:
        return
    with store.writing() as connection:
        if decisions:
            connection.execute(insert(tables.decisions), _rows(decisions))
        if spent:
            connection.execute(insert(tables.spent), [_spent(item) for item in spent])


def _spent(item: Spent) -> dict[str, str | float]:
    return {
        "publication": item.publication,
        "subject": item.subject,
        "reviewer": item.reviewer,
        "mode": item.mode,
        "seconds": round(item.seconds, 1),
        "at": item.at.astimezone(UTC).isoformat(),
    }


def _rows(decisions: Sequence[Decision]) -> list[dict[str, str | None]]:
    return [
        {
            "uid": decision.uid,
            "publication": decision.publication,
            "kind": decision.kind,
            "subject": decision.subject,
            "field": None if decision.slot is None else decision.slot.field,
            "key": None if decision.slot is None else decision.slot.key,
            "action": decision.action,
            "value": canonical(decision.value),
            "anchors": dump_anchors(decision.anchors),
            "reviewer": decision.reviewer,
            "role": decision.role,
            "how": decision.how,
            "reason": decision.reason,
            "at": decision.at.astimezone(UTC).isoformat(),
            "seen": None if decision.seen is None else canonical(list(decision.seen)),
        }
        for decision in decisions
    ]


def decision_of(row: Any) -> Decision:
    """Return the decision that a row of the table holds."""
    return Decision(
        uid=row.uid,
        publication=row.publication,
        kind=row.kind,
        subject=row.subject,
        slot=None if row.field is None else Slot(row.field, row.key),
        action=row.action,
        value=json.loads(row.value),
        reviewer=row.reviewer,
        at=datetime.fromisoformat(row.at),
        anchors=load_anchors(row.anchors),
        role=row.role,
        how=row.how,
        reason=row.reason,
        seen=None if row.seen is None else tuple(json.loads(row.seen)),
    )
