"""``extractor review``: a person looks at every candidate with its evidence and decides."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from extractor.cli.options import ProtocolName, Review, Reviewer
from extractor.core.errors import UsageError


def review(
    review: Review,
    reviewer: Reviewer,
    protocol: ProtocolName = None,
    pdf_dir: Annotated[
        Path | None,
        typer.Option("--pdf-dir", metavar="PDF_DIR", help="The folder that was extracted: shows whole paragraphs."),
    ] = None,
    blind: Annotated[
        bool, typer.Option("--blind", help="Hide all suggestions: the forms are empty, the text is all there is.")
    ] = False,
) -> int:
    """Show every candidate beside its evidence and take decisions by one key each.

    Each decision is kept at once; leave whenever you want and go on later. Keys may be changed in keys.toml, in the
    folder case-extractor of your settings or in REVIEW.

    Example: extractor review review --reviewer "A. Reader" --pdf-dir corpus
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("the review needs a terminal", hint="take decisions in from a file with: extractor confirm")
    from extractor.review.config import load_config
    from extractor.review.startup import loading
    from extractor.review.terminal import asking

    config = load_config(review)
    with asking(config.graphics) as terminal, loading():
        from extractor.classify.confidence import bulk_level
        from extractor.protocol.load import DEFAULT_PROTOCOL, load_protocol
        from extractor.protocol.resources import models_dir
        from extractor.review.app import ReviewApp
        from extractor.review.session import ReviewSession
        from extractor.review.sources import Sources
        from extractor.store.database import open_store

        rules = load_protocol(protocol or DEFAULT_PROTOCOL)
    with open_store(review) as store:
        session = ReviewSession(store, reviewer, rules, level=bulk_level(models_dir()), blind=blind)
        app = ReviewApp(session, Sources(*([pdf_dir] if pdf_dir else [])), config=config, terminal=terminal())
        app.run()
        return app.return_code or 0
