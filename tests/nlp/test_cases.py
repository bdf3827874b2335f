"""Which rows, columns and stretches of text are told of which patient."""

import pytest

from extractor.core.analysis import CaseRegion
from extractor.nlp.analyze import Analyzer
from extractor.nlp.components.patient_tables import LabelReader
from extractor.protocol.load import load_protocol
from tests.builders import document_from_markdown

TABLE = "# T\n\n## Results\n\nTable 1. Patients.\n\n{rows}\n"


def axis(rows: str) -> tuple[str, list[str]] | None:
    document = document_from_markdown(TABLE.format(rows=rows))
    found = LabelReader(load_protocol()).axis(document, 0)
    return (found.axis, [key for _, _, key in found.labels]) if found else None


def regions(markdown: str) -> list[CaseRegion]:
    return list(Analyzer(load_protocol()).analyze(document_from_markdown(markdown)).regions)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("| Case | Age |\n|---|---|\n| 1 | 40 |\n| 2 | 50 |", ("row", ["1", "2"])),
        ("| | P1 | P2 |\n|---|---|---|\n| Age | 40 | 50 |", ("column", ["1", "2"])),
        ("| | A | B |\n|---|---|---|\n| Age | 40 | 50 |", ("column", ["a", "b"])),
        ("| Pt | Age |\n|---|---|\n| #1 | 40 |\n| #2 | 50 |", ("row", ["1", "2"])),
        ("| Patient | Age |\n|---|---|\n| I (published) | 40 |\n| II | 50 |", ("row", ["1", "2"])),
    ],
)
def test_a_table_of_patients_is_known_by_its_labels(rows: str, expected: tuple[str, list[str]]) -> None:
    assert axis(rows) == expected


@pytest.mark.parametrize(
    "rows",
    [
        "| Measure | Week 4 | Week 12 |\n|---|---|---|\n| Score | 40 | 50 |",
        "| Report | Age |\n|---|---|\n| Marlow 2019 | 40 |\n| Quill 2020 | 50 |",
        "| | Adults (n = 5) | Children (n = 4) |\n|---|---|---|\n| Age | 40 | 9 |",
    ],
)
def test_times_reports_and_groups_are_no_patients(rows: str) -> None:
    assert axis(rows) is None


def test_each_labelled_paragraph_belongs_to_its_patient_alone() -> None:
    text = "## Results\n\nPatient 1. He had a rash. It went.\n\nPatient 2. She was weak.\n"
    first, second = regions(text)
    assert (first.label, first.key, second.label, second.key) == ("Patient 1", "1", "Patient 2", "2")
    assert len(first.spans) == 3
    assert not {*first.spans} & {*second.spans}


def test_a_paper_without_labels_is_one_region() -> None:
    (region,) = regions("## Case report\n\nA 40-year-old woman had a rash. She was treated.\n")
    assert (region.unit, region.label) == ("patient", None)


GROUPS = """# T

## Results

Both arms were alike. {sentences}

Table 1. Outcome.

| | {first} (n = 5) | {second} (n = 7) |
|---|---|---|
| Rash improved, n/N | 3/4 | 2/7 |
"""


def told_of(first: str, second: str, sentences: str) -> list[list[str]]:
    document = document_from_markdown(GROUPS.format(first=first, second=second, sentences=sentences))
    found = Analyzer(load_protocol()).analyze(document).regions
    return [[span.of(document.text) for span in region.spans] for region in found]


def test_a_sentence_that_names_one_group_alone_is_its_own() -> None:
    sentences = "Under tofacitinib the rash went. Baricitinib cleared three. Tofacitinib and baricitinib were alike."
    assert told_of("Tofacitinib", "Baricitinib", sentences) == [
        ["Under tofacitinib the rash went."],
        ["Baricitinib cleared three."],
    ]


def test_a_short_name_of_a_group_is_a_whole_word() -> None:
    assert told_of("TOF", "BAR", "In the TOF group one fell. Barriers were few.") == [
        ["In the TOF group one fell."],
        [],
    ]


def test_groups_whose_names_begin_alike_have_no_sentences() -> None:
    assert told_of("Group A", "Group B", "In group A the rash went.") == [[], []]


def test_a_column_of_comparison_patients_is_no_group() -> None:
    rows = "| | Treated (n = 5) | Controls (n = 7) |\n|---|---|---|\n| Age | 40 | 50 |"
    (region,) = regions(TABLE.format(rows=rows))
    assert (region.unit, region.label, region.n) == ("group", "Treated", 5)


def test_persons_told_apart_by_rank_alone_are_patients() -> None:
    text = (
        "## Case report\n\nThe elder, 11 years old, has a rash of the face. Tofacitinib cleared it.\n\n"
        "The younger, 6 years old, has the same disease. Tofacitinib did nothing.\n"
    )
    assert [document_from_markdown(text).text[r.anchor.start : r.anchor.end] for r in regions(text)] == [
        "11 years old", "6 years old",
    ]  # fmt: skip


def test_a_rank_without_an_age_is_nobody_new() -> None:
    text = "## Case report\n\nA girl, 11 years old, has a rash.\n\nThe second, in spring, was worse than the first.\n"
    assert len(regions(text)) == 1


def test_a_name_in_an_earlier_paper_is_no_second_label() -> None:
    text = (
        "## Case report\n\nPatient A (Patient 3 of the earlier report). She was 9 years old. Her rash went.\n\n"
        "Patient B. He was 15 years old. His rash stayed.\n"
    )
    assert [region.key for region in regions(text)] == ["a", "b"]


def test_two_labels_that_no_bracket_joins_share_what_is_told_of_both() -> None:
    text = "## Case report\n\nPatient A and Patient B were cousins. They had a rash.\n\nPatient B. His rash stayed.\n"
    first, second = regions(text)
    assert (first.key, second.key) == ("a", "b")
    assert [*first.spans] == [*second.spans][:2]


def test_a_group_may_have_brackets_and_marks_in_its_name() -> None:
    text = (
        "## Results\n\nThe rash of I cleared. C* kept theirs.\n\nTable 1. Groups.\n\n"
        "| | I (n = 9, %) | C* (n = 8; RF+) |\n|---|---|---|\n| Rash | 3 | 4 |\n"
    )
    assert [(region.label, region.n) for region in regions(text)] == [("I , %)", 9), ("C* ; RF+)", 8)]
