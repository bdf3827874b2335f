"""Decisions on one row: accepted, rejected, not told, unclear, read otherwise; remarks, which touch no value."""

from collections.abc import Sequence
from typing import Any

from extractor.core.decision import Action
from extractor.review.form import Row, suggested
from extractor.review.session.entering import DROPPED, Entering


class Deciding(Entering):
    """Decides on the current row and goes on to the next open one."""

    def accept(self) -> str:
        """Accept the suggestion of the current row and go on."""
        row = self.row
        if row is None or row.suggestion is None:
            return f"Nothing is suggested here; {self.key('correct')} enters a value."
        if row.dropped:
            return DROPPED
        value = suggested(row.suggestion)
        if row.state == "accepted" and row.value == value:
            return f"This is accepted already; {self.key('next_open')} goes to the next open value."
        self._decide([self._decision(row, "accept", value)])
        return self._told("Accepted", row, value)

    def reject(self, *, reason: str = "") -> str:
        """Reject the value of the current row, with a reason where one is given, and go on."""
        row = self.row
        if row is None or not (row.suggestion or row.decision):
            return "There is nothing to reject."
        if row.state == "rejected":
            return f"This is rejected already; {self.key('next_open')} goes to the next open value."
        self._decide([self._decision(row, "reject", None, reason=reason)], with_case=False)
        return self._told("Rejected", row, row.value)

    def mark(self, action: Action) -> str:
        """Say of the current row that the publication does not report it, or leaves it unclear, and go on."""
        row = self.row
        if row is None or row.slot is None or (row.spec and row.spec.keying != "single" and not row.slot.key):
            return "Only a single field can be marked so."
        if row.dropped:
            return DROPPED
        self._decide([self._decision(row, action, None)])
        words = {"not_reported": "Not told in the publication", "unclear": "Unclear in the publication"}
        return self._told(words[action], row, None)

    def keep(self) -> str:
        """Decide the current row again as it was decided, although the machine suggests another value now."""
        row = self.row
        if row is None or row.decision is None or not row.changed:
            return "Nothing else is suggested here."
        self._decide([self._decision(row, row.decision.action, row.decision.value)], with_case=False)
        return self._told("Kept", row, row.value)

    def correct_statement(
        self, *, assertion: str, direction: str, domains: Sequence[str], case_ids: Sequence[str]
    ) -> str:
        """Give the current statement another reading and go on."""
        row = self.row
        if row is None or row.kind != "statement":
            return "This is no statement."
        value = {
            "quote": (row.value or suggested(row.suggestion))["quote"],
            "domains": list(domains),
            "direction": direction,
            "assertion": assertion,
            "case_ids": list(case_ids),
        }
        same = row.suggestion is not None and value == suggested(row.suggestion)
        self._decide([self._decision(row, "accept" if same else "correct", value)])
        return f"{'Accepted' if same else 'Corrected'}: {direction}, {assertion}. {self._left()}"

    def note(self, text: str) -> str:
        """Write a note to the current row in place of the one it has; an empty one takes it away."""
        row = self.row
        words = " ".join(text.split())
        if row is None or words == row.note:
            return "Nothing changed."
        self._remark(row, "note", words)
        return f"{'Noted' if words else 'Took the note away'}: {row.full_label}. {self.key('undo')} takes it back."

    def flag(self) -> str:
        """Flag the current row, or take its flag away."""
        row = self.row
        if row is None:
            return "There is nothing to flag."
        self._remark(row, "flag", not row.flagged)
        return (
            f"{'Took the flag away' if row.flagged else 'Flagged'}: {row.full_label}. {self.key('undo')} takes it back."
        )

    def _remark(self, row: Row, action: Action, value: Any) -> None:
        self._decide([self._decision(row, action, value)], with_case=False, advance=False)
