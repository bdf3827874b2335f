"""Which stretches of text and which table rows are told of which case.

In: a document, its sentences and mentions. Out: case regions: patients told one by one, or groups told together.
It does not read any value of a case. Three sources agree on who the patients are: tables whose rows or columns are
labelled as patients, headings and paragraphs that open with a label, and sentences that name a label in passing.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extractor.core.analysis import CaseRegion, Mention, Sentence
from extractor.core.document import Document, Section
from extractor.core.text import Span
from extractor.nlp.components.apart import members_apart
from extractor.nlp.components.context import cites, raised_words
from extractor.nlp.components.groups_told import NARRATIVE, NO_PERSON, group_sizes, told_together, with_text
from extractor.nlp.components.patient_tables import Axis, LabelledAxis, LabelReader, group_columns, patient_axes
from extractor.nlp.components.persons import RANK
from extractor.protocol.model import Protocol

OPENING_CHARACTERS = 60
"""A label that starts within so many characters of a paragraph opens it («In the second patient …»)."""


@dataclass(slots=True)
class _Told:
    """What is gathered of one labelled patient while the document is walked."""

    label: str
    key: str
    anchor: Span
    spans: list[Span] = field(default_factory=list)
    cells: list[tuple[int, Axis, int]] = field(default_factory=list)
    is_name: bool = False


def find_regions(
    document: Document, sentences: Sequence[Sentence], mentions: Sequence[Mention], protocol: Protocol
) -> tuple[CaseRegion, ...]:
    """Return the regions of the document's own cases in the order in which they are first told.

    A publication that labels its patients gives one region a patient. One that does not gives a region for each group
    column of its tables, or a single region of all its text: whether that is a patient or a group is for the records
    to say, from what is told there; its ``unit`` here is ``group`` only where a group is named.
    """
    reader = LabelReader(protocol)
    sexed = [m.span.start for m in mentions if m.label == "sex" and m.rule == "cell"]
    told = _labelled(document, sentences, mentions, reader, patient_axes(document, reader, sexed))
    if len(told) < 2:
        told = _headed(document, sentences, mentions, reader) or _introduced(document, sentences, mentions)
    if len(told) > 1:
        _add_told_together(told, document, sentences, mentions)
        return tuple(_region(item) for item in told)
    groups = group_columns(document, protocol)
    if groups:
        return tuple(with_text(document, sentences, groups))
    if _tells_only_of_others(document, sentences, mentions):
        return ()
    regions = told_together(document.text, sentences, mentions, protocol)
    if len(regions) != 1 or regions[0].unit != "group":
        return regions
    sizes = group_sizes(document.text, sentences, mentions, protocol)
    return members_apart(document, sentences, mentions, regions[0], _People(mentions).enters, sizes)


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
            label = cell.span.of(document.text).strip() if axis.named else ""
            item = tabled.setdefault(key, _Told(label, key, cell.span))
            item.cells.append((axis.table, axis.axis, index))
    walk = list(_walk(document, sentences, mentions, reader))
    told = dict(tabled)
    for key, step in _openers(walk):
        if len(tabled) < 2 or key in tabled or _stands_alone(key, walk):
            told.setdefault(key, _Told(step.label, key, step.span))
            told[key].label, told[key].anchor = step.label or told[key].label, step.span
    if len(told) < 2:
        told = {key: _Told(step.label, key, step.span) for key, step in _in_a_row(walk)} or told
    if told and not tabled and "1" not in told and "2" in told:
        told |= _unnumbered(document, sentences, mentions, told)
    for step in walk:
        for key in step.keys:
            if key in told:
                told[key].spans.append(step.span)
    _add_named(told, document, sentences)
    return sorted(told.values(), key=lambda item: (_rank(item.key), item.anchor))


def _openers(walk: Sequence["_Step"]) -> list[tuple[str, "_Step"]]:
    """Return each key with the first step that its label opens, the first that prints the label where one does."""
    found: dict[str, _Step] = {}
    for step in walk:
        for key in step.keys if step.opens else ():
            if key not in found:
                found[key] = step
    return list(found.items())


def _unnumbered(
    document: Document, sentences: Sequence[Sentence], mentions: Sequence[Mention], told: dict[str, _Told]
) -> dict[str, _Told]:
    """Return the first patient, told without a number before the second is («A woman … A second patient …»)."""
    second = min(item.anchor for item in told.values())
    people = [
        m.span for m in mentions
        if m.label in ("age", "sex") and m.rule not in NO_PERSON and not m.context & {"cited", "family"}
    ]  # fmt: skip
    story = [s for s in _telling(document, sentences) if s.span.end <= second.start]
    opening = [number for number, s in enumerate(story) if any(s.span.contains(span) for span in people)]
    if not opening:
        return {}
    own = [s.span for s in story[opening[0] :]]
    return {"1": _Told("", "1", next(span for span in people if own[0].contains(span)), own)}


def _in_a_row(walk: Sequence["_Step"]) -> list[tuple[str, "_Step"]]:
    """Return each key that the story names in passing with its first step, where they count up from the first.

    So a text tells its patients that has no paragraph for each («P1, a 44-year-old woman, P2, …»).
    """
    found: dict[str, _Step] = {}
    for step in walk:
        for key in step.keys if step.narrative else ():
            found.setdefault(key, step)
    keys = set(found)
    counted = keys in ({str(n) for n in range(1, len(keys) + 1)}, set("abcdefgh"[: len(keys)]))
    return list(found.items()) if counted and len(keys) > 1 else []


def _add_named(told: dict[str, _Told], document: Document, sentences: Sequence[Sentence]) -> None:
    """Give the cases whom a table knows by letters («AB») the sentences that name them so."""
    names = {
        key: re.compile(rf"(?<!\w){re.escape(item.label)}(?!\w)")
        for key, item in told.items()
        if NAME.match(item.label) or item.is_name
    }
    for sentence in sentences if names else ():
        if sentence.block_kind != "paragraph":
            continue
        for key, name in names.items():
            found = name.search(document.text, sentence.span.start, sentence.span.end)
            if found and sentence.span not in told[key].spans:
                told[key].spans.append(sentence.span)


NAME = re.compile(r"[A-Z][A-Z.-]{1,4}\d?$")
"""Letters that stand for a patient («AB», «J.K.»)."""


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
    narrative: bool = False


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
    is_headed: bool = False

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
        named = _without_aliases(self.document.text, named)
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
                self.is_headed = False
                return _Step(sentence.span, self.current, opens=True, inside=True, label=opened[0])
        if self.current and narrative:
            turned = self._turned(sentence, named, opening or self.reader.opening(text))
            return turned or _Step(sentence.span, self.current, inside=True)
        return self._in_passing(sentence, named, narrative=narrative and sentence.block_kind == "paragraph")

    def _turned(self, sentence: Sentence, named: list[Mention], opening: tuple[str, str] | None) -> _Step | None:
        """Return the step with which a story that a paragraph opened goes over to another labelled patient.

        «Patient 1 had … . Patient 2 had …»: who is the subject of a sentence is whom the rest is told of. Under a
        heading of one patient's own others are named in passing.
        """
        if self.is_headed or sentence.block_kind != "paragraph" or not _single_label(named):
            return None
        key = opening[1] if opening else None
        if key is None or (key,) == self.current:
            return None
        self.current, self.is_printed = (key,), True
        return _Step(sentence.span, self.current, opens=True, inside=True, label=opening[0] if opening else "")

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
        self.is_headed = True
        label = opening[0] if opening else sentence.span.of(self.document.text).strip()
        return _Step(sentence.span, self.current, opens=True, label=label)

    def _in_passing(self, sentence: Sentence, named: list[Mention], *, narrative: bool) -> _Step | None:
        own = (str(mention.value) for mention in named if mention.value and mention.concept != "own")
        keys = tuple(dict.fromkeys(own))
        if keys:
            self.passing = keys
            return _Step(sentence.span, keys, narrative=narrative)
        if self.passing and not _speaks_of_others(sentence, self.mentions):
            return _Step(sentence.span, self.passing)
        return None


def _without_aliases(text: str, named: Sequence[Mention]) -> list[Mention]:
    """Return the labels without those in brackets behind another, its name elsewhere: «Patient A (Patient 3 of …)»."""
    kept: list[Mention] = []
    for mention in named:
        if not (kept and ALIAS.fullmatch(text[kept[-1].span.end : mention.span.start])):
            kept.append(mention)
    return kept


ALIAS = re.compile(r"\s\((?:[a-z]+\s){0,4}")
"""What stands between a label and the name that the same patient has elsewhere."""


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


def _background(document: Document) -> tuple[str, ...]:
    """Return the kinds of section that are background: in a letter all is told under «To the Editor»."""
    told = any(
        section.kind in ("case", "results", "methods", "body") and section.title for section in document.sections
    )
    return BACKGROUND if told else tuple(kind for kind in BACKGROUND if kind != "introduction")


def _headed(
    document: Document, sentences: Sequence[Sentence], mentions: Sequence[Mention], reader: LabelReader
) -> list[_Told]:
    """Return patients told one by one under headings of their own, whatever the headings' words («Mr A», «The cook»).

    Such a heading names a person, or its first sentences bring one in; two at least stand at one level. What stands
    under lower headings belongs to it.
    """
    people = _People(mentions)
    raised = raised_words(document)
    told: dict[int, list[_Told]] = {}
    for number, section in enumerate(document.sections):
        if not section.title or section.kind not in NARRATIVE:
            continue
        below = (other for other in document.sections[number + 1 :] if other.level <= section.level)
        end = next((other.span.start for other in below), section.span.end)
        end = max(end, section.span.end) if end else section.span.end
        whole = Span(section.span.start, end)
        own = [s for s in sentences if whole.contains(s.span) and s.block_kind in ("heading", "paragraph")]
        story = [s for s in own if s.block_kind == "paragraph"]
        heading = [s for s in own if s.block_kind == "heading"][:1]
        opening = story[:OPENING_SENTENCES]
        if len(story) < OPENING_SENTENCES or not heading or any(cites(document, s.span, raised) for s in opening):
            continue
        named = people.named(heading[0].span) or reader.ends_with_person(section.title)
        if not (people.enters(document.text, opening[0]) or (named and any(people.told(s.span) for s in opening))):
            continue
        label = section.title.strip(" .:—–-")
        siblings = told.setdefault(section.level, [])
        siblings.append(_Told(label, str(len(siblings) + 1), heading[0].span, [s.span for s in own]))
        siblings[-1].is_name = named and len(label.split()) <= LONGEST_NAMED
    found = max(told.values(), key=len, default=[])
    if len(found) < 2:
        return []
    _add_named({item.key: item for item in found}, document, sentences)
    return found


OPENING_SENTENCES = 2
"""Sentences under a heading in which its person is told of."""
LONGEST_NAMED = 3
"""Words of a heading that can be a person's name in the text («Mr A»)."""


class _People:
    """Finds who is spoken of: persons told singly, of the publication's own."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        others = {"cited", "hypothetical", "family"}
        self._all = [m for m in mentions if m.label in ("sex", "age") and not m.context & others and m.rule != "plural"]
        self._starts = [m.span.start for m in self._all]

    def _inside(self, span: Span) -> list[Mention]:
        return self._all[bisect_left(self._starts, span.start) : bisect_left(self._starts, span.end)]

    def named(self, span: Span) -> bool:
        """Tell whether a heading names somebody by a word that tells a sex."""
        return any(m.label == "sex" and m.rule == "noun" for m in self._inside(span))

    def told(self, span: Span) -> bool:
        """Tell whether a sentence speaks of somebody, be it by a pronoun."""
        return any(m.rule not in NO_PERSON or m.rule == "pronoun" for m in self._inside(span))

    def enters(self, text: str, sentence: Sentence) -> bool:
        """Tell whether a sentence brings somebody in by age and an article («a 52-year-old baker»)."""
        ages = (m for m in self._inside(sentence.span) if m.label == "age" and m.rule not in NO_PERSON)
        return any(INDEFINITE.search(text[sentence.span.start : age.span.start]) for age in ages)


INDEFINITE = re.compile(
    r"\b(?:an?|another|one|our"
    r"|the (?:first|second|third|fourth|fifth|other|next|last|former|latter|elder|younger)(?: \w+)?(?: (?:is|was)|,))"
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
    r"\b(?:another|one|other|first|second|third|fourth|fifth|last|former|latter)\b"
    r"|\b(?:(?:is|was)|we (?:report|describe|present|saw|treated)(?: on)?|\d\W) an?\s[^.;]{0,40}$",
    re.IGNORECASE,
)
"""A new person who is counted or told who it was: «the second was a», «2) A»."""
SUBJECT = re.compile(r"\W*an?\s(?:[\w,-]+\s){0,3}[-\s]*", re.IGNORECASE)
"""What stands before the age of somebody new who is the subject of a sentence («A previously healthy 40-year-old»)."""
KNOWN = re.compile(r"\s*(?:he|she)\b", re.IGNORECASE)
"""A sentence that begins so speaks of somebody who is in the story already."""
IDENTIFIED = re.compile(r"\s*(?:he|she)\s(?:is|was)\san?\s", re.IGNORECASE)
"""A sentence that begins so says who somebody is."""
ANNOUNCED = re.compile(r"\b(?:another|second|third|other|further)\s(?:\w+\s){1,2}", re.IGNORECASE)
"""A sentence that announces one more patient, whom the next one describes."""
RANKED = re.compile(rf"\W*the\s{RANK}(?:\sone)?(?:,|\s(?:is|was))\s", re.IGNORECASE)
"""What stands before the age of one who is told from the others by rank alone («The elder, 11 years old, …»)."""
OPENING_WORDS = 100
"""Characters of a sentence within which it introduces its person."""


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody who enters the story; known again by age and sex, by age alone where no sex is told."""

    age: float
    sex: str
    span: float = 0.0

    def is_(self, other: "_Person") -> bool:
        """Tell whether two may be one and the same; an age told by its decade is any of ``span`` years."""
        same_age = self.age <= other.age + other.span and other.age <= self.age + self.span
        return same_age and (self.sex == other.sex or not self.sex or not other.sex)


def _person(age: Mention, sex: str) -> _Person:
    return (
        _Person(float(age.concept or 0), sex, DECADE) if age.rule == "decade" else _Person(float(age.value or 0), sex)
    )


DECADE = 9.99
"""Years after its first that an age told by its decade may be, at most."""


def _introduced(document: Document, sentences: Sequence[Sentence], mentions: Sequence[Mention]) -> list[_Told]:
    """Return patients told one after another without labels, each with the sentences up to the next.

    A person who enters twice with the same age and sex, as in a summary and its story, is one.
    """
    people = [
        m
        for m in mentions
        if m.label in ("age", "sex")
        and m.rule not in NO_PERSON
        and (m.value is not None or m.rule == "decade")
        and not m.context & {"cited", "hypothetical"}
    ]
    citing, raised = _Citing(mentions), raised_words(document)
    starts = [m.span.start for m in people]
    told: dict[_Person, _Told] = {}
    current: list[_Told] = []
    block, text = -1, ""
    for sentence in _telling(document, sentences):
        first, block = sentence.block != block, sentence.block
        inside = people[bisect_left(starts, sentence.span.start) : bisect_left(starts, sentence.span.end)]
        before, text = text, sentence.span.of(document.text)
        if (told and citing(sentence)) or (not first and cites(document, sentence.span, raised)):
            entered = []
        else:
            is_new = bool(ANNOUNCED.search(before)) and bool(IDENTIFIED.match(text))
            entered = list(_enter(text, sentence.span.start, inside, first=first or is_new, is_second=bool(told)))
        if entered:
            current = []
        for who, where in entered:
            known = next((other for other in told if other.is_(who)), who)
            current.append(told.setdefault(known, _Told("", str(len(told) + 1), where)))
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


def _enter(
    text: str, start: int, people: Sequence[Mention], *, first: bool, is_second: bool
) -> Iterator[tuple[_Person, Span]]:
    """Yield the persons whom a sentence brings into the story, each with the words that do so.

    ``first`` says that the sentence opens its paragraph; elsewhere a person must do what a new patient does, or be
    counted («the second patient was a …»). A list may bring several: «a 76-year-old man and a 60-year-old woman».
    ``is_second`` says that somebody has entered before: a relative who opens a paragraph and falls ill is a patient.
    """
    is_known = KNOWN.match(text) and not (first and IDENTIFIED.match(text))
    ages = [] if is_known else [m for m in people if m.label == "age"]
    listed = len(ages) > 1
    earlier = start
    for number, age in enumerate(ages):
        later = ages[number + 1].span.start if number + 1 < len(ages) else start + len(text)
        sexes = [m for m in people if m.label == "sex" and earlier <= m.span.start < later]
        sex = min(sexes, key=lambda m: abs(m.span.start - age.span.start), default=None)
        since, earlier = earlier, max(age.span.end, sex.span.end if sex else 0)
        opening, closing = (min(age.span, sex.span), max(age.span, sex.span)) if sex else (age.span, age.span)
        before = text[since - start : opening.start - start]
        enters = bool(ENTERS.search(text[closing.end - start :]))
        if "family" in age.context:
            if is_second and first and enters and not number:
                yield _person(age, ""), Span(opening.start, closing.end)
            continue
        if not sex and not (first and not number and (enters or RANKED.match(text))):
            continue
        if not number and len(before) > OPENING_WORDS and not COUNTED.search(before[-OPENING_WORDS // 2 :]):
            continue
        named = not number and opening == (sex or age).span and not before.strip()
        if not named and not INDEFINITE.search(before):
            continue
        is_subject = not number and SUBJECT.fullmatch(before)
        if first or listed or is_subject or COUNTED.search(before) or enters:
            yield _person(age, str(sex.value) if sex else ""), Span(opening.start, closing.end)


def _add_told_together(
    told: Sequence[_Told], document: Document, sentences: Sequence[Sentence], mentions: Sequence[Mention]
) -> None:
    """Give each case the sentences of the story that are told of all of them («both had failed methotrexate»)."""
    everybody = f"{len(told)}/{len(told)}"
    all_of = [
        m.span.start
        for m in mentions
        if "cited" not in m.context
        and (
            (m.label == "count" and m.value == everybody)
            or (m.label == "cue" and ALL_OF.match(m.span.of(document.text)))
        )
    ]
    for sentence in sentences:
        if sentence.section not in NARRATIVE or sentence.block_kind != "paragraph":
            continue
        at = bisect_left(all_of, sentence.span.start)
        if at < len(all_of) and all_of[at] < sentence.span.end:
            for item in told:
                if sentence.span not in item.spans:
                    item.spans.append(sentence.span)


ALL_OF = re.compile(r"(?:all|both)\s", re.IGNORECASE)
"""How a cue begins that speaks of all of a publication's patients («all patients»)."""
OWN_WORDS = re.compile(
    r"(?:our|we|here|herein|present|presented|reported|described|index|the present|in our|at our)\b", re.IGNORECASE
)
"""How a cue begins that can only be said of one's own patients; «the patient» may be anybody's."""
STORY = 3
"""Sentences without a source that make a story of one's own of a person who enters beside a source."""


def _tells_only_of_others(document: Document, sentences: Sequence[Sentence], mentions: Sequence[Mention]) -> bool:
    """Tell whether all persons of a text are other authors': each enters beside a source and is soon left.

    A text that speaks of its own patients, or tells a case under a heading, tells of them. Beside more persons with a
    source a lone sentence about somebody is an example («say a 60-year-old woman») and no story.
    """
    if any(section.kind == "case" and section.title for section in document.sections):
        return False
    for m in mentions:
        own_label = m.label == "case_label" and m.concept == "own"
        own_cue = m.label == "cue" and m.concept == "own" and OWN_WORDS.match(m.span.of(document.text))
        denied = document.text[m.span.end : m.span.end + 4] == " no "
        if (own_label or own_cue) and not denied and "cited" not in m.context:
            return False
    entering_ages = (m for m in mentions if m.label == "age" and m.rule not in NO_PERSON)
    ages = [m.span.start for m in entering_ages if m.value is not None or m.rule == "decade"]
    raised = raised_words(document)
    text = [s for s in sentences if s.block_kind == "paragraph" and s.section not in ("abstract", "references")]
    entering = [
        number
        for number, s in enumerate(text)
        if (at := bisect_left(ages, s.span.start)) < len(ages) and ages[at] < s.span.end
    ]
    lone = others = 0
    for number in entering:
        story = [s for s in text[number : number + STORY + 1] if s.block == text[number].block]
        sourced = [s for s in story if cites(document, s.span, raised)]
        if len(story) - len(sourced) >= STORY or (not sourced and len(story) > 1):
            return False
        lone, others = lone + (not sourced), others + bool(sourced)
    return others > 0 and others >= lone
