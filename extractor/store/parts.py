"""Publications that are pages of one PDF: which there are, as pages are assigned to references and taken back."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from extractor.core.document import Part
from extractor.store import tables
from extractor.store.codec import dump_part, load_part
from extractor.store.database import Store
from extractor.store.save import insert_publication, withdraw


@dataclass(frozen=True, slots=True)
class Assigned:
    """A part of a PDF and the reference (uid) that it is."""

    reference: str
    part: Part


def split(store: Store, given: Mapping[str, Sequence[Assigned]]) -> dict[str, list[str]]:
    """Make a publication of each assigned part of PDFs and return their uids in order, by the uids of the wholes.

    ``given`` has all PDFs at hand, those that nothing is assigned of too. A part is the publication that its reference
    was before, else the one that its pages were, else a new one, named after PDF and first page. One whose pages have
    changed is to be read again. Those that are assigned no more are current no longer, nor is a whole as long as it
    has parts; what was decided on them stays, and counts again where they come back.
    """
    with store.writing() as connection:
        known = _known(connection)
        return {
            whole: _split(connection, whole, assigned, known.get(whole, ()))
            for whole, assigned in given.items()
            if assigned or whole in known
        }


def references_of_parts(store: Store) -> dict[str, str]:
    """Return the reference (uid) that each part is, by the uid of its publication."""
    with store.reading() as connection:
        return {row.publication: row.reference for row in connection.execute(select(tables.parts))}


def _known(connection: Connection) -> dict[str, list[Any]]:
    """Return the parts that there ever were, by the uid of their whole, in the order in which they were made."""
    query = select(tables.parts).join(tables.publications, tables.publications.c.uid == tables.parts.c.publication)
    found: dict[str, list[Any]] = {}
    for row in connection.execute(query.order_by(tables.publications.c.position)):
        found.setdefault(row.whole, []).append(row)
    return found


def _split(connection: Connection, whole: str, assigned: Sequence[Assigned], known: Sequence[Any]) -> list[str]:
    found = _paired(assigned, known)
    for item in known:
        if item.is_current and item.publication not in found.values():
            withdraw(connection, item.publication)
            _update(connection, item.publication, is_current=False)
    if assigned:
        withdraw(connection, whole)
    kept = {item.publication: item for item in known}
    return [
        _keep(connection, kept[found[place]], item) if place in found else _add(connection, whole, item)
        for place, item in enumerate(assigned)
    ]


def _paired(assigned: Sequence[Assigned], known: Sequence[Any]) -> dict[int, str]:
    """Return the publication of each assigned part that is known, by its place."""
    ways: tuple[tuple[Callable[[Assigned], Hashable], Callable[[Any], Hashable]], ...] = (
        (lambda item: item.reference, lambda row: row.reference),
        (lambda item: item.part.pages, lambda row: load_part(row.content).pages),
    )
    found: dict[int, str] = {}
    for of_assigned, of_known in ways:
        for place, item in enumerate(assigned):
            free = (row.publication for row in known if of_known(row) == of_assigned(item))
            publication = next((uid for uid in free if uid not in found.values()), None)
            if place not in found and publication is not None:
                found[place] = publication
    return found


def _keep(connection: Connection, known: Any, item: Assigned) -> str:
    content = dump_part(item.part)
    if content != known.content:
        connection.execute(delete(tables.attempts).where(tables.attempts.c.publication == known.publication))
    _update(connection, known.publication, reference=item.reference, content=content, is_current=True)
    return str(known.publication)


def _update(connection: Connection, publication: str, **values: object) -> None:
    connection.execute(update(tables.parts).where(tables.parts.c.publication == publication).values(**values))


def _add(connection: Connection, whole: str, item: Assigned) -> str:
    table = tables.publications
    name = connection.execute(select(table.c.id).where(table.c.uid == whole)).scalar_one()
    uid = insert_publication(connection, f"{name}-p{item.part.first}")
    row = {"publication": uid, "whole": whole, "reference": item.reference, "content": dump_part(item.part)}
    connection.execute(insert(tables.parts).values(row | {"is_current": True}))
    return uid
