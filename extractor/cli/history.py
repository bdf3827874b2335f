"""``extractor history``: every decision on a publication, who made it, when, why and how."""

import json
from typing import Annotated

import typer

from extractor.cli import console
from extractor.cli.options import AsJson, Review


def history(
    review: Review,
    publication: Annotated[
        str | None, typer.Argument(metavar="ID", help="The publication's id; left out with --time.", show_default=False)
    ] = None,
    time: Annotated[bool, typer.Option("--time", help="The seconds at work on each case instead.")] = False,
    as_json: AsJson = False,
) -> None:
    """Print every decision on a publication, oldest first: old and new value, who, when, why and how.

    What was taken back stays in the record and is marked so. --time prints how long reviewers were at work on each
    form, with suggestions and without; pauses of over a minute are left out.

    Example: extractor history review smith-2020
    """
    from extractor.core.errors import UsageError
    from extractor.store.database import open_store
    from extractor.workflows.history import history as entries_of
    from extractor.workflows.history import time_spent, told

    if publication is None and not time:
        raise UsageError("whose history?", hint="name a publication's id, or ask for --time")
    with open_store(review) as store:
        rows = time_spent(store) if time else entries_of(store, publication or "")
    if time:
        rows = [row for row in rows if publication in (None, row["publication"])]
    if as_json:
        console.result(json.dumps({"time" if time else "decisions": rows}, ensure_ascii=False))
    elif time:
        names = ("publication", "what", "reviewer", "mode")
        console.results(
            console.plain(f"{row['seconds']:8.1f} s  {'  '.join(row[name] for name in names)}") + "\n" for row in rows
        )
    else:
        console.results(console.plain(told(row)) + "\n" for row in rows)
    if not rows:
        console.warning("nothing was decided here yet" if not time else "no time was noted yet")
