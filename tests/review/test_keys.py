"""Every key of the review, pressed on the real screens over a real store and a real PDF."""

import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from extractor.core.candidate import Slot
from extractor.core.document import Part
from extractor.core.errors import UsageError
from extractor.review.actions import ACTIONS, Keys
from extractor.review.app import ReviewApp
from extractor.review.config import NAME as KEYS_FILE
from extractor.review.config import Config, load_config
from extractor.review.screens.choose import ChooseScreen, PickScreen
from extractor.review.screens.edit import EditScreen
from extractor.review.screens.help import HelpScreen
from extractor.review.screens.page import PageScreen
from extractor.review.screens.pair import PairScreen
from extractor.review.screens.publications import PublicationsScreen
from extractor.review.screens.queue import QueueScreen
from extractor.review.screens.review import ReviewScreen
from extractor.review.screens.search import SearchScreen
from extractor.review.screens.span import SpanScreen
from extractor.review.screens.table import TableScreen
from extractor.review.session import ReviewSession
from extractor.review.sources import Sources
from extractor.review.terminal import Terminal
from extractor.review.widgets.evidence import Evidence
from extractor.store import read
from extractor.store.database import Store
from tests.review.sample import PROTOCOL, Clock
from tests.review.told import make_told

SIZE = (80, 24)


@dataclass
class Scene:
    """A running review with what is behind it."""

    app: ReviewApp
    pilot: Pilot[None]
    store: Store

    @property
    def session(self) -> ReviewSession:
        assert isinstance(self.app.screen_stack[1], ReviewScreen)
        return self.app.screen_stack[1].session

    @property
    def slot(self) -> Slot | None:
        assert self.session.row is not None
        return self.session.row.slot

    @property
    def decided(self) -> list[tuple[str, Slot | None, object]]:
        return [(item.action, item.slot, item.value) for item in read.history(self.store)]

    @property
    def message(self) -> str:
        return str(self.app.screen_stack[1].query_one("#message", Static).render())

    def text(self, selector: str) -> str:
        return str(self.app.screen.query_one(selector, Static).render())

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()


@pytest.fixture
def told(tmp_path: Path) -> Iterator[tuple[Store, Path]]:
    store, pdfs = make_told(tmp_path)
    with store:
        yield store, pdfs


Run = Callable[..., Any]


@pytest.fixture
def running(told: tuple[Store, Path]) -> Run:
    store, pdfs = told

    @asynccontextmanager
    async def run(config: Config | None = None, terminal: Terminal | None = None) -> AsyncIterator[Scene]:
        session = ReviewSession(store, "ann", PROTOCOL, level=0.5, now=Clock())
        sources = Sources(pdfs)
        assert sources.read(session.publications[0])
        app = ReviewApp(session, sources, config=config, terminal=terminal)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            yield Scene(app, pilot, store)

    return run


AGE = ("right", "down", "down")
"""From the title to the age of the first case."""


def opens(screen: type[Any]) -> Callable[[Scene], bool]:
    return lambda scene: isinstance(scene.app.screen, screen)


def does(action: str) -> Callable[[Scene], bool]:
    return lambda scene: scene.decided[-1][0] == action


def at(field: str) -> Callable[[Scene], bool]:
    return lambda scene: scene.slot == Slot(field)


def scrolled(down: bool) -> Callable[[Scene], bool]:
    return lambda scene: (scene.app.screen.query_one(Evidence).scroll_offset.y > 0) is down


SCENES: dict[str, tuple[tuple[str, ...], Callable[[Scene], bool]]] = {
    "accept": ((), does("accept")),
    "correct": ((), opens(EditScreen)),
    "reject": ((), does("reject")),
    "undo": (("a",), does("undo")),
    "redo": (("a", "u"), lambda scene: [item[0] for item in scene.decided] == ["accept", "undo", "undo"]),
    "accept_case": (("right",), lambda scene: len(scene.decided) == 5),
    "next_open": (("down",), lambda scene: scene.session.view_index == 1),
    "next_doubtful": ((), at("age_years")),
    "row_down": ((), at("journal")),
    "row_up": (("down", "down"), at("journal")),
    "view_right": ((), lambda scene: scene.session.view_index == 1),
    "view_left": (("right", "right"), lambda scene: scene.session.view_index == 1),
    "next_warned": ((), lambda scene: bool(scene.session.row and scene.session.warnings(scene.session.row))),
    "block_down": (("right",), lambda scene: scene.session.row_index > 1 and scene.slot == Slot("drug_name", "d1")),
    "block_up": (("right", "right_curly_bracket", "down"), lambda scene: scene.slot == Slot("drug_name", "d1")),
    "publication_down": ((), lambda scene: scene.session.position == 1),
    "publication_up": (("right_square_bracket",), lambda scene: scene.session.position == 0),
    "publications": ((), opens(PublicationsScreen)),
    "order": ((), lambda scene: scene.session.order == "confidence"),
    "search": ((), opens(SearchScreen)),
    "filter": ((), opens(ChooseScreen)),
    "not_told": (AGE, does("not_reported")),
    "unclear": (AGE, does("unclear")),
    "add": (("right", "down", "a", *("down",) * 6), lambda scene: not isinstance(scene.app.screen, HelpScreen)),
    "span": (AGE, opens(SpanScreen)),
    "note": ((), opens(EditScreen)),
    "flag": ((), does("flag")),
    "why": ((), opens(EditScreen)),
    "keep": ((), lambda scene: scene.message == "Nothing else is suggested here."),
    "reject_case": (("right",), lambda scene: scene.decided[-1] == ("reject", None, None)),
    "split": (("right",), opens(PickScreen)),
    "merge": (("right",), opens(ChooseScreen)),
    "pair": ((), lambda scene: "Same patient as" in scene.message),
    "add_patient": ((), lambda scene: scene.decided[-1][2] == {"case_id": "p3", "unit": "patient"}),
    "add_group": ((), lambda scene: scene.decided[-1][2] == {"case_id": "g1", "unit": "group"}),
    "level": ((), opens(EditScreen)),
    "missed": ((), opens(QueueScreen)),
    "contradictions": ((), opens(QueueScreen)),
    "open_pdf": ((), lambda scene: scene.message.startswith(("No viewer", "Opened"))),
    "picture": ((), opens(PageScreen)),
    "table": ((), lambda scene: scene.message == "The evidence stands in no table."),
    "evidence_down": (("right",), scrolled(True)),
    "evidence_up": (("right", "J"), scrolled(False)),
    "commands": ((), opens(CommandPalette)),
    "help": ((), opens(HelpScreen)),
    "quit": ((), lambda scene: not scene.app.is_running or scene.app.return_code == 0),
}
"""What is pressed before an action's key, and what is then so."""


def test_every_action_has_a_scene() -> None:
    assert sorted(SCENES) == sorted(action.name for action in ACTIONS)


@pytest.mark.parametrize(("name", "key"), [(action.name, key) for action in ACTIONS for key in action.keys])
async def test_every_key_does_what_it_says(running: Run, monkeypatch: pytest.MonkeyPatch, name: str, key: str) -> None:
    for display in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(display, raising=False)
    before, is_so = SCENES[name]
    async with running() as scene:
        await scene.press(*before)
        if name.startswith("evidence"):
            scene.app.screen.query_one(Evidence).styles.height = 6
            await scene.pilot.pause()
        if name == "evidence_up":
            scene.app.screen.query_one(Evidence).scroll_to(y=5, animate=False)
        await scene.press(key)
        assert is_so(scene)


async def test_a_value_is_added_on_words_that_were_selected(running: Run) -> None:
    async with running() as scene:
        await scene.press(*AGE, "s")
        await scene.press("right", "space", "right", "enter")
        assert isinstance(scene.app.screen, EditScreen)
        assert scene.app.screen.query_one(Input).value == "woman with"
        scene.app.screen.query_one(Input).value = "48"
        await scene.press("enter")
        assert scene.decided[-1] == ("correct", Slot("age_years"), 48)
        assert [anchor.quote for anchor in read.history(scene.store)[-1].anchors] == ["woman with"]


async def test_a_sentence_is_selected_by_one_key(running: Run) -> None:
    async with running() as scene:
        await scene.press(*AGE, "s", "full_stop", "s", "enter")
        assert [anchor.quote for anchor in scene.session.held] == ["She took alphamab 5 mg by mouth."]


async def test_a_note_and_a_reason_are_kept(running: Run) -> None:
    async with running() as scene:
        await scene.press("e", *"odd", "enter", "y", *"typo", "enter", "r")
        assert scene.decided == [("note", Slot("title"), "odd"), ("reject", Slot("title"), None)]
        assert read.history(scene.store)[-1].reason == "typo"
        assert scene.session.views[0].rows[0].note == "odd"


async def test_a_case_is_split_and_merged_again(running: Run) -> None:
    async with running() as scene:
        await scene.press("right", "S", "space", "down", "space", "enter")
        assert scene.message.startswith("Split p1: 2 values are p3's now.")
        await scene.press("left", "M", "enter")
        assert scene.message.startswith("Merged")
        await scene.press("u", "u")
        assert [view.title for view in scene.session.views if view.kind == "case"] == ["p1", "p2"]


async def test_a_link_is_refused_with_both_sides_in_sight(running: Run) -> None:
    async with running() as scene:
        await scene.press("right")
        rows = [row.slot.field if row.slot else "" for row in scene.session.views[1].rows]
        scene.session.select_row(rows.index("same_as"))
        await scene.press("p")
        assert isinstance(scene.app.screen, PairScreen)
        text = scene.text("#pair")
        assert "adams-2022/p1" in text
        assert "boole-2021/g1" in text
        assert "= Disease" in text
        await scene.press("r")
        assert scene.decided[-1] == ("reject", Slot("same_as", "boole-2021/g1"), None)


async def test_what_was_missed_becomes_a_patient(running: Run) -> None:
    async with running() as scene:
        await scene.press("w")
        assert "a 33-year-old man" in scene.text("#queue-text")
        await scene.press("P")
        assert [item[0] for item in scene.decided] == ["add", "dismiss"]
        assert scene.session.views[scene.session.view_index].title == "p3"
        await scene.press("w")
        assert scene.app.screen.query_one(OptionList).option_count == 0


async def test_what_was_missed_becomes_a_value(running: Run) -> None:
    async with running() as scene:
        await scene.press("w", "enter")
        assert scene.message.startswith("These words are held")
        await scene.press(*AGE, "c", *"33", "enter")
        assert scene.decided[-2:] == [("correct", Slot("age_years"), 33), ("dismiss", None, "value")]


async def test_a_contradiction_is_dismissed_and_taken_back(running: Run) -> None:
    async with running() as scene:
        await scene.press("x", "r")
        assert scene.text("#queue-said") == "Dismissed. u takes it back."
        assert scene.app.screen.query_one(OptionList).option_count == 0
        await scene.press("u")
        assert scene.app.screen.query_one(OptionList).option_count == 1
        await scene.press("tab", "s", "escape")
        assert [item[0] for item in scene.decided] == ["dismiss", "undo"]


async def test_a_search_leads_to_a_row(running: Run) -> None:
    async with running() as scene:
        await scene.press("slash", *"12 wk no", "escape", "slash", *"amab")
        await scene.pilot.pause(0.3)
        await scene.press("down", "down", "enter")
        assert scene.slot == Slot("drug_name", "d1")


async def test_a_filter_lists_what_is_flagged(running: Run) -> None:
    async with running() as scene:
        await scene.press("f", "right", "F", "down", "down", "down", "enter")
        assert isinstance(scene.app.screen, SearchScreen)
        assert scene.text("#search-title") == "What is flagged in the whole review: 1"
        await scene.press("enter")
        assert scene.slot == Slot("title")


async def test_the_level_is_set_in_percent_and_a_wrong_one_is_told(running: Run) -> None:
    async with running() as scene:
        await scene.press("L", *"much", "enter")
        assert scene.text("#wrong").startswith("Not kept: type a share")
        scene.app.screen.query_one(Input).value = "85 %"
        await scene.press("enter")
        assert scene.session.level == 0.85


async def test_a_table_is_drawn_with_its_cell_lit_and_shown_whole(running: Run) -> None:
    async with running() as scene:
        await scene.press("right", "right", "down", "down")
        text = scene.app.screen.query_one("#evidence-text", Static).render()
        assert "│ 52" in str(text).replace("Age", "")
        await scene.press("t")
        assert isinstance(scene.app.screen, TableScreen)
        assert "the joints were calm" in scene.text("#table-text")


async def test_the_page_is_moved_over_enlarged_and_turned(running: Run) -> None:
    async with running() as scene:
        await scene.press(*AGE, "i")
        assert "page 1 of 2, 1 evidence boxed" in scene.text("#page-title")
        await scene.press("plus", "plus", "down", "right", "minus", "left", "up", "right_square_bracket")
        assert "page 2 of 2, 0 evidence boxed" in scene.text("#page-title")
        await scene.press("right_square_bracket")
        assert "page 2 of 2" in scene.text("#page-title")
        await scene.press("escape")
        assert isinstance(scene.app.screen, ReviewScreen)


async def test_of_a_part_of_a_pdf_no_last_page_is_told(running: Run) -> None:
    async with running() as scene:
        part = replace(scene.session.publications[0], part=Part(1, 1))
        scene.session.publications = [part, *scene.session.publications[1:]]
        await scene.press(*AGE, "i")
        assert "page 1, 1 evidence boxed" in scene.text("#page-title")


async def test_the_viewer_of_the_settings_is_started_with_path_and_page(running: Run, tmp_path: Path) -> None:
    note = tmp_path / "opened"
    program = "import sys, pathlib; pathlib.Path(sys.argv[1]).write_text(' '.join(sys.argv[2:]))"
    viewer = (sys.executable, "-c", program, str(note), "{path}", "{page}", "{url}")
    async with running(Config(viewer=viewer)) as scene:
        await scene.press(*AGE, "o")
        assert scene.message.startswith("Opened adams-2022.pdf at page 1 in")
        for _ in range(100):
            await scene.pilot.pause(0.05)
            if note.exists() and note.read_text():
                break
    path = tmp_path / "pdfs" / "adams-2022.pdf"
    assert note.read_text() == f"{path} 1 {path.as_uri()}#page=1"


async def test_a_viewer_that_is_not_there_is_told(running: Run) -> None:
    async with running(Config(viewer=("no-such-viewer", "{path}"))) as scene:
        await scene.press("o")
        assert scene.message.startswith("no-such-viewer cannot be started (No such file or directory): page 1 of")


async def test_a_rebound_key_acts_and_the_old_one_does_not(running: Run) -> None:
    async with running(Config({"accept": ("z",), "reject": ("a",)})) as scene:
        assert scene.text("#hints").startswith("z accept  c correct  a reject")
        await scene.press("r")
        assert scene.decided == []
        await scene.press("z", "a")
        assert [item[0] for item in scene.decided] == ["accept", "reject"]


async def test_the_palette_finds_an_action_by_its_name(running: Run) -> None:
    async with running() as scene:
        await scene.press("colon", *"flag")
        await scene.pilot.pause(0.5)
        await scene.press("enter")
        await scene.pilot.pause(0.2)
        assert [item[0] for item in scene.decided] == ["flag"]


def test_a_default_key_that_was_given_away_means_the_new_thing_alone() -> None:
    keys = Keys({"flag": ("c",)})
    assert (keys.action("c"), keys.action("f"), keys.action("enter")) == ("flag", None, "correct")
    assert (("enter correct", "correct"),) in keys.hints(1)


def test_settings_of_the_review_come_after_those_of_the_user(tmp_path: Path) -> None:
    user, review = tmp_path / "user", tmp_path / "review"
    for folder, text in (
        (user, "graphics = 'kitty'\n[keys]\naccept = 'z'\nflag = '!'"),
        (review, "[keys]\nflag = 'Z'"),
    ):
        folder.mkdir()
        (folder / KEYS_FILE).write_text(text)
    config = load_config(review, user=user)
    assert config == Config({"accept": ("z",), "flag": ("Z",)}, (), "kitty")


def test_without_a_file_the_settings_are_the_usual_ones(tmp_path: Path) -> None:
    assert load_config(tmp_path, user=tmp_path / "none") == Config()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[keys]\nacept = 'z'", "no action is called 'acept'; did you mean accept?"),
        ("[keys]\naccept = 'zz'", "accept: 'zz' is no key; write one character, ctrl+x, f5, space, pageup …"),
        ("[keys]\naccept = 7", "accept: 7 is no key; write one character, ctrl+x, f5, space, pageup …"),
        ("[keys]\naccept = 'escape'", "accept: escape cannot be bound"),
        ("[keys]\naccept = 'z'\nflag = ['z']", "z is the key of two actions: accept and flag"),
        ("keys = 'z'", "keys is no table; write [keys] and a line for each action"),
        ("graphics = 'best'", "graphics is none of auto, blocks, kitty, sixel, iterm"),
        ("viewer = 'evince'", 'viewer is no list of words; such as ["evince", "{path}"]'),
        ("colour = 1", "no setting is called 'colour'; known are: keys, viewer, graphics"),
        ("keys = [", "no TOML: Invalid value (at end of document)"),
    ],
)
def test_settings_that_are_wrong_are_told_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / KEYS_FILE).write_text(text)
    with pytest.raises(UsageError) as error:
        load_config(tmp_path, user=tmp_path / "none")
    assert str(error.value) == f"{tmp_path / KEYS_FILE}: {said}"
