"""Counts of patients: ``four of the seven``, ``14/16 (88%)``, ``both children``, as ``n/N``.

Where only one of the two is told the other is left open: ``5/`` is five of an unknown number.

Needs: ``units``, ``hints``, ``mentions``. Gives: ``mentions``.
"""

import re

import numpy as np
from spacy.tokens import Doc

from extractor.core.analysis import Mention
from extractor.core.numerals import WORD, cardinal
from extractor.core.text import Span
from extractor.nlp.hints import Hints
from extractor.nlp.units import UnitIndex

_N = rf"(?:\d{{1,4}}|{WORD})"
_OF = re.compile(
    rf"(?<![\w.,/–-])(?P<n>{_N}|none|neither|no\sone|each|all|half|both)\s(?:\(\d+(?:\.\d+)?\s?%\)\s)?(?:out\s)?(?:of|among)\s"
    rf"(?:(?:the|these|those|our|his|her|their|all|a\stotal\sof|them|other|remaining|first|evaluable|last)\s){{0,3}}"
    rf"(?P<total>{_N})(?![\w.,]*\d|\s?(?:%|mg|months?|years?|weeks?|days?|points?)\b)",
    re.IGNORECASE,
)
_IN = re.compile(rf"(?<![\w.,/–-])(?P<n>{WORD})\sin\s(?P<total>{WORD})(?!\w)", re.IGNORECASE)
_SLASH = re.compile(r"(?<![\w.,/–-])(?P<n>\d{1,4})\s?/\s?(?P<total>\d{1,4})(?![\w/]|[.,]\d|\s?(?:mm|mg|ml|U\b|min))")
_EQUALS = re.compile(r"\bn\s?=\s?(?P<n>\d{1,4})(?:\s?(?:/|of)\s?(?P<total>\d{1,4}))?(?!\d)", re.IGNORECASE)
_PERCENT = re.compile(r"(?<![\w.,/–-])(?P<n>\d{1,4})\s\(\d+(?:\.\d+)?\s?%\)")
_ALL = re.compile(
    rf"\b(?P<word>all|both|neither(?=\sof)|none(?=\sof))\s(?:of\s)?(?:(?:the|these|our|of)\s){{0,2}}(?P<total>{_N})?"
    rf"(?(total)(?![\w%]|\s(?:weeks?|months?|years?|days?|drugs?|doses?))|(?:patients?|children|adults|cases|women|men|girls|boys))",
    re.IGNORECASE,
)

_PATTERNS = ((_OF, "of"), (_EQUALS, "equals"), (_SLASH, "slash"), (_PERCENT, "percent"), (_ALL, "all"), (_IN, "in"))
_WORDS = ("all", "both", "neither", "none", "no", "each", "half", "n")
"""Words that begin a count beside the numbers."""
_NEXT_TO = 3
"""Characters from a sign to a number that rates it: ``itch, 9/10`` counts nobody."""


def find_counts(doc: Doc) -> Doc:
    """Add the counts of ``doc`` to its mentions."""
    text: str = doc._.document.text
    index = UnitIndex(doc._.units)
    taken = {"dose", "age", "onset_age", "date", "time_point", "duration", "sign"}
    groups = index.group(mention for mention in doc._.mentions if mention.label in taken)
    hints: Hints = doc._.hints
    rows = np.union1d(hints.number_rows(), hints.rows(_WORDS))
    for start in hints.starts[rows].tolist():
        number = index.at(start)
        if number is None or not index.units[number].is_read:
            continue
        busy = groups.setdefault(number, [])
        mention = _at(text, start, index.units[number].span.end)
        if mention is None or any(one.span.overlaps(mention.span) for one in busy if one.label != "sign"):
            continue
        signs = (one.span.end for one in busy if one.label == "sign")
        if mention.rule != "slash" or not any(0 <= mention.span.start - end <= _NEXT_TO for end in signs):
            busy.append(mention)
            doc._.mentions.append(mention)
    return doc


def _at(text: str, start: int, end: int) -> Mention | None:
    """Return the count that begins at ``start``; None where none does."""
    for pattern, rule in _PATTERNS:
        match = pattern.match(text, start, end)
        value = _value(match.groupdict()) if match else None
        if match and value is not None:
            return Mention(Span(match.start(), match.end()), "count", None, value, frozenset(), rule)
    return None


def _value(groups: dict[str, str | None]) -> str | None:
    word = (groups.get("word") or groups.get("n") or "").lower()
    total = _whole(groups.get("total"))
    if word in {"both", "neither"}:
        total = total or 2
    number: int | None
    if word in {"none", "neither", "no one"}:
        number = 0
    elif word in {"all", "each", "both"}:
        number = total
    elif word == "half":
        number = total // 2 if total is not None and total % 2 == 0 else None
    else:
        number = _whole(word)
    if number is None or (total is not None and number > total):
        return None
    return f"{number}/{'' if total is None else total}"


def _whole(word: str | None) -> int | None:
    value = cardinal(word) if word else None
    return int(value) if value is not None and value == int(value) else None
