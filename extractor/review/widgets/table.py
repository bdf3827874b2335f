"""A table as a table: its cells in columns, those with the evidence lit."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from extractor.core.document import Document, Table
from extractor.core.terminal import printable
from extractor.core.text import Span

CUT = "…"
RULE = " │ "
MAX_COLUMN = 28
"""Characters of a column at most; longer cells are broken into lines."""
MIN_COLUMN = 6
MAX_LINES = 4
"""Lines of a cell that is not lit, so that one long cell does not push the lit one out of sight."""


@dataclass(frozen=True, slots=True)
class _Cell:
    words: str = ""
    lit: bool = False
    header: bool = False


def table_text(document: Document, table: Table, lit: Sequence[Span], *, width: int, lit_style: str) -> Text:
    """Return the part of a table around its lit cells that fits into ``width`` characters.

    The header and the first column stay, since they say what a cell means; left-out rows and columns show as ``…``.
    """
    grid = _grid(document, table, lit)
    rows = _kept_rows(grid)
    columns = _kept_columns(grid, rows, width)
    return _drawn(grid, rows, columns, lit_style)


def whole_table(document: Document, table: Table, lit: Sequence[Span], *, lit_style: str) -> tuple[Text, int]:
    """Return the whole table, as wide as it is, and the number of the first line with a lit cell."""
    grid = _grid(document, table, lit)
    widths = _widths(grid, range(len(grid)))
    columns = [(number, min(width, MAX_COLUMN)) for number, width in enumerate(widths)]
    text = Text(no_wrap=True)
    at, lines = 0, 0
    for number in range(len(grid)):
        part = _drawn(grid, [number], columns, lit_style)
        if not at and any(cell.lit for cell in grid[number]):
            at = lines
        lines += part.plain.count("\n")
        text.append_text(part)
    for note in table.notes:
        text.append(f"{printable(' '.join(note.of(document.text).split()))}\n", style="italic")
    return text, at


def _grid(document: Document, table: Table, lit: Sequence[Span]) -> list[list[_Cell]]:
    grid = [[_Cell() for _ in range(table.n_columns)] for _ in range(table.n_rows)]
    for cell in table.cells:
        words = printable(" ".join(cell.span.of(document.text).split()))
        is_lit = any(cell.span.overlaps(span) for span in lit) and bool(words)
        for row in range(cell.row, min(cell.row + cell.row_span, table.n_rows)):
            grid[row][cell.column] = _Cell(words if row == cell.row else "", is_lit, cell.is_header)
    return grid


def _kept_rows(grid: Sequence[Sequence[_Cell]]) -> list[int]:
    """Return the header rows, the lit ones and their neighbors."""
    kept = {number for number, row in enumerate(grid) if any(cell.header for cell in row[1:])}
    lit = [number for number, row in enumerate(grid) if any(cell.lit for cell in row)]
    kept |= {0, *lit, *(number + step for number in lit for step in (-1, 1))}
    return sorted(number for number in kept if 0 <= number < len(grid))


def _kept_columns(grid: Sequence[Sequence[_Cell]], rows: Sequence[int], width: int) -> list[tuple[int, int]]:
    """Return numbers and widths of the columns that fit: the first, the lit ones, then the nearest to these."""
    widths = [min(found, MAX_COLUMN) for found in _widths(grid, rows)]
    lit = [number for number in range(len(widths)) if any(grid[row][number].lit for row in rows)]
    first = list(dict.fromkeys([0, *lit]))
    share = max(MIN_COLUMN, (width - len(RULE) * (len(first) - 1) - 2 * len(CUT + RULE)) // max(1, len(first)))
    kept = {number: min(widths[number], share) for number in first}
    near = sorted(
        (number for number in range(len(widths)) if number not in kept),
        key=lambda number: (min((abs(number - other) for other in lit), default=number), number),
    )
    for number in near:
        used = sum(kept.values()) + len(RULE) * len(kept) + 2 * len(CUT + RULE)
        if used + widths[number] <= width:
            kept[number] = widths[number]
    return sorted(kept.items())


def _widths(grid: Sequence[Sequence[_Cell]], rows: Sequence[int]) -> list[int]:
    n_columns = len(grid[0]) if grid else 0
    return [max((cell_len(grid[row][number].words) for row in rows), default=0) or 1 for number in range(n_columns)]


def _drawn(
    grid: Sequence[Sequence[_Cell]], rows: Sequence[int], columns: Sequence[tuple[int, int]], lit_style: str
) -> Text:
    text = Text(no_wrap=True)
    before = -1
    for number in rows:
        if number != before + 1 and before >= 0:
            text.append(f"{CUT}\n")
        before = number
        _row(text, grid[number], columns, lit_style)
        if any(cell.header for cell in grid[number][1:]) or number == 0:
            text.append("─┼─".join("─" * width for _, width in columns) + "\n")
    return text


def _row(text: Text, row: Sequence[_Cell], columns: Sequence[tuple[int, int]], lit_style: str) -> None:
    cells = [(_broken(row[number], width), row[number], width, number) for number, width in columns]
    for line in range(max((len(lines) for lines, *_ in cells), default=0)):
        before = -1
        for lines, cell, width, number in cells:
            if before >= 0:
                text.append(RULE if number == before + 1 else f" {CUT} ")
            before = number
            words = lines[line] if line < len(lines) else ""
            style = lit_style if cell.lit else "bold" if cell.header else ""
            text.append(words, style=style)
            text.append(" " * (width - cell_len(words)))
        text.append("\n")


def _broken(cell: _Cell, width: int) -> list[str]:
    lines = [set_cell_size(line, min(width, cell_len(line))) for line in wrap(cell.words, width)] or [""]
    if len(lines) > MAX_LINES and not cell.lit:
        lines = [*lines[: MAX_LINES - 1], CUT]
    return lines
