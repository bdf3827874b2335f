"""The sheets as one workbook, after a sheet that says what it is; text is never a formula or a link."""

from datetime import UTC, datetime
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.core.candidate import Value
from extractor.core.files import write_atomically
from extractor.synthesis.model import Report
from extractor.synthesis.render.sheet import Sheet
from extractor.synthesis.render.sheets import sheets
from extractor.synthesis.render.words import MACHINE_ONLY, one_line, summary_words

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

NAME = "report.xlsx"

CREATED = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands for the time of writing, so that the same report gives the same bytes."""

CELL_CHARACTERS = 32_767
"""Excel's limit for one cell."""
SHEET_ROWS = 1_048_576
"""Excel's limit for one sheet, header among them."""
WIDTH = 18
"""Width of a column, in characters."""


def write_xlsx(report: Report, folder: Path) -> tuple[Path, ...]:
    """Write the workbook into ``folder``; rows are kept on disk while it is made."""
    from xlsxwriter import Workbook

    file = BytesIO()
    with Workbook(file, {"constant_memory": True}) as workbook:
        workbook.set_properties({"title": one_line(report.synthesis.labels.title), "created": CREATED})
        bold = workbook.add_format({"bold": True})
        _about(workbook, report, bold)
        for sheet in sheets(report):
            _sheet(workbook, sheet, bold)
    path = folder / NAME
    write_atomically(path, [file.getvalue()])
    return (path,)


def _about(workbook: "Workbook", report: Report, bold: "Format") -> None:
    """Write what the workbook is, and from what it was made."""
    synthesis, made = report.synthesis, report.provenance
    worksheet = workbook.add_worksheet("about")
    worksheet.set_column(0, 1, 40)
    lines: list[tuple[str, ...]] = [(synthesis.labels.title,)]
    lines += [(MACHINE_ONLY,)] if synthesis.machine_only else []
    lines += [(summary_words(synthesis),), ("What each column means stands in the sheet dictionary.",)]
    lines += [("Version of the program", made.version), ("Protocol", f"{made.protocol_id} {made.protocol_version}")]
    lines += [("Digest of the protocol", made.protocol_digest), ("Digest of all decisions", made.decisions)]
    lines += list(made.settings)
    for row, cells in enumerate(lines):
        for column, cell in enumerate(cells):
            _write(worksheet, row, column, cell, bold if row == 0 or cell == MACHINE_ONLY else None)


def _sheet(workbook: "Workbook", sheet: Sheet, bold: "Format") -> None:
    worksheet = workbook.add_worksheet(sheet.name)
    worksheet.set_column(0, len(sheet.columns) - 1, WIDTH)
    worksheet.freeze_panes(1, 0)
    worksheet.repeat_rows(0)
    worksheet.set_landscape()
    for column, described in enumerate(sheet.columns):
        _write(worksheet, 0, column, described.name, bold)
    last = 0
    for last, row in enumerate(islice(sheet.rows(), SHEET_ROWS - 1), start=1):
        for column, cell in enumerate(row):
            _write(worksheet, last, column, cell)
    worksheet.autofilter(0, 0, last, len(sheet.columns) - 1)


def _write(worksheet: "Worksheet", row: int, column: int, cell: Value | None, form: "Format | None" = None) -> None:
    """Write a number as a number, a truth as a truth, and all else as text, whatever it looks like."""
    if isinstance(cell, bool):
        worksheet.write_boolean(row, column, cell, form)
    elif isinstance(cell, int | float):
        worksheet.write_number(row, column, cell, form)
    elif cell:
        worksheet.write_string(row, column, one_line(cell)[:CELL_CHARACTERS], form)
