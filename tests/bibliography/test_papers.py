"""Papers find the reference that they are; near ones are not taken for it."""

import pytest

from extractor.bibliography.dedupe.rule import load_rule
from extractor.bibliography.papers.cited import read_cited
from extractor.bibliography.papers.match import Library, Match, Paper, is_same_wording
from extractor.bibliography.papers.notices import read_notice
from extractor.core.reference import Reference

TITLE = "Itch and feather loss in a painted heron treated with betanib"
HERON = Reference(("h",), title=TITLE, authors=("Roe, Anna",), year=2021, journal="Journal of Birds", doi="10.5555/h.1")
STORK = Reference(("s",), title="Bill growth in two storks", authors=("Poe, Carl",), year=2019)


def find(paper: Paper, *references: Reference) -> list[tuple[str, str]]:
    return [(references[item.reference].uid, item.verdict) for item in Library(references).find([paper])]


def told(title: str | None = TITLE, *, opening: str = "", **parts: object) -> Paper:
    return Paper(Reference(("p",), title=title, **parts), opening)  # type: ignore[arg-type]


def test_a_paper_is_found_by_title_and_doi_with_what_agrees_in_words() -> None:
    paper = told(authors=("Roe",), year=2021, doi="10.5555/h.1")
    assert list(Library([STORK, HERON]).find([paper])) == [
        Match(0, 1, "same", 0.992, "title equal, authors equal, year equal, DOI equal")
    ]


@pytest.mark.parametrize(
    "paper",
    [
        pytest.param(told("Itch and faether loss in a painted herron treated with betanib", year=2021), id="misprints"),
        pytest.param(told(year=2021, journal="Journal of Birds", doi="10.5555/h.99"), id="another DOI typed wrong"),
        pytest.param(
            told("Original article", opening=f"Open\n{TITLE}\nAnna Roe\ndoi:10.5555/h.1", year=2021), id="opening"
        ),
    ],
)
def test_a_paper_is_found_in_spite_of(paper: Paper) -> None:
    assert find(paper, STORK, HERON) == [("h", "same")]


@pytest.mark.parametrize(
    "title",
    [
        "Itch and feather loss in a painted stork treated with betanib",
        "Itch and feather loss in a painted heron treated with alphamab",
        f"{TITLE}: part II",
        f"Reply to: {TITLE}",
    ],
)
def test_a_near_title_alone_is_no_match(title: str) -> None:
    assert ("h", "same") not in find(told(title, authors=("Roe",), year=2021), HERON)


@pytest.mark.parametrize(
    ("opening", "verdict"), [("Journal of Birds. 2021", "same"), ("Journal of Reptiles. 2021", "unsure")]
)
def test_a_running_head_taken_for_the_journal_says_nothing_where_the_journal_is_printed(
    opening: str, verdict: str
) -> None:
    paper = told(year=2021, journal="Itch in herons: a short report", opening=opening)
    assert find(paper, STORK, HERON) == [("h", verdict)]


def test_a_journal_that_is_named_in_the_opening_says_nothing_for_a_reference() -> None:
    paper = told(year=2021, journal="Itch in herons: a short report", opening="Journal of Birds")
    assert [item.reason for item in Library([HERON]).find([paper])] == ["title equal, year equal"]


def test_two_references_that_fit_alike_are_both_to_be_looked_at() -> None:
    twin = Reference(("t",), title=TITLE, authors=("Roe, Anna",), year=2021)
    one = Reference(("o",), title=TITLE, authors=("Roe, Anna",), year=2021)
    assert find(told(authors=("Roe",), year=2021), one, twin) == [("o", "unsure"), ("t", "unsure")]


def test_an_article_that_is_only_cited_in_the_opening_is_no_match() -> None:
    paper = told("Wing beats of cranes: a study of forty birds", opening="as told before (doi:10.5555/h.1)", year=2022)
    assert find(paper, HERON) == []


def test_misprints_leave_a_wording_what_it_is_and_other_words_do_not() -> None:
    assert is_same_wording("itch in a heron", "itch in an heron")
    assert is_same_wording("treated herons", "traeted herons")
    assert not is_same_wording("itch in a man", "itch in a woman")
    assert not is_same_wording("phase 2 in herons", "phase 3 in herons")


@pytest.mark.parametrize(
    ("title", "role", "about"),
    [
        ("Correction to: Itch in a heron", "correction", "itch in a heron"),
        ("Erratum: Itch in a heron", "correction", "itch in a heron"),
        ("Corrigendum", "correction", ""),
        ("RETRACTED: Itch in a heron", "retracted", "itch in a heron"),
        ("Expression of concern regarding “Itch in a heron”", "expression of concern", "itch in a heron"),
        ("Editorial expression of concern: Itch in a heron", "expression of concern", "itch in a heron"),
        ("Retraction notice to “Itch in a heron”", "retraction", "itch in a heron"),
        ("Supplementary Material for Itch in a heron", "supplement", "itch in a heron"),
    ],
)
def test_a_title_tells_what_belongs_to_another_publication(title: str, role: str, about: str) -> None:
    notice = read_notice(title)
    assert notice is not None
    assert (notice.role, notice.about) == (role, about)


@pytest.mark.parametrize(
    "title",
    ["Correction of gait in herons", "Retraction of the eyelid in a stork", "Supplemental oxygen in cranes", None],
)
def test_a_title_that_only_begins_so_is_a_paper(title: str | None) -> None:
    assert read_notice(title) is None


def test_a_database_or_a_file_name_tells_it_too() -> None:
    kind = read_notice("Itch in a heron", "Journal Article; Retracted Publication")
    file = read_notice("Itch in a heron", file="roe2021-mmc1.pdf")
    assert (kind.role if kind else None, file.role if file else None) == ("retracted", "supplement")
    assert read_notice("Itch in a heron", "Journal Article", "roe2021.pdf") is None


@pytest.mark.parametrize(
    "entry",
    [
        f"12. Roe AB, Doe J. {TITLE}. J Inv Birds. 2021;12(3):45-7. doi: 10.5555/h.1",
        f"[12] A. B. Roe and J. Doe, “{TITLE},” Journal of Birds, vol. 12, no. 3, pp. 45–47, 2021. doi:10.5555/h.1.",
        f"Roe, A. B., & Doe, J. (2021). {TITLE}. Journal of Birds, 12(3), 45–47. https://doi.org/10.5555/h.1",
        f"Roe, A.B., Doe, J. {TITLE}. J. Birds 12, 45–47 (2021). https://doi.org/10.5555/h.1",
        f"A.B. Roe, J. Doe, {TITLE}, J. Birds 12 (2021) 45–47, doi:10.5555/h.1",
    ],
)
def test_an_entry_of_a_reference_list_is_read_in_every_style(entry: str) -> None:
    read = read_cited(entry)
    assert read is not None
    assert (read.title, read.year, read.doi) == (TITLE, 2021, "10.5555/h.1")


@pytest.mark.parametrize(
    ("entry", "title"),
    [
        ("7. Roe AB, Doe J. Long–term itch after moult. J Birds. 2021;12:45.", "Long–term itch after moult"),
        ("7. Roe AB, Doe J: Current care of severe moult. J Birds 2021, 12:45.", "Current care of severe moult"),
        (
            "7. Roe, A.; Doe, J.D. Feather Loss and Itch in Northern Herons: An Update. Ann. Birds 2021, 12, 45.",
            "Feather Loss and Itch in Northern Herons: An Update",
        ),
        (
            "[7] A. Roe and J. Doe, “Moult of herons in spring,”The Journal of Birds, vol. 12.",
            "Moult of herons in spring",
        ),
    ],
)
def test_titles_with_hyphens_in_capitals_and_behind_colons_are_found(entry: str, title: str) -> None:
    read = read_cited(entry)
    assert read is not None
    assert read.title == title


@pytest.mark.parametrize("entry", ["", "12.", "Roe AB, Doe J.", "Available at https://example.org."])
def test_what_names_no_title_is_no_entry(entry: str) -> None:
    assert read_cited(entry) is None


def test_every_level_of_agreement_between_records_has_its_points() -> None:
    levels = [
        load_rule(package).points.keys()
        for package in ("extractor.bibliography.dedupe", "extractor.bibliography.papers")
    ]
    assert levels[0] == levels[1]
