"""Measurements of a case over time: the instrument's first and last value, and so the direction.

In: a case view. Out: readings, each with the passage it stands on. A score's name without two numbers says nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extractor.core.analysis import Direction, Mention
from extractor.core.text import either, small
from extractor.protocol.model import Instrument, Protocol
from extractor.records.numbers import pair_apart, values
from extractor.records.passages import Passage
from extractor.records.views import CaseView, once

SMALL_CHANGE = 0.1
"""A change below a tenth of the larger value, or of the scale where it is known, is no change. Chosen on the
development annotations: readers call 31 → 29 of a hundred unchanged."""

DENOMINATOR = re.compile(r"(?<=\d)\s*/\s*(\d{2,3})(?=\D|$)")


@dataclass(frozen=True, slots=True)
class Reading:
    """An instrument's course in one passage: first and last value; ``last`` is None for a single value.

    ``was_normal`` says that the first value was normal: what was never active cannot improve. ``paired`` says that the
    two values are known to be those at the start and at the last assessment.
    """

    domain: str
    instrument: str
    first: float
    last: float | None
    direction: Direction | None
    passage: Passage
    supporting: bool = False
    was_normal: bool = False
    paired: bool = False


class Instruments:
    """The protocol's instruments by name, as they stand in heads and cells."""

    def __init__(self, protocol: Protocol) -> None:
        self._by_name: dict[str, tuple[str, Instrument]] = {}
        for domain in protocol.domains:
            for instrument in domain.instruments:
                for name in instrument.names:
                    self._by_name.setdefault(small(name), (domain.id, instrument))
        words = {name.lower() for domain in protocol.domains for one in domain.instruments for name in one.names}
        self._pattern = re.compile(rf"(?<![\w-])(?:{either(words)})(?![\w])", re.IGNORECASE)

        # A head is asked after for each cell under it.
        self.find = lru_cache(maxsize=4096)(self._find)

    def _find(self, text: str) -> tuple[tuple[int, int, str, Instrument], ...]:
        """Return (start, end, domain, instrument) of every instrument named in ``text``."""
        return tuple((m.start(), m.end(), *self._by_name[small(m[0])]) for m in self._pattern.finditer(text))


_KNOWN: dict[str, Instruments] = {}


def instruments_of(protocol: Protocol) -> Instruments:
    """Return the protocol's instruments; made once for each protocol, since their pattern is long."""
    if protocol.digest not in _KNOWN:
        _KNOWN[protocol.digest] = Instruments(protocol)
    return _KNOWN[protocol.digest]


def direction_of(instrument: Instrument, first: float, last: float) -> Direction:
    """Return which way two values of an instrument go."""
    scale = (instrument.high - instrument.low) if instrument.high is not None and instrument.low is not None else 0.0
    needed = min(SMALL_CHANGE * max(abs(first), abs(last)), SMALL_CHANGE * scale) if scale else SMALL_CHANGE * max(
        abs(first), abs(last)
    )  # fmt: skip
    if abs(last - first) < max(needed, 1e-9):
        return "unchanged"
    return "improved" if (last > first) == (instrument.better == "higher") else "worsened"


HALVES = (80.0,)
"""Fullest values of instruments that are also scored on one side alone."""
NEAR_FULL = 0.9
"""The share of the scale above which such instruments are normal."""
LIMIT = re.compile(r"([<≤>≥])\s*=?\s*(\d+(?:\.\d+)?)")
SCALE = re.compile(r"\b0\s*(?:–|-|to)\s*(\d{1,3})\b|/\s*(\d{2,3})\b")


def is_normal(instrument: Instrument, value: float, words: str = "") -> bool:
    """Tell whether a value is normal: by the limit printed in ``words`` («normal <2.3»), else by the protocol's.

    A value on another scale than the protocol's («0–80») is brought to it first.
    """
    printed = LIMIT.search(words)
    if printed and not instrument.high:
        return _keeps(value, printed[1], float(printed[2]))
    if instrument.normal is None:
        return False
    scales = (float(m[1] or m[2]) for m in SCALE.finditer(words))
    scale = next((scale for scale in scales if scale in _scales(instrument)), None)
    if instrument.high and scale and scale < instrument.high:
        value *= instrument.high / scale
    known = re.match(r"([<>]?)=?\s*(\d+(?:\.\d+)?)", instrument.normal)
    if not known:
        return False
    sign, limit = known[1] or ("<" if instrument.better == "lower" else ">"), float(known[2])
    if scale is None and sign == ">" and instrument.high and limit > NEAR_FULL * instrument.high:
        halves = (half for half in HALVES if half < (instrument.high or 0))
        if any(limit * half / instrument.high <= value <= half for half in halves):
            return True
    return _keeps(value, sign, limit)


def _keeps(value: float, sign: str, limit: float) -> bool:
    return value <= limit if sign in "<≤" else value >= limit


@once
def readings(view: CaseView) -> tuple[Reading, ...]:
    """Return the readings of a case's cells and sentences in telling order."""
    return tuple(_readings(view, instruments_of(view.protocol)))


def _readings(view: CaseView, instruments: Instruments) -> Iterator[Reading]:
    yield from _course_rows(view, instruments)
    yield from _two_cells(view, instruments)
    for passage in view.own():
        if passage.stream == "course" or (passage.phase == "apart" and not passage.is_cell):
            continue
        yield from _cell(view, passage, instruments) if passage.is_cell else _sentence(view, passage)


def _cell(view: CaseView, passage: Passage, instruments: Instruments) -> Iterator[Reading]:
    text = view.text(passage.span)
    for domain, instrument, part in _parts(text, view.heads(passage), instruments):
        numbers = _course(part, instrument)
        if not numbers:
            continue
        first, last = numbers[0], numbers[-1] if len(numbers) > 1 else None
        way = direction_of(instrument, first, last) if last is not None else None
        normal = is_normal(instrument, first, view.heads(passage) + part)
        yield Reading(domain, instrument.names[0], first, last, way, passage, instrument.supporting, normal)


def _parts(text: str, heads: str, instruments: Instruments) -> Iterator[tuple[str, Instrument, str]]:
    """Yield each instrument of a cell with the text that tells its values: named in the cell, else in its heads."""
    inside = instruments.find(text)
    for number, (_, end, domain, instrument) in enumerate(inside):
        stop = inside[number + 1][0] if number + 1 < len(inside) else len(text)
        yield domain, instrument, text[end:stop]
    if not inside:
        for _, _, domain, instrument in instruments.find(heads)[:1]:
            yield domain, instrument, text


TIMES = re.compile(
    r"\((?:at\s+)?(?:\d+\s*)?(?:mo|months?|wk|weeks?|y)[^)]*\)"
    r"|\b(?:at|month|week|mo|wk|day)\s+\d+(?:\s*(?:mo|months?|weeks?|wk))?\b"
    r"|\b\d+\s*(?:mo|months?|weeks?|wks?|years?)\b",
    re.IGNORECASE,
)
"""Times beside a value (``at 3 months``, ``(mo 9)``), which are no values themselves."""


def _course(text: str, instrument: Instrument) -> tuple[float, ...]:
    """Return the values of one instrument in a text that follows its name; times and scales are no values."""
    text = re.split(r"[;]|\.\s", text)[0]
    text = TIMES.sub(" ", text)
    if instrument.high is not None:
        text = DENOMINATOR.sub(lambda m: "" if float(m[1]) in _scales(instrument) else m[0], text)
    numbers = values(pair_apart(text))
    if instrument.high is not None and instrument.low is not None:
        numbers = tuple(value for value in numbers if instrument.low <= value <= instrument.high)
    return numbers


def _scales(instrument: Instrument) -> set[float]:
    return {float(instrument.high or 0), 80.0, 150.0, 100.0, 52.0, 10.0}


OF_THE_START = re.compile(
    r"[^\w.;,]{0,2}(?:%|[a-zµμ]{1,8}(?:/[a-zA-Z]{1,4})?)?\s?(?:at|on|from)\s(?:the\s)?"
    r"(?:start|baseline|beginning|outset|entry|inclusion)\b",
    re.IGNORECASE,
)
"""What follows a value of the start («7 against 8 at baseline»)."""
STARTING = re.compile(
    r"\b(?:initial(?:ly)?|baseline|starting|previously|originally)(?:\svalue)?[,:]?\s(?:of\s|was\s)?$"
)
"""What stands before one («190 ng/mL (initial, 9,300)»)."""


def in_time(view: CaseView, measures: Sequence[Mention]) -> list[Mention]:
    """Return an instrument's values in the order of time: those told as of the start first, else as they are told."""
    text = view.document.text

    def is_later(mention: Mention) -> bool:
        before = text[max(0, mention.span.start - 25) : mention.span.start].lower()
        return not (OF_THE_START.match(text, mention.span.end) or STARTING.search(before))

    return sorted(measures, key=is_later)


def _sentence(view: CaseView, passage: Passage) -> Iterator[Reading]:
    by_instrument: dict[tuple[str, str], list[Mention]] = {}
    for mention in passage.labelled("measure"):
        if mention.concept and isinstance(mention.value, int | float):
            by_instrument.setdefault((mention.concept, mention.rule), []).append(mention)
    for (domain, name), told in by_instrument.items():
        found = in_time(view, told)
        instrument = instrument_of(view.protocol, domain, name)
        first = float(found[0].value or 0)
        last = float(found[-1].value or 0) if len(found) > 1 else None
        way = direction_of(instrument, first, last) if instrument and last is not None else None
        yield Reading(domain, name, first, last, way, passage, bool(instrument and instrument.supporting))


def instrument_of(protocol: Protocol, domain: str, name: str) -> Instrument | None:
    """Return a domain's instrument by one of its names; None where the protocol has none of that name."""
    for item in protocol.domains:
        if item.id == domain:
            for instrument in item.instruments:
                if name.lower() in (known.lower() for known in instrument.names):
                    return instrument
    return None


def _two_cells(view: CaseView, instruments: Instruments) -> Iterator[Reading]:
    """Join a case's value before the drug and its last one where they stand in two cells («CMAS, last»)."""
    first: dict[str, tuple[str, Instrument, float]] = {}
    for passage in view.cells("before", "last"):
        both = {"before", "last"} <= passage.roles
        if both or passage.stream == "course":
            continue
        for domain, instrument, value in _single_values(view, passage, instruments):
            name = instrument.names[0]
            if "before" in passage.roles:
                first.setdefault(name, (domain, instrument, value))
            elif name in first:
                start = first[name][2]
                way = direction_of(instrument, start, value)
                normal = is_normal(instrument, start, view.heads(passage))
                yield Reading(domain, name, start, value, way, passage, instrument.supporting, normal)


def _single_values(
    view: CaseView, passage: Passage, instruments: Instruments
) -> Iterator[tuple[str, Instrument, float]]:
    for domain, instrument, part in _parts(view.text(passage.span), view.heads(passage), instruments):
        numbers = _course(part, instrument)
        if len(numbers) == 1:
            yield domain, instrument, numbers[0]


def _course_rows(view: CaseView, instruments: Instruments) -> Iterator[Reading]:
    """Read tables that follow one patient: an instrument in one head, times in the other."""
    rows: dict[tuple[str, str, tuple[int, int]], list[tuple[Passage, float, Instrument]]] = {}
    for passage in view.passages:
        if passage.stream != "course":
            continue
        for head in passage.heads:
            for _, _, domain, instrument in instruments.find(view.text(head))[:1]:
                numbers = _course(view.text(passage.span), instrument)
                if numbers:
                    key = (domain, instrument.names[0], (head.start, head.end))
                    rows.setdefault(key, []).append((passage, numbers[-1], instrument))
    for (domain, name, _), cells in rows.items():
        first, last = cells[0], cells[-1]
        if len(cells) > 1:
            way = direction_of(first[2], first[1], last[1])
            normal = is_normal(first[2], first[1], view.heads(first[0]))
            yield Reading(domain, name, first[1], last[1], way, last[0], first[2].supporting, normal)
