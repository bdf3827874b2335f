"""Draws small PDFs while tests run: columns, running heads, superscripts, turned pages. Needs reportlab.

Places are those of the program: points from the top left corner, y down.
"""

import io
from collections.abc import Iterable, Sequence
from typing import Any

import pypdfium2 as pdfium
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

PLAIN, BOLD, ITALIC = "Times-Roman", "Times-Bold", "Times-Italic"
WIDTH, HEIGHT = 595.0, 842.0


class Sheet:
    """A PDF in the making; every method draws on the current page and takes the top of the line it writes."""

    def __init__(self, *, password: str | None = None, width: float = WIDTH, height: float = HEIGHT) -> None:
        self.buffer = io.BytesIO()
        self.height = height
        encrypt: Any = StandardEncryption(password) if password else None
        self.canvas = Canvas(self.buffer, pagesize=(width, height), invariant=True, encrypt=encrypt, pageCompression=0)

    def text(self, x: float, top: float, words: str, *, size: float = 10, font: str = PLAIN) -> float:
        """Write one line and return the x where it ends."""
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, self.height - top - size, words)
        return x + float(stringWidth(words, font, size))

    def raised(self, x: float, top: float, words: str, *, size: float = 10) -> float:
        """Write a superscript beside text of ``size`` at ``top``."""
        small = 0.6 * size
        self.canvas.setFont(PLAIN, small)
        self.canvas.drawString(x, self.height - top - size + 0.4 * size, words)
        return x + float(stringWidth(words, PLAIN, small))

    def lines(
        self, x: float, top: float, lines: Iterable[str], *, size: float = 10, leading: float = 12, font: str = PLAIN
    ) -> float:
        """Write lines below each other and return the top of the next."""
        for line in lines:
            self.text(x, top, line, size=size, font=font)
            top += leading
        return top

    def paragraph(
        self,
        x: float,
        top: float,
        width: float,
        words: str,
        *,
        size: float = 10,
        leading: float = 12,
        font: str = PLAIN,
        indent: float = 0,
    ) -> float:
        """Set a paragraph in justified lines of ``width`` and return the top of the next line."""
        rows = wrapped(words, width, size, font, indent)
        for number, row in enumerate(rows):
            left = x + (indent if number == 0 else 0)
            natural = stringWidth(" ".join(row), font, size)
            room = width - (left - x) - natural
            spread = room / max(len(row) - 1, 1) if number < len(rows) - 1 else 0.0
            for word in row:
                self.text(left, top, word, size=size, font=font)
                left += stringWidth(word + " ", font, size) + spread
            top += leading
        return top

    def rule(self, x0: float, top: float, x1: float, bottom: float | None = None) -> None:
        """Draw a line."""
        self.canvas.setLineWidth(0.5)
        self.canvas.line(x0, self.height - top, x1, self.height - (top if bottom is None else bottom))

    def box(self, x0: float, top: float, x1: float, bottom: float) -> None:
        """Draw the outline of a rectangle."""
        self.canvas.rect(x0, self.height - bottom, x1 - x0, bottom - top)

    def page(self) -> None:
        """End the page and begin another."""
        self.canvas.showPage()

    def bytes(self, turn: int = 0) -> bytes:
        """End the last page and return the PDF, its pages displayed turned clockwise by ``turn`` degrees."""
        if not self.buffer.getvalue():
            self.page()
            self.canvas.save()
        return turned(self.buffer.getvalue(), turn) if turn else self.buffer.getvalue()


def turned(data: bytes, turn: int) -> bytes:
    """Return a PDF with its pages displayed turned, what is drawn on them left as it is."""
    document = pdfium.PdfDocument(data)
    for page in document:
        page.set_rotation(turn)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def scanned(data: bytes, *, skew: float = 0.0, stamp: str = "", resolution: int = 200) -> bytes:
    """Return a PDF whose pages are pictures of the pages of another, turned by ``skew`` degrees, under a stamp."""
    document = pdfium.PdfDocument(data)
    out = io.BytesIO()
    width, height = document[0].get_size()
    canvas = Canvas(out, pagesize=(width, height), invariant=True)
    for page in document:
        picture = page.render(scale=resolution / 72, grayscale=True).to_pil()
        canvas.drawImage(ImageReader(picture.rotate(-skew, fillcolor=255)), 0, 0, width, height)
        canvas.drawString(40, 20, stamp)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def wrapped(words: str, width: float, size: float, font: str, indent: float) -> list[list[str]]:
    """Break words into lines of ``width``."""
    rows: list[list[str]] = [[]]
    for word in words.split():
        room = width - (indent if len(rows) == 1 else 0)
        if rows[-1] and stringWidth(" ".join([*rows[-1], word]), font, size) > room:
            rows.append([])
        rows[-1].append(word)
    return rows


def one_page(lines: Sequence[str], *, size: float = 10) -> bytes:
    """Return a PDF of one page with lines below each other."""
    sheet = Sheet()
    sheet.lines(72, 100, lines, size=size)
    return sheet.bytes()


FILLER = (
    "The weather in the harbour was calm and the boats came in one after the other with nets full of herring. "
    "Nobody on the quay could remember so good a year, and the merchants counted their barrels until late at night. "
    "Even the gulls had given up their quarrels and slept on the roofs of the sheds."
)
"""Three plain sentences, enough for a paragraph of running text."""


def article(
    *,
    title: str = "A quiet year in the harbour of a northern town",
    authors: str = "Anna Berg, Carl Dahl",
    journal: str = "Annals of Harbours 2021;14(3):155-162",
    doi: str = "10.5555/harbour.2021.155",
    headings: Sequence[str] = ("Introduction", "Methods", "Results", "Discussion"),
    pages: int = 2,
) -> bytes:
    """Return a PDF of an article in two columns with running heads, headings, paragraphs and references."""
    sheet = Sheet()
    sheet.text(72, 90, title, size=16, font=BOLD)
    sheet.text(72, 118, authors, size=11)
    sheet.text(72, 136, f"https://doi.org/{doi}", size=8)
    columns = [(page, x) for page in range(pages) for x in (60.0, 310.0)]
    place, top, page = 0, 170.0, 0
    _head(sheet, journal, 1)
    for heading in (*headings, "References"):
        if top > 480:
            place, top = place + 1, 170.0 if columns[place + 1][0] == 0 else 90.0
        if columns[place][0] != page:
            sheet.page()
            page = columns[place][0]
            _head(sheet, journal, page + 1)
        x = columns[place][1]
        sheet.text(x, top, heading, size=12, font=BOLD)
        top += 20
        if heading == "References":
            sheet.lines(
                x, top, ["1. Berg A. Herring. Sea J. 2011;3:4-9.", "2. Dahl C. Boats. Sea J. 2012;4:1-2."], size=8
            )
        else:
            top = sheet.paragraph(x, top, 225, f"{FILLER} {FILLER} This is told under {heading}.") + 12
    return sheet.bytes()


ABSTRACTS = (
    (
        "Itching after bathing in a keeper of herons",
        "A 34-year-old woman with dermatomyositis had a rash on both hands and was given tofacitinib 5 mg twice daily. "
        "After three months the rash had cleared.",
    ),
    ("Wing beats of forty cranes: a count from the air", "Cranes beat their wings twice a second."),
    (
        "Rash and weakness in a fisherman treated with baricitinib",
        "A 61-year-old man with dermatomyositis was given baricitinib 4 mg once daily. Six weeks later his rash had "
        "improved.",
    ),
    ("Moult of penguins in warm and cold years", "Penguins moult once a year."),
    (
        "Ruxolitinib for refractory skin disease in a baker",
        "A 47-year-old woman with dermatomyositis was given ruxolitinib 10 mg twice daily. Her skin lesions improved.",
    ),
)
"""Titles and texts of abstracts of a congress, some of them case reports."""


def book_of_abstracts(abstracts: Sequence[tuple[str, str]] = ABSTRACTS, *, on_a_page: int = 2) -> bytes:
    """Return a PDF in which abstracts stand below each other: number and title in bold, authors, a place, the text."""
    sheet = Sheet()
    top = 90.0
    for number, (title, text) in enumerate(abstracts):
        if number and number % on_a_page == 0:
            sheet.page()
        if number % on_a_page == 0:
            _head(sheet, "Congress of Coast Doctors 2021: abstracts", number // on_a_page + 1)
            top = 90.0
        top = sheet.lines(72, top, [f"P-{number + 1:02} {title}"], size=11, font=BOLD, leading=14)
        top = sheet.lines(72, top, [f"Anna Roe, Carl Poe, Eve Dahl {chr(65 + number)}."], font=ITALIC)
        top = sheet.lines(72, top, [f"Hospital of Port {number + 1}"], size=9)
        top = sheet.paragraph(72, top + 6, 450, f"{text} {FILLER} {FILLER}") + 24
    return sheet.bytes()


def short_paper(title: str, text: str, *, authors: str = "Anna Berg, Carl Dahl") -> bytes:
    """Return a PDF of one page: title, authors, a DOI of its own, and a text."""
    sheet = Sheet()
    top = 60.0
    for row in wrapped(title, 450, 16, BOLD, 0):
        top = sheet.lines(72, top, [" ".join(row)], size=16, leading=18, font=BOLD)
    top = sheet.lines(72, top + 6, [authors], size=11)
    sheet.paragraph(72, top + 20, 450, f"{text} {FILLER}")
    return sheet.bytes()


def _head(sheet: Sheet, journal: str, number: int) -> None:
    sheet.text(72, 40, journal, size=8, font=ITALIC)
    sheet.text(295, 800, str(number), size=8)
