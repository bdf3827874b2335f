"""Takes an annotation file in as one reviewer's complete word: it becomes decisions, nothing else is touched.

What the file says is accepted, corrected or added; what is suggested, or was confirmed, and the file does not say is
rejected, but for fields beyond the contract that it nowhere tells of a publication: they stay open. Cases and
statements are first recognised in those that are known, so that a file taken in twice adds nothing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from extractor.core.annotation import AnnotatedCase, AnnotatedStatement, Annotation
from extractor.core.candidate import Anchor, Candidate, Extraction, Slot
from extractor.core.confirmed import SETS, Place, case_slots, confirmed, publication_slots, settled, standing
from extractor.core.decision import Action, Decision, SubjectKind
from extractor.core.errors import UsageError
from extractor.core.fields import FIELD
from extractor.core.reshape import reshaped
from extractor.evaluate.match import pair_cases, pair_statements
from extractor.store import read, save
from extractor.store.database import Store
from extractor.store.decide import decide, new_uid

_KEPT = frozenset({"note", "flag", "dismiss", "split", "merge"})
"""Actions that say nothing that an annotation file could say otherwise."""


@dataclass(frozen=True, slots=True)
class Import:
    """What an annotation file came to: how many publications it told of, and decisions by action (undos apart)."""

    publications: int
    decisions: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What is known of a place before the file is taken in; ``value`` is None where nothing was suggested."""

    kind: SubjectKind
    value: Any
    anchors: tuple[Anchor, ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """A decision that the file asks for."""

    kind: SubjectKind
    subject: str
    slot: Slot | None
    action: Action
    value: Any
    anchors: tuple[Anchor, ...]

    @property
    def place(self) -> Place:
        """What it is about."""
        return self.subject, self.slot


def confirm(store: Store, annotations: Sequence[Annotation], reviewer: str) -> Import:
    """Append the decisions that make the annotations ``reviewer``'s word on their publications.

    A publication that the store does not know is added without a PDF. Decisions of others stay; where they say
    otherwise the later word counts.

    Raises:
        UsageError: The reviewer has no name.
        StoreLocked: Another process is writing.
    """
    if not reviewer.strip():
        raise UsageError("a reviewer needs a name", hint="--reviewer NAME")
    uids = {publication.id: publication.uid for publication in read.publications(store)}
    extractions = read.extractions(store)
    decisions: dict[str, list[Decision]] = {}
    for decision in read.history(store):
        decisions.setdefault(decision.publication, []).append(decision)
    counts: Counter[str] = Counter()
    for annotation in annotations:
        uid = uids.get(annotation.id) or save.add_publication(store, annotation.id)
        word = Word(uid, annotation, reviewer, extractions.get(uid), decisions.get(uid, []))
        added = word.decisions(datetime.now(UTC))
        decide(store, *added)
        counts.update(decision.action for decision in added if decision.action != "undo")
    return Import(len(annotations), tuple(sorted(counts.items())))


class Word:
    """One reviewer's complete word on one publication, held against what is suggested and decided."""

    def __init__(
        self,
        uid: str,
        annotation: Annotation,
        reviewer: str,
        extraction: Extraction | None,
        history: Sequence[Decision],
    ) -> None:
        self._uid = uid
        self._annotation = annotation
        self._reviewer = reviewer
        self._extraction = reshaped(extraction, history) if extraction else None
        self._settled = settled(history)
        self._confirmed = {
            place: item for place, item in self._settled.items() if item.action in SETS and item.kind != "pair"
        }
        self._own = [item for item in history if item.reviewer == reviewer]
        self._suggested = dict(_suggestions(uid, self._extraction))

    def decisions(self, at: datetime) -> list[Decision]:
        """Return the decisions to append: none where the reviewer has said all this before."""
        wishes = [*self._wishes()]
        wishes += self._rejections({wish.place for wish in wishes})
        said = settled(self._own)
        new = [self._decision(wish, at) for wish in wishes if not _is_said(wish, said)]
        if confirmed(self._annotation.id, [*self._own, *new]) == self._annotation:
            return new
        # Earlier words of the reviewer stand in another order, or on cases that are no longer recognised.
        undone = [self._undo(decision, at) for decision in standing(self._own) if decision.action not in _KEPT]
        return undone + [self._decision(wish, at) for wish in wishes]

    def _wishes(self) -> Iterator[Wish]:
        yield self._wish("publication", self._uid, None, None)
        for slot, value in publication_slots(self._annotation):
            yield self._wish("publication", self._uid, slot, value)
        for case, uid in zip(self._annotation.cases, self._case_uids(), strict=True):
            yield self._wish("case", uid, None, {"case_id": case.case_id, "unit": case.unit})
            for slot, value in case_slots(case):
                yield self._wish("case", uid, slot, value)
        for statement, uid in zip(self._annotation.statements, self._statement_uids(), strict=True):
            yield self._wish("statement", uid, None, _plain(statement))

    def _wish(self, kind: SubjectKind, subject: str, slot: Slot | None, value: Any) -> Wish:
        known = self._suggested.get((subject, slot))
        if known is None:
            return Wish(kind, subject, slot, "accept" if kind == "publication" and slot is None else "add", value, ())
        return Wish(kind, subject, slot, "accept" if _agrees(known, value) else "correct", value, known.anchors)

    def _rejections(self, wished: set[Place]) -> Iterator[Wish]:
        """Yield a rejection of every place that the file leaves without a value; a rejected case takes its slots."""
        places = {place: (item.kind, item.anchors) for place, item in self._suggested.items()}
        places |= {place: (item.kind, item.anchors) for place, item in self._confirmed.items()}
        told = {slot.field for _, slot in wished if slot is not None}
        for (subject, slot), (kind, anchors) in places.items():
            is_of_case = kind == "case" and slot is not None
            if slot is not None and slot.field not in told and (slot.field not in FIELD or FIELD[slot.field].beyond):
                continue
            if (subject, slot) not in wished and (not is_of_case or (subject, None) in wished):
                yield Wish(kind, subject, slot, "reject", None, anchors)

    def _case_uids(self) -> list[str]:
        """Return the uid of each case of the file: that of the known case it is, else one of its own."""
        confirmed_cases = self._confirmed_cases()
        known = {**{case.uid: told for case, told in self._suggested_cases()}, **confirmed_cases}
        uids: dict[int, str] = {}
        for index, case in enumerate(self._annotation.cases):
            same = (uid for uid, told in confirmed_cases.items() if told == case and uid not in uids.values())
            if (uid := next(same, None)) is not None:
                uids[index] = uid
        left = [index for index in range(len(self._annotation.cases)) if index not in uids]
        free = [uid for uid in known if uid not in uids.values()]
        ours = Annotation(self._annotation.id, cases=tuple(self._annotation.cases[index] for index in left))
        theirs = Annotation(self._annotation.id, cases=tuple(known[uid] for uid in free))
        uids |= {left[i]: free[j] for i, j in pair_cases(ours, theirs)}
        return _all_different(uids, [_imported_uid(self._uid, "case", c.case_id) for c in self._annotation.cases])

    def _suggested_cases(self) -> Iterator[tuple[Any, AnnotatedCase]]:
        if self._extraction is not None:
            yield from zip(self._extraction.cases, self._extraction.annotation().cases, strict=True)

    def _confirmed_cases(self) -> dict[str, AnnotatedCase]:
        subjects = [
            subject for (subject, slot), item in self._confirmed.items() if slot is None and item.kind == "case"
        ]
        record = confirmed(self._annotation.id, self._confirmed.values())
        return dict(zip(subjects, record.cases, strict=True))

    def _statement_uids(self) -> list[str]:
        told = {item.uid: item for item in (self._extraction.statements if self._extraction else ())}
        known = {
            uid: AnnotatedStatement(item.anchor.quote, item.domains, item.direction, item.assertion)
            for uid, item in told.items()
        }
        known |= {
            subject: _statement(item.value)
            for (subject, _), item in self._confirmed.items()
            if item.kind == "statement"
        }
        uids: dict[int, str] = {}
        ours = self._annotation.statements
        for is_same in (_is_equal, _is_same_word):
            for index, statement in enumerate(ours):
                free = (uid for uid, item in known.items() if uid not in uids.values() and is_same(statement, item))
                if index not in uids and (uid := next(free, None)) is not None:
                    uids[index] = uid
        left = [index for index in range(len(ours)) if index not in uids]
        rest = [uid for uid in known if uid not in uids.values()]
        gold = Annotation(self._annotation.id, statements=tuple(ours[index] for index in left))
        other = Annotation(self._annotation.id, statements=tuple(known[uid] for uid in rest))
        uids |= {left[i]: rest[j] for i, j in pair_statements(gold, other) if j is not None}
        own = [_imported_uid(self._uid, "statement", item.quote, item.direction, item.assertion) for item in ours]
        return _all_different(uids, own)

    def _decision(self, wish: Wish, at: datetime) -> Decision:
        return Decision(
            uid=new_uid(),
            publication=self._uid,
            kind=wish.kind,
            subject=wish.subject,
            slot=wish.slot,
            action=wish.action,
            value=wish.value,
            reviewer=self._reviewer,
            at=at,
            anchors=wish.anchors,
            how="imported",
        )

    def _undo(self, taken_back: Decision, at: datetime) -> Decision:
        wish = Wish(taken_back.kind, taken_back.subject, taken_back.slot, "undo", taken_back.uid, ())
        return self._decision(wish, at)


def _suggestions(uid: str, extraction: Extraction | None) -> Iterator[tuple[Place, Suggestion]]:
    if extraction is None:
        return
    yield from _slots("publication", uid, extraction.candidates)
    ids = {case.uid: case.case_id for case in extraction.cases}
    for case in extraction.cases:
        anchors = tuple(anchor for evidence in case.evidence for anchor in evidence.anchors)
        yield (case.uid, None), Suggestion("case", {"case_id": case.case_id, "unit": case.unit}, anchors)
        yield from _slots("case", case.uid, case.candidates)
    for item in extraction.statements:
        told = AnnotatedStatement(
            item.anchor.quote,
            item.domains,
            item.direction,
            item.assertion,
            tuple(ids[case_uid] for case_uid in item.case_uids),
        )
        yield (item.uid, None), Suggestion("statement", _plain(told), (item.anchor,))


def _slots(kind: SubjectKind, uid: str, candidates: Iterable[Candidate]) -> Iterator[tuple[Place, Suggestion]]:
    for candidate in candidates:
        anchors = tuple(anchor for evidence in candidate.evidence for anchor in evidence.anchors)
        yield (uid, candidate.slot), Suggestion(kind, candidate.value, anchors)


def _agrees(known: Suggestion, value: Any) -> bool:
    """Tell whether a value is the suggested one; the number of a case is no part of it."""
    if known.kind == "case" and isinstance(value, dict):
        return bool(known.value["unit"] == value["unit"])
    return bool(known.value == value)


def _is_said(wish: Wish, said: dict[Place, Decision]) -> bool:
    earlier = said.get(wish.place)
    if earlier is None:
        return False
    if wish.action not in SETS or earlier.action not in SETS:
        return wish.action not in SETS and earlier.action not in SETS
    return bool(earlier.value == wish.value)


def _is_equal(ours: AnnotatedStatement, theirs: AnnotatedStatement) -> bool:
    return ours == theirs


def _is_same_word(ours: AnnotatedStatement, theirs: AnnotatedStatement) -> bool:
    return (ours.quote, ours.direction, ours.assertion) == (theirs.quote, theirs.direction, theirs.assertion)


def _all_different(found: dict[int, str], own: Sequence[str]) -> list[str]:
    """Return the uid found for each index, else its own one, hashed on where another has that already."""
    taken = set(found.values())
    uids: list[str] = []
    for index, natural in enumerate(own):
        uid = found.get(index, natural)
        while index not in found and uid in taken:
            uid = sha256(uid.encode()).hexdigest()[:16]
        taken.add(uid)
        uids.append(uid)
    return uids


def _imported_uid(*parts: str) -> str:
    return sha256("\x1f".join(("imported", *parts)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _plain(statement: AnnotatedStatement) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(statement).items()}


def _statement(row: dict[str, Any]) -> AnnotatedStatement:
    return AnnotatedStatement(
        row["quote"], tuple(row["domains"]), row["direction"], row["assertion"], tuple(row.get("case_ids") or ())
    )
