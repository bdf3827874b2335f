"""PDFs of a review ↔ its references: which PDF is which reference, what has none, notices, and what PDFs cite."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from shlex import quote

from extractor.bibliography.papers.match import Library, Match, Paper, by_paper
from extractor.bibliography.papers.notices import ALARMING, Notice, paper_about, read_notice
from extractor.bibliography.papers.printed import PrintedReference, Titles
from extractor.bibliography.write import citation
from extractor.core.document import Document, FrontMatter
from extractor.core.reference import PaperRole, Reference, ReferenceMatch
from extractor.core.reference_keys import doi_key, pmid_key
from extractor.protocol.model import Protocol
from extractor.store import read
from extractor.store import references as stored
from extractor.store.database import Store
from extractor.store.read import Publication
from extractor.workflows.assignments import assigned_matches, file_name, pdfs, standing_matches
from extractor.workflows.cited_reports import Cited, cited_reports
from extractor.workflows.pages import Pages
from extractor.workflows.reference_screening import excluded
from extractor.workflows.references import references
from extractor.workflows.supplements import belonging, kept_pages, opening

_NOBODY = Paper(Reference(()))


@dataclass(frozen=True, slots=True)
class NoticeOn:
    """A reference that tells of a correction or retraction, and the reference that it is about, None where not found.

    ``notice`` and ``about`` are the same reference where a database marks the article itself.
    """

    role: PaperRole
    notice: Reference
    about: Reference | None


@dataclass(frozen=True, slots=True)
class PaperOn:
    """A PDF that belongs to another publication: its role, and that publication's PDF, None where there is none."""

    role: PaperRole
    publication: Publication
    about: Publication | None


@dataclass(frozen=True, slots=True)
class Book:
    """A PDF that looks like a book of abstracts, and the references that are printed in it with their pages."""

    publication: Publication
    parts: tuple[PrintedReference, ...]


@dataclass(frozen=True, slots=True)
class Matched:
    """What matching came to; ``without_text`` are PDFs whose pages were not kept, so that only title pages were used.

    ``unsure`` are matches to be looked at, ``beside`` PDFs that belong to others and match no reference, ``books`` PDFs
    in which several references are printed; ``without_reference`` has the PDFs that are in none of these.
    """

    matches: tuple[ReferenceMatch, ...]
    unsure: tuple[ReferenceMatch, ...]
    beside: tuple[PaperOn, ...]
    books: tuple[Book, ...]
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
    library, titles = Library(known), Titles(known)
    pages = kept_pages(store)
    papers = [_Item.of(store, item, pages) for item in pdfs(store)]
    decided, left_out = assigned_matches(store), excluded(store)
    found: list[ReferenceMatch] = []
    books: list[Book] = []
    for item, matches in _found(library, papers):
        told = list(_told(item, matches, known))
        book = None if item.publication.uid in decided else _book(item, told, titles, left_out)
        books += [book] if book else []
        printed = {part.reference for part in book.parts} if book else set()
        found += [match for match in told if match.reference not in printed]
    stored.save_matches(store, found)
    texts = list(_texts(store, papers, pages))
    places = {item.publication.uid: place for place, item in enumerate(papers)}
    now = sorted(standing_matches(store), key=lambda told: places.get(told.publication, len(places)))
    sure = tuple(item for item in now if item.verdict == "same")
    beside = tuple(_beside(store, papers, {item.publication for item in sure}))
    have = {item.reference for item in sure} | {part.reference for book in books for part in book.parts}
    seen = {item.publication for item in now}
    seen |= {item.publication.uid for item in beside} | {item.publication.uid for item in books}
    return Matched(
        matches=sure,
        unsure=tuple(item for item in now if item.verdict == "unsure"),
        beside=beside,
        books=tuple(books),
        without_pdf=tuple(
            item
            for item in known
            if have.isdisjoint(item.uids) and left_out.isdisjoint(item.uids) and not _is_notice(item)
        ),
        without_reference=tuple(item.publication for item in papers if item.publication.uid not in seen),
        notices=tuple(_notices(known, library)),
        cited=tuple(
            cited_reports(
                ((publication.id, document) for publication, document in texts if document),
                (library, Library([item.paper.told for item in papers])),
                protocol,
            )
        ),
        without_text=tuple(publication for publication, document in texts if document is None),
    )


def _texts(store: Store, items: Iterable["_Item"], pages: Pages) -> Iterator[tuple[Publication, Document | None]]:
    """Yield each current publication with its text: of a PDF that is read by parts these are kept, not the whole."""
    whole = {item.publication.uid: item.document for item in items}
    for item in read.publications(store):
        if item.sha256:
            yield item, whole[item.uid] if item.part is None else pages.find(item.sha256, item.part)


def _book(item: "_Item", found: Sequence[ReferenceMatch], titles: Titles, left_out: Set[str]) -> Book | None:
    """Return a PDF as a book of abstracts where several references are printed in it, or one, but not at its head.

    References that were excluded are no part to be read.
    """
    if item.document is None:
        return None
    printed = titles.printed_in(item.document)
    is_other = not any(match.verdict == "same" for match in found) and item.notice is None
    is_inside = bool(printed) and is_other and printed[0].pages[0] > item.document.pages[0].number
    parts = tuple(part for part in printed if part.reference not in left_out)
    return Book(item.publication, parts) if parts and (len(printed) > 1 or is_inside) else None


def _beside(store: Store, items: Iterable["_Item"], matched: Set[str]) -> Iterator[PaperOn]:
    """Yield the PDFs that belong to others, or say so and alarm, as far as no reference tells it."""
    about = {uid: item.of for uid, item in belonging(store).items() if item.of != uid}
    by_uid = {item.uid: item for item in read.publications(store)}
    for item in items:
        uid, notice = item.publication.uid, item.notice
        if notice and uid not in matched and (uid in about or notice.role in ALARMING):
            yield PaperOn(notice.role, item.publication, by_uid[about[uid]] if uid in about else None)


@dataclass(frozen=True, slots=True)
class _Item:
    """A PDF of the review: what it tells of itself, and its text where it was kept."""

    publication: Publication
    paper: Paper
    notice: Notice | None
    document: Document | None

    @classmethod
    def of(cls, store: Store, publication: Publication, pages: Pages) -> "_Item":
        document = pages.find(publication.sha256) if publication.sha256 else None
        told = _told_of(store, publication, document)
        notice = read_notice(told.title, file=file_name(publication))
        return cls(publication, Paper(told, opening(document)), notice, document)


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


def _found(library: Library, items: Sequence[_Item]) -> Iterator[tuple[_Item, list[Match]]]:
    """Yield each PDF with its matches; one that belongs to another publication is looked for by what it is about."""
    by_position = by_paper(library.find(item.paper for item in items))
    about = by_paper(library.find(paper_about(item.notice, item.paper) if item.notice else _NOBODY for item in items))
    for position, item in enumerate(items):
        own = by_position.get(position, [])
        is_own = any(match.verdict == "same" for match in own)
        yield item, own if item.notice is None or is_own else about.get(position, [])


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


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the listing; ``is_alarm`` is whether it must not be overlooked."""

    text: str
    is_alarm: bool = False


def listing(store: Store, found: Matched) -> Iterator[Line]:
    """Yield what matching came to in lines: matches, what is to be looked at, what lacks, notices, what is cited."""
    known = {uid: item for item in references(store) for uid in item.uids}
    ids = {item.uid: item.id for item in pdfs(store)}
    yield from _match_lines(found, known, ids)
    for book in found.books:
        yield from _book_lines(store, book)
    for publication in found.without_reference:
        yield Line(f"no reference: {publication.id}")
    for reference in found.without_pdf:
        yield Line(f"no PDF: {reference.uid}  {citation(reference)}")
    yield from _notice_lines(found, known, ids)
    for cited in found.cited:
        yield Line(f"cited, not among the references: {citation(cited.reference)} (by {', '.join(cited.by)})")


def _match_lines(found: Matched, known: Mapping[str, Reference], ids: Mapping[str, str]) -> Iterator[Line]:
    for item in found.matches:
        yield Line(f"{ids[item.publication]}  {_as(item)}{item.reference} {item.score:.2f}  {item.reason}")
    for item in found.unsure:
        yield Line(f"to look at: {ids[item.publication]}  {_as(item)}{item.reference} {item.score:.2f}  {item.reason}")
        yield Line(f"    {citation(known[item.reference])}")


def _notice_lines(found: Matched, known: Mapping[str, Reference], ids: Mapping[str, str]) -> Iterator[Line]:
    """Yield what belongs to what, and what must not be overlooked."""
    for paper in found.beside:
        of = f" of {paper.about.id}" if paper.about else ""
        told = f"{paper.role.upper()}: {paper.publication.id}{of}"
        yield Line(told, True) if paper.role in ALARMING else Line(f"{paper.publication.id}  {paper.role}{of}")
    for notice in found.notices:
        about = f" of {citation(notice.about)}" if notice.about and notice.about.uid != notice.notice.uid else ""
        yield Line(f"{notice.role.upper()}: {citation(notice.notice)}{about}", is_alarm=True)
    for item in found.matches:
        if item.role in ALARMING:
            named = f"{item.role.upper()}: {ids[item.publication]}"
            yield Line(f"{named} of {citation(known[item.reference])}", is_alarm=True)


def _book_lines(store: Store, book: Book) -> Iterator[Line]:
    """Yield what a book seems to hold, and the command that says so."""
    name, parts = book.publication.id, [(_range(part.pages), part.reference) for part in book.parts]
    many = "1 reference" if len(parts) == 1 else f"{len(parts)} references"
    yield Line(f"{name} looks like a book of abstracts: {many} at pages {', '.join(pages for pages, _ in parts)}")
    given = " ".join(f"{pages}={uid}" for pages, uid in parts)
    words = ("extractor references assign", quote(str(store.folder)), quote(file_name(book.publication)), given)
    yield Line(f"    if so: {' '.join(words)} --reviewer NAME, then extract again")


def _range(pages: tuple[int, int]) -> str:
    return str(pages[0]) if pages[0] == pages[1] else f"{pages[0]}-{pages[1]}"


def _as(item: ReferenceMatch) -> str:
    if item.pages:
        is_one = item.pages[0] == item.pages[1]
        return f"page {item.pages[0]} is " if is_one else f"pages {_range(item.pages)} are "
    return "is " if item.role == "paper" else f"{item.role} of "
