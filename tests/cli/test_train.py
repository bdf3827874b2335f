from pathlib import Path

import pytest

from extractor.cli.app import run
from extractor.core.annotation import Annotation
from extractor.core.errors import ExitCode
from extractor.workflows.confirm import confirm
from tests.workflows.test_learn import RASH, review


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().err.strip()


def test_a_folder_without_a_review_is_told_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["train", "--from", str(tmp_path)]) == ExitCode.STORE
    assert "no review here" in said(capsys)


def test_a_review_on_which_nothing_is_decided_teaches_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    review(tmp_path, "ames", "bell")[0].close()
    assert run(["train", "--from", str(tmp_path)]) == ExitCode.USAGE
    assert said(capsys).startswith("extractor: error: no publication is finished; one is finished when")
    assert not (tmp_path / "models").exists()


def test_too_few_decisions_are_told_with_how_many_are_needed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, _ = review(tmp_path, "ames", "bell")
    with store:
        confirm(store, [Annotation(name, statements=(RASH,)) for name in ("ames", "bell")], "A. Reader")
    assert run(["train", "--from", str(tmp_path), "--test", "bell"]) == ExitCode.USAGE
    assert "too few decisions to learn from: 2 statements in 1 finished publications" in said(capsys)


def test_an_unknown_publication_for_a_test_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    review(tmp_path, "ames")[0].close()
    assert run(["train", "--from", str(tmp_path), "--test", "dunn"]) == ExitCode.USAGE
    assert "no publication dunn in this review" in said(capsys)


def test_no_model_is_written_into_a_folder_that_holds_something(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    review(tmp_path, "ames")[0].close()
    assert run(["train", "--from", str(tmp_path), "--out", str(tmp_path)]) == ExitCode.USAGE
    assert "no model is written over another" in said(capsys)


def test_options_of_learning_need_a_review(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["train", "--out", "models"]) == ExitCode.USAGE
    assert "name what to learn from" in said(capsys)


def test_a_command_takes_no_review(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["statements", "corpus", "--gold", "gold.jsonl", "--out", "model"]
    assert run(["train", "--from", str(tmp_path), *words]) == ExitCode.USAGE
    assert "--from is no option of train statements" in said(capsys)


def test_a_folder_without_the_corpora_is_told_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["train", "names", str(tmp_path), "--out", str(tmp_path / "model")]) == ExitCode.USAGE
    assert said(capsys).splitlines()[-1].endswith("train.tsv: this corpus file cannot be read")
    assert not (tmp_path / "model").exists()
