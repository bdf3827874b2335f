"""What the publication calls its cases: ``Patient 2``, ``P3``, ``the second child``, ``our patient``.

The value is the label's number or letter, so that ``P2``, ``Case 2``, ``Patient II`` and ``the second patient`` are
one; ``patients 1 and 3`` gives two mentions.

Needs: ``units``. Gives: ``mentions``.
"""

import re
from collections.abc import Iterator

from spacy.tokens import Doc

from extractor.core.analysis import Mention
from extractor.core.text import Span
from extractor.nlp.numerals import ORDINAL, ordinal, roman
from extractor.nlp.units import Unit

_NOUN = (
    r"(?:patients?|cases?|child|children|pts?\.?|subjects?|participants?|girls?|boys?|adults?|wom[ae]n|m[ae]n|infants?)"
)
_KEY = r"(?:\d{1,2}|[IVX]{1,4}|[A-H])"
_LABEL = re.compile(
    rf"\b(?P<noun>(?i:{_NOUN}))\s?(?:(?i:no\.?|number|nr\.?)\s?|[#№]\s?)?(?P<keys>{_KEY}(?:\s?(?:,|and|&|,\sand|to|–|-|or)\s?{_KEY})*)"
    rf"(?![\w%]|[.,/]\d|\s?(?:mg|years?|months?|weeks?|of\s\d|\(\d+\s?%))"
)
_SHORT = re.compile(r"(?<![\w/-])(?P<noun>P|Pt|C)(?P<keys>\d{1,2})(?!\w|[./-]\d)(?:['’]s)?")
_SHORT_LIST = re.compile(r"(?<![\w/-])#(?P<keys>\d{1,2})(?!\w)")
_RANKED = re.compile(
    rf"\b(?:the|our|a|his|this)\s(?:other\s)?(?P<n>{ORDINAL})\s(?:of\sour\s)?(?:\w+\s)?(?P<noun>patient|case|child|girl|boy|woman|man|adult)\b",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"\b(?:our|the\spresent|the\sindex|the\sreported|this|present)\s(?:\w+\s)?(?:patients?|case|child(?:ren)?|girls?|boys?|adults?|series)\b",
    re.IGNORECASE,
)
_STEP = re.compile(r"[A-Za-z0-9]+")


def find_labels(doc: Doc) -> Doc:
    """Add the case labels of ``doc`` to its mentions."""
    text: str = doc._.document.text
    units: list[Unit] = [unit for unit in doc._.units if unit.is_read]
    is_roman = re.search(rf"\b(?i:{_NOUN})\s(?:II|III|IV|VI{{1,3}}|IX)\b", text) is not None
    short = _short_labels(text, units)
    mentions: list[Mention] = doc._.mentions
    for unit in units:
        start, end = unit.span.start, unit.span.end
        for match in _LABEL.finditer(text, start, end):
            mentions.extend(_keys(text, match, is_roman=is_roman))
        for match in _SHORT.finditer(text, start, end):
            if match["noun"] in short:
                mentions.append(_mention(match.start(), match.end("keys"), match["keys"], "short"))
        for match in _SHORT_LIST.finditer(text, start, end):
            if (
                mentions
                and mentions[-1].label == "case_label"
                and any(one.label == "case_label" and one.span.end == match.end() for one in mentions[-8:])
            ):
                continue
            mentions.append(_mention(match.start(), match.end(), match["keys"], "short"))
        for match in _RANKED.finditer(text, start, end):
            number = ordinal(match["n"])
            if number is not None:
                mentions.append(_mention(match.start(), match.end(), str(number), "ordinal"))
        for match in _OWN.finditer(text, start, end):
            mentions.append(Mention(Span(match.start(), match.end()), "case_label", "own", None, frozenset(), "own"))
    return doc


def _short_labels(text: str, units: list[Unit]) -> frozenset[str]:
    """Return the letters that number patients here: one found with 1 and with 2."""
    seen: dict[str, set[str]] = {}
    for unit in units:
        for match in _SHORT.finditer(text, unit.span.start, unit.span.end):
            seen.setdefault(match["noun"], set()).add(match["keys"].lstrip("0"))
    return frozenset(noun for noun, keys in seen.items() if {"1", "2"} <= keys)


def _keys(text: str, match: re.Match[str], *, is_roman: bool) -> Iterator[Mention]:
    noun = match["noun"].lower()
    steps = list(_STEP.finditer(match["keys"]))
    keys = [step for step in steps if step[0] not in {"and", "to", "or"}]
    if noun not in {"patient", "case", "child", "pt", "pt.", "patients", "cases", "children", "subject", "participant"}:
        keys = [key for key in keys if match["noun"][0].isupper() or len(match["keys"]) == 1]
    previous: tuple[int, str] | None = None
    for key in keys:
        start = match.start("keys") + key.start()
        end = match.start("keys") + key.end()
        value = _normal(key[0], is_roman=is_roman)
        if previous is not None and value.isdigit() and previous[1].isdigit():
            between = text[previous[0] : start]
            if re.fullmatch(r"\s?(?:to|–|-)\s?", between):
                yield from (
                    _mention(match.start(), end, str(number), "range")
                    for number in range(int(previous[1]) + 1, int(value))
                )
        yield _mention(match.start() if key is keys[0] else start, end, value, "label" if len(keys) == 1 else "list")
        previous = (end, value)


def _normal(key: str, *, is_roman: bool) -> str:
    number = roman(key) if is_roman else None
    return str(number) if number is not None else key.lower().lstrip("0") or "0"


def _mention(start: int, end: int, key: str, rule: str) -> Mention:
    return Mention(Span(start, end), "case_label", None, key, frozenset(), rule)
