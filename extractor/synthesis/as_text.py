"""A report's headline as lines for a terminal; the tables with their quotes are in the files."""

from collections.abc import Iterator

from extractor.synthesis.model import Proportion, Report, Row, Synthesis
from extractor.synthesis.render.words import number_of, percent, row_words

_HEAD = ("disease", "domain", "last visit", "95 % interval", "best", "unclear", "not reported", "counted over")
_GAP = "  "


def as_text(report: Report) -> Iterator[str]:
    """Yield how much there is, and improved n of N by disease and domain."""
    told = report.synthesis
    diseases = ", ".join(f"{row_words(count.value, count.apart)} {count.n}" for count in told.count("disease").rows)
    yield f"{number_of(len(told.included), 'publication')} included, {len(told.excluded)} excluded"
    yield f"{number_of(told.unique_patients, 'unique patient')}: {diseases}"
    yield "machine suggestions that nobody has confirmed" if told.machine_only else "improved of those counted:"
    rows = [_HEAD, *(_cells(told, row) for row in told.table("disease").rows)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for cells in rows:
        yield _GAP.join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _cells(told: Synthesis, row: Row) -> tuple[str, ...]:
    label = next(item for item in told.labels.domains if item.id == row.domain)
    tally = row.last.tally
    return (
        row_words(row.value, row.apart),
        label.title,
        _of(row.last),
        _interval(row.last),
        _of(row.best),
        str(tally.unclear),
        str(tally.not_reported),
        label.denominator,
    )


def _of(proportion: Proportion) -> str:
    return f"{proportion.improved}/{proportion.n}"


def _interval(proportion: Proportion) -> str:
    bounds = proportion.interval
    return f"{percent(bounds[0])}–{percent(bounds[1])} %" if bounds else "–"
