"""A value beside the others: of the same case, of other patients, of the vocabulary, and what else was considered."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from extractor.review.form import Row, View
from extractor.review.warn.quotes import NUMBERS, amounts
from extractor.review.warn.told import Told, Warning, number_of, quotes_of, row_of

LEAST_ALIKE = 3
"""Other patients that must share a dose before another one is told to be unlike."""


def beside(told: Told, view: View, row: Row) -> Iterator[Warning]:
    """Yield what does not fit a value among those that stand beside it."""
    if view.kind == "case":
        yield from _no_drug(told, row)
        yield from _at_onset(view, row)
        yield from _unlike(told, view, row)
        yield from _begun_with(view, row)
    yield from _considered(row)


def _no_drug(told: Told, row: Row) -> Iterator[Warning]:
    """Yield that a drug is none of the review's."""
    known = {drug.id for drug in told.protocol.drugs}
    if row.slot and row.slot.field == "drug_name" and not told.protocol.any_drug and row.value not in known:
        yield Warning("no drug", f"{row.value} is no drug of this review")


def _at_onset(view: View, row: Row) -> Iterator[Warning]:
    """Yield that an age is the one at which the disease began."""
    onset = row_of(view, "onset_age_years")
    if row.slot and row.slot.field == "age_years" and onset and number_of(row) == number_of(onset):
        yield Warning("at onset", "this is the age at onset")


def _unlike(told: Told, view: View, row: Row) -> Iterator[Warning]:
    """Yield that others on the same drug take one dose, and this case another."""
    if row.slot is None or row.slot.field != "drug_dose":
        return
    drug = _drug(view, row.slot.key)
    doses = Counter(
        str(other.value)
        for form in told.patients
        if form is not view
        for other in form.rows
        if other.slot and other.slot.field == "drug_dose" and other.has_value
        if _drug(form, other.slot.key) == drug
    )
    if len(doses) == 1 and doses.total() >= LEAST_ALIKE and str(row.value) not in doses:
        [(dose, count)] = doses.items()
        yield Warning("unlike", f"all {count} others took {dose}")


def _begun_with(view: View, row: Row) -> Iterator[Warning]:
    """Yield that the words that name the drug tell another dose in the same unit."""
    if row.slot is None or row.slot.field != "drug_dose":
        return
    name = row_of(view, "drug_name", row.slot.key)
    unit = str(row.value).rpartition(" ")[2]
    quotes = " ".join(quotes_of(name)) if name else ""
    others = amounts(" ".join(_before(quotes, unit)))
    if others and not amounts(str(row.value)) & others:
        yield Warning("otherwise", f"where the drug is named it says {min(others):g} {unit}")


def _before(quotes: str, unit: str) -> Iterator[str]:
    """Yield the words that stand before a unit."""
    words = quotes.split()
    yield from (word for word, following in pairwise(words) if following.strip(".,;()") == unit)


def _considered(row: Row) -> Iterator[Warning]:
    """Yield what else the publication says in this place."""
    others = [value for value in row.alternatives if value != row.value]
    if others and row.slot and row.slot.field in NUMBERS:
        yield Warning("otherwise", f"elsewhere it says {', '.join(f'{value}' for value in others[:3])}")


def _drug(view: View, key: str) -> object:
    name = row_of(view, "drug_name", key)
    return name.value if name else None
