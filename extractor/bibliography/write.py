"""References → RIS and CSV; no line of one can begin another record, no cell of the other is run by a spreadsheet."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from extractor.bibliography.maps import KINDS, UNKNOWN
from extractor.bibliography.origin import found_by
from extractor.core.reference import Reference
from extractor.core.spreadsheet import csv_line
from extractor.core.terminal import printable

_TYPES = {words: code for code, words in reversed(KINDS.items())}
COLUMNS = (
    "uid", "title", "authors", "year", "journal", "volume", "issue", "pages", "doi", "pmid", "ids", "kind", "language",
    "keywords", "abstract", "database", "found by", "screening",
)  # fmt: skip


Decisions = Mapping[str, Sequence[str]]
"""What was decided on references, in words, by their uids."""


def ris_lines(references: Iterable[Reference], decisions: Decisions = MappingProxyType({})) -> Iterator[str]:
    """Yield the lines of RIS; ``ID`` is the reference's uid, each ``N1`` a search that found it, or a decision."""
    for item in references:
        pages = (item.pages or "").replace("–", "-").split("-", 1)
        told: tuple[tuple[str, Iterable[str | None]], ...] = (
            ("TY", (_TYPES.get((item.kind or "").casefold(), "JOUR"),)),
            ("ID", (item.uid,)),
            ("TI", (item.title,)),
            ("AU", item.authors),
            ("PY", (str(item.year) if item.year else None,)),
            ("T2", (item.journal,)),
            ("VL", (item.volume,)),
            ("IS", (item.issue,)),
            ("SP", pages[:1]),
            ("EP", pages[1:]),
            ("DO", (item.doi,)),
            ("PM", (item.pmid,)),
            ("AN", (value for _, value in item.ids)),
            ("AB", (item.abstract,)),
            ("KW", item.keywords),
            ("LA", (item.language,)),
            ("M3", (item.kind,)),
            ("DB", (_database(item),)),
            ("N1", (*_searches(item), *decisions.get(item.uid, ()))),
        )
        for tag, values in told:
            yield from (f"{tag}  - {printable(value)}\n" for value in values if value)
        yield "ER  - \n\n"


def csv_lines(references: Iterable[Reference], decisions: Decisions = MappingProxyType({})) -> Iterator[str]:
    """Yield the header and a line a reference, what was decided on it last."""
    yield csv_line(COLUMNS)
    for item in references:
        yield csv_line(
            (
                item.uid,
                item.title or "",
                "; ".join(item.authors),
                str(item.year or ""),
                *(value or "" for value in (item.journal, item.volume, item.issue, item.pages, item.doi, item.pmid)),
                "; ".join(f"{name} {value}" for name, value in item.ids),
                *(value or "" for value in (item.kind, item.language)),
                "; ".join(item.keywords),
                item.abstract or "",
                _database(item) or "",
                "; ".join(_searches(item)),
                "; ".join(decisions.get(item.uid, ())),
            )
        )


def _searches(item: Reference) -> Iterable[str]:
    """Return in words which searches found a reference, each once, though several records may tell of one."""
    return dict.fromkeys(map(found_by, item.origins))


def _database(item: Reference) -> str | None:
    """Return the database that told of a reference first; None where it is not known."""
    return next((origin.database for origin in item.origins if origin.database != UNKNOWN), None)


def citation(item: Reference) -> str:
    """Return a reference in one line, as a person looks at two of them side by side."""
    authors = ", ".join(item.authors[:3]) + (" et al" if len(item.authors) > 3 else "")
    place = " ".join(part for part in (item.journal, str(item.year or ""), item.volume) if part)
    numbers = (f"doi {item.doi}" if item.doi else None, f"PMID {item.pmid}" if item.pmid else None)
    told = (authors, item.title, place + (f": {item.pages}" if item.pages else ""), *numbers)
    databases = ", ".join(dict.fromkeys(origin.database for origin in item.origins))
    line = ". ".join(part.rstrip(".") for part in told if part)
    return f"{line} [{databases}]" if databases else line
