"""Keeping decisions with the time they took, taking them back, and taking in those of others."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from textwrap import shorten
from time import monotonic
from typing import Any

from extractor.core.candidate import Anchor
from extractor.core.confirmed import SETS, standing
from extractor.core.decision import Action, Decision, How
from extractor.core.time_spent import Mode
from extractor.protocol.model import Protocol
from extractor.review.form import Row, suggested
from extractor.review.ledger import Timer
from extractor.review.queue import SUBJECTS, Entry, Fate
from extractor.review.session.desk import Work
from extractor.review.session.moving import Moving
from extractor.review.values import shown
from extractor.store import read
from extractor.store.database import Store
from extractor.store.decide import Spent, decide, new_uid

MESSAGE_VALUE = 30
"""Characters of a value that a message shows, so that what follows it stays in sight."""

_TICK = timedelta(microseconds=1)


class Record(Moving):
    """Appends to the store: what is decided is on the disk when a method returns, and is never changed there.

    ``now`` gives the time of a decision in UTC, ``clock`` seconds that only grow.
    """

    def __init__(
        self,
        store: Store,
        reviewer: str,
        protocol: Protocol,
        *,
        level: float = 0.0,
        blind: bool = False,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        clock: Callable[[], float] = monotonic,
    ) -> None:
        super().__init__(store, reviewer, protocol, level=level, blind=blind)
        self.held: tuple[Anchor, ...] = ()
        self._held_entry: Entry | None = None
        self._held_at = 0
        self._now = now
        self._last = datetime.min.replace(tzinfo=UTC)
        self._timer = Timer(clock)
        self._mine: list[Decision] | None = None
        self._number = read.newest(store)
        self._connection = store.hold()
        if self.publications:
            self.start()

    def hold(self, *anchors: Anchor) -> str:
        """Hold words of the publication: the next value or case that is entered stands on them."""
        self.held, self._held_entry, self._held_at = anchors, None, self._at
        return "These words are held: enter a value, or add a case." if anchors else "Nothing is held."

    def release(self) -> None:
        """Hold nothing any more."""
        self.held, self._held_entry = (), None

    def touch(self) -> None:
        """Note that the reviewer is at work; call it for every key. More than a minute without one is no work."""
        if self.publication:
            view = self.view
            self._timer.touch(self.publication.uid, view.subject if view else "")

    def close(self) -> None:
        """Keep the time since the last decision and let go of the store."""
        self.touch()
        decide(self._store, spent=self._spent())
        self._timer.taken()
        self._connection.close()

    def refresh(self) -> int:
        """Take in what was decided in the store since, by whomever; return how many decisions that are."""
        self._number, later = read.later(self._store, self._number)
        touched: dict[str, Work] = {}
        for decision in later:
            work = self._visited.get(decision.publication)
            if work and decision.uid not in {item.uid for item in work.decisions[-len(later) :]}:
                work.decisions.append(decision)
                touched[decision.publication] = work
            mine = self._mine if decision.reviewer == self.reviewer else None
            if mine is not None and decision.uid not in {item.uid for item in mine[-len(later) :]}:
                mine.append(decision)
        for work in touched.values():
            self._rebuild(work)
        return len(later)

    def undo(self) -> str:
        """Take back this reviewer's last decision, or all that one key decided, and go there."""
        mine = self._history()
        kept = [item for item in standing(mine) if item.how != "imported"]
        if not kept:
            return "There is nothing to take back."
        return self._take_back([item for item in kept if item.at == kept[-1].at], "Took back")

    def redo(self) -> str:
        """Make the decision again that was taken back last, as long as nothing was decided since."""
        mine = self._history()
        uids = {item.uid: item for item in mine}
        gone = {str(item.value) for item in mine if item.action == "undo"}
        for number in range(len(mine) - 1, -1, -1):
            item = mine[number]
            if item.action != "undo":
                break
            target = uids.get(str(item.value))
            if item.uid not in gone and target is not None and target.action != "undo":
                return self._take_back([other for other in mine if other.at == item.at], "Decided again")
        return "There is nothing to decide again."

    def _take_back(self, decisions: Sequence[Decision], words: str) -> str:
        at = self._tick()
        undos = [
            Decision(
                new_uid(), item.publication, item.kind, item.subject, item.slot, "undo", item.uid, self.reviewer, at
            )
            for item in decisions
        ]
        for item in decisions:
            self._visit(self._by_uid(item.publication))
        self._append(undos)
        self._show(decisions[-1])
        row = self.row
        is_row = row is not None and row.place == (decisions[-1].subject, decisions[-1].slot)
        many = f"{len(decisions)} decisions" if len(decisions) > 1 else _case_id(decisions[0]) or "a decision"
        if row is not None and is_row and len(decisions) == 1:
            many = row.full_label
        where = self.publication.id if self.publication else ""
        return f"{words}: {many} in {where}."

    def _spent(self) -> list[Spent]:
        at = self._now()
        mode: Mode = "blind" if self.blind else "assisted"
        return [
            Spent(uid, subject, self.reviewer, mode, seconds, at) for (uid, subject), seconds in self._timer.pending
        ]

    def _history(self) -> list[Decision]:
        self.refresh()
        if self._mine is None:
            self._mine = read.decided_by(self._store, self.reviewer)
            if self._mine:
                self._last = max(self._last, self._mine[-1].at)
        return self._mine

    def _tick(self) -> datetime:
        """Return a time later than all of this session's: what one key decides shares one, and is undone together."""
        self._last = max(self._now(), self._last + _TICK)
        return self._last

    def _decision(self, row: Row, action: Action, value: Any, *, how: How = "single", reason: str = "") -> Decision:
        is_held = self.held and self._held_at == self._at and action in SETS and how == "single"
        return Decision(
            uid=new_uid(),
            publication=self.publications[self._at].uid,
            kind=row.kind,
            subject=row.subject,
            slot=row.slot,
            action=action,
            value=value,
            reviewer=self.reviewer,
            at=self._last,
            anchors=self.held if is_held else row.anchors,
            how=how,
            reason=" ".join(reason.split()) or None,
            seen=() if row.suggestion is None else (suggested(row.suggestion),),
        )

    def _decide(
        self,
        decisions: Sequence[Decision],
        *,
        with_case: bool = True,
        advance: bool = True,
        became: Fate = "value",
    ) -> None:
        work = self._work
        whole = self._case_row(decisions[0].subject)
        if with_case and whole and whole.is_open and all(item.slot is not None for item in decisions):
            # A value stands only in a case that exists: who confirms the value has confirmed the case.
            decisions = [self._decision(whole, "accept", suggested(whole.suggestion), how=decisions[0].how), *decisions]
        if self._held_entry and self._held_at == self._at and any(item.action in SETS for item in decisions):
            decisions = [*decisions, self._dismissal(self._held_entry, became)]
        at = self._tick()
        self._append([replace(item, at=at) for item in decisions])
        if self._held_at == self._at and any(item.action in SETS for item in decisions):
            self.release()
        if advance and work is self._work:
            self._advance()

    def _append(self, decisions: Sequence[Decision]) -> None:
        """Keep decisions and the time they took, then take in what stands in the store now, others' words too."""
        self.touch()
        decide(self._store, *decisions, spent=self._spent())
        self._timer.taken()
        self.refresh()

    def _dismissal(self, entry: Entry, became: Fate, reason: str = "") -> Decision:
        row = Row("publication", entry.uid, None, "")
        made = self._decision(row, "dismiss", became, reason=reason)
        uid = self.publications[entry.position].uid
        return replace(made, publication=uid, kind=SUBJECTS[entry.kind], anchors=entry.anchors, seen=None)

    def _case_row(self, subject: str) -> Row | None:
        return next((view.rows[0] for view in self.views if view.kind == "case" and view.subject == subject), None)

    def _told(self, verb: str, row: Row, value: Any) -> str:
        words = ""
        if row.spec is not None and value is not None:
            words = f" = {shorten(shown(row.spec, value, row.unit), MESSAGE_VALUE, placeholder='…')}"
        return f"{verb}: {row.full_label}{words}. {self._left()}"

    def _left(self) -> str:
        """Return what is to be said after a decision: what is finished by it, else how to take it back."""
        if self.blind:
            return f"{self.key('undo')} takes it back."
        if not self._work.n_open:
            return f"This publication is done; {self.key('next_open')} goes on."
        if self.view and not self.view.n_open:
            return f"This form is done; {self.key('next_open')} goes on."
        return f"{self.key('undo')} takes it back."


def _case_id(decision: Decision) -> str:
    """Return the number of the case that a decision as a whole is about; empty where it is about none."""
    is_case = decision.kind == "case" and decision.slot is None and isinstance(decision.value, dict)
    return str(decision.value.get("case_id", "")) if is_case else ""
