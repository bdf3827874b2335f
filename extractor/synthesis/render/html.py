"""A report as one HTML page: no script, nothing fetched, every number a link to the quotes behind it.

A number's link opens a panel with the values that it rests on, by CSS ``:target`` alone, so that the panel opens by
keyboard, in every browser, and from a bookmark. A patient's own value leads to its row in the list of all values.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from extractor.core.files import write_atomically
from extractor.synthesis.model import Patient, Report, Source
from extractor.synthesis.render.blocks import Block, Entry, Figure, Heading, Paragraph, Table, numbered
from extractor.synthesis.render.contents import contents
from extractor.synthesis.render.drawing import settings, svg
from extractor.synthesis.render.markup import Html, element, joined
from extractor.synthesis.render.words import MACHINE_ONLY, field_words, source_words, where_words

NAME = "report.html"

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""What a browser may do with the page: show it with the style that it brings, nothing else."""

PAGE_VALUES = 40_000
"""Values with their quotes that a page shows without becoming slow; it is then about 20 MB large."""
PANEL_VALUES = 30
"""Values that a number's panel shows in a page with more; the tables for programs have them all."""
ELSEWHERE = "The table of values (values.csv, and the sheet values of report.xlsx) has them all."

ON_PAPER = (
    "Printed without the appraisal forms and the list of every value, which are hundreds of pages: "
    "appraisal.docx has the forms, report.xlsx and values.csv have the values."
)
"""Stands on the printed page alone; its style leaves out all that follows from the forms on."""

STYLE = Path(__file__).with_name("page.css")


@dataclass(frozen=True, slots=True)
class _Places:
    """Where a page shows the values of a subject (by uid) and each of its fields.

    ``panel`` is how many values a number's panel may show, None for all; ``own`` the titles of the review's own fields.
    """

    names: dict[str, str]
    subjects: dict[str, str]
    fields: frozenset[tuple[str, str]]
    panel: int | None
    own: dict[str, str]

    def of(self, entry: Entry) -> str | None:
        """Return the place that a cell leads to."""
        place = self.subjects.get(entry.subject)
        if place is None:
            return None
        return f"{place}-{entry.field}" if (entry.subject, entry.field) in self.fields else place


def write_html(report: Report, folder: Path) -> tuple[Path, ...]:
    """Write the page into ``folder``."""
    path = folder / NAME
    with settings():
        write_atomically(path, (f"{part}\n" for part in page(report)))
    return (path,)


def page(report: Report) -> Iterator[str]:
    """Yield the page part by part."""
    synthesis = report.synthesis
    blocks = list(contents(report))
    subjects = _subjects(report)
    shown = sum(len(sources) for _, _, sources in subjects)
    behind = sum(
        len(entry.sources) for block in blocks if isinstance(block, Table) for row in block.rows for entry in row
    )
    listed = subjects if shown <= PAGE_VALUES else []
    places = _Places(
        names={uid: name for uid, name, _ in subjects},
        subjects=_subject_places(synthesis.patients, listed),
        fields=frozenset((uid, source.field) for uid, _, sources in listed for source in sources),
        panel=None if behind <= PAGE_VALUES else PANEL_VALUES,
        own=dict(synthesis.own_titles),
    )
    yield "<!DOCTYPE html>"
    yield '<html lang="en">'
    yield _head(synthesis.labels.title)
    yield "<body>"
    yield element("a", "Skip to the report", class_="skip", href="#main")
    if synthesis.machine_only:
        yield element("p", MACHINE_ONLY, class_="machine", role="note")
    yield element("p", ON_PAPER, class_="on-paper")
    yield _navigation(blocks)
    yield '<main id="main">'
    for block, number in numbered(blocks):
        yield _block(block, number, places)
    yield from _values(listed, places, left_out=len(subjects) - len(listed))
    yield "</main>"
    yield "</body>"
    yield "</html>"


def _head(title: str) -> Html:
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", title),
        element("style", Html(STYLE.read_text(encoding="utf-8"))),
    )


def _navigation(blocks: Iterable[Block]) -> Html:
    headings = [block for block in blocks if isinstance(block, Heading) and block.level == 2]
    links = [element("li", element("a", item.words, href=f"#{item.name}")) for item in headings]
    links.append(element("li", element("a", VALUES.words, href=f"#{VALUES.name}")))
    return element("nav", element("ul", *links), aria_label="Contents")


def _block(block: Block, number: str, places: _Places) -> Html:
    if isinstance(block, Heading):
        return element(f"h{block.level}", block.words, id=block.name)
    if isinstance(block, Paragraph):
        return element("p", block.words, class_="warning" if block.warning else None)
    if isinstance(block, Figure):
        return _figure(block, number)
    return _table(block, number, places)


def _figure(figure: Figure, number: str) -> Html:
    caption = element("figcaption", f"{number}. {figure.caption}")
    if figure.draw is None:
        return element("figure", caption, element("p", figure.description))
    drawn = Html(svg(figure.draw(), figure.name, figure.caption, figure.description))
    return element("figure", caption, drawn, tabindex=0)


def _table(table: Table, number: str, places: _Places) -> Html:
    """Return a table that scrolls by itself where it is wider than the window, and the panels of its numbers."""
    panels: list[Html] = []
    caption = f"{number}. {table.caption}"
    head = element("tr", *(_header(words, numeric=numeric) for words, numeric in table.columns))
    rows = [_row(table, place, places, panels) for place in range(len(table.rows))]
    content = element("table", element("caption", caption), element("thead", head), element("tbody", *rows))
    return joined(
        (
            element("div", content, class_="scroll", role="region", aria_label=caption, tabindex=0),
            *(element("p", note, class_="note") for note in table.notes),
            *panels,
        )
    )


def _header(words: str, *, numeric: bool) -> Html:
    return element("th", words, scope="col", class_="number" if numeric else None)


def _row(table: Table, place: int, places: _Places, panels: list[Html]) -> Html:
    """Return a row; the panels of its numbers are added to ``panels``, one for numbers that rest on the same values."""
    row, name = table.rows[place], f"{table.name}-{place}"
    about = ", ".join(entry.words for entry in row[: table.heads])
    opened: dict[tuple[object, ...], str] = {}
    cells = []
    for column, (entry, (_, numeric)) in enumerate(zip(row, table.columns, strict=True)):
        behind = (entry.sources, entry.silent)
        target = opened.get(behind) if any(behind) else places.of(entry)
        if any(behind) and target is None:
            target = opened[behind] = f"{name}-{len(opened)}"
            panels.append(_panel(entry, f"{table.caption}: {about}", target, name, places))
        content = element("a", entry.words, href=f"#{target}") if target else entry.words
        kind = "number" if numeric else None
        cells.append(
            element("th", content, scope="row", class_=kind)
            if column < table.heads
            else element("td", content, class_=kind)
        )
    return element("tr", *cells, id=name)


def _panel(entry: Entry, about: str, name: str, back: str, places: _Places) -> Html:
    """Return the values that a number rests on, each with its quotes."""
    shown = entry.sources[: places.panel]
    left_out = len(entry.sources) - len(shown)
    return element(
        "section",
        element("p", element("a", "Close", href=f"#{back}"), " ", element("strong", about)),
        element("ul", *(_case(list(values), places) for _, values in groupby(shown, where_words))),
        _silent(entry.silent, places),
        element("p", f"{left_out} more values are not shown here. {ELSEWHERE}") if left_out else None,
        id=name,
        class_="why",
        tabindex=-1,
        aria_label=f"Quotes behind {about}",
    )


def _silent(patients: tuple[str, ...], places: _Places) -> Html | None:
    """Return who is counted without a value of their own."""
    if not patients:
        return None
    shown = [places.names[uid] for uid in patients[: places.panel]]
    more = f" and {len(patients) - len(shown)} more" if len(patients) > len(shown) else ""
    return element("p", f"Nothing is told of it in: {', '.join(shown)}{more}.")


def _case(sources: Sequence[Source], places: _Places) -> Html:
    """Return what one case, or one publication, tells: each value and its quotes with their pages."""
    name, place = where_words(sources[0]), places.subjects.get(sources[0].subject)
    told = (
        element("li", f"{field_words(item.field, item.key, places.own)}: {source_words(item)} ", _quotes(item))
        for item in sources
    )
    return element("li", element("a", name, href=f"#{place}") if place else name, element("ul", *told))


def _quotes(source: Source) -> Html:
    if not source.quotes:
        return joined(("No quote: given by a person." if source.reviewer else "No quote.",))
    return joined(part for quote in source.quotes for part in (element("q", quote.text), f" (page {quote.page}) "))


VALUES = Heading(2, "values", "Every value with its quote")

_COLUMNS = ("Field", "Value", "Quote and page", "Report", "Confirmed by")


def _subject_places(
    patients: Iterable[Patient], listed: Sequence[tuple[str, str, tuple[Source, ...]]]
) -> dict[str, str]:
    """Return the place of each subject; a case that was joined to a patient is found where the patient is."""
    places = {uid: f"s{number}" for number, (uid, _, _) in enumerate(listed)}
    for patient in patients:
        if patient.uid in places:
            places.update({case.uid: places[patient.uid] for case in patient.cases})
    return places


def _subjects(report: Report) -> list[tuple[str, str, tuple[Source, ...]]]:
    """Return the uid, name and values of every publication and every unique patient."""
    synthesis = report.synthesis
    publications = [(item.uid, item.id, item.sources) for item in synthesis.publications]
    return publications + [(item.uid, item.name, item.values) for item in synthesis.patients]


def _values(listed: Sequence[tuple[str, str, tuple[Source, ...]]], places: _Places, *, left_out: int) -> Iterator[Html]:
    """Yield every subject's values, each once."""
    yield element("h2", VALUES.words, id=VALUES.name)
    if left_out:
        yield element("p", f"They are too many for a page. {ELSEWHERE}")
    head = element("thead", element("tr", *(element("th", words, scope="col") for words in _COLUMNS)))
    for uid, name, sources in listed:
        place = places.subjects[uid]
        seen: set[str] = set()
        rows = []
        for source in sources:
            first = source.field not in seen
            seen.add(source.field)
            rows.append(_value_row(source, f"{place}-{source.field}" if first else None, places))
        table = element("table", head, element("tbody", *rows), aria_labelledby=f"{place}-name")
        yield element("section", element("h3", name, id=f"{place}-name"), table, id=place, class_="subject")


def _value_row(source: Source, place: str | None, places: _Places) -> Html:
    confirmed = f"{source.reviewer} ({source.how})" if source.reviewer else source.how
    return element(
        "tr",
        element("th", field_words(source.field, source.key, places.own), scope="row"),
        element("td", source_words(source)),
        element("td", _quotes(source)),
        element("td", where_words(source)),
        element("td", confirmed),
        id=place,
    )
