"""A report as DOCX: the pages' tables and figures, to be edited, and the appraisal forms, to be filled in.

Headings, captions and repeated header rows are real ones. The quotes behind numbers are left to the other formats.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from extractor.core.files import write_atomically
from extractor.synthesis.model import Report
from extractor.synthesis.render.appendices import form_blocks
from extractor.synthesis.render.blocks import Block, Figure, Heading, Paragraph, Table, numbered
from extractor.synthesis.render.contents import contents
from extractor.synthesis.render.drawing import WIDTH_INCHES, png, settings
from extractor.synthesis.render.words import MACHINE_ONLY, one_line

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.text.paragraph import Paragraph as Written

NAME = "report.docx"
FORMS_NAME = "appraisal.docx"

WRITTEN = datetime(2000, 1, 1)
"""Stands for the time of writing, so that the same report gives the same bytes."""
ZIPPED = (1980, 1, 1, 0, 0, 0)

TABLE_ROWS = 2_000
"""Rows that word processors still handle; longer tables are left to the workbook."""
FONT, TEXT_POINTS, TABLE_POINTS = "Arial", 10, 7.5
PAGE_MM, MARGIN_MM = 297, 18
"""A4 on its side."""
LONG_WORD, LONG_CELL = 16, 45
"""Characters above which a longer word, or a longer cell, makes a column no wider."""
TWIPS_PER_MM = 1440 / 25.4
CHARACTER_TWIPS = TABLE_POINTS * 20 * 0.62
"""A letter is at most about 0.62 of its size wide on average."""
CELL_TWIPS = 230
"""The margins inside a cell, left and right."""


def write_docx(report: Report, folder: Path) -> tuple[Path, ...]:
    """Write the report into ``folder``, and beside it the appraisal forms where there are any."""
    documents = [(folder / NAME, contents(replace(report, forms=())))]
    if report.forms:
        title = Heading(1, "forms", report.synthesis.labels.title)
        documents.append((folder / FORMS_NAME, chain([title], form_blocks(report.forms))))
    for path, blocks in documents:
        write_atomically(path, [_document(report, blocks)])
    return tuple(path for path, _ in documents)


def _document(report: Report, blocks: Iterable[Block]) -> bytes:
    document = _empty(report)
    with settings():
        for block, number in numbered(blocks):
            _add(document, block, number)
    file = BytesIO()
    document.save(file)
    return _without_times(file)


def _empty(report: Report) -> "Document":
    """Return a document on A4 turned on its side, its title and remark set."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm, Pt

    document = Document()
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = FONT, Pt(TEXT_POINTS)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(PAGE_MM), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(MARGIN_MM)
    if report.synthesis.machine_only:
        section.header.paragraphs[0].add_run(MACHINE_ONLY).bold = True
    properties = document.core_properties
    properties.title = one_line(report.synthesis.labels.title)[:255]
    properties.author = properties.comments = properties.last_modified_by = ""
    properties.created = properties.modified = WRITTEN
    return document


def _add(document: "Document", block: Block, number: str) -> None:
    if isinstance(block, Heading):
        document.add_heading(one_line(block.words), block.level - 1)
    elif isinstance(block, Paragraph):
        document.add_paragraph().add_run(one_line(block.words)).bold = block.warning or None
    elif isinstance(block, Figure):
        _add_figure(document, block, number)
    else:
        _add_table(document, block, number)


def _add_figure(document: "Document", figure: Figure, number: str) -> None:
    from docx.shared import Inches

    if figure.draw is None:
        document.add_paragraph(one_line(figure.description))
    else:
        shape = document.add_picture(BytesIO(png(figure.draw())), width=Inches(WIDTH_INCHES))
        shape._inline.docPr.set("descr", one_line(figure.description))  # no public way to set the text alternative
        document.paragraphs[-1].paragraph_format.keep_with_next = True
    _caption(document, number, figure.caption)


def _add_table(document: "Document", table: Table, number: str) -> None:
    from docx.shared import Twips

    _caption(document, number, table.caption).paragraph_format.keep_with_next = True
    if len(table.rows) > TABLE_ROWS:
        document.add_paragraph(f"{len(table.rows)} rows, too many for a page: see the workbook (report.xlsx).")
        return
    added = document.add_table(rows=0, cols=len(table.columns), style="Table Grid")
    added.autofit = False
    widths = _widths(table)
    for column, width in zip(added.columns, widths, strict=True):
        column.width = Twips(width)
    added._tbl.append(_row([words for words, _ in table.columns], widths, header=True))
    for row in table.rows:
        added._tbl.append(_row([entry.words for entry in row], widths))
    for note in table.notes:
        document.add_paragraph(one_line(note))
    document.add_paragraph()


def _widths(table: Table) -> list[int]:
    """Return the widths of columns in twentieths of a point: each holds its longest word, long cells share the rest.

    A table with little in it is narrower than the page.
    """
    needed, wanted = [], []
    for column, (header, _) in enumerate(table.columns):
        cells = [header, *(row[column].words for row in table.rows)]
        word = max((len(part) for cell in cells for part in cell.split()), default=0)
        needed.append(min(word, LONG_WORD) * CHARACTER_TWIPS + CELL_TWIPS)
        wanted.append(min(max(map(len, cells)), LONG_CELL) * CHARACTER_TWIPS + CELL_TWIPS)
    most = (PAGE_MM - 2 * MARGIN_MM) * TWIPS_PER_MM
    missing = sum(wanted) - sum(needed)
    share = max(0.0, min(1.0, (most - sum(needed)) / missing)) if missing else 0.0
    scale = min(1.0, most / sum(needed))
    return [int((need + share * (want - need)) * scale) for need, want in zip(needed, wanted, strict=True)]


def _caption(document: "Document", number: str, words: str) -> "Written":
    """Add a caption whose number is a field, so that word processors can list and renumber it."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    kind, place = number.split()
    paragraph = document.add_paragraph(f"{kind} ", style="Caption")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), f" SEQ {kind} \\* ARABIC ")
    field.append(_run(place))
    paragraph._p.append(field)
    paragraph.add_run(f". {one_line(words)}")
    return paragraph


def _row(cells: list[str], widths: list[int], *, header: bool = False) -> "BaseOxmlElement":
    """Return a row as XML; the library's own way takes time with the square of the rows."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    row = OxmlElement("w:tr")
    properties = OxmlElement("w:trPr")
    properties.append(OxmlElement("w:cantSplit"))
    if header:
        properties.append(OxmlElement("w:tblHeader"))
    row.append(properties)
    for words, width in zip(cells, widths, strict=True):
        cell, paragraph, shape = OxmlElement("w:tc"), OxmlElement("w:p"), OxmlElement("w:tcPr")
        size = OxmlElement("w:tcW")
        size.set(qn("w:w"), str(width))
        size.set(qn("w:type"), "dxa")
        shape.append(size)
        cell.append(shape)
        paragraph.append(_run(one_line(words), points=TABLE_POINTS, bold=header))
        cell.append(paragraph)
        row.append(cell)
    return row


def _run(words: str, *, points: float | None = None, bold: bool = False) -> "BaseOxmlElement":
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    run, properties, text = OxmlElement("w:r"), OxmlElement("w:rPr"), OxmlElement("w:t")
    if bold:
        properties.append(OxmlElement("w:b"))
    if points is not None:
        size = OxmlElement("w:sz")
        size.set(qn("w:val"), str(int(points * 2)))
        properties.append(size)
    text.text = words
    text.set(qn("xml:space"), "preserve")
    run.append(properties)
    run.append(text)
    return run


def _without_times(file: BytesIO) -> bytes:
    """Return the same archive with one time for all its parts."""
    written = BytesIO()
    with ZipFile(file) as given, ZipFile(written, "w") as archive:
        for name in given.namelist():
            archive.writestr(ZipInfo(name, ZIPPED), given.read(name), ZIP_DEFLATED)
    return written.getvalue()
