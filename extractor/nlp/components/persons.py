"""Ages, ages at onset and sexes of the persons that the text speaks of.

``A [34-year-old](age=34) [woman](sex=female), ill [since the age of 8](onset_age=8)``.

Needs: ``units``. Gives: ``mentions``.
"""

import re
from collections.abc import Iterator

from spacy.tokens import Doc

from extractor.core.analysis import Mention
from extractor.core.text import Span
from extractor.nlp.numerals import CARDINAL, WORD, cardinal
from extractor.nlp.units import Unit, search

_N = CARDINAL
_UNIT = r"(?:years?|yrs?|y|months?|mos?|mths?|weeks?|wks?|days?)"
_AND = rf"(?:\s*(?:,|and|-and-)?\s*(?P<more>{_N})[-\s]?(?P<more_unit>months?|mos?|m)\b)?"
_OLD = re.compile(
    rf"(?<![\w.,/])(?P<n>{_N})(?:[-\s–]and[-\s–]a[-\s–](?P<half>half))?[-\s–]*(?P<unit>{_UNIT})"
    rf"(?:[-\s–]*(?:and[-\s–]*)?(?P<more>{_N})[-\s–]*(?P<more_unit>months?|mos?))?[-\s–]*old\b"
    rf"|(?<![\w.,/])(?P<n2>{_N})\s?(?:y/o|yo|y\.o\.|yrs?\.?\sold)(?!\w)",
    re.IGNORECASE,
)
_AGED = re.compile(
    rf"\b(?P<word>aged?|age(?:\s(?:was|is|of|at))?[:,]?)\s(?:about\s|of\s|was\s|only\s|almost\s|nearly\s)?"
    rf"(?P<n>{_N})(?:\s?(?P<unit>{_UNIT})\b{_AND})?(?P<range>\s?(?:[-–]|to|and)\s?\d+)?"
    rf"(?!\s?[%/]|\s?(?:mg|ml|weeks?\safter|months?\safter)\b)",
    re.IGNORECASE,
)
_OF_AGE = re.compile(
    rf"(?<![\w.,/])(?P<n>{_N})\s(?P<unit>{_UNIT})(?:\s*(?:,|and)?\s*(?P<more>{_N})\s(?P<more_unit>months?|mos?))?"
    rf"(?:\sof\sage|,\s(?:of\sage))\b",
    re.IGNORECASE,
)
_BOTH = re.compile(
    rf"(?:\bat\s|,\s|\bnow\s|\bof\s)(?P<n>{_N})\s(?P<unit>years?|yrs?|y)\s*(?:,|and)?\s*(?P<more>{_N})\s?"
    rf"(?P<more_unit>months?|mos?|m)\b",
    re.IGNORECASE,
)
_HALVES = re.compile(r"\bat\s(?P<n>\d+\s?[½¼¾]|[a-z]+\sand\sa\shalf)\s(?P<unit>years?)\b", re.IGNORECASE)
_NOUN_OF = re.compile(
    rf"\b(?:wom[ae]n|m[ae]n|girl|boy|child|infant|lady|patient|adult|teenager|adolescent|male|female)s?\sof\s"
    rf"(?P<n>{_N})(?:\s(?P<unit>years?|months?))?(?=[\s,.;:)]|$)(?!\s(?:the|our|these|patients|mg|whom))",
    re.IGNORECASE,
)
_WAS = re.compile(
    rf"\b(?:she|he|patient|who|child|girl|boy)\s(?:was|is|turned|had\sjust\sturned)\s(?:then\s|now\s|only\s)?"
    rf"(?P<n>{_N})(?=\s(?:when|at\sthe\stime|at\sonset|at\sdiagnosis)\b|[,.;)]|\sand\b|$)",
    re.IGNORECASE,
)
_ONSET_AT = re.compile(
    rf"\b(?:onset|diagnos\w+|began|begun|fell\sill|first\ssymptoms?|ill|started|appeared)\s(?:\w+\s){{0,4}}?at\s"
    rf"(?P<n>{_N})(?=[\s,.;:)]|$)(?!\s?(?:[%/°]|mg|weeks?|months?|days?|years?\s(?:after|later)|hours?|(?:of|other)\b))",
    re.IGNORECASE,
)
_CELL = re.compile(
    rf"^(?P<n>\d{{1,2}}(?:[.,]\d+)?)\s?(?P<unit>{_UNIT})?\s?[,/;(]?\s?(?P<sex>[FMfm]|female|male|woman|man|girl|boy)\)?\b"
    rf"|^(?P<sex2>[FMfm]|female|male|woman|man|girl|boy)\s?[,/;(]?\s?(?P<n2>\d{{1,2}}(?:[.,]\d+)?)\s?(?P<unit2>{_UNIT})?\)?$",
    re.IGNORECASE,
)
_ONSET = re.compile(
    r"\b(?:onset|began|begun|begin\w*|started\s(?:at|when)|first|fell\sill|fallen\sill|since|from\sthe\sage|diagnos\w*|"
    r"developed|noticed|appeared|debut\w*|became\sill|had\sbeen\sill|symptoms\s(?:started|began))\b",
    re.IGNORECASE,
)
_START = re.compile(
    r"\b(?:now|currently|referr\w*|present\w*|admitted|seen|came|baseline|enrol\w*|start\sof)\b", re.IGNORECASE
)
_AVERAGE = re.compile(r"\b(?:mean|median|average|averaged)\b[^.;]{0,40}$", re.IGNORECASE)
_THING = re.compile(
    r"[-\s]+(?:\w+\s)?(?:rash|history|disease|lesions?|scars?|deposits?|paper|study|child's|data|record)", re.IGNORECASE
)
_FEMALE = r"wom[ae]n|girls?|females?|lady|ladies|schoolgirls?|housewife|businesswoman|her|she|hers|herself"
_MALE = r"m[ae]n|boys?|males?|gentlem[ae]n|schoolboys?|businessman|his|he|him|himself"
_SEX = re.compile(rf"(?<![\w-])(?:(?P<female>{_FEMALE})|(?P<male>{_MALE}))(?![\w])", re.IGNORECASE)
_PRONOUNS = frozenset({"her", "she", "hers", "herself", "his", "he", "him", "himself"})
_CELL_SEX = re.compile(r"^(?:(?P<female>F|female|woman|girl)|(?P<male>M|male|man|boy))$", re.IGNORECASE)
_AGE_WORD = re.compile(
    rf"(?P<age>old|age|y/?o\b|y\.o|years|yrs?\b)|\b(?:at|of|was|is|turned|then|now|only)\s(?P<number>{_N})",
    re.IGNORECASE,
)
_OLDEST = 110.0


def find_persons(doc: Doc) -> Doc:
    """Add the ages and sexes of ``doc`` to its mentions."""
    text: str = doc._.document.text
    units: list[Unit] = doc._.units
    taken: list[Span] = []
    for mention in _ages(text, units):
        if not any(mention.span.overlaps(span) for span in taken[-6:]):
            taken.append(mention.span)
            doc._.mentions.append(mention)
    doc._.mentions.extend(_sexes(text, units))
    return doc


def _ages(text: str, units: list[Unit]) -> Iterator[Mention]:
    rows: tuple[tuple[re.Pattern[str], str], ...] = (
        (_OLD, "old"), (_OF_AGE, "of_age"), (_AGED, "aged"), (_BOTH, "years_months"), (_HALVES, "half"),
        (_NOUN_OF, "noun_of"), (_ONSET_AT, "onset_at"), (_WAS, "was"),
    )  # fmt: skip
    for unit in units:
        if not unit.is_read:
            continue
        found: list[tuple[Span, Mention]] = []
        words = {match.lastgroup for match in _AGE_WORD.finditer(text, unit.span.start, unit.span.end)}
        for pattern, rule in rows[:5] * ("age" in words) + rows[5:] * ("number" in words):
            for match in pattern.finditer(text, unit.span.start, unit.span.end):
                mention = _age(text, unit, match, rule)
                if mention and not any(mention.span.overlaps(span) for span, _ in found):
                    found.append((mention.span, mention))
        if unit.is_cell and not found:
            cell = _CELL.search(unit.span.of(text))
            if cell:
                yield from _cell(unit, cell)
        yield from (mention for _, mention in sorted(found, key=lambda item: item[0]))


def _age(text: str, unit: Unit, match: re.Match[str], rule: str) -> Mention | None:
    groups = match.groupdict()
    years = _years(groups)
    if years is None or not 0 <= years <= _OLDEST:
        return None
    if (
        rule == "old"
        and _THING.match(text, match.end())
        and not re.match(r"[-\s]+\w+\s(?:wo)?man", text[match.end() : match.end() + 20])
    ):
        return None
    before = text[unit.span.start : match.start()]
    span = Span(match.start(), match.end())
    if groups.get("range"):
        return Mention(span, "age", None, None, frozenset(), "range")
    average = _AVERAGE.search(before)
    if average:
        rule = "median" if "median" in average[0].lower() else "mean"
    label = "age"
    if rule == "onset_at" or (rule not in {"old", "median", "mean"} and _tells_onset(before, text, match, unit)):
        label = "onset_age"
    elif rule == "old" and re.search(r"\b(?:since|onset|began|diagnos\w+|when)\b[^.;,]{0,25}$", before, re.IGNORECASE):
        label = "onset_age" if not re.search(r"\bwhen\b[^.;,]{0,25}$", before) or _ONSET.search(before) else "age"
    return Mention(span, label, None, years, frozenset(), rule)


def _years(groups: dict[str, str | None]) -> float | None:
    number = groups.get("n") or groups.get("n2")
    if number is None:
        return None
    if number.lower().endswith("and a half"):
        whole = cardinal(number.lower().removesuffix(" and a half"))
        amount = None if whole is None else whole + 0.5
    else:
        amount = cardinal(number)
    if amount is None:
        return None
    amount += 0.5 if groups.get("half") else 0.0
    unit = (groups.get("unit") or "years").lower()
    years = amount * {"y": 1.0, "m": 1 / 12, "w": 7 / 365.25, "d": 1 / 365.25}[unit[0]]
    more = cardinal(groups.get("more") or "")
    return round(years + (more or 0.0) / 12, 2)


def _tells_onset(before: str, text: str, match: re.Match[str], unit: Unit) -> bool:
    """Tell whether the clause around an age speaks of how the disease began rather than of the present."""
    clause = re.split(r"[;:]|,\s(?:and|but)\s|\bnow\b", before)[-1][-90:]
    after = re.split(r"[;:.]|,\s(?:and|but)\s", text[match.end() : min(unit.span.end, match.end() + 60)])[0]
    onset = list(_ONSET.finditer(clause))
    start = list(_START.finditer(clause))
    if onset and (not start or start[-1].start() < onset[-1].start()):
        return True
    return not start and bool(
        re.match(
            r"\s?,?\s(?:when\s)?(?:with|she|he|the)?\s?(?:\w+\s){0,3}(?:onset|diagnos\w+|began|noticed|developed|fell\sill|appeared)",
            after,
        )
    )


def _cell(unit: Unit, cell: re.Match[str]) -> Iterator[Mention]:
    groups = cell.groupdict()
    years = _years({"n": groups["n"] or groups["n2"], "unit": groups["unit"] or groups["unit2"]})
    name = "n" if groups["n"] else "n2"
    sex = "sex" if groups["sex"] else "sex2"
    base = unit.span.start
    if years is not None and years <= _OLDEST:
        yield Mention(Span(base + cell.start(name), base + cell.end(name)), "age", None, years, frozenset(), "cell")
        yield Mention(
            Span(base + cell.start(sex), base + cell.end(sex)), "sex", None, _sex_of(cell[sex]), frozenset(), "cell"
        )


def _sex_of(word: str) -> str:
    return "female" if word[0] in "FfWwGgLl" else "male"


def _sexes(text: str, units: list[Unit]) -> Iterator[Mention]:
    for unit in units:
        if unit.is_read and unit.is_cell:
            cell = _CELL_SEX.match(unit.span.of(text))
            if cell:
                yield Mention(unit.span, "sex", None, "female" if cell["female"] else "male", frozenset(), "cell")
    for _, match in search(_SEX, text, units):
        rule = "pronoun" if match[0].lower() in _PRONOUNS else "noun"
        if rule == "noun" and match[0].lower()[-3:] in {"men", "rls", "oys", "les", "ies"}:
            rule = "plural"
        yield Mention(
            Span(match.start(), match.end()), "sex", None, "female" if match["female"] else "male", frozenset(), rule
        )


__all__ = ["WORD", "find_persons"]
