"""``extractor verify``: whether a report still follows from its PDFs, program, protocol and decisions."""

from pathlib import Path
from typing import Annotated

import typer

from extractor.cli import console
from extractor.cli.options import ProtocolName, Review
from extractor.core.errors import ExitCode


def verify(
    review: Review,
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="FOLDER", help="Where the report lies; REVIEW/report if left out."),
    ] = None,
    pdf_dir: Annotated[
        Path | None,
        typer.Option("--pdf-dir", metavar="PDF_DIR", help="The folder that was extracted: reads its PDFs anew."),
    ] = None,
    jobs: Annotated[
        int, typer.Option("--jobs", min=0, metavar="N", help="Processes that read PDFs; 0: only this one.")
    ] = 1,
    protocol: ProtocolName = None,
    models: Annotated[
        str | None,
        typer.Option("--models", metavar="NAME_OR_DIR", help="As for extract; by default those that were used."),
    ] = None,
) -> None:
    """Make every count of a report anew and say what differs, a line each; nothing in REVIEW is changed.

    Counts are made from the decisions, or suggestions, as they are now; with --pdf-dir suggestions are made from the
    PDFs. Exit status: 0 all the same, 1 something differs.

    Example: extractor verify review --pdf-dir papers
    """
    from extractor.protocol.load import DEFAULT_PROTOCOL, load_protocol
    from extractor.store.database import open_store
    from extractor.workflows.models import find_models
    from extractor.workflows.verify import read_record
    from extractor.workflows.verify import verify as run

    recorded = read_record(report or review / "report")
    rules = load_protocol(protocol or DEFAULT_PROTOCOL)
    progress = console.ProgressLine()
    with open_store(review) as store:
        found = run(
            store,
            rules,
            recorded,
            pdf_dir=pdf_dir,
            jobs=jobs,
            models=find_models(models) if models else None,
            on_progress=lambda step: progress.show(step.done, step.total, step.file),
        )
    progress.close()
    console.results(f"{console.plain(item.line)}\n" for item in found.differences)
    if found.present is None:
        console.warning("no PDF was read; name their folder with --pdf-dir to have their suggestions verified too")
    else:
        console.talk(f"{found.present} of {found.publications} PDFs read anew")
    if found.differences:
        console.talk(f"differences: {len(found.differences)}")
        raise typer.Exit(ExitCode.PARTIAL)
    console.talk("all counts are the same")
