"""What a mouse does: every word of a hint line, tabs, rows and lines of dialogs are buttons."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from extractor.core.candidate import Slot
from extractor.review.app import ReviewApp
from extractor.review.screens.choose import PickScreen
from extractor.review.screens.edit import EditScreen
from extractor.review.screens.publications import PublicationsScreen
from extractor.review.screens.queue import QueueScreen
from extractor.review.screens.review import ReviewScreen
from extractor.review.screens.statement import StatementScreen
from extractor.review.session import ReviewSession
from extractor.review.sources import Sources
from extractor.review.widgets.form import FormList
from extractor.store import read
from extractor.store.database import Store
from tests.review.sample import PROTOCOL, Clock, make_review
from tests.review.told import make_told

SIZE = (80, 24)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with make_review(tmp_path) as store:
        yield store


@pytest.fixture
def app(store: Store) -> ReviewApp:
    return ReviewApp(ReviewSession(store, "ann", PROTOCOL, now=Clock()))


def session(app: ReviewApp) -> ReviewSession:
    assert isinstance(app.screen_stack[1], ReviewScreen)
    return app.screen_stack[1].session


def actions(store: Store) -> list[str]:
    return [item.action for item in read.history(store)]


async def click(pilot: Pilot[None], selector: str, words: str, times: int = 1) -> None:
    """Click on the first place where a widget shows some words."""
    lines = str(pilot.app.screen.query_one(selector, Static).render()).split("\n")
    y = next(number for number, line in enumerate(lines) if words in line)
    left = pilot.app.screen.query_one(selector, Static).content_region.offset
    await pilot.click(offset=(left.x + lines[y].index(words), left.y + y), times=times)
    await pilot.pause()


@pytest.mark.parametrize(
    ("words", "said"), [("a accept", ["accept"]), ("r reject", ["reject"]), ("u undo", []), ("space", [])]
)
async def test_a_hint_is_a_button(app: ReviewApp, store: Store, words: str, said: list[str]) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await click(pilot, "#hints", words)
        assert actions(store) == said


async def test_hints_in_pairs_are_two_buttons(app: ReviewApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await click(pilot, "#hints", "→ case")
        assert session(app).view_index == 1
        await click(pilot, "#hints", "←")
        assert session(app).view_index == 0


async def test_a_tab_leads_to_its_form(app: ReviewApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await click(pilot, "#tabs", "Statements")
        assert session(app).view_index == 2


async def test_a_row_is_made_current_by_one_click_and_asked_for_by_two(app: ReviewApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.click(FormList, offset=(5, 3))
        assert session(app).row_index == 3
        assert isinstance(app.screen, ReviewScreen)
        await pilot.click(FormList, offset=(5, 1), times=2)
        await pilot.pause()
        assert session(app).row_index == 1
        assert isinstance(app.screen, EditScreen)


async def test_scrolling_the_form_leaves_the_current_row(app: ReviewApp) -> None:
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("right")
        form = app.screen.query_one(FormList)
        before = form.scroll_offset.y
        form.scroll_down(animate=False)
        await pilot.pause()
        assert form.scroll_offset.y > before
        assert session(app).row_index == 0


async def test_a_choice_is_taken_by_a_click(app: ReviewApp, store: Store) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("right", "down", "down", "down", "c")
        await pilot.click(OptionList, offset=(3, 1))
        await pilot.pause()
        assert read.history(store)[-1].slot == Slot("sex")
        assert read.history(store)[-1].value == "male"


async def test_a_dialog_is_left_by_a_click_on_its_hint(app: ReviewApp, store: Store) -> None:
    async with app.run_test(size=SIZE) as pilot:
        for keys, screen in (("g", PublicationsScreen), ("w", QueueScreen), ("c", EditScreen)):
            await pilot.press(keys)
            assert isinstance(app.screen, screen)
            await click(pilot, ".dialog-hint", "escape")
            assert isinstance(app.screen, ReviewScreen)
        assert actions(store) == []


async def test_values_to_split_are_chosen_by_clicks(app: ReviewApp, store: Store) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("right", "S")
        assert isinstance(app.screen, PickScreen)
        await pilot.click(OptionList, offset=(3, 1))
        await click(pilot, ".dialog-hint", "enter")
        assert actions(store)[:2] == ["split", "add"]


async def test_a_statement_is_read_otherwise_by_clicks(app: ReviewApp, store: Store) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("right", "right", "c")
        assert isinstance(app.screen, StatementScreen)
        await click(pilot, "#statement-choices", "prior")
        await click(pilot, ".dialog-hint", "enter")
        value = read.history(store)[-1].value
        assert (value["assertion"], value["direction"]) == ("prior", "improved")


async def test_words_are_selected_by_clicks(tmp_path: Path) -> None:
    store, pdfs = make_told(tmp_path / "told")
    with store:
        session = ReviewSession(store, "ann", PROTOCOL, now=Clock())
        sources = Sources(pdfs)
        sources.read(session.publications[0])
        app = ReviewApp(session, sources)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press("right", "down", "down", "s")
            await click(pilot, "#span-text", "classic")
            await click(pilot, ".dialog-hint", "space selects")
            await click(pilot, "#span-text", "kind")
            await click(pilot, ".dialog-hint", "enter")
            assert [anchor.quote for anchor in session.held] == ["classic kind."]
