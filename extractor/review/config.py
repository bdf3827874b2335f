"""The reviewer's own settings of the screens: keys, the PDF viewer, how pages are drawn.

They stand in ``keys.toml`` of the user's settings folder and of the review folder; the review's come last. ::

    viewer = ["zathura", "--page={page}", "{path}"]
    graphics = "blocks"

    [keys]
    accept = "y"
    next_open = ["space", "ctrl+n"]
"""

import os
import re
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from extractor.core.errors import UsageError
from extractor.review.actions import ACTIONS, IN_DIALOGS, SCREENING

NAME = "keys.toml"
Graphics = Literal["auto", "blocks", "kitty", "sixel", "iterm"]
GRAPHICS: tuple[Graphics, ...] = ("auto", "blocks", "kitty", "sixel", "iterm")

CHARACTERS = {
    "?": "question_mark", "+": "plus", "/": "slash", ":": "colon", "[": "left_square_bracket",
    "]": "right_square_bracket", " ": "space", ".": "full_stop", ",": "comma", ";": "semicolon", "-": "minus",
    "_": "underscore", "=": "equals_sign", "!": "exclamation_mark", "#": "number_sign", "$": "dollar_sign",
    "%": "percent_sign", "&": "ampersand", "*": "asterisk", "'": "apostrophe", '"': "quotation_mark",
    "(": "left_parenthesis", ")": "right_parenthesis", "<": "less_than_sign", ">": "greater_than_sign",
    "@": "at", "\\": "backslash", "^": "circumflex_accent", "`": "grave_accent", "{": "left_curly_bracket",
    "|": "vertical_line", "}": "right_curly_bracket", "~": "tilde",
}  # fmt: skip
_NAMED = (
    "space|enter|tab|backspace|delete|insert|home|end|pageup|pagedown|up|down|left|right|f1|f2|f3|f4|f5|f6|f7|f8|f9|"
    "f10|f11|f12"
)
_KEY = re.compile(rf"(?:(?:ctrl|alt|shift)\+)*(?:[A-Za-z0-9]|{_NAMED})")
_KEPT = ("escape", "ctrl+c")
"""Keys that leave dialogs and the program whatever a file says."""


@dataclass(frozen=True, slots=True)
class Config:
    """What a reviewer has set.

    ``keys`` are those of actions by the actions' names; ``viewer`` the words that start a PDF viewer, in which
    ``{path}``, ``{page}`` and ``{url}`` are filled in, empty for the system's own.
    """

    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    viewer: tuple[str, ...] = ()
    graphics: Graphics = "auto"


def load_config(review: Path | None = None, *, user: Path | None = None) -> Config:
    """Return the settings of the user's folder (``user`` in place of the system's) with those of the review.

    Raises:
        UsageError: A file cannot be read, names no action, no key, or one key for two actions.
    """
    config = Config()
    for path in (_user_folder() if user is None else user, review):
        if path is not None and (path / NAME).is_file():
            config = _read(path / NAME, config)
    return config


def _user_folder() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home()) / "case-extractor"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "case-extractor"


def _read(path: Path, before: Config) -> Config:
    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"no TOML: {error}", path=path) from error
    _known(path, "setting", told, ("keys", "viewer", "graphics"))
    viewer, graphics = told.get("viewer", list(before.viewer)), told.get("graphics", before.graphics)
    if not isinstance(viewer, list) or not all(isinstance(word, str) and word for word in viewer):
        raise UsageError("viewer is no list of words", path=path, hint='such as ["evince", "{path}"]')
    if graphics not in GRAPHICS:
        raise UsageError(f"graphics is none of {', '.join(GRAPHICS)}", path=path)
    keys = {**before.keys, **_keys(path, told.get("keys", {}))}
    _one_meaning(path, keys)
    return Config(keys, tuple(viewer), graphics)


def _keys(path: Path, told: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(told, dict):
        raise UsageError("keys is no table", path=path, hint="write [keys] and a line for each action")
    _known(path, "action", told, tuple(action.name for action in (*ACTIONS, *IN_DIALOGS, *SCREENING)))
    return {name: tuple(_key(path, name, key) for key in _listed(value)) for name, value in told.items()}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _key(path: Path, name: str, told: Any) -> str:
    key = CHARACTERS.get(told, told) if isinstance(told, str) else ""
    if key in _KEPT:
        raise UsageError(f"{told} cannot be bound", path=path, where=name)
    if key not in CHARACTERS.values() and not _KEY.fullmatch(key):
        raise UsageError(
            f"{told!r} is no key", path=path, where=name, hint="write one character, ctrl+x, f5, space, pageup …"
        )
    return key


def _one_meaning(path: Path, keys: Mapping[str, tuple[str, ...]]) -> None:
    owners: dict[str, str] = {}
    for name, bound in keys.items():
        for key in bound:
            if owners.setdefault(key, name) != name:
                raise UsageError(f"{key} is the key of two actions: {owners[key]} and {name}", path=path)


def _known(path: Path, what: str, told: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for name in told:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known are: {', '.join(known)}"
            raise UsageError(f"no {what} is called {name!r}", path=path, hint=hint)
