"""How often a treatment is given: rhythms of the protocol, and the schedules that begin them.

``twice a day`` means one of the protocol's frequencies. ``weeks 0, 2 and 6`` and ``days 1 and 15`` are schedules: the
times of the first doses. Where a rhythm follows they are one («at weeks 0 and 4 and every 12 weeks» is
``weeks 0 and 4, then every 12 weeks»), and so is a rhythm of a few doses with the one after it («weekly for five doses,
then every four weeks»): to know only one of the two is not to know how the drug was given.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from extractor.core.analysis import Mention
from extractor.core.fields import FREQUENCIES
from extractor.core.text import Span, small
from extractor.protocol.model import Term

SHORT = 3
"""Letters up to which a rhythm's wording (``OD``, ``bid``) counts only as printed."""
_TIMES = re.compile(
    r"\b(?P<unit>week|day|month)s?\s(?P<numbers>\d{1,3}(?:(?:\s?,\s?(?:and\s)?|\sand\s|\s?&\s?)\d{1,3})*)(?![\d.,]*\d)",
    re.IGNORECASE,
)
_NEXT = re.compile(r",?\s?(?:and\s|then\s|thereafter,?\s|followed\sby\s|subsequently\s|afterwards\s)*(?:at\s|with\s)?")
_FEW_DOSES = re.compile(
    r"\s(?:for|times|x|×)\s(?:the\s(?:first\s)?)?[\w-]+(?:\s(?:doses|weeks|months|days|infusions|injections))?[,;]?"
    r"\s(?:and\s)?(?:then|thereafter|followed\sby)\s"
)
_GIVEN = re.compile(
    r"(?:[\s,(]|\b(?:(?:was|were|is|are|has|have|been|given|infused|injected|administered|received|by|at|on|in|as|an?)\b"
    r"|(?:subcutaneous|intravenous|intramuscular)(?:ly)?\b|infusions?\b|injections?\b|s\.?\s?c\b\.?|i\.?\s?v\b\.?))*"
)
_FIRST = ("0", "1")
"""The first week or day of a schedule: a list of times that begins later may be one of visits."""


class Rhythms:
    """Finds how often in text; blanks and hyphens of a wording are one."""

    def __init__(self, frequencies: Sequence[Term]) -> None:
        spellings = sorted({name: term.id for term in frequencies for name in term.names}.items(), key=_length_first)
        bodies = [_pattern(name) for name, _ in spellings]
        self._meanings = {_key(name): concept for name, concept in reversed(spellings)}
        starts = "".join(
            sorted({re.escape(char) for name, _ in spellings for char in (name[0].lower(), name[0].upper())})
        )
        self._rhythm = re.compile(rf"(?:(?<!\w)|(?=/))(?=[{starts or 'x'}])(?:{'|'.join(bodies) or '(?!)'})")

    def find(self, text: str, span: Span) -> list[Mention]:
        """Return the rhythms and schedules told in a span, in text order."""
        plain = [self._mention(match) for match in self._rhythm.finditer(text, span.start, span.end)]
        schedules = [
            one for match in _TIMES.finditer(text, span.start, span.end) if (one := _schedule(text, match, plain))
        ]
        led = [_led(text, first, then) for first, then in pairwise(plain) if _leads(text, first, then)]
        longer = [*schedules, *led]
        rest = [one for one in plain if not any(other.span.overlaps(one.span) for other in longer)]
        return sorted([*rest, *longer], key=lambda one: one.span)

    def _mention(self, match: re.Match[str]) -> Mention:
        concept = self._meanings[_key(match[0])]
        value = concept if concept in FREQUENCIES else " ".join(match[0].split())
        return Mention(Span(match.start(), match.end()), "frequency", concept, value, frozenset(), "term")


def is_given_at(gap: str, schedule: Mention) -> bool:
    """Tell whether the words between a dose and a rhythm allow that the one was given at the other.

    A schedule without a rhythm after it looks like the times of visits, so that only words of giving may stand between.
    """
    return schedule.rule != "schedule" or _GIVEN.fullmatch(gap) is not None


def _schedule(text: str, match: re.Match[str], rhythms: Iterable[Mention]) -> Mention | None:
    numbers = re.findall(r"\d+", match["numbers"])
    *earlier, last = numbers
    times = (
        f"{match['unit'].lower()}s {', '.join(earlier)} and {last}" if earlier else f"{match['unit'].lower()} {last}"
    )
    then = next(
        (
            one
            for one in rhythms
            if one.span.start >= match.end() and _NEXT.fullmatch(text[match.end() : one.span.start])
        ),
        None,
    )
    if numbers[0] not in _FIRST or (then is None and not earlier):
        return None
    if then is None:
        return Mention(Span(*match.span()), "frequency", None, times, frozenset(), "schedule")
    whole = Span(match.start(), then.span.end)
    return Mention(whole, "frequency", then.concept, f"{times}, then {then.value}", frozenset(), "schedule, rhythm")


def _leads(text: str, first: Mention, then: Mention) -> bool:
    """Tell whether a rhythm is that of the first doses only; one of each day is a dose of its own that is changed."""
    daily = first.concept in FREQUENCIES or then.concept in FREQUENCIES
    return not daily and _FEW_DOSES.fullmatch(text[first.span.end : then.span.start]) is not None


def _led(text: str, first: Mention, then: Mention) -> Mention:
    whole = first.span.cover(then.span)
    return Mention(whole, "frequency", then.concept, " ".join(whole.of(text).split()), frozenset(), "schedule, rhythm")


def _length_first(item: tuple[str, str]) -> tuple[int, str]:
    return (-len(item[0]), item[0])


def _pattern(name: str) -> str:
    body = re.sub(r"(?:\\ |\\-|–)+", r"[\\s–-]{0,2}", re.escape(name))
    left = r"(?<!\.)" if name[0].isalnum() else ""
    right = r"(?!\w)" if name[-1].isalnum() else ""
    return f"{left}{body}{right}" if len(name) <= SHORT or name.isupper() else f"(?i:{left}{body}{right})"


def _key(words: str) -> str:
    return small(re.sub(r"[\s–-]+", "", words))
