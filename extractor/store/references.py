"""References in the store: files taken in, records with their origins, pairs, and decisions that are only appended."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from extractor.core.reference import (
    Origin,
    Reference,
    ReferenceDecision,
    ReferenceImport,
    ReferenceMatch,
    ReferencePair,
    ReferenceSubject,
)
from extractor.store import tables
from extractor.store.codec import canonical
from extractor.store.database import Store

_PARTS = tuple(item.name for item in fields(Reference) if item.name not in ("uids", "origins"))
"""The fields of a record that its content holds; its uid and its origins have rows of their own."""

Filled = Callable[[Reference, Reference], Reference]
"""Gives a known reference what only another one tells."""


@dataclass(frozen=True, slots=True)
class Added:
    """What a file's records came to; they sum up to the records of the file.

    ``new`` nobody had before, ``known`` were found by another search, ``repeated`` by this one (in another file, or
    earlier in this).
    """

    new: int
    known: int
    repeated: int


def find_import(store: Store, sha256: str) -> ReferenceImport | None:
    """Return the import of a file with these bytes; None where there was none."""
    with store.reading() as connection:
        return _import_of(connection, sha256)


def _import_of(connection: Connection, sha256: str) -> ReferenceImport | None:
    table = tables.reference_imports
    row = connection.execute(select(table).where(table.c.sha256 == sha256)).one_or_none()
    return None if row is None else _import(row)


def imports(store: Store) -> list[ReferenceImport]:
    """Return all files taken in, in the order in which they were."""
    with store.reading() as connection:
        rows = connection.execute(select(tables.reference_imports).order_by(tables.reference_imports.c.number))
        return [_import(row) for row in rows]


def searches(store: Store) -> list[tuple[str, str, str]]:
    """Return the searches that gave records, in the order taken in: triples of a database, a round and a day."""
    imported, told = tables.reference_imports.c, tables.reference_origins.c
    query = (
        select(told.database, imported.search, imported.searched)
        .join_from(tables.reference_origins, tables.reference_imports, told.import_number == imported.number)
        .group_by(told.database, imported.search, imported.searched)
        .order_by(func.min(imported.number), told.database)
    )
    with store.reading() as connection:
        return [(row.database, row.search, row.searched) for row in connection.execute(query)]


def add_import(
    store: Store, told: ReferenceImport, found: Sequence[Reference], filled: Filled, *, moved: bool = False
) -> Added | None:
    """Take in a file's records, in one transaction; None, and nothing is done, where its bytes were taken in before.

    A record that is known keeps its place and gets one more origin, unless another file of the same search told of it
    already; where origins are ``moved`` from another review, unless this one has that very line of that file.
    ``filled`` gives the known record what only the new one tells, unless that is the same line, moved.
    """
    with store.writing() as connection:
        if _import_of(connection, told.sha256):
            return None
        before = {item.uid: item for item in _records(connection)}
        after = dict(before)
        origins, added = _sort_in(after, found, filled, moved=moved)
        new = [item for uid, item in after.items() if uid not in before]
        changed = [item for uid, item in after.items() if uid in before and _content(item) != _content(before[uid])]
        number = _insert_import(connection, told)
        table = tables.reference_records
        if new:
            connection.execute(insert(table), [{"uid": item.uid, "content": _content(item)} for item in new])
        for item in changed:
            connection.execute(update(table).where(table.c.uid == item.uid).values(content=_content(item)))
        if origins:
            rows = [
                {"import_number": number, "line": item.line, "record": item.record, "database": item.database}
                for item in origins
            ]
            connection.execute(insert(tables.reference_origins), rows)
    return added


def _sort_in(
    known: dict[str, Reference], found: Sequence[Reference], filled: Filled, *, moved: bool
) -> tuple[list[Origin], Added]:
    """Put a file's records among those that are known; return the origins to keep."""
    origins: list[Origin] = []
    new = before = 0
    seen: set[str] = set()
    lines = {_line_of(there) for item in known.values() for there in item.origins} if moved else set()
    for item in found:
        [origin] = item.origins
        old = known.get(item.uid)
        is_told = old is not None and (
            _line_of(origin) in lines if moved else any(_is_of_search(there, origin) for there in old.origins)
        )
        if old is None:
            known[item.uid] = replace(item, origins=())
        elif not (moved and is_told):
            known[item.uid] = replace(filled(old, item), origins=old.origins)
        if not is_told:
            origins.append(origin)
        new += old is None
        before += old is not None and not is_told and item.uid not in seen
        seen.add(item.uid)
    return origins, Added(new, before, len(found) - new - before)


def _line_of(origin: Origin) -> tuple[str, str, str, str, int]:
    return (origin.database, origin.search, origin.searched, origin.file, origin.line)


def _insert_import(connection: Connection, told: ReferenceImport) -> int:
    row = asdict(told) | {"problems": canonical(list(told.problems))}
    key = connection.execute(insert(tables.reference_imports).values(row)).inserted_primary_key
    if key is None:
        raise RuntimeError("SQLite gave no key for an inserted row")
    return int(key[0])


def _is_of_search(there: Origin, origin: Origin) -> bool:
    return (there.database, there.search, there.searched) == (origin.database, origin.search, origin.searched)


def records(store: Store) -> list[Reference]:
    """Return all records as imported, each with its origins, in the order in which they were first imported."""
    with store.reading() as connection:
        return list(_records(connection))


def _records(connection: Connection) -> Iterator[Reference]:
    origins: dict[str, list[Origin]] = {}
    imported, told = tables.reference_imports, tables.reference_origins
    joined = select(told, imported.c.file, imported.c.search, imported.c.searched).join_from(
        told, imported, told.c.import_number == imported.c.number
    )
    for row in connection.execute(joined.order_by(told.c.import_number, told.c.line)):
        origin = Origin(row.record, row.database, row.search, row.searched, row.file, row.line)
        origins.setdefault(row.record, []).append(origin)
    table = tables.reference_records
    for row in connection.execute(select(table).order_by(table.c.position)):
        yield _record(row.uid, row.content, tuple(origins.get(row.uid, ())))


def _content(item: Reference) -> str:
    return canonical({name: value for name in _PARTS if (value := getattr(item, name))})


def _record(uid: str, content: str, origins: tuple[Origin, ...]) -> Reference:
    row = json.loads(content)
    for name in ("authors", "keywords"):
        row[name] = tuple(row.get(name, ()))
    row["ids"] = tuple((name, value) for name, value in row.get("ids", ()))
    return Reference(uids=(uid,), origins=origins, **row)


def save_pairs(store: Store, pairs: Iterable[ReferencePair]) -> None:
    """Replace all pairs."""
    rows = [asdict(item) for item in pairs]
    with store.writing() as connection:
        connection.execute(delete(tables.reference_pairs))
        if rows:
            connection.execute(insert(tables.reference_pairs), rows)


def pairs(store: Store) -> list[ReferencePair]:
    """Return the pairs that were found last, the likeliest first."""
    table = tables.reference_pairs
    with store.reading() as connection:
        rows = connection.execute(select(table).order_by(table.c.score.desc(), table.c.first, table.c.second))
        return [ReferencePair(row.first, row.second, row.verdict, row.score, row.reason) for row in rows]


def decide_on_references(store: Store, *decisions: ReferenceDecision) -> None:
    """Append decisions in the order given, all or none; they are on the disk on return.

    Raises:
        StoreLocked: another process is writing.
        StoreError: a decision's uid is already used.
    """
    if decisions:
        rows = [
            asdict(item) | {"value": canonical(item.value), "at": item.at.astimezone(UTC).isoformat()}
            for item in decisions
        ]
        with store.writing() as connection:
            connection.execute(insert(tables.reference_decisions), rows)


def reference_decisions(store: Store, kind: ReferenceSubject | None = None) -> list[ReferenceDecision]:
    """Return the decisions on references (of one kind), oldest first, undos and what they take back included."""
    table = tables.reference_decisions
    query = select(table).order_by(table.c.number)
    with store.reading() as connection:
        rows = connection.execute(query if kind is None else query.where(table.c.kind == kind))
        return [_decision(row) for row in rows]


def _decision(row: Any) -> ReferenceDecision:
    return ReferenceDecision(
        uid=row.uid,
        kind=row.kind,
        subject=row.subject,
        action=row.action,
        value=json.loads(row.value),
        reviewer=row.reviewer,
        at=datetime.fromisoformat(row.at),
        role=row.role,
        how=row.how,
        reason=row.reason,
    )


def _import(row: Any) -> ReferenceImport:
    return ReferenceImport(
        file=row.file,
        sha256=row.sha256,
        format=row.format,
        encoding=row.encoding,
        search=row.search,
        searched=row.searched,
        unreadable=row.unreadable,
        problems=tuple(json.loads(row.problems)),
    )


def save_matches(store: Store, matches: Iterable[ReferenceMatch]) -> None:
    """Replace all matches that were found."""
    columns = tables.reference_matches.c.keys()
    rows = [{name: getattr(item, name) for name in columns} for item in matches]
    with store.writing() as connection:
        connection.execute(delete(tables.reference_matches))
        if rows:
            connection.execute(insert(tables.reference_matches), rows)


def matches(store: Store) -> list[ReferenceMatch]:
    """Return the matches that were found last, by publication, the likeliest first."""
    table = tables.reference_matches
    query = select(table).order_by(table.c.publication, table.c.score.desc(), table.c.reference)
    with store.reading() as connection:
        return [ReferenceMatch(**row._mapping) for row in connection.execute(query)]
