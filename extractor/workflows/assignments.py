"""What persons said that PDFs are: which reference, or which references on which pages."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import PurePath

from extractor.core.confirmed import standing
from extractor.core.document import Part
from extractor.core.errors import UsageError
from extractor.core.reference import Reference, ReferenceDecision, ReferenceMatch
from extractor.store import read
from extractor.store import references as stored
from extractor.store.database import Store
from extractor.store.decide import new_uid
from extractor.store.parts import Assigned
from extractor.store.read import Publication


def assign(store: Store, name: str, words: Sequence[str], reviewer: str) -> None:
    """Append which references a PDF is: each a uid, or pages and a uid (``12-13=UID``); none says that it is none.

    ``name`` is the publication's id, or the name of its file. What has pages is a publication of its own once the PDF
    is extracted again.

    Raises:
        UsageError: The review has no such PDF or reference, pages are none, or one reference stands twice.
    """
    publication = _publication(store, name)
    known = {uid: item.uid for item in _references(store) for uid in item.uids}
    value = [_told(store, word, known) for word in words]
    uids = [item["reference"] for item in value]
    if len(set(uids)) < len(uids):
        raise UsageError("a reference is assigned twice", path=store.folder, hint="name one range for each")
    decided = ReferenceDecision(new_uid(), "match", publication.uid, "assign", value, reviewer, datetime.now(UTC))
    stored.decide_on_references(store, decided)


def pdfs(store: Store) -> list[Publication]:
    """Return all publications that are a whole PDF, also those that are split into parts."""
    return [item for item in read.publications_ever(store) if item.sha256 and item.part is None]


def file_name(publication: Publication) -> str:
    """Return the name of the file of a publication, its id where there is none."""
    return PurePath(publication.files[0]).name if publication.files else publication.id


def _references(store: Store) -> list[Reference]:
    # What reads search exports takes long to load, and few extractions need it.
    from extractor.workflows.references import references

    return references(store)


def _publication(store: Store, name: str) -> Publication:
    own = [item for item in pdfs(store) if name in (item.id, item.uid, *(PurePath(path).name for path in item.files))]
    if len(own) != 1:
        raise UsageError(f"{'no PDF' if not own else 'several PDFs'} of this review: {name}", path=store.folder)
    return own[0]


def _told(store: Store, word: str, known: dict[str, str]) -> dict[str, object]:
    told = re.fullmatch(r"(?:(\d+)(?:-(\d+))?=)?(\S+)", word)
    if told is None or told[3] not in known:
        raise UsageError(f"no reference of this review: {word}", path=store.folder, hint="write UID or 12-13=UID")
    first, last = int(told[1] or 0), int(told[2] or told[1] or 0)
    if told[1] and not 1 <= first <= last:
        raise UsageError(f"no pages: {word}", path=store.folder, hint="write 12-13=UID")
    return {"reference": known[told[3]], "pages": [first, last] if told[1] else None}


def assigned_matches(store: Store) -> dict[str, list[ReferenceMatch]]:
    """Return what the PDFs are on which somebody has decided, by the uid of the publication; empty: no reference."""
    found: dict[str, list[ReferenceMatch]] = {}
    for item in standing(stored.reference_decisions(store, "match")):
        found[item.subject] = [
            ReferenceMatch(
                publication=item.subject,
                reference=part["reference"],
                role="paper",
                verdict="same",
                score=1.0,
                reason=f"assigned by {item.reviewer}",
                pages=tuple(part["pages"]) if part["pages"] else None,
                is_decided=True,
            )
            for part in item.value
        ]
    return found


def standing_matches(store: Store) -> list[ReferenceMatch]:
    """Return what was found last and what persons assigned: of a publication that was assigned only that."""
    assigned = assigned_matches(store)
    found = [item for item in stored.matches(store) if item.publication not in assigned]
    return [*found, *(item for told in assigned.values() for item in told)]


def assigned_parts(store: Store) -> dict[str, list[Assigned]]:
    """Return the parts of PDFs that are publications of their own, by the uid of the PDF's publication."""
    told = {
        uid: [item for item in matches if item.pages is not None] for uid, matches in assigned_matches(store).items()
    }
    if not any(told.values()):
        return {}
    titles = {uid: item.title for item in _references(store) for uid in item.uids}
    return {uid: [_assigned(item, matches, titles) for item in matches] for uid, matches in told.items() if matches}


def _assigned(item: ReferenceMatch, matches: Sequence[ReferenceMatch], titles: dict[str, str | None]) -> Assigned:
    first, last = item.pages or (1, 1)
    beside = [
        titles.get(other.reference)
        for other in matches
        if other is not item and other.pages and other.pages[0] <= last and first <= other.pages[1]
    ]
    return Assigned(
        item.reference, Part(first, last, titles.get(item.reference), tuple(title for title in beside if title))
    )
