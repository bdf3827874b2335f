"""Short forms that the document defines: ``dermatomyositis (DM)``, ``MTX, methotrexate;`` below a table.

Brackets are found by a regular expression and judged by scispaCy's ``find_abbreviation`` (Schwartz and Hearst 2003);
its component would search the document twice more.

Needs: ``units``. Gives: ``abbreviations``, ``legends``.
"""

import re
from collections.abc import Iterator

from scispacy.abbreviation import find_abbreviation, short_form_filter
from spacy.tokens import Doc

from extractor.core.text import Span
from extractor.nlp.units import Unit

_BRACKET = re.compile(r"[(\[]([^()\[\]\n]{2,60})[)\]]")
_SHORT = re.compile(r"[^\W\d_][\w+/.-]{1,11}")
_LEGEND = re.compile(r"(?:^|[;:,.]\s)([A-Za-z][\w/+-]{1,9})(?:,|\s?[:=])\s([^\W\d_][^;:=.\n]{3,80})(?=[;.]|$)")

_FEW = 3
"""Short forms from which a sentence that explains little else is a legend."""


def find_abbreviations(doc: Doc) -> Doc:
    """Set the abbreviations of ``doc``: pairs of short and long form, the first definition of each short form."""
    found: dict[str, str] = {}
    legends = list(_legends(doc))
    for short, long in [*_bracketed(doc), *(pair for pairs, _ in legends for pair in pairs)]:
        found.setdefault(short, long)
    doc._.abbreviations = list(found.items())
    doc._.legends = [span for _, spans in legends for span in spans]
    return doc


def _bracketed(doc: Doc) -> Iterator[tuple[str, str]]:
    text: str = doc._.document.text
    for unit in doc._.units:
        if not unit.is_read or unit.is_cell:
            continue
        for match in _BRACKET.finditer(text, unit.span.start, unit.span.end):
            pair = _judge(doc, unit, match)
            if pair:
                yield pair


def _judge(doc: Doc, unit: Unit, match: re.Match[str]) -> tuple[str, str] | None:
    inner = re.split(r"[;,]\s|\s(?=\()", match[1])[0].strip()
    if not _SHORT.fullmatch(inner) or sum(char.isupper() for char in inner) < 2:
        return None
    start = match.start(1)
    short = doc.char_span(start, start + len(inner))
    opening = doc.char_span(match.start(), match.start() + 1)
    begin = doc.char_span(unit.span.start, match.start(), alignment_mode="expand")
    if short is None or opening is None or begin is None or not short_form_filter(doc[short.start : short.start + 1]):
        return None
    words = min(len(inner) + 5, 2 * len(inner)) + inner.count("-") + 4
    candidate = doc[max(begin.start, opening.start - words) : opening.start]
    if not len(candidate):
        return None
    _, long = find_abbreviation(candidate, short)
    if long is None or len(long.text) <= len(inner):
        return None
    return inner, long.text


def _legends(doc: Doc) -> Iterator[tuple[list[tuple[str, str]], list[Span]]]:
    """Yield short and long forms that a sentence explains, and where: the whole of it if it does little else."""
    text: str = doc._.document.text
    for unit in doc._.units:
        words = unit.span.of(text)
        if unit.is_cell or ";" not in words:
            continue
        told = [match for match in _LEGEND.finditer(words) if match[1][0].lower() == match[2][0].lower()]
        sure = [match for match in told if sum(char.isupper() for char in match[1]) >= 2]
        if not sure:
            continue
        is_legend = len(sure) >= _FEW and sum(len(match[0]) for match in told) > len(words) / 2
        pairs = [(match[1], match[2].strip()) for match in (told if is_legend else sure)]
        if is_legend:
            yield pairs, [unit.span]
        elif unit.block_kind in {"note", "caption"}:
            yield pairs, [Span(match.start(1), match.end()).shift(unit.span.start) for match in sure]
        else:
            yield pairs, []
