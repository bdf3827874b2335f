"""Machine results into the store: publications by digest, one transaction a publication, nothing decided here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from sqlalchemy import Connection, delete, func, insert, select, update

from extractor.core.candidate import Candidate, Extraction, publication_uid
from extractor.core.outcome import Extracted, Failed, Problem
from extractor.store import tables
from extractor.store.codec import canonical, content_digest, dump_candidates, dump_extraction, load_extraction
from extractor.store.database import Store
from extractor.store.identity import inherit


@dataclass(frozen=True, slots=True)
class Stamp:
    """What made an extraction: digests of the code, the protocol and the models. One that differs makes it stale."""

    code: str
    protocol: str
    model: str


@dataclass(frozen=True, slots=True)
class Found:
    """A PDF in the folder: its path relative to that folder, the id its name asks for, its digest.

    ``sha256`` is None where the file could not be opened.
    """

    path: str
    stem: str
    sha256: str | None


def register(store: Store, found: Sequence[Found]) -> list[str]:
    """Make each PDF known and return the uids of their publications, in the order given.

    A digest that is known keeps its publication and id for ever; a new one gets its file's stem, with ``-2``, ``-3``
    … where that is taken. A publication that so far had no PDF takes the first new one of its name. The paths of the
    publications met here become those given.
    """
    uids: list[str] = []
    with store.writing() as connection:
        for item in found:
            uid = _known(connection, item) or _adopt(connection, item) or _add(connection, item.stem, item.sha256)
            uids.append(uid)
        connection.execute(delete(tables.files).where(tables.files.c.publication.in_(sorted(set(uids)))))
        rows = {(uid, item.path) for uid, item in zip(uids, found, strict=True)}
        if rows:
            connection.execute(insert(tables.files), [{"publication": uid, "path": path} for uid, path in sorted(rows)])
    return uids


def add_publication(store: Store, publication_id: str) -> str:
    """Make a publication known that has no PDF here and return its uid."""
    with store.writing() as connection:
        return _add(connection, publication_id, None)


def _known(connection: Connection, item: Found) -> str | None:
    if item.sha256 is None:
        return None
    query = select(tables.publications.c.uid).where(tables.publications.c.sha256 == item.sha256)
    return connection.execute(query).scalar_one_or_none()


def _adopt(connection: Connection, item: Found) -> str | None:
    table = tables.publications
    query = select(table.c.uid).where(table.c.id == item.stem, table.c.sha256.is_(None))
    uid: str | None = connection.execute(query).scalar_one_or_none()
    if uid is not None:
        connection.execute(update(table).where(table.c.uid == uid).values(sha256=item.sha256))
    return uid


def _add(connection: Connection, stem: str, sha256: str | None) -> str:
    table = tables.publications
    taken = set(connection.execute(select(table.c.id)).scalars())
    names = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
    publication_id = next(name for name in names if name not in taken)
    uid = publication_uid(sha256 if sha256 is not None else f"id:{publication_id}")
    position = connection.execute(select(func.count()).select_from(table)).scalar_one()
    connection.execute(insert(table).values(uid=uid, id=publication_id, sha256=sha256, position=position))
    return uid


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


def _with_old_uids(connection: Connection, uid: str, new: Extraction) -> Extraction:
    table = tables.extractions
    query = (
        select(table.c.content)
        .where(table.c.publication == uid, table.c.sha256 == new.sha256)
        .order_by(table.c.number.desc())
    )
    content = connection.execute(query.limit(1)).scalar_one_or_none()
    return new if content is None else inherit(load_extraction(content), new)


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
    connection.execute(delete(tables.links).where(tables.links.c.publication == uid))
    if extraction is None:
        return
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
        status = "bug" if any(problem.kind == "bug" for problem in outcome.problems) else "failed"
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


def save_links(store: Store, links: Mapping[tuple[str, str], tuple[Candidate, ...]]) -> None:
    """Replace all links between cases of different publications; keys are publication uid and case uid."""
    rows = [
        {"publication": publication, "subject": subject, "content": dump_candidates(candidates)}
        for (publication, subject), candidates in sorted(links.items())
        if candidates
    ]
    with store.writing() as connection:
        connection.execute(delete(tables.links))
        if rows:
            connection.execute(insert(tables.links), rows)
