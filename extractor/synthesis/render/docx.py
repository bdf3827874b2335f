"""A report as one DOCX document: the pages' tables and figures, to be edited.

Headings, captions and repeated header rows are real ones. Quotes are left to the other forms.
"""

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from extractor.core.files import write_atomically
from extractor.synthesis.model import Report
from extractor.synthesis.render.blocks import Block, Figure, Heading, Paragraph, Table, numbered
from extractor.synthesis.render.contents import contents
from extractor.synthesis.render.drawing import WIDTH_INCHES, png, settings
from extractor.synthesis.render.words import MACHINE_ONLY, one_line

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.text.paragraph import Paragraph as Written

NAME = "report.docx"

WRITTEN = datetime(2000, 1, 1)
"""Stands for the time of writing, so that the same report gives the same bytes."""
ZIPPED = (1980, 1, 1, 0, 0, 0)

TABLE_ROWS = 2_000
"""Rows that word processors still handle; longer tables are left to the workbook."""
TABLE_POINTS = 7.5
"""Size of letters in tables."""


def write_docx(report: Report, folder: Path) -> tuple[Path, ...]:
    """Write the document into ``folder``."""
    document = _empty(report)
    with settings():
        for block, number in numbered(contents(report)):
            _add(document, block, number)
    file = BytesIO()
    document.save(file)
    path = folder / NAME
    write_atomically(path, [_without_times(file)])
    return (path,)


def _empty(report: Report) -> "Document":
    """Return a document on A4 turned on its side, its title and remark set."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(18)
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
    _caption(document, number, table.caption).paragraph_format.keep_with_next = True
    if len(table.rows) > TABLE_ROWS:
        document.add_paragraph(f"{len(table.rows)} rows, too many for a page: see the workbook (report.xlsx).")
        return
    added = document.add_table(rows=0, cols=len(table.columns), style="Table Grid")
    added._tbl.append(_row([words for words, _ in table.columns], header=True))
    for row in table.rows:
        added._tbl.append(_row([entry.words for entry in row]))
    for note in table.notes:
        document.add_paragraph(one_line(note))
    document.add_paragraph()


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


def _row(cells: list[str], *, header: bool = False) -> "BaseOxmlElement":
    """Return a row as XML; the library's own way takes time with the square of the rows."""
    from docx.oxml import OxmlElement

    row = OxmlElement("w:tr")
    properties = OxmlElement("w:trPr")
    properties.append(OxmlElement("w:cantSplit"))
    if header:
        properties.append(OxmlElement("w:tblHeader"))
    row.append(properties)
    for words in cells:
        cell, paragraph = OxmlElement("w:tc"), OxmlElement("w:p")
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
