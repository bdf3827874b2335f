"""Values as cells, and lines of CSV that no spreadsheet runs."""

import csv
from collections.abc import Iterable
from io import StringIO
from typing import Any

from extractor.core.terminal import printable

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet run a cell (OWASP, CSV injection)."""


def csv_line(cells: Iterable[str]) -> str:
    """Return one line of CSV, control characters escaped and formulas made harmless."""
    buffer = StringIO()
    csv.writer(buffer, lineterminator="\n").writerow([harmless(cell) for cell in cells])
    return buffer.getvalue()


def harmless(cell: str) -> str:
    """Return a cell's text on one line; what would start a formula gets an apostrophe before it.

    >>> harmless("=HYPERLINK(A1)")
    "'=HYPERLINK(A1)"
    """
    text = printable(cell)
    return f"'{text}" if cell.lstrip(" ").startswith(_FORMULA) else text


def as_told(cell: str) -> str:
    """Return a cell's text without the apostrophe that ``harmless`` put before it.

    >>> as_told("'=HYPERLINK(A1)"), as_told("'tis")
    ('=HYPERLINK(A1)', "'tis")
    """
    return cell[1:] if cell.startswith("'") and cell[1:].lstrip(" ").startswith(_FORMULA) else cell


def as_cell(value: Any) -> str:
    """Return a value as the contract's JSON writes it, text without quotation marks, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
