"""The report as tables for programs, in CSV and XLSX alike, and a dictionary of all their columns.

The first column of each sheet of records and results says whether people confirmed what the row tells.
"""

from collections.abc import Iterable

from extractor.synthesis.model import Report
from extractor.synthesis.render.record_sheets import patients_sheet, publications_sheet, values_sheet
from extractor.synthesis.render.result_sheets import (
    appraisal_sheet,
    audit_sheet,
    conflicts_sheet,
    counts_sheet,
    flow_sheet,
    linked_sheet,
    responses_sheet,
)
from extractor.synthesis.render.sheet import SEVERAL, Column, Sheet

CONFIRMED, SUGGESTED = "confirmed", "suggested by a program, not confirmed"
BASIS = Column("basis", "Whether people confirmed what the row tells", words=(CONFIRMED, SUGGESTED))


def sheets(report: Report) -> tuple[Sheet, ...]:
    """Return all sheets, the dictionary of their columns last."""
    synthesis = report.synthesis
    basis = SUGGESTED if synthesis.machine_only else CONFIRMED
    records = (
        patients_sheet(synthesis),
        values_sheet(synthesis),
        publications_sheet(synthesis),
        responses_sheet(synthesis),
        counts_sheet(synthesis),
        linked_sheet(synthesis),
        conflicts_sheet(synthesis),
        flow_sheet(synthesis.prisma),
    )
    found = [_marked(sheet, basis) for sheet in records]
    found += [audit_sheet(report.audit)] if report.audit else []
    found += [appraisal_sheet(report.forms)] if report.forms else []
    return (*found, _dictionary(found))


def _marked(sheet: Sheet, basis: str) -> Sheet:
    """Return a sheet whose rows say what they stand on."""
    rows = sheet.rows
    return Sheet(sheet.name, sheet.title, (BASIS, *sheet.columns), lambda: ((basis, *row) for row in rows()))


def _dictionary(described: Iterable[Sheet]) -> Sheet:
    columns = (
        Column("sheet", "Sheet, or CSV file of that name"),
        Column("column", "Column"),
        Column("meaning", "What stands in it"),
        Column("unit", "Unit of its numbers"),
        Column("words", "Words that may stand in it, where they are fixed"),
    )
    rows = [
        (sheet.name, column.name, column.meaning, column.unit, SEVERAL.join(column.words))
        for sheet in described
        for column in sheet.columns
    ]
    return Sheet("dictionary", "What each column means", columns, lambda: rows)
