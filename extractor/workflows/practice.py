"""Collections of annotated publications for practice: models learn from them, and no figure is of them.

A file of TOML lists them, one ``[[collections]]`` each: ``hand`` names who wrote it, ``gold`` and ``pdfs`` are its
annotations and its folder of PDFs, ``protocol`` is a name or a folder; paths are relative to the file.
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from extractor.core.errors import UsageError
from extractor.protocol.load import known_protocols, load_protocol
from extractor.protocol.model import Protocol
from extractor.workflows.evaluate import read_gold
from extractor.workflows.train import Example, read_examples

KEYS = ("hand", "gold", "pdfs", "protocol")


@dataclass(frozen=True, slots=True)
class Collection:
    """Where one hand's publications are, and the protocol that they are annotated under."""

    hand: str
    gold: Path
    pdfs: Path
    protocol: str


def collections_of(path: Path) -> tuple[Collection, ...]:
    """Return the collections that a file lists.

    Raises:
        UsageError: The file cannot be read, is no TOML, or an entry of it is not as described above.
    """
    try:
        listed = tomllib.loads(path.read_text(encoding="utf-8")).get("collections", [])
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", path=path) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"not TOML: {error}", path=path) from error
    found = []
    for number, entry in enumerate(listed if isinstance(listed, list) else [listed], 1):
        given = entry if isinstance(entry, dict) else {}
        if sorted(given) != sorted(KEYS) or not all(isinstance(value, str) and value for value in given.values()):
            raise UsageError(f"collection {number} must have {', '.join(KEYS)} and no more", path=path)
        protocol = given["protocol"]
        if protocol not in known_protocols():
            protocol = str(path.parent / protocol)
        found.append(Collection(given["hand"], path.parent / given["gold"], path.parent / given["pdfs"], protocol))
    if not found:
        raise UsageError("lists no collection", path=path, hint="begin one with [[collections]]")
    return tuple(found)


def read_practice(path: Path, protocol: Protocol, on_skip: Callable[[str, str], None] | None = None) -> list[Example]:
    """Return the publications of all collections that a file lists, read and analysed under their own protocols.

    Raises:
        UsageError: As ``collections_of``, or a collection has no readable PDF.
        AnnotationError: Annotations of a collection break the contract.
        ProtocolError: A collection's protocol cannot be used.
    """
    found = []
    for collection in collections_of(path):
        own = load_protocol(collection.protocol)
        other = None if own.digest == protocol.digest else own
        examples = read_examples(collection.pdfs, read_gold(collection.gold), own, on_skip)
        found += [replace(example, hand=f"practice/{collection.hand}", protocol=other) for example in examples]
    return found
