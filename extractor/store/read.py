"""What the store holds: publications, current extractions, problems, history, confirmed records."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from itertools import chain
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, func, literal, select

from extractor.core.annotation import Annotation
from extractor.core.candidate import Extraction
from extractor.core.confirmed import confirmed, settled
from extractor.core.decision import Decision
from extractor.core.document import Part
from extractor.core.outcome import Problem
from extractor.store import tables
from extractor.store.codec import (
    canonical,
    content_digest,
    load_candidates,
    load_extraction,
    load_part,
    load_passages,
)
from extractor.store.database import Store
from extractor.store.decide import Spent, decision_of
from extractor.store.save import Stamp

Status = Literal["read", "partial", "failed", "bug"]


@dataclass(frozen=True, slots=True)
class Publication:
    """A publication of the review; ``sha256`` is None where it was confirmed without a PDF, ``files`` its paths.

    ``part`` says which pages of its PDF it is, None where it is all of it.
    """

    uid: str
    id: str
    sha256: str | None
    files: tuple[str, ...]
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """What the last attempt at a publication's PDF came to, and with which code, protocol and models."""

    stamp: Stamp
    status: Status


def publications(store: Store) -> list[Publication]:
    """Return all publications, sorted by id.

    A PDF that was split into parts is none beside them, nor is a part that was taken back.
    """
    with store.reading() as connection:
        return _publications(connection)


def publications_ever(store: Store) -> list[Publication]:
    """Return all publications, sorted by id, with those that are current no longer: decisions on them are kept."""
    with store.reading() as connection:
        return _publications_ever(connection, _parts(connection))


def _publications(connection: Connection) -> list[Publication]:
    parts = _parts(connection)
    left_out = {uid for uid, row in parts.items() if not row.is_current}
    left_out |= {row.whole for row in parts.values() if row.is_current}
    return [item for item in _publications_ever(connection, parts) if item.uid not in left_out]


def _parts(connection: Connection) -> dict[str, Any]:
    return {row.publication: row for row in connection.execute(select(tables.parts))}


def _publications_ever(connection: Connection, parts: Mapping[str, Any]) -> list[Publication]:
    paths: dict[str, list[str]] = {}
    for row in connection.execute(select(tables.files).order_by(tables.files.c.path)):
        paths.setdefault(row.publication, []).append(row.path)
    rows = connection.execute(select(tables.publications).order_by(tables.publications.c.id)).all()
    digests = {row.uid: row.sha256 for row in rows}
    whole = {row.uid: parts[row.uid].whole if row.uid in parts else row.uid for row in rows}
    return [
        Publication(
            row.uid,
            row.id,
            digests[whole[row.uid]],
            tuple(paths.get(whole[row.uid], ())),
            load_part(parts[row.uid].content) if row.uid in parts else None,
        )
        for row in rows
    ]


def extraction(store: Store, publication: str) -> Extraction | None:
    """Return the current extraction of a publication (its uid) with links to other reports of its patients.

    None where its PDF could not be read or there is none.
    """
    return next((found for _, found in each_extraction(store, [publication])), None)


def extractions(store: Store, *, linked: bool = True) -> dict[str, Extraction]:
    """Return the current extractions by publication uid, in the order of the publications' ids."""
    return dict(each_extraction(store, linked=linked))


def each_extraction(
    store: Store, publications: Iterable[str] | None = None, *, linked: bool = True
) -> Iterator[tuple[str, Extraction]]:
    """Yield current extractions one by one, so that a large review need not fit into memory.

    Those of ``publications`` (uids) in the order given, or all, in the order of their ids.
    """
    with store.reading() as connection:
        links = _links(connection) if linked else {}
        for uid, loaded in _extractions(connection, publications):
            yield uid, _with_links(loaded, links.get(uid, {}))


def _extractions(connection: Connection, publications: Iterable[str] | None) -> Iterator[tuple[str, Extraction]]:
    table = tables.publications.c
    query = select(table.uid, table.id, tables.extractions.c.content).join(
        tables.extractions, tables.extractions.c.number == table.extraction
    )
    if publications is None:
        rows: Iterable[Any] = connection.execute(query.order_by(table.id))
    else:
        only = query.where(table.uid == bindparam("only"))
        rows = chain.from_iterable(connection.execute(only, {"only": uid}) for uid in publications)
    for uid, publication_id, content in rows:
        yield uid, replace(load_extraction(content), publication_id=publication_id)


def _links(connection: Connection) -> dict[str, dict[str, str]]:
    """Return by publication uid and case uid the content of a case's links."""
    links: dict[str, dict[str, str]] = {}
    for row in connection.execute(select(tables.links).order_by(tables.links.c.subject)):
        links.setdefault(row.publication, {})[row.subject] = row.content
    return links


def _with_links(extraction: Extraction, links: Mapping[str, str]) -> Extraction:
    if not links:
        return extraction
    linked = {uid: load_candidates(content) for uid, content in links.items()}
    cases = (replace(case, candidates=case.candidates + linked.get(case.uid, ())) for case in extraction.cases)
    return replace(extraction, cases=tuple(cases))


def made_of(store: Store) -> dict[str, str]:
    """Return by publication uid, in the order of ids, a digest of all that ``extraction`` gives of it.

    Publications without a current extraction are left out.
    """
    table, kept = tables.publications.c, tables.extractions.c
    with store.reading() as connection:
        links = _links(connection)
        query = select(table.uid, table.id, kept.digest).join(tables.extractions, kept.number == table.extraction)
        rows = connection.execute(query.order_by(table.id)).all()
    return {row.uid: content_digest(canonical([row.id, row.digest, links.get(row.uid, {})])) for row in rows}


def listed(store: Store) -> dict[str, tuple[str, str]]:
    """Return by publication uid what its line in the listing was made of and the line's digest, as last noted."""
    with store.reading() as connection:
        return {row.publication: (row.made_of, row.line) for row in connection.execute(select(tables.listed))}


def passages(store: Store) -> dict[str, tuple[Extraction, list[Decision]]]:
    """Return by publication uid what may have been missed and what contradicts itself, with the decisions on it.

    The extractions hold nothing else: the passages of a large review are told without reading all its suggestions.
    """
    table, kept = tables.publications, tables.extractions.c
    parts = [func.json_extract(kept.content, f"$.{name}").label(name) for name in ("missed", "contradictions")]
    query = select(table.c.uid, table.c.id, kept.sha256, *parts).join(
        tables.extractions, kept.number == table.c.extraction
    )
    decided = tables.decisions.c
    on_them = select(tables.decisions).where(decided.kind.in_(("passage", "contradiction"))).order_by(decided.number)
    found: dict[str, tuple[Extraction, list[Decision]]] = {}
    with store.reading() as connection:
        for row in connection.execute(query.order_by(table.c.id)):
            missed, contradictions = load_passages(row.missed, row.contradictions)
            told = Extraction(row.id, row.sha256, (), (), (), missed=missed, contradictions=contradictions)
            found[row.uid] = (told, [])
        for decision in map(decision_of, connection.execute(on_them)):
            if decision.publication in found:
                found[decision.publication][1].append(decision)
    return found


def bylines(store: Store) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return by publication uid the title and the authors that are suggested, of publications that have a title."""
    slots, told = tables.slots.c, tables.authors
    titled = select(slots.publication, slots.value).where(slots.field == "title", slots.subject == slots.publication)
    with store.reading() as connection:
        authors: dict[str, list[str]] = {}
        for row in connection.execute(select(told).order_by(told.c.publication, told.c.name)):
            authors.setdefault(row.publication, []).append(row.name)
        rows = connection.execute(titled).all()
    return {row.publication: (json.loads(row.value), tuple(authors.get(row.publication, ()))) for row in rows}


def digests(store: Store) -> dict[str, str]:
    """Return the SHA-256 of the review's PDFs by what the file system told of them when it was taken."""
    files, table = tables.files, tables.publications
    query = select(files.c.state, table.c.sha256).join(table, table.c.uid == files.c.publication)
    known = query.where(files.c.state.is_not(None), table.c.sha256.is_not(None))
    with store.reading() as connection:
        return {row.state: row.sha256 for row in connection.execute(known)}


def attempts(store: Store) -> dict[str, Attempt]:
    """Return the last attempt at each publication, by uid."""
    with store.reading() as connection:
        rows = connection.execute(select(tables.attempts)).all()
    return {row.publication: Attempt(Stamp(row.code, row.protocol, row.model), row.status) for row in rows}


def problems(store: Store) -> dict[str, tuple[Problem, ...]]:
    """Return the problems of each publication that has any, by uid."""
    found: dict[str, list[Problem]] = {}
    table = tables.problems
    with store.reading() as connection:
        for row in connection.execute(select(table).order_by(table.c.publication, table.c.position)):
            found.setdefault(row.publication, []).append(Problem(row.stage, row.kind, row.message, row.page))
    return {uid: tuple(rows) for uid, rows in found.items()}


def last_decided(store: Store, reviewer: str) -> str | None:
    """Return the uid of the publication that a reviewer decided on last, one by one or in bulk; None where none."""
    table = tables.decisions
    query = (
        select(table.c.publication)
        .where(table.c.reviewer == reviewer, table.c.how != "imported")
        .order_by(table.c.number.desc())
        .limit(1)
    )
    with store.reading() as connection:
        uid: str | None = connection.execute(query).scalar_one_or_none()
    return uid


def history(store: Store, publication: str | None = None) -> list[Decision]:
    """Return the decisions on a publication (its uid) or on all, oldest first."""
    with store.reading() as connection:
        return _history(connection, publication)


def decided_by(store: Store, reviewer: str) -> list[Decision]:
    """Return all decisions of a reviewer on current publications, oldest first: enough to know what can be undone.

    Their anchors are left out.
    """
    table = tables.decisions
    columns = [column for column in table.c if column.name != "anchors"]
    query = select(*columns, literal("[]").label("anchors")).where(table.c.reviewer == reviewer)
    with store.reading() as connection:
        current = {item.uid for item in _publications(connection)}
        rows = connection.execute(query.order_by(table.c.number))
        return [decision_of(row) for row in rows if row.publication in current]


def _history(connection: Connection, publication: str | None) -> list[Decision]:
    query = select(tables.decisions).order_by(tables.decisions.c.number)
    if publication is not None:
        query = query.where(tables.decisions.c.publication == publication)
    return [decision_of(row) for row in connection.execute(query)]


def decisions_digest(store: Store) -> str:
    """Return the SHA-256 over all decisions, oldest first: one more decision, or another, and it is another."""
    digest = sha256()
    with store.reading() as connection:
        for row in connection.execute(select(tables.decisions).order_by(tables.decisions.c.number)):
            digest.update(canonical(list(row)).encode())
    return digest.hexdigest()


def newest(store: Store) -> int:
    """Return the number of the newest decision, 0 where there is none; ``later`` tells what came after it."""
    with store.reading() as connection:
        return int(connection.execute(select(func.max(tables.decisions.c.number))).scalar_one() or 0)


def later(store: Store, number: int) -> tuple[int, list[Decision]]:
    """Return the decisions after the numbered one, oldest first, whoever made them, and the newest one's number."""
    query = select(tables.decisions).where(tables.decisions.c.number > number).order_by(tables.decisions.c.number)
    with store.reading() as connection:
        rows = connection.execute(query).all()
    return (rows[-1].number if rows else number), [decision_of(row) for row in rows]


def spent(store: Store) -> list[Spent]:
    """Return the time that reviewers were at work, as it was noted, oldest first."""
    with store.reading() as connection:
        rows = connection.execute(select(tables.spent).order_by(tables.spent.c.number)).all()
    return [
        Spent(row.publication, row.subject, row.reviewer, row.mode, row.seconds, datetime.fromisoformat(row.at))
        for row in rows
    ]


def annotation(store: Store, publication: str) -> Annotation | None:
    """Return what the decisions on a publication (its uid) confirm, None where nothing stands decided."""
    return confirmed_records(store, publication).get(publication)


def confirmed_records(store: Store, publication: str | None = None) -> dict[str, Annotation]:
    """Return the confirmed record of each publication that has a standing decision, by uid, sorted by id."""
    with store.reading() as connection:
        known = _publications(connection)
        decisions = _by_publication(_history(connection, publication))
    return {
        item.uid: confirmed(item.id, decisions[item.uid])
        for item in known
        if item.uid in decisions and settled(decisions[item.uid])
    }


def _by_publication(decisions: Iterable[Decision]) -> dict[str, list[Decision]]:
    found: dict[str, list[Decision]] = {}
    for decision in decisions:
        found.setdefault(decision.publication, []).append(decision)
    return found
