"""A folder of PDFs into a review folder, every stage in its order: read ``Pipeline`` first.

Each PDF gives an extraction or a failure; only this process writes the store, from which the two listings are
rewritten. A PDF whose bytes, protocol, models and code are those of its last attempt is not read again.
"""

import os
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Literal

from extractor import __version__
from extractor.core.bounds import USUAL, Bounds
from extractor.core.collector import without_collector
from extractor.core.document import Document
from extractor.core.errors import ExtractorError, InputError
from extractor.core.outcome import Extracted, Failed, Problem
from extractor.core.terminal import printable
from extractor.protocol.model import Protocol
from extractor.protocol.resources import PACKAGE
from extractor.store import read, save
from extractor.store.database import Store, open_store
from extractor.store.save import Found, Stamp
from extractor.workflows.interruption import Interruption
from extractor.workflows.links import link_reports
from extractor.workflows.listings import duplicate, write_listings
from extractor.workflows.models import Models, find_models, version_of
from extractor.workflows.pages import FOLDER, Keeper, Pages
from extractor.workflows.pool import Crash, run_all_trying_again
from extractor.workflows.sources import find_sources, identify

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
    """A PDF to read and the id of its publication."""

    path: Path
    publication_id: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a task, with the traceback where that is a bug; ``pages`` is an entry to be kept where it is new."""

    outcome: Extracted | Failed
    trace: str | None = None
    pages: bytes | None = None


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

        self._protocol = protocol
        self._pages = pages
        self._analyzer = Analyzer(protocol, model)
        chosen = models or find_models()
        self._statements = StatementReader.load(chosen.statements)
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
        try:
            with without_collector():
                document, entry = self._document(task)
                return Result(self.extract(document, task.publication_id), pages=entry)
        except InputError as error:
            return Result(Failed(task.sha256, (_input_problem(error),)))
        except (ExtractorError, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001 - a bug met in one PDF must not cost the others
            return Result(Failed(task.sha256, (_bug(error),)), traceback.format_exc())

    def _document(self, task: Task) -> tuple[Document, bytes | None]:
        """Return the document of a PDF, with the entry to be kept where it had to be read."""
        from extractor.documents.read import read_pdf

        if self._pages is None:
            return read_pdf(task.path), None
        document = self._pages.find(task.sha256)
        if document is not None:
            return document, None
        document = read_pdf(task.path)
        # A file that was changed since its digest was taken must not be known by it.
        return document, self._pages.entry(document) if document.sha256 == task.sha256 else None


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
    models = models or find_models()
    stamp = Stamp(code_digest(), protocol.digest, models.digest(chosen))
    with open_store(review_dir, create=True) as store, store.hold():
        known = read.digests(store)
        found = [identify(path, folder, known) for path, folder in folders.items()]
        uids = save.register(store, found)
        first = _first_of_each(uids)
        _note_unopened(store, [(uids[i], found[i]) for i in first])
        todo = _to_do(store, stamp, uids, found, first)
        tasks = _tasks(store, uids, found, paths, todo)
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
                checked = _checked(tasks[index], result)
                save.save(store, uids[todo[index]], stamp, checked.outcome)
                if keeper and checked.pages:
                    keeper.keep(tasks[index].sha256, checked.pages)
                if log and checked.trace:
                    _write_log(review_dir, tasks[index], checked.trace)
                on_progress(Progress(done, len(tasks), found[todo[index]].path))
        if interruption.is_asked():
            raise KeyboardInterrupt
        link_reports(store, f"{stamp.code} {stamp.model}")
        write_listings(store, code_digest((*STAGES, "export")))
        return _summary(store, uids, found, first, frozenset(todo))


def processes(jobs: int | None, tasks: int) -> int:
    """Return how many processes read: where none are asked for, one for each processor, if it has enough to do."""
    if jobs is not None:
        return jobs
    available = getattr(os, "sched_getaffinity", lambda _: range(os.cpu_count() or 1))(0)
    return max(1, min(len(available), MOST_PROCESSES, tasks // WORTH_A_PROCESS))


def _first_of_each(uids: Sequence[str]) -> list[int]:
    """Return the index of each publication's first file."""
    first: dict[str, int] = {}
    for index, uid in enumerate(uids):
        first.setdefault(uid, index)
    return list(first.values())


def _note_unopened(store: Store, found: Iterable[tuple[str, Found]]) -> None:
    # Without a stamp: once the file can be opened, it is read.
    for uid, item in found:
        if item.sha256 is None:
            problem = Problem("documents", "unreadable", "cannot be opened; check that it is a file and may be read")
            save.save(store, uid, Stamp("", "", ""), Failed("", (problem,)))


def _to_do(store: Store, stamp: Stamp, uids: Sequence[str], found: Sequence[Found], first: Sequence[int]) -> list[int]:
    attempts = read.attempts(store)
    unchanged = {uid for uid, attempt in attempts.items() if attempt.stamp == stamp and attempt.status != "bug"}
    return [index for index in first if uids[index] not in unchanged and found[index].sha256 is not None]


def _tasks(
    store: Store, uids: Sequence[str], found: Sequence[Found], paths: Sequence[Path], todo: Sequence[int]
) -> list[Task]:
    ids = {publication.uid: publication.id for publication in read.publications(store)}
    return [Task(paths[index], ids[uids[index]], found[index].sha256 or "") for index in todo]


def _checked(task: Task, result: Result | Crash) -> Result:
    if isinstance(result, Result):
        return result
    return Result(Failed(task.sha256, (Problem("workflows", result.kind, f"reading this file {result.reason}"),)))


def _write_log(review_dir: Path, task: Task, trace: str) -> None:
    with (review_dir / LOG).open("a", encoding="utf-8", errors="backslashreplace") as file:
        file.write(f"{printable(task.publication_id)}\n{trace}\n")


def _summary(
    store: Store, uids: Sequence[str], found: Sequence[Found], first: Sequence[int], done: frozenset[int]
) -> Summary:
    publications = {publication.uid: publication for publication in read.publications(store)}
    attempts = read.attempts(store)
    problems = read.problems(store)
    reports: list[Report] = []
    notices: list[tuple[str, Problem]] = []
    for index in first:
        uid = uids[index]
        status = attempts[uid].status
        reports.append(
            Report(
                found[index].path,
                publications[uid].id,
                "failed" if status == "bug" else status,
                problems.get(uid, ()),
                unchanged=index not in done and found[index].sha256 is not None,
            )
        )
        notices += [(file, duplicate(found[index].path)) for file in publications[uid].files[1:]]
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
