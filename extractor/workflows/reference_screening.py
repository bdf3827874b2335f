"""Screening by title and abstract: what was decided on each reference, one decision more, decisions of other tools."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from extractor.bibliography.decided import Decided, ScreeningAction, read_decided
from extractor.bibliography.papers.match import Library, Paper, by_paper
from extractor.core.confirmed import standing
from extractor.core.errors import UsageError
from extractor.core.reference import Reference, ReferenceDecision
from extractor.core.reference_keys import words_key
from extractor.protocol.model import Protocol, Reason
from extractor.store import references as stored
from extractor.store.database import Store
from extractor.store.decide import new_uid
from extractor.workflows.references import references

ADJUDICATOR = "adjudicator"
"""The role in which somebody decides where reviewers disagree."""

Verdict = Literal["open", "include", "exclude", "conflict"]
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Screening:
    """What stands decided on a reference: the last decision of each reviewer, oldest first, and notes."""

    decisions: tuple[ReferenceDecision, ...] = ()
    notes: tuple[ReferenceDecision, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """What they come to: ``conflict`` where reviewers disagree and nobody has settled it."""
        if not self.decisions:
            return "open"
        settling = [item for item in self.decisions if item.role == ADJUDICATOR]
        told = {item.action for item in settling[-1:] or self.decisions}
        if len(told) > 1:
            return "conflict"
        return "include" if "include" in told else "exclude"

    @property
    def reason(self) -> str | None:
        """Why the reference is excluded: an id of the protocol's reasons, or words; None where none is told."""
        told = [item for item in self.decisions if item.action == "exclude"]
        return next((str(item.value or item.reason) for item in reversed(told) if item.value or item.reason), None)

    def of(self, reviewer: str) -> ReferenceDecision | None:
        """Return what a reviewer decided last."""
        return next((item for item in self.decisions if item.reviewer == reviewer), None)


def screenings(store: Store, known: Sequence[Reference]) -> dict[str, Screening]:
    """Return what stands decided on each reference, by its uid; decisions on any of its records count."""
    decided: dict[str, list[ReferenceDecision]] = {}
    position: dict[str, int] = {}
    for number, item in enumerate(standing(stored.reference_decisions(store, "screening"))):
        decided.setdefault(item.subject, []).append(item)
        position[item.uid] = number
    found = {}
    for reference in known:
        own = sorted(
            (item for uid in reference.uids for item in decided.get(uid, ())), key=lambda item: position[item.uid]
        )
        last: dict[str, ReferenceDecision] = {}
        for item in own:
            if item.action != "note":
                last.pop(item.reviewer, None)
                last[item.reviewer] = item
        notes = [item for item in own if item.action == "note"]
        found[reference.uid] = Screening(tuple(last.values()), tuple(notes))
    return found


def excluded(store: Store) -> set[str]:
    """Return the uids of all records of references that are excluded."""
    known = references(store)
    told = screenings(store, known)
    return {uid for item in known if told[item.uid].verdict == "exclude" for uid in item.uids}


def decide(
    store: Store,
    reference: Reference,
    action: ScreeningAction | Literal["note"],
    reviewer: str,
    *,
    value: str | None = None,
    role: str = "reviewer",
    now: Clock = lambda: datetime.now(UTC),
) -> None:
    """Append a decision on a reference: ``value`` is the id of a reason, or the text of a note."""
    decision = ReferenceDecision(new_uid(), "screening", reference.uid, action, value, reviewer, now(), role)
    stored.decide_on_references(store, decision)


def undo(store: Store, reviewer: str, *, now: Clock = lambda: datetime.now(UTC)) -> ReferenceDecision | None:
    """Take back what a reviewer decided last, one by one, in this or an earlier session; None where nothing stands."""
    own = [
        item
        for item in standing(stored.reference_decisions(store, "screening"))
        if item.reviewer == reviewer and item.how == "single"
    ]
    if not own:
        return None
    last = own[-1]
    stored.decide_on_references(
        store, ReferenceDecision(new_uid(), "screening", last.subject, "undo", last.uid, reviewer, now())
    )
    return last


@dataclass(frozen=True, slots=True)
class ImportedDecisions:
    """What came of a file of decisions; they sum up to its decisions.

    ``new`` were kept, ``known`` stood already; ``unknown`` are the lines of records that are no reference of the
    review, or fit several. ``n_open`` counts records that the file leaves open. ``listed`` is what the file was read as
    a list of, None where its records tell decisions themselves.
    """

    new: int
    known: int
    unknown: tuple[int, ...]
    n_open: int
    listed: ScreeningAction | None = None


def import_decisions(
    store: Store, path: Path, reviewer: str, protocol: Protocol, *, listed: ScreeningAction | None = None
) -> ImportedDecisions:
    """Append the decisions of another tool's file, all or none; those that stand already add nothing.

    A file in which one person decided tells what ``reviewer`` decided; where it names several, each keeps the name.

    Raises:
        BadExport: The file cannot be read, or tells no decision.
        UsageError: The review holds no references.
    """
    known = references(store)
    if not known:
        raise UsageError("this review holds no references", path=store.folder, hint="extractor references import")
    found, n_open, listed = read_decided(path, listed)
    several = len({item.reviewer for item in found if item.reviewer}) > 1
    subjects = _subjects(known, found)
    told = screenings(store, known)
    new: list[ReferenceDecision] = []
    unknown: list[int] = []
    for item, reference in zip(found, subjects, strict=True):
        if reference is None:
            unknown.append(item.line)
            continue
        name = item.reviewer if several and item.reviewer else reviewer
        value, words = _reason(item.reason, protocol.exclusion_reasons) if item.action == "exclude" else (None, None)
        last = told[reference.uid].of(name)
        if last and (last.action, last.value, last.reason) == (item.action, value, words):
            continue
        at = datetime.now(UTC)
        new.append(
            ReferenceDecision(
                new_uid(), "screening", reference.uid, item.action, value, name, at, how="imported", reason=words
            )
        )
    stored.decide_on_references(store, *new)
    n_known = len(found) - len(new) - len(unknown)
    return ImportedDecisions(len(new), n_known, tuple(dict.fromkeys(unknown)), n_open, listed)


def _subjects(known: Sequence[Reference], found: Iterable[Decided]) -> list[Reference | None]:
    """Return the reference that each record of a file is."""
    by_uid = {uid: item for item in known for uid in item.uids}
    decided = list(found)
    matches = by_paper(Library(known).find(Paper(item.record) for item in decided))
    subjects: list[Reference | None] = []
    for position, item in enumerate(decided):
        own = matches.get(position, [])
        sure = known[own[0].reference] if own and own[0].verdict == "same" else None
        subjects.append(by_uid.get(item.uid or "") or sure)
    return subjects


def _reason(words: str | None, reasons: Iterable[Reason]) -> tuple[str | None, str | None]:
    """Return the id of the protocol's reason that words mean, else the words."""
    key = words_key(words)
    for item in reasons:
        if key and key in {words_key(name) for name in (item.id, item.label, *item.names)}:
            return item.id, None
    return None, words


def told_decisions(store: Store, known: Sequence[Reference], reasons: Iterable[Reason]) -> dict[str, tuple[str, ...]]:
    """Return for each reference (its uid) its decisions and notes in words that can be taken in again."""
    labels = {item.id: item.label for item in reasons}
    return {uid: tuple(_lines(told, labels)) for uid, told in screenings(store, known).items()}


def _lines(told: Screening, labels: Mapping[str, str]) -> Iterable[str]:
    for item in told.decisions:
        why = labels.get(str(item.value), item.value) if item.value else item.reason
        yield f"screening: {item.action}d by {item.reviewer}" + (f": {why}" if why and item.action == "exclude" else "")
    yield from (f"note by {item.reviewer}: {item.value}" for item in told.notes)
