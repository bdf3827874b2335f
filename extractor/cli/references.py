"""``extractor references``: search exports in, duplicates found, references out."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli import console
from extractor.cli.options import AsJson, Out, ProtocolName, Review, Reviewer
from extractor.core.errors import ExitCode

if TYPE_CHECKING:
    from extractor.bibliography.decided import ScreeningAction
    from extractor.core.reference import ScreeningCounts
    from extractor.workflows.references import Imported

references = typer.Typer(
    help="Take in what databases found, and find what is there twice.", no_args_is_help=True, rich_markup_mode=None
)


class Verdict(StrEnum):
    """What can be said of two records."""

    SAME = "same"
    DIFFERENT = "different"
    UNDO = "undo"


class Format(StrEnum):
    """The forms that references leave in."""

    RIS = "ris"
    CSV = "csv"


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
    if searched > date.today():
        raise typer.BadParameter(f"--date {searched} is still to come")
    with open_store(into, create=True) as store:
        done = [_tell_import(item) for item in import_files(store, files, searched, search=search, database=database)]
    if any(item.added and item.added.new for item in done):
        console.talk(f"to join what is there twice: extractor references dedupe {console.plain(into)}")
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
        where = f"{item.export.database}, {item.search}"
        if item.n_searches:
            where = f"of {item.n_searches} searches as this program wrote them"
        told = f"{where}: {len(item.export.records)} records, {item.added.new} new"
        told += f", {item.added.known} known from other searches" if item.added.known else ""
        told += f", {item.added.repeated} twice in this search" if item.added.repeated else ""
        console.result(f"{name}: {console.plain(told)}")
    return item


@references.command()
def dedupe(review: Review, as_json: AsJson = False) -> None:
    """Find the records that tell of one publication, within databases and across them, and join them.

    Every record keeps where it came from. Pairs that may be one publication are printed with what agrees and what does
    not, to be decided on with `references decide`; until then they are two. What was decided stands.

    Example: extractor references dedupe review
    """
    from dataclasses import asdict
    from json import dumps

    from extractor.bibliography.write import citation
    from extractor.store.database import open_store
    from extractor.store.references import records
    from extractor.workflows.references import dedupe as find

    with open_store(review) as store:
        done = find(store)
        told = {item.uid: citation(item) for item in records(store)} if done.unsure and not as_json else {}
    if as_json:
        console.result(dumps(asdict(done), ensure_ascii=False, indent=2))
        return
    for pair in done.unsure:
        console.result(f"{pair.uid}  {console.plain(pair.reason)}")
        console.result(f"    {console.plain(told[pair.first])}\n    {console.plain(told[pair.second])}")
    console.talk(f"{done.records} records of {done.references} publications, {len(done.unsure)} pairs to look at")


@references.command()
def decide(
    review: Review,
    pair: Annotated[str, typer.Argument(metavar="PAIR", help="Two records, as `references dedupe` prints them.")],
    verdict: Annotated[Verdict, typer.Argument(help="One publication or two; undo takes back what was said last.")],
    reviewer: Reviewer,
) -> None:
    """Say of two records whether they are one publication; every word is kept, and can be taken back.

    Example: extractor references decide review 0f1e2d3c4b5a6978:8796a5b4c3d2e1f0 same --reviewer NAME
    """
    from extractor.store.database import open_store
    from extractor.workflows.references import decide_pair, undo_pair, unsure_pairs

    with open_store(review) as store:
        if verdict is Verdict.UNDO:
            undo_pair(store, pair, reviewer)
        else:
            decide_pair(store, pair, "same" if verdict is Verdict.SAME else "different", reviewer)
        left = len(unsure_pairs(store))
    kept = {Verdict.SAME: "one publication", Verdict.DIFFERENT: "two publications", Verdict.UNDO: "taken back"}[verdict]
    console.talk(f"{kept}; {left} pairs to look at")


@references.command()
def counts(review: Review, as_json: AsJson = False) -> None:
    """Print what each search gave, by round: records, duplicates and publications to screen, as PRISMA 2020 asks.

    Example: extractor references counts review
    """
    from dataclasses import asdict
    from json import dumps

    from extractor.store.database import open_store
    from extractor.workflows.reference_flow import screening_flow
    from extractor.workflows.references import counts as count

    with open_store(review) as store:
        told, flow = count(store), screening_flow(store)
    if as_json:
        rounds = [
            asdict(item)
            | {"records": item.records, "duplicates": item.duplicates, "screening": asdict(flow.of(item.name))}
            for item in told.rounds
        ]
        console.result(
            dumps(asdict(told) | {"rounds": rounds, "screening": asdict(flow.whole)}, ensure_ascii=False, indent=2)
        )
        return
    for item in told.rounds:
        name = console.plain(item.name)
        for search in item.searches:
            kind = "register" if search.is_register else "database"
            named = console.plain(f"{item.name}, {kind} {search.database}, {search.searched}")
            console.result(f"{named}: {search.records} records, {search.new} publications that no earlier search had")
        sums = f"{item.records} records, {item.duplicates} duplicates removed, {item.references} to screen"
        console.result(f"{name}: {sums}")
        if told.is_update:
            _tell_screening(flow.of(item.name), f"{name}: ")
    _tell_screening(flow.whole)
    if flow.whole.conflicts:
        console.warning(f"reviewers disagree on {flow.whole.conflicts}: extractor references screen {review}")
    if told.unsure_pairs:
        console.warning(f"{told.unsure_pairs} pairs are not decided on: extractor references dedupe {review}")


def _tell_screening(told: "ScreeningCounts", begin: str = "") -> None:
    if told.screened is not None:
        console.result(f"{begin}{told.screened} screened, {told.excluded} excluded, {told.sought} sought")
    if told.not_retrieved is not None:
        console.result(f"{begin}{told.not_retrieved} of those sought have no PDF")


@references.command()
def export(
    review: Review,
    form: Annotated[Format, typer.Option("--format", help="ris for reference managers, csv for spreadsheets.")],
    protocol: ProtocolName = None,
    out: Out = None,
) -> None:
    """Write the publications that the searches found, duplicates joined, with what was decided on them in screening.

    Example: extractor references export review --format ris --out references.ris
    """
    from extractor.bibliography.write import csv_lines, ris_lines
    from extractor.core.files import write_atomically
    from extractor.protocol.load import DEFAULT_PROTOCOL, load_protocol
    from extractor.store.database import open_store
    from extractor.workflows.reference_screening import told_decisions
    from extractor.workflows.references import references as publications

    reasons = load_protocol(protocol or DEFAULT_PROTOCOL).exclusion_reasons
    with open_store(review) as store:
        found = publications(store)
        decisions = told_decisions(store, found, reasons)
    lines = ris_lines(found, decisions) if form is Format.RIS else csv_lines(found, decisions)
    if out is None:
        console.results(lines)
    else:
        write_atomically(out, lines)


class Listed(StrEnum):
    """What a list of references without decisions is a list of."""

    INCLUDED = "included"
    EXCLUDED = "excluded"


@references.command()
def screen(
    review: Review,
    reviewer: Reviewer,
    protocol: ProtocolName = None,
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="Take decisions in from ASReview, Rayyan or Covidence instead."),
    ] = None,
    listed: Annotated[
        Listed | None, typer.Option("--as", help="What the file lists, where it tells no decisions itself.")
    ] = None,
) -> int:
    """Screen references by title and abstract: include or exclude by one key, for the protocol's reasons, and undo.

    After a few decisions what is likely relevant comes first. Pairs that may be duplicates are shown side by side.
    Decisions of other tools are taken in with --from: RIS or CSV as ASReview, Rayyan and Covidence write them.

    Example: extractor references screen review --reviewer "A. Reader"
    """
    import sys

    from extractor.core.errors import UsageError

    if source is not None:
        return _take_in(review, source, reviewer, protocol, listed)
    if listed is not None:
        raise UsageError("--as says what a file lists", hint="name the file with --from")
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("screening needs a terminal", hint="take decisions in from a file with --from")
    from extractor.protocol.load import DEFAULT_PROTOCOL, load_protocol
    from extractor.review.config import load_config
    from extractor.review.screening import ScreeningSession
    from extractor.review.screens.screening import ScreeningApp
    from extractor.store.database import open_store

    config = load_config(review)
    rules = load_protocol(protocol or DEFAULT_PROTOCOL)
    with open_store(review) as store:
        app = ScreeningApp(ScreeningSession(store, reviewer, rules), store, config=config)
        app.run()
    return app.return_code or 0


_ACTIONS: "dict[Listed, ScreeningAction]" = {Listed.INCLUDED: "include", Listed.EXCLUDED: "exclude"}


def _take_in(review: Path, source: Path, reviewer: str, protocol: str | None, listed: Listed | None) -> int:
    from extractor.protocol.load import DEFAULT_PROTOCOL, load_protocol
    from extractor.store.database import open_store
    from extractor.workflows.reference_screening import import_decisions

    rules = load_protocol(protocol or DEFAULT_PROTOCOL)
    with open_store(review) as store:
        done = import_decisions(store, source, reviewer, rules, listed=_ACTIONS[listed] if listed else None)
    for line in done.unknown:
        console.error(f"{source.name}: line {line}: no reference of this review, or several")
    told = f"{done.new} decisions new, {done.known} known, {done.n_open} records left open"
    told = f"a list of what was {done.listed}d: {told}" if done.listed else told
    console.result(f"{console.plain(source.name)}: {told}")
    return ExitCode.PARTIAL if done.unknown else ExitCode.DONE


@references.command("match")
def match_(review: Review, protocol: ProtocolName = None, as_json: AsJson = False) -> None:
    """Find which PDF of the review is which reference, and tell what has no PDF and which PDF is no reference.

    Supplements, corrections and retractions are joined to their publication; corrections and retractions are told in
    red. Reports of cases that the PDFs cite and that the references lack are listed, those of the protocol's diseases
    and drugs. References that were excluded are not missed. Assign by hand what is to be looked at.

    Example: extractor references match review
    """
    from dataclasses import asdict
    from json import dumps

    from extractor.protocol.load import DEFAULT_PROTOCOL, load_protocol
    from extractor.store.database import open_store
    from extractor.workflows.reference_match import listing, match

    with open_store(review) as store:
        found = match(store, load_protocol(protocol or DEFAULT_PROTOCOL))
        lines = [] if as_json else list(listing(store, found))
    if as_json:
        console.result(dumps(asdict(found), ensure_ascii=False, indent=2))
        return
    for line in lines:
        (console.alarm if line.is_alarm else console.result)(console.plain(line.text))
    if found.without_text:
        told = f"{len(found.without_text)} PDFs were matched by their title pages alone, and not searched for citations"
        console.warning(f"{told}; to keep their pages: extractor extract PDF_DIR --out {review}")
    sums = f"{len(found.matches)} matched, {len(found.unsure)} to look at, {len(found.without_pdf)} without PDF"
    console.talk(f"{sums}, {len(found.without_reference)} PDFs without reference, {len(found.cited)} cited reports")


@references.command()
def assign(
    review: Review,
    pdf: Annotated[str, typer.Argument(metavar="PDF", help="A PDF's name, with .pdf or without.")],
    reviewer: Reviewer,
    given: Annotated[
        list[str] | None, typer.Argument(metavar="[UID|PAGES=UID]...", help="Its references; none: it is none of them.")
    ] = None,
) -> None:
    """Say which reference a PDF is; a book of abstracts is several, each on its pages. The last word counts.

    Example: extractor references assign review abstracts.pdf 12-13=0f1e2d3c4b5a6978 15=8796a5b4c3d2e1f0 --reviewer NAME
    """
    from extractor.store.database import open_store
    from extractor.workflows.assignments import assign as decide_on

    with open_store(review) as store:
        decide_on(store, pdf, given or (), reviewer)
