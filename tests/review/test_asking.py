"""The question what a terminal can draw, on a pseudo-terminal that answers at once, late, or never."""

import os
import select
import sys
import threading
import time
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are of other systems", allow_module_level=True)

import pty

PROGRAM = """
import sys, time
from extractor.review.terminal import asking
from extractor.core.errors import UsageError
started = time.monotonic()
try:
    with asking(timeout=0.6) as terminal:
        time.sleep({work})
        if {fails}:
            raise UsageError("no such folder")
except UsageError as error:
    print(error)
print(f"<{{terminal().protocol}} {{time.monotonic() - started:.2f}} {{__import__('termios').tcgetattr(0)[3] & 8}}>")
"""
ROOT = Path(__file__).parents[2]


def run(*, answers_after: float | None, work: float = 0.0, fails: bool = False) -> tuple[str, float, str]:
    """Return what was drawn with, after how many seconds, and whether typing is echoed again."""
    pid, terminal = pty.fork()
    if not pid:
        os.chdir(ROOT)
        os.execv(sys.executable, [sys.executable, "-c", PROGRAM.format(work=work, fails=fails)])
    said = ""
    while ">" not in said.rpartition("<")[2] or "<" not in said:
        if not select.select([terminal], [], [], 20)[0]:
            pytest.fail(said)
        said += os.read(terminal, 4096).decode()
        if said.endswith("\x1b[c") and answers_after is not None:
            threading.Timer(answers_after, os.write, (terminal, b"\x1b[6;20;10t\x1b[?62;4c")).start()
    os.waitpid(pid, 0)
    os.close(terminal)
    protocol, seconds, echo = said.rpartition("<")[2].partition(">")[0].split()
    return protocol, float(seconds), echo


def test_a_terminal_that_answers_is_not_waited_for_any_longer() -> None:
    protocol, seconds, echo = run(answers_after=0.0)
    assert (protocol, echo) == ("sixel", "8")
    assert seconds < 0.5


def test_an_answer_that_comes_while_something_else_is_done_costs_no_time() -> None:
    protocol, seconds, _ = run(answers_after=0.3, work=0.5)
    assert protocol == "sixel"
    assert 0.5 <= seconds < 0.75


def test_a_terminal_that_never_answers_costs_no_time_beside_what_is_done_meanwhile() -> None:
    protocol, seconds, echo = run(answers_after=None, work=0.7)
    assert (protocol, echo) == ("blocks", "8")
    assert 0.7 <= seconds < 1.1


def test_after_an_error_the_answer_is_not_left_to_be_taken_for_typed() -> None:
    protocol, seconds, echo = run(answers_after=0.2, fails=True)
    assert (protocol, echo) == ("sixel", "8")
    assert seconds >= 0.2


def test_without_a_terminal_nothing_is_asked(capfd: pytest.CaptureFixture[str]) -> None:
    from extractor.review.terminal import Terminal, asking

    started = time.monotonic()
    with asking() as terminal:
        pass
    with asking("kitty") as told:
        pass
    assert (terminal(), told()) == (Terminal(), Terminal("kitty"))
    assert (capfd.readouterr().out, time.monotonic() - started < 0.2) == ("", True)
