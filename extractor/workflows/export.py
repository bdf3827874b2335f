"""What leaves a review: the confirmed records, or the machine's suggestions marked as such."""

from collections.abc import Iterator
from typing import Literal

from extractor.export.csv import candidate_rows, confirmed_rows, csv_lines
from extractor.export.jsonl import annotation_lines, candidate_lines
from extractor.store import read
from extractor.store.database import Store

Format = Literal["csv", "jsonl"]


def export(store: Store, form: Format, *, candidates: bool = False) -> Iterator[str]:
    """Return the lines of an export, sorted by publication id.

    Confirmed lines of JSON are the contract's objects. With ``candidates`` nothing confirmed is told: lines of JSON
    are those of ``candidates.jsonl`` (``provenance`` marks them), rows say ``machine`` under ``how``.
    """
    if candidates:
        extractions = (extraction for _, extraction in read.each_extraction(store))
        if form == "jsonl":
            return candidate_lines(extractions)
        return csv_lines(row for extraction in extractions for row in candidate_rows(extraction))
    records = read.confirmed_records(store)
    if form == "jsonl":
        return annotation_lines(records.values())
    return csv_lines(
        row for uid, record in records.items() for row in confirmed_rows(record.id, read.history(store, uid))
    )
