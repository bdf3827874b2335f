"""The protocol's own fields: no extractor reads them, so that the passages with their cue words wait for a person."""

import re
from collections.abc import Iterable, Iterator, Sequence

from extractor.core.analysis import Analysis
from extractor.core.candidate import Asked, Case, Evidence, Slot
from extractor.core.document import Document
from extractor.core.text import Span
from extractor.protocol.model import OwnField, Protocol
from extractor.records.views import CaseView, anchor_of

MOST = 12
"""Passages that a field is asked with; a reviewer reads no more before he looks into the paper itself."""

_UNREAD = ("reference", "back")


def asked_of(
    document: Document, analysis: Analysis, protocol: Protocol, cases: Sequence[Case], views: Sequence[CaseView]
) -> Iterator[Asked]:
    """Yield a question for each own field and subject of which a passage has one of the field's cue words.

    ``views`` are those of ``cases``, one each. A case is asked with its own passages, else with those it shares.
    """
    sentences = [item.span for item in analysis.sentences if item.block_kind not in _UNREAD]
    for field in protocol.fields:
        pattern = _pattern(field)
        if field.level == "publication":
            yield from _asked(document, field, "", _with(document, sentences, pattern))
            continue
        for case, view in zip(cases, views, strict=True):
            own = [_whole(passage.span, passage.heads) for passage in view.own()]
            shared = [_whole(passage.span, passage.heads) for passage in view.passages if passage.shared]
            found = _with(document, own, pattern) or _with(document, shared, pattern)
            yield from _asked(document, field, case.uid, found)


def _whole(span: Span, heads: Iterable[Span]) -> tuple[Span, ...]:
    return (*heads, span)


def _with(
    document: Document, passages: Iterable[Span | tuple[Span, ...]], pattern: re.Pattern[str]
) -> list[tuple[Span, ...]]:
    """Return the passages in which the pattern is found, a cell with its heads."""
    told = (passage if isinstance(passage, tuple) else (passage,) for passage in passages)
    return [spans for spans in told if any(pattern.search(span.of(document.text)) for span in spans)]


def _asked(document: Document, field: OwnField, subject: str, found: list[tuple[Span, ...]]) -> Iterator[Asked]:
    kept = [spans for spans in dict.fromkeys(found) if spans[-1].of(document.text).strip()][:MOST]
    if kept:
        quotes = (tuple(anchor_of(document, span) for span in spans) for spans in kept)
        yield Asked(Slot(field.id), subject, tuple(Evidence(anchors, "cue words") for anchors in quotes))


def _pattern(field: OwnField) -> re.Pattern[str]:
    """Return what finds the cue words of a field: whole words, letter case aside, any blank or hyphen between."""
    bodies = (re.sub(r"(?:\\?[ -])+", r"[\\s–-]+", re.escape(cue)) for cue in field.cues)
    return re.compile(rf"(?i:(?<!\w)(?:{'|'.join(bodies) or '(?!)'})(?!\w))")
