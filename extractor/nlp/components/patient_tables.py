"""Tables that list patients or groups: which rows or columns are cases, and how publications name them.

In: a document's tables and the protocol's words. Out: labelled axes and group columns. It reads no value of a case.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from extractor.core.document import Cell, Document, Table
from extractor.core.text import Span, any_of
from extractor.protocol.model import Protocol

Axis = Literal["row", "column"]

ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "x": "10"}
CITATION = re.compile(r"\bet\s+al\b|\b(?:19|20)\d\d\b|^\W*\[?\d{1,3}\]?\W*$|\[\d+\]")
"""A cell that names its source: authors, a year, a reference's number."""
AUTHORED = re.compile(r"\bet\s+al\b|\[\d+\]|[^\W\d_]{3,}\W{1,3}(?:19|20)\d\d\b")
"""A cell that names other authors, whatever its head says."""
LONGEST_LABEL_CELL = 60
"""A cell longer than this is no patient's label; measured in characters, label cells rarely pass 40."""
LONGEST_NAME = 25
"""Characters of a name that is no number («AB», «Index patient»), at most."""


@dataclass(frozen=True, slots=True)
class LabelledAxis:
    """A table whose rows or columns are cases: ``labels`` are (index on the axis, label cell, key).

    ``named`` is False where the table gives its cases no names, so that the keys only count them.
    """

    table: int
    axis: Axis
    labels: tuple[tuple[int, Cell, str], ...]
    named: bool = True


class LabelReader:
    """Reads the names that publications give their patients: ``P1``, ``Case 2``, ``Child B``, ``IV``."""

    def __init__(self, protocol: Protocol) -> None:
        nouns = sorted({re.escape(noun) for noun in protocol.case_nouns}, key=lambda noun: (-len(noun), noun))
        number = r"(?P<number>\d{1,2}|[ivx]{1,4}|[a-h])"
        self._cell = re.compile(
            rf"(?:(?:{'|'.join(nouns)}|no|pt|p)\.?\s*)?(?:\#|no\.?\s*)?\s*{number}(?=$|[\s.,;:()†‡*§])", re.IGNORECASE
        )
        self._named = re.compile(rf"(?:{'|'.join(nouns)}|pt|p)\.?\s*(?:\#|no\.?\s*)?\s*{number}\b", re.IGNORECASE)
        sources = [name for header in protocol.table_headers if header.kind == "cited" for name in header.names]
        self._source = any_of(sources)
        present = [name for header in protocol.table_headers if header.kind == "present" for name in header.names]
        self._present = any_of(present)
        self._person = re.compile(rf"\w\s(?:{'|'.join(nouns)})$", re.IGNORECASE)
        self._head = re.compile(rf"(?:{'|'.join(nouns)}|no|pt|nr|id|\#)s?\b", re.IGNORECASE)

    def key(self, number: str) -> str:
        """Return the normal form of a label: Arabic for Roman, lower case for letters, no leading zero."""
        return ROMAN.get(number.lower(), number.lower().lstrip("0") or "0")

    def opening(self, text: str) -> tuple[str, str] | None:
        """Return (label, key) where ``text`` begins with a named label such as ``Patient 2``, else None."""
        match = self._named.match(text)
        return (match[0].strip(), self.key(match["number"])) if match else None

    def names_only(self, text: str) -> bool:
        """Tell whether ``text`` is nothing but a label («Case 2.»): a heading that runs into its paragraph."""
        match = self._named.match(text.strip())
        return bool(match) and not re.search(r"\w", text.strip()[match.end() :] if match else "")

    def ends_with_person(self, text: str) -> bool:
        """Tell whether a heading of several words ends with the word for one person («The older sibling»)."""
        return bool(self._person.search(text.strip(" .:—–-")))

    def axis(self, document: Document, number: int) -> LabelledAxis | None:
        """Return the axis on which table ``number`` lists patients; None where it lists none."""
        table = document.tables[number]
        row_head = [cell for cell in table.cells if cell.column == 0]
        column_head = [cell for cell in table.cells if cell.row == 0]
        rows = self._labels(document, row_head, "row", head=next((c for c in row_head if c.row == 0), None))
        columns = self._labels(document, column_head, "column", head=None)
        best = max((("column", columns), ("row", rows)), key=lambda item: len(item[1]))
        if self._cites(document, table, "row" if best[0] == "row" else "column"):
            return None
        if len(best[1]) < 2 or len(best[1]) < 0.6 * ((table.n_rows if best[0] == "row" else table.n_columns) - 1):
            return None
        return LabelledAxis(number, "row" if best[0] == "row" else "column", tuple(best[1]))

    def persons(self, document: Document, number: int, sexed: Sequence[int]) -> LabelledAxis | None:
        """Return the axis on which table ``number`` lists persons without a number; None where it lists none.

        A row (or column) is one person where a cell of it tells a single sex; ``sexed`` are the offsets of such words.
        It is known by the cell that opens it where those differ («AB», «CD»), else by its place.
        """
        table = document.tables[number]
        axes: tuple[Axis, Axis] = ("row", "column")
        found = max(((axis, self._sexed(table, axis, sexed)) for axis in axes), key=lambda item: len(item[1]))
        axis, places = found
        if len(places) < 2 or self._cites(document, table, axis):
            return None
        cells = [(place, (table.row(place) if axis == "row" else table.column(place))[0]) for place in places]
        names = [cell.span.of(document.text).strip() for _, cell in cells]
        if any(self._present.search(name) for name in names):
            return None
        named = len(set(names)) == len(names) and all(
            name and len(name) <= LONGEST_NAME and not name[0].isdigit() and not _holds(cell, sexed)
            for name, (_, cell) in zip(names, cells, strict=True)
        )
        keys = [name.lower() if named else str(at) for at, name in enumerate(names, start=1)]
        return LabelledAxis(
            number, axis, tuple((place, cell, key) for (place, cell), key in zip(cells, keys, strict=True)), named
        )

    @staticmethod
    def _sexed(table: Table, axis: Axis, sexed: Sequence[int]) -> list[int]:
        """Return the rows (or columns) beyond the heads that a line of single sexes crosses; most must have one."""
        by_line: dict[int, list[int]] = {}
        for cell in table.cells:
            place, line = (cell.row, cell.column) if axis == "row" else (cell.column, cell.row)
            if place > 0 and _holds(cell, sexed):
                by_line.setdefault(line, []).append(place)
        places = max(by_line.values(), key=len, default=[])
        size = (table.n_rows if axis == "row" else table.n_columns) - 1
        return sorted(set(places)) if len(set(places)) >= 0.6 * size else []

    def _cites(self, document: Document, table: Table, axis: Axis) -> bool:
        """Tell whether a table lists other authors' patients: most cells under one head name a source.

        Under a head that asks for the source a year or a number is enough.
        """
        heads = table.row(0) if axis == "row" else table.column(0)
        for head in heads:
            source = CITATION if self._source.search(head.span.of(document.text)) else AUTHORED
            crossing = table.column(head.column) if axis == "row" else table.row(head.row)
            cells = [cell.span.of(document.text).strip() for cell in crossing if cell.span != head.span]
            if 2 * sum(bool(source.search(cell)) for cell in cells) > len(cells):
                return True
        return False

    def _labels(
        self, document: Document, cells: Iterable[Cell], axis: Axis, head: Cell | None
    ) -> list[tuple[int, Cell, str]]:
        """Return (index, cell, key) of the labels on an axis, the first of each key.

        A bare number or letter counts where the head says what it numbers («Case»), or where the whole axis counts up
        from the first (A, B, C …).
        """
        parsed = [item for cell in cells if (item := self._parse(document, cell, axis))]
        headed = head is not None and bool(self._head.match(head.span.of(document.text).strip()))
        bare_ok = headed or self._counts_up([key for _, _, key, _ in parsed])
        found: dict[str, tuple[int, Cell, str]] = {}
        for index, cell, key, named in parsed:
            if named or bare_ok:
                found.setdefault(key, (index, cell, key))
        return list(found.values())

    def _parse(self, document: Document, cell: Cell, axis: Axis) -> tuple[int, Cell, str, bool] | None:
        index = cell.row if axis == "row" else cell.column
        text = cell.span.of(document.text).strip()
        match = self._cell.match(text)
        if index == 0 or not match or len(text) > LONGEST_LABEL_CELL:
            return None
        return index, cell, self.key(match["number"]), bool(self._named.match(text)) or text.startswith("#")

    @staticmethod
    def _counts_up(keys: Sequence[str]) -> bool:
        numbers = [str(number) for number in range(1, len(keys) + 1)]
        letters = list("abcdefgh"[: len(keys)])
        return len(keys) > 1 and list(keys) in (numbers, letters)


GROUP_SIZE = re.compile(r"\(?\bn\s*=\s*(\d{1,4})\)?", re.IGNORECASE)


@dataclass(slots=True)
class Group:
    """A column of tables that stands for a group of patients."""

    label: str
    anchor: Span
    n: int | None
    cells: list[tuple[int, Axis, int]]


def group_columns(document: Document, protocol: Protocol) -> list[Group]:
    """Return the groups of own patients that head the columns of tables, those under comparison left out.

    A column is a group where its head gives a size (``n = 5``); in later tables the same words without the size are
    the same group.
    """
    heads = [name for header in protocol.table_headers if header.kind == "control" for name in header.names]
    control = any_of((*protocol.cue_names("control"), *heads))
    groups: dict[str, Group] = {}
    for number, table in enumerate(document.tables):
        for cell in table.row(0):
            if cell.column == 0:
                continue
            text = cell.span.of(document.text).strip()
            size = GROUP_SIZE.search(text)
            name = GROUP_SIZE.sub("", text).strip(" ,;")
            if not name or control.search(text):
                continue
            if name.lower() in groups:
                groups[name.lower()].cells.append((number, "column", cell.column))
            elif size and not LabelReader(protocol).opening(text):
                groups[name.lower()] = Group(name, cell.span, int(size[1]), [(number, "column", cell.column)])
    return list(groups.values())


def _holds(cell: Cell, offsets: Sequence[int]) -> bool:
    at = bisect_left(offsets, cell.span.start)
    return at < len(offsets) and offsets[at] < cell.span.end


def patient_axes(document: Document, reader: LabelReader, sexed: Sequence[int]) -> tuple[LabelledAxis, ...]:
    """Return the tables that list patients, by their labels where any table has some, else by each one's sex.

    Tables without names are one list where their heads are alike (a table goes on over the page); of others the first
    counts.
    """
    numbers = range(len(document.tables))
    labelled = tuple(axis for axis in (reader.axis(document, number) for number in numbers) if axis)
    if labelled:
        return labelled
    listed = [axis for axis in (reader.persons(document, number, sexed) for number in numbers) if axis]
    return tuple(_one_list(document, listed))


def _one_list(document: Document, axes: Sequence[LabelledAxis]) -> Iterator[LabelledAxis]:
    count, heads = 0, ""
    for axis in axes:
        if axis.named:
            yield axis
            continue
        table = document.tables[axis.table]
        line = table.row(0) if axis.axis == "row" else table.column(0)
        words = " ".join(cell.span.of(document.text).strip().lower() for cell in line)
        if not count or words == heads:
            yield replace(axis, labels=tuple((at, cell, str(int(key) + count)) for at, cell, key in axis.labels))
            count, heads = count + len(axis.labels), words
