"""One TOML file of a protocol folder becomes typed entries, checked strictly; what is wrong is told in one line."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator
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
    Eligibility,
    Heading,
    Language,
    OwnField,
    PublicationType,
    Reason,
    Route,
    Subtype,
    Term,
    Therapy,
    Topic,
)

MANIFEST = "protocol.toml"


class Manifest(BaseModel):
    """What ``protocol.toml`` holds; ``extends`` names the protocol whose entries come first."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: str
    title: str
    version: str
    extends: str | None = None
    eligibility: Eligibility = Eligibility()
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
    routes: tuple[Route, ...] = ()
    adverse_events: tuple[Term, ...] = ()
    designs: tuple[Term, ...] = ()
    case_nouns: tuple[str, ...] = ()
    female_words: tuple[str, ...] = ()
    male_words: tuple[str, ...] = ()
    child_words: tuple[str, ...] = ()
    relatives: tuple[str, ...] = ()
    group_nouns: tuple[str, ...] = ()
    table_headers: tuple[Heading, ...] = ()
    course_words: tuple[Heading, ...] = ()
    antibody_words: tuple[str, ...] = ()
    fields: tuple[OwnField, ...] = ()
    publication_types: tuple[PublicationType, ...] = ()
    exclusion_reasons: tuple[Reason, ...] = ()
    languages: tuple[Language, ...] = ()
    animals: tuple[str, ...] = ()
    topics: tuple[Topic, ...] = ()


ENTRY_FIELDS = tuple(name for name in Part.model_fields if name != "source")
"""The fields of ``Protocol`` that are lists of entries."""

NAMING = ("names", "brands", "codes", "short", "bare", "signs")
"""The lists of an entry whose words stand for its id."""

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
        ProtocolError: It cannot be read or breaks the format; the first fault is told.
    """
    return _first(_read(Manifest, path))


def read_part(path: Path) -> Part:
    """Return a file's entries, each with its source.

    Raises:
        ProtocolError: It cannot be read, breaks the format, has an id twice or an empty name; the first is told.
    """
    return _with_sources(_first(_read(Part, path)))


def faults_of(path: Path, *, is_manifest: bool = False) -> tuple[ProtocolError, ...]:
    """Return every fault of a file, in its order; empty where it can be read as it is."""
    return _read(Manifest, path)[1] if is_manifest else _read(Part, path)[1]


def read_leniently(path: Path) -> Part | None:
    """Return what can be read of a file's entries, without what breaks the format; None where it is no TOML."""
    part = _leniently(Part, path)
    return None if part is None else _with_sources(part)


def read_manifest_leniently(path: Path) -> Manifest | None:
    """Return what can be read of a folder's ``protocol.toml``; None where it is no TOML."""
    return _leniently(Manifest, path)


def _leniently(kind: type[_Model], path: Path) -> _Model | None:
    try:
        data = _toml(path)
        while True:
            try:
                return kind.model_validate_json(json.dumps(data))
            except ValidationError as error:
                _take_out(data, tuple(error.errors(include_url=False)[0]["loc"]))
    except (ProtocolError, TypeError):
        return None


def _take_out(data: dict[str, Any], steps: tuple[int | str, ...]) -> None:
    """Take a faulty value out of a file's data, and what cannot be without it; a file's own missing word is empty."""
    above: Any = data
    for step in steps[:-1]:
        above = _below(above, step)
    if _below(above, steps[-1]) is not None:
        del above[steps[-1]]
    elif len(steps) > 1:
        _take_out(data, steps[:-1])
    else:
        data[str(steps[0])] = ""


def place_of(path: Path, name: str, number: int, known: object, key: str | None = None) -> str:
    """Return where an entry, or a key of it, stands in a file: its line, its list, its number from 1 and its id."""
    place = f"{name}[{number}]" if known is None else f"{name}[{number}] {known}"
    return (
        at_line(path, (name, number - 1), place)
        if key is None
        else at_line(path, (name, number - 1, key), f"{place}: {key}")
    )


def own_files(folder: Path) -> list[Path]:
    """Return the files of a protocol folder beside its manifest, sorted."""
    return [file for file in sorted(folder.glob("*.toml")) if file.name != MANIFEST]


def home_of(word: str, known: object, files: Iterable[Path], key: str | None = None) -> tuple[Path, str] | None:
    """Return the file and the place of the first entry of an id that has a word, None where none has.

    With ``key`` the word must stand under it, and the place is that key's.
    """
    for file in files:
        try:
            data = _toml(file)
        except ProtocolError:
            continue
        for name, entries in data.items():
            for number, entry in enumerate(entries if isinstance(entries, list) else (), start=1):
                ids = (_below(entry, "id"), _below(entry, "category"))
                if known in ids and word in _strings(entry if key is None else _below(entry, key)):
                    return file, place_of(file, name, number, ids[0], key)
    return None


def ids_in(path: Path, name: str) -> tuple[str, ...]:
    """Return the ids of a file's list, of its faulty entries too; none where the file is no TOML."""
    try:
        entries = _toml(path).get(name)
    except ProtocolError:
        return ()
    return tuple(str(_below(entry, "id")) for entry in entries) if isinstance(entries, list) else ()


def _strings(value: Any) -> Iterator[str]:
    """Yield every string of a value of a TOML file, keys left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)


def _first(read: tuple[_Model | None, tuple[ProtocolError, ...]]) -> _Model:
    model, faults = read
    if model is None or faults:
        raise faults[0]
    return model


def _with_sources(part: Part) -> Part:
    """Return a file's entries with the file's source where they name none."""
    if not part.source:
        return part
    return part.model_copy(update={name: _sourced(getattr(part, name), part.source) for name in ENTRY_FIELDS})


def _sourced(entries: tuple[Any, ...], source: str) -> tuple[Any, ...]:
    return tuple(replace(entry, source=source) if getattr(entry, "source", None) == "" else entry for entry in entries)


def _read(kind: type[_Model], path: Path) -> tuple[_Model | None, tuple[ProtocolError, ...]]:
    """Return a file as its model, None where it breaks the format, with every fault of it."""
    try:
        data = _toml(path)
    except ProtocolError as error:
        return None, (error,)
    try:
        part = kind.model_validate_json(json.dumps(data))
    except TypeError:
        return None, (ProtocolError("has a date or a time", path=path, hint="put it in quotes"),)
    except ValidationError as error:
        return None, tuple(_explain(error, path, data))
    if isinstance(part, Part):
        found = (fault for name in ENTRY_FIELDS for fault in _entry_faults(name, getattr(part, name), path))
        return part, tuple(found)
    return part, ()


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise ProtocolError(f"cannot be read: {error.strerror}", path=path) from error
    except UnicodeDecodeError as error:
        raise ProtocolError("is not UTF-8", path=path, hint="save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ProtocolError(f"is not TOML: {error}", path=path, hint="mend the line") from error


def _explain(error: ValidationError, path: Path, data: dict[str, Any]) -> Iterator[ProtocolError]:
    for fault in error.errors(include_url=False):
        message, hint = _EXPLAINED.get(fault["type"], (fault["msg"].lower(), "mend the value"))
        steps = tuple(fault["loc"])
        yield ProtocolError(message, path=path, where=at_line(path, steps, _where(steps, data)), hint=hint)


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


def at_line(path: Path, steps: tuple[int | str, ...], place: str) -> str:
    """Return a place with the line of its file before it, where the line can be told.

    TOML's reader gives no lines: the entry is found by counting the heads of its list (``[[drugs]]``), the key in it
    by the first line that begins with it.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return place
    start, end, heads = 0, len(lines), ""
    number: int | None = None
    for position, step in enumerate(steps):
        if isinstance(step, int):
            continue
        heads = f"{heads}.{step}" if heads else step
        index = steps[position + 1] if position + 1 < len(steps) else None
        found = [at for at in range(start, end) if re.match(rf"\s*\[\[\s*{re.escape(heads)}\s*\]\]", lines[at])]
        if isinstance(index, int) and index < len(found):
            start = number = found[index]
            end = next((at for at in found if at > start), end)
            end = next((at for at in range(start + 1, end) if _opens_other(lines[at], heads)), end)
        else:
            keyed = (at for at in range(start, end) if re.match(rf"""\s*["']?{re.escape(step)}["']?\s*=""", lines[at]))
            table = (at for at in range(start, end) if re.match(rf"\s*\[\[?\s*{re.escape(heads)}\s*\]", lines[at]))
            heading = next(table, None)
            number = next(keyed, number if heading is None else heading)
            if number is None or number != heading:
                break
            start = number
    return place if number is None else f"line {number + 1}: {place}"


def _opens_other(line: str, heads: str) -> bool:
    """Tell whether a line opens a list that is not below the one that ``heads`` names."""
    head = re.match(r"\s*\[\[?\s*([\w.-]+)", line)
    return head is not None and not head[1].startswith(f"{heads}.")


def _below(data: Any, step: int | str) -> Any:
    try:
        return data[step]
    except (IndexError, KeyError, TypeError):
        return None


def _entry_faults(name: str, entries: tuple[Any, ...], path: Path) -> Iterator[ProtocolError]:
    seen: set[str] = set()
    for number, entry in enumerate(entries, start=1):
        known = getattr(entry, "id", None)
        faults: list[tuple[str, str]] = []
        if known in seen:
            faults.append(("the id is used twice", "join the two entries"))
        if known is not None:
            seen.add(known)
        if getattr(entry, "names", ("",)) == () and not isinstance(entry, Reason | Topic):
            faults.append(("names is empty", "give at least one name"))
        for word in words_of(entry) if known is None else (known, *words_of(entry)):
            if not word or word != " ".join(word.split()):
                faults.append((f"{word!r} is empty or has blanks too many", "write single blanks"))
        for message, hint in faults:
            yield ProtocolError(message, path=path, where=place_of(path, name, number, known), hint=hint)


def naming_words(entry: Any) -> tuple[str, ...]:
    """Return the words of an entry that stand for its id, short forms and a domain's signs and instruments included."""
    words = tuple(word for name in NAMING for word in getattr(entry, name, ()))
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
