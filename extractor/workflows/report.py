"""From a review folder to the report: decisions, or suggestions, joined with the protocol's words."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from extractor import __version__
from extractor.core.candidate import Extraction
from extractor.core.decision import Decision
from extractor.core.errors import UsageError
from extractor.core.files import write_atomically
from extractor.protocol.model import Protocol
from extractor.store import read
from extractor.store.database import Store
from extractor.synthesis.as_json import as_json
from extractor.synthesis.formats import FORMATS
from extractor.synthesis.model import Linked, Provenance, Report
from extractor.synthesis.supplements import with_supplements
from extractor.synthesis.synthesize import synthesize
from extractor.synthesis.told import PublicationTold, confirmed_told, suggested_told
from extractor.workflows.appendix import Appendix
from extractor.workflows.time_spent import time_spent


def report(
    store: Store, protocol: Protocol, *, linked: Linked = "earliest", candidates: bool = False, time: bool = False
) -> Report:
    """Return the report of a review: of what is confirmed, or with ``candidates`` of what the machine suggests.

    Raises:
        UsageError: Nothing is confirmed or suggested, no publication is included, or a domain that was decided on is
            none of the protocol's.
    """
    from extractor.workflows.prisma import whole_flow  # what compares references takes long to load
    from extractor.workflows.supplements import belonging

    if not candidates and not read.newest(store):
        raise _nothing(candidates=False)
    appendix = Appendix(protocol, machine_only=candidates)
    beside = {uid: (item.role, item.of) for uid, item in belonging(store).items()}
    publications = []
    for told, extraction, decisions in _each(store, candidates=candidates):
        publications.append(told)
        is_own = beside.get(told.uid, ("paper", told.uid))[1] == told.uid
        appendix.add(told if is_own else replace(told, sources=()), extraction, decisions)
    publications, questions = with_supplements(publications, beside)
    _check(publications, protocol, candidates=candidates)
    synthesis = synthesize(publications, protocol, linked=linked, machine_only=candidates)
    unresolved = (*synthesis.unresolved, *questions)
    synthesis = replace(synthesis, unresolved=unresolved, prisma=whole_flow(store, synthesis))
    return Report(
        synthesis,
        _provenance(store, protocol, {"linked": linked, "candidates": "yes" if candidates else "no"}),
        tuple(time_spent(store)) if time else (),
        appendix.audit,
        appendix.forms,
        appendix.methods(store, synthesis.undecided),
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


def _each(store: Store, *, candidates: bool) -> Iterator[tuple[PublicationTold, Extraction | None, Sequence[Decision]]]:
    """Yield what each publication tells, what is suggested for it and what was decided on it, read once.

    One publication's suggestions are in memory at a time; those without any come last.
    """
    left = {item.uid: item.id for item in read.publications(store)}
    for uid, extraction in read.each_extraction(store):
        decisions = read.history(store, uid)
        publication_id = left.pop(uid)
        if candidates:
            yield suggested_told(uid, extraction), extraction, decisions
        else:
            yield confirmed_told(uid, publication_id, decisions, extraction), extraction, decisions
    for uid, publication_id in left.items():
        decisions = read.history(store, uid)
        yield confirmed_told(uid, publication_id, () if candidates else decisions, None), None, decisions


def _check(publications: list[PublicationTold], protocol: Protocol, *, candidates: bool) -> None:
    told = [item for item in publications if item.sources or item.cases]
    if not told:
        raise _nothing(candidates=candidates)
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


def _nothing(*, candidates: bool) -> UsageError:
    if candidates:
        return UsageError("nothing is suggested in this review", hint="read PDFs into it with: extractor extract")
    return UsageError("nothing is confirmed yet", hint="--candidates reports what the machine suggests")


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
