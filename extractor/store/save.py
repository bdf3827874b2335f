"""Machine results into the store: publications by digest, one transaction a publication, nothing decided here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any, Self

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from extractor.core.candidate import Extraction, publication_uid
from extractor.core.confirmed import numbered, settled
from extractor.core.outcome import Extracted, Failed, Problem
from extractor.store import tables
from extractor.store.codec import canonical, content_digest, dump_extraction, load_extraction
from extractor.store.database import Store
from extractor.store.decide import decision_of
from extractor.store.identity import inherit
from extractor.store.links import forget

AGAIN = frozenset(("bug", "crash", "memory", "timeout"))
"""Kinds of problems that say more of program and machine than of the PDF: the next run tries again."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What made an extraction: digests of the code, the protocol and the models. One that differs makes it stale."""

    code: str
    protocol: str
    model: str


@dataclass(frozen=True, slots=True)
class Found:
    """A PDF in the folder: its path relative to that folder, the id its name asks for, its digest.

    ``sha256`` is None where the file could not be opened; ``state`` is what the file system tells of the file while it
    has these bytes, None where that is not known.
    """

    path: str
    stem: str
    sha256: str | None
    state: str | None = None


def register(store: Store, found: Sequence[Found]) -> list[str]:
    """Make each PDF known and return the uids of their publications, in the order given.

    A digest that is known keeps its publication and id for ever; a new one gets its file's stem, with ``-2``, ``-3``
    … where that is taken. A publication that so far had no PDF takes the first new one of its name. A file that
    cannot be opened is known by its path, until what is there can be. The paths of the publications met here become
    those given.
    """
    with store.writing() as connection:
        known = _Known.of(connection)
        uids = [known.find(item) or known.add(item.stem, item.sha256) for item in found]
        for uid, sha256 in known.adopted.items():
            connection.execute(
                update(tables.publications).where(tables.publications.c.uid == uid).values(sha256=sha256)
            )
        if known.added:
            connection.execute(insert(tables.publications), known.added)
        _write_files(connection, uids, found)
        _forget_unopened(connection, known, found)
    return uids


def add_publication(store: Store, publication_id: str) -> str:
    """Make a publication known that has no PDF here and return its uid."""
    with store.writing() as connection:
        return insert_publication(connection, publication_id)


def insert_publication(connection: Connection, publication_id: str) -> str:
    """Insert a publication without a PDF of its own, its id made unique, and return its uid."""
    known = _Known.of(connection)
    uid = known.add(publication_id, None)
    connection.execute(insert(tables.publications), known.added)
    return uid


@dataclass(slots=True)
class _Known:
    """What publications are known by; what is to be written is under ``added`` and ``adopted``."""

    by_digest: dict[str, str]
    unopened: dict[str, str]
    without_file: dict[str, str]
    ids: set[str]
    position: int
    added: list[dict[str, Any]] = field(default_factory=list)
    adopted: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, connection: Connection) -> Self:
        """Return what the store knows."""
        table = tables.publications
        rows = connection.execute(select(table)).all()
        paths = connection.execute(
            select(tables.files).join(table, table.c.uid == tables.files.c.publication).where(table.c.sha256.is_(None))
        ).all()
        with_file = {row.publication for row in paths} | set(
            connection.execute(select(tables.parts.c.publication)).scalars()
        )
        return cls(
            by_digest={row.sha256: row.uid for row in rows if row.sha256 is not None},
            unopened={row.path: row.publication for row in paths},
            without_file={row.id: row.uid for row in rows if row.sha256 is None and row.uid not in with_file},
            ids={row.id for row in rows},
            position=max((row.position for row in rows), default=-1) + 1,
        )

    def find(self, item: Found) -> str | None:
        """Return the uid of the publication that a file is of, None where it is new."""
        if item.sha256 is None:
            return self.unopened.get(item.path) or self.without_file.pop(item.stem, None)
        uid = self.by_digest.get(item.sha256)
        if uid is None:
            uid = self.unopened.pop(item.path, None) or self.without_file.pop(item.stem, None)
            if uid is not None:
                self.by_digest[item.sha256] = uid
                self.adopted[uid] = item.sha256
        return uid

    def add(self, stem: str, sha256: str | None) -> str:
        """Make a new publication and return its uid."""
        publication_id = stem
        while publication_id in self.ids:
            self.numbers[stem] = self.numbers.get(stem, 1) + 1
            publication_id = f"{stem}-{self.numbers[stem]}"
        uid = publication_uid(sha256 if sha256 is not None else f"id:{publication_id}")
        self.ids.add(publication_id)
        self.added.append({"uid": uid, "id": publication_id, "sha256": sha256, "position": self.position})
        self.position += 1
        if sha256 is not None:
            self.by_digest[sha256] = uid
        return uid


def _write_files(connection: Connection, uids: Sequence[str], found: Sequence[Found]) -> None:
    states = {(uid, item.path): item.state for uid, item in zip(uids, found, strict=True)}
    if states:
        met = [{"met": uid} for uid in sorted(set(uids))]
        connection.execute(delete(tables.files).where(tables.files.c.publication == bindparam("met")), met)
        rows = [{"publication": uid, "path": path, "state": state} for (uid, path), state in sorted(states.items())]
        connection.execute(insert(tables.files), rows)


def _forget_unopened(connection: Connection, known: _Known, found: Iterable[Found]) -> None:
    """Take away what was only known as a path that could not be opened, where a file is read there, or below, now."""
    opened = {item.path for item in found if item.sha256 is not None}
    opened |= {parent.as_posix() for path in opened for parent in PurePosixPath(path).parents}
    gone = [uid for path, uid in sorted(known.unopened.items()) if path in opened]
    decided = set(connection.execute(select(tables.decisions.c.publication).distinct()).scalars()) if gone else set()
    for uid in gone:
        if uid not in decided:
            for table in (tables.attempts, tables.problems, tables.files):
                connection.execute(delete(table).where(table.c.publication == uid))
            connection.execute(delete(tables.publications).where(tables.publications.c.uid == uid))


def save(store: Store, uid: str, stamp: Stamp, outcome: Extracted | Failed) -> None:
    """Keep what came of one publication, in one transaction.

    The extraction becomes the current one, its cases and statements under the uids of those they were before. After
    a failure there is no current extraction: what earlier code read of the PDF stays in the history only.
    """
    with store.writing() as connection:
        number = None
        if isinstance(outcome, Extracted):
            extraction = _with_old_uids(connection, uid, outcome.extraction)
            number = _keep(connection, uid, stamp, extraction)
            _index(connection, uid, extraction)
        else:
            _index(connection, uid, None)
        connection.execute(
            update(tables.publications).where(tables.publications.c.uid == uid).values(extraction=number)
        )
        _write_attempt(connection, uid, stamp, outcome)
        _write_problems(connection, uid, outcome.problems)


def withdraw(connection: Connection, uid: str) -> None:
    """Take a publication out of what is current, as if its PDF had never been read; history and decisions stay."""
    _index(connection, uid, None)
    for table in (tables.attempts, tables.problems):
        connection.execute(delete(table).where(table.c.publication == uid))
    connection.execute(update(tables.publications).where(tables.publications.c.uid == uid).values(extraction=None))


def _with_old_uids(connection: Connection, uid: str, new: Extraction) -> Extraction:
    """Return the extraction under the uids of the one before, and of earlier ones where somebody decided on them."""
    earlier_ones = tables.extractions
    query = (
        select(earlier_ones.c.content)
        .where(earlier_ones.c.publication == uid, earlier_ones.c.sha256 == new.sha256)
        .order_by(earlier_ones.c.number.desc())
    )
    contents = connection.execute(query.limit(1)).scalars().all()
    if not contents:
        return new
    old = load_extraction(contents[0])
    decided = select(tables.decisions.c.subject).where(tables.decisions.c.publication == uid).distinct()
    lost = set(connection.execute(decided).scalars()) - _uids(old)
    for content in connection.execute(query.offset(1)).scalars() if lost else ():
        earlier = load_extraction(content)
        old = replace(
            old,
            cases=old.cases + tuple(item for item in earlier.cases if item.uid in lost),
            statements=old.statements + tuple(item for item in earlier.statements if item.uid in lost),
            missed=old.missed + tuple(item for item in earlier.missed if item.uid in lost),
            contradictions=old.contradictions + tuple(item for item in earlier.contradictions if item.uid in lost),
        )
        lost -= _uids(old)
        if not lost:
            break
    found = inherit(old, new)
    # A link from another publication names a case by its number: a confirmed case keeps the one it was confirmed with.
    table = tables.decisions
    rows = connection.execute(select(table).where(table.c.publication == uid).order_by(table.c.number))
    numbers = numbered(found.cases, settled(map(decision_of, rows)))
    return replace(found, cases=tuple(replace(case, case_id=numbers[case.uid]) for case in found.cases))


def _uids(extraction: Extraction) -> set[str]:
    parts = (extraction.cases, extraction.statements, extraction.missed, extraction.contradictions)
    return {item.uid for part in parts for item in part}


def _keep(connection: Connection, uid: str, stamp: Stamp, extraction: Extraction) -> int:
    content = dump_extraction(extraction)
    row = {
        "publication": uid,
        "sha256": extraction.sha256,
        "code": stamp.code,
        "protocol": stamp.protocol,
        "model": stamp.model,
        "digest": content_digest(content),
        "content": content,
    }
    key = connection.execute(insert(tables.extractions).values(row)).inserted_primary_key
    if key is None:
        raise RuntimeError("SQLite gave no key for an inserted row")
    return int(key[0])


def _index(connection: Connection, uid: str, extraction: Extraction | None) -> None:
    connection.execute(delete(tables.slots).where(tables.slots.c.publication == uid))
    forget(connection, [uid])
    connection.execute(delete(tables.authors).where(tables.authors.c.publication == uid))
    if extraction is None:
        return
    if extraction.authors:
        named = [{"publication": uid, "name": name} for name in dict.fromkeys(extraction.authors)]
        connection.execute(insert(tables.authors), named)
    rows = {
        (subject, item.slot.field, item.slot.key): {
            "publication": uid,
            "subject": subject,
            "field": item.slot.field,
            "key": item.slot.key,
            "value": canonical(item.value),
            "confidence": item.confidence,
        }
        for subject, candidates in (
            (uid, extraction.candidates),
            *((case.uid, case.candidates) for case in extraction.cases),
        )
        for item in candidates
    }
    if rows:
        connection.execute(insert(tables.slots), list(rows.values()))


def _write_attempt(connection: Connection, uid: str, stamp: Stamp, outcome: Extracted | Failed) -> None:
    if isinstance(outcome, Failed):
        status = "bug" if any(problem.kind in AGAIN for problem in outcome.problems) else "failed"
    else:
        status = "partial" if outcome.problems else "read"
    connection.execute(delete(tables.attempts).where(tables.attempts.c.publication == uid))
    row = {"publication": uid, "code": stamp.code, "protocol": stamp.protocol, "model": stamp.model, "status": status}
    connection.execute(insert(tables.attempts).values(row))


def _write_problems(connection: Connection, uid: str, problems: Iterable[Problem]) -> None:
    connection.execute(delete(tables.problems).where(tables.problems.c.publication == uid))
    rows = [
        {
            "publication": uid,
            "position": position,
            "stage": problem.stage,
            "kind": problem.kind,
            "page": problem.page,
            "message": problem.message,
        }
        for position, problem in enumerate(problems)
    ]
    if rows:
        connection.execute(insert(tables.problems), rows)


def save_listed(store: Store, lines: Mapping[str, tuple[str, str]]) -> None:
    """Note by publication uid what its listed line was made of and the line's digest, in place of all before."""
    rows = [{"publication": uid, "made_of": made_of, "line": line} for uid, (made_of, line) in lines.items()]
    with store.writing() as connection:
        connection.execute(delete(tables.listed))
        if rows:
            connection.execute(insert(tables.listed), rows)
