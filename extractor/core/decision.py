"""What a reviewer decided. A decision holds its own value and anchors: it never depends on a candidate row."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from extractor.core.candidate import Anchor, Slot

Action = Literal[
    "accept", "correct", "reject", "add", "not_reported", "unclear", "reopen", "split", "merge", "note", "flag",
    "dismiss", "undo",
]  # fmt: skip
How = Literal["single", "bulk", "imported"]
SubjectKind = Literal["publication", "case", "statement", "pair", "passage", "contradiction"]


@dataclass(frozen=True, slots=True)
class Decision:
    """One entry of the append-only record.

    ``uid`` is a UUID; ``subject`` the uid of the publication, case, statement or pair decided on, in the publication
    ``publication`` (its uid). ``slot`` is None where the subject as a whole is meant (a case confirmed to exist, a
    statement). ``value`` is JSON: the slot's value; for a case ``{"case_id", "unit"}``; for a statement the contract's
    object; for ``undo`` the uid of the decision taken back; None where the action needs none. ``note`` has a text (an
    empty one takes the note away), ``flag`` a truth, ``dismiss`` what became of a passage or contradiction
    (``nothing``, ``case``, ``value``), ``reopen`` leaves a place undecided again; ``split`` and ``merge`` have what
    ``core.reshape`` makes and reads. ``at`` is UTC. ``reviewer`` decides, ``role`` says as what (``reviewer``,
    ``adjudicator``), ``how`` whether one by one, ``reason`` why in the reviewer's words.

    ``seen`` is what the machine suggested when it was decided: one value, or nothing; None where nobody noted it.
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
    seen: tuple[Any, ...] | None = None
