"""``extractor review``: a person looks at every candidate with its evidence and decides."""

from pathlib import Path
from typing import Annotated

import typer


def review(
    review: Annotated[Path, typer.Argument(metavar="REVIEW", help="The review folder that `extract --out` made.")],
    reviewer: Annotated[str, typer.Option("--reviewer", metavar="NAME", help="Who decides; kept with each decision.")],
    protocol: Annotated[
        str, typer.Option("--protocol", metavar="NAME_OR_DIR", help="The review's protocol, for its words.")
    ] = "jak_dm",
    pdf_dir: Annotated[
        Path | None,
        typer.Option("--pdf-dir", metavar="PDF_DIR", help="The folder that was extracted: shows whole paragraphs."),
    ] = None,
) -> None:
    """Show every candidate beside its evidence and take decisions by one key each.

    Each decision is kept at once; leave whenever you want and go on later.

    Example: extractor review review --reviewer "A. Reader" --pdf-dir corpus
    """
    from extractor.protocol.load import load_protocol
    from extractor.review.app import ReviewApp
    from extractor.review.session import ReviewSession
    from extractor.review.sources import Sources
    from extractor.store.database import open_store

    with open_store(review) as store:
        session = ReviewSession(store, reviewer, load_protocol(protocol))
        ReviewApp(session, Sources(*([pdf_dir] if pdf_dir else []))).run()
