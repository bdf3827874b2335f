"""The corpus read once and kept: what several benchmarks need of it is computed anew only where code or data changed.

Readings, analyses, and what models trained without a pair of parts extract from it are kept in the folder ``.cache``
(or the one that the variable ``CASE_EXTRACTOR_CACHE`` names), each under a digest of all that decides it.
"""

import os
import pickle
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from extractor.classify.model import StatementModel
from extractor.core.analysis import Analysis
from extractor.core.annotation import Annotation
from extractor.core.candidate import Extraction
from extractor.core.document import Document
from extractor.core.errors import InputError
from extractor.protocol.load import load_protocol
from extractor.protocol.model import Protocol
from extractor.protocol.resources import PACKAGE
from extractor.workflows.evaluate import read_gold
from extractor.workflows.practice import collections_of, passage_files_of, passages
from extractor.workflows.sources import find_pdfs
from extractor.workflows.train import Example, extract_unread, train

if TYPE_CHECKING:
    from extractor.nlp.analyze import Analyzer

PRACTICE = Path("annotations/practice/practice.toml")
CACHE = Path(os.environ.get("CASE_EXTRACTOR_CACHE", ".cache"))
READING = ("core/document.py", "core/text.py", "core/geometry.py", "documents/**/*.py", "documents/**/*.toml")
ANALYSIS = (*READING, "core/analysis.py", "nlp/**/*.py", "protocol/*.py")
TRAINING = (*ANALYSIS, "core/*.py", "classify/**/*.py", "workflows/train.py")
EXTRACTION = (*TRAINING, "records/**/*.py")

Kept = TypeVar("Kept")


def examples(pdfs: Path, gold: Mapping[str, Annotation], protocol: Protocol) -> list[Example]:
    """Return the annotated publications as read and analysed, in the order of their ids."""
    from extractor.nlp.analyze import Analyzer

    reading, analysing = _code(READING), _code(ANALYSIS)
    analyzer: Analyzer | None = None
    paths = {path.stem: path for path in find_pdfs(pdfs)}
    found = []
    for key in sorted(set(gold) & set(paths)):
        path = paths[key]
        content = sha256(path.read_bytes()).hexdigest()
        document = _kept(("document", reading, content), partial(_read, path))
        if document is None:
            print(f"{key}: gave no text", file=sys.stderr)
            continue
        name = ("analysis", analysing, protocol.digest, content)
        if not _path(name).is_file():
            analyzer = analyzer or Analyzer(protocol)
        analysis = _kept(name, partial(_analyse, analyzer, document))
        found.append(Example(document, analysis, gold[key]))
    return found


def practice(listed: Path, protocol: Protocol) -> list[Example]:
    """Return the publications and passages for practice of a list, as read and analysed under their own protocols."""
    found = []
    for collection in collections_of(listed):
        own = load_protocol(collection.protocol)
        other = None if own.digest == protocol.digest else own
        read = examples(collection.pdfs, read_gold(collection.gold), own)
        found += [replace(example, hand=f"practice/{collection.hand}", protocol=other) for example in read]
    files = passage_files_of(listed)
    told = [load_protocol(name).digest for file in files for name in file.protocols]
    content = sha256(b"".join(path.read_bytes() for path in (listed, *(file.path for file in files)))).hexdigest()
    name = ("passages", _code(ANALYSIS), protocol.digest, *told, content)
    return found + _kept(name, partial(passages, listed, protocol))


def extractions(read: Sequence[Example], fold: str, protocol: Protocol) -> list[Extraction]:
    """Return what is extracted from the publications of ``fold`` under models trained on the others."""
    rows = sha256("\n".join(f"{item.document.sha256} {item.gold!r}" for item in read).encode()).hexdigest()
    encoded = sha256(b"".join(item.encoded.tobytes() for item in read if item.encoded is not None)).hexdigest()
    name = ("extractions", _code(EXTRACTION), protocol.digest, rows, encoded, fold)
    return _kept(name, lambda: extract_unread(read, fold, protocol))


def model(read: Sequence[Example], fold: str, protocol: Protocol) -> StatementModel:
    """Return the statement model trained on the publications that are not of ``fold``."""
    rows = sha256("\n".join(f"{item.document.sha256} {item.gold!r}" for item in read).encode()).hexdigest()
    name = ("model", _code(TRAINING), protocol.digest, rows, fold)
    return _kept(name, lambda: train(read, protocol, exclude_parts=fold))


def _read(path: Path) -> Document | None:
    from extractor.documents.read import read_pdf

    try:
        return read_pdf(path)
    except InputError:
        return None


def _analyse(analyzer: "Analyzer | None", document: Document) -> Analysis:
    if analyzer is None:
        raise ValueError("the analysis was kept a moment ago and is gone")
    return analyzer.analyze(document)


def _code(patterns: Sequence[str]) -> str:
    digest = sha256()
    for path in sorted({path for pattern in patterns for path in PACKAGE.glob(pattern)}):
        digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _path(name: Sequence[str]) -> Path:
    return CACHE / f"{name[0]}-{sha256(' '.join(name).encode()).hexdigest()[:32]}.pickle"


def _kept(name: Sequence[str], make: Callable[[], Kept]) -> Kept:
    path = _path(name)
    if path.is_file():
        with path.open("rb") as file:
            kept: Kept = pickle.load(file)
        return kept
    value = make()
    CACHE.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}")
    with unfinished.open("wb") as file:
        pickle.dump(value, file)
    unfinished.replace(path)
    return value
