"""From a review folder to the report: decisions, or suggestions, joined with the protocol's words."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from extractor import __version__
from extractor.core.errors import UsageError
from extractor.core.files import write_atomically
from extractor.protocol.model import Protocol
from extractor.store import read
from extractor.store.database import Store
from extractor.synthesis.as_json import as_json
from extractor.synthesis.formats import FORMATS
from extractor.synthesis.model import Linked, Provenance, Report
from extractor.synthesis.synthesize import synthesize
from extractor.synthesis.told import PublicationTold, confirmed_told, suggested_told
from extractor.workflows.appendix import audit_and_forms, methods_of
from extractor.workflows.time_spent import time_spent


def report(
    store: Store, protocol: Protocol, *, linked: Linked = "earliest", candidates: bool = False, time: bool = False
) -> Report:
    """Return the report of a review: of what is confirmed, or with ``candidates`` of what the machine suggests.

    Raises:
        UsageError: Nothing is confirmed or suggested, no publication is included, or a domain that was decided on is
            none of the protocol's.
    """
    publications = list(_suggested(store) if candidates else _confirmed(store))
    _check(publications, protocol, candidates=candidates)
    synthesis = synthesize(publications, protocol, linked=linked, machine_only=candidates)
    audit, forms = audit_and_forms(store, publications, protocol)
    return Report(
        synthesis,
        _provenance(store, protocol, {"linked": linked, "candidates": "yes" if candidates else "no"}),
        tuple(time_spent(store)) if time else (),
        audit,
        forms,
        methods_of(store, publications, protocol, machine_only=candidates, undecided=synthesis.undecided),
    )


def chosen_formats(words: Iterable[str] | None) -> tuple[str, ...]:
    """Return the formats that words ask for (one or several with commas between), in their usual order; None is all.

    Raises:
        UsageError: There is no such format.
    """
    if words is None:
        return tuple(FORMATS)
    asked = [part.strip() for word in words for part in word.split(",") if part.strip()]
    for name in asked:
        if name not in FORMATS:
            raise UsageError(f"no format {name}", hint=f"there are {', '.join(FORMATS)}")
    return tuple(name for name in FORMATS if name in asked)


RECORD = "report.json"
"""What a report leaves of itself beside its files, by which ``extractor verify`` makes it anew."""


def write(report: Report, folder: Path, formats: Sequence[str]) -> list[Path]:
    """Write a report and its record into a folder, made where it is missing; return the files in the order written.

    Raises:
        UsageError: The folder cannot be made or written into.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", path=folder) from error
    record = folder / RECORD
    write_atomically(record, [json.dumps(as_json(report)) + "\n"])
    return [record, *(path for name in formats for path in FORMATS[name](report, folder))]


def _confirmed(store: Store) -> Iterator[PublicationTold]:
    """Yield what stands decided on every publication of the review, one publication's decisions in memory at a time."""
    left = {item.uid: item.id for item in read.publications(store)}
    for uid, extraction in read.each_extraction(store):
        yield confirmed_told(uid, left.pop(uid), read.history(store, uid), extraction)
    for uid, publication_id in left.items():
        yield confirmed_told(uid, publication_id, read.history(store, uid), None)


def _suggested(store: Store) -> Iterator[PublicationTold]:
    left = {item.uid: item.id for item in read.publications(store)}
    for uid, extraction in read.each_extraction(store):
        left.pop(uid)
        yield suggested_told(uid, extraction)
    for uid, publication_id in left.items():
        yield PublicationTold(uid, publication_id)


def _check(publications: list[PublicationTold], protocol: Protocol, *, candidates: bool) -> None:
    told = [item for item in publications if item.sources or item.cases]
    if not told:
        if candidates:
            raise UsageError("nothing is suggested in this review", hint="read PDFs into it with: extractor extract")
        raise UsageError("nothing is confirmed yet", hint="--candidates reports what the machine suggests")
    if not any(item.included for item in told):
        excluded = sum(item.included is False for item in told)
        left_out = f"{excluded} are excluded, {len(publications) - excluded} are not decided"
        raise UsageError(f"no publication is included: {left_out}")
    domains = {item.id for item in protocol.domains}
    for case in (case for item in told if item.included for case in item.cases):
        for source in case.sources:
            if source.field in ("baseline", "outcome") and source.key not in domains:
                raise UsageError(
                    f"{source.publication}/{source.case_id} tells of {source.key}, no domain of protocol {protocol.id}",
                    hint="name the review's own with --protocol",
                )


def _provenance(store: Store, protocol: Protocol, settings: dict[str, str]) -> Provenance:
    stamps = {(item.stamp.code, item.stamp.protocol, item.stamp.model) for item in read.attempts(store).values()}
    publications = read.publications(store)
    return Provenance(
        version=__version__,
        protocol_id=protocol.id,
        protocol_version=protocol.version,
        protocol_digest=protocol.digest,
        stamps=tuple(sorted(stamps)),
        pdfs=tuple((item.id, item.sha256) for item in publications),
        decisions=read.decisions_digest(store),
        settings=tuple(sorted(settings.items())),
    )
