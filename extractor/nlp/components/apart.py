"""A member told singly beside a group and kept out of its figures: «one more patient is reported apart».

In: the one group region of a publication told together. Out: that group without the member, and the member. It reads
no value of either.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from extractor.core.analysis import CaseRegion, Mention, Sentence
from extractor.core.document import Document
from extractor.core.text import Span
from extractor.nlp.components.groups_told import NARRATIVE

STORY = 3
"""Sentences that a member told singly has at least."""
LONGEST_LABEL = 6
"""Words of a heading that can be a member's name."""
SAYING = ("apart", "excluded")
"""Cues with which a publication says that somebody is kept out of its figures."""

Enters = Callable[[str, Sentence], bool]
"""Whether a sentence brings in one person, given the document's text."""


def members_apart(
    document: Document,
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    group: CaseRegion,
    enters: Enters,
    sizes: Sequence[int],
) -> tuple[CaseRegion, ...]:
    """Return the group and those of its publication who are told singly and left out of its figures.

    ``sizes`` are the numbers of patients that the publication speaks of: the group's is without its members apart.
    """
    members = list(_members(document, sentences, mentions, enters)) if group.n else []
    if not members:
        return (group,)
    told = {(span.start, span.end) for member in members for span in member.spans}
    spans = tuple(span for span in group.spans if (span.start, span.end) not in told)
    size = group.n or 0
    if size - len(members) in sizes and size + len(members) not in sizes:
        size -= len(members)
    return (*members, replace(group, spans=spans, n=size))


def _members(
    document: Document, sentences: Sequence[Sentence], mentions: Sequence[Mention], enters: Enters
) -> Iterator[CaseRegion]:
    saying = [m.span.start for m in mentions if m.label == "cue" and m.concept in SAYING]
    counts = [m.span.start for m in mentions if m.label == "count"]
    aside = [m.span.start for m in mentions if m.label == "cue" and m.concept == "apart"]
    for section in document.sections:
        if section.kind not in NARRATIVE or not section.title:
            continue
        inside = [s for s in sentences if section.span.contains(s.span)]
        story = [s for s in inside if s.block_kind == "paragraph"]
        if len(story) < STORY or not enters(document.text, story[0]):
            continue
        if any(section.span.start <= at < section.span.end for at in counts):
            continue
        own = any(section.span.start <= at < section.span.end for at in saying)
        if own or aside:
            label = section.title.strip(" .:") if len(section.title.split()) <= LONGEST_LABEL else None
            anchor = Span(story[0].span.start, story[0].span.end)
            yield CaseRegion("patient", label, None, tuple(s.span for s in inside), anchor, 1)
