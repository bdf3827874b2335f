"""Ages, spans of time and series of measurements as tables print them: ``3 y 3 mo``, ``18 months``, ``34 → 9``.

In: the text of a cell with its heads. Out: numbers in the contract's units. Running text is read by the pipeline.
"""

import re

from extractor.core.numerals import THOUSANDS

YEARS = r"(?:years?|yrs?|y(?:\.?o\.?)?|a)"
MONTHS = r"(?:months?|mos?|mths?|m)"
WEEKS = r"(?:weeks?|wks?|w)"
DAYS = r"(?:days?|d)"
NUMBER = r"(\d{1,4}(?:[.·]\d+)?)"
TIME = re.compile(rf"{NUMBER}(½)?[\s-]*(?:({YEARS})|({MONTHS})|({WEEKS})|({DAYS}))(?![a-z])", re.IGNORECASE)
SERIES_JOIN = re.compile(
    r"\s*(?:%|[a-z/²³μµ]{1,8}(?:/[a-z]{1,4})?)?\s*(?:→|->|–>|⟶|⇒|/|,? ?then|,? ?now|\bto\b|;|,|–|—)\s*", re.IGNORECASE
)
VALUE = re.compile(rf"(?<![\w.,/])[<>≤≥~≈]?\s?({THOUSANDS}|\d+(?:[.·]\d+)?)(?![\w]*\d)")
DAYS_A_MONTH = 365.25 / 12
BRIEF_MONTHS = 2
"""Months below which a tenth is too coarse: three days."""


def age_years(text: str, *, months: bool = False) -> float | None:
    """Return the first age that a cell tells, in years with two decimals; None where it tells none.

    ``months`` says that the head gives the unit month for a bare number.
    """
    units = list(TIME.finditer(text))
    if units:
        total = _years(units[0])
        if len(units) > 1 and units[0][3] and units[1][4] and units[1].start() - units[0].end() <= 5:
            total += _years(units[1])
        return round(total, 2)
    bare = re.search(r"(?<![\d.])(\d{1,2}(?:[.·]\d+)?)(½)?(?![\d%s])", text)
    if not bare:
        return None
    value = float(bare[1].replace("·", ".")) + (0.5 if bare[2] else 0.0)
    return round(value / 12 if months else value, 2)


def _years(match: "re.Match[str]") -> float:
    return _months(match) / 12


def _months(match: "re.Match[str]") -> float:
    value = float(match[1].replace("·", ".")) + (0.5 if match[2] else 0.0)
    if match[3]:
        return value * 12
    if match[4]:
        return value
    return value * (7 if match[5] else 1) / DAYS_A_MONTH


def span_months(text: str, head: str = "") -> float | None:
    """Return the first span of time that a cell tells, in months; a bare number takes the head's unit, else None."""
    match = TIME.search(text)
    if match:
        return tidy(_months(match))
    bare = re.match(r"\s*(\d{1,3}(?:[.·]\d+)?)", text) or re.search(r"\((\d{1,3}(?:[.·]\d+)?)(?=[,;)])", text)
    if not bare:
        return None
    value = float(bare[1].replace("·", "."))
    for unit, factor in ((r"month|\bmos?\b", 1.0), (r"week|\bwks?\b", 7 / DAYS_A_MONTH), (r"year|\byrs?\b", 12.0)):
        if re.search(unit, head, re.IGNORECASE):
            return tidy(value * factor)
    return None


def tidy(months: float) -> float:
    """Return months as a reviewer writes them: to one decimal, less than two months to two, whole numbers whole."""
    rounded = round(months, 1 if months >= BRIEF_MONTHS else 2)
    return int(rounded) if rounded == int(rounded) else rounded


def pair_apart(text: str) -> str:
    """Return the text with blanks around slashes between numbers, so that «28/46» reads as two values."""
    return re.sub(r"(?<=[\d%])\s*/\s*(?=[<>≤≥]?\d)", " / ", text)


def values(text: str) -> tuple[float, ...]:
    """Return the measured values of a text in print order, the commas and blanks of thousands read."""
    return tuple(float(re.sub(r"[,\s]", "", match[1]).replace("·", ".")) for match in VALUE.finditer(text))
