"""Blocks → units: the sentences of a block and the cells of a table. No sentence crosses a block.

A full stop ends a sentence unless an abbreviation, an initial, a number or an open bracket says otherwise, and takes
a citation that follows it along (``the rash.1,2``, ``the rash [3].``). The rules are those of Kiss and Strunk 2006
(doi 10.1162/coli.2006.32.4.485) for abbreviations, initials and ordinals, with closed lists where they learn.

Needs: nothing. Gives: ``units``, ``hints``, sentence starts.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from extractor.core.document import RAISED, Block, Document, SectionKind
from extractor.core.text import Span, either
from extractor.nlp.hints import Hints
from extractor.nlp.units import Unit
from extractor.protocol.model import Protocol

_STOP = re.compile(r"[.!?…]+[\"'”’»)\]]*")
_CITATION = re.compile(
    r"\s?\[\d+(?:\s?[,;–-]\s?\d+)*\]"  # [1,2]
    r"|\s?[⁰¹²³⁴-⁹]+(?:\s?[,⁻–-]\s?[⁰¹²³⁴-⁹]+)*[*†‡]?"  # raised
    r"|\d{1,3}[*†‡]?(?:\s?[,–-]\s?\d{1,3})*(?=\s|$)"  # glued: rash.1,2
    r"|\s\d{1,3}(?:\s?[,–-]\s?\d{1,3})*(?=\s+[A-Z“\"(]|\s*$)"  # set apart: rash. 1,2 The
)
_NEXT = re.compile(r"\s+(?:[-–•●▪◦]\s+)?[\"'“‘«(\[*†‡§]*(\S\)?)")
_WORD = re.compile(r"\W*([\w'’-]*)")
_MIXED = re.compile(r"[a-z]+[-‐]?[A-Z0-9]")
_INITIALS = re.compile(r"(?:[A-Z]\.[-\s]?)*[A-Z]")
_BEFORE_NUMBER = frozenset({"no", "nos", "pt", "pts"})
"""Words that are abbreviations only before a figure."""
_BULLET = re.compile(r"[-–•●▪◦]\s+")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NEVER = _set(
    "fig figs tab ref refs eq eqs nr vol vols pp p ed eds dr drs prof mr mrs ms st vs v cf e.g i.e viz "
    "approx ca resp sect sec chap suppl dept univ al. med int assoc sr jr"
)
"""Abbreviations after which no sentence ends."""
_SOMETIMES = _set(
    "al etc inc ltd co corp mg ml kg cm mm min h hr hrs wk wks mo mos yr yrs y b.i.d t.i.d q.i.d q.d o.d b.d "
    "t.d.s p.o i.v s.c i.m a.m p.m u.s u.k ph.d m.d u.s.a e.u jan feb mar apr jun jul aug sep sept oct nov dec "
    "n.d n.a"
)
"""Abbreviations after which a sentence ends where a capital follows."""
_STARTERS = _set(
    "the a an this that these those it its he she her his they their we our in on at after before with without by "
    "for from to of under over during within when while although though however since because if as no not none "
    "neither both all each some most many one two three four five six seven eight nine ten there here then thus "
    "hence therefore moreover furthermore finally only even another other others such what who which how why nor "
    "but and so yet treatment patients patient"
)
"""Words that begin sentences, lower case: after an initial (``patient A. She``) they tell a new one."""
_OPENING = {"(": ")", "[": "]"}
_LONGEST_BRACKET = 300
"""Characters; a bracket open for longer was never closed in print."""


def make_sentences(nlp: Language, protocol: Protocol) -> Callable[[Doc], Doc]:
    """Return the component; the headings of ``protocol`` are those that a paragraph may begin with."""
    names = either(name for heading in protocol.headings for name in heading.names)
    run_in = re.compile(rf"(?i:{names})(?:\s?:\s+|\s*(?=(?![IVX]+\b)[A-Z]\w))|To the Editor\s?:\s+")

    def split(doc: Doc) -> Doc:
        doc._.units = list(_units(doc._.document, run_in))
        starts = doc.to_array("IDX")
        begins = np.isin(starts, [unit.span.start for unit in doc._.units])
        marks: Any = np.where(begins, 1, -1).astype("uint64")[:, None]
        doc.from_array(["SENT_START"], marks)
        doc._.hints = Hints(doc)
        return doc

    return split


def _units(document: Document, run_in: re.Pattern[str]) -> Iterator[Unit]:
    sections = document.sections
    cells = {table.span: table.cells for table in document.tables}
    raised = _raised(document)
    at = 0
    for index, block in enumerate(document.blocks):
        while at + 1 < len(sections) and sections[at].span.end <= block.span.start:
            at += 1
        section: SectionKind = sections[at].kind if sections else "body"
        if block.kind == "table" and block.span in cells:
            spans = sorted({cell.span for cell in cells[block.span] if len(cell.span)})
            yield from (Unit(span, index, block.kind, section, is_cell=True) for span in spans)
        else:
            yield from (
                Unit(span, index, block.kind, section) for span in split_block(document.text, block, raised, run_in)
            )


def _raised(document: Document) -> list[int]:
    flags, starts = document.words.flags, document.words.start
    return [starts[index] for index, flag in enumerate(flags) if flag & RAISED]


def split_block(text: str, block: Block, raised: list[int], run_in: re.Pattern[str]) -> Iterator[Span]:
    """Yield the sentences of a block, trimmed of blanks and bullets.

    ``raised`` holds the starts of raised words, sorted; a head that ``run_in`` finds at the start stands alone.
    """
    start, end = block.span.start, block.span.end
    if block.kind in {"title", "heading", "byline", "reference"}:
        ends = []
    elif block.kind == "table":
        ends = [match.start() for match in re.compile(r"[\t\n]+").finditer(text, start, end)]
    else:
        ends = list(_ends(text, start, end, raised))
        heads = (_head(text, begin, end, run_in) for begin in (start, *ends))
        ends = sorted({*ends, *(head for head in heads if head)})
    for stop in [*ends, end]:
        while start < stop and text[start].isspace():
            start += 1
        bullet = _BULLET.match(text, start, stop)
        start = bullet.end() if bullet else start
        last = stop
        while last > start and text[last - 1].isspace():
            last -= 1
        if start < last:
            yield Span(start, last)
        start = stop


def _head(text: str, begin: int, end: int, run_in: re.Pattern[str]) -> int | None:
    while begin < end and text[begin].isspace():
        begin += 1
    head = run_in.match(text, begin, end)
    return head.end() if head and head.end() < end else None


def _ends(text: str, start: int, end: int, raised: list[int]) -> Iterator[int]:
    first, brackets = start, _Brackets(text, start, end)
    for match in _STOP.finditer(text, start, end):
        if match.start() < first or _is_decimal(text, match, raised):
            continue
        stop = _with_citation(text, match.end(), end, raised)
        following = _NEXT.match(text, stop, end)
        if following is None or stop >= end:
            continue
        if _splits(text, first, match, following, brackets, cites=stop > match.end()):
            first = stop
            yield stop


def _is_decimal(text: str, stop: re.Match[str], raised: list[int]) -> bool:
    at = stop.end()
    if not (text[stop.start() - 1 : stop.start()].isdigit() and text[at : at + 1].isdigit()):
        return False
    index = bisect_left(raised, at)
    return not (index < len(raised) and raised[index] == at)


def _with_citation(text: str, stop: int, end: int, raised: list[int]) -> int:
    while True:
        at = bisect_left(raised, stop)
        if at < len(raised) and raised[at] < end and not text[stop : raised[at]].strip() and raised[at] - stop < 2:
            following = re.compile(r"\S+").match(text, raised[at], end)
            if following and re.search(r"\d|[*†‡§]", following[0]):
                stop = following.end()
                continue
        citation = _CITATION.match(text, stop, end)
        if citation and citation.end() > stop:
            stop = citation.end()
            continue
        return stop


def _splits(
    text: str, first: int, stop: re.Match[str], following: re.Match[str], brackets: "_Brackets", *, cites: bool
) -> bool:
    sign, character = stop[0], following[1][0]
    if not _can_open(text, following) or brackets.inside(stop.end() - 1):
        return False
    if sign[0] != ".":
        return True
    if len(sign) == 1 and text[first : stop.start()].strip().rstrip(".").isdigit():
        return False  # the number of a list's item
    return _after_word(text, first, stop, character, _starts(text, following), cites=cites)


def _can_open(text: str, following: re.Match[str]) -> bool:
    """Tell whether a sentence can open so: a capital, a number, a capital inside (``anti-MDA5``), ``b)``."""
    character = following[1][0]
    if character.islower():
        return following[1].endswith(")") or _MIXED.match(text, following.start(1)) is not None
    return character not in ",;:)]/=<>≤≥±×%"


def _starts(text: str, following: re.Match[str]) -> bool:
    word = _WORD.match(text, following.start())
    return word is not None and word[1].lower() in _STARTERS and not following[1][0].islower()


def _after_word(text: str, first: int, stop: re.Match[str], character: str, starter: bool, *, cites: bool) -> bool:
    """Tell whether a full stop ends a sentence after the word before it."""
    word = _word_before(text, first, stop.start()).lstrip("(\"'“‘[")
    lowered = word.lower()
    if lowered in _BEFORE_NUMBER:
        return not character.isdigit()
    if lowered in _NEVER:
        return False
    if lowered in _SOMETIMES:
        return character.isupper() and (lowered != "al" or starter or cites)
    if _INITIALS.fullmatch(word) and not starter:
        # ``hepatitis B. Then`` ends a sentence, ``J. Smith`` and ``T.B.F. has`` do not
        return re.search(r"\b[a-z]{4,}$", text[first : stop.start() - 1].rstrip()) is not None
    return True


def _word_before(text: str, first: int, at: int) -> str:
    begin = at
    while begin > first and not text[begin - 1].isspace():
        begin -= 1
    return text[begin:at]


class _Brackets:
    """Where round and square brackets of a block stand open."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.ranges: list[tuple[int, int]] = []
        opened: list[tuple[str, int]] = []
        for match in re.compile(r"[()\[\]]").finditer(text, start, end):
            sign = match[0]
            if sign in _OPENING:
                opened.append((_OPENING[sign], match.start()))
            elif opened and opened[-1][0] == sign:
                begin = opened.pop()[1]
                if not opened and match.start() - begin <= _LONGEST_BRACKET:
                    self.ranges.append((begin, match.start()))

    def inside(self, offset: int) -> bool:
        index = bisect_left(self.ranges, (offset, offset)) - 1
        return index >= 0 and self.ranges[index][0] < offset < self.ranges[index][1]
