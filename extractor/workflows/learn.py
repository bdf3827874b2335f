"""A review's decisions into a statement model that has learned from them, judged on publications that it did not see.

A publication is finished when every statement that is suggested in it is decided on. Of a finished one every sentence
teaches: those that the confirmed record tells of say what it says, all others say nothing. Of one that is not finished
nothing is learned, since nobody has said what its other sentences are. The program's own model is where learning
starts from, whichever model read the review: it has seen none of the publications that the new one is judged on.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

from extractor.classify.adapt import adapt
from extractor.classify.model import StatementModel, save_model
from extractor.classify.read import StatementReader
from extractor.classify.train import Labelled
from extractor.core.annotation import Annotation, to_json
from extractor.core.confirmed import confirmed, settled
from extractor.core.decision import Decision
from extractor.core.document import Document
from extractor.core.errors import InputError, UsageError
from extractor.evaluate.counts import Counts
from extractor.evaluate.score import score
from extractor.protocol.model import Protocol
from extractor.store import read
from extractor.store.database import Store
from extractor.store.read import Publication
from extractor.workflows.evaluate import read_gold
from extractor.workflows.extract import READING, code_digest
from extractor.workflows.models import find_models
from extractor.workflows.pages import FOLDER, Pages
from extractor.workflows.sources import find_pdfs, identify
from extractor.workflows.train import ROWS, Example, annotate, label_sentences

MODELS = "models"
"""The folder of a review for models that learned from it."""
LEAST_DECISIONS = 20
"""Statements that must be decided on in the publications that are learned from: some two of them."""
DECIMALS = 3
UNREAD_EVERY = 5
"""One publication in so many is left unread where nobody names which."""
JUDGED_BY = ROWS[:2]
"""The rows that must not fall, taken together: statements found, and observed ones with their direction."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A publication of a review with what stands decided on its statements.

    ``record`` is its confirmed record; ``n_decided`` counts its statements that are decided on, ``n_changed`` those of
    them that were rejected, corrected or added. ``is_finished`` is whether no suggested statement is open.
    """

    publication: Publication
    record: Annotation
    n_decided: int
    n_changed: int
    is_finished: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """One row of the score on the unread publications, before learning and after it."""

    row: str
    before: Counts
    after: Counts


@dataclass(frozen=True, slots=True)
class Learned:
    """A model that has learned, the ids of the publications that it learned from and was judged on, and how it did.

    ``known`` are those of the unread ones that the old model was trained on, by their ids: it looks too good there.
    ``unfinished`` counts publications that were left out because a statement is open in them.
    """

    model: StatementModel
    from_: tuple[str, ...]
    unread: tuple[str, ...]
    rows: tuple[Judged, ...]
    known: tuple[str, ...] = ()
    unfinished: int = 0

    @property
    def is_worse(self) -> bool:
        """Whether the new model does worse than the old one by the mean F1 of ``JUDGED_BY``."""
        gains = [(row.after.f1 or 0.0) - (row.before.f1 or 0.0) for row in self.rows if row.row in JUDGED_BY]
        return round(sum(gains), DECIMALS) < 0


def learn_from(
    store: Store,
    protocol: Protocol,
    *,
    test: Iterable[str] = (),
    pdf_dir: Path | None = None,
    on_skip: Callable[[str, str], None] = lambda name, reason: None,
) -> Learned:
    """Return what the program's own model has learned from a review.

    ``test`` names publications that are not learned from, by id or in files, as ``read_ids`` takes them; ``pdf_dir``
    and ``on_skip`` are those of ``examples_of``.

    Raises:
        UsageError: The review's decisions teach nothing, or its texts are not at hand.
        ModelMissing: The program has no model.
    """
    rows = decided(store)
    taught, unread = hold_out(rows, read_ids(store, test))
    check(taught, protocol)
    model = StatementReader.load(find_models().statements).model
    examples, judged = (examples_of(store, chosen, protocol, pdf_dir, on_skip) for chosen in (taught, unread))
    learned = learn(model, examples, judged, protocol)
    return replace(learned, unfinished=sum(not row.is_finished for row in rows))


def decided(store: Store) -> list[Decided]:
    """Return the publications of a review on whose statements somebody has decided, in the order of their ids."""
    suggested = {uid: found.statements for uid, found in read.each_extraction(store, linked=False)}
    history: dict[str, list[Decision]] = {}
    for decision in read.history(store):
        history.setdefault(decision.publication, []).append(decision)
    found = []
    for publication in read.publications(store):
        standing = settled(history.get(publication.uid, ()))
        on_statements = {place: item for place, item in standing.items() if item.kind == "statement"}
        if not on_statements:
            continue
        record = confirmed(publication.id, standing.values())
        open_ones = [item.uid for item in suggested.get(publication.uid, ()) if (item.uid, None) not in on_statements]
        changed = sum(item.action != "accept" for item in on_statements.values())
        found.append(Decided(publication, record, len(on_statements), changed, not open_ones))
    return found


def hold_out(rows: Sequence[Decided], named: Iterable[str] = ()) -> tuple[list[Decided], list[Decided]]:
    """Return the publications to learn from and those to be left unread: the ``named`` ids, else every fifth.

    Which those are is decided by the digests of the PDFs, so that no name or order of reading has a say in it.

    Raises:
        UsageError: Too few publications are finished, or none of those to be left unread is.
    """
    wanted = frozenset(named)
    finished = [row for row in rows if row.is_finished and row.publication.sha256 is not None]
    if not wanted:
        by_digest = sorted(finished, key=lambda row: row.publication.sha256 or "")
        wanted = frozenset(row.publication.id for row in by_digest[::UNREAD_EVERY])
    unread = [row for row in finished if row.publication.id in wanted]
    taught = [row for row in finished if row.publication.id not in wanted]
    if not finished:
        raise UsageError("no publication is finished", hint=_FINISHED)
    if not unread:
        raise UsageError("none of the publications of --test is finished: nothing to judge on", hint=_FINISHED)
    if not taught:
        raise UsageError("no other publication is finished: nothing to learn from", hint=_FINISHED)
    return taught, unread


def read_ids(store: Store, named: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of publications that are named, each by its id or in a file: an id or an annotation a line.

    Raises:
        UsageError: The review has no publication of that id, or a file cannot be read or names none of the review.
    """
    known = {publication.id for publication in read.publications(store)}
    found: list[str] = []
    for name in named:
        if name in known:
            found.append(name)
        elif Path(name).is_file():
            of_file = [key for key in _ids_of(Path(name)) if key in known]
            if not of_file:
                raise UsageError("names no publication of this review", path=Path(name))
            found += of_file
        else:
            raise UsageError(f"no publication {name} in this review, and no file of that name", path=store.folder)
    return tuple(dict.fromkeys(found))


def _ids_of(path: Path) -> list[str]:
    try:
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot be read: {error}", path=path) from error
    if any(line.startswith("{") for line in lines):
        return list(read_gold(path))
    return [line for line in lines if line]


_FINISHED = "one is finished when every statement that is suggested in it is decided on"


def check(rows: Sequence[Decided], protocol: Protocol) -> None:
    """See whether the publications to learn from teach anything.

    Raises:
        UsageError: Too little is decided, all of one kind, or under a protocol with other domains.
    """
    total = sum(row.n_decided for row in rows)
    if total < LEAST_DECISIONS:
        raise UsageError(
            f"too few decisions to learn from: {total} statements in {len(rows)} finished publications",
            hint=f"at least {LEAST_DECISIONS} are needed, beside those left unread",
        )
    if not any(row.record.statements for row in rows):
        raise UsageError("no statement is confirmed in the publications to learn from: all were rejected")
    if not any(row.n_changed for row in rows):
        raise UsageError("every statement was accepted as it was suggested: there is nothing to learn")
    known = {domain.id for domain in protocol.domains}
    told = {domain for row in rows for item in row.record.statements for domain in item.domains}
    if told - known:
        raise UsageError(
            f"the protocol {protocol.id} has no domain {min(told - known)}",
            hint="name the protocol of the review: --protocol",
        )


def examples_of(
    store: Store,
    rows: Sequence[Decided],
    protocol: Protocol,
    pdf_dir: Path | None = None,
    on_skip: Callable[[str, str], None] = lambda name, reason: None,
) -> list[Example]:
    """Return the publications as read and analysed, those without a text left out.

    Their pages are those that the review keeps; a PDF is read again, from ``pdf_dir``, where none are kept.
    ``on_skip`` is told the id and the reason where neither is there.

    Raises:
        UsageError: ``pdf_dir`` is no folder.
    """
    from extractor.nlp.analyze import Analyzer

    documents = _Documents(store, pdf_dir)
    analyzer: Analyzer | None = None
    found = []
    for row in rows:
        document = documents.find(row.publication)
        if document is None:
            on_skip(row.publication.id, "its pages are not kept in the review, and no PDF of it is at hand")
            continue
        analyzer = analyzer or Analyzer(protocol)
        found.append(Example(document, analyzer.analyze(document), row.record))
    return found


class _Documents:
    """Publications as they were read: out of the pages that a review keeps, else out of the PDFs of a folder."""

    def __init__(self, store: Store, pdf_dir: Path | None) -> None:
        self._pages = Pages(store.folder.absolute() / FOLDER, code_digest(READING))
        known = read.digests(store)
        paths = find_pdfs(pdf_dir) if pdf_dir else []
        self._paths = {identify(path, path.parent, known).sha256: path for path in reversed(paths)}

    def find(self, publication: Publication) -> Document | None:
        from extractor.documents.read import read_pdf

        if publication.sha256 is None:
            return None
        kept = self._pages.find(publication.sha256, publication.part)
        if kept is not None or publication.sha256 not in self._paths:
            return kept
        try:
            return read_pdf(self._paths[publication.sha256], publication.part)
        except InputError:
            return None


def learn(model: StatementModel, examples: Sequence[Example], unread: Sequence[Example], protocol: Protocol) -> Learned:
    """Return what a model has learned from the examples, judged on the unread ones.

    Raises:
        UsageError: There is no example to learn from or to judge on.
    """
    if not examples or not unread:
        raise UsageError(
            f"no text of the publications {'to judge on' if examples else 'to learn from'} is at hand",
            hint="name the folder of their PDFs: --pdf-dir",
        )
    new = learned_from(model, examples, protocol)
    rows = _judged(model, new, unread, protocol)
    known = frozenset(model.about.get("trained_on", {}).get("publications", ()))
    about = {"unread": [item.gold.id for item in unread], "rows": {row.row: _figures(row) for row in rows}}
    return Learned(
        replace(new, about={**new.about, "judged_on": about}),
        tuple(item.gold.id for item in examples),
        tuple(item.gold.id for item in unread),
        rows,
        tuple(item.gold.id for item in unread if item.gold.id in known),
    )


def learned_from(model: StatementModel, examples: Sequence[Example], protocol: Protocol) -> StatementModel:
    """Return the model moved towards what the examples say; its manifest tells of them."""
    papers = [
        Labelled(item.gold.id, item.document, item.analysis, label_sentences(item), item.protocol) for item in examples
    ]
    new = adapt(model, papers, protocol)
    content = sha256()
    for item in examples:
        statements = json.dumps(to_json(item.gold)["statements"], ensure_ascii=False, sort_keys=True)
        content.update(f"{item.document.sha256} {statements}\n".encode())
    told = {
        "publications": [item.gold.id for item in examples],
        "statements": sum(len(item.gold.statements) for item in examples),
        "protocol": {"id": protocol.id, "version": protocol.version, "sha256": protocol.digest},
        "sha256": content.hexdigest(),
    }
    return replace(new, about={**new.about, "learned_from": told})


def free_folder(review: Path) -> Path:
    """Return the first folder ``models/1``, ``models/2`` … of a review folder that is not there yet."""
    return next(folder for number in count(1) if not (folder := review / MODELS / str(number)).exists())


def keep(learned: Learned, folder: Path) -> None:
    """Write the model into a folder, for ``extract --models``.

    Raises:
        UsageError: The folder holds something already, which is never written over, or cannot be made.
    """
    check_free(folder)
    try:
        save_model(learned.model, folder)
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", path=folder) from error


def check_free(folder: Path) -> None:
    """See whether a model can be written into a folder.

    Raises:
        UsageError: It is a file, or holds something already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError("is not empty, and no model is written over another", path=folder, hint="name a new folder")


def _judged(
    old: StatementModel, new: StatementModel, unread: Sequence[Example], protocol: Protocol
) -> tuple[Judged, ...]:
    gold = {item.gold.id: replace(item.gold, cases=()) for item in unread}
    before, after = (
        score(gold, {item.gold.id: annotate(StatementReader(model), item, protocol) for item in unread}).rows
        for model in (old, new)
    )
    return tuple(Judged(row, before.get(row, Counts()), after.get(row, Counts())) for row in ROWS)


def _figures(row: Judged) -> dict[str, Any]:
    before, after = (None if item.f1 is None else round(item.f1, DECIMALS) for item in (row.before, row.after))
    return {"stated": row.after.gold, "before": before, "after": after}
