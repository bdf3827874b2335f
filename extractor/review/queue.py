"""What may have been missed in a publication, and what contradicts itself: beside the forms, to be looked at too."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from extractor.core.candidate import Anchor, ContradictionKind, Extraction
from extractor.core.decision import Decision, SubjectKind

EntryKind = Literal["missed", "contradiction"]
Fate = Literal["", "nothing", "case", "value"]

WEIGHTS: Mapping[ContradictionKind, float] = {"patients": 3.0, "counts": 2.5, "abstract": 2.0, "share": 1.0}
"""Where a contradiction stands among the missed passages (0–3): patients that nobody found come first."""

SUBJECTS: Mapping[EntryKind, SubjectKind] = {"missed": "passage", "contradiction": "contradiction"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage or contradiction to look at.

    ``position`` is the index of its publication; ``words`` say what it is; ``subject`` is the uid of a case that it
    speaks of, empty where it speaks of none; ``fate`` is what became of it, empty while it waits.
    """

    position: int
    kind: EntryKind
    uid: str
    words: str
    weight: float
    anchors: tuple[Anchor, ...]
    subject: str = ""
    fate: Fate = ""
    reason: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nobody has said what becomes of it."""
        return not self.fate


def entries(position: int, extraction: Extraction | None, decisions: Iterable[Decision]) -> list[Entry]:
    """Return a publication's entries, strongest first; ``decisions`` are those that stand.

    A dismissed entry that no extraction tells of any more is left out: nothing hangs on it.
    """
    if extraction is None:
        return []
    fates = {item.subject: item for item in decisions if item.action == "dismiss"}
    return sorted(_entries(position, extraction, fates), key=lambda entry: -entry.weight)


def _entries(position: int, extraction: Extraction, fates: Mapping[str, Decision]) -> Iterator[Entry]:
    for told in extraction.contradictions:
        fate, reason = _fate(fates.get(told.uid))
        yield Entry(
            position,
            "contradiction",
            told.uid,
            told.words,
            WEIGHTS[told.kind],
            told.anchors,
            told.subject,
            fate,
            reason,
        )
    for item in extraction.missed:
        fate, reason = _fate(fates.get(item.uid))
        words = ", ".join(item.cues)
        yield Entry(position, "missed", item.uid, words, item.weight, (item.anchor,), "", fate, reason)


def _fate(decision: Decision | None) -> tuple[Fate, str]:
    return ("", "") if decision is None else (decision.value, decision.reason or "")
