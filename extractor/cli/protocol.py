"""``extractor protocol``: shows what a protocol asks for, and checks one that somebody writes."""

from typing import Annotated

import typer

from extractor.cli import console

protocol = typer.Typer(help="Show or check a review's protocol.", no_args_is_help=True, rich_markup_mode=None)

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
def check(name_or_dir: NameOrDir = "jak_dm") -> None:
    """Check a protocol's files; list what loads but is not wise.

    Example: extractor protocol check my_review/
    """
    from extractor.protocol.check import warnings
    from extractor.protocol.load import load_protocol

    loaded = load_protocol(name_or_dir)
    found = warnings(loaded)
    for line in found:
        console.result(f"warning: {console.plain(line)}")
    console.result(f"{console.plain(loaded.id)}: can be used, {len(found)} warning{'' if len(found) == 1 else 's'}")
