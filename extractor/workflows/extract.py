"""A folder of PDFs into a review folder, every stage in its order: read ``Pipeline`` first.

Each PDF gives an extraction or a failure; only this process writes the store, from which the two listings are
rewritten. A PDF whose bytes, protocol, models and code are those of its last attempt is not read again.
"""

import os
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from extractor import __version__
from extractor.core.bounds import USUAL, Bounds
from extractor.core.collector import without_collector
from extractor.core.document import Document, Part
from extractor.core.errors import ExtractorError, InputError
from extractor.core.outcome import Extracted, Failed, Problem
from extractor.core.terminal import printable
from extractor.protocol.model import Protocol
from extractor.protocol.resources import PACKAGE
from extractor.store import read, save
from extractor.store.database import Store, open_store
from extractor.store.parts import split
from extractor.store.read import Publication
from extractor.store.save import Found, Stamp
from extractor.workflows.assignments import assigned_parts
from extractor.workflows.interruption import Interruption
from extractor.workflows.links import link_reports
from extractor.workflows.listings import duplicate, write_listings
from extractor.workflows.models import Models, find_models, version_of
from extractor.workflows.pages import FOLDER, Keeper, Pages, name_of
from extractor.workflows.pool import Crash, run_all_trying_again
from extractor.workflows.sources import find_sources, identify

if TYPE_CHECKING:
    from extractor.documents.read import OpenedPdf
    from extractor.nlp.components.names import Read

LOG = "extract.log"

STAGES = ("core", "documents", "bibliography", "nlp", "classify", "records")
"""The folders whose code decides what is extracted."""
READING = ("core", "documents")
"""The folders whose code decides what is read of a PDF."""
LIBRARIES = ("spacy", "scispacy", "pdfplumber", "pypdfium2", "numpy", "scikit-learn", "rapidocr", "onnxruntime")
"""The libraries whose version may change what is extracted."""

MOST_PROCESSES = 8
"""More are started only where they are asked for: each takes some 300 MB."""
WORTH_A_PROCESS = 8
"""PDFs that take about as long as a process takes to start."""

Status = Literal["read", "partial", "failed"]


@dataclass(frozen=True, slots=True)
class Task:
    """A PDF to read once, and the publications that it gives: itself, or parts of it."""

    path: Path
    sha256: str
    publications: tuple[Publication, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of each publication of a task, with the tracebacks of bugs.

    ``pages`` are entries to be kept, by name, where they are new.
    """

    outcomes: tuple[Extracted | Failed, ...]
    trace: str | None = None
    pages: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What came of one file; ``unchanged`` where that was known from an earlier run."""

    file: str
    publication_id: str
    status: Status
    problems: tuple[Problem, ...]
    unchanged: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """What came of a folder, a report for each publication in the order of the paths."""

    reports: tuple[Report, ...]
    notices: tuple[tuple[str, Problem], ...] = ()

    def count(self, status: Status) -> int:
        """Return how many publications came to ``status``."""
        return sum(report.status == status for report in self.reports)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the run is: ``done`` of ``total`` PDFs; ``file`` is the one just done, None at the start."""

    done: int
    total: int
    file: str | None = None


class Pipeline:
    """One publication through all stages."""

    def __init__(
        self, protocol: Protocol, model: str | None = None, pages: Pages | None = None, models: Models | None = None
    ) -> None:
        from extractor.classify.confidence import load_model
        from extractor.classify.read import StatementReader
        from extractor.nlp.analyze import Analyzer

        chosen = (models or find_models()).of(protocol)
        self._protocol = protocol
        self._pages = pages
        self._analyzer = Analyzer(protocol, model, read_names(chosen))
        self._statements = StatementReader.load(chosen.statements, chosen.encoder)
        self._confidence = load_model(chosen.confidence)

    def extract(self, document: Document, publication_id: str) -> Extracted:
        """Return the candidates of a document that was read, with the problems of its pages."""
        from extractor.classify.confidence import rate
        from extractor.records.assemble import assemble

        analysis = self._analyzer.analyze(document)
        analysis = self._statements.classify(document, analysis, self._protocol)
        extraction = assemble(document, analysis, self._protocol, publication_id)
        return Extracted(rate(extraction, document, analysis, self._confidence), page_problems(document))

    def __call__(self, task: Task) -> Result:
        """Return what came of a PDF: whatever is wrong with it, or with the code, the batch goes on."""
        pdf = _Pdf(task, self._pages)
        done = [self._attempt(pdf, publication) for publication in task.publications]
        traces = [trace for _, trace in done if trace]
        return Result(tuple(outcome for outcome, _ in done), "\n".join(traces) or None, tuple(pdf.entries))

    def _attempt(self, pdf: "_Pdf", publication: Publication) -> tuple[Extracted | Failed, str | None]:
        """Return what came of a publication, and the traceback where that is a bug."""
        try:
            with without_collector():
                return self.extract(pdf.document(publication.part), publication.id), None
        except InputError as error:
            return Failed(pdf.sha256, (_input_problem(error),)), None
        except (ExtractorError, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001 - a bug met in one PDF must not cost the others
            return Failed(pdf.sha256, (_bug(error),)), traceback.format_exc()


def read_names(models: Models) -> "Read | None":
    """Return what finds names that a protocol has no word for, None where they are not looked for."""
    if models.names is None:
        return None
    from extractor.classify.names.reader import NameReader

    return NameReader.load(models.names).read


class _Pdf:
    """A PDF that is read once, where it has to be; ``entries`` are its pages to be kept, by name."""

    def __init__(self, task: Task, pages: Pages | None) -> None:
        self.sha256 = task.sha256
        self.entries: list[tuple[str, bytes]] = []
        self._path = task.path
        self._pages = pages
        self._opened: OpenedPdf | None = None

    def document(self, part: Part | None) -> Document:
        """Return the document of the PDF, or of a part of it."""
        from extractor.documents.read import open_pages

        kept = self._pages.find(self.sha256, part) if self._pages else None
        if kept is not None:
            return kept
        self._opened = self._opened or open_pages(self._path)
        document = self._opened.document(part)
        # A file that was changed since its digest was taken must not be known by it.
        if self._pages and document.sha256 == self.sha256:
            self.entries.append((name_of(self.sha256, part), self._pages.entry(document)))
        return document


def page_problems(document: Document) -> tuple[Problem, ...]:
    """Return a problem for each page whose text is missing or not to be trusted."""
    told = {
        "none": ("unreadable_page", "no text on this page"),
        "poor": ("poor_page", "the text of this page is doubtful"),
    }
    return tuple(
        Problem("documents", *told[page.grade], page=page.number) for page in document.pages if page.grade in told
    )


def _input_problem(error: InputError) -> Problem:
    message = "; ".join(part for part in (error.message, error.hint) if part)
    return Problem("documents", error.kind, f"{error.where}: {message}" if error.where else message)


def _bug(error: BaseException) -> Problem:
    """Return one line on a bug: the exception, and the line of ours that it passed last."""
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(str(PACKAGE))]
    place = f" ({Path(ours[-1].filename).name}:{ours[-1].lineno})" if ours else ""
    stage = Path(ours[-1].filename).relative_to(PACKAGE).parts[0] if ours else "workflows"
    return Problem(stage, "bug", f"{type(error).__name__}: {printable(str(error))[:200]}{place}")


def extract(
    sources: Path | Sequence[Path],
    review_dir: Path,
    protocol: Protocol,
    *,
    jobs: int | None = 0,
    bounds: Bounds = USUAL,
    model: str | None = None,
    models: Models | None = None,
    log: bool = False,
    cache: bool = True,
    on_progress: Callable[[Progress], None] = lambda _: None,
    on_interrupt: Callable[[], None] = lambda: None,
) -> Summary:
    """Read PDFs, those of ``sources`` and all below its folders, into the review folder and rewrite its listings.

    ``jobs`` processes read (None: as many as are worth it), each PDF within ``bounds``, or this one without bounds
    where it is 0: a script that asks for any guards its start with ``if __name__ == "__main__"``. ``model`` names a
    spaCy model in place of the protocol's, ``models`` are our own ones (None: the usual); with ``log`` tracebacks of
    bugs go to ``extract.log``; with ``cache`` pages that were read are kept in the review folder, for a run with
    another protocol. The first Ctrl-C calls ``on_interrupt`` and ends the run once the PDFs in hand are done, the
    second ends it at once; the same call goes on from there.

    Raises:
        KeyboardInterrupt: The run was interrupted; what was done is kept, the listings are as they were.
        UsageError: A source is not there, or there is no PDF below it.
        ResourceError: A model is missing.
        StoreError: The review folder cannot be used.
    """
    folders = find_sources(sources if isinstance(sources, Sequence) else [sources])
    paths = list(folders)
    chosen = model or protocol.model
    models = (models or find_models()).of(protocol)
    stamp = Stamp(code_digest(), protocol.digest, models.digest(chosen))
    with open_store(review_dir, create=True) as store, store.hold():
        known = read.digests(store)
        found = [identify(path, folder, known) for path, folder in folders.items()]
        uids = save.register(store, found)
        first = _first_of_each(uids)
        _note_unopened(store, [(uid, found[index]) for uid, index in first.items()])
        given = _given(store, found, first)
        todo = _to_do(store, stamp, given)
        tasks = [Task(paths[index], items[0].sha256 or "", tuple(items)) for index, items in todo.items()]
        on_progress(Progress(0, len(tasks)))
        pages = Pages(review_dir.absolute() / FOLDER, code_digest(READING)) if cache else None
        keeper = Keeper(pages) if pages and tasks else None
        with Interruption(on_interrupt) as interruption:
            results = run_all_trying_again(
                partial(Pipeline, protocol, chosen, pages, models),
                tasks,
                jobs=processes(jobs, len(tasks)),
                bounds=bounds,
                is_stopping=interruption.is_asked,
            )
            for done, (index, result) in enumerate(results, start=1):
                task = tasks[index]
                checked = _checked(task, result)
                for publication, outcome in zip(task.publications, checked.outcomes, strict=True):
                    save.save(store, publication.uid, stamp, outcome)
                if keeper:
                    for name, entry in checked.pages:
                        keeper.keep(name, entry)
                if log and checked.trace:
                    _write_log(review_dir, task, checked.trace)
                on_progress(Progress(done, len(tasks), task.publications[0].files[0]))
        if interruption.is_asked():
            raise KeyboardInterrupt
        link_reports(store, f"{stamp.code} {stamp.model}")
        write_listings(store, code_digest((*STAGES, "export")))
        return _summary(store, found, given, todo)


def processes(jobs: int | None, tasks: int) -> int:
    """Return how many processes read: where none are asked for, one for each processor, if it has enough to do."""
    if jobs is not None:
        return jobs
    available = getattr(os, "sched_getaffinity", lambda _: range(os.cpu_count() or 1))(0)
    return max(1, min(len(available), MOST_PROCESSES, tasks // WORTH_A_PROCESS))


def _first_of_each(uids: Sequence[str]) -> dict[str, int]:
    """Return the index of each publication's first file."""
    first: dict[str, int] = {}
    for index, uid in enumerate(uids):
        first.setdefault(uid, index)
    return first


def _note_unopened(store: Store, found: Iterable[tuple[str, Found]]) -> None:
    # Without a stamp: once the file can be opened, it is read.
    for uid, item in found:
        if item.sha256 is None:
            problem = Problem("documents", "unreadable", "cannot be opened; check that it is a file and may be read")
            save.save(store, uid, Stamp("", "", ""), Failed("", (problem,)))


Given = Mapping[int, Sequence[Publication]]
"""Publications by the index of the file that gives them."""


def _given(store: Store, found: Sequence[Found], first: Mapping[str, int]) -> Given:
    """Return the publications that the files give: parts, where somebody assigned pages to references."""
    assigned = assigned_parts(store)
    opened = [uid for uid, index in first.items() if found[index].sha256 is not None]
    parts = split(store, {uid: assigned.get(uid, ()) for uid in opened})
    publications = {item.uid: item for item in read.publications(store)}
    return {index: [publications[part] for part in parts.get(uid) or [uid]] for uid, index in first.items()}


def _to_do(store: Store, stamp: Stamp, given: Given) -> Given:
    """Return the publications that are to be read: those that this code, protocol and models have not tried."""
    attempts = read.attempts(store)
    unchanged = {uid for uid, attempt in attempts.items() if attempt.stamp == stamp and attempt.status != "bug"}
    left = {
        index: [item for item in items if item.sha256 and item.uid not in unchanged] for index, items in given.items()
    }
    return {index: items for index, items in left.items() if items}


def _checked(task: Task, result: Result | Crash) -> Result:
    if isinstance(result, Result):
        return result
    failed = Failed(task.sha256, (Problem("workflows", result.kind, f"reading this file {result.reason}"),))
    return Result((failed,) * len(task.publications))


def _write_log(review_dir: Path, task: Task, trace: str) -> None:
    with (review_dir / LOG).open("a", encoding="utf-8", errors="backslashreplace") as file:
        file.write(f"{printable(task.publications[0].id)}\n{trace}\n")


def _summary(store: Store, found: Sequence[Found], given: Given, todo: Given) -> Summary:
    attempts = read.attempts(store)
    problems = read.problems(store)
    done = {item.uid for items in todo.values() for item in items}
    reports: list[Report] = []
    notices: list[tuple[str, Problem]] = []
    for index, publications in given.items():
        file = found[index].path
        for item in publications:
            status = attempts[item.uid].status
            told = "failed" if status == "bug" else status
            unchanged = item.uid not in done and item.sha256 is not None
            reports.append(Report(file, item.id, told, problems.get(item.uid, ()), unchanged=unchanged))
        notices += [(other, duplicate(file)) for other in publications[0].files[1:]]
    return Summary(tuple(reports), tuple(notices))


def code_digest(stages: Sequence[str] = STAGES) -> str:
    """Return a digest of all that decides what is extracted beside protocol and models: our code and libraries."""
    digest = sha256(__version__.encode())
    for stage in stages:
        for path in sorted((PACKAGE / stage).rglob("*.py")):
            digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes())
    for library in LIBRARIES:
        digest.update(f"{library} {version_of(library)}\n".encode())
    return digest.hexdigest()
