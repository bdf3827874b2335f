"""A protocol folder becomes a Protocol: every TOML file of it, checked strictly, over the protocol it extends.

A folder has a ``protocol.toml`` (id, title, version, what it extends) and any other ``*.toml``, whose keys are the
fields of ``Protocol``; how they are spread over files is the author's choice. A ``source`` at the top of a file holds
for its entries that name none. An entry with the id of an inherited one adds to it.
"""

import json
import tomllib
from collections.abc import Iterator
from dataclasses import MISSING, asdict, fields, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from extractor.core.errors import ProtocolError
from extractor.protocol.model import (
    Antibody,
    Cue,
    Disease,
    Domain,
    Drug,
    Heading,
    Protocol,
    Subtype,
    Term,
    Therapy,
    keeps_case,
)
from extractor.protocol.resources import protocols_dir

DEFAULT_PROTOCOL = "jak_dm"
BASE_PROTOCOL = "base"
MANIFEST = "protocol.toml"
HEADINGS = "headings.toml"


class _Part(BaseModel):
    """What one TOML file may hold; the names are those of ``Protocol``."""

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
    table_headers: tuple[Heading, ...] = ()
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


class _Manifest(BaseModel):
    """What ``protocol.toml`` holds."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: str
    title: str
    version: str
    extends: str | None = None
    any_drug: bool = False
    any_disease: bool = False
    model: str | None = None


ENTRY_FIELDS = tuple(name for name in _Part.model_fields if name != "source")
NAME_FIELDS = ("names", "brands", "codes", "short", "bare", "signs")
"""The fields of an entry that name its id: none of these words may belong to a second id of the kind."""


def known_protocols() -> tuple[str, ...]:
    """Return the names of the protocols that come with the program, sorted; the base, which no review uses, is none."""
    found = (folder.parent.name for folder in protocols_dir().glob(f"*/{MANIFEST}"))
    return tuple(sorted(name for name in found if name != BASE_PROTOCOL))


@cache
def load_protocol(name_or_dir: str | Path = DEFAULT_PROTOCOL) -> Protocol:
    """Return the protocol of a folder, or the one that comes with the program under a name.

    Raises:
        ProtocolError: There is none of that name, or a file of it breaks the format; says which, where and what to do.
    """
    folder = protocol_folder(name_or_dir)
    manifest, content = _read_folder(folder, ())
    entries = {name: tuple(value) for name, value in content.items()}
    head = manifest.model_dump(exclude={"extends"})
    canonical = json.dumps(
        [head, {name: [_plain(entry) for entry in value] for name, value in entries.items()}],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return Protocol(digest=sha256(canonical.encode()).hexdigest(), **head, **entries)


@cache
def load_headings() -> tuple[Heading, ...]:
    """Return the headings of the base: those that articles of any discipline share."""
    return _read_part(protocols_dir() / BASE_PROTOCOL / HEADINGS).headings


def protocol_folder(name_or_dir: str | Path) -> Path:
    """Return the folder that a name or a path means.

    Raises:
        ProtocolError: There is no such protocol, or the folder has no ``protocol.toml``.
    """
    named = str(name_or_dir)
    if named in (*known_protocols(), BASE_PROTOCOL):
        return protocols_dir() / named
    folder = Path(name_or_dir)
    known = ", ".join(known_protocols())
    if not folder.is_dir():
        raise ProtocolError(f"no protocol {named!r}", hint=f"name one of these, or a folder with a {MANIFEST}: {known}")
    if not (folder / MANIFEST).is_file():
        raise ProtocolError(
            f"the folder has no {MANIFEST}", path=folder, hint=f"write one, or name one of these: {known}"
        )
    return folder


def _read_folder(folder: Path, below: tuple[Path, ...]) -> tuple[_Manifest, dict[str, list[Any]]]:
    """Return the manifest and the merged entries; ``below`` are the folders that extend this one."""
    path = folder / MANIFEST
    manifest: _Manifest = _validate(_Manifest, path)
    content: dict[str, list[Any]] = {name: [] for name in ENTRY_FIELDS}
    if manifest.extends is not None:
        if folder in below:
            raise ProtocolError("the protocol extends itself", path=path, where="extends", hint="remove the circle")
        beside = folder.parent / manifest.extends
        parent = beside if (beside / MANIFEST).is_file() else protocol_folder(manifest.extends)
        _, content = _read_folder(parent, (*below, folder))
    for file in sorted(folder.glob("*.toml")):
        if file.name != MANIFEST:
            _add(content, _read_part(file), file, inherited={name: len(value) for name, value in content.items()})
    _check_names(content, folder)
    return manifest, content


def _read_part(path: Path) -> _Part:
    part: _Part = _validate(_Part, path)
    for name in ENTRY_FIELDS:
        for number, entry in enumerate(getattr(part, name), start=1):
            _check_entry(entry, path, f"{name}[{number}]")
    return part


def _check_entry(entry: Any, path: Path, where: str) -> None:
    if isinstance(entry, str):
        words: tuple[str, ...] = (entry,)
    else:
        where = f"{where} {getattr(entry, 'id', getattr(entry, 'kind', getattr(entry, 'category', '')))}".rstrip()
        words = tuple(word for name in entry.__slots__ for word in _words(getattr(entry, name)))
        if hasattr(entry, "names") and not entry.names:
            raise ProtocolError("names is empty", path=path, where=where, hint="give at least one name")
        if getattr(entry, "id", "id") != getattr(entry, "id", "id").strip() or not getattr(entry, "id", "id"):
            raise ProtocolError("the id is empty or has blanks around it", path=path, where=where, hint="write an id")
    for word in words:
        if word != " ".join(word.split()) or not word:
            raise ProtocolError(
                f"{word!r} is empty or has blanks too many", path=path, where=where, hint="write single blanks"
            )


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, tuple):
        for item in value:
            if isinstance(item, str):
                yield item
            else:
                yield from item.names


def _add(content: dict[str, list[Any]], part: _Part, path: Path, inherited: dict[str, int]) -> None:
    """Add a file's entries: one with an inherited id adds to that one, a second of one id in a review is refused."""
    for name in ENTRY_FIELDS:
        known = {getattr(entry, "id", None): place for place, entry in enumerate(content[name])}
        seen: set[str] = set()
        for number, entry in enumerate(getattr(part, name), start=1):
            if isinstance(entry, str):
                if entry not in content[name]:
                    content[name].append(entry)
                continue
            entry = _with_source(entry, part.source)
            key = getattr(entry, "id", None)
            if key is not None and key in seen:
                raise ProtocolError(
                    f"a second entry with the id {key!r}",
                    path=path,
                    where=f"{name}[{number}]",
                    hint="join the two, or give one another id",
                )
            if key is not None and key in known:
                content[name][known[key]] = _merge(content[name][known[key]], entry)
            else:
                content[name].append(entry)
            if key is not None:
                seen.add(key)


def _with_source(entry: Any, source: str) -> Any:
    return replace(entry, source=source) if hasattr(entry, "source") and not entry.source else entry


def _merge(inherited: Any, own: Any) -> Any:
    """Return the inherited entry with the own one's words added and the own one's other values, where it has any."""
    changes: dict[str, Any] = {}
    for field in fields(own):
        value = getattr(own, field.name)
        if isinstance(value, tuple):
            before = getattr(inherited, field.name)
            changes[field.name] = before + tuple(item for item in value if item not in before)
        elif field.default is MISSING or value != field.default:
            changes[field.name] = value
    return replace(inherited, **changes)


def _check_names(content: dict[str, list[Any]], folder: Path) -> None:
    for name in ENTRY_FIELDS:
        owners: dict[tuple[str, str], str] = {}
        for entry in content[name]:
            if isinstance(entry, (str, Cue, Heading)):
                continue
            for field_name in NAME_FIELDS:
                for word in getattr(entry, field_name, ()):
                    key = ("", word if keeps_case(word) else word.casefold())
                    if owners.setdefault(key, entry.id) != entry.id:
                        raise ProtocolError(
                            f"{word!r} names both {owners[key]!r} and {entry.id!r}",
                            path=folder,
                            where=name,
                            hint="take it from one of them",
                        )


def _validate(kind: Any, path: Path) -> Any:
    try:
        data = tomllib.loads(path.read_text("utf-8-sig"))
        return kind.model_validate_json(json.dumps(data))
    except OSError as error:
        raise ProtocolError(f"cannot be read: {error.strerror}", path=path) from error
    except UnicodeDecodeError as error:
        raise ProtocolError("is not UTF-8", path=path, hint="save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ProtocolError(f"is not TOML: {error}", path=path) from error
    except TypeError as error:
        raise ProtocolError("has a date or time", path=path, hint="put it in quotes") from error
    except ValidationError as error:
        raise _explain(error, path, data) from error


def _explain(error: ValidationError, path: Path, data: dict[str, Any]) -> ProtocolError:
    first = error.errors(include_url=False)[0]
    place, entry = "", data
    for step in first["loc"]:
        if isinstance(step, int):
            place += f"[{step + 1}]"
            entry = entry[step] if isinstance(entry, list) and step < len(entry) else {}
            if isinstance(entry, dict) and "id" in entry:
                place += f" {entry['id']}"
        else:
            place += f"{'.' if place else ''}{step}"
            entry = entry.get(step, {}) if isinstance(entry, dict) else {}
    hints = {
        "extra_forbidden": ("unknown key", "remove it or mend its spelling"),
        "missing": ("missing", "add it"),
        "unexpected_keyword_argument": ("unknown key", "remove it or mend its spelling"),
    }
    message, hint = hints.get(first["type"], (first["msg"].lower(), "mend the value"))
    return ProtocolError(message, path=path, where=place or None, hint=hint)


def _plain(entry: Any) -> Any:
    return entry if isinstance(entry, str) else asdict(entry)
