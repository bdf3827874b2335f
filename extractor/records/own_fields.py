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

_BACKGROUND = ("introduction", "discussion")


def asked_of(
    document: Document, analysis: Analysis, protocol: Protocol, cases: Sequence[Case], views: Sequence[CaseView]
) -> Iterator[Asked]:
    """Yield a question for each own field and subject of which a passage has one of the field's cue words.

    ``views`` are those of ``cases``, one each. A case is asked with its own passages, those of background and
    discussion only where no other has the word, else with passages that are no other case's.
    """
    owned = {passage.span for view in views for passage in view.own()}
    sentences = [item.span for item in analysis.sentences if item.block_kind not in ("reference", "heading")]
    for field in protocol.fields:
        pattern = _pattern(field)
        if field.level == "publication":
            yield from _asked(document, field, "", _with(document, sentences, pattern))
            continue
        for case, view in zip(cases, views, strict=True):
            course = [passage for passage in view.own() if passage.stream not in _BACKGROUND]
            background = [passage for passage in view.own() if passage.stream in _BACKGROUND]
            shared = [passage for passage in view.passages if passage.shared and passage.span not in owned]
            told = ([(*item.heads, item.span) for item in part] for part in (course, background, shared))
            found = next((found for part in told if (found := _with(document, part, pattern))), [])
            yield from _asked(document, field, case.uid, found)


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
