"""What in a protocol loads but is not wise: read by its author, never by a run."""

from collections.abc import Iterator
from typing import Any

from extractor.core.fields import DESIGNS, FREQUENCIES
from extractor.protocol.model import Cue, Protocol, keeps_case
from extractor.protocol.parts import naming_words, words_of

_SOURCED = ("drugs", "drug_classes", "therapies", "diseases", "other_diseases", "subtypes", "antibodies", "domains",
            "cues", "frequencies", "routes", "adverse_events", "designs")  # fmt: skip


def warnings(protocol: Protocol) -> tuple[str, ...]:
    """Return a line for each thing to look at, in the order of the protocol's fields; empty where all is well."""
    return tuple(
        line for part in (_empty, _unsourced, _short, _clashing, _contract, _unmeasured) for line in part(protocol)
    )


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
                if len(word) == 1 or (len(word) == 2 and word.isalpha() and word.islower()):
                    yield f"{name}: {_title(entry)}: {word!r} is so short that it will be found where it means nothing"


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


def _title(entry: Any) -> str:
    if isinstance(entry, str):
        return entry
    return str(entry.category if isinstance(entry, Cue) else entry.id)
