"""Whether a report still follows from what it was made of: PDFs, program, protocol, decisions, and its counts.

Nothing is written: PDFs are read anew in memory, counts are made anew from the review as it is.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from extractor import __version__
from extractor.core.candidate import Extraction
from extractor.core.errors import UsageError
from extractor.core.files import sha256_of
from extractor.core.outcome import Extracted
from extractor.export.jsonl import candidate_object
from extractor.protocol.model import Protocol
from extractor.store import read
from extractor.store.database import Store
from extractor.synthesis.as_json import as_json
from extractor.synthesis.compare import differences
from extractor.workflows.extract import (
    Pipeline,
    Progress,
    Result,
    Task,
    code_digest,
)
from extractor.workflows.links import links_between
from extractor.workflows.models import Models, models_that_made
from extractor.workflows.pool import run_all
from extractor.workflows.report import RECORD, report
from extractor.workflows.sources import find_pdfs

SHOWN = 3
"""Values of one publication that are told where its PDF, read anew, suggests others."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was: ``about`` what, ``words`` how, ``mend`` what to do about it."""

    about: str
    words: str
    mend: str

    @property
    def line(self) -> str:
        """All of it in one line."""
        return f"{self.about}: {self.words}; {self.mend}"


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification came to: how many PDFs were read anew, and of how many the review has none at hand.

    ``present`` is None where no folder of PDFs was named.
    """

    differences: tuple[Difference, ...]
    publications: int
    present: int | None = None


def read_record(folder: Path) -> Mapping[str, Any]:
    """Return what a report left of itself in its folder.

    Raises:
        UsageError: There is none, or it is not of this program.
    """
    path = folder / RECORD
    try:
        recorded = json.loads(path.read_bytes())
    except OSError as error:
        raise UsageError("there is no report here", path=path, hint="make one with: extractor report REVIEW") from error
    except (ValueError, RecursionError):
        recorded = None
    if isinstance(recorded, dict) and _tells_its_making(recorded.get("provenance")):
        return recorded
    raise UsageError("is not the record of a report", path=path, hint="make the report anew: extractor report REVIEW")


_WORDS = ("version", "protocol_id", "protocol_version", "protocol_digest", "decisions")
_ROWS = {"stamps": 3, "pdfs": 2, "settings": 2}
"""What a record's provenance holds: words, and rows of so many words each (None where there is none)."""


def _tells_its_making(made: Any) -> bool:
    return (
        isinstance(made, dict)
        and all(isinstance(made.get(name), str) for name in _WORDS)
        and all(_are_rows(made.get(name), width) for name, width in _ROWS.items())
    )


def _are_rows(rows: Any, width: int) -> bool:
    return isinstance(rows, list) and all(
        isinstance(row, list) and len(row) == width and all(isinstance(part, str | None) for part in row)
        for row in rows
    )


def verify(
    store: Store,
    protocol: Protocol,
    recorded: Mapping[str, Any],
    *,
    pdf_dir: Path | None = None,
    jobs: int = 0,
    models: Models | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Verified:
    """Return what differs between a report's record and what its review, program and PDFs give now.

    With ``pdf_dir`` each PDF of the review that lies below it, by its digest, is read anew in ``jobs`` processes (in
    this one where it is 0), and what it suggests by ``models`` (None: those of the program that made the review's
    suggestions) is held against what the review has.

    Raises:
        UsageError: ``pdf_dir`` is no folder; the review gives no report any more.
        ResourceError: A model is missing.
    """
    made = recorded["provenance"]
    models = models or models_that_made({stamp[2] for stamp in made["stamps"]}, protocol.model)
    models = models.of(protocol)
    found = [*_program(made, protocol, models), *_publications(store, made)]
    if made["decisions"] != read.decisions_digest(store):
        mend = "make the report anew, or see who decided what with: extractor history REVIEW ID"
        found.append(Difference("decisions", "others than the report was made of", mend))
    found += _links(store)
    found += _counts(store, protocol, recorded)
    known = [item for item in read.publications(store) if item.sha256]
    if pdf_dir is None:
        return Verified(tuple(found), len(known))
    paths = _paths(pdf_dir)
    found += _files(known, pdf_dir, paths)
    at_hand = _tasks(known, paths)
    found += _read_anew(
        store, partial(Pipeline, protocol, models=models), at_hand, jobs, on_progress or (lambda _: None)
    )
    return Verified(tuple(found), len(known), sum(len(task.publications) for task in at_hand))


def _program(made: Mapping[str, Any], protocol: Protocol, models: Models) -> Iterator[Difference]:
    if made["version"] != __version__:
        mend = "install that version to have the same"
        yield Difference("program", f"the report was made by version {made['version']}, this is {__version__}", mend)
    if made["protocol_digest"] != protocol.digest:
        told = f"{made['protocol_id']} version {made['protocol_version']}"
        words = f"the report was made with {told} as it was then, this is {protocol.id} version {protocol.version}"
        yield Difference("protocol", words, "name the report's own with --protocol, or make the report anew")
    now = {"code": code_digest(), "protocol": protocol.digest, "models": models.digest(protocol.model)}
    for number, (part, digest) in enumerate(now.items()):
        others = sorted({stamp[number] for stamp in made["stamps"]} - {digest, ""})
        if others:
            words = f"suggestions of the report stem from other {part} (SHA-256 {', '.join(map(_short, others))})"
            yield Difference(part, words, "install what read them, or extract anew and look at what is new")


def _short(digest: str) -> str:
    return f"{digest[:12]}…"


def _publications(store: Store, made: Mapping[str, Any]) -> Iterator[Difference]:
    """Yield the publications that came, went, or have another PDF since."""
    before = dict(made["pdfs"])
    now = {item.id: item.sha256 for item in read.publications(store)}
    mend = "make the report anew"
    for publication in sorted(before.keys() | now.keys()):
        if publication not in now:
            yield Difference(publication, "is no longer in the review", "extract its PDF again")
        elif publication not in before:
            yield Difference(publication, "came into the review after the report was made", mend)
        elif before[publication] != now[publication]:
            yield Difference(publication, "has another PDF than when the report was made", mend)


def _links(store: Store) -> Iterator[Difference]:
    """Yield the publications of which other cases are now suggested to be patients of earlier reports."""
    kept = {
        (uid, case.uid): tuple(item for item in case.candidates if item.slot.field == "same_as")
        for uid, extraction in read.each_extraction(store)
        for case in extraction.cases
    }
    made = links_between(store)
    ids = {item.uid: item.id for item in read.publications(store)}
    for uid in sorted(
        {uid for uid, case in kept if kept[uid, case] != made.get((uid, case), ())}, key=lambda u: ids[u]
    ):
        words = "other patients are suggested to be those of earlier reports than the review has"
        yield Difference(ids[uid], words, "extract again and look at what is new")


def _counts(store: Store, protocol: Protocol, recorded: Mapping[str, Any]) -> Iterator[Difference]:
    settings = dict(recorded["provenance"]["settings"])
    made = report(
        store,
        protocol,
        linked="longest" if settings.get("linked") == "longest" else "earliest",
        candidates=settings.get("candidates") == "yes",
    )
    for words in differences(recorded, json.loads(json.dumps(as_json(made)))):
        about, _, told = words.partition(": ")
        yield Difference(about, told, "make the report anew")


def _paths(folder: Path) -> dict[str, Path]:
    """Return the PDFs below a folder that can be opened, by the SHA-256 of their bytes."""
    found: dict[str, Path] = {}
    for path in find_pdfs(folder):
        with suppress(OSError):
            if path.is_file():
                found.setdefault(sha256_of(path), path)
    return found


def _tasks(known: Sequence[read.Publication], paths: Mapping[str, Path]) -> list[Task]:
    """Return a task for each PDF that is at hand, with its publications."""
    given: dict[str, list[read.Publication]] = {}
    for item in known:
        if item.sha256 is not None and item.sha256 in paths:
            given.setdefault(item.sha256, []).append(item)
    return [Task(paths[sha256], sha256, tuple(items)) for sha256, items in given.items()]


def _files(known: Sequence[read.Publication], folder: Path, paths: Mapping[str, Path]) -> Iterator[Difference]:
    for item in known:
        if item.sha256 in paths:
            continue
        changed = next((name for name in item.files if (folder / name).is_file()), None)
        if changed:
            yield Difference(item.id, f"{changed} has other bytes than were read", "put the file back that was read")
        else:
            yield Difference(item.id, "its PDF is not below the folder named", "put it there, or name its folder")


def _read_anew(
    store: Store,
    start: Callable[[], Pipeline],
    tasks: Sequence[Task],
    jobs: int,
    tell: Callable[[Progress], None],
) -> Iterator[Difference]:
    stored = {item.publication_id: item for item in read.extractions(store, linked=False).values()}
    mend = "extract it again and look at what is new"
    tell(Progress(0, len(tasks)))
    results: dict[str, Extraction | None] = {}
    for done, (index, result) in enumerate(run_all(start, tasks, jobs=jobs), start=1):
        publications = tasks[index].publications
        outcomes = result.outcomes if isinstance(result, Result) else (None,) * len(publications)
        for item, outcome in zip(publications, outcomes, strict=True):
            results[item.id] = outcome.extraction if isinstance(outcome, Extracted) else None
        tell(Progress(done, len(tasks), tasks[index].path.name))
    for publication in sorted(results):
        before, now = stored.get(publication), results[publication]
        if (before is None) != (now is None):
            words = (
                "its PDF can no longer be read" if now is None else "its PDF can be read now, not when it was extracted"
            )
            yield Difference(publication, words, mend)
        elif before is not None and now is not None and (changes := _changes(before, now)):
            more = f" and {len(changes) - SHOWN} more" if len(changes) > SHOWN else ""
            yield Difference(publication, f"read anew it suggests {', '.join(changes[:SHOWN])}{more}", mend)


def _changes(before: Extraction, now: Extraction) -> list[str]:
    """Return what of the suggestions differs: values with their places; empty where all is the same."""
    old, new = (candidate_object(_numbered(item)) for item in (before, now))
    if old == new:
        return []
    told = [{_place(row): row["value"] for row in side["provenance"]} for side in (old, new)]
    places = [place for place in dict.fromkeys((*told[0], *told[1])) if told[0].get(place) != told[1].get(place)]
    words = [f"{place} {told[1].get(place, 'nothing')} and not {told[0].get(place, 'nothing')}" for place in places]
    return words or ["the same values on other quotes, places or confidences"]


def _place(row: Mapping[str, Any]) -> str:
    return " ".join(part for part in (row["case_id"], row["field"], row["key"]) if part)


def _numbered(extraction: Extraction) -> Extraction:
    """Return an extraction with its cases numbered in order: a review keeps the numbers they were confirmed with."""
    cases = (replace(case, case_id=f"{case.unit[0]}{n}") for n, case in enumerate(extraction.cases, start=1))
    return replace(extraction, publication_id="", cases=tuple(cases))
