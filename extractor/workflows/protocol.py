"""A protocol that somebody writes: checked word by word against the pipeline that will read with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from extractor.core.errors import ProtocolError
from extractor.protocol.changes import changes
from extractor.protocol.check import contradictions, warnings
from extractor.protocol.load import faults, own_words, protocol_folder
from extractor.protocol.model import Protocol
from extractor.protocol.parts import home_of, own_files


@dataclass(frozen=True, slots=True)
class Checked:
    """What is wrong with a protocol, a line each: ``errors`` must be mended, ``warnings`` are to be looked at.

    ``notes`` say what it changes in the protocol that it extends, where nothing needs to be done. ``id`` is None where
    the protocol cannot be used.
    """

    id: str | None
    errors: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def check(name_or_dir: str | Path) -> Checked:
    """Return what is wrong with a protocol: of its own files every fault, and of its own words those in vain.

    Raises:
        ProtocolError: There is no such protocol.
    """
    folder = protocol_folder(name_or_dir)
    broken, protocol = faults(folder)
    words = own_words(folder)
    vain = () if protocol is None else (*_contradictory(protocol, folder), *_never_found(protocol, folder, words))
    errors = tuple(str(fault) for fault in (*broken, *vain))
    if protocol is None or errors:
        return Checked(None, errors)
    changed = changes(folder)
    doubtful = tuple(change.line for change in changed if change.is_doubtful)
    plain = tuple(change.line for change in changed if not change.is_doubtful)
    return Checked(protocol.id, (), (*warnings(protocol, words), *doubtful), plain)


def _contradictory(protocol: Protocol, folder: Path) -> Iterator[ProtocolError]:
    for domain, word, message in contradictions(protocol):
        yield _at_home(word, domain, message, folder)


def _never_found(protocol: Protocol, folder: Path, words: frozenset[str]) -> Iterator[ProtocolError]:
    from extractor.nlp.reach import unreachable

    for _, concept, word in unreachable(protocol):
        if word.strip() and word in words:
            yield _at_home(word, concept, f"{word!r} can never be found in a text", folder)


def _at_home(word: str, known: str, message: str, folder: Path) -> ProtocolError:
    path, where = home_of(word, known, own_files(folder)) or (folder, known)
    return ProtocolError(message, path=path, where=where)
