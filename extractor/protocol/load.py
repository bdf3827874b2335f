"""A protocol folder becomes a Protocol: every TOML file of it, checked strictly, over the protocol it extends.

A folder has a ``protocol.toml`` (id, title, version, what it extends) and any other ``*.toml``, whose keys are the
fields of ``Protocol``; how they are spread over files is the author's choice. An entry with an id that is known
already adds to that entry.
"""

from collections.abc import Iterable
from dataclasses import MISSING, fields, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from extractor.core.errors import ProtocolError
from extractor.protocol.agreement import faults_between
from extractor.protocol.model import Cue, Heading, Protocol, Topic, keeps_case
from extractor.protocol.parts import (
    ENTRY_FIELDS,
    MANIFEST,
    NAMING,
    Manifest,
    Part,
    at_line,
    faults_of,
    home_of,
    naming_words,
    own_files,
    read_leniently,
    read_manifest,
    read_manifest_leniently,
    read_part,
    words_of,
)
from extractor.protocol.resources import protocols_dir

DEFAULT_PROTOCOL = "jak_dm"
BASE_PROTOCOL = "base"
SKELETON = "skeleton"
"""The folder of the files that a new protocol starts with."""


GIVES_WAY = (("drugs", "therapies"), ("diseases", "other_diseases"), ("diseases", "adverse_events"))
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
    for fault in faults_between(manifest, content, folder):
        raise fault
    return _built(manifest, content)


def _built(manifest: Manifest, content: dict[str, list[Any]]) -> Protocol:
    content = dict(content)
    for name, others in GIVES_WAY:
        content[others] = without(content[others], {key for entry in content[name] for key in name_keys(entry)})
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
    manifest = read_manifest(folder / MANIFEST)
    inherited, own = _inherited(folder, manifest, below), _own_entries(folder)
    return manifest, {name: _over(inherited[name], own[name]) for name in ENTRY_FIELDS}


def _inherited(folder: Path, manifest: Manifest, below: tuple[Path, ...]) -> dict[str, list[Any]]:
    """Return the entries of the protocol that a folder extends, by field; none where it extends none."""
    if manifest.extends is None:
        return {name: [] for name in ENTRY_FIELDS}
    path = folder / MANIFEST
    where = at_line(path, ("extends",), "extends")
    # A circle may come back by another path («../reviews/mine»).
    here = folder.resolve()
    if here in below:
        raise ProtocolError("the protocol extends itself", path=path, where=where, hint="break the circle")
    try:
        extended = _extended(folder, manifest.extends)
    except ProtocolError as error:
        raise ProtocolError(error.message, path=path, where=where, hint=error.hint) from error
    return _read_folder(extended, (*below, here))[1]


def _own_entries(folder: Path) -> dict[str, list[Any]]:
    """Return the entries of a folder's own files by field.

    Raises:
        ProtocolError: A file breaks the format, or a word of it stands for another id already.
    """
    own: dict[str, list[Any]] = {name: [] for name in ENTRY_FIELDS}
    for file in own_files(folder):
        for fault in _add(own, read_part(file), file):
            raise fault
    return own


def faults(folder: Path) -> tuple[tuple[ProtocolError, ...], Protocol | None]:
    """Return every fault of a protocol folder's own files, file by file, and what can be read of it in spite of them.

    Without faults that is what ``load_protocol`` reads. It is None where it would lack too much: a file that is no
    TOML, or one that it extends and that cannot be read.
    """
    found = list(faults_of(folder / MANIFEST, is_manifest=True))
    manifest = read_manifest_leniently(folder / MANIFEST)
    own: dict[str, list[Any]] = {name: [] for name in ENTRY_FIELDS}
    is_whole = manifest is not None
    for file in own_files(folder):
        found += faults_of(file)
        part = read_leniently(file)
        is_whole = is_whole and part is not None
        if part is not None:
            found += _add(own, part, file)
    if manifest is None or not is_whole:
        return tuple(found), None
    try:
        inherited = _inherited(folder, manifest, ())
    except ProtocolError as error:
        return (*found, error), None
    content = {name: _over(inherited[name], own[name]) for name in ENTRY_FIELDS}
    found += faults_between(manifest, content, folder)
    return tuple(found), _built(manifest, content)


def own_words(folder: Path) -> frozenset[str]:
    """Return every word of a folder's own files, those that it inherits left out."""
    parts = (read_leniently(file) for file in own_files(folder))
    entries = (entry for part in parts if part is not None for name in ENTRY_FIELDS for entry in getattr(part, name))
    return frozenset(word for entry in entries for word in words_of(entry))


def inherited_and_own(folder: Path) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    """Return the entries of the protocol that a folder extends, and those of its own files, each by field.

    Raises:
        ProtocolError: One of the two cannot be read.
    """
    return _inherited(folder, read_manifest(folder / MANIFEST), ()), _own_entries(folder)


def _extended(folder: Path, name: str) -> Path:
    beside = folder.parent / name
    return beside if (beside / MANIFEST).is_file() else protocol_folder(name)


def _add(content: dict[str, list[Any]], part: Part, file: Path) -> list[ProtocolError]:
    """Add a file's entries to those read before it; return the names of it that stand for another id already."""
    found: list[ProtocolError] = []
    for name in ENTRY_FIELDS:
        entries = content[name]
        owners = {key: entry.id for entry in entries for key in name_keys(entry)}
        for entry in getattr(part, name):
            for key, word in {key_of(word): word for word in reversed(_unique(entry))}.items():
                if owners.setdefault(key, entry.id) != entry.id:
                    _, where = home_of(word, entry.id, (file,)) or (file, f"{name} {entry.id}")
                    message = f"{word!r} names {owners[key]!r} too"
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
    taken: dict[str, str] = {key: entry.id for entry in own for key in name_keys(entry)}
    kept = []
    for entry in inherited:
        lost = {key for key in name_keys(entry) if taken.get(key, entry.id) != entry.id}
        kept += without([entry], lost) if lost else [entry]
    return _joined(kept, own)


def without(entries: list[Any], taken: set[str]) -> list[Any]:
    """Return the entries without names, as matched, that stand for something else; one that loses all of them goes."""
    kept = []
    for entry in entries:
        if taken.isdisjoint(name_keys(entry)):
            kept.append(entry)
            continue
        changes: dict[str, Any] = {
            name: tuple(word for word in getattr(entry, name) if key_of(word) not in taken)
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
    return tuple(name for name in names if key_of(name) not in taken)


def name_keys(entry: Any) -> list[str]:
    """Return the words that stand for the entry's id, as they are matched; none for words that need not be unique."""
    return [key_of(word) for word in _unique(entry)]


def _unique(entry: Any) -> tuple[str, ...]:
    """Return the words that stand for the entry's id, as they are written; none for words that need not be unique."""
    return () if isinstance(entry, str | Cue | Heading | Topic) else naming_words(entry)


def key_of(word: str) -> str:
    """Return a word as it is matched: as printed, or without regard to case."""
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
