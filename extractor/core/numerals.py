"""Numbers in words and figures: English numerals, ordinals, Roman numerals, amounts of time. Pure functions."""

import re


def _list(words: str) -> list[str]:
    return words.split()


_ONES = _list(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = _list("twenty thirty forty fifty sixty seventy eighty ninety")
_ORDINALS = _list(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_VALUES = {word: number for number, word in enumerate(_ONES)}
_VALUES |= {word: 10 * number for number, word in enumerate(_TENS, start=2)}
_ORDINAL_VALUES = {word: number for number, word in enumerate(_ORDINALS, start=1)}

WORD = rf"(?:(?:{'|'.join(_TENS)})(?:[-\s](?:{'|'.join(_ONES[1:10])}))?|{'|'.join(reversed(_ONES))})"
"""Pattern of a cardinal in words, zero to ninety-nine."""

CARDINAL = rf"(?:\d+(?:[.,]\d+)?\s?[½¼¾]?|[½¼¾]|{WORD})"
"""Pattern of a cardinal in figures (decimals, vulgar fractions) or words."""

ORDINAL = rf"(?:{'|'.join(_ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th))"
"""Pattern of an ordinal in words or figures."""

THOUSANDS = r"(?:[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?:[ \u00a0\u2009\u202f]\d{3})+(?!\d))"
"""Pattern of a number whose thousands are divided by commas or by blanks (``2,310``, ``48 200``)."""

_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}


def cardinal(text: str) -> float | None:
    """Return the number that ``text`` says; None where it says none.

    A comma or a blank before exactly three figures divides thousands, any other comma is a decimal comma.

    >>> cardinal("seventy-one"), cardinal("2,310"), cardinal("48 200"), cardinal("4½"), cardinal("0,5")
    (71.0, 2310.0, 48200.0, 4.5, 0.5)
    """
    lowered = text.strip().lower()
    if lowered and lowered[-1] in _FRACTIONS:
        whole = cardinal(lowered[:-1]) if lowered[:-1].strip() else 0.0
        return None if whole is None else whole + _FRACTIONS[lowered[-1]]
    if re.fullmatch(rf"{THOUSANDS}(?:\.\d+)?", lowered):
        return float(re.sub(r"[,\s]", "", lowered))
    if re.fullmatch(r"\d+(?:[.,·]\d+)?", lowered):
        return float(re.sub(r"[,·]", ".", lowered))
    parts = re.split(r"[-\s]+", lowered)
    if not parts or any(part not in _VALUES for part in parts) or len(parts) > 2:
        return None
    return float(sum(_VALUES[part] for part in parts))


def ordinal(text: str) -> int | None:
    """Return the rank that ``text`` says (``third``, ``3rd``); None where it says none."""
    lowered = text.strip().lower()
    figures = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)", lowered)
    return int(figures[1]) if figures else _ORDINAL_VALUES.get(lowered)


def roman(text: str) -> int | None:
    """Return the value of a Roman numeral up to fifty; None where ``text`` is none."""
    if not re.fullmatch(r"(?:X{0,4})(?:IX|IV|V?I{0,3})", text) or not text:
        return None
    total = 0
    for sign, following in zip(text, text[1:] + " ", strict=True):
        value = _ROMAN[sign]
        total += -value if _ROMAN.get(following, 0) > value else value
    return total


TIME_UNIT = r"(?:years?|yrs?|months?|mos?|weeks?|wks?|days?|fortnights?|hours?)"
"""Pattern of a unit of time."""

_MONTHS = {"y": 12.0, "w": 12 / (365.25 / 7), "d": 12 / 365.25, "f": 24 / (365.25 / 7), "h": 12 / 365.25 / 24}


def months(amount: float, unit: str) -> float:
    """Return ``amount`` of ``unit`` (``weeks``, ``yr``, ``fortnight``) in months, two decimals."""
    return round(amount * _MONTHS.get(unit[0].lower(), 1.0), 2)
