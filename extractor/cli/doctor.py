"""``extractor doctor``: what is installed, what is missing, and the command that mends it."""

import typer

from extractor.cli import console
from extractor.core.errors import ExitCode


def doctor() -> None:
    """Print versions, models and protocols, and for all that is missing the command that mends it.

    Exit status 5 where something that extraction needs is missing. Example: extractor doctor
    """
    from extractor.workflows.doctor import examine

    findings = examine()
    for finding in findings:
        mark = "ok" if finding.is_fine else ("missing" if finding.is_needed else "optional, missing")
        mend = f"; {finding.mend}" if finding.mend and not finding.is_fine else ""
        console.result(console.plain(f"{finding.name}: {finding.told} ({mark}){mend}"))
    if any(finding.is_needed and not finding.is_fine for finding in findings):
        raise typer.Exit(ExitCode.RESOURCE)
