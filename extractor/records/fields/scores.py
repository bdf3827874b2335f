"""Score pairs: an instrument's value at the start of the drug and its last one, with scale and month.

Tables come first, then sentences that tell both values, then single values told before and under the drug.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.core.analysis import Mention
from extractor.core.candidate import Candidate
from extractor.core.text import Span
from extractor.records.numbers import span_months, tidy
from extractor.records.passages import Passage
from extractor.records.series import Instruments, Reading, in_time, instruments_of, readings
from extractor.records.timeline import Timeline, timeline
from extractor.records.timeline import told as is_told
from extractor.records.views import CaseView, once

SCALE = re.compile(r"\b0\s*(?:–|-|to)\s*(\d{1,3})\b|\d\s*/\s*(\d{2,3})\b(?!\s*/)|\b(?:of|out of)\s(\d{2,3})\b")
PRINTED = re.compile(r"[^\d]{0,25}\b0\s*(?:–|-|to)\s*(\d{1,3})\b")
PERCENT = re.compile(r"%")
STORIES = ("narrative", "abstract", "caption")


@dataclass(slots=True)
class Pair:
    """An instrument's two values with where each stands."""

    start: float
    last: float
    passages: list[Passage]
    month: float | None = None
    scale: str | None = None
    confidence: float = 0.85


def extract(view: CaseView) -> Iterator[Candidate]:
    """Yield start, last value, scale and month of each instrument, keyed ``domain/instrument``."""
    found = pairs(view)
    for part in ("start", "last", "scale", "month"):
        for key, pair in found.items():
            value = getattr(pair, part)
            if value is not None:
                sure = pair.confidence
                yield view.candidate(f"score_{part}", _plain(value), pair.passages, "score/pair", sure, key=key)


def _plain(value: float | str) -> float | str:
    return int(value) if isinstance(value, float) and value.is_integer() else value


@once
def pairs(view: CaseView) -> dict[str, Pair]:
    """Return the pairs by ``domain/instrument``, an instrument's first name; tables go before sentences."""
    course = timeline(view)
    scales = _printed_scales(view)
    apart = dict(_apart(view, course))
    found: dict[str, Pair] = {}
    instruments = instruments_of(view.protocol)
    for reading in readings(view):
        key = f"{reading.domain}/{_cell_name(view, reading, instruments)}"
        if reading.passage.is_cell and key not in found and reading.last is not None:
            scale = _scale(view, reading, instruments)
            month = _month(view, reading, course)
            found[key] = Pair(reading.first, reading.last, [reading.passage], month, scale, 0.92)
    for key, pair in apart.items():
        known = found.setdefault(key, pair)
        if known.month is None and known.last == pair.last:
            known.month = pair.month
        known.scale = known.scale or pair.scale
    for key, pair in found.items():
        pair.scale = pair.scale or scales.get(key)
    return found


def _cell_name(view: CaseView, reading: Reading, instruments: Instruments) -> str:
    words = f"{view.text(reading.passage.span)} ; {view.heads(reading.passage)}"
    found = (
        words[start:end]
        for start, end, domain, instrument in instruments.find(words)
        if domain == reading.domain and reading.instrument in instrument.names
    )
    return _name(view, reading.domain, reading.instrument, next(found, reading.instrument))


def _printed_scales(view: CaseView) -> dict[str, str]:
    """Return the scale that the publication prints once beside an instrument's name: «(CMAS, 0–52)»."""
    found: dict[str, str] = {}
    for mention in view.analysis.mentions:
        if mention.label == "instrument" and mention.concept:
            after = re.split(r"[.;]\s", view.document.text[mention.span.end : mention.span.end + 40])[0]
            match = PRINTED.match(after)
            if match:
                name = _name(view, mention.concept, mention.rule, view.text(mention.span))
                key = f"{mention.concept}/{name}"
                found.setdefault(key, match[1])
    return found


def _month(view: CaseView, reading: Reading, course: Timeline) -> float | None:
    passage = reading.passage
    for head in passage.heads if passage.stream == "course" else ():
        times = [m for m in view.mentions(head) if m.label in ("time_point", "duration")]
        known = [float(m.value) for m in times if isinstance(m.value, int | float)]
        if known:
            later = [course.started.get(str(m.concept), 0.0) for m in view.mentions(head) if m.label == "drug"]
            return tidy(known[-1] + max(later, default=0.0))
    text = view.text(passage.span)
    return span_months(text[text.rfind("(") :]) if "(" in text else None


def _scale(view: CaseView, reading: Reading, instruments: Instruments) -> str | None:
    text, told = view.text(reading.passage.span), (reading.first, reading.last or 0.0)
    parts = text.split(";")
    named = [part for part in parts if any(reading.instrument in found[3].names for found in instruments.find(part))]
    return _scale_in(named[0], told) if named else _scale_in(f"{view.heads(reading.passage)} {text}", told)


def _scale_in(words: str, told: tuple[float, ...]) -> str | None:
    for match in SCALE.finditer(words):
        scale = next(part for part in match.groups() if part)
        if float(scale) not in told and float(scale) >= max(told):
            return str(scale)
    return "%" if PERCENT.search(words) else None


def _apart(view: CaseView, course: Timeline) -> Iterator[tuple[str, Pair]]:
    """Join single values: the last one told before the drug or at its start, and the last one told under it."""
    first: dict[str, tuple[float, Passage, str | None]] = {}
    last: dict[str, tuple[float, Passage, float | None]] = {}
    for passage in view.own():
        if passage.is_cell or passage.stream not in STORIES[:2] or passage.phase not in ("before", "start", "under"):
            continue
        told = [m for m in passage.labelled("measure") if is_told(m, passage)]
        names: dict[str, list[tuple[float, int]]] = {}
        for mention in in_time(view, told):
            key = f"{mention.concept}/{_told_name(view, passage, mention)}"
            names.setdefault(key, []).append((float(mention.value or 0), mention.span.end))
        for key, series in names.items():
            if passage.phase == "before" or (len(series) == 1 and passage.phase == "start"):
                place = series[-1][1]
                scale = _percent(view, place) or _scale_in(view.document.text[place - 8 : place + 8], (series[-1][0],))
                first[key] = (series[-1][0], passage, scale)
            else:
                if len(series) > 1:
                    first.setdefault(key, (series[0][0], passage, _percent(view, series[0][1])))
                value, place = series[-1]
                last[key] = (value, passage, course.near(passage, Span(place - 1, place)))
    for key, (value, passage, month) in last.items():
        if key in first:
            start, where, scale = first[key]
            yield key, Pair(start, value, list(dict.fromkeys((where, passage))), month, scale, 0.7)


def _percent(view: CaseView, place: int) -> str | None:
    return "%" if "%" in view.document.text[place - 1 : place + 2] else None


def _told_name(view: CaseView, passage: Passage, mention: Mention) -> str:
    """Return what the instrument of a value in a sentence is called: as printed before it, or its first name."""
    named = [
        one
        for one in passage.labelled("instrument")
        if (one.concept, one.rule) == (mention.concept, mention.rule) and one.span.start < mention.span.start
    ]
    printed = view.text(named[-1].span) if named else mention.rule
    return _name(view, str(mention.concept), mention.rule, printed)


def _name(view: CaseView, domain: str, name: str, printed: str) -> str:
    """Return how an instrument is called: by its first name where it has a scale, else as it is printed.

    Measurements without a scale stand in one entry of the protocol though they are not one: saturation and walking
    distance have each their own values.
    """
    for item in view.protocol.domains:
        for instrument in item.instruments if item.id == domain else ():
            if name.lower() in (known.lower() for known in instrument.names):
                return instrument.names[0] if instrument.high is not None else printed
    return printed
