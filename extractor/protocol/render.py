"""A protocol as text for its readers, and as JSON with every word."""

import json
from collections.abc import Iterator
from dataclasses import asdict, fields

from extractor.core.terminal import printable
from extractor.protocol.model import Disease, Domain, OwnField, Protocol
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
    for disease in protocol.diseases:
        if disease.onset_from_years is not None or disease.onset_below_years is not None:
            yield f"onset of {disease.id}: {_onset(disease)}"
    for field in protocol.fields:
        yield f"own field {field.id}: {field.level}, {_type(field)}, {len(field.cues)} cue words"
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
    scope = f"{drugs}, {'any disease' if protocol.any_disease else 'these diseases'}"
    asked = protocol.eligibility
    switches = [
        f"{item.name} {_switch(getattr(asked, item.name))}"
        for item in fields(asked)
        if getattr(asked, item.name) != item.default
    ]
    return "; ".join([scope, *switches])


def _switch(value: object) -> str:
    if isinstance(value, tuple):
        return " or ".join(map(str, value))
    return "yes" if value is True else str(value)


def _onset(disease: Disease) -> str:
    low, high = disease.onset_from_years, disease.onset_below_years
    bounds = (f"from {low:g} years" if low is not None else "", f"below {high:g} years" if high is not None else "")
    return ", ".join(bound for bound in bounds if bound)


def _type(field: OwnField) -> str:
    told = f"{field.type} in {field.unit}" if field.unit else field.type
    return f"{told} of {', '.join(field.choices)}" if field.choices else told


def _domain(domain: Domain) -> str:
    told = f"{domain.id}: {len(domain.signs)} signs, {len(domain.instruments)} instruments"
    return f"{told}, counted where {domain.denominator}" if domain.outcome else f"{told}, in statements only"
