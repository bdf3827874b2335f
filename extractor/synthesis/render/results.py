"""What is printed of results: improved n of N side by side, counts of patients, medians and ranges."""

from collections.abc import Iterable

from extractor.core.fields import FIELD
from extractor.synthesis.model import (
    By,
    Cell,
    Count,
    CountTable,
    Part,
    Proportion,
    ResponseTable,
    Row,
    Share,
    Source,
    Spread,
    Synthesis,
)
from extractor.synthesis.render.blocks import Entry, Table
from extractor.synthesis.render.words import (
    CROSSED,
    NONE,
    id_words,
    percent,
    proportion_words,
    row_words,
)

CLOSING = (
    "In brackets: percentage and 95 % interval (Wilson score interval without continuity correction).",
    "Best response: the best state told on the drug, or the state at the last visit where no better one is told.",
    "Without new co-therapy: only patients in whom no other treatment was begun with the drug.",
    "Unclear, not reported: further patients of the denominator, at the last visit / as best response; no part of N.",
    "Of whom it is not known whether the denominator holds them is counted under “Active at the drug's start”.",
)


def response_table(synthesis: Synthesis, by: By) -> Table:
    """Return improved n of N by one property and domain: last visit and best response, all and without co-therapy."""
    table = synthesis.table(by)
    titles = {domain.id: domain.title for domain in synthesis.labels.domains}
    divided = "" if by == "all" else by
    heads = ((divided.capitalize(), False),) if divided else ()
    columns = (
        *heads,
        ("Domain", False),
        ("Last visit", True),
        ("Best response", True),
        ("Last visit, without new co-therapy", True),
        ("Best response, without new co-therapy", True),
        ("Unclear", True),
        ("Not reported", True),
    )
    caption = f"Improved by {divided} and domain" if divided else "Improved by domain"
    rows = tuple(_response_row(row, titles, len(heads)) for row in _told(table))
    return Table(f"improved-{by}", caption, columns, rows, (*_denominators(synthesis), *CLOSING), 1 + len(heads))


def _told(table: ResponseTable) -> Iterable[Row]:
    """Yield the rows with anybody in their denominator."""
    for row in table.rows:
        tally = row.last.tally
        if tally.n or tally.unclear or tally.not_reported or row.best.n:
            yield row


def _response_row(row: Row, titles: dict[str, str], heads: int) -> tuple[Entry, ...]:
    last, best = row.last.tally, row.best.tally
    return (
        *(Entry(row_words(row.value, row.apart)) for _ in range(heads)),
        Entry(titles[row.domain]),
        *(_proportion(item) for item in (row.last, row.best, row.last_alone, row.best_alone)),
        Entry(f"{last.unclear} / {best.unclear}", _sources(_where(row, "unclear"))),
        Entry(f"{last.not_reported} / {best.not_reported}", _sources(_where(row, "not_reported"))),
    )


def _where(row: Row, state: str) -> list[Part]:
    return [part for part in (*row.last.parts, *row.best.parts) if getattr(part.tally, state)]


def _proportion(proportion: Proportion) -> Entry:
    return Entry(proportion_words(proportion), _sources(part for part in proportion.parts if part.tally.n))


def _sources(parts: Iterable[Part]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(source for part in parts for source in part.sources))


def _denominators(synthesis: Synthesis) -> tuple[str, ...]:
    """Return for each denominator which domains are counted over it."""
    told: dict[str, list[str]] = {}
    for domain in synthesis.labels.domains:
        told.setdefault(domain.counted_over, []).append(domain.title)
    return tuple(f"{', '.join(titles)}: counted over {words}." for words, titles in told.items())


def count_table(synthesis: Synthesis, name: str) -> Table:
    """Return how many unique patients have each value of a field."""
    table = synthesis.count(name)
    title = FIELD[name].title
    several = any(count.groups for count in table.rows)
    more = (("Groups with it, number not told", True),) if several else ()
    columns = ((title, False), ("Patients", True), (f"% of {table.total}", True), *more)
    caption = f"{title}: unique patients (of {table.total})"
    rows = tuple(_count_row(table, count, several=several) for count in table.rows)
    return Table(f"count-{name.replace('_', '-')}", caption, columns, rows)


def _count_row(table: CountTable, count: Count, *, several: bool) -> tuple[Entry, ...]:
    words = id_words(row_words(count.value, count.apart))
    share = f"{AT_LEAST if count.groups else ''}{percent(count.n / table.total)}" if table.total else NONE
    more = (_number(str(count.groups), (item for item in count.shares if item.n is None)),) if several else ()
    return (Entry(words), _number(str(count.n), count.shares), _number(share, count.shares), *more)


AT_LEAST = "≥ "
"""Before a share to which groups may add an unknown number."""


def _number(words: str, shares: Iterable[Share]) -> Entry:
    """Return a number with the values that it rests on, and those patients in it of whom nothing is told."""
    shares = tuple(shares)
    silent = tuple(share.patient for share in shares if not share.sources)
    return Entry(words, tuple(dict.fromkeys(source for share in shares for source in share.sources)), silent)


def spread_table(synthesis: Synthesis) -> Table:
    """Return medians and ranges of numbers told of single patients."""
    rows = tuple(
        (
            Entry(FIELD[item.field].title if item.field in FIELD else item.field),
            Entry(item.disease or "all"),
            *(Entry(words, _told_singly(synthesis, item)) for words in _spread(item)),
        )
        for item in synthesis.spreads
    )
    columns = (("", False), ("Disease", False), ("Told of, patients", True), ("Median", True), ("Range", True))
    return Table("spreads", "Numbers told of single patients", columns, rows, heads=2)


def _spread(spread: Spread) -> tuple[str, str, str]:
    return str(spread.n), f"{spread.median:g}", f"{spread.low:g}–{spread.high:g}"


def _told_singly(synthesis: Synthesis, spread: Spread) -> tuple[Source, ...]:
    """Return the values that a median is of."""
    singles = (item for patient in synthesis.patients for item in (patient.members if patient.n > 1 else (patient,)))
    of_disease = (item for item in singles if spread.disease in ("", item.record.disease))
    return tuple(source for item in of_disease for source in item.sources(spread.field) if source.state == "told")


def crossed_table(synthesis: Synthesis) -> Table:
    """Return unique patients by drug and subtype."""
    cells = {(cell.row, cell.column): cell for cell in synthesis.drugs_by_subtype.cells}
    drugs, subtypes = dict.fromkeys(drug for drug, _ in cells), dict.fromkeys(subtype for _, subtype in cells)
    rows = tuple(
        (Entry(row_words(*drug)), *(_crossed(cells.get((drug, subtype))) for subtype in subtypes)) for drug in drugs
    )
    columns = (("Drug", False), *((row_words(*subtype), True) for subtype in subtypes))
    caption = "Unique patients by drug and subtype"
    return Table("drugs-by-subtype", caption, columns, rows, (f"{CROSSED[0].upper()}{CROSSED[1:]}.",))


def _crossed(cell: Cell | None) -> Entry:
    return _number(str(cell.n), cell.shares) if cell else Entry("0")


NOT_KNOWN = (
    "Unclear, not reported: patients with the domain active of whom it is not known whether the denominator holds them."
)


def baseline_table(synthesis: Synthesis) -> Table:
    """Return who had which domain active when the drug was started, and who belongs to its denominator."""
    titles = {domain.id: domain.title for domain in synthesis.labels.domains}
    diseases = {(count.value, count.apart): count.shares for count in synthesis.count("disease").rows}
    rows = tuple(
        (
            Entry(row_words(item.disease, item.apart)),
            Entry(titles[item.domain]),
            _number(str(item.patients), diseases.get((item.disease, item.apart), ())),
            *(_number(_of(count, item.patients), count.shares) for count in (item.active, item.counted)),
            *(_number(str(count.n), count.shares) for count in (item.unclear, item.not_reported)),
        )
        for item in synthesis.baseline
        if item.active.shares
    )
    columns = (
        ("Disease", False),
        ("Domain", False),
        ("Patients", True),
        ("Active at start", True),
        ("Denominator", True),
        ("Unclear", True),
        ("Not reported", True),
    )
    return Table(
        "baseline", "Active at the drug's start", columns, rows, (*_denominators(synthesis), NOT_KNOWN), heads=2
    )


def _of(count: Count, patients: int) -> str:
    return f"{count.n} ({percent(count.n / patients)}%)" if patients else str(count.n)
