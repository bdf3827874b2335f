"""Tables turned on their side: each line has the name of a field and its values, record stands below record.

Source: Embase, export as CSV, "fields by row".
"""

import csv
import re
from collections.abc import Iterator, Sequence

from extractor.bibliography.entry import Contents, Entry, entry_of
from extractor.bibliography.maps import MAPS
from extractor.bibliography.table import CELL_CHARACTERS, KNOWN_HEADINGS, PREAMBLE_LINES

_TITLES = frozenset(MAPS["table"]["title"])
_LEAST_FIELDS = 3
"""How many known fields show that a text is such a table."""

Field = tuple[int, str, list[str], bool]
"""The line on which a field begins, its name, its values, and whether its quotation marks fit."""


def find_field_rows(text: str) -> str | None:
    """Return the character between cells; None where lines do not begin with names of fields."""
    lines = text.split("\n", PREAMBLE_LINES)[:PREAMBLE_LINES]
    for delimiter in (",", "\t", ";"):
        if len({_name(line, delimiter) for line in lines} & KNOWN_HEADINGS) >= _LEAST_FIELDS:
            return delimiter
    return None


def read_field_rows(text: str, delimiter: str) -> Contents:
    """Return the records of a text; what stands before the first known field (the search) belongs to none.

    A record begins with its title, or with a field that the record before it has told.
    """
    csv.field_size_limit(CELL_CHARACTERS)
    records: list[list[Field]] = []
    names: dict[str, None] = {}
    for field in _fields(text.split("\n"), delimiter):
        name = field[1]
        if not records and name not in KNOWN_HEADINGS:
            continue
        if not records or name in _TITLES or name in (told for _, told, _, _ in records[-1]):
            records.append([])
        records[-1].append(field)
        names[name] = None
    return Contents("table", tuple(map(_entry, records)), headings=tuple(names))


def _fields(lines: Sequence[str], delimiter: str) -> Iterator[Field]:
    """Yield fields; a value in quotation marks may go over lines, and where they never close to the next known name."""
    begun, rows, is_open = 0, list[str](), False
    for number, line in enumerate(lines, start=1):
        name = _name(line, delimiter)
        if name and (not is_open or (line.startswith('"') and name in KNOWN_HEADINGS)):
            if begun:
                yield _field(begun, rows, delimiter, is_whole=not is_open)
            begun, rows, is_open = number, [line], line.count('"') % 2 == 1
        elif is_open:
            rows.append(line)
            is_open = line.count('"') % 2 == 0
    if begun:
        yield _field(begun, rows, delimiter, is_whole=not is_open)


def _name(line: str, delimiter: str) -> str | None:
    """Return the name of the field that a line begins with, in small letters."""
    found = re.match(rf'"([^"]+)"{delimiter}|([^"{delimiter}]+){delimiter}', line)
    return (found[1] or found[2]).strip().casefold() if found else None


def _field(line: int, rows: Sequence[str], delimiter: str, *, is_whole: bool) -> Field:
    name, *values = next(csv.reader([f"{row}\n" for row in rows], delimiter=delimiter))
    return line, name.strip().casefold(), values, is_whole


def _entry(fields: Sequence[Field]) -> Entry:
    torn = next((line for line, _, _, is_whole in fields if not is_whole), None)
    cut = f"the quotation mark on line {torn} is never closed: kept, but look at it" if torn else None
    return entry_of(fields[0][0], [(name, value) for _, name, values, _ in fields for value in values], cut)
