"""Opens a PDF at a page in the reviewer's own viewer: a program is started with words, never through a shell."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

VIEWERS: Mapping[str, tuple[str, ...]] = {
    "evince": ("--page-index={page}", "{path}"),
    "papers": ("--page-index={page}", "{path}"),
    "atril": ("--page-index={page}", "{path}"),
    "xreader": ("--page-index={page}", "{path}"),
    "okular": ("--page", "{page}", "{path}"),
    "zathura": ("--page={page}", "{path}"),
    "mupdf": ("{path}", "{page}"),
    "xpdf": ("{path}", ":{page}"),
    "qpdfview": ("{path}#{page}",),
    "firefox": ("{url}",),
    "chromium": ("{url}",),
    "google-chrome": ("{url}",),
    "microsoft-edge": ("{url}",),
    "brave-browser": ("{url}",),
}  # fmt: skip
"""How viewers are told the page, by the name of their program. Source: their manual pages."""

NO_VIEWER = "No viewer can be opened from this terminal: page {page} of {path}"


def open_page(path: Path, page: int, viewer: Sequence[str] = ()) -> str:
    """Open a PDF at a page (from 1), in ``viewer`` where one is named, and return a line for the reviewer."""
    path = path.resolve()
    try:
        words = _filled(viewer, path, page) if viewer else _system(path, page)
        if not words:
            return NO_VIEWER.format(page=page, path=path)
        _start(words)
    except OSError as error:
        return f"{words[0]} cannot be started ({error.strerror}): page {page} of {path}"
    return f"Opened {path.name} at page {page} in {Path(words[0]).stem}."


def page_url(path: Path, page: int) -> str:
    """Return the address of a page that browsers and many viewers know."""
    return f"{path.resolve().as_uri()}#page={page}"


def _filled(viewer: Sequence[str], path: Path, page: int) -> list[str]:
    told = {"{path}": str(path), "{page}": str(page), "{url}": page_url(path, page)}
    marks = re.compile("|".join(re.escape(mark) for mark in told))
    words = [marks.sub(lambda found: told[found[0]], word) for word in viewer]
    return words if any(mark in word for word in viewer for mark in ("{path}", "{url}")) else [*words, str(path)]


def _system(path: Path, page: int) -> list[str]:
    """Return the words that start the system's viewer; empty where there is none, or no screen to show it on."""
    if sys.platform == "darwin":
        return ["open", str(path)]
    if sys.platform == "win32":
        return ["explorer", str(path)]
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return []
    program = _default_program()
    known = [name for name in VIEWERS if name in program] if program else []
    if known and shutil.which(known[0]):
        return _filled((known[0], *VIEWERS[known[0]]), path, page)
    if shutil.which("xdg-open"):
        return ["xdg-open", str(path)]
    return next((_filled((name, *words), path, page) for name, words in VIEWERS.items() if shutil.which(name)), [])


def _default_program() -> str:
    """Return the name that the desktop gives its PDF viewer, empty where it names none."""
    if not shutil.which("xdg-mime"):
        return ""
    command = ["xdg-mime", "query", "default", "application/pdf"]
    try:
        found = subprocess.run(command, capture_output=True, text=True, timeout=2, check=False)
    except subprocess.TimeoutExpired:
        return ""
    return found.stdout.strip().casefold()


def _start(words: Sequence[str]) -> None:
    """Start a program that outlives the review and says nothing on its terminal."""
    quiet = subprocess.DEVNULL
    subprocess.Popen(list(words), stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
