"""``extractor history``: every decision on a publication, who made it, when, why and how."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from extractor.cli import console
from extractor.cli.options import AsJson, Review
from extractor.core.time_spent import FormTime


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
    from extractor.workflows.history import told
    from extractor.workflows.time_spent import time_spent

    if publication is None and not time:
        raise UsageError("whose history?", hint="name a publication's id, or ask for --time")
    with open_store(review) as store:
        if time:
            forms = [item for item in time_spent(store) if publication in (None, item.publication)]
            rows = [asdict(item) for item in forms]
            lines = [_line(item) for item in forms]
        else:
            rows = entries_of(store, publication or "")
            lines = [told(row) for row in rows]
    if as_json:
        console.result(json.dumps({"time" if time else "decisions": rows}, ensure_ascii=False))
    else:
        console.results(console.plain(line) + "\n" for line in lines)
    if not rows:
        console.warning("nothing was decided here yet" if not time else "no time was noted yet")


def _line(item: FormTime) -> str:
    place = "  ".join((item.publication, item.form, item.reviewer, item.mode))
    return f"{item.seconds:8.1f} s  {place}  {item.decisions} decisions"
