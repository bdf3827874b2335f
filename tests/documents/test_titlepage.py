from pathlib import Path

import pytest

from extractor.core.document import FrontMatter
from extractor.documents.read import read_pdf
from tests.make_pdf import BOLD, FILLER, ITALIC, Sheet, article


def front(tmp_path: Path, data: bytes) -> FrontMatter:
    path = tmp_path / "paper.pdf"
    path.write_bytes(data)
    return read_pdf(path).front


def values(matter: FrontMatter) -> dict[str, str | None]:
    found = {name: getattr(matter, name) for name in matter.__slots__}
    return {name: printed.value if printed else None for name, printed in found.items()}


def test_the_title_page_tells_what_the_publication_is(tmp_path: Path) -> None:
    assert values(front(tmp_path, article())) == {
        "title": "A quiet year in the harbour of a northern town",
        "authors": "Anna Berg, Carl Dahl",
        "journal": "Annals of Harbours",
        "year": "2021",
        "doi": "10.5555/harbour.2021.155",
        "pmid": None,
    }


def test_values_have_a_quote_and_a_box(tmp_path: Path) -> None:
    matter = front(tmp_path, article())
    assert matter.year is not None
    assert (matter.year.quote, matter.year.boxes[0].page) == ("2021;1", 1)


def first_page(*lines: tuple[float, str, float, str]) -> bytes:
    sheet = Sheet()
    for top, words, size, font in lines:
        sheet.text(72, top, words, size=size, font=font)
    sheet.text(72, 300, "Introduction", size=12, font=BOLD)
    sheet.paragraph(72, 320, 430, FILLER)
    return sheet.bytes()


def test_a_subtitle_in_smaller_type_follows_after_a_colon(tmp_path: Path) -> None:
    data = first_page(
        (90, "A quiet year in the harbour", 18, BOLD),
        (114, "report of a year without storms", 14, BOLD),
        (140, "Anna Berg, Carl Dahl", 10, "Times-Roman"),
    )
    found = values(front(tmp_path, data))
    assert found["title"] == "A quiet year in the harbour: report of a year without storms"
    assert found["authors"] == "Anna Berg, Carl Dahl"


def test_a_title_over_two_lines_is_one(tmp_path: Path) -> None:
    data = first_page(
        (90, "A quiet year in the harbour of", 18, BOLD),
        (111, "a northern town", 18, BOLD),
        (140, "Anna Berg, Carl Dahl", 10, "Times-Roman"),
    )
    assert values(front(tmp_path, data))["title"] == "A quiet year in the harbour of a northern town"


def test_a_journals_name_in_larger_type_is_no_title(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.text(72, 70, "Annals of Northern Harbours", size=24)
    sheet.text(72, 110, "A quiet year in the harbour", size=16, font=BOLD)
    sheet.text(72, 140, "Anna Berg, Carl Dahl")
    sheet.paragraph(72, 200, 430, FILLER)
    for _ in range(2):
        sheet.page()
        sheet.text(72, 40, "Annals of Northern Harbours 7 (2019) 11-14", size=8, font=ITALIC)
        sheet.paragraph(72, 200, 430, FILLER)
    found = values(front(tmp_path, sheet.bytes()))
    assert (found["title"], found["year"]) == ("A quiet year in the harbour", "2019")


@pytest.mark.parametrize(
    ("line", "year"),
    [
        ("Harbour Review 2018;4(7):611-614", "2018"),
        ("Volume 2016, Article ID 1862480", "2016"),
        ("Harbours Vol. 6 (2022), 2-9", "2022"),
        ("Received 3 May 2019; accepted 7 January 2020; published 4 March 2020", "2020"),
        ("Preprint, posted 14 March 2022", "2022"),
        ("HARBOURS I VOL 61 I ISSUE 259 I MARCH 2023", "2023"),
        ("Received 3 May 2019; accepted 7 January 2020", "2020"),
        ("Room 2016 of the harbour house", "2016"),
        ("No year is told here", None),
    ],
)
def test_the_year_is_the_one_told_most_surely(tmp_path: Path, line: str, year: str | None) -> None:
    data = first_page((60, line, 8, "Times-Roman"), (90, "A quiet year in the harbour", 18, BOLD))
    assert values(front(tmp_path, data))["year"] == year


def test_a_doi_cut_at_a_line_end_is_whole(tmp_path: Path) -> None:
    data = first_page(
        (50, "https://doi.org/10.5555/harbour.", 8, "Times-Roman"),
        (60, "2021.0317", 8, "Times-Roman"),
        (90, "A quiet year in the harbour", 18, BOLD),
    )
    assert values(front(tmp_path, data))["doi"] == "10.5555/harbour.2021.0317"


def test_a_doi_cut_inside_a_number_is_whole(tmp_path: Path) -> None:
    data = first_page(
        (50, "https://doi.org/10.5555/harbour.2021.0", 8, "Times-Roman"),
        (60, "3.17", 8, "Times-Roman"),
        (90, "A quiet year in the harbour", 18, BOLD),
    )
    assert values(front(tmp_path, data))["doi"] == "10.5555/harbour.2021.03.17"


def test_a_doi_of_the_reference_list_is_not_the_publications(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.text(72, 90, "A quiet year in the harbour", size=18, font=BOLD)
    sheet.paragraph(72, 120, 430, FILLER)
    sheet.text(72, 300, "References", size=12, font=BOLD)
    sheet.text(72, 320, "1. Berg A. Herring. 2011. doi:10.5555/other.1", size=8)
    assert values(front(tmp_path, sheet.bytes()))["doi"] is None


def test_the_month_of_an_issue_counts_as_much_as_a_citation_and_the_later_year_wins(tmp_path: Path) -> None:
    data = first_page(
        (40, "HARBOURS I VOL 61 I ISSUE 259 I MARCH 2023", 8, "Times-Roman"),
        (60, "J North Harb 2022;61(259):287-9", 8, "Times-Roman"),
        (90, "A quiet year in the harbour", 18, BOLD),
    )
    found = values(front(tmp_path, data))
    assert (found["journal"], found["year"]) == ("HARBOURS", "2023")


@pytest.mark.parametrize(
    ("line", "pmid"),
    [("PMID: 31234567", "31234567"), ("PMID 7654321; PMCID: PMC123456", "7654321"), ("PMC7123456", None)],
)
def test_the_number_in_pubmed_is_read_where_it_is_printed(line: str, pmid: str | None, tmp_path: Path) -> None:
    data = first_page((60, line, 8, "Times-Roman"), (90, "A quiet year in the harbour", 18, BOLD))
    assert values(front(tmp_path, data))["pmid"] == pmid
