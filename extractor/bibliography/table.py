"""Tables of records: CSV, tab-delimited text and spreadsheets; the headings may stand below a preamble."""

import csv
import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from extractor.bibliography.entry import Broken, Contents, Entry, entry_of
from extractor.bibliography.maps import MAPS
from extractor.core.errors import BadExport
from extractor.core.spreadsheet import as_told

PREAMBLE_LINES = 30
"""How far down headings are looked for; the longest preamble known has four lines."""
KNOWN_HEADINGS = frozenset(heading for headings in MAPS["table"].values() for heading in headings)
_TAGS = frozenset(tag for tags in MAPS["wos"].values() for tag in tags) | {"PT"}
_YEARS = frozenset(MAPS["table"]["year"]) | frozenset(MAPS["wos"]["year"])
_YEAR = re.compile(r"\b(1[5-9]|20)\d\d\b")
LEAST_CELLS = 3
"""Fewer are a remark below the table, not a record that was cut off."""
CELL_CHARACTERS = 10_000_000
"""A cited article's references stand in one cell: the default of csv is too small."""


_DAMAGES = (
    *(BadZipFile, zlib.error, struct.error, SyntaxError, EOFError, OSError),
    *(ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError),
)
"""What a damaged workbook raises, wherever in it the damage is; errors of XML, whoever parses it, are SyntaxErrors."""


def find_headings(lines: Sequence[str]) -> tuple[int, str] | None:
    """Return the index of the line of headings and the character between cells; None where the text is no table."""
    for index, line in enumerate(lines[:PREAMBLE_LINES]):
        for delimiter in ("\t", ",", ";"):
            if line.count(delimiter) >= 2 and _format(next(csv.reader([line], delimiter=delimiter))):
                return index, delimiter
    return None


def _format(cells: Sequence[str]) -> str | None:
    """Return the map that headings belong to: those of the Web of Science are tags; None where they are no headings."""
    names = {cell.strip() for cell in cells}
    if {"TI", "AU"} <= names and len(names & _TAGS) >= 5:
        return "wos"
    small = {name.casefold() for name in names}
    return "table" if len(small & KNOWN_HEADINGS) >= 3 and small & set(MAPS["table"]["title"]) else None


def read_delimited(text: str, index: int, delimiter: str) -> Contents:
    """Return the records of a table whose headings stand on line ``index``, counted from 0."""
    csv.field_size_limit(CELL_CHARACTERS)
    lines = text.split("\n")
    headings = _headings(next(csv.reader([lines[index]], delimiter=delimiter)))
    entries: list[Entry] = []
    broken: list[Broken] = []
    start = index + 1
    while start < len(lines):
        cells, rows = _row(lines, start, delimiter, len(headings))
        if cells and _headings(cells) == headings:
            start += rows  # files that were put together
            continue
        made = _made(headings, cells, start + 1)
        if isinstance(made, Broken):
            end = _next_whole(lines, start + 1, delimiter, len(headings))
            if end == len(lines) and (last := _cut_off(headings, lines, start, delimiter)):
                entries.append(last)
                break
            start = end
            after = f"read on from line {start + 1}" if start < len(lines) else "nothing after it can be read"
            broken.append(replace(made, message=f"{made.message}; {after}"))
            continue
        if made is not None:
            entries.append(made)
        start += rows
    return Contents(_of_headings(headings), tuple(entries), tuple(broken), headings)


def _row(lines: Sequence[str], start: int, delimiter: str, width: int) -> tuple[list[str] | None, int]:
    """Return the cells of the row that begins on a line, and its lines; None where its quotation marks do not fit.

    Marks within a quoted cell that should stand twice are let pass where the row has the right number of cells. Between
    tabs a mark may be but a mark.
    """
    line = lines[start]
    if delimiter == "\t" and line.count('"') % 2 and line.count("\t") + 1 == width:
        return line.split("\t"), 1
    for strict in (True, False):
        rest = (f"{lines[index]}\n" for index in range(start, len(lines)))
        reader = csv.reader(rest, delimiter=delimiter, strict=strict)
        try:
            cells = next(reader, [])
        except csv.Error:
            continue
        if strict or len(cells) == width:
            return cells, max(reader.line_num, 1)
    return None, 1


def _cut_off(headings: Sequence[str], lines: Sequence[str], start: int, delimiter: str) -> Entry | None:
    """Return the record that a file ends with where it was cut off within it; None where it cannot be that."""
    cells = next(csv.reader((f"{line}\n" for line in lines[start:]), delimiter=delimiter), [])
    is_at_end = '"' in lines[start] or not any(line.strip() for line in lines[start + 1 :])
    if not is_at_end or not LEAST_CELLS <= len(cells) <= len(headings):
        return None
    return entry_of(
        start + 1, zip(headings, cells, strict=False), "the file ends within the record: kept as far as it goes"
    )


def _next_whole(lines: Sequence[str], start: int, delimiter: str, width: int) -> int:
    """Return the first line from ``start`` on which a row of full width begins."""
    for index in range(start, len(lines)):
        if delimiter in lines[index]:
            cells, _ = _row(lines, index, delimiter, width)
            if cells is not None and len(cells) == width:
                return index
    return len(lines)


def _headings(cells: Sequence[str]) -> tuple[str, ...]:
    if _format(cells) == "wos":
        return tuple(cell.strip() for cell in cells)
    return tuple(cell.strip().casefold() for cell in cells)


def _of_headings(headings: Sequence[str]) -> str:
    return _format(headings) or "table"


def _made(headings: Sequence[str], cells: Sequence[str] | None, line: int) -> Entry | Broken | None:
    """Return a row's record, None if it is empty.

    Where the number of cells is wrong, they may stand under the wrong headings: it is kept if its year is one.
    """
    if cells is None:
        return Broken(line, "quotation marks that do not fit")
    if not any(cell.strip() for cell in cells):
        return None
    parts = [(name, as_told(cell)) for name, cell in zip(headings, cells, strict=False)]
    spare = [cell for cell in cells[len(headings) :] if cell.strip()]
    if len(cells) >= len(headings) and not spare:
        return entry_of(line, parts)
    told = f"{len(cells)} cells under {len(headings)} headings"
    year = next((cell for name, cell in parts if name in _YEARS and cell.strip()), "")
    if not _YEAR.search(year):
        return Broken(line, told)
    return entry_of(line, parts, f"{told}: kept, {'but look at it' if spare else 'as far as it goes'}")


def read_spreadsheet(data: bytes, path: Path) -> Contents:
    """Return the records of the first sheet of an Excel file that has headings; lines are rows.

    Raises:
        BadExport: It is no workbook, or no sheet has headings that are known.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        found = _first_table(load_workbook(BytesIO(data), read_only=True, data_only=True).worksheets)
    except (InvalidFileException, *_DAMAGES) as error:
        raise BadExport("no workbook that can be read", path=path, hint="export the search as CSV") from error
    if found is None:
        raise BadExport("no sheet has the headings of an export", path=path)
    return found


def _first_table(sheets: Iterable[Any]) -> Contents | None:
    """Return the records of the first sheet that has headings."""
    for sheet in sheets:
        rows = [[_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        for index, row in enumerate(rows[:PREAMBLE_LINES]):
            if _format(row):
                return Contents(_format(row) or "table", tuple(_rows(rows, index)), (), _headings(row))
    return None


def _rows(rows: Sequence[Sequence[str]], index: int) -> Iterator[Entry]:
    headings = _headings(rows[index])
    for number, row in enumerate(rows[index + 1 :], start=index + 2):
        if any(cell.strip() for cell in row):
            yield entry_of(number, zip(headings, row, strict=False))


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
