"""``extractor references``: search exports in, duplicates found, references out."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli import console
from extractor.core.errors import ExitCode

if TYPE_CHECKING:
    from extractor.workflows.references import Imported

references = typer.Typer(
    help="Take in what databases found, and find what is there twice.", no_args_is_help=True, rich_markup_mode=None
)


@references.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILES", help="Exports of databases, in any format.")],
    into: Annotated[Path, typer.Option("--into", metavar="REVIEW", help="The review folder, made where missing.")],
    day: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], help="The day of the search; today if not given."),
    ] = None,
    search: Annotated[
        str | None, typer.Option("--search", metavar="NAME", help="The round of searches that the files belong to.")
    ] = None,
    database: Annotated[
        str | None, typer.Option("--database", metavar="NAME", help="The database, where a file does not show it.")
    ] = None,
) -> int:
    """Take in the records of search exports: PubMed, Embase, Web of Science, Scopus, Dimensions and others.

    The format is told by what stands in a file, not by its name: RIS, BibTeX, PubMed (.nbib), Web of Science (plain
    text, tab-delimited), EndNote XML, CSV and Excel. A record that is broken is told by line, the rest is kept, and the
    status is 1. A later search adds what is new; the same file taken in again adds nothing.

    Example: extractor references import pubmed.nbib embase.ris scopus.csv --into review --date 2025-05-01
    """
    from datetime import date

    from extractor.store.database import open_store
    from extractor.workflows.references import import_files

    searched = day.date() if day else date.today()
    with open_store(into, create=True) as store:
        done = [_tell_import(item) for item in import_files(store, files, searched, search=search, database=database)]
    if all(item.error for item in done):
        return ExitCode.INPUT
    return ExitCode.DONE if all(item.is_whole for item in done) else ExitCode.PARTIAL


def _tell_import(item: "Imported") -> "Imported":
    name = console.plain(item.path.name)
    if item.error:
        console.error(item.error)
    elif item.earlier:
        told = (
            f"taken in before as {item.earlier.file}, {item.earlier.search} of {item.earlier.searched}: nothing added"
        )
        console.result(f"{name}: {console.plain(told)}")
    elif item.export and item.added:
        for broken in item.export.broken:
            console.error(f"{item.path.name}: {broken}")
        for doubt in item.export.doubts:
            console.warning(f"{item.path.name}: {doubt}")
        if item.export.database == "unknown":
            console.warning(f"{item.path.name}: does not show its database; name it with --database")
        told = f"{item.export.database}, {item.search}: {len(item.export.records)} records, {item.added.new} new"
        told += f", {item.added.known} known from other searches" if item.added.known else ""
        told += f", {item.added.repeated} twice in this search" if item.added.repeated else ""
        console.result(f"{name}: {console.plain(told)}")
    return item
