"""What in a protocol loads but is not wise: read by its author, never by a run."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any

from extractor.core.fields import DESIGNS, FREQUENCIES
from extractor.protocol.model import Cue, Heading, Protocol, keeps_case
from extractor.protocol.parts import naming_words, words_of
from extractor.protocol.resources import protocols_dir

_WORDS = "doubtful_words.toml"
"""The file beside the protocols with words that authors are warned of."""

_SOURCED = ("drugs", "drug_classes", "therapies", "diseases", "other_diseases", "subtypes", "antibodies", "domains",
            "cues", "frequencies", "routes", "adverse_events", "designs")  # fmt: skip


def warnings(protocol: Protocol, words: frozenset[str] | None = None) -> tuple[str, ...]:
    """Return a line for each thing to look at, in the order of the protocol's fields; empty where all is well.

    With ``words`` only those are looked at as words: what is inherited is for the author of the other protocol.
    """
    parts = (_empty, _examples, _unsourced, _short, _unit_like, _clashing, _twice, _contract, _unmeasured, _unasked)
    of_words = (_short, _unit_like, _twice)
    lines = (
        line
        for part in parts
        for line in part(protocol)
        if words is None or part not in of_words or _quoted_word(line) in words
    )
    return (*lines, *_broad(protocol, words))


def _quoted_word(line: str) -> str:
    """Return the word that a line speaks of, which stands in quotation marks."""
    found = re.search(r"(?<=: )(?:'([^']*)'|\"([^\"]*)\")", line)
    return (found[1] or found[2]) if found else ""


def contradictions(protocol: Protocol) -> Iterator[tuple[str, str, str]]:
    """Yield domain, word and message for each word with two meanings at once, so that one of them never holds."""
    for domain in protocol.domains:
        not_signs = {_folded(word) for word in domain.not_signs}
        for word in domain.signs:
            if _folded(word) in not_signs:
                yield domain.id, word, f"the sign {word!r} is among the not_signs too, so that it never holds"
        told: dict[str, str] = {}
        for direction in ("improved", "unchanged", "worsened"):
            for word in getattr(domain, f"phrases_{direction}"):
                other = told.setdefault(_folded(word), direction)
                if other != direction:
                    yield domain.id, word, f"{word!r} tells {other} and {direction}"


def _folded(word: str) -> str:
    return word if keeps_case(word) else word.casefold()


def _twice(protocol: Protocol) -> Iterator[str]:
    """Words that an entry lists twice."""
    for name in (*_SOURCED, "table_headers", "headings"):
        for entry in getattr(protocol, name):
            for part in entry.__slots__:
                words = getattr(entry, part)
                seen: set[str] = set()
                for word in words if isinstance(words, tuple) else ():
                    if isinstance(word, str) and word in seen:
                        yield f"{name}: {_title(entry)}: {word!r} stands twice in {part}"
                    seen.add(str(word))


EXAMPLE = "example"
"""How ids begin that the skeleton of a new protocol brings."""


def _examples(protocol: Protocol) -> Iterator[str]:
    for name in ("drugs", "diseases", "subtypes", "domains", "fields"):
        for entry in getattr(protocol, name):
            if entry.id.startswith(EXAMPLE):
                yield f"{name}: {entry.id}: is an example; put your own in its place"


def _unasked(protocol: Protocol) -> Iterator[str]:
    for field in protocol.fields:
        if not field.cues:
            yield f"fields: {field.id}: has no cues, so that no passage is shown for it"
        if not field.help:
            yield f"fields: {field.id}: has no help"


def _empty(protocol: Protocol) -> Iterator[str]:
    if not protocol.drugs and not protocol.any_drug:
        yield "drugs: there is none, so that no publication can be included; name some or set any_drug"
    if not protocol.diseases and not protocol.any_disease:
        yield "diseases: there is none, so that no publication can be included; name some or set any_disease"
    if not any(domain.outcome for domain in protocol.domains):
        yield "domains: there is none with outcomes"


def _unsourced(protocol: Protocol) -> Iterator[str]:
    for name in _SOURCED:
        for entry in getattr(protocol, name):
            if not entry.source:
                yield f"{name}: {_title(entry)}: has no source"


def _short(protocol: Protocol) -> Iterator[str]:
    for name in (*_SOURCED, "case_nouns", "group_nouns", "relatives"):
        if name in {"cues", "frequencies"}:
            continue
        for entry in getattr(protocol, name):
            for word in words_of(entry):
                tiny = len(word) == 2 and word.isalpha() and word.islower() and name in _SOURCED
                if len(word) == 1 or tiny:
                    yield f"{name}: {_title(entry)}: {word!r} is so short that it will be found where it means nothing"


def _unit_like(protocol: Protocol) -> Iterator[str]:
    """Words that a text printed in capitals has for a unit: ``MG`` after a number."""
    units = _listed("units")
    for name in ("drugs", "therapies", "diseases", "other_diseases", "subtypes", "antibodies"):
        for entry in getattr(protocol, name):
            for word in naming_words(entry):
                if len(word) > 1 and word.casefold() in units:
                    told = f"reads like the unit: doses in capitals ('5 {word.upper()}') will name {entry.id!r} too"
                    yield f"{name}: {entry.id}: {word!r} {told}; keep it if papers print it so"


def _broad(protocol: Protocol, words: frozenset[str] | None) -> Iterator[str]:
    """Signs that any report has, well or ill: one line a domain."""
    broad = _listed("broad_signs")
    for domain in protocol.domains:
        own = (word for word in domain.signs if words is None or word in words)
        found = ", ".join(repr(word) for word in own if word.casefold() in broad)
        if found:
            told = "stands in many sentences that tell nothing of it; name what is ill there (weak arms), or keep it"
            yield f"domains: {domain.id}: {found} {told}"


@cache
def _listed(name: str) -> frozenset[str]:
    data = tomllib.loads((protocols_dir() / _WORDS).read_text("utf-8"))
    return frozenset(word.casefold() for word in data[name])


def _clashing(protocol: Protocol) -> Iterator[str]:
    """Words that name things of two kinds, so that the document alone can tell which is meant."""
    owners: dict[str, str] = {}
    for name in ("drugs", "therapies", "diseases", "other_diseases", "antibodies", "adverse_events"):
        for entry in getattr(protocol, name):
            own = f"{name} {entry.id!r}"
            for word in naming_words(entry):
                key = word if keeps_case(word) else word.casefold()
                if owners.setdefault(key, own) != own:
                    yield f"{name}: {entry.id}: {word!r} stands under {owners[key]} too"


def _contract(protocol: Protocol) -> Iterator[str]:
    for design in protocol.designs:
        if design.id not in DESIGNS:
            yield f"designs: {design.id}: is none of the contract's designs"
    known = [frequency.id for frequency in protocol.frequencies]
    for frequency in FREQUENCIES:
        if known and frequency not in known:
            yield f"frequencies: {frequency!r} is missing"


def _unmeasured(protocol: Protocol) -> Iterator[str]:
    for domain in protocol.domains:
        if not domain.signs and not domain.instruments:
            yield f"domains: {domain.id}: has neither signs nor instruments"
        for instrument in domain.instruments:
            if instrument.low is not None and instrument.high is not None and instrument.low >= instrument.high:
                yield f"domains: {domain.id}: {instrument.names[0]}: low is not below high"
            if instrument.low is not None and instrument.low < 0:
                told = "low is below 0, and numbers are read without their sign; name it among the signs instead"
                yield f"domains: {domain.id}: {instrument.names[0]}: {told}"


def _title(entry: Any) -> str:
    if isinstance(entry, str):
        return entry
    if isinstance(entry, Heading):
        return entry.kind
    return str(entry.category if isinstance(entry, Cue) else entry.id)
