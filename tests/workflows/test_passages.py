"""Passages to learn from: a sentence a line, with what it says."""

from pathlib import Path

import pytest

from extractor.core.annotation import AnnotatedStatement
from extractor.core.errors import UsageError
from extractor.protocol.load import load_protocol
from extractor.workflows.passages import read_passages
from extractor.workflows.train import Example, label_sentences

PASSAGE = """\
== jak_dm | Skin better, strength not
# Case report
She had been weak since spring.
Four weeks later the rash had gone, her strength had not come back. || skin improved observed; muscle unchanged observed

The scan looked no different. || ild unchanged observed
# Discussion
Others saw less.
"""


def read(folder: Path, text: str) -> list[Example]:
    path = folder / "x.txt"
    path.write_text(text, encoding="utf-8")
    protocol = load_protocol()
    return read_passages(path, "practice/x", {"jak_dm": protocol, "any_case": load_protocol("any_case")}, protocol)


def test_each_line_is_a_sentence_that_says_what_stands_behind_it(tmp_path: Path) -> None:
    (example,) = read(tmp_path, PASSAGE)
    assert [
        (row.quote, row.domains, row.direction, row.assertion) for row in example.gold.statements
    ] == [
        ("Four weeks later the rash had gone, her strength had not come back.", ("skin",), "improved", "observed"),
        ("Four weeks later the rash had gone, her strength had not come back.", ("muscle",), "unchanged", "observed"),
        ("The scan looked no different.", ("ild",), "unchanged", "observed"),
    ]  # fmt: skip
    assert [len(rows) for rows in label_sentences(example).values()] == [2, 1]


def test_blank_lines_part_paragraphs_and_headings_sections(tmp_path: Path) -> None:
    (example,) = read(tmp_path, PASSAGE)
    assert [block.kind for block in example.document.blocks] == [
        "title", "heading", "paragraph", "paragraph", "heading", "paragraph",
    ]  # fmt: skip
    assert [(part.kind, part.title) for part in example.document.sections] == [
        ("front", None), ("case", "Case report"), ("discussion", "Discussion"),
    ]  # fmt: skip
    assert "".join(part.span.of(example.document.text) for part in example.document.sections) == example.document.text


def test_a_title_may_say_something_too(tmp_path: Path) -> None:
    (example,) = read(tmp_path, "== jak_dm | Rash cleared by tofacitinib || skin improved observed\nText.\n")
    assert example.gold.statements == (
        AnnotatedStatement("Rash cleared by tofacitinib", ("skin",), "improved", "observed"),
    )


def test_passages_are_read_under_the_protocol_that_they_name(tmp_path: Path) -> None:
    first, second = read(tmp_path, "== any_case | One\nText.\n== jak_dm | Two\nText.\n")
    assert (first.protocol, second.protocol) == (load_protocol("any_case"), None)
    assert (first.gold.id, second.gold.id) == ("x-001", "x-002")


def test_passages_tell_nothing_of_cases(tmp_path: Path) -> None:
    (example,) = read(tmp_path, PASSAGE)
    assert example.is_passage
    assert example.gold.cases == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("== jak_dm no bar\n", "line 1: a passage begins with"),
        ("== jak_dm |\n", "line 1: a passage begins with"),
        ("== other | Title\n", "line 1: 'other' is no protocol of the list"),
        ("== jak_dm | Title\n\nIt went. || skin improved\n", "line 3: 'skin improved' is not"),
        ("== jak_dm | Title\nIt went. || hair improved observed\n", "line 2: 'hair improved observed' is not"),
        ("== jak_dm | Title\nIt went. || skin better observed\n", "line 2: 'skin better observed' is not"),
        ("== jak_dm | Title\nIt went. || skin improved seen\n", "line 2: 'skin improved seen' is not"),
        ("It went.\n== jak_dm | Title\n", "line 1: stands before the first passage"),
        (" == jak_dm | Title\nIt went.\n", "line 1: stands before the first passage"),
        ("== jak_dm | One\nIt went.\n==jak_dm | Two\n", "line 3: a sign is left"),
        ("== jak_dm | Title\nIt went.||skin improved observed\n", "line 2: a sign is left"),
        ("== jak_dm | Title\nIt went. ||skin improved observed\n", "line 2: a sign is left"),
        ("== jak_dm | Title\n# Results || skin improved observed\n", "line 2: a sign is left"),
    ],
)
def test_a_line_that_is_none_is_told_with_its_number(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said.replace("|", r"\|")):
        read(tmp_path, text)


def test_a_mark_of_the_encoding_is_no_text(tmp_path: Path) -> None:
    (example,) = read(tmp_path, "\ufeff" + PASSAGE)
    assert example.document.text.startswith("Skin better")


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_passages(tmp_path / "none.txt", "practice/x", {}, load_protocol())
