"""A protocol as text for its readers, and as JSON with every word."""

import json
from collections.abc import Iterator
from dataclasses import asdict

from extractor.core.terminal import printable
from extractor.protocol.model import Domain, Protocol
from extractor.protocol.parts import naming_words

_LISTED = ("drugs", "drug_classes", "diseases", "other_diseases", "subtypes", "antibodies", "therapies",
           "adverse_events", "frequencies", "routes", "designs")  # fmt: skip


def to_json(protocol: Protocol) -> str:
    """Return the whole protocol as one JSON object, keys in the order of its fields."""
    return json.dumps(asdict(protocol), ensure_ascii=False)


def as_text(protocol: Protocol) -> str:
    """Return the protocol's head, its domains, and every id with the number of its words."""
    return "\n".join(printable(line) for line in _lines(protocol))


def _lines(protocol: Protocol) -> Iterator[str]:
    yield f"{protocol.id}: {protocol.title}, version {protocol.version}"
    yield f"digest {protocol.digest}"
    yield f"includes {_scope(protocol)}"
    yield f"model {protocol.model or 'built in'}"
    yield f"domains: {len(protocol.domains)}"
    for domain in protocol.domains:
        yield f"  {_domain(domain)}"
    for name in _LISTED:
        entries = getattr(protocol, name)
        yield f"{name.replace('_', ' ')}: {len(entries)}"
        if entries:
            yield "  " + ", ".join(f"{entry.id} ({len(naming_words(entry))})" for entry in entries)
    categories = dict.fromkeys(cue.category for cue in protocol.cues)
    yield f"cues: {len(categories)}"
    yield "  " + ", ".join(f"{category} ({len(protocol.cue_names(category))})" for category in categories)


def _scope(protocol: Protocol) -> str:
    drugs = "any drug" if protocol.any_drug else "these drugs"
    return f"{drugs}, {'any disease' if protocol.any_disease else 'these diseases'}"


def _domain(domain: Domain) -> str:
    told = f"{domain.id}: {len(domain.signs)} signs, {len(domain.instruments)} instruments"
    return f"{told}, counted where {domain.denominator}" if domain.outcome else f"{told}, in statements only"
