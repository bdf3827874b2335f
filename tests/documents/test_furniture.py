from pathlib import Path

from extractor.core.document import Document
from extractor.documents.read import read_pdf
from tests.make_pdf import FILLER, Sheet, article


def read(tmp_path: Path, data: bytes) -> Document:
    path = tmp_path / "paper.pdf"
    path.write_bytes(data)
    return read_pdf(path)


def furniture(document: Document) -> list[str]:
    return sorted(item.text for item in document.furniture)


def test_running_heads_and_page_numbers_are_no_text(tmp_path: Path) -> None:
    document = read(tmp_path, article(pages=2))
    assert furniture(document) == ["1", "2"] + ["Annals of Harbours 2021;14(3):155-162"] * 2
    assert "Annals" not in document.text


def test_a_heading_at_the_top_of_one_page_is_text(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.text(72, 60, "Discussion", size=12, font="Times-Bold")
    sheet.paragraph(72, 90, 400, FILLER)
    document = read(tmp_path, sheet.bytes())
    assert furniture(document) == []
    assert document.text.startswith("Discussion")


def test_line_numbers_in_the_margin_are_no_text(tmp_path: Path) -> None:
    sheet = Sheet()
    rows = [f"Line {'abcdefghijkl'[number]} of the harbour book goes on" for number in range(12)]
    for number, row in enumerate(rows):
        sheet.text(40, 100 + 14 * number, str(number + 1), size=7)
        sheet.text(72, 100 + 14 * number, row)
    document = read(tmp_path, sheet.bytes())
    assert len(document.furniture) == 12
    assert not any(letter.isdigit() for letter in document.text)


def test_a_column_of_numbers_inside_the_text_stays(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.paragraph(72, 100, 400, FILLER)
    for number in range(10):
        sheet.text(72, 300 + 14 * number, f"{number + 1} barrel of herring")
    document = read(tmp_path, sheet.bytes())
    assert furniture(document) == []
    assert "10 barrel" in document.text


def test_words_turned_on_their_side_in_the_margin_are_no_text(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.paragraph(72, 100, 400, FILLER)
    sheet.canvas.saveState()
    sheet.canvas.translate(30, 200)
    sheet.canvas.rotate(90)
    sheet.canvas.drawString(0, 0, "Fetched from a library")
    sheet.canvas.restoreState()
    document = read(tmp_path, sheet.bytes())
    assert furniture(document) == ["Fetched from a library"]


def test_the_letters_of_a_pictures_panels_are_no_text(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.paragraph(72, 100, 400, FILLER)
    sheet.text(100, 300, "(a)")
    sheet.text(200, 300, "(b)")
    document = read(tmp_path, sheet.bytes())
    assert furniture(document) == ["(a)", "(b)"]


def test_a_row_of_short_labels_at_the_top_of_a_page_is_text(tmp_path: Path) -> None:
    sheet = Sheet()
    for number in range(4):
        sheet.text(72 + 90 * number, 50, f"P{number + 1}")
    sheet.paragraph(72, 80, 400, FILLER)
    document = read(tmp_path, sheet.bytes())
    assert furniture(document) == []
    assert all(f"P{number}" in document.text for number in (1, 2, 3, 4))
