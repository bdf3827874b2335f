from pathlib import Path

import pytest

from extractor.documents.read import read_pdf
from extractor.documents.sections import depth_of, kind_of, title_of
from tests.make_pdf import BOLD, FILLER, ITALIC, Sheet


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Introduction", "introduction"),
        ("1. INTRODUCTION", "introduction"),
        ("2.1 Patients and methods", "methods"),
        ("A B S T R A C T", "abstract"),
        ("Case presentation", "case"),
        ("Conflicts of interest", "back_matter"),
        ("References", "references"),
        ("The herring of the north", None),
    ],
)
def test_the_words_of_a_heading_tell_its_kind(title: str, kind: str | None) -> None:
    assert kind_of(title) == kind


@pytest.mark.parametrize(("title", "depth"), [("3 Results", 1), ("3.2. Skin", 2), ("II. Methods", 1), ("Results", 0)])
def test_a_headings_number_tells_its_depth(title: str, depth: int) -> None:
    assert depth_of(title) == depth


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("IntroductIon", "Introduction"),
        ("case report", "Case report"),
        ("RESULTS", "RESULTS"),
        ("Use of MDA5", "Use of MDA5"),
    ],
)
def test_small_capitals_are_read_as_words(printed: str, title: str) -> None:
    assert title_of(printed) == title


def sections(tmp_path: Path, headings: list[tuple[str, str, float]]) -> list[tuple[str, int, str | None]]:
    sheet = Sheet()
    sheet.text(72, 60, "A quiet year in the harbour of a town", size=18, font=BOLD)
    top = 100.0
    for title, font, size in headings:
        sheet.text(72, top, title, size=size, font=font)
        top = sheet.paragraph(72, top + 16, 430, FILLER) + 12
    path = tmp_path / "paper.pdf"
    path.write_bytes(sheet.bytes())
    document = read_pdf(path)
    assert [section.span.start for section in document.sections[1:]] == [
        section.span.end for section in document.sections[:-1]
    ]
    assert document.sections[0].span.start == 0
    assert document.sections[-1].span.end == len(document.text)
    return [(section.kind, section.level, section.title) for section in document.sections]


def test_headings_open_sections_that_cover_the_text(tmp_path: Path) -> None:
    found = sections(tmp_path, [("Introduction", BOLD, 12), ("Case report", BOLD, 12), ("Discussion", BOLD, 12)])
    assert found == [
        ("front", 1, None),
        ("introduction", 1, "Introduction"),
        ("case", 1, "Case report"),
        ("discussion", 1, "Discussion"),
    ]


def test_lesser_type_makes_a_lower_level_of_the_same_kind(tmp_path: Path) -> None:
    found = sections(
        tmp_path,
        [("Introduction", BOLD, 12), ("Results", BOLD, 12), ("Catch of herring", ITALIC, 10), ("Discussion", BOLD, 12)],
    )
    assert found[2:4] == [("results", 1, "Results"), ("results", 2, "Catch of herring")]


def test_a_numbered_case_is_a_case_wherever_it_stands(tmp_path: Path) -> None:
    found = sections(tmp_path, [("Introduction", BOLD, 12), ("Results", BOLD, 12), ("Case 1", ITALIC, 10)])
    assert found[-1] == ("case", 2, "Case 1")


def test_text_without_headings_is_one_body(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.text(72, 60, "A quiet year in the harbour of a town", size=18, font=BOLD)
    sheet.text(72, 90, "Anna Berg, Carl Dahl")
    sheet.paragraph(72, 120, 430, FILLER)
    path = tmp_path / "letter.pdf"
    path.write_bytes(sheet.bytes())
    assert [(section.kind, section.title) for section in read_pdf(path).sections] == [("front", None), ("body", None)]
