"""What the reviewer's terminal can draw: it is asked, and its answers are understood. No picture is made here."""

import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

Protocol = Literal["blocks", "kitty", "sixel", "iterm"]

PATIENCE = 0.4
"""Seconds to wait for a terminal's answers. Nearly all answer the last question at once."""
CELL = (8, 16)
"""Width and height of a character in dots where the terminal does not tell: the usual proportion."""

_ANSWER = re.compile(r"\x1b(?:\[[^@-~]*[@-~]|O.|[_P][^\x1b]*(?:\x1b\\|$)|.?)", re.DOTALL)
"""An escape sequence: an answer, or a key that is no character."""

_KITTY = "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\"
_CELL_SIZE, _VERSION, _ATTRIBUTES = "\x1b[16t", "\x1b[>q", "\x1b[c"


@dataclass(frozen=True, slots=True)
class Terminal:
    """What a terminal can draw, and the width and height of its characters in dots.

    ``typed`` is what came between its answers: typed before anything else read the keyboard.
    """

    protocol: Protocol = "blocks"
    cell: tuple[int, int] = CELL
    typed: str = ""


def understood(answers: str) -> Terminal:
    """Return what a terminal's answers to the questions of ``asking`` say that it can."""
    size = re.search(r"\x1b\[6;(\d{1,3});(\d{1,3})t", answers)
    cell = (int(size[2]), int(size[1])) if size and int(size[1]) and int(size[2]) else CELL
    version = re.search(r"\x1bP>\|([^\x1b]*)\x1b\\", answers)
    attributes = re.search(r"\x1b\[\?([\d;]*)c", answers)
    typed = _ANSWER.sub("", answers)
    if re.search(r"\x1b_Gi=31;OK\x1b\\", answers):
        return Terminal("kitty", cell, typed)
    if version and re.match(r"(iTerm2|WezTerm|mintty)\b", version[1]):
        return Terminal("iterm", cell, typed)
    if attributes and "4" in attributes[1].split(";"):
        return Terminal("sixel", cell, typed)
    return Terminal("blocks", cell, typed)


@contextmanager
def asking(
    graphics: Protocol | Literal["auto"] = "auto", timeout: float = PATIENCE
) -> Iterator[Callable[[], Terminal]]:
    """Ask the terminal what it can draw and go on meanwhile; the function that is given waits for its answers.

    A terminal that has not answered ``timeout`` seconds after it was asked gets half blocks; nothing is asked where
    ``graphics`` says what to draw. To be entered and left before anything else reads the keyboard.
    """
    if graphics != "auto":
        yield lambda: Terminal(graphics)
        return
    if sys.platform == "win32" or not (sys.stdin.isatty() and sys.stdout.isatty()):
        yield Terminal
        return
    import termios
    import tty

    number = sys.stdin.fileno()
    before = termios.tcgetattr(number)
    end = time.monotonic() + timeout
    answers: list[str] = []

    def wait() -> Terminal:
        if not answers:
            answers.append(_read(number, end))
        return understood(answers[0])

    try:
        tty.setcbreak(number, termios.TCSANOW)
        sys.stdout.write(_KITTY + _CELL_SIZE + _VERSION + _ATTRIBUTES)
        sys.stdout.flush()
        yield wait
    finally:
        wait()  # what is not read here would be taken for typed
        termios.tcsetattr(number, termios.TCSANOW, before)


def _read(number: int, end: float) -> str:
    """Return what comes from the terminal until it has answered the last question, which every terminal does."""
    import select

    answers = ""
    while not re.search(r"\x1b\[\?[\d;]*c", answers):
        if not select.select([number], [], [], max(0.0, end - time.monotonic()))[0]:
            break
        answers += os.read(number, 4096).decode("ascii", "replace")
    return answers
