"""``extractor read``: what the tool saw in one PDF."""

from pathlib import Path
from typing import Annotated

import typer

from extractor.cli import console
from extractor.cli.options import AsJson
from extractor.core.errors import UsageError


def read(
    pdf: Annotated[Path, typer.Argument(metavar="PDF", help="The PDF to read.")],
    as_text: Annotated[
        bool, typer.Option("--text", help="Print title, abstract, body, captions and tables in reading order.")
    ] = False,
    as_sections: Annotated[bool, typer.Option("--sections", help="Print the sections with page and kind.")] = False,
    as_tables: Annotated[bool, typer.Option("--tables", help="Print the tables, cells parted by |.")] = False,
    as_json: AsJson = False,
    everything: Annotated[
        bool, typer.Option("--all", help="With --text: authors, references and back matter too.")
    ] = False,
) -> None:
    """Print what the program reads in a PDF; without an option a short overview.

    Example: extractor read corpus/a01-whitlock-2018.pdf --text
    """
    if as_text + as_sections + as_tables + as_json > 1:
        raise UsageError("only one of --text, --sections, --tables and --json can be asked for")
    from extractor.documents import render
    from extractor.workflows.read import read_apart

    document = read_apart(pdf)
    if as_json:
        console.result(render.to_json(document))
    elif as_text or everything:
        console.result(render.text(document, everything=everything))
    elif as_sections:
        console.result(render.sections(document))
    elif as_tables:
        console.result(render.tables(document) or "no tables")
    else:
        console.result(render.overview(document))
