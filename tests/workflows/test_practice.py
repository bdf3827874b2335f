"""Collections for practice: a list names hands, files and protocols; models learn from them, no figure is of them."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.core.annotation import Annotation, to_json
from extractor.core.errors import UsageError
from extractor.protocol.load import load_protocol
from extractor.workflows.confidence import judged
from extractor.workflows.passages import read_passages
from extractor.workflows.practice import collections_of, passage_files_of, read_practice
from extractor.workflows.train import Example, label_sentences, parts_of, publications
from tests.builders import document_from_markdown
from tests.make_pdf import one_page

PRACTICE = Path(__file__).parents[2] / "annotations" / "practice" / "practice.toml"
ENTRY = '[[collections]]\nhand = "x"\ngold = "gold.jsonl"\npdfs = "pdf"\nprotocol = "{protocol}"\n'


def listed(folder: Path, text: str) -> Path:
    path = folder / "practice.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_paths_are_relative_to_the_list(tmp_path: Path) -> None:
    (found,) = collections_of(listed(tmp_path, ENTRY.format(protocol="any_case")))
    assert (found.hand, found.gold, found.pdfs, found.protocol) == (
        "x", tmp_path / "gold.jsonl", tmp_path / "pdf", "any_case",
    )  # fmt: skip


def test_a_protocol_that_is_no_name_is_a_folder_beside_the_list(tmp_path: Path) -> None:
    (found,) = collections_of(listed(tmp_path, ENTRY.format(protocol="mine")))
    assert found.protocol == str(tmp_path / "mine")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "lists no collection"),
        ("[[collections", "not TOML"),
        ('[[collections]]\nhand = "x"\n', "collection 1 must have"),
        (ENTRY.format(protocol="any_case") + 'more = "y"\n', "collection 1 must have"),
        (ENTRY.format(protocol="").replace('"x"', "7"), "collection 1 must have"),
    ],
)
def test_a_list_that_is_none_is_told_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said.replace("[", r"\[")):
        collections_of(listed(tmp_path, text))


def test_a_list_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        collections_of(tmp_path / "none.toml")


def test_publications_for_practice_are_of_no_part_that_is_judged() -> None:
    example = Example(document_from_markdown("Text."), None, Annotation("a01"))  # type: ignore[arg-type]
    assert parts_of([example, replace(example, hand="practice/b")], 1) == ("a",)


def test_publications_are_read_under_the_protocol_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "pdf").mkdir()
    (tmp_path / "pdf" / "x01.pdf").write_bytes(one_page(["A 47-year-old woman came with a rash.", "She improved."]))
    (tmp_path / "gold.jsonl").write_text(json.dumps(to_json(Annotation("x01"))) + "\n", encoding="utf-8")
    path = listed(tmp_path, ENTRY.format(protocol="any_case"))
    (example,) = read_practice(path, load_protocol())
    assert (example.part, example.protocol) == ("practice/x", load_protocol("any_case"))
    (same,) = read_practice(path, load_protocol("any_case"))
    assert same.protocol is None


PASSAGES = '\n[[passages]]\nhand = "w"\nfile = "w.txt"\nprotocols = {protocols}\n'


def test_passages_are_listed_beside_collections(tmp_path: Path) -> None:
    path = listed(tmp_path, ENTRY.format(protocol="any_case") + PASSAGES.format(protocols='["any_case", "mine"]'))
    (found,) = passage_files_of(path)
    assert (found.hand, found.path, found.protocols) == ("w", tmp_path / "w.txt", ("any_case", str(tmp_path / "mine")))


def test_a_list_needs_no_passages(tmp_path: Path) -> None:
    assert passage_files_of(listed(tmp_path, ENTRY.format(protocol="any_case"))) == ()


@pytest.mark.parametrize("protocols", ['"any_case"', "[]", "[7]"])
def test_passages_must_list_their_protocols(tmp_path: Path, protocols: str) -> None:
    with pytest.raises(UsageError, match="passages 1 must have"):
        passage_files_of(listed(tmp_path, PASSAGES.format(protocols=protocols)))


def test_no_case_of_a_passage_is_judged() -> None:
    passage = Example(document_from_markdown("Text."), None, Annotation("w-001"), "practice/w", is_passage=True)  # type: ignore[arg-type]
    publications = [replace(passage, gold=Annotation(f"{part}01"), hand="", is_passage=False) for part in "abcdef"]
    asked: list[str] = []
    judged([*publications, passage], load_protocol(), lambda examples, fold, protocol: asked.append(fold) or [])  # type: ignore[func-returns-value]
    assert asked == ["ab", "cd", "ef"]


def test_no_passage_is_extracted_be_it_by_a_hand_of_publications() -> None:
    passage = Example(document_from_markdown("Text."), None, Annotation("w-001"), "practice/w", is_passage=True)  # type: ignore[arg-type]
    publication = replace(passage, gold=Annotation("w01"), is_passage=False)
    assert publications([passage, publication]) == [publication]


def test_hardly_a_line_of_the_listed_passages_is_cut_into_other_sentences() -> None:
    (listed_here,) = [file for file in passage_files_of(PRACTICE) if file.hand == "w5"]
    protocols = {Path(name).name: load_protocol(name) for name in listed_here.protocols}
    read = read_passages(listed_here.path, "practice/w5", protocols, load_protocol())
    told = sum(len(example.gold.statements) for example in read)
    assert sum(len(rows) for example in read for rows in label_sentences(example).values()) >= 0.95 * told > 0
