"""What a quote says of a value: the value itself or another, its domain or none, its authors' patients or others'."""

import re
from collections.abc import Iterator
from functools import lru_cache

from extractor.core.numerals import CARDINAL, cardinal
from extractor.protocol.model import Domain
from extractor.review.form import Row, View
from extractor.review.values import choices
from extractor.review.warn.told import Told, Warning, number_of, quotes_of, says

NUMBERS = frozenset({"age_years", "onset_age_years", "n", "n_female", "n_improved", "n_evaluable"})
"""Fields of numbers that a quote tells as they are; months are reckoned from dates and need not stand there."""

NAMED = frozenset({"drug_name", "drug_frequency", "drug_route", "sex"})
"""Fields whose values a quote names in one of the protocol's wordings."""

OF_A_DOMAIN = frozenset({"baseline", "outcome", "n_improved", "n_evaluable", "n_refractory"})
"""Fields whose quotes name their domain."""

WHO = frozenset({"label", "age_years", "sex"})
"""Fields that say who a case is: an effect that others saw, told in the same words, is of their patient."""

MONTHS_A_YEAR = 12
WEEKS_A_MONTH, DAYS_A_MONTH = 4.345, 30.44

_CARDINAL = re.compile(rf"(?<![\w.,]){CARDINAL}(?![\w]*\d)", re.IGNORECASE)
_FIGURE = re.compile(r"\d+(?:[.,·]\d+)?")
_REFERENCE = re.compile(r"\[\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\]|\bet al\b")


def quoted(told: Told, view: View, row: Row) -> Iterator[Warning]:
    """Yield what a row's quotes say against its value."""
    yield from _cited(told, row)
    if row.slot is None or not row.anchors:
        return
    quotes = " ".join(quotes_of(row))
    number = number_of(row)
    if row.slot.field in NUMBERS and number is not None:
        if not any(abs(each - number) < 0.06 for each in _numbers(quotes)):
            yield Warning("not in quote", f"{number:g} does not stand in the quote")
    elif row.slot.field == "drug_dose":
        if not amounts(str(row.value)) <= amounts(quotes):
            yield Warning("not in quote", f"{row.value} does not stand in the quote")
    elif row.slot.field == "follow_up_months" and number is not None:
        if not any(_is_months(each, number) for each in _numbers(quotes)):
            yield Warning("not in quote", f"{number:g} months do not stand in the quote")
    elif row.spec and row.slot.field in NAMED:
        yield from _named_otherwise(told, row, quotes)
    if row.slot.field in OF_A_DOMAIN and row.slot.key in told.domains:
        yield from _of_no_sign(told, row, quotes)


def _cited(told: Told, row: Row) -> Iterator[Warning]:
    """Yield that all the row's quotes tell of others' work."""
    if row.kind == "publication" or (row.slot and row.slot.field == "same_as"):
        return
    quotes = [" ".join(anchor.quote for anchor in item.anchors) for item in row.evidence if item.anchors]
    own, cited = told.cues("own", "retold"), told.cues("cited")
    is_who = row.slot is None or row.slot.field in WHO
    if quotes and all(_is_cited(quote, own, cited) or (is_who and _is_of_others(told, quote)) for quote in quotes):
        yield Warning("cited", "the quote cites other authors")


@lru_cache(maxsize=16384)
def _is_cited(quote: str, own: tuple[str, ...], cited: tuple[str, ...]) -> bool:
    """Tell whether a quote refers to others' work and not to the authors' own; both come with their cue words."""
    return bool(_REFERENCE.search(quote) or says(quote, cited)) and not says(quote, own)


def _is_of_others(told: Told, quote: str) -> bool:
    """Tell whether all effects that a quote tells were seen by other authors."""
    return {item.assertion for item in told.statements([quote])} == {"cited"}


def _named_otherwise(told: Told, row: Row, quotes: str) -> Iterator[Warning]:
    """Yield that the quote names another entry of the field's vocabulary, and not this one."""
    names = {choice.words: choice.names for choice in choices(row.spec, told.protocol)} if row.spec else {}
    if row.slot and row.slot.field == "sex":
        names = {"female": (*told.protocol.female_words, "F"), "male": (*told.protocol.male_words, "M")}
    if row.value not in names or says(quotes, (str(row.value), *names[str(row.value)])):
        return
    others = [words for words, known in names.items() if says(quotes, (words, *known))]
    if others:
        yield Warning("not in quote", f"the quote says {', '.join(others[:2])}")


def _of_no_sign(told: Told, row: Row, quotes: str) -> Iterator[Warning]:
    """Yield that nothing in the quotes is of the row's domain."""
    domain = told.domains[row.slot.key] if row.slot else None
    if domain is None or not domain.signs or says(quotes, _names_of(domain), begun=True):
        return
    if not any(domain.id in item.domains for item in told.statements(quotes_of(row))):
        yield Warning("not in quote", f"the quote names nothing of {domain.title}")


@lru_cache(maxsize=256)
def _names_of(domain: Domain) -> tuple[str, ...]:
    instruments = (name for instrument in domain.instruments for name in instrument.names)
    phrases = (*domain.phrases_improved, *domain.phrases_unchanged, *domain.phrases_worsened)
    return (domain.id, domain.title, *domain.signs, *instruments, *phrases)


def amounts(quote: str) -> set[float]:
    """Return the numbers that stand in a quote in figures."""
    return {float(re.sub("[,·]", ".", figure)) for figure in _FIGURE.findall(quote)}


def _numbers(quote: str) -> set[float]:
    """Return the numbers that a quote tells, in figures or words, and what they make together: years and months."""
    told = [cardinal(match[0]) for match in _CARDINAL.finditer(quote)]
    numbers = {number for number in told if number is not None} | amounts(quote)
    whole = {number for number in numbers if number.is_integer() and number < MONTHS_A_YEAR * 20}
    numbers |= {number / MONTHS_A_YEAR for number in whole}
    numbers |= {years + months / MONTHS_A_YEAR for years in whole for months in whole if months < MONTHS_A_YEAR}
    return numbers | {one + other for one in whole for other in whole}


def _is_months(number: float, months: float) -> bool:
    """Tell whether a number may be these months, told in years, months, weeks or days and rounded."""
    ways = (number, number * MONTHS_A_YEAR, number / WEEKS_A_MONTH, number / DAYS_A_MONTH)
    return any(abs(way - months) < max(0.5, 0.05 * months) for way in ways)
