"""Which entries of reference lists are told to those who look for reports of cases."""

import pytest

from extractor.bibliography.papers.match import Library
from extractor.core.reference import Reference
from extractor.protocol.load import load_protocol
from extractor.workflows.cited_reports import cited_reports
from tests.builders import document_from_markdown

ANY, JAK = "any_case", "jak_dm"


def cited(protocol: str, *titles: str, known: str = "Nothing of this kind is known here") -> list[str | None]:
    entries = "\n\n".join(f"{n}. Roe AB, Doe J. {title}. J Birds. 2021;12:45." for n, title in enumerate(titles, 1))
    document = document_from_markdown(f"# A paper\n\nWords.\n\n## References\n\n{entries}\n")
    library = Library([Reference(("k",), title=known)])
    found = cited_reports([("paper", document), ("other", document)], (library,), load_protocol(protocol))
    return [item.reference.title for item in found if item.by == ("paper", "other")]


@pytest.mark.parametrize(
    "title",
    [
        "Feather loss after bathing: a case report",
        "Itch in an 81-year-old keeper of herons",
        "Conservative treatment of a child with moult",
        "Itch after bathing in three women",
        "A case of broken wings",
    ],
)
def test_a_title_that_tells_of_a_person_or_of_a_few_is_a_report_of_cases(title: str) -> None:
    assert cited(ANY, title) == [title]


@pytest.mark.parametrize(
    "title",
    [
        "Incidence of tularaemia in man",
        "Management of patients with moult",
        "Itch in 312 patients from northern towns",
        "Practice guidelines for the care of an adolescent with itch",
        "Adult moult and what drives its course",
        "Itch in a heron: a systematic review",
    ],
)
def test_a_study_or_a_kind_is_none(title: str) -> None:
    assert cited(ANY, title) == []


def test_of_a_review_on_a_drug_a_title_with_drug_and_disease_needs_no_person() -> None:
    told = "Clearing of dermatomyositis with tofacitinib"
    assert cited(JAK, told, "Tofacitinib in dermatomyositis: a systematic review", "Tofacitinib in human plasma") == [
        told
    ]


def test_a_case_of_another_disease_with_another_drug_is_none() -> None:
    assert cited(JAK, "Feather loss after bathing: a case report") == []


def test_what_the_references_have_is_not_told() -> None:
    title = "Feather loss after bathing: a case report"
    assert cited(ANY, title, known=title) == []
