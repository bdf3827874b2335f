"""Which format a text is in, by what stands in it; a file's name says nothing."""

import re
from pathlib import Path

from extractor.bibliography.entry import Contents
from extractor.bibliography.field_rows import find_field_rows, read_field_rows
from extractor.bibliography.table import find_headings, read_delimited
from extractor.bibliography.tagged import MEDLINE, RIS, WOS, Grammar, read_tagged
from extractor.core.errors import BadExport

_XML = re.compile(r"\s*<.*<record[\s>]", re.DOTALL)
_BIBTEX = re.compile(r"^[ \t]*@[A-Za-z]+[ \t]*[{(]", re.MULTILINE)
_TAGGED: tuple[tuple[Grammar, re.Pattern[str]], ...] = (
    (MEDLINE, re.compile(r"^PMID- *\d", re.MULTILINE)),
    (RIS, re.compile(r"^TY\s{1,3}-", re.MULTILINE)),
    (WOS, re.compile(r"^PT [A-Z]\n[A-Z][A-Z0-9] ", re.MULTILINE)),
)
_ENDS = ((RIS, re.compile(r"^ER\s{1,3}-", re.MULTILINE)), (WOS, re.compile(r"^ER$", re.MULTILINE)))
"""What the second half of a file still has."""


def read_text(text: str, path: Path) -> Contents:
    """Return the records of a text in any format that is known.

    Raises:
        BadExport: It is in none.
    """
    found = find_headings(text.split("\n", 40)[:40])
    starts = [(match.start(), grammar) for grammar, pattern in _TAGGED if (match := pattern.search(text))]
    bibtex = _BIBTEX.search(text)
    if _XML.match(text):
        from extractor.bibliography.endnote import read_endnote

        return read_endnote(text)
    if starts and not found:
        return read_tagged(text, min(starts, key=lambda item: item[0])[1])
    if found:
        return read_delimited(text, *found)
    if delimiter := find_field_rows(text):
        return read_field_rows(text, delimiter)
    if bibtex:
        from extractor.bibliography.bibtex import read_bibtex

        return read_bibtex(text)
    for grammar, pattern in _ENDS:
        if pattern.search(text):
            return read_tagged(text, grammar)
    raise BadExport(
        "no export of a format that is known",
        path=path,
        hint="RIS, BibTeX, PubMed (.nbib), Web of Science (plain text), EndNote XML and tables (CSV, Excel) are read",
    )
