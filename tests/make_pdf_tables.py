"""Draws small PDFs with tables in the ways journals set them; coordinates are points from the top left corner."""

import io
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Literal

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from extractor.documents.backend import open_pdf
from extractor.documents.page import PageContent

Rules = Literal["three", "rows", "grid", "none", "header"]
Align = Literal["top", "middle", "bottom"]

FILLER = (
    "The patient was seen again after four weeks and told us that the rash of the face had faded while the arms were "
    "as weak as before, so that the dose was raised and the next visit was planned for the end of the same month. "
)


class Sheet:
    """A PDF in the making."""

    def __init__(self, width: float = 595, height: float = 842) -> None:
        self.width, self.height = width, height
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=(width, height), invariant=1)

    def text(self, x: float, y: float, string: str, size: float = 8, font: str = "Helvetica") -> None:
        """Set a line whose baseline is at y."""
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, self.height - y, string)

    def level(self, x0: float, x1: float, y: float) -> None:
        """Draw a level rule."""
        self.canvas.setLineWidth(0.6)
        self.canvas.line(x0, self.height - y, x1, self.height - y)

    def upright(self, x: float, y0: float, y1: float) -> None:
        """Draw an upright rule."""
        self.canvas.setLineWidth(0.6)
        self.canvas.line(x, self.height - y0, x, self.height - y1)

    def prose(self, x: float, y: float, width: float, lines: int, size: float = 10) -> float:
        """Set a paragraph of so many full lines; return the y of the last one."""
        words = (FILLER * (1 + lines)).split()
        for number in range(lines):
            line = ""
            while words and stringWidth(f"{line} {words[0]}", "Times-Roman", size) < width:
                line = f"{line} {words.pop(0)}".strip()
            self.text(x, y + number * 1.2 * size, line, size, "Times-Roman")
        return y + (lines - 1) * 1.2 * size

    def table(
        self,
        x: float,
        y: float,
        widths: Sequence[float],
        rows: Sequence[Sequence[str]],
        *,
        rules: Rules = "three",
        align: Align = "top",
        centered: bool = False,
        padding: float = 4,
        size: float = 8,
        header: int = 1,
        bold: bool = False,
        closed: bool = True,
    ) -> float:
        """Set a table whose cells are wrapped to their widths; return the y of its lower edge.

        Args:
            x: Left edge.
            y: Upper edge.
            widths: Width of each column, padding included.
            rows: The cells' texts.
            rules: Which rules are drawn: above, below and under the header; under every row; around every cell; none;
                or only above and below the header.
            align: Where in its row a lower cell stands.
            centered: Whether cells are centered in their columns.
            padding: Space between rows beside the lines' own.
            size: Type size.
            header: Header rows.
            bold: Whether the header is bold.
            closed: Whether the lower rule is drawn.
        """
        edges = [x]
        for width in widths:
            edges.append(edges[-1] + width)
        leading = 1.15 * size
        bounds = [y]
        for number, row in enumerate(rows):
            font = "Helvetica-Bold" if bold and number < header else "Helvetica"
            cells = [wrapped(cell, width - 6, size, font) for cell, width in zip(row, widths, strict=True)]
            deepest = max(len(lines) for lines in cells)
            for lines, (left, right) in zip(cells, pairwise(edges), strict=True):
                spare = deepest - len(lines)
                first = {"top": 0.0, "middle": spare / 2, "bottom": float(spare)}[align]
                for place, line in enumerate(lines):
                    inset = (right - left - stringWidth(line, font, size)) / 2 if centered else 3
                    base = bounds[-1] + padding / 2 + size + (first + place) * leading
                    self.text(left + inset, base, line, size, font)
            bounds.append(bounds[-1] + padding + deepest * leading + 1)
        drawn = {
            "three": [0, header, len(rows)],
            "rows": list(range(len(rows) + 1)),
            "grid": list(range(len(rows) + 1)),
            "none": [],
            "header": [0, header],
        }[rules]
        for number in drawn:
            if closed or number < len(rows):
                self.level(edges[0], edges[-1], bounds[number])
        if rules == "grid":
            for edge in edges:
                self.upright(edge, bounds[0], bounds[-1])
        return bounds[-1]

    def turn(self) -> None:
        """Set what follows sideways, read from the bottom of the page to its top."""
        self.canvas.saveState()
        self.canvas.translate(self.width, 0)
        self.canvas.rotate(90)
        self.height, self.width = self.width, self.height

    def page(self) -> None:
        """Begin the next page."""
        self.canvas.showPage()

    def pages(self) -> list[PageContent]:
        """Return the PDF's pages as the backend reads them."""
        self.canvas.save()
        return list(open_pdf(self.buffer.getvalue(), Path("drawn.pdf")))


def wrapped(text: str, width: float, size: float, font: str = "Helvetica") -> list[str]:
    """Return a text's lines as they fit into a width; «|» forces a new line."""
    lines: list[str] = []
    for part in text.split("|"):
        line = ""
        for word in part.split():
            if line and stringWidth(f"{line} {word}", font, size) > width:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}".strip()
        lines.append(line)
    return lines
