"""``extractor extract``: PDFs into a review folder."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli import console
from extractor.cli.options import ModelsName, ProtocolName
from extractor.core.bounds import USUAL, Bounds
from extractor.core.errors import ExitCode

if TYPE_CHECKING:
    from extractor.workflows.extract import Summary


def extract(
    context: typer.Context,
    sources: Annotated[
        list[Path], typer.Argument(metavar="PDF_DIR...", help="Folders, every PDF below which is read, or PDFs.")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="REVIEW", help="The review folder; made where missing.")],
    protocol: ProtocolName = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            min=0,
            metavar="N",
            help="Processes that read PDFs, by default one a processor, up to 8; 0: only this one, without bounds.",
            show_default=False,
        ),
    ] = None,
    timeout: Annotated[
        float, typer.Option("--timeout", min=1, metavar="SECONDS", help="What reading one PDF may take.")
    ] = USUAL.seconds,
    memory: Annotated[
        int, typer.Option("--memory", min=500, metavar="MB", help="What each process may take (on Linux).")
    ] = USUAL.megabytes,
    model: Annotated[
        str | None, typer.Option("--model", metavar="NAME", help="An installed spaCy model, e.g. en_core_sci_sm.")
    ] = None,
    models: ModelsName = "fast",
    accept: Annotated[
        list[str] | None,
        typer.Option(
            "--accept",
            metavar="KIND",
            help="Let problems of this kind (as in problems.jsonl: no_text_layer, …) leave the status 0; repeatable.",
        ),
    ] = None,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Neither use nor keep pages that were read, in REVIEW/pages.")
    ] = False,
    log: Annotated[bool, typer.Option("--log", help="Write tracebacks of bugs to REVIEW/extract.log.")] = False,
) -> None:
    """Read every PDF below PDF_DIR into the review folder: review.db, candidates.jsonl, problems.jsonl.

    PDFs that a review knows, unchanged, are skipped. One that takes too long or too much memory, or crashes what reads
    it, is tried once more at the end, alone. Ctrl-C finishes the PDFs in hand, another ends at once; the same command
    goes on from there. Exit status: 0 all fine, 1 some PDFs failed or were read in part, 2 wrong usage, 3 nothing
    could be read, 130 interrupted.

    Example: extractor extract papers/ --out review --jobs 2
    """
    from extractor.protocol.load import DEFAULT_PROTOCOL, load_protocol
    from extractor.workflows.extract import extract as run
    from extractor.workflows.models import find_models

    verbosity: int = context.obj or 0
    progress = console.ProgressLine()
    try:
        summary = run(
            sources,
            out,
            load_protocol(protocol or DEFAULT_PROTOCOL),
            jobs=jobs,
            bounds=Bounds(timeout, memory),
            model=model,
            models=find_models(models),
            log=log or verbosity > 1,
            cache=not no_cache,
            on_progress=lambda step: progress.show(step.done, step.total, step.file),
            on_interrupt=lambda: _tell_of_end(progress),
        )
    except KeyboardInterrupt:
        progress.close()
        console.talk("interrupted; what was read is kept: the same command goes on from there")
        raise typer.Exit(ExitCode.INTERRUPTED) from None
    progress.close()
    _tell(summary)
    raise typer.Exit(exit_code(summary, frozenset(accept or ())))


def _tell_of_end(progress: console.ProgressLine) -> None:
    progress.close()
    console.talk("finishing the PDFs in hand; Ctrl-C again ends at once")


def _tell(summary: "Summary") -> None:
    for report in summary.reports:
        for problem in report.problems:
            page = "" if problem.page is None else f"page {problem.page}: "
            line = f"{report.file}: {page}{problem.message}"
            if report.status == "failed":
                console.error(line)
            else:
                console.warning(line)
    for file, notice in summary.notices:
        console.warning(f"{file}: {notice.message}")
    unchanged = sum(report.unchanged for report in summary.reports)
    counts = ", ".join(f"{summary.count(status)} {status}" for status in ("read", "partial", "failed"))
    console.talk(counts + (f" ({unchanged} of them unchanged, skipped)" if unchanged else ""))


def exit_code(summary: "Summary", accepted: frozenset[str]) -> ExitCode:
    """Return what the shell is told; problems of an accepted kind count as none."""
    if all(report.status == "failed" for report in summary.reports):
        return ExitCode.INPUT
    fine = all(problem.kind in accepted for report in summary.reports for problem in report.problems)
    return ExitCode.DONE if fine else ExitCode.PARTIAL
