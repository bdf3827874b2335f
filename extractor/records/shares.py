"""Which part of a sentence is told of which case, where it names several; and who opens a case's story.

In: a sentence, its mentions, the key of a case. Out: the mentions that are the case's own. It reads no value.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.core.analysis import Mention
from extractor.core.text import Span

JOINED = re.compile(r"[\s,;/&()+–-]*(?:and|or|to|as well as)?\s*", re.IGNORECASE)
"""What stands between the labels of one list («patients 1, 2 and 4»)."""
OPENS = 2
"""Words before a sentence's first label, at most, where labels are subjects and facts follow («However, in P1 …»)."""


def part_of(text: str, sentence: Span, mentions: Sequence[Mention], key: str | None) -> Span | None:
    """Return the part of a sentence that is told of case ``key``; None where all of it may be.

    Where labels come first each one's facts follow it («P1 and P3 took …, P2 took …»); where they come last the facts
    stand before («… cleared in patients 1 and 3 and persisted in patient 2»).
    """
    labels = [m for m in mentions if m.label == "case_label" and m.value is not None]
    if key is None or len({m.value for m in labels}) < 2:
        return None
    lists = _lists(text, labels)
    mine = [number for number, group in enumerate(lists) if any(str(m.value) == key for m in group)]
    if len(lists) < 2 or len(mine) != 1:
        return None
    at = mine[0]
    if len(text[sentence.start : lists[0][0].span.start].split()) <= OPENS:
        start = lists[at][0].span.start
        end = lists[at + 1][0].span.start if at + 1 < len(lists) else sentence.end
    else:
        start = lists[at - 1][-1].span.end if at else sentence.start
        end = lists[at][-1].span.end
    return Span(start, end)


def _lists(text: str, labels: Sequence[Mention]) -> list[list[Mention]]:
    """Return the labels in lists, those that only commas and ``and`` part being one."""
    found: list[list[Mention]] = []
    for label in sorted(labels, key=lambda m: m.span):
        between = text[found[-1][-1].span.end : label.span.start] if found else "."
        if found and JOINED.fullmatch(between):
            found[-1].append(label)
        else:
            found.append([label])
    return found


BEING = re.compile(r"\s(?:is|was)\s(?:the\s)?")
"""What stands between a case's label and the word for a relative that says who the case is."""


def entering_relative(text: str, mentions: Sequence[Mention]) -> bool:
    """Tell whether a sentence brings in a person only as somebody's relative.

    «His 8-year-old sister fell ill», «his sister was 8», «patient 2 is her sister».
    """
    ages = [m for m in mentions if m.label == "age"]
    relatives = [m.span for m in mentions if m.label == "cue" and m.concept == "family"]
    if ages:
        return all("family" in age.context or any(age.span.overlaps(span) for span in relatives) for age in ages)
    return names_itself_a_relative(text, mentions)


def names_itself_a_relative(text: str, mentions: Sequence[Mention]) -> bool:
    """Tell whether a sentence says of a case by its label that it is somebody's relative."""
    labels = [m.span for m in mentions if m.label == "case_label"]
    relatives = [m.span for m in mentions if m.label == "cue" and m.concept == "family"]
    return any(
        label.end <= span.start and BEING.fullmatch(text[label.end : span.start])
        for label in labels
        for span in relatives
    )


def as_patient(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Return mentions without the context of a relative, for one who is a case of the publication."""
    own = (m for m in mentions if not (m.label == "cue" and m.concept == "family"))
    return tuple(replace(m, context=m.context - {"family"}) if "family" in m.context else m for m in own)
