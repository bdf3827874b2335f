"""What no field holds and whoever appraises or audits a publication asks after: topics, numbers of patients, shares.

In: Document, Analysis, Protocol. Out: findings with their places. Nothing is judged here.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from extractor.core.analysis import Analysis, Sentence
from extractor.core.candidate import Finding
from extractor.core.document import Document
from extractor.core.numerals import WORD, cardinal
from extractor.core.text import Span
from extractor.protocol.model import Protocol, Topic
from extractor.records.percentages import Printed
from extractor.records.views import anchor_of

MOST = 3
"""Places that are kept of one topic: enough to judge, and whoever doubts looks into the paper."""

LABEL = 30
"""Characters of the longest heading that is set as a sentence of its own at a section's begin («Background.»)."""

LEFT_OUT = frozenset({"reference", "byline", "heading", "table"})
"""Kinds of blocks that tell nothing of a topic: titles of others' papers, names, words without a sentence."""

_PLAIN = str.maketrans({"-": " ", "‐": " ", "‑": " ", "–": " ", "\n": " ", "\t": " ", "\u00a0": " ", "’": "'"})
_WORD = re.compile(r"[^\W_]+")
_SIZE = re.compile(r"\b[nN]\s?=\s?(\d{1,4})\b")

BESIDE = "patients beside"
"""The topic of a number that may be of patients, or of others' patients: it can explain one, and is none to doubt."""

_OF_OTHERS = ("cited", "aim")
"""Categories of cues with which a sentence speaks of others' patients, or of those that are to come."""

_BARE = re.compile(
    rf"(?<![\w.,/–-])(?:\d{{1,4}}|{WORD})(?=,?\s[a-z]|[,;.)])(?!\s?(?:%|mg|years?|months?|weeks?|days?))", re.IGNORECASE
)
"""A number of people whose noun stands elsewhere in the sentence: ``nine patients, of whom six had``."""

_NOT_BETWEEN = (
    r"(?!(?:of|in|with|for|and|or|to|than|at|on|by|per|from|after|before|mg|g|kg|ml|points?|old|"
    r"years?|months?|weeks?|days?|hours?|times|other|trials?|studies|reports?|publications)\b)"
)
"""Words between a number and its noun that make the number one of something else."""


def findings(
    document: Document, analysis: Analysis, protocol: Protocol, shares: Sequence[Printed]
) -> Iterator[Finding]:
    """Yield topics in the protocol's order, then numbers of patients, shares and the effects that an abstract tells."""
    analysis = replace(analysis, sentences=tuple(_with_abstract(document, analysis.sentences)))
    yield from _topics(document, analysis, protocol)
    yield from _patients_told(document, analysis, protocol)
    for share in shares:
        yield Finding("share", share.section, anchor_of(document, share.span), share.span.of(document.text))
    abstract = {item.span for item in analysis.sentences if item.section == "abstract"}
    for span in dict.fromkeys(item.span for item in analysis.statements if item.span in abstract):
        yield Finding("effect", "abstract", anchor_of(document, span))


def _with_abstract(document: Document, sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """Yield the sentences, those of an abstract that has no heading as an abstract's: what an introduction follows."""
    own = [section for section in document.sections if section.kind != "front"][:2]
    has_one = [(section.kind, section.title is None) for section in own] == [("body", True), ("introduction", False)]
    for sentence in sentences:
        is_abstract = has_one and own[0].span.contains(sentence.span)
        yield replace(sentence, section="abstract") if is_abstract else sentence


def _topics(document: Document, analysis: Analysis, protocol: Protocol) -> Iterator[Finding]:
    sentences = [item for item in analysis.sentences if item.block_kind not in LEFT_OUT]
    starts = [item.span.start for item in sentences]
    plain = document.text.lower().translate(_PLAIN)
    if len(plain) != len(document.text):  # a letter whose small form is two: offsets would no longer hold
        plain = "".join(letter if len(letter.lower()) != 1 else letter.lower() for letter in document.text)
        plain = plain.translate(_PLAIN)
    words = frozenset(_WORD.findall(plain))
    for topic in protocol.topics:
        names = [name for name, parts in map(_plain, topic.names) if parts <= words]
        found = _named(plain, sentences, starts, topic, names) if topic.names else _opening(sentences, topic)
        for sentence in found:
            yield Finding(topic.id, sentence.section, anchor_of(document, sentence.span))


def _opening(sentences: Sequence[Sentence], topic: Topic) -> list[Sentence]:
    told = (item for item in sentences if item.section in topic.sections and item.block_kind == "paragraph")
    return [item for item in told if len(item.span) > LABEL][:1]


@lru_cache(maxsize=4096)
def _plain(name: str) -> tuple[str, frozenset[str]]:
    """Return a name as it stands in a plain text, and its words: a text without one of them does not have it."""
    plain = name.lower().translate(_PLAIN)
    return plain, frozenset(_WORD.findall(plain))


def _named(
    plain: str, sentences: Sequence[Sentence], starts: Sequence[int], topic: Topic, names: Sequence[str]
) -> list[Sentence]:
    """Return the first sentences with one of the topic's plain names, in text order."""
    numbers: set[int] = set()
    for word in names:
        at = plain.find(word)
        while at >= 0:
            number = bisect_right(starts, at) - 1
            if number >= 0 and _is_whole(plain, at, at + len(word)) and _counts(sentences[number], at, topic):
                numbers.add(number)
            at = plain.find(word, at + 1)
    return [sentences[number] for number in sorted(numbers)[:MOST]]


def _is_whole(text: str, start: int, end: int) -> bool:
    return not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())


def _counts(sentence: Sentence, at: int, topic: Topic) -> bool:
    return at < sentence.span.end and (not topic.sections or sentence.section in topic.sections)


def _patients_told(document: Document, analysis: Analysis, protocol: Protocol) -> Iterator[Finding]:
    """Yield every number of patients in text order; with the topic ``patients beside`` what may be one too.

    That is the sum of a sentence's numbers of patients, its numbers whose noun stands elsewhere, and all numbers of a
    sentence that cites or plans. What is in tables comes last: sizes of groups (``n = 18``), and how many rows or
    columns tell of a patient each. Introductions and reference lists speak of others' patients.
    """
    pattern = _number_of(protocol.case_nouns)
    others = [item.span.start for item in analysis.mentions if item.label == "cue" and item.concept in _OF_OTHERS]
    for sentence in analysis.sentences:
        section = "front" if sentence.block_kind == "title" else sentence.section
        is_told = sentence.block_kind in ("title", "paragraph", "caption", "note")
        if is_told and section not in ("introduction", "references", "back_matter"):
            found = _said(document, sentence.span, section, pattern)
            is_own = section == "front" or not _any_within(others, sentence.span)
            yield from found if is_own else (replace(item, topic=BESIDE) for item in found)
    for number, table in enumerate(document.tables):
        for match in _SIZE.finditer(document.text, table.span.start, table.span.end):
            yield _finding(document, Span(*match.span()), "table", int(match[1]))
        rows = {place for region in analysis.regions for place in region.table_rows if place[0] == number}
        if region_count := len(rows):
            yield _finding(document, table.caption or table.span, "table", region_count)


def _said(document: Document, span: Span, section: str, pattern: re.Pattern[str]) -> Iterator[Finding]:
    text = span.of(document.text)
    told = [int(cardinal(match["n"]) or 0) for match in pattern.finditer(text)]
    numbers = dict.fromkeys((*told, *(int(match[1]) for match in _SIZE.finditer(text))))
    beside = dict.fromkeys((sum(told), *(int(cardinal(match[0]) or 0) for match in _BARE.finditer(text))))
    for number in numbers:
        if number:
            yield _finding(document, span, section, number)
    for number in beside if numbers else ():
        if number and number not in numbers:
            yield replace(_finding(document, span, section, number), topic=BESIDE)


def _any_within(starts: Sequence[int], span: Span) -> bool:
    first = bisect_left(starts, span.start)
    return first < len(starts) and starts[first] < span.end


def _finding(document: Document, span: Span, section: str, number: int) -> Finding:
    return Finding("patients", section, anchor_of(document, span), number)


@lru_cache(maxsize=8)
def _number_of(case_nouns: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of a number of persons: ``18 patients``, ``nine further adult patients``."""
    nouns = "|".join(sorted(map(re.escape, (*case_nouns, "patient", "child", "adult")), key=len, reverse=True))
    return re.compile(
        rf"(?<![\w.,/–-])(?P<n>\d{{1,4}}|{WORD})\s(?:{_NOT_BETWEEN}[a-z][\w-]*\s){{0,4}}?(?:{nouns})(?:s|ren)?\b",
        re.IGNORECASE,
    )
