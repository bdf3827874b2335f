"""A protocol that somebody writes: checked word by word against the pipeline that will read with it."""

from dataclasses import dataclass
from pathlib import Path

from extractor.core.errors import ProtocolError
from extractor.protocol.check import contradictions, warnings
from extractor.protocol.load import faults, load_protocol, own_words, protocol_folder, taken_over


@dataclass(frozen=True, slots=True)
class Checked:
    """What is wrong with a protocol, a line each: ``errors`` must be mended, ``notes`` are to be looked at.

    ``id`` is None where the protocol cannot be read.
    """

    id: str | None
    errors: tuple[str, ...]
    notes: tuple[str, ...]


def check(name_or_dir: str | Path) -> Checked:
    """Return what is wrong with a protocol: of its own files every fault, and of its own words those in vain.

    Raises:
        ProtocolError: There is no such protocol.
    """
    folder = protocol_folder(name_or_dir)
    broken: tuple[ProtocolError, ...] = faults(folder)
    if broken:
        return Checked(None, tuple(str(fault) for fault in broken), ())
    from extractor.nlp.reach import unreachable

    protocol = load_protocol(name_or_dir)
    words = own_words(folder)
    vain = [
        f"{folder}: {label.replace('_', ' ')} {concept}: {name!r} can never be found in a text"
        for label, concept, name in unreachable(protocol)
        if name in words
    ]
    taken = [
        f"{list_name}: {own}: {word!r} is taken from {other!r} of the protocol that this one extends"
        for list_name, own, word, other in taken_over(folder)
    ]
    errors = (*(f"{folder}: {line}" for line in contradictions(protocol)), *vain)
    return Checked(protocol.id, errors, (*warnings(protocol, words), *taken))
