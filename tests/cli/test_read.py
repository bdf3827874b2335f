import json
from pathlib import Path

import pytest

from extractor.cli.app import run
from tests.make_pdf import Sheet, article


@pytest.fixture
def paper(tmp_path: Path) -> str:
    path = tmp_path / "paper.pdf"
    path.write_bytes(article())
    return str(path)


@pytest.mark.parametrize(
    ("option", "start"),
    [
        (None, "title: A quiet year"),
        ("--text", "A quiet year"),
        ("--sections", "   1  front"),
        ("--tables", "no tables"),
        ("--all", "A quiet year"),
    ],
)
def test_each_option_prints_its_view(
    paper: str, option: str | None, start: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status = run(["read", paper, *([option] if option else [])])
    printed = capsys.readouterr()
    assert (status, printed.err) == (0, "")
    assert printed.out.startswith(start)


def test_json_is_one_object(paper: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["read", paper, "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["sections"][1]["title"] == "Introduction"


def test_two_views_at_once_are_wrong_usage(paper: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["read", paper, "--json", "--text"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_file_that_is_no_pdf_is_one_line_and_status_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a\nname.pdf"
    path.write_text("words")
    assert run(["read", str(path)]) == 3
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == f"extractor: error: {tmp_path}/a\\nname.pdf: not a PDF\n"


def test_a_pdf_without_words_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "blank.pdf"
    path.write_bytes(Sheet().bytes())
    assert run(["read", str(path)]) == 3
    assert capsys.readouterr().err.endswith("no text layer: no page has words\n")
