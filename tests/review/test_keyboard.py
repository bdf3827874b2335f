from collections.abc import Iterator
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from extractor.core.candidate import Slot
from extractor.review.app import ReviewApp
from extractor.review.screens.edit import EditScreen
from extractor.review.screens.queue import QueueScreen
from extractor.review.screens.review import ReviewScreen
from extractor.review.session import ReviewSession
from extractor.review.terminal import Terminal
from extractor.store import read
from extractor.store.database import Store
from tests.review.sample import PROTOCOL, Clock, make_review

CHARACTERS = {"enter": "\r", "escape": "\x1b", "down": None, "right": None, "space": " "}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with make_review(tmp_path / "review") as store:
        yield store


@pytest.fixture
def app(store: Store) -> ReviewApp:
    return ReviewApp(ReviewSession(store, "ann", PROTOCOL, now=Clock()))


def decided(store: Store) -> list[tuple[str, Slot | None, object]]:
    return [(item.action, item.slot, item.value) for item in read.history(store)]


async def burst(app: ReviewApp, pilot: Pilot[None], *keys: str | events.Paste) -> None:
    """Send keys and pasted words all at once, as a slow line does, and wait until all is done."""
    for key in keys:
        event = key if isinstance(key, events.Paste) else events.Key(key, CHARACTERS.get(key, key))
        app.post_message(event)
    await pilot.pause(0.1)
    while app.holds:
        await pilot.pause(0.01)
    await pilot.pause()


async def test_a_value_that_is_typed_ahead_of_its_dialog_is_kept(app: ReviewApp, store: Store) -> None:
    async with app.run_test() as pilot:
        await burst(app, pilot, "right", "down", "down", "c", "4", "8", "enter")
        assert isinstance(app.screen, ReviewScreen)
        assert decided(store)[-1] == ("correct", Slot("age_years"), 48)


async def test_letters_that_are_keys_of_the_review_go_into_the_dialog_they_were_typed_for(
    app: ReviewApp, store: Store
) -> None:
    async with app.run_test() as pilot:
        await burst(app, pilot, "e", *"au", "space", *"raP", "enter", "a")
        assert [(action, value) for action, _, value in decided(store)] == [
            ("note", "au raP"),
            ("accept", "Gout, once more"),
        ]


async def test_pasted_words_keep_their_place_among_keys(app: ReviewApp, store: Store) -> None:
    async with app.run_test() as pilot:
        await burst(app, pilot, "e", "1", events.Paste(" of the two"), "!", "enter")
        assert [value for _, _, value in decided(store)] == ["1 of the two!"]


async def test_a_dialog_that_is_left_at_once_decides_nothing(app: ReviewApp, store: Store) -> None:
    async with app.run_test() as pilot:
        await burst(app, pilot, "c", "x", "escape", "w", "escape", "a")
        assert isinstance(app.screen, ReviewScreen)
        assert decided(store) == [("accept", Slot("title"), "Gout, once more")]


async def test_keys_after_a_wrong_value_mend_it(app: ReviewApp, store: Store) -> None:
    async with app.run_test() as pilot:
        await burst(app, pilot, "right", "down", "down", "c", "o", "enter")
        assert isinstance(app.screen, EditScreen)
        assert decided(store) == []


async def test_every_decision_of_a_burst_is_taken_in_order(app: ReviewApp, store: Store) -> None:
    async with app.run_test() as pilot:
        await burst(app, pilot, "a", "a", "u", "a", "r")
        assert [action for action, *_ in decided(store)] == ["accept", "accept", "undo", "accept", "reject"]


async def test_keys_typed_before_the_first_screen_reach_it(app: ReviewApp, store: Store) -> None:
    app.post_message(events.Key("a", "a"))
    app.post_message(events.Key("w", "w"))
    async with app.run_test() as pilot:
        await burst(app, pilot)
        assert isinstance(app.screen, QueueScreen)
        assert [action for action, *_ in decided(store)] == ["accept"]


async def test_keys_typed_before_the_program_ran_do_what_they_say(store: Store) -> None:
    session = ReviewSession(store, "ann", PROTOCOL, now=Clock())
    app = ReviewApp(session, terminal=Terminal(typed="ac2019\nf"))
    async with app.run_test() as pilot:
        await burst(app, pilot)
        assert [item.action for item in read.history(store)] == ["accept", "correct", "flag"]
