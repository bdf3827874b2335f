"""Appends decisions; the only write that a reviewer makes. Nothing decided is ever changed or deleted."""

from collections.abc import Sequence
from datetime import UTC
from uuid import uuid4

from sqlalchemy import insert

from extractor.core.decision import Decision
from extractor.store import tables
from extractor.store.codec import canonical, dump_anchors
from extractor.store.database import Store


def new_uid() -> str:
    """Return a uid for a decision."""
    return str(uuid4())


def decide(store: Store, *decisions: Decision) -> None:
    """Append decisions in the order given, all or none; they are on the disk when this returns.

    Raises:
        StoreLocked: another process is writing.
        StoreError: a decision's publication is not in the store, or its uid is already used.
    """
    if decisions:
        with store.writing() as connection:
            connection.execute(insert(tables.decisions), _rows(decisions))


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
        }
        for decision in decisions
    ]
