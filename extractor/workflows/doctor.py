"""Looks at what the program needs and can use: Python, libraries, models, protocols, helpers."""

import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from extractor import __version__
from extractor.classify import confidence
from extractor.classify.model import load_model
from extractor.classify.names.reader import NameReader
from extractor.core.errors import ExtractorError
from extractor.protocol.load import known_protocols, load_protocol
from extractor.protocol.resources import models_dir
from extractor.workflows.models import ACCURATE, CONFIDENCE, ENCODER, NAMES, SHIPPED

LIBRARIES = (
    "spacy",
    "scispacy",
    "numpy",
    "pdfplumber",
    "pypdfium2",
    "scikit-learn",
    "typer",
    "textual",
    "sqlalchemy",
    "pydantic",
)
REINSTALL = "pip install --force-reinstall case-extractor"
SPACY_MODEL = "en_core_sci_sm"
SPACY_MODEL_URL = "https://s3-us-west-2.amazonaws.com/ai2-s2-scispacy/releases/v0.5.4/en_core_sci_sm-0.5.4.tar.gz"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; ``mend`` is the command that puts it right."""

    name: str
    told: str
    is_fine: bool
    is_needed: bool = True
    mend: str = ""


def examine() -> list[Finding]:
    """Return a finding for each thing that the program needs, then for each that it can use."""
    return [*_programs(), *_models(), *_protocols(), *_options()]


def _programs() -> Iterator[Finding]:
    fits = (3, 11) <= sys.version_info[:2] < (3, 13)
    yield Finding("case-extractor", __version__, is_fine=True)
    yield Finding("python", platform.python_version(), is_fine=fits, mend="install Python 3.11 or 3.12")
    for library in LIBRARIES:
        found = _version_of(library)
        yield Finding(library, found or "not installed", found is not None, mend=f"pip install {library}")


def _models() -> Iterator[Finding]:
    from extractor.classify.encoder.score import Encoder

    readers = [(name, load_model) for name in SHIPPED.values()]
    others = ((CONFIDENCE, confidence.load_model), (ENCODER, Encoder.load), (NAMES, NameReader.load))
    for name, load in (*readers, *others):
        try:
            load(models_dir() / name)
        except ExtractorError as error:
            is_needed = name not in (SHIPPED[ACCURATE], ENCODER)
            mend = error.hint or REINSTALL
            yield Finding(f"model {name}", error.message, is_fine=False, is_needed=is_needed, mend=mend)
        else:
            yield Finding(f"model {name}", "digests agree", is_fine=True)


def _protocols() -> Iterator[Finding]:
    for name in known_protocols():
        try:
            protocol = load_protocol(name)
        except ExtractorError as error:
            yield Finding(f"protocol {name}", str(error), is_fine=False, mend=REINSTALL)
        else:
            yield Finding(f"protocol {name}", f"{protocol.version}, {protocol.digest[:12]}", is_fine=True)


def _options() -> Iterator[Finding]:
    found = _version_of(SPACY_MODEL)
    yield Finding(
        SPACY_MODEL,
        found or "not installed; the default works without",
        found is not None,
        is_needed=False,
        mend=f"pip install {SPACY_MODEL_URL}",
    )
    found = _version_of("rapidocr") if _version_of("onnxruntime") else None
    yield Finding(
        "rapidocr",
        found or "not installed; scans are told, not read",
        found is not None,
        is_needed=False,
        mend='pip install "case-extractor[ocr]"',
    )
    tmux = shutil.which("tmux")
    yield Finding(
        "tmux",
        "found" if tmux else "not found; only some tests use it",
        tmux is not None,
        is_needed=False,
        mend="apt-get install tmux",
    )


def _version_of(distribution: str) -> str | None:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None
