"""PDFs of a review ↔ its references: which PDF is which reference, what has none, notices, and what PDFs cite."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from extractor.bibliography.dedupe.find import find_pairs, group
from extractor.bibliography.merge import merged
from extractor.bibliography.papers.cited import read_cited
from extractor.bibliography.papers.match import Library, Match, Paper, by_paper
from extractor.bibliography.papers.notices import Notice, read_notice
from extractor.bibliography.write import citation
from extractor.core.document import Document, FrontMatter
from extractor.core.reference import PaperRole, Reference, ReferenceMatch
from extractor.core.reference_keys import doi_key, pmid_key, words_key
from extractor.protocol.model import Protocol, keeps_case
from extractor.store import read
from extractor.store import references as stored
from extractor.store.database import Store
from extractor.store.read import Publication
from extractor.workflows.assignments import assigned_matches, file_name, pdfs
from extractor.workflows.extract import READING, code_digest
from extractor.workflows.pages import FOLDER, Pages
from extractor.workflows.reference_screening import excluded
from extractor.workflows.references import references

OPENING_CHARACTERS = 6_000
"""How much of a PDF's text may hold its title, DOI and authors: the first page, and what stands before it."""

ALARMING = ("correction", "retraction", "retracted")
"""Roles of papers that must not be overlooked."""


@dataclass(frozen=True, slots=True)
class NoticeOn:
    """A reference that tells of a correction or retraction, and the reference that it is about, None where not found.

    ``notice`` and ``about`` are the same reference where a database marks the article itself.
    """

    role: PaperRole
    notice: Reference
    about: Reference | None


@dataclass(frozen=True, slots=True)
class Cited:
    """A publication that PDFs cite and the references lack; ``by`` are the ids of the publications that cite it."""

    reference: Reference
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matched:
    """What matching came to; ``without_text`` are PDFs whose pages were not kept, so that only title pages were used.

    ``unsure`` are matches to be looked at; ``without_reference`` has the PDFs that are in none of both.
    """

    matches: tuple[ReferenceMatch, ...]
    unsure: tuple[ReferenceMatch, ...]
    without_pdf: tuple[Reference, ...]
    without_reference: tuple[Publication, ...]
    notices: tuple[NoticeOn, ...]
    cited: tuple[Cited, ...]
    without_text: tuple[Publication, ...]


def match(store: Store, protocol: Protocol) -> Matched:
    """Find the reference of each PDF, keep what was found, and tell what has none.

    What a person assigned stands. References that were excluded are matched, but not missed.
    """
    known = references(store)
    library = Library(known)
    papers = [_Item.of(store, item) for item in pdfs(store)]
    found = [told for item, matches in _found(library, papers) for told in _told(item, matches, known)]
    stored.save_matches(store, found)
    places = {item.publication.uid: place for place, item in enumerate(papers)}
    now = sorted(standing_matches(store), key=lambda told: places.get(told.publication, len(places)))
    sure = tuple(item for item in now if item.verdict == "same")
    unsure = tuple(item for item in now if item.verdict == "unsure")
    have, seen = {item.reference for item in sure}, {item.publication for item in now}
    left_out = excluded(store)
    return Matched(
        matches=sure,
        unsure=unsure,
        without_pdf=tuple(
            item
            for item in known
            if have.isdisjoint(item.uids) and left_out.isdisjoint(item.uids) and not _is_notice(item)
        ),
        without_reference=tuple(item.publication for item in papers if item.publication.uid not in seen),
        notices=tuple(_notices(known, library)),
        cited=tuple(_cited(papers, library, protocol)),
        without_text=tuple(item.publication for item in papers if item.document is None),
    )


def standing_matches(store: Store) -> list[ReferenceMatch]:
    """Return what was found last and what persons assigned: of a publication that was assigned only that."""
    assigned = assigned_matches(store)
    found = [item for item in stored.matches(store) if item.publication not in assigned]
    return [*found, *(item for told in assigned.values() for item in told)]


@dataclass(frozen=True, slots=True)
class _Item:
    """A PDF of the review: what it tells of itself, and its text where it was kept."""

    publication: Publication
    paper: Paper
    notice: Notice | None
    document: Document | None

    @classmethod
    def of(cls, store: Store, publication: Publication) -> "_Item":
        document = _document(store.folder, publication)
        told = _told_of(store, publication, document)
        notice = read_notice(told.title, file=file_name(publication))
        return cls(publication, Paper(told, opening(document)), notice, document)


def _document(folder: Path, publication: Publication) -> Document | None:
    pages = Pages(folder.absolute() / FOLDER, code_digest(READING))
    return pages.find(publication.sha256) if publication.sha256 else None


def _told_of(store: Store, publication: Publication, document: Document | None) -> Reference:
    """Return what is known of a PDF: what a person confirmed, else what its title page says, else its file's name."""
    extraction = read.extraction(store, publication.uid)
    values: dict[str, object] = {item.slot.field: item.value for item in extraction.candidates} if extraction else {}
    confirmed = read.annotation(store, publication.uid)
    if confirmed:
        values |= {name: value for name in ("title", "doi", "year", "journal") if (value := getattr(confirmed, name))}
    front = document.front if document else FrontMatter()
    year = values.get("year")
    return Reference(
        uids=(publication.uid,),
        title=str(values.get("title") or publication.id),
        authors=extraction.authors if extraction else (),
        year=int(str(year)) if year else None,
        journal=str(values["journal"]) if "journal" in values else None,
        doi=doi_key(str(values.get("doi", ""))),
        pmid=pmid_key(front.pmid.value) if front.pmid else None,
    )


def opening(document: Document | None) -> str:
    """Return the first words of a document without those of its reference list, margins of the first page included."""
    if document is None:
        return ""
    listed = next((item.span.start for item in document.sections if item.kind == "references"), len(document.text))
    margins = " ".join(dict.fromkeys(item.text for item in document.furniture if item.box.page == 1))
    return f"{document.text[: min(listed, OPENING_CHARACTERS)]} {margins}"


def _found(library: Library, items: Sequence[_Item]) -> Iterator[tuple[_Item, list[Match]]]:
    """Yield each PDF with its matches; one that belongs to another publication is looked for by what it is about."""
    by_position = by_paper(library.find(item.paper for item in items))
    about = by_paper(library.find(_about(item) for item in items))
    for position, item in enumerate(items):
        own = by_position.get(position, [])
        is_own = any(match.verdict == "same" for match in own)
        yield item, own if item.notice is None or is_own else about.get(position, [])


def _about(item: _Item) -> Paper:
    """Return the paper that a notice or supplement is about: its title, not its number, year and journal."""
    if item.notice is None:
        return item.paper
    told = item.paper.told
    title = item.notice.about or None
    return Paper(Reference(told.uids, title=title, authors=told.authors), item.paper.opening)


def _told(item: _Item, matches: Iterable[Match], known: Sequence[Reference]) -> Iterator[ReferenceMatch]:
    role: PaperRole = item.notice.role if item.notice else "paper"
    for match in matches:
        reference = known[match.reference].uid
        yield ReferenceMatch(item.publication.uid, reference, role, match.verdict, match.score, match.reason)


def _is_notice(item: Reference) -> bool:
    notice = read_notice(item.title, item.kind)
    return notice is not None and notice.role != "retracted"


def _notices(known: Sequence[Reference], library: Library) -> Iterator[NoticeOn]:
    for item in known:
        notice = read_notice(item.title, item.kind)
        if notice is None or notice.role == "supplement":
            continue
        if notice.role == "retracted":
            yield NoticeOn(notice.role, item, item)
            continue
        about = Paper(Reference(item.uids, title=notice.about or None, authors=item.authors), item.abstract or "")
        others = [known[match.reference] for match in library.find([about])]
        yield NoticeOn(notice.role, item, next((other for other in others if other.uid != item.uid), None))


def _cited(items: Sequence[_Item], library: Library, protocol: Protocol) -> Iterator[Cited]:
    """Yield the reports of cases that PDFs cite and neither references nor PDFs are, those cited most often first."""
    wanted = _Wanted(protocol)
    cited: list[tuple[str, Reference]] = []
    for item in items:
        for told in _entries(item.document):
            if wanted.is_met(told.title or ""):
                cited.append((item.publication.id, replace(told, uids=(f"cited {len(cited)}",))))
    here = Library([item.paper.told for item in items])
    papers = [Paper(told) for _, told in cited]
    there = {match.paper for place in (library, here) for match in place.find(papers)}
    left = [entry for position, entry in enumerate(cited) if position not in there]
    entries = [told for _, told in left]
    by_uid = {told.uid: name for name, told in left}
    for same in sorted(group(entries, find_pairs(entries), {}), key=lambda members: -len(members)):
        yield Cited(merged(same), tuple(dict.fromkeys(by_uid[told.uid] for told in same)))


def _entries(document: Document | None) -> Iterator[Reference]:
    if document is None:
        return
    for block in document.blocks:
        if block.kind == "reference" and (told := read_cited(block.span.of(document.text))):
            yield told


_CASE_DESIGNS = ("case_report", "case_series")


class _Wanted:
    """Tells of a title whether it speaks of a case, and of a disease or a drug of the review."""

    def __init__(self, protocol: Protocol) -> None:
        designs = [name for item in protocol.designs if item.id in _CASE_DESIGNS for name in item.names]
        people = (*protocol.female_words, *protocol.male_words, *protocol.child_words)
        self._cases = _Words([*protocol.case_nouns, *protocol.group_nouns, *people, *designs])
        drugs = [name for item in protocol.drugs for name in (*item.names, *item.brands, *item.codes)]
        classes = [name for item in protocol.drug_classes for name in item.names]
        diseases = [name for item in protocol.diseases for name in item.names]
        subtypes = [name for item in protocol.subtypes for name in item.names]
        self._topics = _Words([*drugs, *classes, *diseases, *subtypes])
        self._any_topic = protocol.any_drug and protocol.any_disease

    def is_met(self, title: str) -> bool:
        return title in self._cases and (self._any_topic or title in self._topics)


class _Words:
    """Names that are looked for in titles, with a plural's ending or without."""

    def __init__(self, names: Iterable[str]) -> None:
        told = sorted(set(names))
        self._as_printed = [re.compile(rf"\b{re.escape(name)}\b") for name in told if keeps_case(name)]
        self._keys = [key for name in told if not keeps_case(name) and (key := words_key(name))]

    def __contains__(self, title: str) -> bool:
        key = f" {words_key(title)} "
        return any(f" {name} " in key or f" {name}s " in key for name in self._keys) or any(
            pattern.search(title) for pattern in self._as_printed
        )


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the listing; ``is_alarm`` is whether it must not be overlooked."""

    text: str
    is_alarm: bool = False


def listing(store: Store, found: Matched) -> Iterator[Line]:
    """Yield what matching came to in lines: matches, what is to be looked at, what lacks, notices, what is cited."""
    known = {uid: item for item in references(store) for uid in item.uids}
    ids = {item.uid: item.id for item in pdfs(store)}
    for item in found.matches:
        yield Line(f"{ids[item.publication]}  {_as(item)}{item.reference} {item.score:.2f}  {item.reason}")
    for item in found.unsure:
        yield Line(f"to look at: {ids[item.publication]}  {_as(item)}{item.reference} {item.score:.2f}  {item.reason}")
        yield Line(f"    {citation(known[item.reference])}")
    for publication in found.without_reference:
        yield Line(f"no reference: {publication.id}")
    for reference in found.without_pdf:
        yield Line(f"no PDF: {reference.uid}  {citation(reference)}")
    for notice in found.notices:
        about = f" of {citation(notice.about)}" if notice.about and notice.about.uid != notice.notice.uid else ""
        yield Line(f"{notice.role.upper()}: {citation(notice.notice)}{about}", is_alarm=True)
    for item in found.matches:
        if item.role in ALARMING:
            named = f"{item.role.upper()}: {ids[item.publication]}"
            yield Line(f"{named} of {citation(known[item.reference])}", is_alarm=True)
    for cited in found.cited:
        yield Line(f"cited, not among the references: {citation(cited.reference)} (by {', '.join(cited.by)})")


def _as(item: ReferenceMatch) -> str:
    if item.pages:
        return f"pages {item.pages[0]}-{item.pages[1]} are "
    return "is " if item.role == "paper" else f"{item.role} of "
