"""What waits for a decision: how sure the machine is of each suggestion on which nothing stands decided."""

from sqlalchemy import func, literal, select

from extractor.core.candidate import Slot
from extractor.core.confirmed import CLEARS, Place, settled
from extractor.core.decision import Decision
from extractor.store import tables
from extractor.store.database import Store
from extractor.store.decide import decision_of


def waiting(store: Store) -> dict[str, tuple[float, ...]]:
    """Return by publication uid the confidences of its open suggestions: cases, their values, statements, its own.

    Links between reports are left out. A publication in which nothing waits is left out too. No extraction is read as
    a whole: this takes some seconds for thousands of publications.
    """
    table, slots = tables.publications.c, tables.slots.c
    kept = tables.extractions
    columns = [column for column in tables.decisions.c if column.name != "anchors"]
    decided: dict[str, list[Decision]] = {}
    found: dict[str, list[float]] = {}
    with store.reading() as connection:
        query = select(*columns, literal("[]").label("anchors")).order_by(tables.decisions.c.number)
        for decision in map(decision_of, connection.execute(query)):
            decided.setdefault(decision.publication, []).append(decision)
        standing = {uid: settled(decisions) for uid, decisions in decided.items()}
        suggested: list[tuple[str, Place, float]] = []
        for part in ("cases", "statements"):
            item = func.json_each(kept.c.content, f"$.{part}").table_valued("value", name=part)
            parts = [func.json_extract(item.c.value, f"$.{name}").label(name) for name in ("uid", "confidence")]
            whole = select(table.uid.label("publication"), *parts).select_from(
                tables.publications.join(kept, kept.c.number == table.extraction).join(item, literal(value=True))
            )
            suggested += [(row.publication, (row.uid, None), row.confidence) for row in connection.execute(whole)]
        rows = connection.execute(select(slots.publication, slots.subject, slots.field, slots.key, slots.confidence))
        suggested += [(row.publication, (row.subject, Slot(row.field, row.key)), row.confidence) for row in rows]
    for publication, place, confidence in suggested:
        known = standing.get(publication, {})
        case = known.get((place[0], None))
        if place not in known and not (case is not None and case.action in CLEARS):
            found.setdefault(publication, []).append(confidence)
    return {uid: tuple(sorted(confidences)) for uid, confidences in found.items()}
