"""One TOML file of a protocol folder becomes typed entries, checked strictly; what is wrong is told in one line."""

import json
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from extractor.core.errors import ProtocolError
from extractor.protocol.model import (
    Antibody,
    Cue,
    Disease,
    Domain,
    Drug,
    Heading,
    Subtype,
    Term,
    Therapy,
)


class Manifest(BaseModel):
    """What ``protocol.toml`` holds; ``extends`` names the protocol whose entries come first."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: str
    title: str
    version: str
    extends: str | None = None
    any_drug: bool = False
    any_disease: bool = False
    model: str | None = None


class Part(BaseModel):
    """What any other file may hold: fields of ``Protocol``; ``source`` holds for the entries that name none."""

    model_config = ConfigDict(extra="forbid", strict=True)

    source: str = ""
    drugs: tuple[Drug, ...] = ()
    drug_classes: tuple[Term, ...] = ()
    therapies: tuple[Therapy, ...] = ()
    diseases: tuple[Disease, ...] = ()
    other_diseases: tuple[Term, ...] = ()
    subtypes: tuple[Subtype, ...] = ()
    antibodies: tuple[Antibody, ...] = ()
    domains: tuple[Domain, ...] = ()
    cues: tuple[Cue, ...] = ()
    headings: tuple[Heading, ...] = ()
    frequencies: tuple[Term, ...] = ()
    routes: tuple[Term, ...] = ()
    adverse_events: tuple[Term, ...] = ()
    designs: tuple[Term, ...] = ()
    case_nouns: tuple[str, ...] = ()
    female_words: tuple[str, ...] = ()
    male_words: tuple[str, ...] = ()
    child_words: tuple[str, ...] = ()
    relatives: tuple[str, ...] = ()
    group_nouns: tuple[str, ...] = ()
    table_headers: tuple[Heading, ...] = ()


ENTRY_FIELDS = tuple(name for name in Part.model_fields if name != "source")
"""The fields of ``Protocol`` that are lists of entries."""

_NAMING = ("names", "brands", "codes", "short", "bare", "signs")

_Model = TypeVar("_Model", Manifest, Part)

_EXPLAINED = {
    "extra_forbidden": ("unknown key", "remove it or mend its spelling"),
    "unexpected_keyword_argument": ("unknown key", "remove it or mend its spelling"),
    "missing": ("is missing", "add it"),
    "missing_argument": ("is missing", "add it"),
}


def read_manifest(path: Path) -> Manifest:
    """Return a folder's ``protocol.toml``.

    Raises:
        ProtocolError: It cannot be read or breaks the format.
    """
    return _read(Manifest, path)


def read_part(path: Path) -> Part:
    """Return a file's entries, each with its source.

    Raises:
        ProtocolError: It cannot be read, breaks the format, has an id twice or an empty name.
    """
    part = _read(Part, path)
    if part.source:
        return part.model_copy(update={name: _sourced(getattr(part, name), part.source) for name in ENTRY_FIELDS})
    return part


def place_of(name: str, number: int, entry: object) -> str:
    """Return where an entry stands in a file: its list, its number from 1 and its id."""
    known = getattr(entry, "id", None)
    return f"{name}[{number}]" if known is None else f"{name}[{number}] {known}"


def _sourced(entries: tuple[Any, ...], source: str) -> tuple[Any, ...]:
    return tuple(replace(entry, source=source) if getattr(entry, "source", None) == "" else entry for entry in entries)


def _read(kind: type[_Model], path: Path) -> _Model:
    data = _toml(path)
    try:
        part = kind.model_validate_json(json.dumps(data))
    except TypeError as error:
        raise ProtocolError("has a date or a time", path=path, hint="put it in quotes") from error
    except ValidationError as error:
        raise _explain(error, path, data) from error
    if isinstance(part, Part):
        for name in ENTRY_FIELDS:
            _check_entries(name, getattr(part, name), path)
    return part


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise ProtocolError(f"cannot be read: {error.strerror}", path=path) from error
    except UnicodeDecodeError as error:
        raise ProtocolError("is not UTF-8", path=path, hint="save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ProtocolError(f"is not TOML: {error}", path=path, hint="mend the line") from error


def _explain(error: ValidationError, path: Path, data: dict[str, Any]) -> ProtocolError:
    first = error.errors(include_url=False)[0]
    message, hint = _EXPLAINED.get(first["type"], (first["msg"].lower(), "mend the value"))
    return ProtocolError(message, path=path, where=_where(first["loc"], data), hint=hint)


def _where(steps: tuple[int | str, ...], data: Any) -> str:
    """Return the place of an error: keys joined by dots, entries by their number from 1 and their id."""
    place = ""
    for step in steps:
        data = _below(data, step)
        if isinstance(step, int):
            known = data.get("id") if isinstance(data, dict) else None
            place += f"[{step + 1}]" if known is None else f"[{step + 1}] {known}"
        else:
            place += f": {step}" if place else step
    return place


def _below(data: Any, step: int | str) -> Any:
    try:
        return data[step]
    except (IndexError, KeyError, TypeError):
        return None


def _check_entries(name: str, entries: tuple[Any, ...], path: Path) -> None:
    seen: set[str] = set()
    for number, entry in enumerate(entries, start=1):
        where = place_of(name, number, entry)
        known = getattr(entry, "id", None)
        if known in seen:
            raise ProtocolError("the id is used twice", path=path, where=where, hint="join the two entries")
        if known is not None:
            seen.add(known)
        if getattr(entry, "names", ("",)) == ():
            raise ProtocolError("names is empty", path=path, where=where, hint="give at least one name")
        for word in words_of(entry) if known is None else (known, *words_of(entry)):
            if not word or word != " ".join(word.split()):
                raise ProtocolError(
                    f"{word!r} is empty or has blanks too many", path=path, where=where, hint="write single blanks"
                )


def naming_words(entry: Any) -> tuple[str, ...]:
    """Return the words of an entry that stand for its id, short forms and a domain's signs and instruments included."""
    words = tuple(word for name in _NAMING for word in getattr(entry, name, ()))
    instruments = getattr(entry, "instruments", ())
    return words + tuple(word for instrument in instruments for word in instrument.names)


def words_of(entry: object) -> tuple[str, ...]:
    """Return every string of an entry that is to be found in print, in the order of its fields."""
    if isinstance(entry, str):
        return (entry,)
    found: list[str] = []
    for name in getattr(entry, "__slots__", ()):
        value = getattr(entry, name)
        for item in value if isinstance(value, tuple) else ():
            found.extend(words_of(item))
    return tuple(found)
