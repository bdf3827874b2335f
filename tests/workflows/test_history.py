from pathlib import Path

import pytest

from extractor.cli.app import run
from extractor.core.errors import UsageError
from extractor.review.session import ReviewSession
from extractor.workflows.history import history, told
from tests.review.sample import PROTOCOL, Clock, make_review


def decided(folder: Path) -> None:
    with make_review(folder) as store:
        session = ReviewSession(store, "ann", PROTOCOL, now=Clock())
        session.accept()
        session.correct("2021", reason="the print was later")
        session.reject()
        session.undo()


def test_every_decision_is_told_with_old_and_new_value_and_why(tmp_path: Path) -> None:
    decided(tmp_path)
    with make_review(tmp_path) as store:
        rows = history(store, "ames-2020")
    assert [(row["action"], row["field"], row["old"], row["new"], row["why"], row["undone"]) for row in rows] == [
        ("accept", "title", "Gout, once more", "Gout, once more", None, False),
        ("correct", "year", 2020, 2021, "the print was later", False),
        ("reject", "included", True, None, None, True),
        ("undo", "included", None, None, None, False),
    ]
    assert {(row["reviewer"], row["how"], row["what"]) for row in rows} == {("ann", "single", "publication")}
    assert told(rows[1]).endswith("single  correct  publication year  2020 -> 2021  why: the print was later")


def test_a_publication_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with make_review(tmp_path) as store, pytest.raises(UsageError, match="no publication nobody-1900"):
        history(store, "nobody-1900")


def test_the_command_prints_a_line_for_each_decision(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    decided(tmp_path)
    assert run(["history", str(tmp_path), "ames-2020"]) == 0
    lines = capfd.readouterr().out.splitlines()
    assert len(lines) == 4
    assert lines[0].startswith("2024-05-01T12:")
    assert "ann  single  accept  publication title" in lines[0]
    assert lines[2].endswith("(taken back)")


def test_the_command_without_an_id_is_refused(tmp_path: Path) -> None:
    assert run(["history", str(tmp_path)]) == 2
