"""One export file → its references, each with where it came from, and what was wrong with the rest."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from extractor.bibliography.compose import Composed, compose, record_uid
from extractor.bibliography.decode import decode
from extractor.bibliography.entry import Broken, Contents
from extractor.bibliography.maps import DATABASES, UNKNOWN
from extractor.bibliography.recognize import read_text
from extractor.bibliography.table import read_spreadsheet
from extractor.core.errors import BadExport
from extractor.core.reference import Origin, Reference
from extractor.core.reference_keys import words_key

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Search(NamedTuple):
    """A file of a search's records, the round that the search belongs to, and its day (ISO)."""

    file: str
    round: str
    day: str


@dataclass(frozen=True, slots=True)
class Export:
    """What a file holds: ``records`` are triples of a line, a reference and its database.

    References have origins only where this program wrote the file and so told which searches found them. ``broken``
    are records that are lost or cut, ``doubts`` what to look at; both tell lines. ``unreadable`` counts those that
    are lost.
    """

    file: str
    sha256: str
    format: str
    encoding: str
    database: str
    records: tuple[tuple[int, Reference, str], ...]
    broken: tuple[str, ...]
    doubts: tuple[str, ...]
    unreadable: int

    def by_search(self, name: str, day: str) -> dict[Search, list[Reference]]:
        """Return the references by the search that found them, each with one origin.

        That is the round and the day (ISO) that are given, or the searches that a reference itself tells of: those
        that found one first come first, as they were taken in.
        """
        told = [
            (item, item.origins or (Origin(item.uid, database, name, day, self.file, line),))
            for line, item, database in self.records
        ]
        searches = [*(origins[0] for _, origins in told), *(origin for _, origins in told for origin in origins)]
        found: dict[Search, list[Reference]] = {_search_of(origin): [] for origin in searches}
        for item, origins in told:
            for origin in origins:
                found[_search_of(origin)].append(replace(item, origins=(origin,)))
        return found


def _search_of(origin: Origin) -> Search:
    return Search(origin.file, origin.search, origin.searched)


def read_export(path: Path, database: str | None = None) -> Export:
    """Return the references of a file in any format that is known.

    ``database`` is where the user says they are from, whatever they tell of it themselves.

    Raises:
        BadExport: It cannot be opened, is in no format that is known, or holds no reference.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadExport(f"cannot be read: {error.strerror}", path=path) from error
    contents, encoding, doubt = contents_of(data, path)
    kept, broken = _kept(contents)
    if not kept:
        raise BadExport(f"holds no reference that can be read ({len(broken)} broken)", path=path)
    main = database or _main_database(kept, path)
    return Export(
        file=path.name,
        sha256=sha256(data).hexdigest(),
        format=contents.format,
        encoding=encoding,
        database=main,
        records=tuple(_record(line, made, database, main) for line, made in kept),
        broken=tuple(_by_message(broken)),
        doubts=tuple(_doubts(doubt, kept)),
        unreadable=len(contents.broken) + len(contents.entries) - len(kept),
    )


def contents_of(data: bytes, path: Path) -> tuple[Contents, str, str | None]:
    """Return a file's entries, its encoding, and what is doubtful about that.

    Raises:
        BadExport: It is in no format that is known.
    """
    if data.startswith(_ZIP):
        return read_spreadsheet(data, path), "xlsx", None
    if data.startswith(_OLD_OFFICE):
        raise BadExport("an Excel file of the old kind (.xls)", path=path, hint="save it as .xlsx or CSV")
    decoded = decode(data, path)
    return read_text(decoded.text, path), decoded.encoding, decoded.doubt


def _kept(contents: Contents) -> tuple[list[tuple[int, Composed]], list[Broken]]:
    """Return records that say which publication they mean, and what is broken, by line."""
    kept: list[tuple[int, Composed]] = []
    broken = list(contents.broken)
    for entry in contents.entries:
        made = compose(entry, contents.format, contents.headings)
        told = made.reference
        if told.title or told.doi or told.pmid:
            kept.append((entry.line, made))
            broken += [Broken(entry.line, entry.cut)] if entry.cut else []
        else:
            broken.append(Broken(entry.line, "no title, DOI or PMID"))
    return kept, sorted(broken, key=lambda item: item.line)


def _by_message(broken: Sequence[Broken]) -> Iterator[str]:
    """Yield one message a line; what is wrong with many records in one way is told once, with all their lines."""
    lines: dict[str, list[int]] = {}
    for item in broken:
        lines.setdefault(item.message, []).append(item.line)
    for message, where in lines.items():
        yield f"line{'s' * (len(where) > 1)} {', '.join(map(str, where))}: {message}"


def _main_database(kept: Sequence[tuple[int, Composed]], path: Path) -> str:
    """Return the database of records that show none: that of most others, else what the file's name says."""
    told = Counter(item.database.name for _, item in kept if item.database)
    if told:
        return told.most_common(1)[0][0]
    named = f" {words_key(path.stem)} "
    return next(
        (item.name for item in DATABASES if any(f" {words_key(word)} " in named for word in item.words)), UNKNOWN
    )


def _record(line: int, made: Composed, named: str | None, main: str) -> tuple[int, Reference, str]:
    first = made.reference.origins[0].database if made.reference.origins else None
    database = named or first or (made.database.name if made.database else main)
    uid = made.own_uid or record_uid(made.reference, database)
    origins = () if named else tuple(replace(item, record=uid) for item in made.reference.origins)
    return line, replace(made.reference, uids=(uid,), origins=origins), database


def _doubts(of_file: str | None, kept: Sequence[tuple[int, Composed]]) -> Iterator[str]:
    if of_file:
        yield of_file
    for line, made in kept:
        yield from (f"line {line}: {doubt}" for doubt in made.doubts)
        if not made.reference.title:
            yield f"line {line}: no title"
