from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Input, Static

from extractor.cli.app import run
from extractor.core.candidate import Slot
from extractor.review.actions import ACTIONS, IN_DIALOGS, Keys
from extractor.review.app import ReviewApp
from extractor.review.screens.help import HelpScreen, help_text
from extractor.review.screens.review import ReviewScreen
from extractor.review.session import ReviewSession
from extractor.review.widgets.evidence import evidence_text
from extractor.review.widgets.form import FormList
from extractor.review.widgets.hints import hint_line
from extractor.store import read
from extractor.store.database import Store, open_store
from tests.review.sample import PROTOCOL, Clock, make_review


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with make_review(tmp_path / "review") as store:
        yield store


@pytest.fixture
def app(store: Store) -> ReviewApp:
    return ReviewApp(ReviewSession(store, "ann", PROTOCOL, now=Clock()))


def decided(store: Store) -> list[tuple[str, Slot | None, object]]:
    return [(item.action, item.slot, item.value) for item in read.history(store)]


def message(app: ReviewApp) -> str:
    return str(app.screen.query_one("#message", Static).render())


async def test_one_key_accepts_and_one_takes_back(app: ReviewApp, store: Store) -> None:
    async with app.run_test() as pilot:
        await pilot.press("a")
        assert decided(store) == [("accept", Slot("title"), "Gout, once more")]
        assert message(app) == "Accepted: Title = Gout, once more. u takes it back."
        await pilot.press("u")
        assert [action for action, *_ in decided(store)] == ["accept", "undo"]


async def test_a_value_is_corrected_by_typing_and_a_wrong_one_is_told(app: ReviewApp, store: Store) -> None:
    async with app.run_test() as pilot:
        await pilot.press("right", "down", "down", "c", *"old", "enter")
        assert str(app.screen.query_one("#wrong", Static).render()) == "Not kept: type a number, such as 47 or 1.5"
        app.screen.query_one(Input).value = ""
        await pilot.press(*"46", "enter")
        assert isinstance(app.screen, ReviewScreen)
        assert decided(store)[-1] == ("correct", Slot("age_years"), 46)


async def test_a_value_is_corrected_by_choosing(app: ReviewApp, store: Store) -> None:
    async with app.run_test() as pilot:
        await pilot.press("right", "down", "down", "down", "c", "down", "down", "enter")
        assert decided(store)[-1] == ("correct", Slot("sex"), "male")


async def test_escape_leaves_a_value_as_it_is(app: ReviewApp, store: Store) -> None:
    async with app.run_test() as pilot:
        await pilot.press("c", "escape")
        assert message(app) == "Nothing changed."
        assert decided(store) == []


async def test_a_statement_gets_another_reading(app: ReviewApp, store: Store) -> None:
    async with app.run_test() as pilot:
        await pilot.press("right", "right", "c", "down", "space", "enter")
        value = decided(store)[-1][2]
        assert isinstance(value, dict)
        assert (value["assertion"], value["direction"], value["domains"]) == ("prior", "improved", ["skin"])


async def test_a_click_makes_a_row_current(app: ReviewApp) -> None:
    async with app.run_test() as pilot:
        await pilot.click(FormList, offset=(5, 3))
        assert app.screen.query_one(FormList)
        assert isinstance(app.screen, ReviewScreen)
        assert app.screen.session.row_index == 3


async def test_the_list_of_publications_leads_to_one(app: ReviewApp) -> None:
    async with app.run_test() as pilot:
        screen = app.screen
        await pilot.press("g", "down", "enter")
        assert isinstance(screen, ReviewScreen)
        assert screen.session.position == 1


async def test_help_opens_and_closes(app: ReviewApp) -> None:
    async with app.run_test() as pilot:
        await pilot.press("question_mark")
        assert isinstance(app.screen, HelpScreen)
        await pilot.press("escape")
        assert isinstance(app.screen, ReviewScreen)


async def test_an_error_of_the_store_is_told_and_nothing_is_taken_for_decided(app: ReviewApp, store: Store) -> None:
    async with app.run_test() as pilot:
        (store.folder / "review.db").write_bytes(b"no database any more" * 100)
        await pilot.press("a")
        assert message(app).startswith("Not kept: ")
        assert isinstance(app.screen, ReviewScreen)
        assert app.screen.session.n_open(0) == 16


async def test_an_empty_review_says_what_to_do(tmp_path: Path) -> None:
    with open_store(tmp_path / "empty", create=True) as store:
        app = ReviewApp(ReviewSession(store, "ann", PROTOCOL))
        async with app.run_test() as pilot:
            await pilot.press("a", "c", "plus", "right", "space", "u", "g", "escape")
            assert isinstance(app.screen, ReviewScreen)
            text = evidence_text(app.screen.session, None, around=100).plain
            assert text.startswith("This review holds no publication yet.")


def test_text_of_a_publication_is_neither_markup_nor_control(store: Store) -> None:
    session = ReviewSession(store, "ann", PROTOCOL)
    session.select_view(1)
    session.select_row([row.slot for row in session.views[1].rows].index(Slot("outcome", "skin")))
    text = evidence_text(session, None, around=100)
    assert "the rash [red]cleared[/red] \\x1b[31mwithin\\x1b[0m weeks" in text.plain
    assert "\x1b" not in text.plain


def test_no_key_means_two_things() -> None:
    keys = [key for action in ACTIONS for key in action.keys]
    assert len(keys) == len(set(keys))


def test_the_hints_fit_into_eighty_columns_and_every_action_is_in_the_help() -> None:
    assert max(len(hint_line(Keys().hints(line)).plain) for line in (1, 2, 3)) <= 78
    text = " ".join(help_text(Keys()).plain.split())
    assert [action.name for action in (*ACTIONS, *IN_DIALOGS) if action.help not in text] == []


def test_without_a_terminal_the_command_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_review(tmp_path / "review").close()
    assert run(["review", str(tmp_path / "review"), "--reviewer", "ann"]) == 2
    assert capsys.readouterr().err.startswith("extractor: error: the review needs a terminal")
