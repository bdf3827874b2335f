import json
import sqlite3
from pathlib import Path

import pytest

from extractor.cli.app import run
from extractor.store.database import FILE_NAME, open_store
from extractor.synthesis.formats import FORMATS
from extractor.workflows.confirm import confirm
from tests.review.sample import make_review
from tests.review.sample import report as ames

TOY = """
id = "toy"
title = "A toy review"
version = "1"
extends = "base"
"""
WORDS = """
[[drugs]]
id = "alphamab"
names = ["alphamab"]
source = "invented"

[[diseases]]
id = "gout"
names = ["gout"]
source = "invented"

[[domains]]
id = "skin"
title = "Skin"
signs = ["rash"]
denominator = "refractory"
source = "invented"

[[domains]]
id = "joint"
title = "Joints"
signs = ["arthritis"]
denominator = "active"
source = "invented"
"""


@pytest.fixture
def review(tmp_path: Path) -> Path:
    """A review with one confirmed patient, and its protocol beside it."""
    (tmp_path / "toy").mkdir()
    (tmp_path / "toy" / "protocol.toml").write_text(TOY, encoding="utf-8")
    (tmp_path / "toy" / "words.toml").write_text(WORDS, encoding="utf-8")
    with make_review(tmp_path / "review") as store:
        confirm(store, [ames().annotation()], "ann")
    return tmp_path / "review"


def report(review: Path, *options: str) -> int:
    return run(["report", str(review), "--protocol", str(review.parent / "toy"), *options])


def test_json_is_one_object_and_writes_nothing(review: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report(review, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told)[:8] == [
        "machine_only", "linked", "included", "excluded", "not_decided", "unique_patients", "by_disease", "improved",
    ]  # fmt: skip
    assert (told["included"], told["unique_patients"], told["by_disease"]) == (1, 1, {"gout": 1})
    assert [(row["disease"], row["domain"], row["improved"], row["n"]) for row in told["improved"]] == [
        ("gout", "skin", 1, 1)
    ]
    assert not (review / "report").exists()


def test_the_same_review_gives_the_same_object(review: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report(review, "--json") == 0
    first = capsys.readouterr().out
    assert report(review, "--json") == 0
    assert capsys.readouterr().out == first


def test_json_holds_no_character_that_could_act_on_a_terminal(review: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report(review, "--json") == 0
    told = capsys.readouterr().out
    assert "cleared[/red] \\u001b[31mwithin" in told
    assert told.isascii()
    assert told.count("\n") == 1
    assert not any(ord(letter) < 32 for letter in told.rstrip("\n"))


def test_the_headline_is_printed_and_the_files_are_named(review: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report(review, "--format", "csv") == 0
    told = capsys.readouterr()
    assert told.out.splitlines()[:2] == ["1 publication included, 0 excluded", "1 unique patient: gout 1"]
    assert told.out.splitlines()[-1].split() == ["gout", "Skin", "1/1", "21–100", "%", "1/1", "0", "0", "refractory"]
    written = [line.removeprefix("written: ") for line in told.err.splitlines() if line.startswith("written: ")]
    assert written
    assert all(Path(path).parent == review / "report" and Path(path).is_file() for path in written)


def test_what_is_not_decided_is_told_on_stderr(review: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report(review, "--json") == 0
    assert capsys.readouterr().err.splitlines() == [
        "extractor: warning: neither included nor excluded yet: 2 publications; their patients count in nothing",
        "extractor: warning: the PDFs were read under another protocol or another version of toy; --protocol names one",
    ]


def test_suggestions_are_marked_as_such(review: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report(review, "--json", "--candidates") == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["machine_only"] is True
    assert told.err.startswith("extractor: warning: these are the machine's suggestions; nobody has confirmed them\n")


def test_the_time_at_work_is_told_only_where_asked_for(review: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report(review, "--json", "--time") == 0
    assert json.loads(capsys.readouterr().out)["time"] == []


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--format", "pdf"], "no format pdf; there are html, docx, xlsx, csv"),
        (["--linked", "latest"], "'latest' is not one of 'earliest', 'longest'"),
        (["--out", "{}/review.txt", "--format", "csv"], "cannot be written"),
    ],
)
def test_wrong_usage_is_one_line_and_the_status_two(
    options: list[str], line: str, review: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (review.parent / "review.txt").touch()
    assert report(review, *(option.replace("{}", str(review.parent)) for option in options)) == 2
    told = capsys.readouterr()
    errors = [each for each in told.err.splitlines() if each.startswith("extractor: error: ")]
    assert (told.out, len(errors)) == ("", 1)
    assert line in errors[0]


def test_the_help_names_every_format(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", "--help"]) == 0
    assert ", ".join(FORMATS) in " ".join(capsys.readouterr().out.split())


def test_a_review_without_decisions_is_one_line_and_the_status_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_review(tmp_path).close()
    assert run(["report", str(tmp_path)]) == 2
    assert capsys.readouterr().err == (
        "extractor: error: nothing is confirmed yet; --candidates reports what the machine suggests\n"
    )


def test_a_folder_without_a_review_is_one_line_and_the_status_four(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["report", str(tmp_path / "nowhere")]) == 4
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not (tmp_path / "nowhere").exists()


def test_a_store_of_a_newer_version_is_one_line_and_the_status_four(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    open_store(tmp_path, create=True).close()
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    assert run(["report", str(tmp_path)]) == 4
    told = capsys.readouterr().err
    assert "newer version" in told
    assert len(told.splitlines()) == 1
