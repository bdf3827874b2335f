"""What a reviewer decided. A decision holds its own value and anchors: it never depends on a candidate row."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from extractor.core.candidate import Anchor, Slot

Action = Literal["accept", "correct", "reject", "add", "not_reported", "unclear", "split", "merge", "note", "undo"]
How = Literal["single", "bulk", "imported"]
SubjectKind = Literal["publication", "case", "statement", "pair"]


@dataclass(frozen=True, slots=True)
class Decision:
    """One entry of the append-only record.

    ``uid`` is a UUID; ``subject`` the uid of the publication, case, statement or pair decided on, in the publication
    ``publication`` (its uid). ``slot`` is None where the subject as a whole is meant (a case confirmed to exist, a
    statement). ``value`` is JSON: the slot's value; for a case ``{"case_id", "unit"}``; for a statement the contract's
    object; for ``undo`` the uid of the decision taken back; None where the action needs none. ``at`` is UTC.
    ``reviewer`` decides, ``role`` says as what (``reviewer``, ``adjudicator``), ``how`` whether one by one.
    """

    uid: str
    publication: str
    kind: SubjectKind
    subject: str
    slot: Slot | None
    action: Action
    value: Any
    reviewer: str
    at: datetime
    anchors: tuple[Anchor, ...] = ()
    role: str = "reviewer"
    how: How = "single"
    reason: str | None = None
