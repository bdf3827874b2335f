"""The real program on a real terminal, killed in the middle of the work."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from secrets import token_hex

import pytest

from extractor.cli.app import run
from extractor.store import read
from extractor.store.database import open_store
from tests.review.sample import make_review
from tests.review.told import make_told

TMUX = shutil.which("tmux")
pytestmark = pytest.mark.skipif(TMUX is None, reason="needs tmux, a terminal that a test can drive")

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0


class Terminal:
    """A terminal of 80 by 24 characters with a server of its own."""

    def __init__(self) -> None:
        self._server = f"extractor-test-{token_hex(4)}"

    def tmux(self, *words: str) -> str:
        command = [str(TMUX), "-f", "/dev/null", "-L", self._server, *words]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=30).stdout

    def start(self, review: Path, *settings: str, options: str = "") -> None:
        home = f"XDG_CONFIG_HOME={review.parent / 'config'}"
        program = f"{home} {' '.join(settings)} {sys.executable} -c 'from extractor.cli.app import main; main()'"
        command = f"cd {ROOT} && exec env {program} review {review} --reviewer ann {options}"
        self.tmux("new-session", "-d", "-x", "80", "-y", "24", command)

    def screen(self, *options: str) -> str:
        return self.tmux("capture-pane", "-p", *options)

    def press(self, *keys: str) -> None:
        self.tmux("send-keys", *keys)

    def pid(self) -> int:
        return int(self.tmux("list-panes", "-F", "#{pane_pid}"))

    def wait_for(self, words: str) -> None:
        wait(lambda: words in self.screen(), lambda: f"no {words!r} on the screen:\n{self.screen()}")


def wait(done: Callable[[], bool], told: Callable[[], str]) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > end:
            pytest.fail(told())
        time.sleep(0.05)


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    terminal = Terminal()
    terminal.tmux("new-session", "-d", "-s", "keep", "sleep 600")
    yield terminal
    terminal.tmux("kill-server")


def test_a_decision_survives_a_killed_program(tmp_path: Path, terminal: Terminal) -> None:
    review = tmp_path / "review"
    make_review(review).close()
    terminal.start(review)
    terminal.wait_for("? Title")
    terminal.press("a")
    terminal.wait_for("Accepted: Title")
    os.kill(terminal.pid(), signal.SIGKILL)

    with open_store(review) as store:
        assert [item.action for item in read.history(store)] == ["accept"]
    terminal.start(review)
    terminal.wait_for("A Title")
    terminal.press("u")
    terminal.wait_for("? Title")
    terminal.press("q")
    with open_store(review) as store:
        assert [item.action for item in read.history(store)] == ["accept", "undo"]


def test_keys_that_come_all_at_once_do_what_they_do_one_by_one(tmp_path: Path, terminal: Terminal) -> None:
    review = tmp_path / "review"
    make_review(review).close()
    terminal.start(review)
    terminal.wait_for("? Title")
    terminal.press("Right", "Down", "Down", "c", "4", "8", "Enter", "a", "e", "p", "a", "r", "Enter", "q")
    wait(lambda: len(terminal.tmux("list-sessions").splitlines()) == 1, lambda: f"no end:\n{terminal.screen()}")
    with open_store(review) as store:
        decided = [(item.action, item.value) for item in read.history(store)]
    assert decided == [
        ("accept", {"case_id": "p1", "unit": "patient"}),
        ("correct", 48),
        ("accept", "female"),
        ("note", "par"),
    ]


def test_without_color_only_bold_underline_and_reverse_are_left(tmp_path: Path, terminal: Terminal) -> None:
    make_review(tmp_path / "review").close()
    terminal.start(tmp_path / "review", "NO_COLOR=1")
    terminal.wait_for("? Title")
    codes = {
        int(code)
        for sequence in re.findall(r"\x1b\[([\d;]*)m", terminal.screen("-e"))
        for code in sequence.split(";")
        if code
    }
    assert codes <= {0, 1, 4, 7, 39, 49}


def test_a_review_from_the_first_key_to_the_export(
    tmp_path: Path, terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    store, pdfs = make_told(tmp_path)
    store.close()
    review = tmp_path / "review"
    (review / "keys.toml").write_text("[keys]\nflag = 'z'\n")
    terminal.start(review, options=f"--pdf-dir {pdfs}")
    terminal.wait_for("? Title")
    for keys, words in (
        (["a"], "Accepted: Title"),
        (["z"], "Flagged: Title"),
        (["Right", "Down", "Down"], "Age at start  47 years"),
        (["i"], "1 evidence boxed"),
        (["Escape"], "Age at start  47 years"),
        (["c"], "enter keeps what is typed"),
        (["4", "8"], "48"),
        (["Enter"], "Corrected: Age at start"),
        (["w"], "What may have been missed in adams-2022 (1 open)"),
        (["P"], "Added p3"),
        (["x"], "3 patients are told of"),
        (["r"], "Dismissed. u takes it back."),
        (["Escape"], "a accept"),
    ):
        terminal.press(*keys)
        terminal.wait_for(words)
    terminal.press("q")
    wait(lambda: len(terminal.tmux("list-sessions").splitlines()) == 1, lambda: f"no end:\n{terminal.screen()}")
    with open_store(review) as after:
        decided = [(item.action, item.value) for item in read.history(after)]
    assert decided == [
        ("accept", "Alphamab in two patients with gout"),
        ("flag", True),
        ("accept", {"case_id": "p1", "unit": "patient"}),
        ("correct", 48),
        ("add", {"case_id": "p3", "unit": "patient"}),
        ("dismiss", "case"),
        ("dismiss", "nothing"),
    ]
    assert run(["export", str(review), "--format", "jsonl"]) == 0
    [record] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(case["case_id"], case.get("age_years")) for case in record["cases"]] == [("p1", 48), ("p3", None)]
