"""Counts of a group that cannot be: a part that is more than its whole, a pair that the quote does not tell."""

import re
from collections.abc import Iterator, Mapping

from extractor.core.numerals import CARDINAL, cardinal
from extractor.review.form import Row, View
from extractor.review.warn.told import Warning, number_of, quotes_of, row_of

WHOLES: Mapping[str, tuple[str, ...]] = {
    "n_improved": ("n_evaluable", "n"), "n_evaluable": ("n",), "n_female": ("n",), "baseline": ("n",),
    "n_refractory": ("baseline", "n"),
}  # fmt: skip
"""Counts and what they are counted of; a whole is told of the same domain, or of the group."""

_PAIR = re.compile(
    rf"(?<![\w.,/])({CARDINAL})\s?(?:/|(?:out\s)?of(?:\s(?:the|all|our|these|those))?\s)\s?({CARDINAL})(?![\w/]|[.,]\d)",
    re.IGNORECASE,
)


def counted(view: View, row: Row) -> Iterator[Warning]:
    """Yield what cannot be of a group's count."""
    if row.slot and view.rows[0].unit == "group" and number_of(row) is not None:
        yield from _too_many(view, row)
        yield from _unpaired(view, row)


def _too_many(view: View, row: Row) -> Iterator[Warning]:
    """Yield a count that is more than what it is counted of, on both rows."""
    values = {item.slot: item for item in view.rows if item.slot and number_of(item) is not None}
    for part, wholes in WHOLES.items():
        for whole in wholes:
            for slot, item in values.items():
                other = next((values[key] for key in values if key.field == whole and key.key in (slot.key, "")), None)
                if slot.field != part or other is None or item.value <= other.value:
                    continue
                if row.place in (item.place, other.place):
                    yield Warning("counts", f"{item.label} {item.value} is more than {other.label} {other.value}")


def _unpaired(view: View, row: Row) -> Iterator[Warning]:
    """Yield that a quote tells pairs of counts (``4/5``, ``four of five``) but not this one."""
    if row.slot is None or row.slot.field not in ("n_improved", "n_evaluable"):
        return
    parts = [number_of(row_of(view, field, row.slot.key)) for field in ("n_improved", "n_evaluable")]
    told = [(cardinal(match[1]), cardinal(match[2])) for quote in quotes_of(row) for match in _PAIR.finditer(quote)]
    if None not in parts and told and tuple(parts) not in told:
        yield Warning("counts", f"the quote has no {parts[0]:g} of {parts[1]:g}")
