"""A reviewer's work on a review folder without a screen: where he is, what he sees, what he decides.

Every decision is in the store when the method that made it returns. A publication is read from the store when it is
first visited; after that only decisions are written, so that no key waits for the store to be read again.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from textwrap import shorten
from time import monotonic
from typing import Any

from extractor.core.annotation import Annotation
from extractor.core.candidate import Anchor, Extraction, Slot
from extractor.core.confirmed import SETS, Place, confirmed, free_number, remarks, settled, standing
from extractor.core.decision import Action, Decision, How
from extractor.core.errors import UsageError
from extractor.core.outcome import Problem
from extractor.core.reshape import absorbed, reshaped
from extractor.core.time_spent import Mode
from extractor.protocol.model import Protocol
from extractor.review.find import Filter, Hit, fits
from extractor.review.form import Memory, Row, View, singly_because, suggested, views
from extractor.review.ledger import Timer
from extractor.review.pairs import Pair, pair
from extractor.review.queue import SUBJECTS, Entry, Fate, entries
from extractor.review.settings import Settings, Together, load_settings, save_settings
from extractor.review.values import Choice, InvalidValue, choices, named, names, parse, shown
from extractor.review.warn import Warning, warnings
from extractor.store import read
from extractor.store.database import Store
from extractor.store.decide import Spent, decide, new_uid
from extractor.store.read import Publication

MESSAGE_VALUE = 30
"""Characters of a value that a message shows, so that what follows it stays in sight."""

KEYED = ("domain", "named")
"""Keyings of fields whose item is named before its values are filled in."""

_TICK = timedelta(microseconds=1)

_DROPPED = "This case is rejected; accept its first row to take it in again."


@dataclass(slots=True)
class _Work:
    """A publication that was visited: what the store held, with what was decided since."""

    publication: Publication
    extraction: Extraction | None
    decisions: list[Decision]
    revealed: list[Place] = field(default_factory=list)
    memory: Memory = field(default_factory=dict)
    shaped: Extraction | None = None
    standing: list[Decision] = field(default_factory=list)
    warned: dict[Place, tuple[Warning, ...]] | None = None
    decided: dict[Place, Decision] = field(default_factory=dict)
    views: tuple[View, ...] = ()
    view: int = 0
    rows: list[int] = field(default_factory=list)

    @property
    def n_open(self) -> int:
        return sum(view.n_open for view in self.views)


class ReviewSession:
    """One reviewer at work. Methods that decide or move return a line for the reviewer.

    ``level`` is the confidence (0–1) below which a whole case's key leaves a value to a look of its own, unless the
    review's settings name another; ``blind`` hides all that the machine suggests; ``now`` gives the time of a decision
    in UTC, ``clock`` seconds that only grow.
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
        if not reviewer.strip():
            raise UsageError("the reviewer has no name", hint="name yourself: --reviewer NAME")
        self.reviewer = reviewer.strip()
        self.protocol = protocol
        self.blind = blind
        self.settings = load_settings(store.folder)
        self.level = level if self.settings.level is None else self.settings.level
        self.held: tuple[Anchor, ...] = ()
        self.publications: Sequence[Publication] = read.publications(store)
        self._store = store
        self._now = now
        self._last = datetime.min.replace(tzinfo=UTC)
        self._problems = read.problems(store)
        self._visited: dict[str, _Work] = {}
        self._mine: list[Decision] | None = None
        self._held_entry: Entry | None = None
        self._held_at = 0
        self._timer = Timer(clock)
        self._number = read.newest(store)
        self._connection = store.hold()
        self._at = 0
        if self.publications:
            self.start()

    # Where the reviewer is

    @property
    def position(self) -> int:
        """The index of the current publication in ``publications``."""
        return self._at

    @property
    def publication(self) -> Publication | None:
        """The current publication; None in an empty review."""
        return self.publications[self._at] if self.publications else None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What went wrong when the current publication was read."""
        return self._problems.get(self.publication.uid, ()) if self.publication else ()

    @property
    def extraction(self) -> Extraction | None:
        """What the machine suggests for the current publication, as it was rearranged by splits and merges.

        None where it could not be read; without any suggestion in a blind session.
        """
        return self._work.shaped if self.publications else None

    @property
    def views(self) -> tuple[View, ...]:
        """The forms of the current publication: its own, each case's, the statements'."""
        return self._work.views if self.publications else ()

    @property
    def view_index(self) -> int:
        """The index of the current form in ``views``."""
        return self._work.view if self.publications else 0

    @property
    def view(self) -> View | None:
        """The current form; None in an empty review."""
        return self.views[self.view_index] if self.publications else None

    @property
    def row_index(self) -> int:
        """The index of the current row in the current form."""
        return self._work.rows[self._work.view] if self.publications else 0

    @property
    def row(self) -> Row | None:
        """The current row; None where the form has none."""
        view = self.view
        return view.rows[self.row_index] if view and view.rows else None

    @property
    def title(self) -> str:
        """The current publication's title, decided or suggested; empty where it has none."""
        rows = self.views[0].rows if self.views else ()
        return next((row.words for row in rows if row.slot == Slot("title") and row.has_value), "")

    @property
    def annotation(self) -> Annotation | None:
        """What is confirmed of the current publication so far."""
        if not self.publication:
            return None
        return confirmed(self.publication.id, self._work.decisions)

    def n_open(self, position: int) -> int | None:
        """Return how many places of a publication are open, None where it was not visited yet."""
        work = self._visited.get(self.publications[position].uid)
        return work.n_open if work else None

    def was_read(self, position: int) -> bool:
        """Tell whether the machine could read a publication that was visited."""
        work = self._visited.get(self.publications[position].uid)
        return work is None or work.extraction is not None

    def visit_next(self) -> bool:
        """Read one more publication ahead, so that ``n_open`` knows it; False when all were read."""
        for publication in self.publications:
            if publication.uid not in self._visited:
                self._visit(publication)
                return True
        return False

    def case_title(self, view: View) -> str:
        """Return a case's number with the label that the publication gives it."""
        label = next((row.words for row in view.rows if row.slot == Slot("label") and row.has_value), "")
        return view.title if label.casefold() == view.title.casefold() else f"{view.title} {label}".strip()

    # Moving

    def start(self) -> None:
        """Go to what is open where the reviewer decided last, else after it, else to that publication's start."""
        last = read.last_decided(self._store, self.reviewer)
        uids = [item.uid for item in self.publications]
        origin = uids.index(last) if last in uids else 0
        for offset in range(len(uids)):
            self._at = (origin + offset) % len(uids)
            if self._forward(0, 0):
                return
        self._at = origin

    def go_to(self, position: int) -> None:
        """Go to a publication, to its first open row where it has one."""
        self._at = max(0, min(position, len(self.publications) - 1))
        if self.publications:
            self._to_open()

    def move_publication(self, step: int) -> str:
        """Go to a neighboring publication."""
        before = self._at
        if self.publications:
            self.go_to(self._at + step)
        return "" if self._at != before else _end("publication", step)

    def move_view(self, step: int) -> str:
        """Go to a neighboring form of the publication."""
        before = self.view_index
        self.select_view(before + step)
        return "" if self.view_index != before else _end("form of this publication", step)

    def select_view(self, index: int) -> None:
        """Go to a form of the publication."""
        if self.publications:
            self._work.view = max(0, min(index, len(self.views) - 1))

    def move_row(self, step: int) -> str:
        """Go up or down in the form."""
        self.select_row(self.row_index + step)
        return ""

    def select_row(self, index: int) -> None:
        """Go to a row of the form."""
        if self.view:
            self._work.rows[self._work.view] = max(0, min(index, len(self.view.rows) - 1))

    def next_open(self) -> str:
        """Go to the next row that waits for a decision, in this publication or a later one, then from the start."""
        return self._next(lambda _, row: row.is_open, "Nothing is open in this review.")

    def _next(self, wanted: "Callable[[_Work, Row], bool]", nothing: str) -> str:
        if not self.publications:
            return "This review holds no publication."
        origin, count = self._at, len(self.publications)
        starts = [(origin, self.view_index, self.row_index + 1)]
        starts += [((origin + offset) % count, 0, 0) for offset in range(1, count + 1)]
        for self._at, view, row in starts:
            if self._forward(view, row, wanted):
                return ""
        self._at = origin
        return nothing

    def _forward(
        self, view: int, row: int, wanted: "Callable[[_Work, Row], bool]" = lambda _, row: row.is_open
    ) -> bool:
        work = self._work
        for index in range(view, len(self.views)):
            rows = self.views[index].rows
            for number in range(row if index == view else 0, len(rows)):
                if wanted(work, rows[number]):
                    self._work.view = index
                    self._work.rows[index] = number
                    return True
        return False

    def _to_open(self) -> None:
        if not self._forward(0, 0):
            self._work.view = 0

    # Deciding

    def accept(self) -> str:
        """Accept the suggestion of the current row and go on."""
        row = self.row
        if row is None or row.suggestion is None:
            return "Nothing is suggested here; c enters a value."
        if row.dropped:
            return _DROPPED
        value = suggested(row.suggestion)
        if row.state == "accepted" and row.value == value:
            return "This is accepted already; space goes to the next open value."
        self._decide([self._decision(row, "accept", value)])
        return self._told("Accepted", row, value)

    def reject(self, *, reason: str = "") -> str:
        """Reject the value of the current row, with a reason where one is given, and go on."""
        row = self.row
        if row is None or not (row.suggestion or row.decision):
            return "There is nothing to reject."
        if row.state == "rejected":
            return "This is rejected already; space goes to the next open value."
        self._decide([self._decision(row, "reject", None, reason=reason)], with_case=False)
        return self._told("Rejected", row, row.value)

    def mark(self, action: Action) -> str:
        """Say of the current row that the publication does not report it, or leaves it unclear, and go on."""
        row = self.row
        if row is None or row.slot is None or (row.spec and row.spec.keying != "single" and not row.slot.key):
            return "Only a single field can be marked so."
        if row.dropped:
            return _DROPPED
        self._decide([self._decision(row, action, None)])
        words = {"not_reported": "Not told in the publication", "unclear": "Unclear in the publication"}
        return self._told(words[action], row, None)

    def offered(self) -> tuple[Choice, ...]:
        """Return what can be chosen for the current row: what the machine considered, then the protocol's words."""
        row = self.row
        if row is None or row.spec is None:
            return ()
        if _needs_key(row):
            return self._keys(row)
        vocabulary = choices(row.spec, self.protocol, row.unit)
        considered = () if row.suggestion is None else (suggested(row.suggestion), *row.alternatives)
        first = [Choice(value, shown(row.spec, value, row.unit)) for value in considered if value is not None]
        known = {choice.words for choice in first}
        unique = {choice.words: choice for choice in reversed(first)}
        return (*reversed(unique.values()), *(choice for choice in vocabulary if choice.words not in known))

    def correct(self, text: str, *, reason: str = "") -> str:
        """Give the current row the value that ``text`` means and go on; an empty row gets it as an added value.

        It stands on the words that are held, where some are.

        Raises:
            InvalidValue: The text means no value of the field; nothing was decided.
        """
        row = self.row
        if row is None or row.spec is None or row.slot is None:
            return "This row has no value to correct."
        if row.dropped:
            return _DROPPED
        if _needs_key(row):
            return self._reveal_key(row, text)
        value = self._parsed(row, text)
        if row.spec.keying == "value" and not row.slot.key:
            return self._add_item(row, value)
        action: Action = "add" if row.suggestion is None else "correct"
        if row.suggestion is not None and value == suggested(row.suggestion):
            action = "accept"
        self._decide([self._decision(row, action, value, reason=reason)], advance=action != "add")
        if action == "add":
            self.move_row(1)  # an empty form is filled in line by line
        return self._told({"add": "Added", "correct": "Corrected", "accept": "Accepted"}[action], row, value)

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

    def can_add(self) -> bool:
        """Tell whether the current row is of a list, a domain or a drug, which can have one more."""
        return bool(self.row and self.row.spec and self.row.spec.keying != "single")

    def offered_more(self) -> tuple[Choice, ...]:
        """Return what can be chosen for one more item beside the current row."""
        row = self.row
        if row is None or row.spec is None:
            return ()
        return self._keys(row) if row.spec.keying in KEYED else choices(row.spec, self.protocol, row.unit)

    def add_more(self, text: str = "") -> str:
        """Add one more item beside the current row: a list's item, or a domain, a drug, a name, whose rows open.

        Raises:
            InvalidValue: The text means no value of the field; nothing was decided.
        """
        row = self.row
        if row is None or row.spec is None or not self.can_add():
            return "This field has one value; c changes it."
        if row.spec.keying in KEYED:
            return self._reveal_key(row, text)
        if row.spec.keying == "ordinal":
            return self._reveal_drug(row)
        return self._add_item(row, self._parsed(row, text))

    def accept_case(self) -> str:
        """Accept the whole case with all that is open in it, save what is looked at one by one.

        Outcomes, refractoriness, a group's counts, links to other reports and whatever is less sure than the session's
        level stay open, unless the settings say otherwise; so does what was decided and is suggested otherwise now.
        On the publication's form it accepts what is open there, on the statements those that are not observed, as far
        as they are sure enough.
        """
        view = self.view
        if view is None:
            return "There is no case."
        rows = [row for row in view.rows if row.is_open]
        offered = [row for row in rows if row.suggestion is not None and row.decision is None]
        offered = [row for row in offered if singly_because(row) in (None, *self.settings.together)]
        taken = [row for row in offered if (row.confidence or 0.0) >= self.level]
        if not taken:
            return "Nothing is left that can be accepted together."
        self._decide(
            [self._decision(row, "accept", suggested(row.suggestion), how="bulk") for row in taken], advance=False
        )
        left = len(rows) - len(taken)
        self._forward(self.view_index, 0)
        what = "statements" if view.kind == "statement" else "values"
        if left:
            unsure = len(offered) - len(taken)
            why = f", {unsure} below {self.level:.0%}" if unsure else ""
            return f"Accepted {len(taken)} {what}; {left} to look at one by one{why}. u takes all back."
        return f"Accepted {len(taken)} {what}. {self._left()}"

    def reject_case(self) -> str:
        """Reject the whole case."""
        view = self.view
        if view is None or view.kind != "case":
            return "There is no case here to reject."
        self.select_row(0)
        self._decide([self._decision(view.rows[0], "reject", None)], with_case=False)
        return f"Rejected the case {view.title}. u takes it back."

    def add_case(self, unit: str) -> str:
        """Add a patient or group that the machine did not find and go to its form."""
        if not self.publications:
            return "This review holds no publication."
        case_id = free_number(unit, self._numbers())
        row = Row("case", new_uid(), None, "", unit)
        self._decide([self._decision(row, "add", {"case_id": case_id, "unit": unit})], advance=False, became="case")
        self.select_view(next(i for i, view in enumerate(self.views) if view.subject == row.subject))
        return f"Added {case_id}. Enter what the publication tells; u takes it back."

    def keep(self) -> str:
        """Decide the current row again as it was decided, although the machine suggests another value now."""
        row = self.row
        if row is None or row.decision is None or not row.changed:
            return "Nothing else is suggested here."
        self._decide([self._decision(row, row.decision.action, row.decision.value)], with_case=False)
        return self._told("Kept", row, row.value)

    # Remarks, which touch no value

    def note(self, text: str) -> str:
        """Write a note to the current row in place of the one it has; an empty one takes it away."""
        row = self.row
        words = " ".join(text.split())
        if row is None or words == row.note:
            return "Nothing changed."
        self._remark(row, "note", words)
        return f"{'Noted' if words else 'Took the note away'}: {row.full_label}. u takes it back."

    def flag(self) -> str:
        """Flag the current row, or take its flag away."""
        row = self.row
        if row is None:
            return "There is nothing to flag."
        self._remark(row, "flag", not row.flagged)
        return f"{'Took the flag away' if row.flagged else 'Flagged'}: {row.full_label}. u takes it back."

    def _remark(self, row: Row, action: Action, value: Any) -> None:
        self._decide([self._decision(row, action, value)], with_case=False, advance=False)

    # Words to stand on

    def hold(self, *anchors: Anchor) -> str:
        """Hold words of the publication: the next value or case that is entered stands on them."""
        self.held, self._held_entry, self._held_at = anchors, None, self._at
        return "These words are held: enter a value, or add a case." if anchors else "Nothing is held."

    def hold_entry(self, entry: Entry) -> str:
        """Go to an entry's publication and hold its words; the value or case entered next settles the entry."""
        self.go_to_entry(entry)
        told = self.hold(*entry.anchors)
        self._held_entry = entry
        return told

    def release(self) -> None:
        """Hold nothing any more."""
        self.held, self._held_entry = (), None

    # What may have been missed

    def entries(self, *, everywhere: bool = False, settled: bool = False) -> list[Entry]:
        """Return what may have been missed and what contradicts itself, strongest first.

        Of the current publication, or ``everywhere``; with ``settled`` also what somebody has said something of.
        """
        positions = range(len(self.publications)) if everywhere else [self._at][: len(self.publications)]
        unread = read.passages(self._store) if everywhere and len(self._visited) < len(self.publications) else {}
        found: list[Entry] = []
        for position in positions:
            publication = self.publications[position]
            if everywhere and publication.uid not in self._visited:
                told, decisions = unread.get(publication.uid, (None, []))
                found += entries(position, None if self.blind else told, standing(decisions))
            else:
                work = self._visit(publication)
                found += entries(position, work.shaped, work.standing)
        kept = [entry for entry in found if settled or entry.is_open]
        return sorted(kept, key=lambda entry: -entry.weight)

    def dismiss(self, entry: Entry, *, reason: str = "") -> str:
        """Say that an entry tells of nothing that belongs into the record."""
        self._at = entry.position
        self._decide([self._dismissal(entry, "nothing", reason)], with_case=False, advance=False)
        return "Dismissed. u takes it back."

    def entry_to_case(self, entry: Entry, unit: str) -> str:
        """Add a patient or group that stands on an entry's words and go to its form."""
        self.hold_entry(entry)
        return self.add_case(unit)

    def go_to_entry(self, entry: Entry) -> None:
        """Go to an entry's publication, and to the form of the case that it speaks of where it speaks of one."""
        if entry.position != self._at:
            self.go_to(entry.position)
        place = next((i for i, view in enumerate(self.views) if entry.subject and view.subject == entry.subject), None)
        if place is not None:
            self.select_view(place)

    def _dismissal(self, entry: Entry, became: Fate, reason: str = "") -> Decision:
        row = Row("publication", entry.uid, None, "")
        made = self._decision(row, "dismiss", became, reason=reason)
        uid = self.publications[entry.position].uid
        return replace(made, publication=uid, kind=SUBJECTS[entry.kind], anchors=entry.anchors, seen=None)

    # Splitting and merging

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
        return f"Split {view.title}: {len(rows)} values are {case_id}'s now. u takes it back."

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
        return f"Merged {other.title} into {view.title}{left}. u takes it back."

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

    # Links to other reports

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

    # Looking for rows

    def warnings(self, row: Row) -> tuple[Warning, ...]:
        """Return what speaks against a row of the current publication, most telling first."""
        return self._warned(self._work).get(row.place, ()) if self.publications else ()

    def find(self, wanted: Filter, *, everywhere: bool = True) -> list[Hit]:
        """Return the rows that are looked for, in the order of publications and forms, or the current publication's."""
        found = []
        positions = range(len(self.publications)) if everywhere else [self._at][: len(self.publications)]
        for position in positions:
            work = self._visit(self.publications[position])
            warned = self._warned(work) if wanted.warned else {}
            for number, view in enumerate(work.views):
                for index, row in enumerate(view.rows):
                    if fits(row, wanted, warned=row.place in warned):
                        where = f"{work.publication.id} {view.title}".strip()
                        found.append(Hit(position, number, index, where, row))
        return found

    def go_to_hit(self, hit: Hit) -> None:
        """Go to a row that was found."""
        self._at = max(0, min(hit.position, len(self.publications) - 1))
        self.select_view(hit.view)
        self.select_row(hit.index)

    def next_doubtful(self) -> str:
        """Go to the next open row that is less sure than the level, warned of, or suggested otherwise than decided."""
        return self._next(self._is_doubtful, "Nothing doubtful is open in this review.")

    def _is_doubtful(self, work: "_Work", row: Row) -> bool:
        if not row.is_open:
            return False
        return row.changed or (row.confidence or 0.0) < self.level or row.place in self._warned(work)

    def _warned(self, work: "_Work") -> dict[Place, tuple[Warning, ...]]:
        if work.warned is None:
            work.warned = warnings(work.views, work.shaped, self.protocol)
        return work.warned

    # Settings

    def set_level(self, level: float) -> str:
        """Let values be accepted together from this confidence (0–1) on, in this review from now on.

        Raises:
            UsageError: It is no such number, or the review folder cannot be written.
        """
        if not 0 <= level <= 1:
            raise UsageError("the level is a confidence from 0 to 1")
        self.settings = replace(self.settings, level=level)
        save_settings(self._store.folder, self.settings)
        self.level = level
        return f"Values from {level:.0%} on are accepted together."

    def set_together(self, together: Iterable[Together]) -> str:
        """Let these be accepted together though they are usually looked at one by one, in this review from now on."""
        self.settings = Settings(self.settings.level, frozenset(together))
        save_settings(self._store.folder, self.settings)
        return f"Accepted together beside the rest: {', '.join(sorted(self.settings.together)) or 'nothing'}."

    # Time at work

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

    def _spent(self) -> list[Spent]:
        at = self._now()
        mode: Mode = "blind" if self.blind else "assisted"
        return [
            Spent(uid, subject, self.reviewer, mode, seconds, at) for (uid, subject), seconds in self._timer.pending
        ]

    def refresh(self) -> int:
        """Take in what was decided in the store since, by whomever; return how many decisions that are."""
        self._number, later = read.later(self._store, self._number)
        touched: dict[str, _Work] = {}
        for decision in later:
            work = self._visited.get(decision.publication)
            if work and decision.uid not in {item.uid for item in work.decisions[-len(later) :]}:
                work.decisions.append(decision)
                touched[decision.publication] = work
            mine = self._mine if decision.reviewer == self.reviewer else None
            if mine is not None and decision.uid not in {item.uid for item in mine[-len(later) :]}:
                mine.append(decision)
        for work in touched.values():
            self._refresh(work)
        return len(later)

    # Taking back

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
        many = f"{len(decisions)} decisions" if len(decisions) > 1 else "a decision"
        if row is not None and is_row and len(decisions) == 1:
            many = row.full_label
        where = self.publication.id if self.publication else ""
        return f"{words}: {many} in {where}."

    def _show(self, decision: Decision) -> None:
        self._at = next(i for i, item in enumerate(self.publications) if item.uid == decision.publication)
        for index, view in enumerate(self.views):
            for number, row in enumerate(view.rows):
                if row.place == (decision.subject, decision.slot):
                    self._work.view = index
                    self._work.rows[index] = number
                    return

    # Within

    @property
    def _work(self) -> _Work:
        return self._visit(self.publications[self._at])

    def _visit(self, publication: Publication) -> _Work:
        if publication.uid not in self._visited:
            work = _Work(
                publication,
                read.extraction(self._store, publication.uid),
                read.history(self._store, publication.uid),
            )
            self._visited[publication.uid] = work
            self._refresh(work)
        return self._visited[publication.uid]

    def _refresh(self, work: _Work) -> None:
        work.standing = standing(work.decisions)
        work.shaped = reshaped(work.extraction, work.standing) if work.extraction else None
        if work.shaped and self.blind:
            work.shaped = Extraction(work.shaped.publication_id, work.shaped.sha256, (), (), ())
        gone = absorbed(work.standing) - {case.uid for case in (work.shaped.cases if work.shaped else ())}
        work.decided = {place: item for place, item in settled(work.standing).items() if place[0] not in gone}
        work.warned = None
        work.views = views(
            work.publication.uid,
            work.shaped,
            work.decided,
            self.protocol,
            work.revealed,
            remarks(work.standing),
            work.memory,
        )
        work.rows += [0] * (len(work.views) - len(work.rows))
        work.rows = [min(row, max(0, len(view.rows) - 1)) for row, view in zip(work.rows, work.views, strict=False)]
        work.view = min(work.view, len(work.views) - 1)

    def _by_uid(self, uid: str) -> Publication:
        return next(item for item in self.publications if item.uid == uid)

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

    def _case_row(self, subject: str) -> Row | None:
        return next((view.rows[0] for view in self.views if view.kind == "case" and view.subject == subject), None)

    def _advance(self) -> None:
        """Go to the next open row of the form, from its end to its start; stay where nothing is open in it."""
        view, at = self.view, self.row_index
        rows = view.rows if view else ()
        ahead = [*range(at + 1, len(rows)), *range(at)]
        self.select_row(next((number for number in ahead if rows[number].is_open), at))

    def _parsed(self, row: Row, text: str) -> Any:
        if row.spec is None:
            raise InvalidValue("this row has no value")
        for choice in self.offered() if not _needs_key(row) else ():
            if choice.words == text:
                return choice.value
        return parse(row.spec, text, self.protocol, row.unit)

    def _add_item(self, row: Row, value: Any) -> str:
        if row.slot is None or row.spec is None:
            return "This field has no list."
        slot = Slot(row.slot.field, str(value))
        old = self._work.decided.get((row.subject, slot))
        if old and old.action in SETS:
            raise InvalidValue(f"{value} stands there already")
        there = next((item for item in self._like(row) if item.slot == slot and item.suggestion), None)
        action: Action = "accept" if there else "add"
        added = there or replace(row, slot=slot, suggestion=None, decision=None)
        self._decide([self._decision(added, action, value)], advance=False)
        self._select(slot)
        return self._told("Added", added, value)

    def _domains(self) -> tuple[Choice, ...]:
        row, view = self.row, self.view
        if row is None or view is None:
            return ()
        there = {item.slot.key for item in view.rows if item.slot and item.spec and item.spec.keying == "domain"}
        return tuple(
            Choice(domain.id, domain.title, (domain.id,))
            for domain in self.protocol.domains
            if domain.outcome and domain.id not in there
        )

    def _keys(self, row: Row) -> tuple[Choice, ...]:
        """Return the domains, or the names, that may be added beside a row."""
        return self._domains() if row.spec and row.spec.keying == "domain" else names(row.spec, self.protocol)

    def _reveal_key(self, row: Row, text: str) -> str:
        if row.spec and row.spec.keying == "domain":
            return self._reveal_domain(row, text)
        name = named(row.spec, text, self.protocol)
        return self._reveal(row, name, f"Fill in what is told of {shorten(name, MESSAGE_VALUE, placeholder='…')}.")

    def _reveal_domain(self, row: Row, text: str) -> str:
        typed = " ".join(text.split()).casefold()
        offered = self._domains()
        found = [item for item in offered if typed in (item.words.casefold(), str(item.value).casefold())]
        if not found:
            raise InvalidValue(f"choose one of: {', '.join(item.words for item in offered)}")
        return self._reveal(row, str(found[0].value), f"Fill in what is told of {found[0].words}.")

    def _reveal_drug(self, row: Row) -> str:
        numbers = [
            int(item.slot.key[1:]) for item in self._like(row) if item.slot and (item.suggestion or item.decision)
        ]
        return self._reveal(row, f"d{max(numbers, default=0) + 1}", "Fill in the next drug.")

    def _reveal(self, row: Row, key: str, words: str) -> str:
        slot = Slot(next(item.spec.name for item in self._like(row) if item.spec), key)
        work = self._work
        if (row.subject, slot) not in work.revealed:
            work.revealed.append((row.subject, slot))
        self._refresh(work)
        self._select(slot)
        return words

    def _like(self, row: Row) -> list[Row]:
        """Return the rows of the form that are keyed as ``row`` is."""
        rows = self.view.rows if self.view else ()
        alike = [item for item in rows if item.spec and row.spec and item.spec.keying == row.spec.keying]
        return [item for item in alike if item.spec and row.spec and item.spec.block == row.spec.block]

    def _select(self, slot: Slot) -> None:
        if self.view:
            self.select_row(next((i for i, row in enumerate(self.view.rows) if row.slot == slot), self.row_index))

    def _told(self, verb: str, row: Row, value: Any) -> str:
        words = ""
        if row.spec is not None and value is not None:
            words = f" = {shorten(shown(row.spec, value, row.unit), MESSAGE_VALUE, placeholder='…')}"
        return f"{verb}: {row.full_label}{words}. {self._left()}"

    def _left(self) -> str:
        """Return what is to be said after a decision: what is finished by it, else how to take it back."""
        if not self._work.n_open:
            return "This publication is done; space goes on."
        if self.view and not self.view.n_open:
            return "This form is done; space goes on."
        return "u takes it back."


def _needs_key(row: Row) -> bool:
    return bool(row.spec and row.spec.keying in KEYED and row.slot and not row.slot.key)


def _end(what: str, step: int) -> str:
    return f"This is the {'first' if step < 0 else 'last'} {what}."
