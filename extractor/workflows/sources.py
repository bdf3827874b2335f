"""The PDFs that a run is given: found below folders, and known by the SHA-256 of their bytes.

A digest is not taken again where device, inode, size and both times of a file are what they were when it was taken.
A file that was just written may be written again within one tick of its clock, so a digest taken so early is not kept.
"""

import os
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from extractor.core.errors import UsageError
from extractor.core.files import sha256_of
from extractor.core.terminal import printable
from extractor.store.save import Found

SETTLED_NANOSECONDS = 2_000_000_000
"""The coarsest tick of a file's times (FAT's): a file changed longer ago than that shows it when it changes again."""


def find_sources(sources: Iterable[Path]) -> dict[Path, Path]:
    """Return the PDFs to read, sorted, each with the folder that it is named after: its source, or that one's folder.

    Raises:
        UsageError: A source is not there, or is a folder without a PDF.
    """
    named: dict[Path, Path] = {}
    for source in sources:
        if source.is_dir():
            paths = find_pdfs(source)
            if not paths:
                raise UsageError("no PDF in this folder", path=source, hint="name one that holds files ending in .pdf")
            named |= dict.fromkeys(paths, source)
        elif os.path.lexists(source):
            named[source] = source.parent
        else:
            raise UsageError("no such file or folder", path=source)
    return {path: named[path] for path in sorted(named, key=os.fsencode)}


def find_pdfs(folder: Path) -> list[Path]:
    """Return the files below ``folder`` that end in ``.pdf`` (any case), sorted by the bytes of their paths.

    Links are followed; a folder that links lead back to is visited once. A link to nowhere, a pipe or a device that
    ends so, and a folder that cannot be listed, stand among the files: who opens them will say so.

    Raises:
        UsageError: ``folder`` is no folder, or cannot be listed.
    """
    if not folder.is_dir():
        raise UsageError("no such folder", path=folder)
    visited: set[tuple[int, int]] = set()
    found: list[Path] = []
    pending = [folder]
    while pending:
        current = pending.pop()
        try:
            status = current.stat()
            if (status.st_dev, status.st_ino) in visited:
                continue
            visited.add((status.st_dev, status.st_ino))
            entries = list(os.scandir(current))
        except OSError as error:
            if current == folder:
                raise UsageError(f"cannot be listed: {error.strerror}", path=folder) from error
            found.append(current)
            continue
        for entry in entries:
            mode = _mode(entry)
            if mode is not None and S_ISDIR(mode):
                pending.append(Path(entry.path))
            elif entry.name.lower().endswith(".pdf"):
                found.append(Path(entry.path))
    return sorted(found, key=os.fsencode)


def _mode(entry: "os.DirEntry[str]") -> int | None:
    """Return what kind of thing an entry is, None where its links lead nowhere, or round and round."""
    try:
        return entry.stat().st_mode
    except OSError:
        return None


def identify(path: Path, folder: Path, known: Mapping[str, str]) -> Found:
    """Return what a PDF is known by, named after its folder; ``known`` gives the digests of files by their state."""
    digest, state = _digest(path, known)
    return Found(printable(path.relative_to(folder).as_posix()), printable(path.stem), digest, state)


def _digest(path: Path, known: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Return the digest of a file, None where it cannot be opened, and the state that it can be kept for, if any."""
    try:
        before = path.stat()
        if not S_ISREG(before.st_mode):  # opening a pipe would wait for ever
            return None, None
        state = _state(before)
        if state in known:
            return known[state], state
        is_settled = max(before.st_mtime_ns, before.st_ctime_ns) < time.time_ns() - SETTLED_NANOSECONDS
        digest = sha256_of(path)
        return digest, state if is_settled and _state(path.stat()) == state else None
    except OSError:
        return None, None


def _state(status: os.stat_result) -> str:
    parts = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    return " ".join(map(str, parts))
