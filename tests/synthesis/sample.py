"""Publications as tests of the synthesis tell them: values by field, each with a quote that names it."""

from collections.abc import Mapping
from typing import Any

from extractor.core.candidate import Value
from extractor.protocol.load import load_protocol
from extractor.synthesis.model import DomainLabel, Linked, Patient, Quote, Source, State, Synthesis, Unresolved
from extractor.synthesis.synthesize import labels_of, synthesize
from extractor.synthesis.told import CaseTold, PublicationTold, in_field_order
from extractor.synthesis.unique import unique_patients

PROTOCOL = load_protocol("jak_dm")
DOMAINS = labels_of(PROTOCOL).domains
UNCLEAR, NOT_REPORTED = "(unclear)", "(not reported)"
"""Values that stand for a person's word that a field is unclear, or not reported."""
_STATES: dict[object, State] = {UNCLEAR: "unclear", NOT_REPORTED: "not_reported"}


def source(publication: str, case_id: str, field: str, key: str, value: Any) -> Source:
    state = _STATES.get(value, "told")
    subject = f"{publication}#{case_id}"
    quote = Quote(f"{field} {key} {value}", 1)
    return Source(
        publication, case_id, subject, field, key, value if state == "told" else None, state, (quote,), how="single"
    )


def case(case_id: str, **told: Any) -> tuple[str, Mapping[str, Any]]:
    """Return a case of a publication; a mapping is told by key, a list by its own values, drugs by their number."""
    return case_id, told


def publication(name: str, year: int | None, *cases: tuple[str, Mapping[str, Any]], **own: Any) -> PublicationTold:
    told: dict[str, Any] = {"included": True, "year": year, **own}
    sources = (source(name, "", field, "", value) for field, value in told.items() if value is not None)
    return PublicationTold(f"{name}#", name, in_field_order(sources), tuple(_case(name, *item) for item in cases))


def _case(name: str, case_id: str, told: Mapping[str, Any]) -> CaseTold:
    unit = "group" if case_id.startswith("g") else "patient"
    places = [(field, key, value) for field, given in told.items() for key, value in _keyed(field, given)]
    sources = in_field_order(source(name, case_id, *place) for place in places)
    return CaseTold(name, f"{name}#{case_id}", case_id, unit, source(name, case_id, "case", "", unit), sources)


def _keyed(field: str, given: Any) -> list[tuple[str, Value]]:
    if isinstance(given, Mapping):
        return list(given.items())
    if isinstance(given, list):
        return [(f"d{n}" if field.startswith("drug_") else value, value) for n, value in enumerate(given, 1)]
    return [("", given)]


def unique(*publications: PublicationTold, linked: Linked = "earliest") -> tuple[Patient, ...]:
    return unique_patients(publications, DOMAINS, linked)[0]


def doubts(*publications: PublicationTold) -> tuple[Unresolved, ...]:
    return unique_patients(publications, DOMAINS, "earliest")[1]


def synthesis(*publications: PublicationTold, linked: Linked = "earliest") -> Synthesis:
    return synthesize(publications, PROTOCOL, linked=linked, machine_only=False)


def domain(name: str) -> DomainLabel:
    return next(item for item in DOMAINS if item.id == name)
