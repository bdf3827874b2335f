"""Screening without a terminal, then by its keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Input, Static

from extractor.core.errors import UsageError
from extractor.review.actions import SCREENING, Keys
from extractor.review.config import Config
from extractor.review.screening import PairSession, ScreeningSession
from extractor.review.screens.choose import ChooseScreen
from extractor.review.screens.duplicates import DuplicatesScreen
from extractor.review.screens.help import HelpScreen
from extractor.review.screens.screening import ScreeningApp, ScreeningScreen
from extractor.store.database import Store
from extractor.store.references import reference_decisions
from tests.review.sample import Clock
from tests.review.screened import SCREENED, make_screened


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with make_screened(tmp_path / "review") as store:
        yield store


def session(store: Store, reviewer: str = "ann") -> ScreeningSession:
    return ScreeningSession(store, reviewer, SCREENED, now=Clock())


def title(session: ScreeningSession) -> str:
    return (session.current.title if session.current else None) or ""


def decided(store: Store) -> list[tuple[str, object, str]]:
    return [(item.action, item.value, item.reviewer) for item in reference_decisions(store, "screening")]


def test_a_decision_is_kept_at_once_and_the_next_reference_comes(store: Store) -> None:
    screening = session(store)
    assert screening.include() == "Included."
    assert title(screening) == "Valves and load of the first engine"
    assert screening.exclude("wrong_animal") == "Excluded: Another animal."
    assert decided(store) == [("include", None, "ann"), ("exclude", "wrong_animal", "ann")]
    assert screening.progress == "2 of 10 screened, 1 included, 1 excluded"


def test_a_reason_that_the_protocol_does_not_have_is_refused(store: Store) -> None:
    with pytest.raises(UsageError, match="no reason of the protocol"):
        session(store).exclude("boring")
    assert decided(store) == []


def test_undo_takes_back_the_last_decision_and_goes_there_also_in_a_later_session(store: Store) -> None:
    session(store).include()
    later = session(store)
    assert later.undo() == "Taken back: included."
    assert title(later) == "Itch and balm in the first heron"
    assert later.progress == "0 of 10 screened"
    assert later.undo() == "There is nothing to take back."


def test_after_a_few_decisions_what_is_likely_relevant_comes_first(store: Store) -> None:
    screening = session(store)
    for _ in range(5):
        if "heron" in title(screening):
            screening.include()
        else:
            screening.exclude()
    assert screening.is_ordered
    assert title(screening) == "Itch and balm in the fourth heron"


def test_reviewers_screen_apart_and_what_they_disagree_on_is_settled_by_one_more_decision(store: Store) -> None:
    session(store, "ann").include()
    bob = session(store, "bob")
    assert title(bob) == "Itch and balm in the first heron"
    bob.exclude()
    assert bob.progress == "0 of 10 screened, 1 in conflict"
    eve = session(store, "eve")
    eve.exclude("no_drug")
    assert eve.progress == "1 of 10 screened, 1 excluded"
    assert eve.screening(eve.references[0]).reason == "no_drug"


def test_a_note_decides_nothing(store: Store) -> None:
    screening = session(store)
    assert screening.note("  look at   this ") == "Noted."
    assert screening.note(" ") == "Nothing noted."
    assert decided(store) == [("note", "look at this", "ann")]
    assert screening.progress == "0 of 10 screened"


def test_pairs_are_decided_on_one_by_one_and_taken_back(store: Store) -> None:
    pairs = PairSession(store, "ann")
    assert pairs.count == 1
    pairs.decide(same=True)
    assert pairs.count == 0
    assert len(session(store).references) == 9
    assert pairs.undo()
    assert not pairs.undo()
    assert pairs.count == 1
    assert len(session(store).references) == 10


def test_no_key_means_two_things() -> None:
    keys = [key for action in SCREENING for key in action.keys]
    assert len(keys) == len(set(keys))
    assert Keys({}, SCREENING).bound("reason") == tuple("123456789")


async def press(store: Store, *keys: str, config: Config | None = None) -> ScreeningApp:
    app = ScreeningApp(session(store), store, config=config)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
    return app


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        (["a"], [("include", None, "ann")]),
        (["r"], [("exclude", None, "ann")]),
        (["1"], [("exclude", "wrong_animal", "ann")]),
        (["2"], [("exclude", "no_drug", "ann")]),
        (["9"], []),
        (["y", "down", "enter"], [("exclude", "no_drug", "ann")]),
        (["y", "escape"], []),
        (["e", *"odd", "enter"], [("note", "odd", "ann")]),
        (["e", "escape"], []),
        (["u"], []),
        (["j", "k", "pagedown", "pageup", "question_mark", "escape", "right_square_bracket"], []),
    ],
)
async def test_a_key_decides(store: Store, keys: list[str], told: list[tuple[str, object, str]]) -> None:
    await press(store, *keys)
    assert decided(store) == told


async def test_u_takes_back_and_moves_go_to_neighbors(store: Store) -> None:
    app = ScreeningApp(session(store), store)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, ScreeningScreen)
        for keys, expected in (
            (["a", "u"], "Itch and balm in the first heron"),
            (["right_square_bracket"], "Valves and load of the first engine"),
            (["left_square_bracket"], "Itch and balm in the first heron"),
            (["space"], "Valves and load of the first engine"),
        ):
            await pilot.press(*keys)
            await pilot.pause()
            assert title(screen.session) == expected
        await pilot.press("question_mark")
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        await pilot.press("escape", "y")
        await pilot.pause()
        assert isinstance(app.screen, ChooseScreen)
        await pilot.press("escape", "e")
        await pilot.pause()
        assert app.screen.query_one(Input)
        await pilot.press("escape", "q")
        await pilot.pause()
    assert app.return_code == 0


async def test_p_shows_pairs_side_by_side_and_one_key_decides(store: Store) -> None:
    app = ScreeningApp(session(store), store)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("p")
        await pilot.pause()
        assert isinstance(app.screen, DuplicatesScreen)
        await pilot.press("space", "j", "k", "a")
        await pilot.pause()
        assert str(app.screen.query_one("#duplicates-title", Static).render()) == "No pair waits."
        await pilot.press("u")
        await pilot.pause()
        assert "1 pairs wait" in str(app.screen.query_one("#duplicates-title", Static).render())
        await pilot.press("r", "escape")
        await pilot.pause()
    assert [item.action for item in reference_decisions(store, "pair")] == ["same", "undo", "different"]


async def test_a_key_may_be_another(store: Store) -> None:
    await press(store, "i", "a", config=Config({"accept": ("i",)}))
    assert decided(store) == [("include", None, "ann")]


PATHS = {"first": [], "ordered": ["a", "1", "a", "1", "a"], "reasons": ["y"], "note": ["e"], "duplicates": ["p"]}


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_screen(store: Store, snap_compare: object, name: str, size: tuple[int, int]) -> None:
    app = ScreeningApp(session(store), store)
    assert snap_compare(app, terminal_size=size, press=PATHS[name])  # type: ignore[operator]
