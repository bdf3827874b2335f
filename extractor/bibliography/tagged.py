"""Formats with a tag at the start of each line: RIS, MEDLINE (PubMed) and the plain text of the Web of Science."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from extractor.bibliography.entry import Broken, Contents, Entry, entry_of


@dataclass(frozen=True, slots=True)
class Grammar:
    """How a format writes tags.

    ``tag`` matches the start of a line, ``first`` begins a record, ``end`` ends one; where the format has no such line
    (``ends_record``), ``end`` is the tag that every whole record has among its last. Lines without a tag go on the
    value before, after ``joint``. ``outside`` are tags that belong to the file, not to a record.
    """

    format: str
    tag: re.Pattern[str]
    first: str
    end: str
    joint: str
    ends_record: bool = True
    outside: frozenset[str] = frozenset()


RIS = Grammar("ris", re.compile(r"([A-Z][A-Z0-9])\s{1,3}-(?:\s+|$)"), "TY", "ER", "\n")
MEDLINE = Grammar("medline", re.compile(r"([A-Z]{2,4}) {0,2}- "), "PMID", "SO", " ", ends_record=False)
WOS = Grammar("wos", re.compile(r"([A-Z][A-Z0-9])(?: |$)"), "PT", "ER", "\n", outside=frozenset({"FN", "VR", "EF"}))


@dataclass(slots=True)
class _Record:
    line: int
    parts: list[tuple[str, list[str]]] = field(default_factory=list)
    ended: bool = False

    @property
    def is_heading(self) -> bool:
        """Whether no line of it has a tag: what some databases write above each record."""
        return [tag for tag, _ in self.parts] == [""]

    def joined(self, joint: str) -> list[tuple[str, str]]:
        """Return each tag with its lines as one value."""
        return [(tag, joint.join(filter(None, lines))) for tag, lines in self.parts]


def read_tagged(text: str, grammar: Grammar) -> Contents:
    """Return the records of a text; one that another interrupts, or that the file's end cuts off, says so."""
    records = list(_records(text, grammar))
    ends = any(record.ended for record in records)
    entries: list[Entry] = []
    broken: list[Broken] = []
    for record in records:
        tag = record.parts[0][0]
        if tag != grammar.first:
            told = f"a record without its beginning ({grammar.first})" if tag else "lines that belong to no record"
            broken.append(Broken(record.line, told))
            continue
        whole = record.ended or not ends
        cut = None if whole else f"the record does not end ({grammar.end}): kept as far as it goes"
        entries.append(entry_of(record.line, record.joined(grammar.joint), cut))
    return Contents(grammar.format, tuple(entries), tuple(broken))


def _records(text: str, grammar: Grammar) -> Iterator[_Record]:
    """Yield records, also lines that belong to none and are no heading of one: their first part has no tag."""
    record: _Record | None = None
    is_begun = False
    for number, line in enumerate(text.split("\n"), start=1):
        found = grammar.tag.match(line)
        tag = found[1] if found else ""
        if tag in grammar.outside:
            continue
        if tag == grammar.end and grammar.ends_record:
            if record:
                record.ended = True
                yield record
            record = None
            continue
        if record and (tag == grammar.first or _is_over(record, line, grammar)):
            if not record.is_heading:
                yield record
            record = None
        if found:
            is_begun = True
            record = record or _Record(number)
            record.parts.append((tag, [line[found.end() :].strip()]))
            record.ended = record.ended or tag == grammar.end
        elif line.strip() and is_begun:
            record = record or _Record(number, [("", [])])
            record.parts[-1][1].append(line.strip())
    if record:
        yield record


def _is_over(record: _Record, line: str, grammar: Grammar) -> bool:
    """Tell whether an empty line ends a record of a format that has no other end."""
    return not grammar.ends_record and record.ended and not line.strip()
