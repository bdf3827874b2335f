"""Readings of instruments, in order: ``[CDASI](instrument) fell from [31](measure=31) to [9](measure=9)``.

A number is a reading of the nearest instrument before it in its clause (or right after it: ``28 on the CDASI``)
unless it is something else: a dose, a time, an age, a count, a scale, a limit of normal, a figure's number.

Needs: ``units``, ``mentions`` of all that has numbers. Gives: ``mentions``.
"""

import re
from collections.abc import Callable, Iterator

from spacy.language import Language
from spacy.tokens import Doc

from extractor.core.analysis import Mention
from extractor.core.numerals import THOUSANDS, cardinal
from extractor.core.text import Span
from extractor.nlp.units import Unit, UnitIndex
from extractor.nlp.vocabulary import instrument_name
from extractor.protocol.model import Instrument, Protocol

_NUMBER = re.compile(
    r"(?<![\w.,·/^–-])(?P<sign>[−-])?"
    rf"(?P<n>{THOUSANDS}(?:\.\d+)?|\d+(?:[.,·]\d+)?)"
    r"(?:\s?(?:/|of|out\sof)\s?(?P<scale>\d{1,3}(?:\.\d+)?)(?![\d/]))?"
    r"(?P<percent>\s?%)?(?![\w^])"
)
_LIMIT = re.compile(
    r"(?:[<>≤≥=±]\s?|(?:under|below|above|over|normal|limit|than|least|cut-?off|upto|up\sto|range|within|scale|maximum|max|reference)"
    r"(?:\s(?:of|is|was|value|to|from|under|below|above|range|limit|level|normal))*[,:]?\s?(?:[<>≤≥]\s?)?)$",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s?(?:–|-|to)\s?\d+(?:\.\d+)?\s?[)\],;]")
_SCALE = re.compile(r"\b(?:scale|scored|range|ranging)\s(?:of\s|from\s)?(?:\d+\s?(?:to|–|-)\s?)?$", re.IGNORECASE)
_FIGURE = re.compile(r"(?:fig(?:ure|s)?|tables?|ref|no|grade|by|phase|type|stage|another)\.?\s?$", re.IGNORECASE)
_OTHER_WORD = re.compile(r"\b(?:damage|times|fold|points?)\s?$", re.IGNORECASE)
_AFTER = re.compile(
    r"\s?(?:-?fold|times|points?\b|mg\b|weeks?|months?|years?|days?|patients|children|adults|of\sthe|°|L\s?/\s?min)",
    re.IGNORECASE,
)
_BUSY = frozenset(
    {
        "dose",
        "age",
        "onset_age",
        "duration",
        "time_point",
        "date",
        "count",
        "case_label",
        "instrument",
        "drug",
        "antibody",
        "sign",
    }
)
_CLAUSE = re.compile(r";\s|\.\s")
_BACK = re.compile(r"\s(?:on|in|for)\s(?:the\s)?$|\s$")
_NEAR = 120
"""Characters from an instrument to its last reading."""


def make_measures(nlp: Language, protocol: Protocol) -> Callable[[Doc], Doc]:
    """Return the component for ``protocol``."""
    instruments = {(domain.id, instrument_name(one)): one for domain in protocol.domains for one in domain.instruments}

    def find_measures(doc: Doc) -> Doc:
        text: str = doc._.document.text
        index = UnitIndex(doc._.units)
        groups = index.group(mention for mention in doc._.mentions if mention.label in _BUSY)
        found: list[Mention] = []
        for number, group in groups.items():
            named = [mention for mention in group if mention.label == "instrument"]
            if named:
                found.extend(_of_unit(text, index.units[number], named, group, instruments))
        read = {mention.span for mention in found}
        doc._.mentions = [one for one in doc._.mentions if one.label != "count" or one.span not in read] + found
        return doc

    return find_measures


def _of_unit(
    text: str, unit: Unit, named: list[Mention], busy: list[Mention], instruments: dict[tuple[str, str], Instrument]
) -> Iterator[Mention]:
    for match in _NUMBER.finditer(text, unit.span.start, unit.span.end):
        span = Span(match.start("n"), match.end())
        clashes = [one for one in busy if one.span.overlaps(span)]
        if any(one.label != "count" for one in clashes):
            continue
        before = text[unit.span.start : match.start()]
        if _LIMIT.search(before[-40:]) or _FIGURE.search(before[-12:]) or _OTHER_WORD.search(before[-12:]):
            continue
        if _AFTER.match(text, match.end()) or _SCALE.search(before[-30:]) or before.endswith("["):
            continue
        owner = _owner(text, span, named)
        if owner is None or (_RANGE.match(text, match.end()) and re.search(r"[(\[][^()\[\]]{0,20}$", before)):
            continue
        if any(
            one.label == "sign" and owner.span.end <= one.span.start and 0 <= span.start - one.span.end <= 3
            for one in busy
        ):
            continue
        instrument = instruments.get((owner.concept or "", owner.rule))
        value = cardinal(match["n"])
        if value is None or not _fits(value, match["scale"], instrument, is_count=bool(clashes)):
            continue
        if match["sign"] == "−":
            value = -value
        yield Mention(Span(match.start("n"), match.end()), "measure", owner.concept, value, frozenset(), owner.rule)


def _owner(text: str, span: Span, named: list[Mention]) -> Mention | None:
    before = [one for one in named if one.span.end <= span.start]
    after = [one for one in named if one.span.start >= span.end]
    if after and re.fullmatch(r"\s(?:on|in|for|by)?\s?(?:the\s|a\s)?", text[span.end : after[0].span.start]):
        gap = text[before[-1].span.end : span.start] if before else "." * _NEAR
        if len(gap) > 12:
            return after[0]
    if before:
        gap = text[before[-1].span.end : span.start]
        if len(gap) <= _NEAR and not _CLAUSE.search(gap):
            return before[-1]
    return None


def _fits(value: float, scale: str | None, instrument: Instrument | None, *, is_count: bool) -> bool:
    """Tell whether a number can be a reading: inside the instrument's scale, and no count of patients."""
    high = instrument.high if instrument else None
    if scale is not None and is_count:
        return high is not None and float(scale) >= min(high, 20.0)
    if scale is not None:
        return value <= float(scale)
    return high is None or value <= max(high, 160.0 if high == 80.0 else high)
