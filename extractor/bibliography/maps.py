"""The tables beside the code: where each format keeps what, and how databases show themselves."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files("extractor.bibliography").joinpath(name).read_text(encoding="utf-8"))


_FORMATS = _table("formats.toml")

UNKNOWN = "unknown"
"""The database where neither a file nor the user names one."""

KINDS: dict[str, str] = _FORMATS.pop("kinds")
"""What RIS calls kinds of publications, in words."""

APART: dict[str, dict[str, list[str]]] = _FORMATS.pop("apart")
"""For each format what sets apart several authors, or keywords, in one value."""

MAPS: dict[str, dict[str, list[str]]] = _FORMATS
"""For each format the tags of each part of a reference, the preferred first."""


@dataclass(frozen=True, slots=True)
class Database:
    """A database or register by what its exports show; ``identifier`` is the pattern of a whole identifier there."""

    name: str
    is_register: bool = False
    addresses: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    id: str | None = None
    identifier: str | None = None


def _database(row: dict[str, Any]) -> Database:
    told: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    return Database(**told)


DATABASES: tuple[Database, ...] = tuple(map(_database, _table("databases.toml")["database"]))


def is_register(name: str) -> bool:
    """Tell whether a source is a register of studies; PRISMA counts those apart from databases."""
    return any(item.is_register for item in DATABASES if item.name == name)
