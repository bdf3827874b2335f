"""Links between reports of the same patients: whom a publication may share patients with, and what is kept of that."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, insert, select

from extractor.core.candidate import Candidate
from extractor.store import tables
from extractor.store.codec import canonical, content_digest, dump_candidates
from extractor.store.database import Store

Links = Mapping[tuple[str, str], tuple[Candidate, ...]]
"""What suggests that a case is a patient of another publication, by the uids of its publication and of itself."""


@dataclass(frozen=True, slots=True)
class Relatives:
    """The uids of the publications of other years that share an author with one; ``digest`` is of all their content."""

    uids: tuple[str, ...]
    digest: str


def relatives(store: Store) -> dict[str, Relatives]:
    """Return by uid the relatives of each publication that has any; one's links depend on nothing else that is kept."""
    with store.reading() as connection:
        table, kept = tables.publications.c, tables.extractions.c
        query = select(table.uid, table.id, kept.digest).join(tables.extractions, kept.number == table.extraction)
        contents = {row.uid: [row.id, row.digest] for row in connection.execute(query)}
        related = _related(connection)
    return {
        uid: Relatives(tuple(others), content_digest(canonical([contents[item] for item in (uid, *others)])))
        for uid, others in related.items()
    }


def _related(connection: Connection) -> dict[str, list[str]]:
    slots = tables.slots.c
    years = {
        row.publication: row.value
        for row in connection.execute(select(slots.publication, slots.value).where(slots.field == "year"))
    }
    authors: dict[str, list[str]] = {}
    by_author: dict[str, list[str]] = {}
    for row in connection.execute(select(tables.authors)):
        if row.publication in years:
            authors.setdefault(row.publication, []).append(row.name)
            by_author.setdefault(row.name, []).append(row.publication)
    related = {
        uid: sorted({other for name in names for other in by_author[name] if years[other] != years[uid]})
        for uid, names in authors.items()
    }
    return {uid: others for uid, others in sorted(related.items()) if others}


def linked(store: Store) -> dict[str, str]:
    """Return by publication uid what its links were made of, as last noted."""
    with store.reading() as connection:
        return {row.publication: row.made_of for row in connection.execute(select(tables.linked))}


def save_links(store: Store, links: Links, made_of: Mapping[str, str], gone: Iterable[str] = ()) -> None:
    """Replace the links of the publications in ``made_of``, noting what they are made of; those ``gone`` have none."""
    notes = [{"publication": uid, "made_of": told} for uid, told in made_of.items()]
    rows = [
        {"publication": publication, "subject": subject, "content": dump_candidates(candidates)}
        for (publication, subject), candidates in sorted(links.items())
        if candidates
    ]
    with store.writing() as connection:
        forget(connection, (*made_of, *gone))
        for table, values in ((tables.links, rows), (tables.linked, notes)):
            if values:
                connection.execute(insert(table), values)


def forget(connection: Connection, publications: Iterable[str]) -> None:
    """Take away the links of publications and what these were made of."""
    those = [{"changed": uid} for uid in publications]
    for table in (tables.links, tables.linked):
        if those:
            connection.execute(delete(table).where(table.c.publication == bindparam("changed")), those)
