"""Arguments and options that mean the same in every command."""

from pathlib import Path
from typing import Annotated

import typer

Review = Annotated[Path, typer.Argument(metavar="REVIEW", help="The review folder, as `extract --out` named it.")]


def _with_letters(name: str) -> str:
    if not name.strip():
        raise typer.BadParameter("a name has letters")
    return name


Reviewer = Annotated[
    str, typer.Option("--reviewer", metavar="NAME", help="Whose decisions these are.", callback=_with_letters)
]
ProtocolName = Annotated[
    str | None,
    typer.Option("--protocol", metavar="NAME_OR_DIR", help="The review's protocol: a name, or a folder with one."),
]
ModelsName = Annotated[
    str,
    typer.Option(
        "--models",
        metavar="NAME_OR_DIR",
        help="What finds statements of effects: fast, accurate (slower; needs the extra `accurate`), or a folder.",
    ),
]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Write to this file, whole or not at all, not to stdout.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
