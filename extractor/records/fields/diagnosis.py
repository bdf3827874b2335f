"""The main diagnosis of a case in the publication's own words, for reviews that ask for any disease."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import repeat
from math import hypot

from extractor.core.candidate import Candidate
from extractor.records.passages import Passage
from extractor.records.views import CaseView, told

TITLE = 4.0
"""How much the title's naming a disease first says that it is the diagnosis; of others that it names half as much."""
WEIGHTS = {"title": TITLE / 2, "abstract": 1.5, "discussion": 0.3, "introduction": 0.5, "methods": 0.0}
"""How much a passage's naming a disease says so, by where it stands."""
STORY = 1.0
"""The same where the case's own story names it."""
MADE = re.compile(r"\bdiagnos(?:is|ed|tic)\b|\bconsistent with\b|\bconfirmed\b|\brevealed\b", re.IGNORECASE)
"""English words of a diagnosis being made."""
WEIGHT_MADE = 1.0
LONGER_SHARE = 0.25
"""How often, against a name, a longer one that ends in it must be told to be what it stands for («the adenoma»)."""
SHARE_ALONE = 0.35
"""Confidence of a disease that is one among very many."""


@dataclass(slots=True)
class _Told:
    name: str
    weights: list[float] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)

    @property
    def weight(self) -> float:
        """How much all tellings say together: of many alike each further one says less."""
        return hypot(*self.weights)


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
    """Return the diseases by their folded name; what a longer name ends in is counted with it."""
    found: dict[str, _Told] = {}
    for passage in view.passages:
        named = [mention for mention in passage.labelled("disease_name", "other_disease") if told(mention)]
        for mention, weight in zip(named, _weights(view, passage), strict=False):
            name = " ".join(str(mention.value or view.text(mention.span)).lower().split())
            if weight:
                each = found.setdefault(_folded(name), _Told(name))
                each.weights.append(weight)
                each.passages.append(passage)
    for short in sorted(found, key=len, reverse=True):
        longer = [each for each in found if each.endswith(f" {short}")]
        best = max(longer, key=lambda each: (found[each].weight, each), default=None)
        if best and len(found[best].weights) >= LONGER_SHARE * len(found[short].weights):
            found[best].weights += found.pop(short).weights
    return found


def _weights(view: CaseView, passage: Passage) -> Iterator[float]:
    """Yield how much a passage says of each disease that it names, in their order."""
    weight = WEIGHTS.get(passage.stream, STORY)
    if MADE.search(view.text(passage.span)):
        weight += WEIGHT_MADE
    yield TITLE if passage.stream == "title" else weight
    yield from repeat(weight)


def _folded(name: str) -> str:
    return name[:-1] if name.endswith("s") and not name.endswith(("ss", "is", "us")) else name
