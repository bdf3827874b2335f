"""What a review has agreed on for all its reviewers: a small file in the review folder."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Literal, get_args

from extractor.core.errors import UsageError
from extractor.review.order import ORDERS, Order

FILE_NAME = "settings.toml"

Together = Literal["outcomes", "refractory", "group_counts", "same_as", "statements", "warned"]
"""What is looked at one by one unless a review says that it may be accepted together."""


@dataclass(frozen=True, slots=True)
class Settings:
    """``level`` is the confidence (0–1) from which values are accepted together, None for the measured one.

    ``together`` is what may be accepted together though it is usually looked at one by one, ``order`` the one in which
    publications are gone through.
    """

    level: float | None = None
    together: frozenset[Together] = frozenset()
    order: Order = "file"


def load_settings(folder: Path) -> Settings:
    """Return a review folder's settings, the usual ones where it has no file.

    Raises:
        UsageError: The file says something that is no setting.
    """
    path = folder / FILE_NAME
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"cannot be read: {error}", path=path) from error
    unknown = sorted(told.keys() - {"level", "together", "order"})
    if unknown:
        raise UsageError(f"unknown setting {unknown[0]}", path=path, hint="known are: level, together, order")
    return Settings(
        _level(told.get("level"), path), _together(told.get("together", []), path), _order(told.get("order"), path)
    )


def save_settings(folder: Path, settings: Settings) -> None:
    """Write a review folder's settings, whole or not at all.

    Raises:
        UsageError: The file cannot be written.
    """
    path = folder / FILE_NAME
    names = ", ".join(f'"{name}"' for name in sorted(settings.together))
    lines = [] if settings.level is None else [f"level = {settings.level:g}\n"]
    try:
        with NamedTemporaryFile("w", encoding="utf-8", dir=folder, prefix=f".{FILE_NAME}.", delete=False) as file:
            file.writelines([*lines, f"together = [{names}]\n", f'order = "{settings.order}"\n'])
        Path(file.name).replace(path)
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", path=path) from error


def _level(value: object, path: Path) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise UsageError("level must be a number from 0 to 1", path=path)
    return float(value)


def _together(value: object, path: Path) -> frozenset[Together]:
    known = get_args(Together)
    if not isinstance(value, list) or any(name not in known for name in value):
        raise UsageError(f"together must list some of: {', '.join(known)}", path=path)
    return frozenset(value)


def _order(value: object, path: Path) -> Order:
    found = next((order for order in ORDERS if order == value), None)
    if value is not None and found is None:
        raise UsageError(f"order must be one of: {', '.join(ORDERS)}", path=path)
    return found or "file"
