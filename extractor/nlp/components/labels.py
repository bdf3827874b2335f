"""What the publication calls its cases: ``Patient 2``, ``P3``, ``the second child``, ``our patient``.

The value is the label's number or letter, so that ``P2``, ``Case 2``, ``Patient II`` and ``the second patient`` are
one; ``patients 1 and 3`` gives two mentions.

Needs: ``units``, ``hints``. Gives: ``mentions``.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator

from spacy.language import Language
from spacy.tokens import Doc

from extractor.core.analysis import Mention
from extractor.core.numerals import ORDINAL, ordinal, roman
from extractor.core.text import Span
from extractor.nlp.hints import Hints
from extractor.nlp.units import Unit, UnitIndex
from extractor.protocol.model import Protocol

_JOIN = r"\s?(?:,|and|&|,\sand|to|–|-|or)\s?"
_LISTED = "|".join(rf"{key}(?:{_JOIN}{key})*" for key in (r"\d{1,2}", "[IVX]{1,4}", "[A-H]"))
"""Keys of one kind: «Case 1 - A 30-year-old» has one key."""
_KEYS = re.compile(
    rf"\.?\s?(?:(?i:no\.?|number|nr\.?)\s?|[#№]\s?)?(?P<keys>{_LISTED})"
    rf"(?![\w%]|[.,/]\d|\s?(?:mg|years?|months?|weeks?|of\s\d|\(\d+\s?%))"
)
_ROMAN = re.compile(r"\s(?:II|III|IV|VI{1,3}|IX)\b")
_SHORT = re.compile(r"(?<![\w/-])(?P<noun>P|Pt|C)(?P<keys>\d{1,2})(?!\w|[./-]\d)")
_SIGN = re.compile(r"(?<![\w/-])#(?P<keys>\d{1,2})(?!\w)")
_RANKED = re.compile(
    rf"\b(?:the|our|a|his|this)\s(?:other\s)?(?P<n>{ORDINAL})\s(?:of\sour\s)?(?:(?!of\b)\w+\s)?$", re.IGNORECASE
)
_SUBJECT = re.compile(rf"The\s(?P<n>{ORDINAL})(?:\s(?:is|was)|,)\s(?:an?|our)\s")
"""An ordinal that is a sentence's subject without a noun («The first was a …», «The second, a …»)."""
_NEAR = 70
"""Characters behind such an ordinal within which its person is named."""
_OWN = re.compile(r"\b(?:our|the\spresent|the\sindex|the\sreported|this|present)\s(?:\w+\s)?$", re.IGNORECASE)
_STEP = re.compile(r"[A-Za-z0-9]+")
_BEFORE = 45
"""Characters before a noun that are looked at."""
_NUMBERED = frozenset({"patient", "case", "child", "pt", "patients", "cases", "children", "subject", "participant"})
"""Nouns that number persons in any case; others (``girl 2``) do so only with a capital or a single key."""


def make_labels(nlp: Language, protocol: Protocol) -> Callable[[Doc], Doc]:
    """Return the component; the nouns that name a case or a group are those of ``protocol``."""
    nouns = (*protocol.case_nouns, *protocol.group_nouns)

    def find_labels(doc: Doc) -> Doc:
        text: str = doc._.document.text
        index = UnitIndex(doc._.units)
        spans = [span for span in _spans(doc._.hints, nouns) if _is_read(index, span.start)]
        is_roman = any(_ROMAN.match(text, span.end) for span in spans)
        persons = {*protocol.case_nouns, *_NUMBERED}
        for span in spans:
            word = span.of(text).lower()
            if word not in persons and word.removesuffix("s") not in persons:
                continue  # ``group 1`` names no patient
            doc._.mentions.extend(_beside(text, index.units[index.at(span.start) or 0], span, is_roman=is_roman))
        doc._.mentions.extend(_subjects(text, doc._.units, doc._.mentions))
        taken = {one.span.end for one in doc._.mentions if one.label == "case_label"}
        doc._.mentions.extend(one for one in _short(text, index) if one.span.end not in taken)
        return doc

    return find_labels


def _spans(hints: Hints, nouns: tuple[str, ...]) -> list[Span]:
    rows = hints.rows(nouns)
    return [
        Span(int(start), int(start + hints.lengths[row])) for row, start in zip(rows, hints.starts[rows], strict=True)
    ]


def _is_read(index: UnitIndex, offset: int) -> bool:
    unit = index.at(offset)
    return unit is not None and index.units[unit].is_read


def _beside(text: str, unit: Unit, noun: Span, *, is_roman: bool) -> Iterator[Mention]:
    """Yield what stands around a noun: its number behind it, its rank or ``our`` before it."""
    keys = _KEYS.match(text, noun.end, unit.span.end)
    if keys:
        yield from _keys(text, noun, keys, is_roman=is_roman)
    before = text[max(unit.span.start, noun.start - _BEFORE) : noun.start]
    ranked = _RANKED.search(before)
    rank = ordinal(ranked["n"]) if ranked else None
    if ranked and rank is not None:
        yield _mention(noun.start - len(before) + ranked.start(), noun.end, str(rank), "ordinal")
    own = _OWN.search(before)
    if own:
        span = Span(noun.start - len(before) + own.start(), noun.end)
        yield Mention(span, "case_label", "own", None, frozenset(), "own")


def _subjects(text: str, units: list[Unit], mentions: list[Mention]) -> list[Mention]:
    """Return the ordinals that open sentences about persons without a noun, where they count up from the first."""
    people = sorted(one.span.start for one in mentions if one.label in ("age", "sex") and one.rule != "pronoun")
    found = []
    for unit in units:
        match = _SUBJECT.match(text, unit.span.start, unit.span.end) if unit.is_read and not unit.is_cell else None
        at = bisect_left(people, match.end()) if match else len(people)
        if match and at < len(people) and people[at] < min(unit.span.end, match.end() + _NEAR):
            found.append(_mention(match.start(), match.end("n"), str(ordinal(match["n"])), "ordinal"))
    keys = {one.value for one in found}
    return found if {"1", "2"} <= keys else []


def _short(text: str, index: UnitIndex) -> Iterator[Mention]:
    """Yield ``P1`` and ``#1``; a letter counts only where it is found with 1 and with 2."""
    found = [match for match in _SHORT.finditer(text) if _is_read(index, match.start())]
    seen = {(match["noun"], match["keys"].lstrip("0")) for match in found}
    for match in found:
        if {(match["noun"], "1"), (match["noun"], "2")} <= seen:
            yield _mention(match.start(), match.end("keys"), match["keys"].lstrip("0"), "short")
    for match in _SIGN.finditer(text):
        if _is_read(index, match.start()):
            yield _mention(match.start(), match.end(), match["keys"], "short")


def _keys(text: str, noun: Span, match: re.Match[str], *, is_roman: bool) -> Iterator[Mention]:
    word = noun.of(text)
    steps = list(_STEP.finditer(match["keys"]))
    keys = [step for step in steps if step[0] not in {"and", "to", "or"}]
    if word.lower() not in _NUMBERED and not (word[0].isupper() or len(match["keys"]) == 1):
        return
    previous: tuple[int, str] | None = None
    for key in keys:
        start = match.start("keys") + key.start()
        end = match.start("keys") + key.end()
        value = _normal(key[0], is_roman=is_roman)
        if previous is not None and value.isdigit() and previous[1].isdigit():
            between = text[previous[0] : start]
            if re.fullmatch(r"\s?(?:to|–|-)\s?", between):
                yield from (
                    _mention(noun.start, end, str(number), "range")
                    for number in range(int(previous[1]) + 1, int(value))
                )
        yield _mention(noun.start if key is keys[0] else start, end, value, "label" if len(keys) == 1 else "list")
        previous = (end, value)


def _normal(key: str, *, is_roman: bool) -> str:
    number = roman(key) if is_roman else None
    return str(number) if number is not None else key.lower().lstrip("0") or "0"


def _mention(start: int, end: int, key: str, rule: str) -> Mention:
    return Mention(Span(start, end), "case_label", None, key, frozenset(), rule)
