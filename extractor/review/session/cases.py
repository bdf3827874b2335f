"""Whole cases: accepted, rejected, added, split, merged, and held against another report's."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from extractor.core.confirmed import SETS, free_number
from extractor.core.decision import Decision
from extractor.review.form import Row, View, singly_because, suggested
from extractor.review.pairs import Pair, pair
from extractor.review.session.deciding import Deciding
from extractor.review.values import percent
from extractor.store.decide import new_uid
from extractor.store.read import Publication


class Cases(Deciding):
    """Decides on the case of the current form; one undo takes back all that one method decided."""

    def accept_case(self) -> str:
        """Accept the whole case with all that is open in it, save what is looked at one by one.

        Outcomes, refractoriness, a group's counts, links to other reports, what is warned of and whatever is less sure
        than the session's level stay open, unless the settings say otherwise; so does what was decided and is suggested
        otherwise now.
        On the publication's form it accepts what is open there, on the statements those that are not observed, as far
        as they are sure enough.
        """
        view = self.view
        if view is None:
            return "There is no case."
        rows = [row for row in view.rows if row.is_open]
        offered = [row for row in rows if row.suggestion is not None and row.decision is None]
        offered = [row for row in offered if self._may_be_taken_together(row)]
        taken = [row for row in offered if (row.confidence or 0.0) >= self.level]
        left = self._why_left(len(offered) - len(taken), len(rows) - len(offered))
        if not taken:
            return f"Nothing to accept together{f': {left}' if left else ''}."
        self._decide(
            [self._decision(row, "accept", suggested(row.suggestion), how="bulk") for row in taken], advance=False
        )
        self._forward(self.view_index, 0)
        what = "statement" if view.kind == "statement" else "value"
        what = f"{len(taken)} {what}{'' if len(taken) == 1 else 's'}"
        if left:
            return f"Accepted {what}; left: {left}. {self.key('undo')} takes back."
        return f"Accepted {what}. {self._left()}"

    def _may_be_taken_together(self, row: Row) -> bool:
        together = self.settings.together
        return singly_because(row) in (None, *together) and ("warned" in together or not self.warnings(row))

    def _why_left(self, unsure: int, singly: int) -> str:
        """Return in words what a whole case's key leaves open; empty where that is nothing."""
        words = [f"{unsure} below {percent(self.level)} ({self.key('level')} sets it)"] if unsure else []
        return ", ".join([*words, f"{singly} to look at one by one"] if singly else words)

    def reject_case(self) -> str:
        """Reject the whole case."""
        view = self.view
        if view is None or view.kind != "case":
            return "There is no case here to reject."
        self.select_row(0)
        self._decide([self._decision(view.rows[0], "reject", None)], with_case=False)
        return f"Rejected the case {view.title}. {self.key('undo')} takes it back."

    def add_case(self, unit: str) -> str:
        """Add a patient or group that the machine did not find and go to its form."""
        if not self.publications:
            return "This review holds no publication."
        case_id = free_number(unit, self._numbers())
        row = Row("case", new_uid(), None, "", unit)
        self._decide([self._decision(row, "add", {"case_id": case_id, "unit": unit})], advance=False, became="case")
        self.select_view(next(i for i, view in enumerate(self.views) if view.subject == row.subject))
        return f"Added {case_id}. Enter what the publication tells; {self.key('undo')} takes it back."

    def split(self, indexes: Iterable[int]) -> str:
        """Move the current form's chosen rows, with what is suggested and decided there, to a new case; go there."""
        view = self.view
        if view is None or view.kind != "case" or view.rejected:
            return "Only a case can be split."
        rows = [view.rows[index] for index in sorted(set(indexes)) if view.rows[index].slot is not None]
        rows = [row for row in rows if row.suggestion is not None or row.decision is not None]
        if not rows:
            return "Choose the values that belong to another patient."
        new = Row("case", new_uid(), None, "", view.rows[0].unit)
        case_id = free_number(new.unit, self._numbers())
        slots = [[row.slot.field, row.slot.key] for row in rows if row.slot]
        told = {"into": new.subject, "case_id": case_id, "slots": slots}
        anchors = tuple(dict.fromkeys(anchor for row in rows for anchor in row.anchors))
        existence = self._decision(new, "add", {"case_id": case_id, "unit": new.unit})
        made = [self._decision(view.rows[0], "split", told), replace(existence, anchors=anchors)]
        for row in rows:
            if row.decision is not None:
                made += self._moved(row, replace(row, subject=new.subject))
                made.append(self._decision(row, "reopen", None))
        self._decide(made, with_case=False, advance=False)
        self.select_view(next(i for i, item in enumerate(self.views) if item.subject == new.subject))
        return f"Split {view.title}: {len(rows)} values are {case_id}'s now. {self.key('undo')} takes it back."

    def merge(self, index: int) -> str:
        """Make the case of form ``index`` a part of the current case; what both tell differently stays open."""
        view = self.view
        other = self.views[index] if 0 <= index < len(self.views) else None
        if view is None or other is None or view.kind != "case" or other.kind != "case" or view is other:
            return "Choose two cases to merge."
        if view.rejected or other.rejected:
            return "A rejected case cannot be merged."
        if view.rows[0].unit != other.rows[0].unit:
            return "A patient and a group cannot be merged."
        here = {row.slot: row for row in view.rows}
        made: list[Decision] = []
        differing: list[list[Any]] = []
        for theirs in (row for row in other.rows if row.slot and (row.suggestion or row.decision)):
            mine = here.get(theirs.slot) or replace(theirs, subject=view.subject, suggestion=None, decision=None)
            made += self._merged(mine, theirs, differing)
        told = {"from": other.subject, "case_id": view.title, "differing": differing}
        whole = view.rows[0]
        if whole.decision is None and (other.rows[0].decision or any(item.action in SETS for item in made)):
            made.insert(0, self._decision(whole, "accept", {"case_id": view.title, "unit": whole.unit}))
        made = [self._decision(whole, "merge", told), *made, self._decision(other.rows[0], "reject", None)]
        made += self._renamed(other.title, view.title)
        self._decide(made, with_case=False, advance=False)
        self.select_view(next(i for i, item in enumerate(self.views) if item.subject == view.subject))
        left = f"; {len(differing)} are told differently and stay open" if differing else ""
        return f"Merged {other.title} into {view.title}{left}. {self.key('undo')} takes it back."

    def _merged(self, mine: Row, theirs: Row, differing: list[list[Any]]) -> list[Decision]:
        """Return what is to be decided on a place of which another case tells too; ``differing`` gets what differs."""
        if theirs.decision and theirs.decision.action not in SETS:
            return [] if mine.suggestion or mine.decision else self._moved(theirs, mine)
        if mine.has_value and mine.value != theirs.value:
            if theirs.slot:
                differing.append([theirs.slot.field, theirs.slot.key, [mine.value, theirs.value]])
            return [self._decision(mine, "reopen", None)] if mine.decision else []
        if theirs.decision is None or mine.decision is not None:
            return []
        return self._moved(theirs, mine)

    def _moved(self, row: Row, to: Row) -> list[Decision]:
        """Return the decision on a row once more, on another case's place."""
        if row.decision is None:
            return []
        made = self._decision(to, row.decision.action, row.decision.value, reason=row.decision.reason or "")
        return [replace(made, anchors=row.decision.anchors, how=row.decision.how, seen=row.decision.seen)]

    def _renamed(self, old: str, new: str) -> list[Decision]:
        """Return the confirmed statements on a case once more, under the number that it has now."""
        made = []
        for row in self.views[-1].rows:
            if row.decision and row.decision.action in SETS and old in row.value["case_ids"]:
                case_ids = list(dict.fromkeys(new if item == old else item for item in row.value["case_ids"]))
                made.append(self._decision(row, row.decision.action, {**row.value, "case_ids": case_ids}))
        return made

    def _numbers(self) -> set[str]:
        """Return the numbers of all cases that the current publication has or had."""
        return {view.title for view in self.views} | {
            str(decision.value["case_id"])
            for decision in self._work.decisions
            if decision.kind == "case" and decision.slot is None and isinstance(decision.value, dict)
        }

    def pair(self) -> Pair | None:
        """Return both sides of the link in the current row, None where it is none.

        ``accept`` confirms the link, ``reject`` refuses it.
        """
        row, view = self.row, self.view
        if row is None or view is None or row.slot is None or row.slot.field != "same_as" or not self.publication:
            return None
        name = row.words or row.suggested_words
        publication_id, _, case_id = name.partition("/")
        other = next((item for item in self.publications if item.id == publication_id), None)
        yours = self._case(other, case_id) if other else None
        return pair(row, view, yours, (f"{self.publication.id}/{view.title}", name)) if name else None

    def _case(self, publication: Publication, case_id: str) -> View | None:
        """Return another publication's case; a link names it by the machine's number."""
        work = self._visit(publication)
        uid = next(
            (case.uid for case in (work.extraction.cases if work.extraction else ()) if case.case_id == case_id), ""
        )
        forms = [view for view in work.views if view.kind == "case"]
        by_uid = (view for view in forms if view.subject == uid)
        return next(by_uid, None) or next((view for view in forms if view.title == case_id), None)
