import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from extractor.cli.app import run
from extractor.review.session import ReviewSession
from extractor.store.decide import Spent, decide
from extractor.workflows.time_spent import time_spent
from tests.review.sample import PROTOCOL, Clock, make_review

AT = datetime(2024, 5, 1, tzinfo=UTC)


def noted(folder: Path) -> None:
    with make_review(folder) as store:
        session = ReviewSession(store, "ann", PROTOCOL, now=Clock(), clock=lambda: 0.0)
        session.select_view(1)
        session.accept()
        session.accept()
        session.undo()
        uid = session.publications[0].uid
        decide(store, spent=[Spent(uid, "case-1", "ann", "assisted", 2.5, AT)])
        decide(store, spent=[Spent(uid, "case-1", "ann", "assisted", 4.0, AT), Spent(uid, "", "bob", "blind", 1.0, AT)])


def test_time_is_summed_by_form_and_mode(tmp_path: Path) -> None:
    noted(tmp_path)
    with make_review(tmp_path) as store:
        forms = [(item.form, item.is_case, item.reviewer, item.mode, item.seconds) for item in time_spent(store)]
    assert forms == [("p1", True, "ann", "assisted", 6.5), ("statements", False, "bob", "blind", 1.0)]


def test_only_a_reviewers_own_standing_decisions_on_the_form_count(tmp_path: Path) -> None:
    noted(tmp_path)
    with make_review(tmp_path) as store:
        assert [item.decisions for item in time_spent(store)] == [1, 0]


def test_a_review_without_noted_time_has_none(tmp_path: Path) -> None:
    with make_review(tmp_path) as store:
        assert time_spent(store) == []


def test_the_command_prints_the_time_of_one_publication(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    noted(tmp_path)
    assert run(["history", str(tmp_path), "ames-2020", "--time", "--json"]) == 0
    rows = json.loads(capfd.readouterr().out)["time"]
    assert [(row["publication"], row["form"], row["seconds"]) for row in rows] == [
        ("ames-2020", "p1", 6.5),
        ("ames-2020", "statements", 1.0),
    ]
    assert run(["history", str(tmp_path), "bell-2021", "--time"]) == 0
    assert capfd.readouterr().out == ""
