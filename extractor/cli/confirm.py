"""``extractor confirm``: an annotation file as one reviewer's complete word."""

from pathlib import Path
from typing import Annotated

import typer

from extractor.cli import console
from extractor.cli.options import ProtocolName, Review, Reviewer


def confirm(
    review: Review,
    source: Annotated[
        Path, typer.Option("--from", metavar="FILE", help="Annotations after the contract (JSON lines).")
    ],
    reviewer: Reviewer,
    protocol: ProtocolName = None,
) -> None:
    """Take FILE in as the reviewer's complete word on the publications it tells of.

    Equal values are accepted, others corrected, what the machine did not find is added, and what the file does not
    say is rejected. Nothing is overwritten: every step is a decision that can be taken back. The same file taken in
    again adds nothing.

    Example: extractor confirm review --from annotations/gold.jsonl --reviewer NAME
    """
    from extractor.protocol.annotations import read_annotations
    from extractor.protocol.load import DEFAULT_PROTOCOL, load_protocol
    from extractor.store.database import open_store
    from extractor.workflows.confirm import confirm as take_in

    annotations = read_annotations(source, load_protocol(protocol or DEFAULT_PROTOCOL))
    with open_store(review) as store:
        done = take_in(store, annotations, reviewer)
    told = ", ".join(f"{count} {_PAST[action]}" for action, count in done.decisions)
    console.talk(f"{done.publications} publications: {told or 'nothing new'}")


_PAST = {"accept": "accepted", "correct": "corrected", "add": "added", "reject": "rejected"}
