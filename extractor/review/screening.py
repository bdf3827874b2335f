"""A screening session without a terminal: references in order, one decision a call, what stands, how far it is."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType

from extractor.bibliography.decided import ScreeningAction
from extractor.classify.relevance import Relevance
from extractor.core.errors import UsageError
from extractor.core.reference import Reference, ReferencePair
from extractor.protocol.model import Protocol, Reason
from extractor.store.database import Store
from extractor.workflows.reference_screening import (
    ADJUDICATOR,
    Clock,
    Screening,
    Verdict,
    decide,
    screenings,
    undo,
)
from extractor.workflows.references import decide_pair, references, undo_pair, unsure_pairs

_COUNTED: tuple[tuple[Verdict, str], ...] = (
    ("include", "included"),
    ("exclude", "excluded"),
    ("conflict", "in conflict"),
)
ORDER_EVERY = 5
"""Decisions after which the order is learned anew."""


class ScreeningSession:
    """What one reviewer screens, those that are open first; each decision is kept at once.

    A reference is open where this reviewer has not decided on it and nobody has settled it, or where reviewers
    disagree. Once enough is decided, what is likely relevant comes first.
    """

    def __init__(
        self, store: Store, reviewer: str, protocol: Protocol, *, now: Clock = lambda: datetime.now(UTC)
    ) -> None:
        self._store = store
        self._now = now
        self.reviewer = reviewer
        self.reasons: Sequence[Reason] = protocol.exclusion_reasons
        self.references: Sequence[Reference] = ()
        self.told: Mapping[str, Screening] = MappingProxyType({})
        self.is_ordered = False
        self.position = 0
        self._order: list[int] = []
        self._since = 0
        self.reload()

    def reload(self) -> None:
        """Take the references anew, as after duplicates were joined; the current one stays, if there still is one."""
        current = self.current.uid if self.current else None
        self.references = references(self._store)
        texts = [f"{item.title or ''} {item.abstract or ''} {' '.join(item.keywords)}" for item in self.references]
        self._relevance = Relevance(texts)
        self._order = list(range(len(self.references)))
        self._read()
        self._learn()
        places = {self.references[row].uid: place for place, row in enumerate(self._order)}
        self.position = places.get(current or "", 0)
        if self.current is None or not self.is_open(self.current):
            self.next_open()

    @property
    def current(self) -> Reference | None:
        """The reference that is looked at; None where there is none."""
        return self.references[self._order[self.position]] if self._order else None

    @property
    def pairs(self) -> int:
        """How many pairs of references may be one publication."""
        return len(unsure_pairs(self._store))

    def screening(self, reference: Reference) -> Screening:
        """Return what stands decided on a reference."""
        return self.told[reference.uid]

    def is_open(self, reference: Reference) -> bool:
        """Tell whether this reviewer is to decide on a reference."""
        told = self.screening(reference)
        settled = any(item.role == ADJUDICATOR for item in told.decisions)
        return told.verdict == "conflict" or (told.of(self.reviewer) is None and not settled)

    def include(self) -> str:
        """Include the current reference and go on."""
        return self._decide("include", None)

    def exclude(self, reason: str | None = None) -> str:
        """Exclude the current reference, for a reason (its id) of the protocol, and go on.

        Raises:
            UsageError: There is no such reason.
        """
        if reason is not None and reason not in {item.id for item in self.reasons}:
            raise UsageError(f"no reason of the protocol: {reason}")
        return self._decide("exclude", reason)

    def note(self, text: str) -> str:
        """Keep a note on the current reference."""
        words = " ".join(text.split())
        if self.current is None or not words:
            return "Nothing noted."
        decide(self._store, self.current, "note", self.reviewer, value=words, now=self._now)
        self._read()
        return "Noted."

    def undo(self) -> str:
        """Take back the last decision or note of this reviewer and go to its reference."""
        last = undo(self._store, self.reviewer, now=self._now)
        if last is None:
            return "There is nothing to take back."
        self._read()
        for place, row in enumerate(self._order):
            if last.subject in self.references[row].uids:
                self.position = place
        return f"Taken back: {'note' if last.action == 'note' else last.action + 'd'}."

    def move(self, step: int) -> str:
        """Go to a neighboring reference, decided or not."""
        self.position = max(0, min(len(self._order) - 1, self.position + step))
        return ""

    def next_open(self) -> str:
        """Go to the next open reference, from the beginning where none comes after."""
        count = len(self._order)
        for place in [*range(self.position + 1, count), *range(min(self.position + 1, count))]:
            if self.is_open(self.references[self._order[place]]):
                self.position = place
                return ""
        return "Everything is screened."

    @property
    def progress(self) -> str:
        """How far the screening is, in words."""
        verdicts = [item.verdict for item in self.told.values()]
        n_open = sum(map(self.is_open, self.references))
        told = f"{len(verdicts) - n_open} of {len(verdicts)} screened"
        for verdict, words in _COUNTED:
            count = verdicts.count(verdict)
            told += f", {count} {words}" if count else ""
        return told

    def _decide(self, action: ScreeningAction, reason: str | None) -> str:
        reference = self.current
        if reference is None:
            return "There is nothing to screen."
        role = ADJUDICATOR if self.screening(reference).verdict == "conflict" else "reviewer"
        decide(self._store, reference, action, self.reviewer, value=reason, role=role, now=self._now)
        self._read()
        self._since += 1
        if self._since >= ORDER_EVERY or not self.is_ordered:
            self._learn()
        label = next((f": {item.label}" for item in self.reasons if item.id == reason), "")
        return f"{action.capitalize()}d{label}. {self.next_open()}".strip()

    def _read(self) -> None:
        self.told = screenings(self._store, self.references)

    def _learn(self) -> None:
        """Put what is likely relevant first, of what is open; what is decided keeps its place before it."""
        decided = {
            row: told.verdict == "include"
            for row, item in enumerate(self.references)
            if (told := self.screening(item)).verdict in ("include", "exclude")
        }
        likely = self._relevance.order(decided)
        if likely is None:
            return
        waiting = {row for row in self._order if self.is_open(self.references[row])}
        done = [row for row in self._order if row not in waiting]
        self._order = [*done, *(row for row in likely if row in waiting)]
        self.position = max(0, len(done) - 1)
        self.is_ordered = True
        self._since = 0


class PairSession:
    """Pairs of references that may be one publication, the likeliest first; each verdict is kept at once."""

    def __init__(self, store: Store, reviewer: str) -> None:
        self._store = store
        self._reviewer = reviewer
        self._left: list[ReferencePair] = []
        self._decided: list[str] = []
        self._read()

    def _read(self) -> None:
        self._known = {uid: item for item in references(self._store) for uid in item.uids}
        self._left = unsure_pairs(self._store)

    @property
    def current(self) -> ReferencePair | None:
        """The pair that is looked at; None where none waits."""
        return self._left[0] if self._left else None

    @property
    def count(self) -> int:
        """How many pairs wait."""
        return len(self._left)

    def sides(self, pair: ReferencePair) -> tuple[Reference, Reference]:
        """Return both references of a pair."""
        return self._known[pair.first], self._known[pair.second]

    def decide(self, *, same: bool) -> None:
        """Say whether the current pair is one publication."""
        pair = self.current
        if pair is not None:
            decide_pair(self._store, pair.uid, "same" if same else "different", self._reviewer)
            self._decided.append(pair.uid)
            self._read()

    def later(self) -> None:
        """Put the current pair behind the others."""
        self._left = [*self._left[1:], *self._left[:1]]

    def undo(self) -> bool:
        """Take back the last verdict of this session; tell whether there was one."""
        if not self._decided:
            return False
        last = self._decided.pop()
        undo_pair(self._store, last, self._reviewer)
        self._read()
        self._left.sort(key=lambda pair: pair.uid != last)
        return True
