import json
from pathlib import Path

import pytest

from extractor.cli.app import run
from extractor.core.annotation import to_json
from extractor.core.errors import AnnotationError, UsageError
from extractor.workflows.evaluate import candidates_of, evaluate, read_gold
from tests.review.sample import cohort, make_review, report


def write_gold(path: Path) -> Path:
    rows = [to_json(extraction.annotation()) for extraction in (report(), cohort())]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_candidates_come_from_the_review_folder_by_publication_id(tmp_path: Path) -> None:
    make_review(tmp_path / "review").close()
    found = candidates_of(tmp_path / "review")
    assert found == {"ames-2020": report().annotation(), "boole-2021": cohort().annotation()}


def test_only_the_wanted_parts_of_gold_are_read(tmp_path: Path) -> None:
    gold = write_gold(tmp_path / "gold.jsonl")
    assert list(read_gold(gold)) == ["ames-2020", "boole-2021"]
    assert list(read_gold(gold, "bc")) == ["boole-2021"]


def test_a_broken_gold_file_names_its_line(tmp_path: Path) -> None:
    gold = write_gold(tmp_path / "gold.jsonl")
    gold.write_text(gold.read_text(encoding="utf-8") + "{no json\n", encoding="utf-8")
    with pytest.raises(AnnotationError) as caught:
        read_gold(gold)
    assert str(caught.value.where) == "line 3"


def test_gold_without_a_publication_cannot_be_scored_against() -> None:
    with pytest.raises(UsageError, match="no publication"):
        evaluate({}, {})


def test_the_command_prints_one_json_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_review(tmp_path / "review").close()
    gold = write_gold(tmp_path / "gold.jsonl")
    assert run(["evaluate", str(tmp_path / "review"), "--gold", str(gold), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["publications"], report["macro_f1"], report["constant"]["rows"]["outcome"]["f1"]) == (2, 1.0, 1.0)


def test_the_command_prints_a_table_and_errors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_review(tmp_path / "review").close()
    gold = write_gold(tmp_path / "gold.jsonl")
    gold.write_text(gold.read_text(encoding="utf-8").replace('"age_years": 47', '"age_years": 48'), encoding="utf-8")
    assert run(["evaluate", str(tmp_path / "review"), "--gold", str(gold), "--errors"]) == 0
    assert "ames-2020  p1  age_years  wrong  48  47" in capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(
    ("words", "status"), [(["nowhere", "--gold", "gold.jsonl"], 2), (["review", "--gold", "x"], 2)]
)
def test_what_is_not_there_gives_one_line_and_a_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str], status: int
) -> None:
    monkeypatch.chdir(tmp_path)
    make_review(tmp_path / "review").close()
    assert run(["evaluate", *words]) == status
    printed = capsys.readouterr()
    assert (printed.out, printed.err.count("\n")) == ("", 1)


def test_a_folder_without_a_review_is_an_error_of_the_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold = write_gold(tmp_path / "gold.jsonl")
    assert run(["evaluate", str(tmp_path), "--gold", str(gold)]) == 4
    assert "no review here" in capsys.readouterr().err
