"""The sheets of values and of patients as CSV, with the dictionary of their columns."""

from collections.abc import Iterator
from pathlib import Path

from extractor.core.files import write_atomically
from extractor.core.spreadsheet import as_cell, csv_line
from extractor.synthesis.model import Report
from extractor.synthesis.render.sheet import Sheet
from extractor.synthesis.render.sheets import sheets

NAMES = ("values", "patients", "dictionary")
"""The sheets that are written: long, wide, and what their columns mean."""


def write_csv(report: Report, folder: Path) -> tuple[Path, ...]:
    """Write a file a sheet into ``folder``."""
    paths = []
    for sheet in sheets(report):
        if sheet.name in NAMES:
            paths.append(folder / f"{sheet.name}.csv")
            write_atomically(paths[-1], _lines(sheet))
    return tuple(paths)


def _lines(sheet: Sheet) -> Iterator[str]:
    yield csv_line(column.name for column in sheet.columns)
    for row in sheet.rows():
        yield csv_line(map(as_cell, row))
