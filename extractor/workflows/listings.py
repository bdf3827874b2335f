"""The store's two listings, ``candidates.jsonl`` and ``problems.jsonl``: rewritten after each run, whole or not at all.

A line of ``candidates.jsonl`` takes as long to make as a hundred to copy, so a line is taken over from the file as it
is where what it was made of has not changed; where that holds of all, the file stays. Lines are known by their digests:
one that somebody changed is made anew.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from extractor.core.errors import StoreError, UsageError
from extractor.core.files import write_atomically
from extractor.core.outcome import Problem
from extractor.export.jsonl import candidate_object, line, problem_object
from extractor.store import read, save
from extractor.store.database import Store

CANDIDATES = "candidates.jsonl"
PROBLEMS = "problems.jsonl"


def write_listings(store: Store, code: str) -> None:
    """Rewrite both listings of the store's folder; ``code`` is a digest of the code that makes their lines.

    Raises:
        StoreError: They cannot be written.
    """
    now = {uid: f"{code} {content}" for uid, content in read.made_of(store).items()}
    there = _Lines(store.folder / CANDIDATES)
    kept = _kept(store, now, there)
    if not there.digests or there.digests != [kept.get(uid) for uid in now]:
        noted: dict[str, tuple[str, str]] = {}
        _write(store.folder / CANDIDATES, _candidate_lines(store, now, there, kept, noted))
        save.save_listed(store, noted)
    problems = read.problems(store)
    rows = [
        line(problem_object(publication.id, publication.sha256, file, problem))
        for publication in read.publications(store)
        for file, problem in _file_problems(publication.files, problems.get(publication.uid, ()))
    ]
    _write(store.folder / PROBLEMS, rows)


def _write(path: Path, lines: Iterable[str | bytes]) -> None:
    for unfinished in path.parent.glob(f".{path.name}.*"):  # of a run that was killed
        unfinished.unlink(missing_ok=True)
    try:
        write_atomically(path, lines)
    except UsageError as error:
        raise StoreError(error.message, path=error.path, hint="the same command goes on from there") from error


def _kept(store: Store, now: Mapping[str, str], there: "_Lines") -> dict[str, str]:
    """Return by publication uid the digests of the lines that are there and made of what they would be made of now."""
    return {
        uid: text for uid, (made_of, text) in read.listed(store).items() if now.get(uid) == made_of and text in there
    }


def _candidate_lines(
    store: Store, now: Mapping[str, str], there: "_Lines", kept: Mapping[str, str], noted: dict[str, tuple[str, str]]
) -> Iterator[bytes]:
    """Yield a line for each publication, sorted by id, and note under its uid what it was made of and its digest."""
    changed = read.each_extraction(store, [uid for uid in now if uid not in kept])
    for uid, made_of in now.items():
        text = there[kept[uid]] if uid in kept else line(candidate_object(next(changed)[1])).encode()
        noted[uid] = (made_of, kept.get(uid) or sha256(text).hexdigest())
        yield text


class _Lines:
    """The lines of a file by their SHA-256, in ``digests`` one after another; none where there is no file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.digests: list[str] = []
        self._places: dict[str, tuple[int, int]] = {}
        try:
            with path.open("rb") as file:
                start = 0
                for text in file:
                    self.digests.append(sha256(text).hexdigest())
                    self._places[self.digests[-1]] = (start, len(text))
                    start += len(text)
        except OSError:
            self.digests.clear()
            self._places.clear()

    def __contains__(self, digest: str) -> bool:
        return digest in self._places

    def __getitem__(self, digest: str) -> bytes:
        start, length = self._places[digest]
        with self._path.open("rb") as file:
            file.seek(start)
            return file.read(length)


def _file_problems(files: Sequence[str], problems: Sequence[Problem]) -> list[tuple[str, Problem]]:
    """Return a publication's problems with its first file, and a notice for each other file of the same bytes."""
    first, *others = files or ("",)
    return [(first, problem) for problem in problems] + [(file, duplicate(first)) for file in others]


def duplicate(first: str) -> Problem:
    """Return the notice for a file that has the same bytes as the file ``first``."""
    return Problem("workflows", "duplicate", f"the same bytes as {first}; read once")
