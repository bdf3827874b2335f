"""A protocol folder becomes a Protocol: every TOML file of it, checked strictly, over the protocol it extends.

A folder has a ``protocol.toml`` (id, title, version, what it extends) and any other ``*.toml``, whose keys are the
fields of ``Protocol``; how they are spread over files is the author's choice. An entry with an id that is known
already adds to that entry.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, fields, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from extractor.core.errors import ProtocolError
from extractor.core.fields import DESIGNS, FIELD, PUBLICATION_TYPES
from extractor.protocol.model import Cue, Heading, Protocol, Topic, keeps_case
from extractor.protocol.parts import (
    ENTRY_FIELDS,
    NAMING,
    Manifest,
    faults_of,
    naming_words,
    place_of,
    read_manifest,
    read_part,
    words_of,
)
from extractor.protocol.resources import protocols_dir

DEFAULT_PROTOCOL = "jak_dm"
BASE_PROTOCOL = "base"
MANIFEST = "protocol.toml"
SKELETON = "skeleton"
"""The folder of the files that a new protocol starts with."""


_GIVES_WAY = (("drugs", "therapies"), ("diseases", "other_diseases"), ("diseases", "adverse_events"))
"""What a review asks for is no longer one of the other things that the base knows."""


def known_protocols() -> tuple[str, ...]:
    """Return the names of the reviews that come with the program, sorted."""
    found = (manifest.parent.name for manifest in protocols_dir().glob(f"*/{MANIFEST}"))
    return tuple(sorted(name for name in found if name not in (BASE_PROTOCOL, SKELETON)))


@cache
def load_protocol(name_or_dir: str | Path = DEFAULT_PROTOCOL) -> Protocol:
    """Return the protocol of a folder, or the one that comes with the program under a name.

    Raises:
        ProtocolError: There is none of that name, or a file of it breaks the format; says which, where and what to do.
    """
    folder = protocol_folder(name_or_dir)
    manifest, content = _read_folder(folder)
    for fault in (*_missing_references(content, folder), *_unusable(manifest, content, folder)):
        raise fault
    for name, others in _GIVES_WAY:
        content[others] = _without(content[others], {key for entry in content[name] for key in _name_keys(entry)})
    values: dict[str, Any] = manifest.model_dump(exclude={"extends", "eligibility"})
    values["eligibility"] = manifest.eligibility
    values |= {name: tuple(content[name]) for name in ENTRY_FIELDS}
    values["domains"] = tuple(sorted(values["domains"], key=lambda domain: not domain.outcome))
    return Protocol(digest=sha256(to_json(values)).hexdigest(), **values)


@cache
def load_headings() -> tuple[Heading, ...]:
    """Return the headings that articles of any discipline share, without reading the rest of the base."""
    return read_part(protocols_dir() / BASE_PROTOCOL / "headings.toml").headings


def protocol_folder(name_or_dir: str | Path) -> Path:
    """Return the folder that a name or a path means.

    Raises:
        ProtocolError: There is no such protocol, or the folder has no ``protocol.toml``.
    """
    known = known_protocols()
    if str(name_or_dir) in (*known, BASE_PROTOCOL):
        return protocols_dir() / name_or_dir
    hint = f"name a folder with a {MANIFEST}, or one of: {', '.join(known)}"
    folder = Path(name_or_dir)
    if not folder.is_dir():
        raise ProtocolError(f"there is no protocol {str(name_or_dir)!r}", hint=hint)
    if not (folder / MANIFEST).is_file():
        raise ProtocolError(f"the folder has no {MANIFEST}", path=folder, hint=hint)
    return folder


def _read_folder(folder: Path, below: tuple[Path, ...] = ()) -> tuple[Manifest, dict[str, list[Any]]]:
    """Return the manifest and the entries by field, inherited ones first; ``below`` are the folders that extend it."""
    path = folder / MANIFEST
    manifest = read_manifest(path)
    content: dict[str, list[Any]] = {name: [] for name in ENTRY_FIELDS}
    if manifest.extends is not None:
        if folder in below:
            raise ProtocolError("the protocol extends itself", path=path, where="extends", hint="break the circle")
        content = _read_folder(_extended(folder, manifest.extends), (*below, folder))[1]
    own: dict[str, list[Any]] = {name: [] for name in ENTRY_FIELDS}
    for file in _parts(folder):
        for fault in _add(own, file):
            raise fault
    return manifest, {name: _over(content[name], own[name]) for name in ENTRY_FIELDS}


def _parts(folder: Path) -> list[Path]:
    return [file for file in sorted(folder.glob("*.toml")) if file.name != MANIFEST]


def faults(folder: Path) -> tuple[ProtocolError, ...]:
    """Return every fault of a protocol folder's own files, file by file; empty where ``load_protocol`` reads it."""
    found = list(faults_of(folder / MANIFEST, is_manifest=True))
    own: dict[str, list[Any]] = {name: [] for name in ENTRY_FIELDS}
    for file in _parts(folder):
        broken = faults_of(file)
        found += broken or _add(own, file)
    if not found:
        try:
            manifest, content = _read_folder(folder)
        except ProtocolError as error:
            return (error,)
        found += (*_missing_references(content, folder), *_unusable(manifest, content, folder))
    return tuple(found)


def own_words(folder: Path) -> frozenset[str]:
    """Return every word of a folder's own files, those that it inherits left out."""
    own: dict[str, list[Any]] = {name: [] for name in ENTRY_FIELDS}
    for file in _parts(folder):
        _add(own, file)
    return frozenset(word for entries in own.values() for entry in entries for word in words_of(entry))


def taken_over(folder: Path) -> tuple[tuple[str, str, str, str], ...]:
    """Return the words that a folder takes from the protocol it extends: list, own id, word, the id it had there."""
    manifest = read_manifest(folder / MANIFEST)
    if manifest.extends is None:
        return ()
    inherited = _read_folder(_extended(folder, manifest.extends))[1]
    own: dict[str, list[Any]] = {name: [] for name in ENTRY_FIELDS}
    for file in _parts(folder):
        _add(own, file)
    found = []
    for name in ENTRY_FIELDS:
        owners = {key: entry.id for entry in inherited[name] for key in _name_keys(entry)}
        for entry in own[name]:
            words = ((word, owners.get(_key(word))) for word in naming_words(entry)) if _name_keys(entry) else ()
            found += [(name, entry.id, word, owner) for word, owner in words if owner not in (None, entry.id)]
    return tuple(found)


def _extended(folder: Path, name: str) -> Path:
    beside = folder.parent / name
    return beside if (beside / MANIFEST).is_file() else protocol_folder(name)


def _add(content: dict[str, list[Any]], file: Path) -> list[ProtocolError]:
    """Add a file's entries to those read before it; return the names of it that stand for another id already.

    Raises:
        ProtocolError: The file breaks the format.
    """
    part = read_part(file)
    found: list[ProtocolError] = []
    for name in ENTRY_FIELDS:
        entries = content[name]
        owners = {key: entry.id for entry in entries for key in _name_keys(entry)}
        for number, entry in enumerate(getattr(part, name), start=1):
            for key in dict.fromkeys(_name_keys(entry)):
                if owners.setdefault(key, entry.id) != entry.id:
                    where = place_of(file, name, number, entry)
                    message = f"{key!r} names {owners[key]!r} too"
                    found.append(ProtocolError(message, path=file, where=where, hint="take it from one of the two"))
        content[name] = _joined(entries, getattr(part, name))
    return found


def _joined(entries: list[Any], more: Iterable[Any]) -> list[Any]:
    """Return the entries with more after them; one of an id that is known adds to that entry."""
    joined = list(entries)
    places = {getattr(entry, "id", entry): place for place, entry in enumerate(joined)}
    for entry in more:
        place = places.setdefault(getattr(entry, "id", entry), len(joined))
        if place == len(joined):
            joined.append(entry)
        else:
            joined[place] = _merge(joined[place], entry)
    return joined


def _over(inherited: list[Any], own: list[Any]) -> list[Any]:
    """Return inherited entries with own ones over them: a word given to another id is no longer theirs."""
    taken: dict[str, str] = {key: entry.id for entry in own for key in _name_keys(entry)}
    kept = []
    for entry in inherited:
        lost = {key for key in _name_keys(entry) if taken.get(key, entry.id) != entry.id}
        kept += _without([entry], lost) if lost else [entry]
    return _joined(kept, own)


def _without(entries: list[Any], taken: set[str]) -> list[Any]:
    """Return the entries without the names that stand for something else; an entry that loses all of them goes."""
    kept = []
    for entry in entries:
        if taken.isdisjoint(_name_keys(entry)):
            kept.append(entry)
            continue
        changes: dict[str, Any] = {
            name: tuple(word for word in getattr(entry, name) if _key(word) not in taken)
            for name in NAMING
            if hasattr(entry, name)
        }
        if hasattr(entry, "instruments"):
            left = (replace(item, names=_left(item.names, taken)) for item in entry.instruments)
            changes["instruments"] = tuple(item for item in left if item.names)
        if changes.get("names", True):
            kept.append(replace(entry, **changes))
    return kept


def _left(names: tuple[str, ...], taken: set[str]) -> tuple[str, ...]:
    return tuple(name for name in names if _key(name) not in taken)


def _missing_references(content: dict[str, list[Any]], folder: Path) -> Iterator[ProtocolError]:
    diseases = {disease.id for disease in content["diseases"]}
    subtypes = {subtype.id for subtype in content["subtypes"]}
    named = [(f"diseases {item.id}: default_subtype", item.default_subtype, subtypes) for item in content["diseases"]]
    named += [
        (f"subtypes {item.id}: diseases", name, diseases) for item in content["subtypes"] for name in item.diseases
    ]
    named += [
        (f"drugs {item.id}: licensed_for", name, diseases) for item in content["drugs"] for name in item.licensed_for
    ]
    for where, name, known in named:
        if name is not None and name not in known:
            hint = f"name one of: {', '.join(sorted(known))}" if known else None
            yield ProtocolError(f"there is no {name!r}", path=folder, where=where, hint=hint)
    for item in content["diseases"]:
        low, high = item.onset_from_years, item.onset_below_years
        if low is not None and high is not None and low >= high:
            message = "onset_from_years is not below onset_below_years, so that nobody has it"
            yield ProtocolError(message, path=folder, where=f"diseases {item.id}", hint="mend one of the two")


_FIELD_NAME = re.compile(r"[a-z][a-z0-9_]*")


def _unusable(manifest: Manifest, content: dict[str, list[Any]], folder: Path) -> Iterator[ProtocolError]:
    """Yield what own fields and eligibility ask for that there is not."""
    for field in content["fields"]:
        where = f"fields {field.id}"
        if not _FIELD_NAME.fullmatch(field.id) or field.id in FIELD:
            told = "is a field of every review" if field.id in FIELD else "is no name for a field"
            hint = "use small letters, digits and underscores, and no name that a field has already"
            yield ProtocolError(f"{field.id!r} {told}", path=folder, where=where, hint=hint)
        if (field.type == "choice") != bool(field.choices):
            yield ProtocolError("choices belong to the type choice", path=folder, where=where, hint="give both or none")
        if field.unit and field.type not in ("number", "integer"):
            yield ProtocolError("a unit belongs to a number", path=folder, where=where, hint="take it out")
    asked = manifest.eligibility
    known = {
        "designs": DESIGNS,
        "publication_types": PUBLICATION_TYPES,
        "languages": tuple(item.id for item in content["languages"]),
    }
    for name, allowed in known.items():
        for value in getattr(asked, name):
            if value not in allowed:
                hint = f"name some of: {', '.join(allowed)}"
                path = folder / MANIFEST
                yield ProtocolError(f"there is no {value!r}", path=path, where=f"eligibility: {name}", hint=hint)


def _name_keys(entry: Any) -> list[str]:
    """Return the words that stand for the entry's id, as they are matched; none for words that need not be unique."""
    if isinstance(entry, str | Cue | Heading | Topic):
        return []
    return [_key(word) for word in naming_words(entry)]


def _key(word: str) -> str:
    return word if keeps_case(word) else word.casefold()


def _merge(known: Any, own: Any) -> Any:
    """Return the known entry with the own one's words added, and with its other values where it gives any."""
    if isinstance(own, str):
        return known
    changes: dict[str, Any] = {}
    for field in fields(own):
        value = getattr(own, field.name)
        if isinstance(value, tuple):
            before = getattr(known, field.name)
            changes[field.name] = before + tuple(item for item in value if item not in before)
        elif field.default is MISSING or value != field.default:
            changes[field.name] = value
    return replace(known, **changes)
