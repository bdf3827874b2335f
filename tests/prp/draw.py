"""Sets the two publications beside this file as PDFs: a title page's head, headings, paragraphs, a ruled table."""

import re
from collections.abc import Callable
from pathlib import Path

from tests.make_pdf import BOLD, ITALIC, PLAIN, Sheet, wrapped

HERE = Path(__file__).parent
PAPERS = ("case-report", "series")
LEFT, WIDTH, BOTTOM = 72.0, 451.0, 760.0
CELL = 9.0


def draw(name: str, folder: Path, *, width: float = WIDTH, order: Callable[[list[str]], list[str]] = list) -> Path:
    """Write the PDF of a publication into a folder and return its path.

    Args:
        name: The publication's file beside this one, without its ending.
        folder: Where the PDF is to lie.
        width: Width of the text in points; a narrow one breaks lines and pages elsewhere.
        order: Sets the headings, paragraphs and tables of the text into another order.
    """
    front, body = re.match(r"---\n(.*?)\n---\n(.*)", (HERE / f"{name}.md").read_text("utf-8"), re.DOTALL).groups()  # type: ignore[union-attr]
    head = dict(re.findall(r'^(\w+): "(.*)"$', front, re.MULTILINE))
    sheet = Sheet()
    sheet.text(LEFT, 40, head["journal"], size=8, font=ITALIC)
    top = sheet.paragraph(LEFT, 80, width, head["title"], size=16, leading=20, font=BOLD) + 6
    sheet.text(LEFT, top, head["authors"], size=11)
    sheet.text(LEFT, top + 18, f"https://doi.org/{head['doi']}", size=8)
    top += 44
    for chunk in order(re.split(r"\n\s*\n", body.strip())):
        if top > BOTTOM - 110:
            sheet.page()
            sheet.text(LEFT, 40, head["journal"], size=8, font=ITALIC)
            top = 80
        top = _chunk(sheet, top, chunk, width) + 8
    path = folder / f"{name}.pdf"
    path.write_bytes(sheet.bytes())
    return path


def _chunk(sheet: Sheet, top: float, chunk: str, width: float) -> float:
    if chunk.startswith("## "):
        sheet.text(LEFT, top + 4, chunk[3:], size=12, font=BOLD)
        return top + 16
    if chunk.startswith("|"):
        return _table(sheet, top, [row.strip("|").split("|") for row in chunk.splitlines() if "---" not in row])
    if re.match(r"\d\. ", chunk):
        return sheet.lines(LEFT, top, chunk.splitlines(), size=8, leading=10)
    return sheet.paragraph(LEFT, top, width, " ".join(chunk.split()))


def _table(sheet: Sheet, top: float, rows: list[list[str]]) -> float:
    width = WIDTH / len(rows[0])
    for number, row in enumerate(rows):
        sheet.rule(LEFT, top, LEFT + WIDTH)
        cells = [wrapped(cell, width - 8, CELL, PLAIN, 0) for cell in row]
        for column, lines in enumerate(cells):
            told = [" ".join(words) for words in lines]
            sheet.lines(LEFT + column * width + 4, top + 2, told, size=CELL, leading=11, font=PLAIN if number else BOLD)
        top += 6 + 11 * max(map(len, cells))
    sheet.rule(LEFT, top, LEFT + WIDTH)
    return top + 4
