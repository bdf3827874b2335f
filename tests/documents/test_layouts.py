"""What journals do to a page, drawn small: each layout is read as a person reads it."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from reportlab.lib.colors import Color
from reportlab.lib.utils import ImageReader

from extractor.core.document import Document
from extractor.documents.read import read_pdf
from tests.make_hostile import CATALOG, PAGES, pdf, stream
from tests.make_pdf import BOLD, FILLER, Sheet, article, one_page

FIRST, SECOND, THIRD = (
    "The first boat left the quay before the sun was up, and nobody on board had slept more than an hour or two.",
    "Herring came early that year, in shoals so dense that the nets had to be drawn by two boats side by side.",
    "By noon the barrels were full, the salt was used up, and the merchants sent to the next town for more of it.",
)


def read(data: bytes, folder: Path) -> Document:
    path = folder / "paper.pdf"
    path.write_bytes(data)
    return read_pdf(path)


def blocks(document: Document, *kinds: str) -> list[str]:
    return [block.span.of(document.text) for block in document.blocks if not kinds or block.kind in kinds]


def headed(sheet: Sheet) -> None:
    sheet.text(60, 70, "A quiet year in the harbour of a town", size=18, font=BOLD)
    sheet.text(60, 98, "Anna Berg, Carl Dahl", size=11)
    sheet.text(60, 130, "Introduction", size=12, font=BOLD)


def grey(width: int, height: int) -> ImageReader:
    """Return a picture."""
    from PIL import Image

    return ImageReader(Image.new("L", (width, height), 150))


def test_three_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    sheet = Sheet()
    for x, words in ((40, FIRST), (215, SECOND), (390, THIRD)):
        sheet.paragraph(x, 100, 160, f"{words} {FILLER}", size=9, leading=11)
    assert blocks(read(sheet.bytes(), tmp_path)) == [f"{words} {FILLER}" for words in (FIRST, SECOND, THIRD)]


def test_columns_drawn_row_by_row_are_read_one_after_the_other(tmp_path: Path) -> None:
    sheet = Sheet()
    left = [f"left {FIRST[:25]} of boat {number} of the fleet" for number in range(20)]
    right = [f"right {SECOND[:30]} on day {number} of May" for number in range(20)]
    for number, rows in enumerate(zip(left, right, strict=True)):
        for x, row in zip((60, 320), rows, strict=True):
            sheet.text(x, 100 + 12 * number, row)
    text = read(sheet.bytes(), tmp_path).text
    assert " ".join(text.split()) == " ".join(" ".join([*left, *right]).split())


@pytest.mark.parametrize("box_first", [True, False])
def test_a_box_beside_the_text_does_not_break_into_it(box_first: bool, tmp_path: Path) -> None:
    sheet = Sheet()
    headed(sheet)

    def box() -> None:
        sheet.box(330, 150, 540, 260)
        sheet.text(340, 156, "Key facts of the harbour", size=9, font=BOLD)
        sheet.paragraph(340, 172, 190, THIRD, size=8, leading=10)

    if box_first:
        box()
    end = sheet.paragraph(60, 150, 240, f"{FIRST} {FILLER}")
    if not box_first:
        box()
    sheet.paragraph(60, end + 6, 240, f"{SECOND} {FILLER}")
    document = read(sheet.bytes(), tmp_path)
    assert f"{FIRST} {FILLER}" in blocks(document, "paragraph")
    assert f"{SECOND} {FILLER}" in blocks(document, "paragraph")
    assert THIRD in blocks(document)


def test_text_goes_on_around_a_figure(tmp_path: Path) -> None:
    sheet = Sheet()
    headed(sheet)
    first, second = f"{FIRST} {FILLER} the boats", f"went out again. {SECOND} {FILLER}"
    top = sheet.paragraph(60, 150, 230, first)
    sheet.canvas.drawImage(grey(60, 40), 60, 842 - top - 110, 230, 100)
    sheet.paragraph(60, top + 120, 230, f"Figure 1. {THIRD}", size=8, leading=10)
    sheet.paragraph(310, 150, 230, second)
    document = read(sheet.bytes(), tmp_path)
    assert f"{first} {second}" in blocks(document, "paragraph")
    assert blocks(document, "caption") == [f"Figure 1. {THIRD}"]


def test_text_set_narrow_beside_a_picture_is_one_paragraph(tmp_path: Path) -> None:
    sheet = Sheet()
    headed(sheet)
    words = f"{FIRST} {SECOND} {THIRD}".split()
    sheet.canvas.drawImage(grey(60, 40), 330, 842 - 230, 200, 80)
    top, at = 150.0, 0
    while at < len(words):
        width, line = (250.0 if top < 235 else 470.0), [words[at]]
        at += 1
        while at < len(words) and sheet.canvas.stringWidth(" ".join([*line, words[at]]), "Times-Roman", 10) < width:
            line.append(words[at])
            at += 1
        sheet.text(60, top, " ".join(line))
        top += 12
    assert " ".join(words) in blocks(read(sheet.bytes(), tmp_path), "paragraph")


def test_a_letter_that_starts_in_the_middle_of_a_page_leaves_out_the_one_before(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.paragraph(60, 90, 470, f"{THIRD} {FILLER}")
    sheet.lines(60, 150, ["1. Berg A. Herring. Sea J. 2011;3:4-9.", "2. Dahl C. Boats. Sea J. 2012;4:1-2."], size=8)
    sheet.text(60, 200, "A quiet year in the harbour of a town", size=16, font=BOLD)
    sheet.text(60, 225, "Anna Berg, Carl Dahl", size=11)
    sheet.text(60, 250, "To the Editor:")
    sheet.paragraph(60, 264, 470, f"{FIRST} {FILLER}")
    sheet.paragraph(60, 340, 470, f"{SECOND} {FILLER}")
    document = read(sheet.bytes(), tmp_path)
    assert document.front.title is not None
    assert document.front.title.value == "A quiet year in the harbour of a town"
    told = " ".join(blocks(document, "paragraph"))
    assert FIRST in told
    assert SECOND in told
    assert THIRD not in told


def test_a_letter_that_begins_behind_the_references_is_no_text_of_the_article(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.text(60, 70, "A quiet year in the harbour of a town", size=16, font=BOLD)
    sheet.text(60, 98, "Anna Berg, Carl Dahl", size=11)
    sheet.text(60, 120, "To the Editor:")
    sheet.paragraph(60, 134, 470, f"{FIRST} {FILLER}")
    sheet.paragraph(60, 200, 470, f"{SECOND} {FILLER}")
    sheet.text(60, 280, "References", size=11, font=BOLD)
    sheet.lines(60, 300, ["1. Berg A. Herring. Sea J. 2011;3:4-9.", "2. Dahl C. Boats. Sea J. 2012;4:1-2."], size=8)
    sheet.text(60, 350, "Cod in the winter of a southern bay", size=16, font=BOLD)
    sheet.text(60, 375, "Erik Falk, Gro Holm", size=11)
    sheet.text(60, 400, "To the Editor:")
    sheet.paragraph(60, 414, 470, f"{THIRD} {FILLER}")
    document = read(sheet.bytes(), tmp_path)
    assert document.front.title is not None
    assert document.front.title.value == "A quiet year in the harbour of a town"
    section = document.section_at(document.text.index(THIRD))
    assert section is not None
    assert section.kind == "back_matter"
    assert THIRD not in " ".join(blocks(document, "paragraph"))


def stamped(draw: Callable[[Sheet, int], None]) -> bytes:
    """Return an article of two pages, something drawn over each before its text."""
    sheet = Sheet()
    for number, words in enumerate((FIRST, SECOND)):
        draw(sheet, number)
        if number == 0:
            headed(sheet)
        sheet.paragraph(60, 150, 470, f"{words} {FILLER} {FILLER}")
        sheet.paragraph(60, 260, 470, f"{FILLER} {words}")
        sheet.page()
    sheet.canvas.save()
    return sheet.buffer.getvalue()


def watermark(degrees: float, words: str) -> Callable[[Sheet, int], None]:
    def draw(sheet: Sheet, number: int) -> None:
        sheet.canvas.saveState()
        sheet.canvas.setFillColor(Color(0.8, 0.8, 0.8))
        sheet.canvas.translate(300, 600)
        sheet.canvas.rotate(degrees)
        sheet.canvas.setFont("Helvetica-Bold", 60)
        sheet.canvas.drawCentredString(0, 0, words)
        sheet.canvas.restoreState()

    return draw


def licence(sheet: Sheet, number: int) -> None:
    if number == 0:
        sheet.box(60, 700, 540, 740)
        sheet.paragraph(
            66, 704, 460, "© 2021 The Authors. Published under the Creative Commons licence.", size=7, leading=9
        )  # fmt: skip


def download(sheet: Sheet, number: int) -> None:
    sheet.text(60, 815, f"Downloaded from https://sea.example on 4 March 2021 by guest {number}", size=6)


def side_stamp(sheet: Sheet, number: int) -> None:
    sheet.canvas.saveState()
    sheet.canvas.translate(30, 200)
    sheet.canvas.rotate(90)
    sheet.canvas.setFont("Helvetica", 6)
    sheet.canvas.drawString(0, 0, "Downloaded from https://sea.example by guest on 4 March 2021")
    sheet.canvas.restoreState()


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (watermark(45, "UNCORRECTED"), "UNCORRECTED"),
        (watermark(55, "ACCEPTED PROOF"), "PROOF"),
        (watermark(30, "DRAFT"), "DRAFT"),
        (licence, "Creative"),
        (download, "Downloaded"),
        (side_stamp, "Downloaded"),
    ],
    ids=["watermark 45", "watermark 55", "watermark 30", "licence", "download", "side stamp"],
)
def test_what_is_stamped_on_a_page_is_no_text_of_the_article(
    draw: Callable[[Sheet, int], None], words: str, tmp_path: Path
) -> None:
    document = read(stamped(draw), tmp_path)
    assert blocks(document, "paragraph") == [
        f"{FIRST} {FILLER} {FILLER}",
        f"{FILLER} {FIRST}",
        f"{SECOND} {FILLER} {FILLER}",
        f"{FILLER} {SECOND}",
    ]
    assert words in " ".join([*blocks(document, "front", "back"), *(item.text for item in document.furniture)])


def lines(tmp_path: Path, *rows: str) -> str:
    return read(one_page([*FILLER.split(". "), *rows]), tmp_path).text


def test_citations_raised_beside_a_word_are_told_from_exponents_and_units(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.paragraph(60, 100, 470, FILLER)
    x = sheet.text(60, 160, "The catch improved.")
    x = sheet.raised(x, 160, "1,2")
    x = sheet.text(x, 160, " It was 3 x 10")
    x = sheet.raised(x, 160, "9")
    x = sheet.text(x, 160, "/L at 12 kg/m")
    x = sheet.raised(x, 160, "2")
    sheet.text(x, 160, " and fell later.")
    assert "The catch improved.¹,² It was 3 x 10⁹/L at 12 kg/m² and fell later." in read(sheet.bytes(), tmp_path).text


def test_greek_letters_of_the_symbol_font_are_read(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.paragraph(60, 100, 470, FILLER)
    x = sheet.text(60, 160, "Interferon-")
    x = sheet.text(x, 160, "α", font="Symbol")
    sheet.text(x, 160, " rose")
    assert "Interferon-α rose" in read(sheet.bytes(), tmp_path).text


def raw_page(content: bytes, font: bytes = b"/BaseFont /Times-Roman", more: Sequence[bytes] = ()) -> bytes:
    """Return a PDF of one page with FILLER, a line of ``content`` in another font, and more objects from 7 on."""
    own = b"/Resources << /Font << /F1 5 0 R /F2 6 0 R >> >>"
    rows = FILLER.replace(". ", ".\n").split("\n")
    shown = b" ".join(b"(%s) Tj 0 -12 Td" % row.encode() for row in rows)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R %s >>" % own
    body = b"BT /F1 10 Tf 60 700 Td %s /F2 10 Tf 0 -20 Td %s ET" % (shown, content)
    plain = b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>"
    return pdf([CATALOG, PAGES, page, stream(body), plain, b"<< /Type /Font /Subtype /Type1 %s >>" % font, *more])


def test_words_parted_by_white_alone_are_words(tmp_path: Path) -> None:
    text = read(raw_page(b"[(The) -260 (boats) -240 (c) 8 (ame) -300 (home.)] TJ"), tmp_path).text
    assert text.endswith("The boats came home.")


@pytest.mark.parametrize(
    ("name", "read_as"),
    [("minus", "−"), ("fi", "fi"), ("fl", "fl"), ("mu", "µ"), ("plusminus", "±"), ("degree", "°"), ("endash", "–")],
)
def test_signs_and_ligatures_are_read_by_what_they_mean(name: str, read_as: str, tmp_path: Path) -> None:
    font = b"/BaseFont /Times-Roman /Encoding << /Type /Encoding /Differences [65 /%s] >>" % name.encode()
    assert read(raw_page(b"(x A y) Tj", font), tmp_path).text.endswith(f"x {read_as} y")


def unknown(code: bytes) -> bytes:
    """Return a map that says nothing of what a font's letters mean: they land in the area for private use."""
    return stream(
        b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange "
        b"1 beginbfrange <61> <7A> <%s> endbfrange endcmap end" % code
    )


@pytest.mark.parametrize(("share", "grade"), [(0, "good"), (1, "fair"), (20, "poor")])
def test_a_page_with_letters_of_no_known_meaning_is_graded_down(share: int, grade: str, tmp_path: Path) -> None:
    words = b"(" + b"herring " * share + b". ) Tj"
    data = raw_page(words, b"/BaseFont /Times-Roman /ToUnicode 7 0 R", [unknown(b"E900")])
    assert [page.grade for page in read(data, tmp_path).pages] == [grade]


def test_an_article_keeps_its_furniture_out_of_the_text(tmp_path: Path) -> None:
    document = read(article(pages=3), tmp_path)
    assert "Annals of Harbours" not in document.text
    assert {item.text for item in document.furniture} >= {"Annals of Harbours 2021;14(3):155-162", "1", "2"}
