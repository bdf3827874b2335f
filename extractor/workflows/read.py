"""Read one PDF in a process of its own, under a bound of memory: one that crashes the PDF library ends with a word."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from extractor.core.document import Document
from extractor.core.errors import InputError
from extractor.workflows.pool import Crash, run_all

MEGABYTES = 4_000
"""Of address space: a long article takes 400, the recogniser of scans with its models 1,000."""
DEADLINE_SECONDS = 1_800.0
"""A scanned page takes up to ten."""


def read_apart(path: Path, *, megabytes: int = MEGABYTES) -> Document:
    """Read a PDF as ``read_pdf`` does, so that one that is made to harm takes only its own process with it.

    The process has ``megabytes`` of address space at most, where the system knows such a bound.

    Raises:
        InputError: As ``read_pdf``, and where reading crashed, or took too much memory or time.
    """
    for _, result in run_all(partial(_reader, megabytes), [path], jobs=1, deadline_seconds=DEADLINE_SECONDS):
        if isinstance(result, Crash):
            raise InputError(f"reading it {result.reason}", path=path)
        return result
    raise InputError("it could not be read", path=path)


def _reader(megabytes: int) -> Callable[[Path], Document]:
    from extractor.documents.read import read_pdf

    bound_memory(megabytes)
    return read_pdf


def bound_memory(megabytes: int) -> None:
    """Let this process have so much address space at most; without effect where the system knows no such bound."""
    try:
        import resource
    except ImportError:
        return
    most = megabytes << 20
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or hard > most:
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
