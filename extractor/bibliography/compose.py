"""A record's parts by the format's tags → a reference, and what is doubtful about it."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from extractor.bibliography.entry import Entry
from extractor.bibliography.maps import APART, DATABASES, KINDS, MAPS, Database
from extractor.bibliography.origin import origins_in, own_uid
from extractor.core.reference import Reference
from extractor.core.reference_keys import doi_key, pmid_key, words_key

_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")
_WITHIN = re.compile(r"(?:doi\.org/|\bdoi[:=]\s*|^\s*)(10\.[^\s&]+)", re.IGNORECASE)
_PMID_WITHIN = re.compile(
    r"^\s*(\d{7,8})\s*$|(\d{4,8})\s*\[PMID\]|\bPUBMED(?:\.NCBI\.NLM\.NIH\.GOV/|[:\s]+|/)(\d{4,8})\b", re.IGNORECASE
)
_PMCID = re.compile(r"\bPMC\d{4,9}\b")
_AUTHOR_NUMBER = re.compile(r"\s*\(\d{5,}\)")
_CITATIONS = (
    re.compile(
        r"(?P<journal>.+?) \((?P<year>\d{4})\)"
        r"(?: (?P<volume>[^:;( ]+))?(?::(?P<issue>[^( ]+))?(?: \((?P<pages>[^)]+)\))?"
    ),
    re.compile(
        r"(?P<journal>[^.]+)\. (?P<year>\d{4})[^;]*"
        r";(?P<volume>[^:;(]*)(?:\((?P<issue>[^)]*)\))?(?::(?P<pages>[^.]+))?"
    ),
)
"""Where a table gives journal, volume and pages in one cell: Embase, then PubMed."""
_INITIALS = re.compile(r"[^\W\d_][\w'’-]+(?: [\w'’-]+)* (?:[A-Z]\.?[- ]?){1,5}(?: (?:Jr|Sr|[IVX]+|\d\w\w)\.?)?\.?")
_TAG = re.compile(r"""</?(?P<name>[A-Za-z][\w:.-]*)(?:\s(?:[^<>"']|"[^"<]*"|'[^'<]*')*)?/?>""")
_END_TAG = re.compile(r"</([A-Za-z][\w:.-]*)\s*>")
_LABEL = re.compile(r"""\sLabel=(?P<mark>["'])(?P<label>[^<>]+?)(?P=mark)""", re.IGNORECASE)
_INLINE = frozenset({"b", "bold", "em", "i", "italic", "sc", "strong", "sub", "sup", "u"})
"""Elements that stand within a word; others set words apart."""
_TYPE = "TY"
"""RIS cannot do without a type: this program, which writes kinds that it knows as ``M3`` too, names any."""
_INITIALS_ALONE = re.compile(r"(?:[A-Z]\.[- ]?){1,5}")
_NO_NAMES = frozenset({"et al", "others", "and others"})
"""What stands at the end of a list for those that it leaves out."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A reference without uid; ``database`` is None where the record does not show it.

    ``own_uid`` and origins are those that this program wrote; other files have none.
    """

    reference: Reference
    database: Database | None
    doubts: tuple[str, ...]
    own_uid: str | None = None


def compose(entry: Entry, format_name: str, headings: Sequence[str] = ()) -> Composed:
    """Return the reference that an entry tells of."""
    parts = MAPS[format_name]
    database = find_database(entry, format_name, headings)
    cited = _cited(entry, parts)
    origins = tuple(origins_in(entry.all(parts.get("found_by", ())), ""))
    uid = own_uid(entry.all(parts.get("uid", ()))) if origins else None
    typed = _line(entry.first(parts["doi"]))
    doi = doi_key(typed) or _doi_within(entry.all(parts["doi_within"]))
    reference = Reference(
        uids=(),
        title=_line(entry.first(parts["title"])),
        authors=tuple(_authors(entry, parts["authors"], APART[format_name]["authors"])),
        year=_year(entry.all(parts["year"])) or _year([cited.get("year", "")]),
        journal=_line(entry.first(parts["journal"])) or cited.get("journal"),
        volume=_line(entry.first(parts["volume"])) or cited.get("volume"),
        issue=_line(entry.first(parts["issue"])) or cited.get("issue"),
        pages=_pages(entry, parts) or cited.get("pages"),
        doi=doi,
        pmid=_pmid(entry, parts, database),
        ids=tuple(_ids(entry, parts["accession"])),
        abstract=_line(entry.first(parts["abstract"])),
        kind=_kind(entry, (tag for tag in parts["kind"] if not (origins and tag == _TYPE))),
        language=_line(entry.first(parts["language"])),
        keywords=tuple(dict.fromkeys(_keywords(entry.all(parts["keywords"]), APART[format_name]["keywords"]))),
        origins=origins,
    )
    if typed and not doi_key(typed):
        reference = replace(reference, ids=(*reference.ids, ("doi as typed", typed)))
        return Composed(reference, database, (f"not a DOI: {typed}",), uid)
    return Composed(reference, database, (), uid)


def find_database(entry: Entry, format_name: str, headings: Sequence[str]) -> Database | None:
    """Return the database that a record shows to be from: by the table's headings, addresses, numbers, then words."""
    if format_name == "medline":
        return _named("PubMed")
    if format_name == "wos":
        return _named("Web of Science")
    parts = MAPS[format_name]
    by_headings = next((item for item in DATABASES if set(item.headings) & set(headings)), None)
    return by_headings or _by_address(entry, parts) or _by_number(entry, parts) or _by_word(entry, parts)


def _named(name: str) -> Database:
    return next(item for item in DATABASES if item.name == name)


def _by_address(entry: Entry, parts: Mapping[str, list[str]]) -> Database | None:
    told = " ".join(entry.all(parts["address"])).casefold()
    return next((item for item in DATABASES if any(address in told for address in item.addresses)), None)


def _by_number(entry: Entry, parts: Mapping[str, list[str]]) -> Database | None:
    told = list(entry.all(parts["accession"]))
    for item in DATABASES:
        if item.identifier and any(re.fullmatch(item.identifier, value) for value in told):
            return item
    return None


def _by_word(entry: Entry, parts: Mapping[str, list[str]]) -> Database | None:
    told = f" {words_key(' '.join(entry.all(parts['database'])))} "
    return next((item for item in DATABASES if any(f" {words_key(word)} " in told for word in item.words)), None)


def record_uid(reference: Reference, database: str) -> str:
    """Return what a record is known by: its database's identifier and its title, else all that it tells.

    The title is part of it, so that an identifier that stands on two records by mistake costs neither.
    """
    own = next((item.id for item in DATABASES if item.name == database), None)
    number = dict(reference.ids).get(own) if own else reference.pmid
    if number:
        told: Iterable[object] = (database, number, words_key(reference.title))
    else:
        told = (
            database,
            *(getattr(reference, name) for name in Reference.__slots__ if name not in ("uids", "origins")),
        )
    return sha256("\x1f".join(map(str, told)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _line(text: str | None) -> str | None:
    """Return text on one line without markup, entities of HTML as the characters that they mean."""
    return " ".join(_without_markup(html.unescape(text)).split()) or None if text else None


def _without_markup(text: str) -> str:
    """Return text without elements of HTML, JATS or PubMed's XML; labels of an abstract's parts stay as words.

    Only what is closed somewhere is an element: ``x <y and z> 2`` is text.
    """
    elements = {"br", *map(str.casefold, _END_TAG.findall(text))}

    def replaced(tag: re.Match[str]) -> str:
        name, label = tag["name"].casefold(), _LABEL.search(tag[0])
        if name not in elements:
            return tag[0]
        return f" {label['label']}: " if label else "" if name.rsplit(":", 1)[-1] in _INLINE else " "

    return _TAG.sub(replaced, text) if "<" in text else text


def _year(values: Iterable[str]) -> int | None:
    return next((int(found[0]) for value in values if (found := _YEAR.search(value))), None)


def _pages(entry: Entry, parts: Mapping[str, list[str]]) -> str | None:
    whole = _line(entry.first(parts.get("pages", ())))
    first, last = (_line(entry.first(parts.get(name, ()))) for name in ("first_page", "last_page"))
    if not whole and first:
        whole = first if last in (None, first) or "-" in first else f"{first}-{last}"
    return whole or _line(entry.first(parts.get("article", ())))


def _cited(entry: Entry, parts: Mapping[str, list[str]]) -> dict[str, str]:
    for value in entry.all(parts.get("citation", ())):
        for pattern in _CITATIONS:
            if found := pattern.match(value):
                return {name: text.strip() for name, text in found.groupdict().items() if text and text.strip()}
        return {"journal": value}
    return {}


def _doi_within(values: Iterable[str]) -> str | None:
    for value in values:
        found = _WITHIN.search(value.replace("%2f", "/").replace("%2F", "/"))
        if found and (doi := doi_key(found[1])):
            return doi
    return None


def _pmid(entry: Entry, parts: Mapping[str, list[str]], database: Database | None) -> str | None:
    for value in entry.all(parts["pmid"]):
        if pmid := pmid_key(value):
            return pmid
    for value in entry.all(parts["pmid_within"]):
        if found := _PMID_WITHIN.search(value):
            return pmid_key(found[1] or found[2] or found[3])
    if database and database.name in ("PubMed", "MEDLINE"):
        return next((pmid for value in entry.all(parts["accession"]) if (pmid := pmid_key(value))), None)
    return None


def _ids(entry: Entry, tags: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the identifiers that stand in tags, one of each register."""
    told = " ".join(_line(value) or "" for value in entry.all(tags))
    for name, pattern in (("pmcid", _PMCID.pattern), *((item.id, item.identifier) for item in DATABASES)):
        if name and pattern and (found := re.search(rf"(?<![\w.-]){pattern}(?![\w-])", told)):
            yield name, found[0].replace(" ", "")


def _kind(entry: Entry, tags: Iterable[str]) -> str | None:
    """Return the words of the first tag that has any; a DOI, which some exports put there, is none."""
    for tag in tags:
        told = [KINDS.get(value, value) for value in entry.all((tag,)) if not doi_key(value)]
        if told:
            return _line("; ".join(told))
    return None


def _keywords(values: Iterable[str], marks: Sequence[str]) -> Iterator[str]:
    for value in values:
        mark = next((mark for mark in marks if mark in value), "\n")
        yield from (word for part in value.split(mark) if (word := _line(part)))


def _authors(entry: Entry, tags: Iterable[str], marks: Sequence[str]) -> Iterator[str]:
    """Yield the authors of the first tag that is filled in; one value may list them all, of several a comma is part."""
    filled = next((values for tag in tags if (values := list(entry.all((tag,))))), [])
    apart = [mark for mark in marks if mark != ","]
    for value in filled:
        for name in split_authors(value, marks if len(filled) == 1 else apart):
            told = _line(_AUTHOR_NUMBER.sub("", name))
            if told and words_key(told) not in _NO_NAMES:
                yield told


def split_authors(text: str, marks: Sequence[str]) -> list[str]:
    """Return the names of a list of authors, set apart by the first of ``marks`` that stands in it.

    A comma also stands within names: it sets apart where initials stand before most of them, and every second one does
    where initials alone stand before it.

    >>> split_authors("Roe A, de la Doe B.-C.", [","]), split_authors("Roe, Anna B", [","])
    (['Roe A', 'de la Doe B.-C.'], ['Roe, Anna B'])
    >>> split_authors("Roe, A.B., Doe, C.", [","])
    ['Roe, A.B.', 'Doe, C.']
    """
    if "\n" not in marks:
        text = " ".join(text.split())
    mark = next((mark for mark in marks if mark in text), None)
    if mark != ",":
        return text.split(mark) if mark else [text]
    listed = text.removesuffix(".") if "." not in text[:-1] else text
    names = [part.strip() for part in listed.split(",") if part.strip()]
    families, initials = names[::2], names[1::2]
    if len(families) == len(initials) > 1 and all(map(_INITIALS_ALONE.fullmatch, initials)):
        return [f"{family}, {initial}" for family, initial in zip(families, initials, strict=True)]
    with_initials = [bool(_INITIALS.fullmatch(name)) for name in names]
    least = len(names) if len(names) == 2 else len(names) / 2
    return names if len(names) > 1 and sum(with_initials) >= least else [text]
