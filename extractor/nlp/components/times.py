"""Durations, points in time and calendar dates. Months count from the event that the sentence means.

``[for 14 months](duration=14)``, ``[at week 24](time_point=5.52)``, ``[in June 2019](date=2019.42)``.

Needs: ``units``, ``hints``. Gives: ``mentions``.
"""

import re
from collections.abc import Callable, Iterator

from spacy.tokens import Doc

from extractor.core.analysis import Mention
from extractor.core.numerals import CARDINAL, ORDINAL, TIME_UNIT, WORD, cardinal, months, ordinal
from extractor.core.text import Span
from extractor.nlp.hints import Hints
from extractor.nlp.units import Unit

_N = rf"(?:{CARDINAL}|an?|half\san?|another|a\sfurther)"
_AMOUNT = re.compile(
    rf"(?<![\w.,/–-])(?:(?P<lead>for|after|at|by|within|over|in|during|from|following|until|till|through|to|of|since|"
    rf"every|another|lasting|and)\s(?:about\s|some\s|almost\s|nearly\s|only\s|approximately\s|the\s(?:first|last|past|next)\s|"
    rf"at\sleast\s|more\sthan\s|a\stotal\sof\s|up\sto\s|a\sfurther\s|a\smedian\sof\s|a\smean\sof\s)?)?"
    rf"(?P<n>{_N})(?P<high>\s?[-–]\s?\d+|\s(?:to|or)\s{CARDINAL})?[-\s]?(?P<half>and\sa\shalf\s)?(?P<unit>{TIME_UNIT})\b"
    rf"(?P<more>\sand\sa\shalf\b)?"
    rf"(?P<tail>\s(?:later|afterwards?|after|into|earlier|before|ago|on|off|of|follow|history|from|previously|post)\b)?",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?:\b(?P<lead>at|by|in|from|until|till|after|since|before|through|on|between)\s(?:the\s(?:end\sof\s)?)?)?"
    rf"\b(?P<unit>week|month|year|day)s?\s(?P<n>\d{{1,3}}(?:\.\d)?|{WORD}\b)(?![\d/%])"
    r"(?:\s?(?:[–-]|to|and)\s?(?P<high>\d{1,3})\b(?!\s?[/%]|[.,]\d|\s(?:at|by|in|after|on)\b))?",
    re.IGNORECASE,
)
_RANKED = re.compile(
    rf"(?:\b(?P<lead>at|by|in|from|until|after|since|before|during|between|to)\s)?(?:the\s)?(?P<n>{ORDINAL})\s"
    rf"(?P<unit>week|month|year|day)\b",
    re.IGNORECASE,
)
_LAST = re.compile(
    r"\b(?:at|on|by|until|to)\s(?:(?:her|his|the|their|our|its)\s)?(?:\w+['’]s\s)?(?:last|latest|most\srecent|final|end\sof)\s?"
    r"(?:\w+[-\s]){0,2}?(?:visit|follow[-\s]?up|assessment|control|review|examination|contact|report|evaluation|"
    r"consultation|check(?:-up)?|appointment|observation|time|seen|follow)\b"
    r"|\b(?:when\s)?last\s(?:seen|reviewed|visit|follow-up|heard)\b|\bat\s(?:the\s)?(?:time\sof\s)?(?:writing|present)\b",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DATE = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})\s)?(?P<month>{_MONTH})\s(?:\d{{1,2}},\s)?(?:of\s)?(?P<year>(?:19|20)\d\d)\b"
    rf"|\b(?P<month2>{_MONTH})\s(?:to|and|until|through|[–-])\s(?:{_MONTH})\s(?P<year2>(?:19|20)\d\d)\b",
)
_BARE_MONTH = re.compile(
    r"\b(?:(?P<lead>[Ii]n|[Oo]n|[Bb]y|[Ss]ince|[Uu]ntil|[Tt]ill|[Ff]rom|[Oo]f|[Dd]uring|[Aa]t|[Ee]arly|[Ll]ate|[Mm]id)[\s-]"
    r"(?:(?:early|late|mid|the\send\sof)[\s-])?(?:\d{1,2}\s)?|\d{1,2}\s)"
    rf"(?P<month>{_MONTH})(?:\s\d{{1,2}}\b(?!\s?[–-]))?(?![\w'’]|,?\s(?:of\s)?(?:19|20)?\d)"
)
"""A month without its year: the year is that of the date told before it, or the next (``March 2019 … by May``)."""
_YEAR = re.compile(
    r"\b(?P<lead>[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Ff]rom|[Dd]uring|[Bb]etween|early|late|mid|spring|summer|autumn|winter|fall|of|and|to)"
    r"[\s-](?P<year>(?:19|20)\d\d)\b(?!\s?[;:(])"
)
_HINT_WORDS = {
    "unit": (
        "day", "days", "week", "weeks", "wk", "wks", "month", "months", "mo", "mo.", "mos", "mos.", "year", "years",
        "yr", "yr.", "yrs", "yrs.", "fortnight", "fortnights", "hour", "hours",
    ),
    "month": (*_MONTHS, "january", "february", "march", "april", "june", "july", "august", "september", "october",
              "november", "december"),
    "last": ("last", "latest", "recent", "final", "end", "present", "time", "writing"),
}  # fmt: skip
_POINT = frozenset({"after", "at", "by", "within", "in", "from", "following", "until", "till", "through", "to"})
_LATER = frozenset({"later", "afterwards", "afterward", "after", "into", "on", "off", "post", "from"})
_BACK = frozenset({"earlier", "before", "ago", "previously"})
_LONGEST_MONTHS = 720.0


def find_times(doc: Doc) -> Doc:
    """Add the durations, time points and dates of ``doc`` to its mentions."""
    text: str = doc._.document.text
    ages = [mention.span for mention in doc._.mentions if mention.label in {"age", "onset_age"}]
    blocked = {offset for span in ages for offset in range(span.start, span.end)}
    mentions: list[Mention] = doc._.mentions
    hints: Hints = doc._.hints
    homes = {name: hints.units_with(words) for name, words in _HINT_WORDS.items()} | {"year": hints.units_with_years()}
    told: float | None = None
    for number, unit in enumerate(doc._.units):
        found = {name for name, home in homes.items() if number in home}
        if unit.block_kind == "heading":
            told = None
        if unit.is_read and found:
            here = list(_of_unit(text, unit, blocked, found))
            if not unit.is_cell:
                dates = sorted((one for one in here if one.label == "date"), key=lambda one: one.span)
                if "month" in found:
                    here += _bare_months(text, unit, dates, told)
                told = float(dates[-1].value or 0) if dates else told
            mentions.extend(here)
    return doc


def _bare_months(text: str, unit: Unit, dates: list[Mention], told: float | None) -> Iterator[Mention]:
    """Yield the months told without a year, each in the first such month from the last date with one on."""
    for match in _BARE_MONTH.finditer(text, unit.span.start, unit.span.end):
        span = Span(match.start(), match.end())
        if any(span.overlaps(date.span) for date in dates):
            continue
        before = [float(date.value or 0) for date in dates if date.span < span]
        last = before[-1] if before else told
        if last is None:
            continue
        month = _MONTHS.index(match["month"][:3].lower()) / 12
        back = (match["lead"] or "").lower() == "since"
        year = int(last) if back or int(last) + month > last - 0.01 else int(last) + 1
        yield Mention(span, "date", None, round(year + month, 3), frozenset(), "month")


def _of_unit(text: str, unit: Unit, blocked: set[int], hints: set[str]) -> Iterator[Mention]:
    start, end = unit.span.start, unit.span.end
    taken: list[Span] = []

    def free(mention: Mention | None) -> bool:
        if mention is None or mention.span.start in blocked or mention.span.end - 1 in blocked:
            return False
        if any(mention.span.overlaps(span) for span in taken):
            return False
        taken.append(mention.span)
        return True

    for pattern, read, hint in _READERS:
        if hint not in hints:
            continue
        for match in pattern.finditer(text, start, end):
            mention = read(match)
            if mention and free(mention):
                yield mention


def _mention(match: re.Match[str], label: str, value: float | None, rule: str) -> Mention:
    return Mention(Span(match.start(), match.end()), label, None, value, frozenset(), rule)


def _amount(match: re.Match[str]) -> Mention | None:
    lead, tail = (match["lead"] or "").lower(), (match["tail"] or "").strip().lower()
    number = _number(match["n"])
    if match["high"]:
        high = cardinal(re.sub(r"^\s?(?:[-–]|to|or)\s?", "", match["high"]))
        number = high if high is not None else number
    bare = not (lead or tail or match["more"])
    is_rhythm = lead == "every" or (match["n"].lower() in {"a", "an"} and bare)
    if number is None or is_rhythm:
        return None
    value = months(number + (0.5 if match["half"] or match["more"] else 0.0), match["unit"])
    label, rule = _kind(lead, tail)
    return _mention(match, label, value, rule) if value <= _LONGEST_MONTHS else None


def _kind(lead: str, tail: str) -> tuple[str, str]:
    """Return label and rule of an amount of time by the words before and after it."""
    if tail in _BACK:
        return "duration", "ago"
    if tail == "history":
        return "duration", "history"
    if tail in _LATER:
        return "time_point", "later"
    return ("time_point", lead) if lead in _POINT else ("duration", lead or tail or "bare")


def _number(words: str) -> float | None:
    lowered = words.lower()
    if lowered.startswith("half"):
        return 0.5
    return 1.0 if lowered in {"a", "an", "another", "a further"} else cardinal(words)


def _named(match: re.Match[str]) -> Mention | None:
    number = cardinal(match["n"])
    return None if number is None else _mention(match, "time_point", months(number, match["unit"]), "named")


def _ranked(match: re.Match[str]) -> Mention | None:
    number = ordinal(match["n"])
    return None if number is None else _mention(match, "time_point", months(number, match["unit"]), "ranked")


def _last(match: re.Match[str]) -> Mention:
    return _mention(match, "time_point", None, "last")


def _date(match: re.Match[str]) -> Mention:
    month, year = match["month"] or match["month2"], match["year"] or match["year2"]
    number = _MONTHS.index(month[:3].lower())
    return _mention(match, "date", round(int(year) + number / 12, 3), "month")


def _year(match: re.Match[str]) -> Mention:
    return _mention(match, "date", float(match["year"]), "year")


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Mention | None], str], ...] = (
    (_DATE, _date, "year"),
    (_NAMED, _named, "unit"),
    (_RANKED, _ranked, "unit"),
    (_AMOUNT, _amount, "unit"),
    (_LAST, _last, "last"),
    (_YEAR, _year, "year"),
)
"""Each pattern with what reads its matches and the kind of word that a sentence must have for it."""
