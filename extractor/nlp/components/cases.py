"""Which stretches of text and which table rows are told of which case.

In: a document, its sentences and mentions. Out: case regions: patients told one by one, or groups told together.
It does not read any value of a case. Three sources agree on who the patients are: tables whose rows or columns are
labelled as patients, headings and paragraphs that open with a label, and sentences that name a label in passing.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from extractor.core.analysis import CaseRegion, Mention, Sentence
from extractor.core.document import Cell, Document, Section, Table
from extractor.core.text import Span
from extractor.protocol.model import Protocol

Axis = Literal["row", "column"]

ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "x": "10"}
CITATION = re.compile(r"\bet\s+al\b|\b(?:19|20)\d\d\b|^\W*\[?\d{1,3}\]?\W*$|\[\d+\]")
"""A cell that names its source: authors, a year, a reference's number."""
OPENING_CHARACTERS = 60
"""A label that starts within so many characters of a paragraph opens it («In the second patient …»)."""
LONGEST_LABEL_CELL = 60
"""A cell longer than this is no patient's label; measured in characters, label cells rarely pass 40."""


@dataclass(slots=True)
class _Told:
    """What is gathered of one labelled patient while the document is walked."""

    label: str
    key: str
    anchor: Span
    spans: list[Span] = field(default_factory=list)
    cells: list[tuple[int, Axis, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LabelledAxis:
    """A table whose rows or columns are cases: ``labels`` are (index on the axis, label cell, key)."""

    table: int
    axis: Axis
    labels: tuple[tuple[int, Cell, str], ...]


def find_regions(
    document: Document, sentences: Sequence[Sentence], mentions: Sequence[Mention], protocol: Protocol
) -> tuple[CaseRegion, ...]:
    """Return the regions of the document's own cases in the order in which they are first told.

    A publication that labels its patients gives one region a patient. One that does not gives a region for each group
    column of its tables, or a single region of all its text: whether that is a patient or a group is for the records
    to say, from what is told there; its ``unit`` here is ``group`` only where a group is named.
    """
    reader = LabelReader(protocol)
    axes = [axis for axis in (reader.axis(document, number) for number in range(len(document.tables))) if axis]
    told = _labelled(document, sentences, mentions, reader, axes)
    if len(told) < 2:
        told = _introduced(document, sentences, mentions)
    if len(told) > 1:
        return tuple(_region(item) for item in told)
    groups = _group_columns(document, protocol)
    if groups:
        return tuple(_with_text(document, sentences, groups))
    return _single(sentences, mentions)


def _region(item: _Told) -> CaseRegion:
    return CaseRegion(
        "patient",
        item.label or None,
        item.key,
        tuple(sorted(item.spans)),
        item.anchor,
        1,
        tuple(dict.fromkeys(item.cells)),
    )


class LabelReader:
    """Reads the names that publications give their patients: ``P1``, ``Case 2``, ``Child B``, ``IV``."""

    def __init__(self, protocol: Protocol) -> None:
        nouns = sorted({re.escape(noun) for noun in protocol.case_nouns}, key=lambda noun: (-len(noun), noun))
        number = r"(?P<number>\d{1,2}|[ivx]{1,4}|[a-h])"
        self._cell = re.compile(
            rf"(?:(?:{'|'.join(nouns)}|no|pt|p)\.?\s*)?(?:\#|no\.?\s*)?\s*{number}(?=$|[\s.,;:()†‡*§])", re.IGNORECASE
        )
        self._named = re.compile(rf"(?:{'|'.join(nouns)}|pt|p)\.?\s*(?:\#|no\.?\s*)?\s*{number}\b", re.IGNORECASE)
        sources = [name for header in protocol.table_headers if header.kind == "cited" for name in header.names]
        self._source = _any_of(sources)
        self._head = re.compile(rf"(?:{'|'.join(nouns)}|no|pt|nr|id|\#)s?\b", re.IGNORECASE)

    def key(self, number: str) -> str:
        """Return the normal form of a label: Arabic for Roman, lower case for letters, no leading zero."""
        return ROMAN.get(number.lower(), number.lower().lstrip("0") or "0")

    def opening(self, text: str) -> tuple[str, str] | None:
        """Return (label, key) where ``text`` begins with a named label such as ``Patient 2``, else None."""
        match = self._named.match(text)
        return (match[0].strip(), self.key(match["number"])) if match else None

    def names_only(self, text: str) -> bool:
        """Tell whether ``text`` is nothing but a label («Case 2.»): a heading that runs into its paragraph."""
        match = self._named.match(text.strip())
        return bool(match) and not re.search(r"\w", text.strip()[match.end() :] if match else "")

    def axis(self, document: Document, number: int) -> LabelledAxis | None:
        """Return the axis on which table ``number`` lists patients; None where it lists none."""
        table = document.tables[number]
        row_head = [cell for cell in table.cells if cell.column == 0]
        column_head = [cell for cell in table.cells if cell.row == 0]
        rows = self._labels(document, row_head, "row", head=next((c for c in row_head if c.row == 0), None))
        columns = self._labels(document, column_head, "column", head=None)
        best = max((("column", columns), ("row", rows)), key=lambda item: len(item[1]))
        if self._cites(document, table, "row" if best[0] == "row" else "column"):
            return None
        if len(best[1]) < 2 or len(best[1]) < 0.6 * ((table.n_rows if best[0] == "row" else table.n_columns) - 1):
            return None
        return LabelledAxis(number, "row" if best[0] == "row" else "column", tuple(best[1]))

    def _cites(self, document: Document, table: Table, axis: Axis) -> bool:
        """Tell whether a table lists other authors' patients: a head asks for the source, most cells give one."""
        heads = table.row(0) if axis == "row" else table.column(0)
        for head in heads:
            if not self._source.search(head.span.of(document.text)):
                continue
            crossing = table.column(head.column) if axis == "row" else table.row(head.row)
            cells = [cell.span.of(document.text).strip() for cell in crossing if cell.span != head.span]
            if 2 * sum(bool(CITATION.search(cell)) for cell in cells) > len(cells):
                return True
        return False

    def _labels(
        self, document: Document, cells: Iterable[Cell], axis: Axis, head: Cell | None
    ) -> list[tuple[int, Cell, str]]:
        """Return (index, cell, key) of the labels on an axis, the first of each key.

        A bare number or letter counts where the head says what it numbers («Case»), or where the whole axis counts up
        from the first (A, B, C …).
        """
        parsed = [item for cell in cells if (item := self._parse(document, cell, axis))]
        headed = head is not None and bool(self._head.match(head.span.of(document.text).strip()))
        bare_ok = headed or self._counts_up([key for _, _, key, _ in parsed])
        found: dict[str, tuple[int, Cell, str]] = {}
        for index, cell, key, named in parsed:
            if named or bare_ok:
                found.setdefault(key, (index, cell, key))
        return list(found.values())

    def _parse(self, document: Document, cell: Cell, axis: Axis) -> tuple[int, Cell, str, bool] | None:
        index = cell.row if axis == "row" else cell.column
        text = cell.span.of(document.text).strip()
        match = self._cell.match(text)
        if index == 0 or not match or len(text) > LONGEST_LABEL_CELL:
            return None
        return index, cell, self.key(match["number"]), bool(self._named.match(text)) or text.startswith("#")

    @staticmethod
    def _counts_up(keys: Sequence[str]) -> bool:
        numbers = [str(number) for number in range(1, len(keys) + 1)]
        letters = list("abcdefgh"[: len(keys)])
        return len(keys) > 1 and list(keys) in (numbers, letters)


def _labelled(
    document: Document,
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    reader: LabelReader,
    axes: Sequence[LabelledAxis],
) -> list[_Told]:
    tabled: dict[str, _Told] = {}
    for axis in axes:
        for index, cell, key in axis.labels:
            item = tabled.setdefault(key, _Told(cell.span.of(document.text).strip(), key, cell.span))
            item.cells.append((axis.table, axis.axis, index))
    walk = list(_walk(document, sentences, mentions, reader))
    told = dict(tabled)
    for key, step in _openers(walk):
        if len(tabled) < 2 or key in tabled or _stands_alone(key, walk):
            told.setdefault(key, _Told(step.label, key, step.span))
            told[key].label, told[key].anchor = step.label or told[key].label, step.span
    for step in walk:
        for key in step.keys:
            if key in told:
                told[key].spans.append(step.span)
    return sorted(told.values(), key=lambda item: (_rank(item.key), item.anchor))


def _openers(walk: Sequence["_Step"]) -> list[tuple[str, "_Step"]]:
    """Return each key with the first step that its label opens, the first that prints the label where one does."""
    found: dict[str, _Step] = {}
    for step in walk:
        for key in step.keys if step.opens else ():
            if key not in found:
                found[key] = step
    return list(found.items())


def _rank(key: str) -> tuple[int, int | str]:
    return (0, int(key)) if key.isdigit() else (1, key)


def _stands_alone(key: str, walk: Sequence["_Step"]) -> bool:
    return sum(len(step.span) for step in walk if step.keys == (key,) and step.inside) > 200


@dataclass(frozen=True, slots=True)
class _Step:
    """A sentence told of the cases ``keys``; ``opens`` where a label opens its block, ``inside`` where it runs on."""

    span: Span
    keys: tuple[str, ...]
    opens: bool = False
    inside: bool = False
    label: str = ""


def _walk(
    document: Document, sentences: Sequence[Sentence], mentions: Sequence[Mention], reader: LabelReader
) -> Iterator[_Step]:
    """Go through the text and say of each sentence whose it is.

    A label that opens a heading or a paragraph holds for all that follows, up to the next such label, a heading of
    another kind or the end of the section; elsewhere a label holds for its sentence and, in its paragraph, for the
    sentences after it until another label comes.
    """
    labels = _labels_by_sentence(sentences, mentions)
    walker = _Walker(document, mentions, reader)
    for number, sentence in enumerate(sentences):
        if sentence.block_kind not in ("table", "reference", "back", "byline", "front"):
            step = walker.step(sentence, labels.get(number, []))
            if step:
                yield step


@dataclass(slots=True)
class _Walker:
    """Remembers whose story is being told: by the last label that opened one, and by labels in passing."""

    document: Document
    mentions: Sequence[Mention]
    reader: LabelReader
    current: tuple[str, ...] = ()
    home: Section | None = None
    passing: tuple[str, ...] = ()
    block: int = -1
    sections: "_SectionFinder" = field(init=False)
    background: tuple[str, ...] = field(init=False)
    ages: list[int] = field(init=False)
    people: list[int] = field(init=False)
    is_printed: bool = False

    def __post_init__(self) -> None:
        self.people = [m.span.start for m in self.mentions if m.label in ("sex", "age") and "cited" not in m.context]
        self.ages = [
            m.span.start
            for m in self.mentions
            if m.label == "age" and m.rule not in NO_PERSON and not m.context & {"cited", "family"}
        ]
        self.background = _background(self.document)
        self.sections = _SectionFinder(self.document.sections)

    def step(self, sentence: Sentence, named: list[Mention]) -> _Step | None:
        """Return whose the next sentence is; None where it is nobody's in particular."""
        section = self.sections(sentence.span.start)
        text = sentence.span.of(self.document.text).lstrip()
        if NUMBERING.fullmatch(text):
            return None
        first, self.block = sentence.block != self.block, sentence.block
        first = first or self.reader.names_only(text)
        opening = self.reader.opening(text) if first else None
        if sentence.block_kind == "heading":
            return self._heading(sentence, named, section, opening)
        narrative = section is None or section.kind not in self.background
        if first:
            self.passing = ()
            if self.home is not None and section is not self.home:
                self.current = ()
            if not self.is_printed and not self._names_somebody(sentence):
                self.current = ()
        if narrative and sentence.block_kind == "paragraph" and (first or self._tells_age(sentence)):
            opened = opening or _early(named, sentence)
            if opened and (opened[1],) != self.current and _single_label(named):
                self.current, self.home, self.is_printed = (opened[1],), section, bool(opened[0])
                return _Step(sentence.span, self.current, opens=True, inside=True, label=opened[0])
        if self.current and narrative:
            return _Step(sentence.span, self.current, inside=True)
        return self._in_passing(sentence, named)

    def _names_somebody(self, sentence: Sentence) -> bool:
        """Tell whether a sentence speaks of a person, as one does that goes on with a story opened by «the second»."""
        at = bisect_left(self.people, sentence.span.start)
        return at < len(self.people) and self.people[at] < sentence.span.end

    def _tells_age(self, sentence: Sentence) -> bool:
        """Tell whether a sentence begins with somebody and the age, as it does for a new patient."""
        at = bisect_left(self.ages, sentence.span.start)
        return at < len(self.ages) and self.ages[at] < min(sentence.span.end, sentence.span.start + OPENING_WORDS)

    def _heading(
        self, sentence: Sentence, named: list[Mention], section: Section | None, opening: tuple[str, str] | None
    ) -> _Step | None:
        keys = tuple(dict.fromkeys(str(mention.value) for mention in named if mention.value))
        self.passing = self.current = ()
        if not opening and len(keys) != 1:
            return None
        self.current, self.home, self.is_printed = ((opening[1],) if opening else keys), section, True
        label = opening[0] if opening else sentence.span.of(self.document.text).strip()
        return _Step(sentence.span, self.current, opens=True, label=label)

    def _in_passing(self, sentence: Sentence, named: list[Mention]) -> _Step | None:
        own = (str(mention.value) for mention in named if mention.value and mention.concept != "own")
        keys = tuple(dict.fromkeys(own))
        if keys:
            self.passing = keys
            return _Step(sentence.span, keys)
        if self.passing and not _speaks_of_others(sentence, self.mentions):
            return _Step(sentence.span, self.passing)
        return None


def _single_label(named: Sequence[Mention]) -> bool:
    return len({mention.value for mention in named if mention.concept != "own"}) == 1


def _early(named: Sequence[Mention], sentence: Sentence) -> tuple[str, str] | None:
    for mention in named:
        if mention.value and mention.concept != "own" and mention.span.start - sentence.span.start < OPENING_CHARACTERS:
            return "", str(mention.value)
    return None


def _labels_by_sentence(sentences: Sequence[Sentence], mentions: Sequence[Mention]) -> dict[int, list[Mention]]:
    found: dict[int, list[Mention]] = {}
    labels = [mention for mention in mentions if mention.label == "case_label"]
    at = 0
    for number, sentence in enumerate(sentences):
        while at < len(labels) and labels[at].span.end <= sentence.span.start:
            at += 1
        ahead = at
        while ahead < len(labels) and labels[ahead].span.start < sentence.span.end:
            if not labels[ahead].context & {"cited", "family"}:
                found.setdefault(number, []).append(labels[ahead])
            ahead += 1
    return found


def _speaks_of_others(sentence: Sentence, mentions: Sequence[Mention]) -> bool:
    return any(
        mention.label in ("cue", "count") and (mention.label == "count" or mention.concept in ("cited", "general"))
        for mention in mentions
        if sentence.span.start <= mention.span.start < sentence.span.end
    )


class _SectionFinder:
    """Finds the section of an offset; offsets are asked in rising order."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._sections = sections
        self._at = 0

    def __call__(self, offset: int) -> Section | None:
        while self._at < len(self._sections) and self._sections[self._at].span.end <= offset:
            self._at += 1
        if self._at < len(self._sections) and self._sections[self._at].span.start <= offset:
            return self._sections[self._at]
        return None


NUMBERING = re.compile(r"[\d.()\s]+")
"""A section's number that was cut off as a sentence of its own («2.1.»)."""
BACKGROUND = ("abstract", "introduction", "discussion", "conclusion")
"""Sections that speak of own and other patients by turns."""
NARRATIVE = ("case", "results", "body")
"""Sections in which own patients are introduced."""


def _background(document: Document) -> tuple[str, ...]:
    """Return the kinds of section that are background: in a letter all is told under «To the Editor»."""
    told = any(
        section.kind in ("case", "results", "methods", "body") and section.title for section in document.sections
    )
    return BACKGROUND if told else tuple(kind for kind in BACKGROUND if kind != "introduction")


INDEFINITE = re.compile(
    r"\b(?:an?|another|one|our|the (?:first|second|third|fourth|fifth|other|next|last)(?: \w+)?(?: (?:is|was)|,))"
    r"(?: an?)?(?: [\w,-]+){0,4}[ -]*$",
    re.IGNORECASE,
)
"""English articles and ordinals with which a new person enters a story, up to the age or sex."""
ENTERS = re.compile(
    r"\b(?:present(?:ed|s|ing)|(?:was|is|were) (?:\w+ )?(?:referred|admitted|seen|brought|evaluated|hospitali[sz]ed|"
    r"diagnosed|transferred|found|treated|followed)|came|visited|consulted|attended|complained|developed|sought|"
    r"with a (?:\w+[- ]){0,3}history|reported)\b",
    re.IGNORECASE,
)
"""What a new person does first; without it a person named in mid-paragraph is no new patient."""
COUNTED = re.compile(
    r"\b(?:another|one|other|first|second|third|fourth|fifth|last)\b"
    r"|\b(?:(?:is|was)|we (?:report|describe|present|saw|treated)(?: on)?|\d\W) an?\s[^.;]{0,40}$",
    re.IGNORECASE,
)
"""A new person who is counted or told who it was: «the second was a», «2) A»."""
KNOWN = re.compile(r"\s*(?:he|she)\b", re.IGNORECASE)
"""A sentence that begins so speaks of somebody who is in the story already."""
OPENING_WORDS = 100
"""Characters of a sentence within which it introduces its person."""
NO_PERSON = ("pronoun", "plural", "mean", "median", "range", "bound")
"""Rules of ages and sexes that are nobody's in particular."""


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody who enters the story; known again by age and sex."""

    age: float
    sex: str


def _introduced(document: Document, sentences: Sequence[Sentence], mentions: Sequence[Mention]) -> list[_Told]:
    """Return patients told one after another without labels, each with the sentences up to the next.

    A person who enters twice with the same age and sex, as in a summary and its story, is one.
    """
    people = [
        m
        for m in mentions
        if m.label in ("age", "sex")
        and m.rule not in NO_PERSON
        and m.value is not None
        and not m.context & {"cited", "family", "hypothetical"}
    ]
    cites = _Citing(mentions)
    starts = [m.span.start for m in people]
    told: dict[_Person, _Told] = {}
    current: list[_Told] = []
    block = -1
    for sentence in _telling(document, sentences):
        first, block = sentence.block != block, sentence.block
        inside = people[bisect_left(starts, sentence.span.start) : bisect_left(starts, sentence.span.end)]
        entered = list(_enter(sentence.span.of(document.text), sentence.span.start, inside, first=first))
        if entered and (not told or not cites(sentence)):
            current = [told.setdefault(who, _Told("", str(len(told) + 1), where)) for who, where in entered]
        for item in current:
            item.spans.append(sentence.span)
        current = current if len(current) == 1 else []
    return list(told.values()) if len(told) > 1 else []


class _Citing:
    """Tells whether a sentence speaks of other authors' patients: by a word of citing without one of the own."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        self._cues = [m for m in mentions if m.label == "cue" and m.concept in ("cited", "own")]
        self._starts = [m.span.start for m in self._cues]

    def __call__(self, sentence: Sentence) -> bool:
        first, last = bisect_left(self._starts, sentence.span.start), bisect_left(self._starts, sentence.span.end)
        named = {cue.concept for cue in self._cues[first:last]}
        return named == {"cited"}


def _telling(document: Document, sentences: Sequence[Sentence]) -> list[Sentence]:
    """Return the sentences in which own patients enter: from the first section of a case on, where there is one."""
    letter = "introduction" not in _background(document)
    kinds = (*NARRATIVE, "introduction") if letter else NARRATIVE
    found = [s for s in sentences if s.section in kinds and s.block_kind == "paragraph"]
    first = next((number for number, s in enumerate(found) if s.section == "case"), 0)
    return found[first:]


def _enter(text: str, start: int, people: Sequence[Mention], *, first: bool) -> Iterator[tuple[_Person, Span]]:
    """Yield the persons whom a sentence brings into the story, each with the words that do so.

    ``first`` says that the sentence opens its paragraph; elsewhere a person must do what a new patient does, or be
    counted («the second patient was a …»). A list may bring several: «a 76-year-old man and a 60-year-old woman».
    """
    ages = [] if KNOWN.match(text) else [m for m in people if m.label == "age"]
    listed = len(ages) > 1
    earlier = start
    for number, age in enumerate(ages):
        later = ages[number + 1].span.start if number + 1 < len(ages) else start + len(text)
        sexes = [m for m in people if m.label == "sex" and earlier <= m.span.start < later]
        sex = min(sexes, key=lambda m: abs(m.span.start - age.span.start), default=None)
        since, earlier = earlier, max(age.span.end, sex.span.end if sex else 0)
        if sex is None:
            continue
        opening, closing = min(age.span, sex.span), max(age.span, sex.span)
        before = text[since - start : opening.start - start]
        if not number and len(before) > OPENING_WORDS and not COUNTED.search(before[-OPENING_WORDS // 2 :]):
            continue
        named = not number and opening == sex.span and not before.strip()
        if not named and not INDEFINITE.search(before):
            continue
        if first or listed or COUNTED.search(before) or ENTERS.search(text[closing.end - start :]):
            yield _Person(float(age.value or 0), str(sex.value)), Span(opening.start, closing.end)


GROUP_SIZE = re.compile(r"\(?\bn\s*=\s*(\d{1,4})\)?", re.IGNORECASE)


@dataclass(slots=True)
class _Group:
    """A column of tables that stands for a group of patients."""

    label: str
    anchor: Span
    n: int | None
    cells: list[tuple[int, Axis, int]]


def _group_columns(document: Document, protocol: Protocol) -> list[_Group]:
    """Return the groups of own patients that head the columns of tables, those under comparison left out.

    A column is a group where its head gives a size (``n = 5``); in later tables the same words without the size are
    the same group.
    """
    heads = [name for header in protocol.table_headers if header.kind == "control" for name in header.names]
    control = _any_of((*protocol.cue_names("control"), *heads))
    groups: dict[str, _Group] = {}
    for number, table in enumerate(document.tables):
        for cell in table.row(0):
            if cell.column == 0:
                continue
            text = cell.span.of(document.text).strip()
            size = GROUP_SIZE.search(text)
            name = GROUP_SIZE.sub("", text).strip(" ,;")
            if not name or control.search(text):
                continue
            if name.lower() in groups:
                groups[name.lower()].cells.append((number, "column", cell.column))
            elif size and not LabelReader(protocol).opening(text):
                groups[name.lower()] = _Group(name, cell.span, int(size[1]), [(number, "column", cell.column)])
    return list(groups.values())


def _any_of(names: Sequence[str]) -> "re.Pattern[str]":
    words = sorted(set(names), key=lambda name: (-len(name), name))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words)) or '(?!)'})\b", re.IGNORECASE)


def _with_text(document: Document, sentences: Sequence[Sentence], groups: Sequence[_Group]) -> Iterator[CaseRegion]:
    """Give each group its columns and the sections that carry its name; all of the text where it is alone."""
    words = {group.label: _stem(group.label) for group in groups}
    for group in groups:
        spans: list[Span] = []
        for section in document.sections:
            if section.title and len(groups) > 1 and _stem(section.title) == words[group.label]:
                spans += [s.span for s in sentences if section.span.contains(s.span)]
        if len(groups) == 1:
            spans = _own_text(sentences)
        yield CaseRegion(
            "group", group.label, None, tuple(sorted(set(spans))), group.anchor, group.n, tuple(group.cells)
        )


def _stem(label: str) -> str:
    match = re.search(r"[^\W\d_]{3,}", label.lower())
    return match[0][:4] if match else label.lower()


def _own_text(sentences: Sequence[Sentence]) -> list[Span]:
    skipped = ("reference", "back", "byline", "front", "table")
    return [sentence.span for sentence in sentences if sentence.block_kind not in skipped]


def _single(sentences: Sequence[Sentence], mentions: Sequence[Mention]) -> tuple[CaseRegion, ...]:
    """Return the one region of a publication that tells one patient, or several only together."""
    spans = tuple(_own_text(sentences))
    if not spans:
        return ()
    told = [s for s in sentences if s.section in (*NARRATIVE, "abstract") and s.block_kind == "paragraph"]
    starts = [sentence.span.start for sentence in told]
    inside = [m for m in mentions if not m.context & {"cited", "family"} and _within(told, starts, m.span)]
    measured = [m.span for m in inside if m.label == "measure"]
    people = [m for m in inside if m.label == "count" and not any(m.span.overlaps(span) for span in measured)]
    person = sum(m.label == "sex" for m in inside) + 3 * sum(m.label == "age" for m in inside)
    anchor = next((m.span for m in inside if m.label == "age"), None) or (told[0].span if told else spans[0])
    sizes = [n for n in (_size(m) for m in people) if n is not None and n > 1]
    counted = any(_within(told, starts, m.span) and _section_of(told, starts, m.span) == "abstract" for m in people)
    kinds = {s.section for s in sentences}
    if 2 * len(people) > person and sizes and ("methods" in kinds or ("results" in kinds and counted)):
        everywhere = [_size(m) for m in mentions if m.label == "count" and not m.context & {"cited", "family"}]
        often = Counter(n for n in everywhere if n in sizes)
        return (CaseRegion("group", None, None, spans, anchor, max(sizes, key=lambda n: (often[n], n))),)
    return (CaseRegion("patient", None, None, spans, anchor, 1),)


def _within(sentences: Sequence[Sentence], starts: Sequence[int], span: Span) -> bool:
    place = bisect_right(starts, span.start) - 1
    return place >= 0 and sentences[place].span.contains(span)


def _section_of(sentences: Sequence[Sentence], starts: Sequence[int], span: Span) -> str:
    return sentences[bisect_right(starts, span.start) - 1].section


def _size(count: Mention) -> int | None:
    whole = str(count.value).rpartition("/")[2]
    return int(whole) if whole.isdigit() else None
