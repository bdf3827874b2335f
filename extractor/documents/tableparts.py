"""Tables as they stand on pages, and the parts of one joined over its pages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.core.geometry import Box
from extractor.documents.words import RawWord


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell of a page's table; ``words`` are in reading order, lines top to bottom, ``pages`` says each one's page."""

    row: int
    column: int
    words: tuple[RawWord, ...]
    is_header: bool
    row_span: int = 1
    column_span: int = 1
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table or the part of one that stands on ``page``; ``box`` holds its cells, not its caption or notes.

    ``continued`` marks a part that says so, or that repeats no caption and stands first on its page.
    """

    label: str | None
    caption: tuple[RawWord, ...]
    box: Box
    cells: tuple[RawCell, ...]
    n_rows: int
    n_columns: int
    notes: tuple[tuple[RawWord, ...], ...]
    page: int
    continued: bool


@dataclass(frozen=True, slots=True)
class JoinedTable:
    """A table over its pages: ``caption_page`` and ``note_pages`` say where caption and notes stand."""

    label: str | None
    caption: tuple[RawWord, ...]
    caption_page: int
    boxes: tuple[Box, ...]
    cells: tuple[RawCell, ...]
    n_rows: int
    n_columns: int
    notes: tuple[tuple[RawWord, ...], ...]
    note_pages: tuple[int, ...]


def join_parts(tables: Sequence[RawTable]) -> list[JoinedTable]:
    """Return the tables of a document, each with the parts that continue it on later pages.

    Args:
        tables: The tables of all pages, in order of their pages.
    """
    joined: list[JoinedTable] = []
    for table in tables:
        if joined and _continues(joined[-1], table):
            joined[-1] = _append(joined[-1], table)
        else:
            joined.append(
                JoinedTable(
                    table.label,
                    table.caption,
                    table.page,
                    (table.box,),
                    table.cells,
                    table.n_rows,
                    table.n_columns,
                    table.notes,
                    (table.page,) * len(table.notes),
                )
            )
    return joined


def _continues(before: JoinedTable, table: RawTable) -> bool:
    last = before.boxes[-1]
    if table.n_columns != before.n_columns or table.page > last.page + 1:
        return False
    if table.page == last.page and (table.label is None or before.label is None):  # goes on in the next column
        return table.box.x0 > last.x1 - 1 and _repeated_rows(before.cells, table) > 0
    if table.label is not None:
        return table.label == before.label
    return table.continued


def _append(before: JoinedTable, table: RawTable) -> JoinedTable:
    repeated = _repeated_rows(before.cells, table)
    cells = list(before.cells)
    offset = before.n_rows - repeated
    body = [cell for cell in table.cells if cell.row >= repeated]
    last = [cell for cell in cells if cell.row == before.n_rows - 1]
    if _goes_on(body, repeated) or (bool(repeated) and _completes(last, body, repeated)):
        offset -= 1
        heads = {cell.column: cell for cell in body if cell.row == repeated}
        for place, cell in enumerate(cells):
            more = heads.get(cell.column) if cell.row == before.n_rows - 1 else None
            if more is not None and more.words:
                cells[place] = replace(cell, words=cell.words + more.words, pages=cell.pages + more.pages)
        body = [cell for cell in body if cell.row > repeated]
    cells.extend(replace(cell, row=cell.row + offset, is_header=False) for cell in body)
    named = before if before.label is not None or table.label is None else None
    return JoinedTable(
        named.label if named else table.label,
        named.caption if named else table.caption,
        named.caption_page if named else table.page,
        (*before.boxes, table.box),
        tuple(cells),
        max(cell.row for cell in cells) + 1,
        before.n_columns,
        before.notes + table.notes,
        before.note_pages + (table.page,) * len(table.notes),
    )


def _repeated_rows(before: Sequence[RawCell], table: RawTable) -> int:
    """Return how many first rows of a part repeat the table's own first rows."""
    own = _row_texts(before)
    count = 0
    for row, text in sorted(_row_texts(table.cells).items()):
        if text != own.get(row) or not any(text):
            break
        count = row + 1
    return count


def _row_texts(cells: Sequence[RawCell]) -> dict[int, list[str]]:
    rows: dict[int, list[str]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append("".join(word.text for word in cell.words))
    return rows


def _completes(last: Sequence[RawCell], body: Sequence[RawCell], first_row: int) -> bool:
    """Tell whether a row without a first cell and the row after the page's end have no column in common."""
    first = [cell for cell in body if cell.row == first_row]
    taken = {cell.column for cell in last if cell.words}
    return bool(last) and not last[0].words and not any(cell.column in taken for cell in first if cell.words)


def _goes_on(body: Sequence[RawCell], first_row: int) -> bool:
    """Tell whether a part's first row is the rest of a row that the page before has begun: its first cell is empty."""
    first = [cell for cell in body if cell.row == first_row]
    return bool(first) and not first[0].words and any(cell.words for cell in first)
