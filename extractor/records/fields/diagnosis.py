"""The main diagnosis of a case in the publication's own words, for reviews that ask for any disease."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from extractor.core.analysis import Mention
from extractor.core.candidate import Candidate
from extractor.core.text import Span
from extractor.records.passages import Passage
from extractor.records.views import CaseView, told

WEIGHTS = {"title": 4.0, "abstract": 1.5, "discussion": 0.3, "introduction": 0.5, "methods": 0.0}
"""How much a passage's naming a disease says that it is the diagnosis; the title names it as a rule."""
STORY = 1.0
"""The same where the case's own story names it."""
MADE = re.compile(r"\bdiagnos(?:is|ed|tic)\b|\bconsistent with\b|\bconfirmed\b|\brevealed\b", re.IGNORECASE)
"""English words of a diagnosis being made."""
WEIGHT_MADE = 1.0
SHARE_ALONE = 0.35
"""Confidence of a disease that is one among very many."""


@dataclass(slots=True)
class _Told:
    weight: float = 0.0
    name: str = ""
    passages: list[Passage] = field(default_factory=list)


def extract(view: CaseView) -> Iterator[Candidate]:
    """Yield the disease that is told most and where it counts most, others as alternatives."""
    found = _told(view)
    if not found or view.region.unit != "patient":
        return
    ranked = sorted(found, key=lambda each: (-found[each].weight, -len(each), each))
    best = found[ranked[0]]
    share = best.weight / sum(each.weight for each in found.values())
    others = [found[each].name for each in ranked[1:4]]
    confidence = SHARE_ALONE + (1 - SHARE_ALONE) * share * 0.8
    yield view.candidate("disease", best.name, best.passages, "disease/name", confidence, alternatives=others)


def _told(view: CaseView) -> dict[str, _Told]:
    """Return the diseases by their folded name, those that are part of another's name counted with it."""
    found: dict[str, _Told] = {}
    for passage in view.passages:
        weight = WEIGHTS.get(passage.stream, STORY)
        if weight and MADE.search(view.text(passage.span)):
            weight += WEIGHT_MADE
        for mention in passage.labelled("disease_name", "other_disease"):
            name = _name(view, mention)
            if weight and told(mention) and name:
                each = found.setdefault(_folded(name), _Told(name=name))
                each.weight += weight
                each.passages.append(passage)
    for short in sorted(found, key=len):
        longer = [each for each in found if each != short and f" {short}" in f" {each}"]
        if longer:
            best = max(longer, key=lambda each: (found[each].weight, each))
            found[best].weight += found[short].weight / 2
    return found


def _name(view: CaseView, mention: Mention) -> str:
    words = view.text(Span(mention.span.start, mention.span.end)).lower()
    return " ".join(words.split())


def _folded(name: str) -> str:
    return name[:-1] if name.endswith("s") and not name.endswith(("ss", "is", "us")) else name
