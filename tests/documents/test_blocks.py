from collections.abc import Sequence
from pathlib import Path

import pytest

from extractor.core.document import Document
from extractor.documents.read import read_pdf
from tests.make_pdf import BOLD, FILLER, Sheet

SECOND = "In spring the ice broke late and the first boat left only when the pilot had sounded the channel twice."


def paper() -> Sheet:
    sheet = Sheet()
    sheet.text(72, 50, "A quiet year in the harbour of a town", size=18, font=BOLD)
    sheet.text(72, 75, "Anna Berg, Carl Dahl", size=9)
    return sheet


def blocks(tmp_path: Path, sheet: Sheet, kind: str | None = None) -> list[str]:
    document = read(tmp_path, sheet)
    kinds = [block.kind for block in document.blocks]
    assert kinds[:2] == ["title", "byline"]
    return [block.span.of(document.text) for block in document.blocks[2:] if kind in (None, block.kind)]


def read(tmp_path: Path, sheet: Sheet) -> Document:
    path = tmp_path / "paper.pdf"
    path.write_bytes(sheet.bytes())
    return read_pdf(path)


@pytest.mark.parametrize(("indent", "gap"), [(12, 0), (0, 8), (0, 0)])
def test_paragraphs_are_parted_by_indent_or_white_or_an_early_end(tmp_path: Path, indent: float, gap: float) -> None:
    sheet = paper()
    top = sheet.paragraph(72, 100, 300, FILLER, indent=indent)
    sheet.paragraph(72, top + gap, 300, SECOND + " " + SECOND, indent=indent)
    assert blocks(tmp_path, sheet) == [FILLER, SECOND + " " + SECOND]


def test_a_paragraph_cut_by_a_column_is_one_block(tmp_path: Path) -> None:
    sheet = paper()
    words = (FILLER + " " + SECOND).split()
    sheet.paragraph(60, 600, 225, " ".join(words[:40]))
    sheet.paragraph(310, 100, 225, " ".join(words[40:]))
    assert blocks(tmp_path, sheet) == [" ".join(words)]


def test_a_paragraph_cut_by_a_page_is_one_block(tmp_path: Path) -> None:
    sheet = paper()
    words = FILLER.split()
    sheet.paragraph(60, 600, 400, " ".join(words[:30]))
    sheet.page()
    sheet.paragraph(60, 100, 400, " ".join(words[30:]))
    assert blocks(tmp_path, sheet) == [FILLER]


def test_a_caption_inside_a_paragraph_comes_behind_it(tmp_path: Path) -> None:
    sheet = paper()
    words = FILLER.split()
    top = sheet.paragraph(72, 100, 300, " ".join(words[:20]))
    top = sheet.paragraph(72, top + 60, 300, "Figure 1. Boats in the harbour.", size=8)
    sheet.paragraph(72, top + 30, 300, " ".join(words[20:]))
    assert blocks(tmp_path, sheet) == [FILLER, "Figure 1. Boats in the harbour."]
    assert blocks(tmp_path, sheet, "caption") == ["Figure 1. Boats in the harbour."]


def test_a_sentence_about_a_figure_is_no_caption(tmp_path: Path) -> None:
    sheet = paper()
    sheet.paragraph(72, 100, 300, "Figure 1 shows the boats. " + FILLER)
    assert blocks(tmp_path, sheet, "caption") == []


def test_a_heading_is_a_block_of_its_own(tmp_path: Path) -> None:
    sheet = paper()
    sheet.text(72, 100, "The catch of the year", size=10, font=BOLD)
    sheet.paragraph(72, 112, 300, FILLER)
    assert blocks(tmp_path, sheet, "heading") == ["The catch of the year"]
    assert blocks(tmp_path, sheet, "paragraph") == [FILLER]


def run_in(sheet: Sheet, top: float, label: str, words: str) -> float:
    end = sheet.text(72, top, label, font=BOLD)
    first, rest = words.split()[:5], words.split()[5:]
    sheet.text(end + 3, top, " ".join(first))
    return sheet.paragraph(72, top + 12, 300, " ".join(rest)) + 10


def test_a_known_label_without_a_mark_is_a_heading(tmp_path: Path) -> None:
    sheet = paper()
    top = run_in(sheet, 100, "Introduction", FILLER)
    run_in(sheet, top, "Discussion", FILLER)
    assert blocks(tmp_path, sheet) == ["Introduction", FILLER, "Discussion", FILLER]


def test_a_label_with_a_mark_stays_in_its_paragraph(tmp_path: Path) -> None:
    sheet = paper()
    top = run_in(sheet, 100, "Boat 1.", FILLER)
    run_in(sheet, top, "Boat 2.", FILLER)
    assert blocks(tmp_path, sheet) == [f"Boat 1. {FILLER}", f"Boat 2. {FILLER}"]


def test_references_are_parted_at_their_numbers(tmp_path: Path) -> None:
    sheet = paper()
    sheet.paragraph(72, 100, 300, FILLER)
    sheet.text(72, 200, "References", size=12, font=BOLD)
    sheet.lines(
        72, 220, ["1. Berg A. Herring in the north", "and in the south. 2011;3:4-9.", "2. Dahl C. Boats. 2012;"], size=8
    )
    sheet.lines(72, 256, ["4: 1-2."], size=8)
    assert blocks(tmp_path, sheet, "reference") == [
        "1. Berg A. Herring in the north and in the south. 2011;3:4-9.",
        "2. Dahl C. Boats. 2012; 4: 1-2.",
    ]


def below_an_abstract(tmp_path: Path, first: str, labels: Sequence[str]) -> list[str]:
    sheet = paper()
    sheet.text(72, 100, "Abstract", size=12, font=BOLD)
    top = run_in(sheet, 118, first, FILLER) if first else sheet.paragraph(72, 118, 300, FILLER) + 10
    for label in labels:
        top = run_in(sheet, top, label, FILLER)
    return blocks(tmp_path, sheet, "heading")


def test_labels_below_a_plain_abstract_are_the_articles_headings(tmp_path: Path) -> None:
    labels = ["Introduction:", "Boat 1:", "Boat 2:"]
    assert below_an_abstract(tmp_path, "", labels) == ["Abstract", *labels]


def test_labels_of_a_structured_abstract_stay_in_it(tmp_path: Path) -> None:
    assert below_an_abstract(tmp_path, "Background:", ["Methods:", "Results:", "Conclusion:"]) == ["Abstract"]


def test_labels_below_an_abstract_that_name_no_section_stay_in_their_paragraphs(tmp_path: Path) -> None:
    assert below_an_abstract(tmp_path, "", ["Herring:", "Cod:", "Sprat:"]) == ["Abstract"]
