"""The screens as pictures at 80 by 24 and 120 by 40; a new picture is looked at by a second person."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from extractor.review.app import ReviewApp
from extractor.review.session import ReviewSession
from extractor.review.sources import Sources
from extractor.store.database import Store, open_store
from tests.review.sample import PROTOCOL, Clock, make_review
from tests.review.told import make_told

SIZES = [(80, 24), (120, 40)]
PATHS = {
    "publication": [],
    "case": ["right", "down", "down"],
    "after_the_whole_case": ["right", "A"],
    "correct": ["right", "down", "down", "down", "c"],
    "statement": ["right", "right", "c"],
    "statements": ["right", "right", "a"],
    "group": ["right_square_bracket", "right", "down"],
    "scan": ["right_square_bracket", "right_square_bracket"],
    "rejected_case": ["right", "R", "down"],
    "help": ["question_mark"],
    "commands": ["colon"],
}

CASE = ["right", "down", "down"]
TOLD = {
    "evidence_in_its_paragraph": CASE,
    "evidence_in_a_table": ["right", "right", "down", "down"],
    "table": ["right", "right", "down", "down", "t"],
    "page": [*CASE, "i"],
    "missed": ["w"],
    "contradictions": ["x"],
    "split": ["right", "S", "down", "space"],
    "merge": ["right", "M"],
    "words": [*CASE, "s", "full_stop", "s"],
    "filter": ["F"],
    "listed": ["F", "enter"],
    "search": ["slash", *"rash"],
    "note": [*CASE, "e"],
    "noted_and_flagged": [*CASE, "e", *"odd", "enter", "f"],
    "level": ["L"],
    "publications": ["g"],
}
"""What is pressed for each screen of a review whose PDF is at hand."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with make_review(tmp_path / "review") as store:
        yield store


@pytest.fixture(autouse=True)
def in_color(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
@pytest.mark.parametrize("name", PATHS)
def test_screen(store: Store, snap_compare: Any, name: str, size: tuple[int, int]) -> None:
    app = ReviewApp(ReviewSession(store, "ann", PROTOCOL, now=Clock()))
    assert snap_compare(app, press=PATHS[name], terminal_size=size, run_before=_still)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
@pytest.mark.parametrize("name", TOLD)
def test_screen_beside_the_pdf(tmp_path: Path, snap_compare: Any, name: str, size: tuple[int, int]) -> None:
    store, pdfs = make_told(tmp_path)
    with store:
        sources = Sources(pdfs)
        session = ReviewSession(store, "ann", PROTOCOL, level=0.5, now=Clock())
        sources.read(session.publications[0])
        app = ReviewApp(session, sources)
        assert snap_compare(app, press=TOLD[name], terminal_size=size, run_before=_still)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
def test_link(tmp_path: Path, snap_compare: Any, size: tuple[int, int]) -> None:
    store, _ = make_told(tmp_path)
    with store:
        session = ReviewSession(store, "ann", PROTOCOL, level=0.5, now=Clock())
        session.select_view(1)
        session.select_row([row.slot and row.slot.field for row in session.views[1].rows].index("same_as"))
        assert snap_compare(ReviewApp(session, Sources()), press=["p"], terminal_size=size, run_before=_still)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
@pytest.mark.parametrize("press", [["right"], ["right", "s"]], ids=["form", "words"])
def test_blind(tmp_path: Path, snap_compare: Any, press: list[str], size: tuple[int, int]) -> None:
    store, pdfs = make_told(tmp_path)
    with store:
        sources = Sources(pdfs)
        session = ReviewSession(store, "ann", PROTOCOL, blind=True, now=Clock())
        sources.read(session.publications[0])
        session.add_case("patient")
        assert snap_compare(ReviewApp(session, sources), press=press, terminal_size=size, run_before=_still)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
def test_without_color(
    tmp_path: Path, snap_compare: Any, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    store, pdfs = make_told(tmp_path)
    with store:
        sources = Sources(pdfs)
        session = ReviewSession(store, "ann", PROTOCOL, level=0.5, now=Clock())
        sources.read(session.publications[0])
        app = ReviewApp(session, sources)
        assert snap_compare(app, press=["right", "right", "down", "down"], terminal_size=size, run_before=_still)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
def test_empty_review(tmp_path: Path, snap_compare: Any, size: tuple[int, int]) -> None:
    with open_store(tmp_path / "empty", create=True) as store:
        assert snap_compare(ReviewApp(ReviewSession(store, "ann", PROTOCOL)), terminal_size=size)


async def _still(pilot: Any) -> None:
    """Keep the cursor of an input from blinking."""
    for field in pilot.app.screen.query(Input):
        field.cursor_blink = False
