"""What was decided on one publication: every entry of the record, in the order in which it was made."""

from collections.abc import Iterator
from typing import Any

from extractor.core.candidate import Extraction
from extractor.core.confirmed import SETS, Place
from extractor.core.decision import Decision
from extractor.core.errors import UsageError
from extractor.store import read
from extractor.store.database import Store

_SIDEWAYS = frozenset({"note", "flag", "dismiss", "split", "merge"})
"""Actions that change no value of a place."""


def history(store: Store, publication_id: str) -> list[dict[str, Any]]:
    """Return an object for each decision on a publication: who, when, on what, old, new, why and how.

    ``old`` is what stood there before: what was decided, else what was suggested where that is known. ``undone`` is
    whether it was taken back since.

    Raises:
        UsageError: The review holds no such publication.
    """
    known = {item.id: item.uid for item in read.publications_ever(store)}
    if publication_id not in known:
        raise UsageError(f"no publication {publication_id} in this review", path=store.folder)
    uid = known[publication_id]
    decisions = read.history(store, uid)
    return list(_entries(decisions, names_of_subjects(uid, read.extraction(store, uid), decisions)))


def _entries(decisions: list[Decision], names: dict[str, str]) -> Iterator[dict[str, Any]]:
    by_uid = {item.uid: item for item in decisions}
    gone = _taken_back(decisions)
    stood: dict[Place, list[Decision]] = {}
    for item in decisions:
        chain = stood.setdefault((item.subject, item.slot), [])
        row = {
            "at": item.at.isoformat(timespec="seconds"),
            "reviewer": item.reviewer,
            "role": item.role,
            "how": item.how,
            "what": names.get(item.subject, item.subject),
            "field": item.slot.field if item.slot else None,
            "key": item.slot.key if item.slot else None,
            "action": item.action,
            "old": _old(item, chain),
            "new": item.value,
            "why": item.reason,
            "page": item.anchors[0].page if item.anchors else None,
            "quote": item.anchors[0].quote if item.anchors else None,
            "undone": item.uid in gone,
        }
        if item.action == "undo":
            target = by_uid.get(str(item.value))
            row["old"], row["new"] = (target.value if target else None), None
            row["undoes"] = target.action if target else None
            chain[:] = [other for other in chain if other.uid != item.value]
        elif item.action not in _SIDEWAYS:
            chain.append(item)
        yield row


def _old(item: Decision, chain: list[Decision]) -> Any:
    if item.action in _SIDEWAYS:
        return None
    if chain:
        return chain[-1].value if chain[-1].action in SETS else None
    return item.seen[0] if item.seen else None


def _taken_back(decisions: list[Decision]) -> set[str]:
    gone: set[str] = set()
    for item in reversed(decisions):
        if item.action == "undo" and item.uid not in gone:
            gone.add(str(item.value))
    return gone


def names_of_subjects(uid: str, extraction: Extraction | None, decisions: list[Decision]) -> dict[str, str]:
    """Return what each subject is called: the publication, a case by its number, a statement by its words."""
    names = {uid: "publication"}
    if extraction:
        names |= {case.uid: case.case_id for case in extraction.cases}
        names |= {item.uid: f"statement «{item.anchor.quote}»" for item in extraction.statements}
    for item in decisions:
        if item.kind == "case" and item.slot is None and item.action in SETS:
            names[item.subject] = str(item.value["case_id"])
        elif item.kind == "statement" and isinstance(item.value, dict):
            names[item.subject] = f"statement «{item.value['quote']}»"
        elif item.kind in ("passage", "contradiction"):
            names[item.subject] = f"{item.kind} «{item.anchors[0].quote}»" if item.anchors else item.kind
    return names


def told(row: dict[str, Any]) -> str:
    """Return one entry of ``history`` in one line."""
    place = " ".join(part for part in (row["what"], row["field"], row["key"]) if part)
    change = f"{_words(row['old'])} -> {_words(row['new'])}"
    if row["action"] == "undo":
        change = f"took back {row.get('undoes') or 'a decision'} {_words(row['old'])}"
    elif row["action"] in _SIDEWAYS:
        change = _words(row["new"])
    parts = [row["at"], row["reviewer"], row["how"], row["action"], place, change]
    parts += [f"why: {row['why']}"] if row["why"] else []
    parts += ["(taken back)"] if row["undone"] else []
    return "  ".join(parts)


def _words(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{key} {_words(part)}" for key, part in value.items() if key != "quote")
    if isinstance(value, list):
        return " ".join(_words(part) for part in value) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)
