"""What publications tell in, the whole synthesis out."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from extractor.core.fields import FIELD
from extractor.protocol.model import Protocol
from extractor.synthesis.links import size_of
from extractor.synthesis.model import (
    DomainLabel,
    Labels,
    Linked,
    Patient,
    Prisma,
    Publication,
    Synthesis,
    Unresolved,
    persons,
)
from extractor.synthesis.tally import baseline, count_tables, drugs_by_subtype, response_tables, spreads
from extractor.synthesis.told import PublicationTold
from extractor.synthesis.unique import unique_patients

NO_REASON = "No reason recorded"
"""What is said of excluded publications without a reason."""


def synthesize(
    publications: Iterable[PublicationTold], protocol: Protocol, *, linked: Linked, machine_only: bool
) -> Synthesis:
    """Return the tables of a review; ``publications`` are all of it, in any order.

    Only included publications count. Reports of one patient, members and overlapping groups count once.
    """
    ordered = sorted(publications, key=lambda item: item.id)
    labels = labels_of(protocol)
    included = [item for item in ordered if item.included]
    patients, unresolved = unique_patients(included, labels.domains, linked)
    listed = tuple(_publication(item, patients, dict(labels.reasons)) for item in ordered)
    return Synthesis(
        machine_only=machine_only,
        linked=linked,
        labels=labels,
        publications=listed,
        patients=patients,
        baseline=baseline(patients, labels),
        tables=response_tables(patients, labels),
        counts=count_tables(patients, labels),
        drugs_by_subtype=drugs_by_subtype(patients, labels),
        spreads=spreads(patients, labels),
        prisma=replace(reports_flow(listed), patients=persons(patients)),
        unresolved=(*unresolved, *_open_links(included)),
        undecided=sum(item.undecided for item in included),
        own_titles=tuple((field.id, field.title) for field in protocol.fields),
    )


def labels_of(protocol: Protocol) -> Labels:
    """Return the protocol's words for what a report counts."""
    domains = (item for item in protocol.domains if item.outcome)
    return Labels(
        protocol.title,
        tuple(DomainLabel(item.id, item.title, item.denominator) for item in domains),
        tuple(item.id for item in protocol.diseases),
        tuple(item.id for item in protocol.subtypes),
        tuple(item.id for item in protocol.drugs),
        tuple((item.id, item.label) for item in protocol.exclusion_reasons),
    )


def _publication(told: PublicationTold, patients: Sequence[Patient], reasons: dict[str, str]) -> Publication:
    values = {item.field: item.value for item in told.sources if item.state == "told" and item.value is not None}
    included, reason = told.included, values.get("exclusion_reason")
    papers = {told.id, *(case.publication for case in told.cases)}  # with its supplements
    return Publication(
        uid=told.uid,
        id=told.id,
        status="open" if included is None else "included" if included else "excluded",
        **{name: values.get(name) for name in _PRINTED},  # type: ignore[arg-type]
        reason=str(reason) if reason and not included else None,
        reason_label=reasons.get(str(reason), str(reason)) if reason and not included else None,
        told=sum(map(size_of, told.cases)),
        counted=persons(item for item in patients if item.cases[0].publication in papers),
        fields=tuple((name, value) for name, value in values.items() if name not in FIELD),
        sources=told.sources,
    )


_PRINTED = ("title", "journal", "year", "doi", "design", "publication_type", "n_patients")


def reports_flow(publications: Iterable[Publication]) -> Prisma:
    """Return the part of the flow that publications tell: what was read, left out with reasons, and included."""
    told = list(publications)
    reasons: dict[str, int] = {}
    for item in told:
        if item.status == "excluded":
            label = item.reason_label or NO_REASON
            reasons[label] = reasons.get(label, 0) + 1
    return Prisma(
        reports_assessed=sum(item.status != "open" for item in told),
        reports_excluded=tuple(sorted(reasons.items(), key=lambda item: (item[0] == NO_REASON, -item[1], item[0]))),
        reports_included=sum(item.status == "included" for item in told),
    )


def _open_links(publications: Iterable[PublicationTold]) -> Iterable[Unresolved]:
    """Yield the suggestions that two cases are one patient on which nobody has decided."""
    publications = list(publications)
    names = {case.name for item in publications for case in item.cases}
    for publication in publications:
        for case in publication.cases:
            for source in case.open:
                if source.field == "same_as" and source.value in names:
                    words = f"{case.name} may be {source.value}, and nobody has decided; both are counted"
                    yield Unresolved(words, (publication.id,), (source,))
