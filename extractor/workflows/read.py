"""Read one PDF in a process of its own, within bounds: one that crashes the PDF library ends with a word."""

from collections.abc import Callable
from pathlib import Path

from extractor.core.bounds import Bounds
from extractor.core.document import Document
from extractor.core.errors import InputError
from extractor.workflows.pool import Crash, run_all

BOUNDS = Bounds(seconds=1_800.0)
"""A scanned page takes up to ten seconds."""


def read_apart(path: Path, *, bounds: Bounds = BOUNDS) -> Document:
    """Read a PDF as ``read_pdf`` does, so that one that is made to harm takes only its own process with it.

    Raises:
        InputError: As ``read_pdf``, and where reading crashed, or took too much memory or time.
    """
    for _, result in run_all(_reader, [path], jobs=1, bounds=bounds):
        if isinstance(result, Crash):
            raise InputError(f"reading it {result.reason}", path=path)
        return result
    raise InputError("it could not be read", path=path)


def _reader() -> Callable[[Path], Document]:
    from extractor.documents.read import read_pdf

    return read_pdf
