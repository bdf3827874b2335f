"""Keys inside dialogs: from the same table, rebound by the same file, told in the dialog's hint line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input, OptionList, Static

from extractor.review.actions import ACTIONS, IN_DIALOGS, Keys
from extractor.review.app import ReviewApp
from extractor.review.config import Config
from extractor.review.screens.choose import ChooseScreen, PickScreen
from extractor.review.screens.dialog import Dialog
from extractor.review.screens.edit import EditScreen
from extractor.review.screens.help import HelpScreen
from extractor.review.screens.page import PageScreen
from extractor.review.screens.pair import PairScreen
from extractor.review.screens.publications import PublicationsScreen
from extractor.review.screens.queue import QueueScreen
from extractor.review.screens.review import ReviewScreen
from extractor.review.screens.search import SearchScreen
from extractor.review.screens.span import SpanScreen
from extractor.review.screens.statement import StatementScreen
from extractor.review.screens.table import TableScreen
from extractor.review.session import ReviewSession
from extractor.review.sources import Sources
from extractor.store import read
from extractor.store.database import Store
from tests.review.sample import PROTOCOL, Clock
from tests.review.told import make_told

DIALOGS: tuple[type[Dialog[Any]], ...] = (
    ChooseScreen, EditScreen, HelpScreen, PageScreen, PairScreen, PickScreen, PublicationsScreen, QueueScreen,
    SearchScreen, SpanScreen, StatementScreen, TableScreen,
)  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store, _ = make_told(tmp_path)
    with store:
        yield store


def app_with(store: Store, **keys: str) -> ReviewApp:
    session = ReviewSession(store, "ann", PROTOCOL, now=Clock())
    sources = Sources(store.folder.parent / "pdfs")
    sources.read(session.publications[0])
    return ReviewApp(session, sources, config=Config({name: (key,) for name, key in keys.items()}))


def hint(app: ReviewApp) -> str:
    return str(app.screen.query_one(".dialog-hint", Static).render())


@pytest.mark.parametrize("dialog", DIALOGS, ids=lambda dialog: dialog.__name__)
def test_a_dialog_obeys_actions_of_the_table_and_no_key_means_two_things_in_it(dialog: type[Dialog[Any]]) -> None:
    known = {action.name: action for action in (*ACTIONS, *IN_DIALOGS)}
    keys = [key for name in ("leave", *dialog.DEEDS) for key in known[name].keys]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("key", ["escape", "q"])
async def test_every_dialog_is_left_by_escape_and_lists_by_q(store: Store, key: str) -> None:
    app = app_with(store)
    async with app.run_test(size=(80, 24)) as pilot:
        for opening in ("g", "w", "x", "F", "question_mark", "i", "s"):
            await pilot.press(opening)
            await pilot.pause()
            assert isinstance(app.screen, Dialog)
            await pilot.press(key)
            await pilot.pause()
            assert isinstance(app.screen, ReviewScreen)
    assert read.history(store) == []


async def test_what_a_dialog_shares_with_the_review_is_done_by_the_reviews_keys(store: Store) -> None:
    app = app_with(store, reject="z", missed="W")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("W")
        assert "z dismiss" in hint(app)
        await pilot.press("r")
        assert read.history(store) == []
        await pilot.press("z")
        assert [item.action for item in read.history(store)] == ["dismiss"]
        await pilot.press("W")
        await pilot.pause()
        assert isinstance(app.screen, ReviewScreen)


async def test_a_key_of_a_dialog_alone_is_rebound(store: Store) -> None:
    app = app_with(store, choose="z", take="Z", leave="ctrl+w")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("right", "S")
        assert hint(app) == "z chooses  Z goes on with what is chosen  ctrl+w leaves"
        await pilot.press("down", "z", "ctrl+w")
        await pilot.pause()
        assert isinstance(app.screen, ReviewScreen)
        await pilot.press("S", "down", "z", "Z")
        assert read.history(store)[0].action == "split"


async def test_escape_leaves_whatever_a_file_says(store: Store) -> None:
    app = app_with(store, leave="z")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("g", "escape")
        await pilot.pause()
        assert isinstance(app.screen, ReviewScreen)


async def test_letters_that_are_keys_go_into_an_input(store: Store) -> None:
    app = app_with(store, leave="z", everywhere="w")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"zqw")
        await pilot.pause(0.3)
        assert isinstance(app.screen, SearchScreen)
        assert app.screen.query_one(Input).value == "zqw"


async def test_lists_are_gone_through_by_letters_too(store: Store) -> None:
    app = app_with(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("F", "j", "j", "k")
        assert app.screen.query_one(OptionList).highlighted == 1


def test_a_key_of_ones_own_goes_before_a_usual_one_in_a_dialog() -> None:
    keys = Keys({"reject": ("s",)}).among(("reject", "settled"))
    assert (keys.action("s"), keys.shown("settled"), keys.shown("reject")) == ("reject", "-", "s")
