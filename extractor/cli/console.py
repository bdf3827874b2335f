"""Where the program speaks: results to stdout, talk to stderr; nothing of unknown origin reaches a terminal raw."""

import os
import sys
from collections.abc import Iterable
from time import monotonic
from typing import TextIO

from extractor.core.errors import ExtractorError
from extractor.core.terminal import printable

NAME = "extractor"


def plain(text: object) -> str:
    """Return text on one line with control characters escaped."""
    return printable(str(text))


def result(text: str) -> None:
    """Write a result to stdout."""
    results([text if text.endswith("\n") else text + "\n"])


def results(lines: Iterable[str]) -> None:
    """Write lines that end themselves to stdout; a reader that has gone (``| head``) is no error.

    What goes to a file or a program is left as it is, JSON and CSV among it; what goes to a terminal is made harmless.
    """
    try:
        sys.stdout.writelines(map(_harmless, lines) if sys.stdout.isatty() else lines)
        sys.stdout.flush()
    except BrokenPipeError:
        silence_stdout()


def alarm(text: str) -> None:
    """Write a result that must not be overlooked: in red on a terminal that has colors; its words say it too."""
    is_red = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    if not is_red:
        result(text)
        return
    sys.stdout.write(f"\x1b[31m{plain(text)}\x1b[0m\n")
    sys.stdout.flush()


def _harmless(lines: str) -> str:
    return "\n".join(map(plain, lines.split("\n")))


def talk(text: str) -> None:
    """Write a line to stderr."""
    sys.stderr.write(f"{plain(text)}\n")


def error(problem: ExtractorError | str) -> None:
    """Tell of an error in one line on stderr."""
    talk(f"{NAME}: error: {problem}")


def warning(text: str) -> None:
    """Tell of something to look at in one line on stderr."""
    talk(f"{NAME}: warning: {text}")


def use_utf8() -> None:
    """Make results UTF-8 wherever the program runs; talk that a terminal cannot show is escaped."""
    for stream, errors in ((sys.stdout, "replace"), (sys.stderr, "backslashreplace")):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors=errors, newline="\n")


def silence_stdout() -> None:
    """Send what is still buffered for a reader that has gone to nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class ProgressLine:
    """How far a run is: one line redrawn with the time left on a terminal, a line per tenth otherwise."""

    WIDTH = 30

    def __init__(self, stream: TextIO | None = None, *, quiet: bool = False) -> None:
        self._stream = stream or sys.stderr
        self._drawn = self._stream.isatty() and os.environ.get("TERM") != "dumb"
        self._quiet = quiet
        self._since = monotonic()
        self._told = 0

    def show(self, done: int, total: int, name: str | None) -> None:
        """Show that ``done`` of ``total`` are done, the last being ``name``."""
        if self._quiet or not total:
            return
        if self._drawn:
            self._stream.write("\r\x1b[K" + self._bar(done, total, name))
        elif done * 10 // total > self._told or done == total:
            self._told = done * 10 // total
            self._stream.write(f"{done}/{total} {plain(name or '')}".rstrip() + "\n")
        self._stream.flush()

    def close(self) -> None:
        """Take the redrawn line away."""
        if self._drawn and not self._quiet:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def _bar(self, done: int, total: int, name: str | None) -> str:
        filled = self.WIDTH * done // total
        left = (monotonic() - self._since) / done * (total - done) if done else None
        time = "" if left is None else f" {_clock(left)} left"
        columns = _columns(self._stream)
        line = f"[{'#' * filled}{'.' * (self.WIDTH - filled)}] {done}/{total}{time} {plain(name or '')}"
        return line[: columns - 1]


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _columns(stream: TextIO) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except OSError:
        return 80
