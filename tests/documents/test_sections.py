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
        ("Study area and data sources", "methods"),
        ("What the older seamen took for literature", None),
        ("Selected literature", "references"),
        ("Literature cited in this paper", "references"),
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


def test_headings_behind_the_abstract_are_the_articles_own_where_only_the_references_are_known(tmp_path: Path) -> None:
    found = sections(
        tmp_path,
        [("Abstract", BOLD, 12), ("Catch of herring", BOLD, 12), ("Child A", BOLD, 12), ("References", BOLD, 9)],
    )
    assert [kind for kind, _, _ in found] == ["front", "abstract", "body", "case", "references"]


def test_text_without_headings_is_one_body(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.text(72, 60, "A quiet year in the harbour of a town", size=18, font=BOLD)
    sheet.text(72, 90, "Anna Berg, Carl Dahl")
    sheet.paragraph(72, 120, 430, FILLER)
    path = tmp_path / "letter.pdf"
    path.write_bytes(sheet.bytes())
    assert [(section.kind, section.title) for section in read_pdf(path).sections] == [("front", None), ("body", None)]


@pytest.mark.parametrize("title", ["Ethics", "Ethical considerations", "Ethical approval"])
@pytest.mark.parametrize(("font", "size"), [(BOLD, 12), (ITALIC, 10)])
def test_ethics_told_behind_the_discussion_is_back_matter(title: str, font: str, size: float, tmp_path: Path) -> None:
    found = sections(tmp_path, [("Methods", BOLD, 12), ("Discussion", BOLD, 12), (title, font, size)])
    assert found[-1][0] == "back_matter"


@pytest.mark.parametrize(("font", "size"), [(BOLD, 12), (ITALIC, 10)])
def test_ethics_told_among_the_methods_is_methods(font: str, size: float, tmp_path: Path) -> None:
    found = sections(tmp_path, [("Methods", BOLD, 12), ("Ethics", font, size), ("Discussion", BOLD, 12)])
    assert found[2][0] == "methods"


def test_methods_told_behind_the_discussion_are_methods(tmp_path: Path) -> None:
    found = sections(tmp_path, [("Results", BOLD, 12), ("Discussion", BOLD, 12), ("Methods", BOLD, 12)])
    assert found[-1] == ("methods", 1, "Methods")


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Abstract", "abstract"), ("Background", "introduction"), ("Patients and methods", "methods"),
        ("Case presentation", "case"), ("Results", "results"), ("Discussion", "discussion"),
        ("Conclusions", "conclusion"), ("Supplementary material", "supplement"), ("Funding", "back_matter"),
        ("References", "references"), ("Boats of the north", "body"),
    ],
)  # fmt: skip
def test_a_section_of_every_kind_is_told_by_its_heading(title: str, kind: str, tmp_path: Path) -> None:
    found = sections(tmp_path, [("Introduction", BOLD, 12), ("Methods", BOLD, 12), (title, BOLD, 12)])
    assert found[-1] == (kind, 1, title)


def test_labels_at_the_start_of_paragraphs_open_sections(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.text(72, 60, "A quiet year in the harbour of a town", size=18, font=BOLD)
    sheet.text(72, 90, "Anna Berg, Carl Dahl")
    sheet.text(72, 120, "Abstract", size=12, font=BOLD)
    top = 140.0
    for label in ("Background:", "Methods:", "Conclusions:"):
        end = sheet.text(72, top, label, font=BOLD)
        top = sheet.paragraph(72, top, 430, FILLER, indent=end - 68) + 6
    sheet.text(72, top, "Introduction", size=12, font=BOLD)
    sheet.paragraph(72, top + 16, 430, FILLER)
    path = tmp_path / "paper.pdf"
    path.write_bytes(sheet.bytes())
    found = [(section.kind, section.level, section.title) for section in read_pdf(path).sections[1:]]
    assert found == [
        ("abstract", 1, "Abstract"),
        ("abstract", 2, "Background"),
        ("abstract", 2, "Methods"),
        ("abstract", 2, "Conclusions"),
        ("introduction", 1, "Introduction"),
    ]


@pytest.mark.parametrize("after", ["Acknowledgements", "Appendix", "Tables and legends"])
def test_the_reference_list_ends_at_the_next_heading(after: str, tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.text(72, 60, "A quiet year in the harbour of a town", size=18, font=BOLD)
    sheet.text(72, 90, "Introduction", size=12, font=BOLD)
    sheet.paragraph(72, 110, 430, FILLER)
    sheet.text(72, 180, "Discussion", size=12, font=BOLD)
    sheet.paragraph(72, 200, 430, FILLER)
    sheet.text(72, 270, "References", size=12, font=BOLD)
    sheet.lines(72, 290, ["1. Berg A. Herring. Sea J. 2011;3:4-9.", "2. Dahl C. Boats. Sea J. 2012;4:1-2."], size=9)
    sheet.text(72, 330, after, size=12, font=BOLD)
    sheet.paragraph(72, 350, 430, FILLER)
    path = tmp_path / "paper.pdf"
    path.write_bytes(sheet.bytes())
    document = read_pdf(path)
    assert document.sections[-1].title == after
    assert document.sections[-1].kind != "references"
    assert [block.span.of(document.text) for block in document.blocks if block.kind == "reference"] == [
        "1. Berg A. Herring. Sea J. 2011;3:4-9.",
        "2. Dahl C. Boats. Sea J. 2012;4:1-2.",
    ]


@pytest.mark.parametrize(
    ("headings", "kind"),
    [
        ([("To the Editor", BOLD, 12), ("References", BOLD, 12)], "body"),
        ([("Dear Editor", BOLD, 12), ("Case report", BOLD, 12)], "introduction"),
        ([("Introduction", BOLD, 12), ("Discussion", BOLD, 12)], "introduction"),
    ],
)
def test_a_greeting_that_heads_all_of_a_letter_introduces_nothing(
    headings: list[tuple[str, str, float]], kind: str, tmp_path: Path
) -> None:
    assert sections(tmp_path, headings)[1][0] == kind
