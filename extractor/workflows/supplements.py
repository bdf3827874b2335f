"""PDFs of a review that belong to another of its publications: supplements, corrections, retraction notices."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from extractor.bibliography.papers.match import Library, Paper, by_paper
from extractor.bibliography.papers.notices import Notice, paper_about, read_notice
from extractor.core.document import Document
from extractor.core.reference import PaperRole, Reference
from extractor.store import read
from extractor.store.database import Store
from extractor.store.read import Publication
from extractor.workflows.assignments import file_name, standing_matches
from extractor.workflows.extract import READING, code_digest
from extractor.workflows.pages import FOLDER, Pages

OPENING_CHARACTERS = 6_000
"""How much of a PDF's text may hold its title, DOI and authors: the first page, and what stands before it."""


@dataclass(frozen=True, slots=True)
class Belonging:
    """What a publication is to another one, whose uid is ``of``; a retracted article is so of itself."""

    role: PaperRole
    of: str


def belonging(store: Store) -> dict[str, Belonging]:
    """Return by uid the publications that belong to another one of the review, and articles marked as retracted.

    Title or file name say that one does; to which, its reference where that is known, else the title that it names or
    prints.
    """
    publications = [item for item in read.publications(store) if item.sha256]
    bylines = read.bylines(store)
    told = {item.uid: Reference((item.uid,), *bylines.get(item.uid, (item.id, ()))) for item in publications}
    found = {item.uid: read_notice(told[item.uid].title, file=file_name(item)) for item in publications}
    for uid, notice in found.items():
        if notice and notice.role == "retracted":
            told[uid] = replace(told[uid], title=notice.about)
    retracted = {
        uid: Belonging("retracted", uid) for uid, notice in found.items() if notice and notice.role == "retracted"
    }
    notices = {uid: notice for uid, notice in found.items() if notice and uid not in retracted}
    if not notices:
        return retracted
    own = [item for item in publications if item.uid not in notices]
    about = _by_reference(store, own, notices) | _by_title(store, publications, told, notices)
    return retracted | {uid: Belonging(item.role, about[uid]) for uid, item in notices.items() if uid in about}


def _by_reference(store: Store, own: list[Publication], notices: Mapping[str, Notice]) -> dict[str, str]:
    """Return the publications of the same reference by the uids of notices."""
    matches = [item for item in standing_matches(store) if item.verdict == "same"]
    whole = {item.uid: item.uid for item in own}
    of_reference = {item.reference: whole[item.publication] for item in matches if item.publication in whole}
    return {
        item.publication: of_reference[item.reference]
        for item in matches
        if item.publication in notices and item.reference in of_reference
    }


def _by_title(
    store: Store, publications: list[Publication], told: Mapping[str, Reference], notices: Mapping[str, Notice]
) -> dict[str, str]:
    """Return the publications whose titles notices name; of one that names none, the only one whose title it prints."""
    pages = kept_pages(store)
    own = [item.uid for item in publications if item.uid not in notices]
    asked = [item for item in publications if item.uid in notices]
    papers = [
        paper_about(notices[item.uid], Paper(told[item.uid], opening(pages.find(item.sha256 or "", item.part))))
        for item in asked
    ]
    found = by_paper(Library([told[uid] for uid in own]).find(papers))
    return {
        asked[place].uid: own[matches[0].reference]
        for place, matches in found.items()
        if matches[0].verdict == "same" or (len(matches) == 1 and not notices[asked[place].uid].about)
    }


def kept_pages(store: Store) -> Pages:
    """Return the pages that a review keeps of its PDFs."""
    return Pages(store.folder.absolute() / FOLDER, code_digest(READING))


def opening(document: Document | None) -> str:
    """Return the first words of a document without those of its reference list, margins of the first page included."""
    if document is None:
        return ""
    listed = next((item.span.start for item in document.sections if item.kind == "references"), len(document.text))
    first = document.pages[0].number
    margins = " ".join(dict.fromkeys(item.text for item in document.furniture if item.box.page == first))
    return f"{document.text[: min(listed, OPENING_CHARACTERS)]} {margins}"
