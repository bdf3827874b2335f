"""``extractor protocol``: shows what a protocol asks for, checks one that somebody writes, begins a new one."""

from pathlib import Path
from typing import Annotated

import typer

from extractor.cli import console

protocol = typer.Typer(help="Show, check or begin a review's protocol.", no_args_is_help=True, rich_markup_mode=None)

NameOrDir = Annotated[
    str, typer.Argument(metavar="[NAME_OR_DIR]", help="A protocol that comes with the program, or a folder of one.")
]


@protocol.command()
def show(
    name_or_dir: NameOrDir = "jak_dm",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object with every word.")] = False,
) -> None:
    """Print what a protocol asks for: drugs, diseases, domains, and how many words it knows for each.

    Example: extractor protocol show jak_dm
    """
    from extractor.protocol.load import load_protocol
    from extractor.protocol.render import as_text, to_json

    loaded = load_protocol(name_or_dir)
    console.result(to_json(loaded) if as_json else as_text(loaded))


@protocol.command()
def check(name_or_dir: NameOrDir = "jak_dm") -> int:
    """Check a protocol's files: every error with file and line, what is not wise, and what the base loses by it.

    Errors end with status 2: keys and types that are wrong, words that stand twice or can never be found.

    Example: extractor protocol check my_review/
    """
    from extractor.core.errors import ExitCode
    from extractor.workflows.protocol import check as checked

    found = checked(name_or_dir)
    for line in found.errors:
        console.error(line)
    for line in found.warnings:
        console.result(f"warning: {console.plain(line)}")
    for line in found.notes:
        console.result(f"note: {console.plain(line)}")
    if found.errors:
        return ExitCode.USAGE
    count = len(found.warnings)
    console.result(f"{console.plain(found.id)}: can be used, {count} warning{'' if count == 1 else 's'}")
    return ExitCode.DONE


@protocol.command()
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The new protocol's name, such as il17_in_prp.")],
    into: Annotated[Path, typer.Option("--into", metavar="FOLDER", help="Where its folder is made.")] = Path(),
    title: Annotated[str | None, typer.Option("--title", help="What the review is called.")] = None,
) -> None:
    """Write a protocol to start from: a folder of commented files with an example of everything.

    Nothing is overwritten. Put your own words in place of the examples, then check it.

    Example: extractor protocol new il17_in_prp --into reviews
    """
    from extractor.protocol.new import write_skeleton

    for path in write_skeleton(name, into, title):
        console.result(console.plain(path))
