"""References of a review: export files in, duplicates found and decided on, and what each step came to."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from extractor.bibliography.dedupe.find import find_pairs, group
from extractor.bibliography.maps import is_register
from extractor.bibliography.merge import filled, merged
from extractor.bibliography.read import Export, Search, read_export
from extractor.core.confirmed import standing
from extractor.core.errors import BadExport, UsageError
from extractor.core.reference import (
    Reference,
    ReferenceCounts,
    ReferenceDecision,
    ReferenceImport,
    ReferencePair,
    SearchCount,
    SearchRound,
    Verdict,
    pair_uid,
)
from extractor.store import references as stored
from extractor.store.database import Store
from extractor.store.decide import new_uid
from extractor.store.references import Added

_FIRST_ROUND = "search 1"

_Search = tuple[str, str, str]
"""A database, a round and a day."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of one file. ``earlier`` is the import that the same bytes had before; nothing is added then.

    ``n_searches`` counts the searches that the file told of itself, as this program writes them; else it is 0, and
    ``search`` names the round. ``error`` says why nothing could be read. ``broken`` and ``doubts`` have a line each,
    with the place.
    """

    path: Path
    export: Export | None = None
    search: str = ""
    added: Added | None = None
    earlier: ReferenceImport | None = None
    error: BadExport | None = None
    n_searches: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the file was lost."""
        return self.error is None and not (self.export and self.export.broken)


def import_files(
    store: Store, paths: Iterable[Path], day: date, *, search: str | None = None, database: str | None = None
) -> Iterator[Imported]:
    """Take export files into a review, one transaction a search; yield what came of each.

    ``search`` names the round that they belong to; where it is None the first searches of all databases are one round,
    and a database that is searched again on another day begins the next, to which the other files belong too. Records
    that this program wrote tell their searches themselves.
    """
    exports = [(path, _read(path, database)) for path in paths]
    together = {told.database for _, told in exports if isinstance(told, Export) and _is_search(store, told)}
    for path, export in exports:
        if isinstance(export, BadExport):
            yield Imported(path, error=export)
            continue
        name = search or _round_of(stored.searches(store), export.database, together, day.isoformat())
        searches = export.by_search(name, day.isoformat())
        own = Search(export.file, name, day.isoformat())
        added = _take_in(store, export, own, searches)
        earlier = None if added else stored.find_import(store, export.sha256)
        n_searches = len(searches.keys() - {own})
        yield Imported(path, export, earlier.search if earlier else name, added, earlier, n_searches=n_searches)


def _take_in(store: Store, export: Export, own: Search, searches: Mapping[Search, Sequence[Reference]]) -> Added | None:
    """Add the records of a file by search; None where its bytes were taken in before.

    The file's own search comes last, so that nothing is missing of a file that counts as taken in.
    """
    new = 0
    for search in (*(item for item in searches if item != own), own):
        is_own = search == own
        told = ReferenceImport(
            file=search.file,
            sha256=export.sha256 if is_own else sha256("\n".join((export.sha256, *search)).encode()).hexdigest(),
            format=export.format,
            encoding=export.encoding,
            search=search.round,
            searched=search.day,
            unreadable=export.unreadable if is_own else 0,
            problems=export.broken + export.doubts if is_own else (),
        )
        added = stored.add_import(store, told, searches.get(search, ()), filled, moved=not is_own)
        new += added.new if added else 0
    return Added(new, len(export.records) - new, 0) if added and len(searches.keys() | {own}) > 1 else added


def _read(path: Path, database: str | None) -> Export | BadExport:
    try:
        return read_export(path, database)
    except BadExport as error:
        return error


def _is_search(store: Store, export: Export) -> bool:
    """Tell whether a file is that of a search: new, and not of this program, whose records tell their own searches."""
    is_own = all(item.origins for _, item, _ in export.records)
    return not is_own and stored.find_import(store, export.sha256) is None


def _round_of(searches: Sequence[_Search], database: str, together: Set[str], day: str) -> str:
    """Return the round of a database's search that nobody named; ``together`` are those taken in with it."""
    on_day = {item: name for item, name, searched in searches if searched == day}
    if database in on_day:
        return on_day[database]
    earlier = [name for item, name, _ in searches if item in {database, *together} - on_day.keys()]
    begun = [name for name in on_day.values() if name not in earlier]
    if begun:
        return begun[-1]
    if not earlier:
        return searches[-1][1] if searches else _FIRST_ROUND
    last = max((int(found[1]) for name in earlier if (found := re.fullmatch(r"search (\d+)", name))), default=1)
    return f"search {last + 1}"


@dataclass(frozen=True, slots=True)
class Deduplicated:
    """What looking for duplicates came to: records, publications, and the pairs that a person should look at."""

    records: int
    references: int
    unsure: tuple[ReferencePair, ...]


def dedupe(store: Store) -> Deduplicated:
    """Look for duplicates among all records, within databases and across them, and keep the pairs with their reasons.

    What was decided on pairs stands; pairs that nobody decided on are judged anew.
    """
    stored.save_pairs(store, find_pairs(stored.records(store)))
    known = _known(store)
    return Deduplicated(sum(map(len, known.groups)), len(known.groups), tuple(known.unsure()))


def references(store: Store) -> list[Reference]:
    """Return the publications of a review: records of one merged, every origin kept, in the order of import.

    What ``dedupe`` found and what was decided on pairs counts; records imported since stand alone.
    """
    return [merged(records) for records in _known(store).groups]


def unsure_pairs(store: Store) -> list[ReferencePair]:
    """Return the pairs to be looked at, the likeliest first: of two publications one pair, the likeliest.

    Two publications of which a person said that any two of their records differ are not asked about again.
    """
    return _known(store).unsure()


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of duplicates: the records of each publication, the pairs found, and what was decided on pairs."""

    groups: Sequence[tuple[Reference, ...]]
    pairs: Sequence[ReferencePair]
    verdicts: Mapping[str, Verdict]

    def unsure(self) -> list[ReferencePair]:
        group_of = {record.uid: index for index, records in enumerate(self.groups) for record in records}
        settled = {_ends(group_of, *uid.split(":")) for uid in self.verdicts}
        found: dict[tuple[int, int], ReferencePair] = {}
        for pair in self.pairs:
            ends = _ends(group_of, pair.first, pair.second)
            if pair.verdict == "unsure" and ends[0] != ends[1] and ends not in settled:
                found.setdefault(ends, pair)
        return list(found.values())


def _known(store: Store) -> _Known:
    pairs, verdicts = stored.pairs(store), pair_verdicts(store)
    return _Known(group(stored.records(store), pairs, verdicts), pairs, verdicts)


def _ends(group_of: Mapping[str, int], first: str, second: str) -> tuple[int, int]:
    one, two = sorted((group_of[first], group_of[second]))
    return one, two


def pair_verdicts(store: Store) -> dict[str, Verdict]:
    """Return what was last decided on each pair, by its uid, in the order of the decisions."""
    found: dict[str, Verdict] = {}
    for item in standing(stored.reference_decisions(store, "pair")):
        found.pop(item.subject, None)
        found[item.subject] = "same" if item.action == "same" else "different"
    return found


def decide_pair(
    store: Store, pair: str, verdict: Literal["same", "different"], reviewer: str, reason: str | None = None
) -> None:
    """Append what a person says of a pair (its uid): one publication, or two.

    Raises:
        UsageError: The review holds no such records.
    """
    known = {item.uid for item in stored.records(store)}
    told = pair.split(":")
    if len(told) != 2 or told[0] == told[1] or not known.issuperset(told):
        raise UsageError(f"no two records of this review: {pair}", path=store.folder)
    stored.decide_on_references(store, _decision(pair_uid(told[0], told[1]), verdict, None, reviewer, reason))


def undo_pair(store: Store, pair: str, reviewer: str) -> None:
    """Take back what was last decided on a pair.

    Raises:
        UsageError: Nothing stands that was.
    """
    subject = ":".join(sorted(pair.split(":")))
    own = [item for item in standing(stored.reference_decisions(store, "pair")) if item.subject == subject]
    if not own:
        raise UsageError(f"nothing is decided on {pair}", path=store.folder)
    stored.decide_on_references(store, _decision(subject, "undo", own[-1].uid, reviewer, None))


def _decision(subject: str, action: str, value: Any, reviewer: str, reason: str | None) -> ReferenceDecision:
    return ReferenceDecision(new_uid(), "pair", subject, action, value, reviewer, datetime.now(UTC), reason=reason)


def counts(store: Store) -> ReferenceCounts:
    """Return what each search gave and what of it is new: the first boxes of a PRISMA 2020 flow diagram."""
    known = _known(store)
    searches = _in_order(stored.searches(store))
    records = Counter(search for members in known.groups for search in _found_by(members))
    new = Counter(_first_searches(known.groups, searches))
    rounds = []
    for name in dict.fromkeys(name for _, name, _ in searches):
        own = [search for search in searches if search[1] == name]
        told = tuple(
            SearchCount(search[0], is_register(search[0]), search[2], records[search], new[search]) for search in own
        )
        rounds.append(SearchRound(name, told, sum(new[search] for search in own)))
    return ReferenceCounts(tuple(rounds), len(known.unsure()))


def first_rounds(store: Store) -> dict[str, str]:
    """Return the round of searches that first found each publication, by the uids of all its records."""
    groups = _known(store).groups
    firsts = _first_searches(groups, _in_order(stored.searches(store)))
    return {item.uid: name for members, (_, name, _) in zip(groups, firsts, strict=True) for item in members}


def _found_by(members: Iterable[Reference]) -> list[_Search]:
    """Return the search of each record of one publication.

    Where this program's own export and the file that it tells of are both there, two records tell of one line.
    """
    lines = {
        (item.database, item.search, item.searched, item.file, item.line): None
        for record in members
        for item in record.origins
    }
    return [(database, name, day) for database, name, day, _, _ in lines]


def _first_searches(groups: Iterable[Sequence[Reference]], searches: Sequence[_Search]) -> list[_Search]:
    """Return the search that each publication belongs to: of the earliest round, there the one taken in first."""
    rank = {search: index for index, search in enumerate(searches)}
    return [min(_found_by(members), key=rank.__getitem__) for members in groups]


def _in_order(searches: Sequence[_Search]) -> list[_Search]:
    """Return searches by round, the rounds by their first day, else in the order taken in."""
    begun: dict[str, str] = {}
    for _, name, day in searches:
        begun[name] = min(day, begun.get(name, day))
    names = sorted(begun, key=begun.__getitem__)
    return sorted(searches, key=lambda search: names.index(search[1]))
