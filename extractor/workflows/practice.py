"""Collections of annotated publications for practice: models learn from them, and no figure is of them.

A file of TOML lists them, one ``[[collections]]`` each: ``hand`` names who wrote it, ``gold`` and ``pdfs`` are its
annotations and its folder of PDFs, ``protocol`` is a name or a folder; paths are relative to the file. Passages, of
which only the statements are annotated, are listed as ``[[passages]]``: ``hand``, their ``file``, and the ``protocols``
that they name (the last part of a folder's path is its name).
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from extractor.core.errors import UsageError
from extractor.protocol.load import known_protocols, load_protocol
from extractor.protocol.model import Protocol
from extractor.workflows.evaluate import read_gold
from extractor.workflows.passages import read_passages
from extractor.workflows.train import Example, read_examples

KEYS = ("hand", "gold", "pdfs", "protocol")
PASSAGE_KEYS = ("hand", "file", "protocols")


@dataclass(frozen=True, slots=True)
class Collection:
    """Where one hand's publications are, and the protocol that they are annotated under."""

    hand: str
    gold: Path
    pdfs: Path
    protocol: str


@dataclass(frozen=True, slots=True)
class PassageFile:
    """One hand's passages, and the names or folders of the protocols that they are annotated under."""

    hand: str
    path: Path
    protocols: tuple[str, ...]


def collections_of(path: Path) -> tuple[Collection, ...]:
    """Return the collections that a file lists.

    Raises:
        UsageError: The file cannot be read, is no TOML, or an entry of it is not as described above.
    """
    found = []
    for number, given in enumerate(_entries(path, "collections"), 1):
        if sorted(given) != sorted(KEYS) or not all(isinstance(value, str) and value for value in given.values()):
            raise UsageError(f"collection {number} must have {', '.join(KEYS)} and no more", path=path)
        protocol = _protocol(given["protocol"], path)
        found.append(Collection(given["hand"], path.parent / given["gold"], path.parent / given["pdfs"], protocol))
    if not found:
        raise UsageError("lists no collection", path=path, hint="begin one with [[collections]]")
    return tuple(found)


def passage_files_of(path: Path) -> tuple[PassageFile, ...]:
    """Return the files of passages that a file lists; there may be none.

    Raises:
        UsageError: As ``collections_of``.
    """
    found = []
    for number, given in enumerate(_entries(path, "passages"), 1):
        names: Any = given.get("protocols")
        texts = [*names, given.get("hand"), given.get("file")] if isinstance(names, list) and names else [None]
        if sorted(given) != sorted(PASSAGE_KEYS) or not all(map(_is_text, texts)):
            raise UsageError(f"passages {number} must have {', '.join(PASSAGE_KEYS)} and no more", path=path)
        protocols = tuple(_protocol(name, path) for name in names)
        found.append(PassageFile(given["hand"], path.parent / given["file"], protocols))
    return tuple(found)


def read_practice(path: Path, protocol: Protocol, on_skip: Callable[[str, str], None] | None = None) -> list[Example]:
    """Return the publications and passages that a file lists, read and analysed under their own protocols.

    Raises:
        UsageError: As ``collections_of`` and ``read_passages``, or a collection has no readable PDF.
        AnnotationError: Annotations of a collection break the contract.
        ProtocolError: A collection's protocol cannot be used.
    """
    found = []
    for collection in collections_of(path):
        own = load_protocol(collection.protocol)
        other = None if own.digest == protocol.digest else own
        examples = read_examples(collection.pdfs, read_gold(collection.gold), own, on_skip)
        found += [replace(example, hand=f"practice/{collection.hand}", protocol=other) for example in examples]
    return found + passages(path, protocol)


def passages(path: Path, protocol: Protocol) -> list[Example]:
    """Return the passages that a file lists, analysed under their own protocols.

    Raises:
        UsageError: As ``collections_of`` and ``read_passages``.
        ProtocolError: A protocol cannot be used.
    """
    found = []
    for listed in passage_files_of(path):
        protocols = {Path(name).name: load_protocol(name) for name in listed.protocols}
        found += read_passages(listed.path, f"practice/{listed.hand}", protocols, protocol)
    return found


def _entries(path: Path, key: str) -> list[dict[str, Any]]:
    try:
        listed = tomllib.loads(path.read_text(encoding="utf-8")).get(key, [])
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", path=path) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"not TOML: {error}", path=path) from error
    entries = listed if isinstance(listed, list) else [listed]
    return [entry if isinstance(entry, dict) else {} for entry in entries]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _protocol(name: str, path: Path) -> str:
    return name if name in known_protocols() else str(path.parent / name)
