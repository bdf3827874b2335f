"""References of a review: export files in, duplicates found and decided on, and what each step came to."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from extractor.bibliography.merge import filled
from extractor.bibliography.read import Export, read_export
from extractor.core.errors import BadExport
from extractor.core.reference import ReferenceImport
from extractor.store import references as stored
from extractor.store.database import Store
from extractor.store.references import Added

_FIRST_ROUND = "search 1"


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of one file. ``earlier`` is the import that the same bytes had before; nothing is added then.

    ``error`` says why nothing could be read. ``broken`` and ``doubts`` have a line each, with the place.
    """

    path: Path
    export: Export | None = None
    search: str = ""
    added: Added | None = None
    earlier: ReferenceImport | None = None
    error: BadExport | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the file was lost."""
        return self.error is None and not (self.export and self.export.broken)


def import_files(
    store: Store, paths: Iterable[Path], day: date, *, search: str | None = None, database: str | None = None
) -> Iterator[Imported]:
    """Take export files into a review, one transaction a file; yield what came of each.

    ``search`` names the round that they belong to; where it is None the first searches of all databases are one round,
    and a database that is searched again on another day begins the next.
    """
    for path in paths:
        try:
            export = read_export(path, database)
        except BadExport as error:
            yield Imported(path, error=error)
            continue
        earlier = stored.find_import(store, export.sha256)
        if earlier:
            yield Imported(path, export, earlier.search, earlier=earlier)
            continue
        name = search or _round_of(stored.searches(store), export.database, day.isoformat())
        told = ReferenceImport(
            file=export.file,
            sha256=export.sha256,
            format=export.format,
            encoding=export.encoding,
            search=name,
            searched=day.isoformat(),
            unreadable=export.unreadable,
            problems=export.broken + export.doubts,
        )
        yield Imported(
            path, export, name, stored.add_import(store, told, export.of_search(name, told.searched), filled)
        )


def _round_of(searches: Sequence[tuple[str, str, str]], database: str, day: str) -> str:
    """Return the round of a search that nobody named."""
    own = [(name, searched) for item, name, searched in searches if item == database]
    on_day = next((name for name, searched in own if searched == day), None)
    if on_day or not own:
        return on_day or (searches[-1][1] if searches else _FIRST_ROUND)
    taken = {name for name, _ in own}
    last = max((int(found[1]) for name in taken if (found := re.fullmatch(r"search (\d+)", name))), default=1)
    return f"search {last + 1}"
