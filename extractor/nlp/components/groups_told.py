"""Patients that a publication tells only together, and whether the text is of one patient or of a group.

In: sentences and mentions of a document without patients told one by one. Out: its case region or regions, a group's
with its size.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence

from extractor.core.analysis import CaseRegion, Mention, Sentence
from extractor.core.document import Document
from extractor.core.numerals import WORD, cardinal
from extractor.core.text import Span, any_of
from extractor.nlp.components.patient_tables import Group
from extractor.protocol.model import Protocol

NARRATIVE = ("case", "results", "body")
"""Sections in which own patients are introduced."""
NO_PERSON = ("pronoun", "plural", "mean", "median", "range", "bound", "list")
"""Rules of ages and sexes that are nobody's in particular."""
SHORT = 3
"""Letters of a group's name that is looked for as a whole word."""
NO_LETTER = r"(?![^\W\d_])"


def with_text(document: Document, sentences: Sequence[Sentence], groups: Sequence[Group]) -> Iterator[CaseRegion]:
    """Give each group its columns, and the sections and sentences that carry its name; all of the text if alone."""
    words = {group.label: _stem(group.label) for group in groups}
    named = _named_alone(document, sentences, tuple(words.values()))
    for group in groups:
        spans: list[Span] = []
        for section in document.sections:
            if section.title and len(groups) > 1 and _stem(section.title) == words[group.label]:
                spans += [s.span for s in sentences if section.span.contains(s.span)]
        spans += named.get(words[group.label], [])
        if len(groups) == 1:
            spans = _own_text(sentences)
        yield CaseRegion(
            "group", group.label, None, tuple(sorted(set(spans))), group.anchor, group.n, tuple(group.cells)
        )


def _named_alone(document: Document, sentences: Sequence[Sentence], stems: Sequence[str]) -> dict[str, list[Span]]:
    """Return by a group's stem the results' sentences that name this group and no other, outside of groups' sections.

    Groups whose names begin alike cannot be told apart.
    """
    if len(stems) < 2 or len(set(stems)) < len(stems):
        return {}
    ends = {stem: "" if len(stem) > SHORT else NO_LETTER for stem in stems}
    patterns = {stem: re.compile(rf"(?<![^\W\d_]){re.escape(stem)}{ends[stem]}") for stem in stems}
    headed = [section.span for section in document.sections if section.title and _stem(section.title) in stems]
    found: dict[str, list[Span]] = {stem: [] for stem in stems}
    for sentence in sentences:
        if sentence.section in NARRATIVE and sentence.block_kind == "paragraph":
            text = sentence.span.of(document.text).lower()
            here = [stem for stem, pattern in patterns.items() if pattern.search(text)]
            if len(here) == 1 and not any(span.contains(sentence.span) for span in headed):
                found[here[0]].append(sentence.span)
    return found


def _stem(label: str) -> str:
    match = re.search(r"[^\W\d_]{3,}", label.lower())
    return match[0][:4] if match else label.lower()


def _own_text(sentences: Sequence[Sentence]) -> list[Span]:
    skipped = ("reference", "back", "byline", "front", "table")
    return [sentence.span for sentence in sentences if sentence.block_kind not in skipped]


def told_together(
    text: str, sentences: Sequence[Sentence], mentions: Sequence[Mention], protocol: Protocol
) -> tuple[CaseRegion, ...]:
    """Return the one region of a publication that tells one patient, or several only together.

    It tells of a group where counts and numbers of patients outweigh single persons.
    """
    spans = tuple(_own_text(sentences))
    if not spans:
        return ()
    told = [s for s in sentences if s.section in (*NARRATIVE, "abstract") and s.block_kind == "paragraph"]
    inside = _Inside(told)
    near = [m for m in mentions if not m.context & {"cited", "family"} and inside.at(m.span)]
    measured = [m.span for m in near if m.label == "measure"]
    counts = [m for m in near if m.label == "count" and not any(m.span.overlaps(span) for span in measured)]
    singular = [m for m in near if m.rule not in ("plural", "mean", "median", "range", "bound", "list")]
    person = sum(m.label == "sex" for m in singular) + 3 * sum(m.label == "age" for m in singular)
    anchor = next((m.span for m in near if m.label == "age"), None) or (told[0].span if told else spans[0])
    sizes = _sizes(text, sentences, mentions, protocol)
    counted = any((place := inside.at(m.span)) and place.section == "abstract" for m in counts)
    kinds = {s.section for s in sentences}
    if 2 * len(counts) > person and sizes and ("methods" in kinds or ("results" in kinds and counted)):
        return (CaseRegion("group", None, None, spans, anchor, max(sizes, key=lambda n: (sizes[n], n))),)
    return (CaseRegion("patient", None, None, spans, anchor, 1),)


def group_sizes(
    text: str, sentences: Sequence[Sentence], mentions: Sequence[Mention], protocol: Protocol
) -> tuple[int, ...]:
    """Return the sizes that a publication's group may have, each number of patients that it speaks of."""
    return tuple(sorted(_sizes(text, sentences, mentions, protocol)))


class _Inside:
    """Finds the sentence, of some, that holds a span."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self._sentences = sentences
        self._starts = [sentence.span.start for sentence in sentences]

    def at(self, span: Span) -> Sentence | None:
        """Return the sentence that contains ``span``, None where none does."""
        place = bisect_right(self._starts, span.start) - 1
        found = self._sentences[place] if place >= 0 else None
        return found if found and found.span.contains(span) else None


SIZE = re.compile(
    rf"(?<![\w.,/–-])(?P<n>\d{{1,4}}|{WORD})\s(?=(?P<words>(?:[\w’'/+-]+\s){{0,6}}?(?P<noun>[\w-]+))(?!\w))",
    re.IGNORECASE,
)
"""A number with up to six words before the noun that it counts."""
WEIGHTS = {"front": 3.0, "abstract": 2.0, "methods": 2.0, "results": 1.5}
"""What a number of patients weighs by where it stands; elsewhere one."""
GIVEN = 2.0
"""What is added where the review's drug stands behind the number of patients, in its clause."""


def _sizes(text: str, sentences: Sequence[Sentence], mentions: Sequence[Mention], protocol: Protocol) -> Counter[int]:
    """Return the sizes that a group may have, each with what speaks for it.

    Wholes of counts (``19/20``, ``all 20``) and numbers of patients (``twenty children``) speak for a size; those said
    of other authors, of comparison groups and of people left out do not.
    """
    sizes: Counter[int] = Counter()
    read = [s for s in sentences if s.block_kind in ("paragraph", "title", "heading", "caption") and s.section not in
            ("references", "introduction")]  # fmt: skip
    inside = _Inside(read)
    nouns = {noun.lower() for noun in protocol.group_nouns}
    others = any_of((*protocol.cue_names("control"), *protocol.cue_names("excluded"), *protocol.cue_names("cited")))
    drugs = [m.span.start for m in mentions if m.label in ("drug", "drug_class")]
    for mention in mentions:
        size = _whole(mention) if mention.label == "count" and not mention.context & {"cited", "family"} else None
        if size and size > 1 and inside.at(mention.span):
            sizes[size] += 1
    for sentence in read:
        for match in SIZE.finditer(text, sentence.span.start, sentence.span.end):
            size = _number(match["n"])
            words = match["words"]
            if not size or size < 2 or match["noun"].lower() not in nouns or others.search(words):
                continue
            end = re.search(r"[;:.]|,\s(?:and|but|while|whereas)\s", text[match.end() : sentence.span.end])
            stop = match.end() + end.start() if end else sentence.span.end
            at = bisect_left(drugs, match.start())
            given = at < len(drugs) and drugs[at] < stop
            sizes[size] += WEIGHTS.get(sentence.section, 1.0) + GIVEN * given  # type: ignore[assignment]
    return sizes


def _number(word: str) -> int | None:
    value = cardinal(word)
    return int(value) if value is not None and value == int(value) else None


def _whole(count: Mention) -> int | None:
    whole = str(count.value).rpartition("/")[2]
    return int(whole) if whole.isdigit() else None
