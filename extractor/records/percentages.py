"""Percentages printed with the counts they come from, recomputed: in sentences, and in tables under their totals.

In: Document, its sentences. Out: each percentage with its place and what is wrong with it, if anything. Denominators
are only those that the publication prints: a percentage without a count or a total is left alone.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from extractor.core.analysis import Sentence
from extractor.core.document import Cell, Document, Table
from extractor.core.text import Span

_K = r"(?P<k>\d{1,4})"
_N = r"(?P<n>\d{1,4})"
_OF = r"\s?(?:/|(?:out\s)?of(?:\s(?:the|all|our|these))?)\s?"
_NUMBER = r"(?P<p>\d{1,3}(?:[.,·]\d{1,2})?)"
_P = rf"{_NUMBER}\s?%"
SHARES = (
    re.compile(rf"(?<![\w.,/–-]){_K}{_OF}{_N}(?:\s[a-z]+){{0,3}}\s?[(\[,;:=]\s?{_P}"),
    re.compile(rf"(?<![\w.,/–-]){_P}\s?[(\[,;]\s?(?:n\s?=\s?)?{_K}{_OF}{_N}(?![\w/]|[.,]\d)"),
    re.compile(rf"(?<![\w.,/–-]){_P}\s(?:out\s)?of\s(?:(?:the|all|our|these)\s)?{_N}\s(?!mg|g\b|ml|months?|weeks?|years?|days?)[a-z]"),
)  # fmt: skip
"""Shares printed with the counts they come from: ``11/18 (61%)``, ``61% (11/18)``, ``61% of 18 patients``."""

_CELL = re.compile(rf"{_K}(?:{_OF}{_N})?\s?[(\[]\s?{_NUMBER}\s?%?\s?[)\]]")
"""A cell's count with its share: ``11 (61%)``, ``11/18 (61)``."""
_TOTAL = re.compile(r"\b[nN]\s?=\s?(\d{1,5})\b")


LEFT_OUT = frozenset({"reference", "back", "byline"})
"""Kinds of blocks that tell nothing of the publication's own patients."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A percentage where it is printed with its count; ``wrong`` says what its counts give instead, None if it fits."""

    span: Span
    section: str
    wrong: str | None


def percentages(document: Document, sentences: Sequence[Sentence]) -> Iterator[Printed]:
    """Yield every percentage with its counts, those of sentences first, then those of tables, in text order."""
    tables = [table.span for table in document.tables]
    for sentence in sentences:
        if sentence.block_kind not in LEFT_OUT and not any(table.overlaps(sentence.span) for table in tables):
            yield from _in_sentence(document, sentence)
    for table in document.tables:
        yield from _in_table(document, table)


def _in_sentence(document: Document, sentence: Sentence) -> Iterator[Printed]:
    text = sentence.span.of(document.text)
    if "%" not in text:
        return
    for match in chain.from_iterable(pattern.finditer(text) for pattern in SHARES):
        if is_share(match.groupdict()):
            span = Span(sentence.span.start + match.start(), sentence.span.start + match.end())
            yield Printed(span, sentence.section, wrong_share(match.groupdict()))


def _in_table(document: Document, table: Table) -> Iterator[Printed]:
    """Yield the shares of a table's cells: of a total in the cell, else of one that its column, row or caption tells.

    Where several totals stand there (a group's, that of the evaluable, that of a row whose parts follow) one that gives
    the share is enough: which of them is meant only the layout tells.
    """
    said = table.caption.of(document.text) if table.caption else ""
    for cell in table.cells:
        match = _CELL.fullmatch(cell.span.of(document.text).strip())
        if cell.is_header or match is None or not _is_per_cent(document, table, cell, said):
            continue
        parts = match.groupdict()
        totals = [int(parts["n"])] if parts["n"] else _totals(document, table, cell, said)
        parents = [] if parts["n"] or not totals else _counts_above(document, table, cell)
        faults = [wrong_share({**parts, "n": str(n)}) for n in (*totals, *parents) if n >= int(parts["k"])]
        if faults and is_share({**parts, "n": str(totals[0])}):
            yield Printed(cell.span, "table", None if None in faults else faults[0])


def _is_per_cent(document: Document, table: Table, cell: Cell, said: str) -> bool:
    heads = (item.span.of(document.text) for item in _heads(table, cell))
    return any("%" in words for words in (cell.span.of(document.text), said, *heads))


def _heads(table: Table, cell: Cell) -> Iterable[Cell]:
    column = (item for item in table.column(cell.column) if item.is_header)
    return (*column, *(item for item in table.row(cell.row) if item.column == 0 and item is not cell))


def _totals(document: Document, table: Table, cell: Cell, said: str) -> list[int]:
    """Return the totals that a cell's share may be of: of its heads, of bare numbers above it, of the caption."""
    told = [_TOTAL.findall(item.span.of(document.text)) for item in _heads(table, cell)]
    told.append([words for words in _above(document, table, cell) if words.isdecimal()])
    told.append(_TOTAL.findall(said))
    return list(dict.fromkeys(int(total) for totals in told for total in totals if int(total)))


def _counts_above(document: Document, table: Table, cell: Cell) -> list[int]:
    """Return the counts above a cell: the rows below a count may tell of the patients counted there."""
    found = (_CELL.fullmatch(words) for words in _above(document, table, cell))
    return list(dict.fromkeys(int(match["k"]) for match in found if match and int(match["k"])))


def _above(document: Document, table: Table, cell: Cell) -> list[str]:
    return [item.span.of(document.text).strip() for item in table.column(cell.column) if item.row < cell.row]


def is_share(parts: Mapping[str, str | None]) -> bool:
    """Tell whether the parts can be a share of a whole: no percentage above 100, no whole of nought."""
    return float(_printed(parts)) <= 100 and int(str(parts["n"])) > 0


def _printed(parts: Mapping[str, str | None]) -> str:
    return re.sub(r"[,·]", ".", str(parts["p"]))


def wrong_share(parts: Mapping[str, str | None]) -> str | None:
    """Return what is wrong with a share; None where a count gives it, rounded to its decimals or cut off there."""
    printed = _printed(parts)
    decimals = len(printed.partition(".")[2])
    step = 10.0**-decimals
    share, total = float(printed), int(str(parts["n"]))
    if not is_share(parts):
        return None
    counts = [int(parts["k"])] if parts.get("k") else list(range(total + 1))  # type: ignore[arg-type]
    if any(-step / 2 - 1e-9 <= share - 100 * count / total <= step / 2 + 1e-9 for count in counts):
        return None
    if any(0 <= 100 * count / total - share < step for count in counts):
        return None
    if parts.get("k"):
        return f"{counts[0]} of {total} is {100 * counts[0] / total:.{decimals}f} %, not {printed} %"
    return f"no count of {total} is {printed} %"
