"""``extractor export``: confirmed records out of a review folder."""

from enum import StrEnum
from typing import Annotated

import typer

from extractor.cli import console
from extractor.cli.options import Out, Review


class Format(StrEnum):
    """The forms that records leave in."""

    CSV = "csv"
    JSONL = "jsonl"


def export(
    review: Review,
    form: Annotated[Format, typer.Option("--format", help="csv: one value a row. jsonl: one publication a line.")],
    out: Out = None,
    candidates: Annotated[
        bool, typer.Option("--candidates", help="The machine's suggestions, marked as such, not confirmed records.")
    ] = False,
) -> None:
    """Write the confirmed records, sorted by publication.

    Example: extractor export review --format csv --out records.csv
    """
    from extractor.core.files import write_atomically
    from extractor.store.database import open_store
    from extractor.workflows.export import export as lines_of

    with open_store(review) as store:
        lines = list(lines_of(store, form.value, candidates=candidates))
    if candidates:
        console.warning("these are the machine's suggestions; nobody has confirmed them")
    elif len(lines) <= (form is Format.CSV):
        console.warning(f"{review}: nothing is confirmed yet; --candidates exports suggestions")
    if out is None:
        console.results(lines)
    else:
        write_atomically(out, lines)
