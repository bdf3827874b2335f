"""The command line: which commands there are, and how an error becomes one line and an exit status."""

import re
import sys
import traceback
from typing import Annotated

import typer

from extractor import __version__
from extractor.cli import console
from extractor.cli.confirm import confirm
from extractor.cli.doctor import doctor
from extractor.cli.evaluate import evaluate
from extractor.cli.export import export
from extractor.cli.extract import extract
from extractor.cli.history import history
from extractor.cli.protocol import protocol
from extractor.cli.read import read
from extractor.cli.references import references
from extractor.cli.report import report
from extractor.cli.review import review
from extractor.cli.train import train
from extractor.cli.verify import verify
from extractor.core.errors import ExitCode, ExtractorError

app = typer.Typer(
    name="extractor",
    help="Find the patients in published case reports and series, every value with its quote.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
)
for _command in (extract, read, evaluate, confirm, review, history, report, verify, export, doctor):
    app.command()(_command)
_GROUPS = {"protocol": protocol, "references": references, "train": train}
for _name, _group in _GROUPS.items():
    app.add_typer(_group, name=_name)


def _print_version(wanted: bool) -> None:
    if wanted:
        console.result(f"extractor {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    context: typer.Context,
    verbose: Annotated[
        int, typer.Option("--verbose", "-v", count=True, help="Say more; -vv shows tracebacks. Anywhere in the line.")
    ] = 0,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    context.obj = verbose


def main() -> None:
    """Run the program and end it with its exit status."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit status; whatever goes wrong is told in one line on stderr."""
    console.use_utf8()
    ordered = _verbosity_first(arguments)
    try:
        status = app(_with_help(ordered), standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        console.silence_stdout()
        return ExitCode.DONE
    except (KeyboardInterrupt, typer.Abort):
        console.talk("interrupted")
        return ExitCode.INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last place that can still tell the user in one line
        if ordered[:2] == ["-v", "-v"]:
            traceback.print_exc()
        return _tell(error)
    return int(status or 0)


def _verbosity_first(arguments: list[str]) -> list[str]:
    """Return the words with ``-v`` and its kin, which mean the same anywhere, before the command."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    counted = sum(_verbosity(word) for word in arguments[:end])
    kept = [word for word in arguments[:end] if not _verbosity(word)]
    return ["-v"] * counted + kept + arguments[end:]


def _with_help(words: list[str]) -> list[str]:
    """Return the words, with a request for help where they name no command, or a group of commands alone."""
    named = [word for word in words if word != "-v"]
    return [*words, "--help"] if not named or (len(named) == 1 and named[0] in _GROUPS) else words


def _verbosity(word: str) -> int:
    if word == "--verbose":
        return 1
    return len(word) - 1 if re.fullmatch("-v+", word) else 0


def _tell(error: Exception) -> int:
    if isinstance(error, ExtractorError):
        console.error(error)
        return error.exit_code
    if isinstance(error, OSError):
        console.error(": ".join(str(part) for part in (error.filename, error.strerror or error) if part is not None))
        return ExitCode.RESOURCE
    explain = getattr(error, "format_message", None)
    if explain is not None:
        console.error(f"{explain()} Try: extractor --help")
        return ExitCode.USAGE
    console.error(f"a bug of ours: {type(error).__name__}: {error}; please report it with what -vv prints")
    return ExitCode.BUG
