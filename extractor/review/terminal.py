"""What the reviewer's terminal can draw: it is asked, and its answers are understood. No picture is made here."""

import os
import re
import sys
import time
from dataclasses import dataclass
from typing import Literal

Protocol = Literal["blocks", "kitty", "sixel", "iterm"]

PATIENCE = 0.4
"""Seconds to wait for a terminal's answers. Nearly all answer the last question at once."""
CELL = (8, 16)
"""Width and height of a character in dots where the terminal does not tell: the usual proportion."""

_KITTY = "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\"
_CELL_SIZE, _VERSION, _ATTRIBUTES = "\x1b[16t", "\x1b[>q", "\x1b[c"


@dataclass(frozen=True, slots=True)
class Terminal:
    """What a terminal can draw, and the width and height of its characters in dots."""

    protocol: Protocol = "blocks"
    cell: tuple[int, int] = CELL


def understood(answers: str) -> Terminal:
    """Return what a terminal's answers to the questions of ``ask`` say that it can."""
    size = re.search(r"\x1b\[6;(\d{1,3});(\d{1,3})t", answers)
    cell = (int(size[2]), int(size[1])) if size and int(size[1]) and int(size[2]) else CELL
    version = re.search(r"\x1bP>\|([^\x1b]*)\x1b\\", answers)
    attributes = re.search(r"\x1b\[\?([\d;]*)c", answers)
    if re.search(r"\x1b_Gi=31;OK\x1b\\", answers):
        return Terminal("kitty", cell)
    if version and re.match(r"(iTerm2|WezTerm|mintty)\b", version[1]):
        return Terminal("iterm", cell)
    if attributes and "4" in attributes[1].split(";"):
        return Terminal("sixel", cell)
    return Terminal("blocks", cell)


def ask(timeout: float = PATIENCE) -> Terminal:
    """Ask the terminal what it can draw; one that does not answer in ``timeout`` seconds gets half blocks.

    To be called before anything else reads the keyboard.
    """
    if sys.platform == "win32" or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return Terminal()
    import select
    import termios
    import tty

    number = sys.stdin.fileno()
    before = termios.tcgetattr(number)
    answers, end = "", time.monotonic() + timeout
    try:
        tty.setcbreak(number, termios.TCSANOW)
        sys.stdout.write(_KITTY + _CELL_SIZE + _VERSION + _ATTRIBUTES)
        sys.stdout.flush()
        # Every terminal answers the last question, and in order: with its answer all others have come.
        while not re.search(r"\x1b\[\?[\d;]*c", answers) and (left := end - time.monotonic()) > 0:
            if select.select([number], [], [], left)[0]:
                answers += os.read(number, 4096).decode("ascii", "replace")
    finally:
        termios.tcsetattr(number, termios.TCSANOW, before)
    return understood(answers)
