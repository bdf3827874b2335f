"""``extractor report``: from confirmed cases to the review's tables, every number with the quotes behind it."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli import console
from extractor.cli.options import ProtocolName, Review

if TYPE_CHECKING:
    from extractor.synthesis.model import Report


class Linked(StrEnum):
    """Which of several reports of a patient is asked first for a value."""

    EARLIEST = "earliest"
    LONGEST = "longest"


def report(
    review: Review,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FOLDER", help="Where to write; REVIEW/report if left out.", show_default=False),
    ] = None,
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "--format", metavar="FORMAT,…", help="Only these: html, docx, xlsx, csv, figures.", show_default="all"
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object, and write only what --out or --format ask for.")
    ] = False,
    candidates: Annotated[
        bool, typer.Option("--candidates", help="What the machine suggests, marked as such, not what is confirmed.")
    ] = False,
    linked: Annotated[
        Linked, typer.Option("--linked", help="Where reports of one patient differ: which of them is asked first.")
    ] = Linked.EARLIEST,
    time: Annotated[bool, typer.Option("--time", help="Tell how long reviewers were at work.")] = False,
    protocol: ProtocolName = None,
) -> None:
    """Write the review's tables and figures: unique patients, and who improved, by disease, drug and domain.

    Reports of one patient count once. Nothing but what is confirmed counts, unless --candidates asks for the machine's
    suggestions.

    Example: extractor report review --out tables --format docx,xlsx
    """
    import json

    from extractor.protocol.load import DEFAULT_PROTOCOL, load_protocol
    from extractor.store.database import open_store
    from extractor.workflows.report import chosen_formats, write
    from extractor.workflows.report import report as make

    chosen = chosen_formats(formats)
    rules = load_protocol(protocol or DEFAULT_PROTOCOL)
    with open_store(review) as store:
        made = make(store, rules, linked=linked.value, candidates=candidates, time=time)
    _warn(made)
    if not as_json or out or formats:
        for path in write(made, out or review / "report", chosen):
            console.talk(f"written: {path}")
    if as_json:
        from extractor.synthesis.as_json import as_json as object_of

        console.result(json.dumps(object_of(made)))
    else:
        from extractor.synthesis.as_text import as_text

        console.results(f"{console.plain(line)}\n" for line in as_text(made))


def _warn(made: "Report") -> None:
    from extractor.synthesis.render.words import caveats

    told = made.synthesis
    if told.machine_only:
        console.warning("these are the machine's suggestions; nobody has confirmed them")
    for words in (*caveats(told), *(item.words for item in told.unresolved)):
        console.warning(words)
    protocols = {protocol for _, protocol, _ in made.provenance.stamps if protocol}
    if protocols and made.provenance.protocol_digest not in protocols:
        name = made.provenance.protocol_id
        console.warning(f"the PDFs were read under another protocol or another version of {name}; --protocol names one")
