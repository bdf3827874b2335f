"""How many of a group took each drug, and in how many a domain was refractory; only counts that are told as such."""

import re
from collections.abc import Iterator, Sequence

from extractor.core.analysis import Mention
from extractor.core.candidate import Candidate
from extractor.core.text import small
from extractor.records.fields.drugs import given_drugs
from extractor.records.numbers import values
from extractor.records.passages import Passage
from extractor.records.views import CaseView
from extractor.records.views import told as is_told

AFTER = re.compile(r"[^.;]{0,25}?\(\s?n\s?=\s?(\d{1,4})\b|\s?\((\d{1,4})(?:\s?/\s?\d+|;|,|\)|\s?\[)")
"""A count that follows a drug's name: «(n = 7)», «(7/11)»."""
WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
GIVEN_TO = re.compile(
    rf"(?:\s(?:was|were)\s[a-z]+)?\sto\s(?:the\s(?:remaining|other)\s)?(\d{{1,4}}|{'|'.join(WORDS)})\b(?!\s?(?:mg|%))",
    re.IGNORECASE,
)
"""Those to whom it was given: «to four», «to the remaining two»."""
BEFORE = re.compile(
    rf"(?<!to\s)\b(\d{{1,4}}|{'|'.join(WORDS)})\b(?:\s(?!mg|%|mcg|weeks?|months?|years?|days?|of\b|points?)[a-z]+){{0,3}}\s$",
    re.IGNORECASE,
)
"""A count before it, with at most three words between: «seven received», «eleven»."""


def extract(view: CaseView, found: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield the patients on each drug, and the refractory ones of each domain; ``found`` are the group's candidates."""
    for number, given in enumerate(given_drugs(view), start=1):
        counted = _taking(view, given.name)
        if counted:
            yield view.candidate("drug_n", counted[0], [counted[1]], "group/on the drug", 0.75, key=f"d{number}")
    baseline = {item.slot.key: item for item in found if item.slot.field == "baseline"}
    for item in found:
        active = baseline.get(item.slot.key)
        if item.slot.field != "refractory" or item.value is not True or active is None:
            continue
        shown = [one.anchors for one in item.evidence]
        where = [p for p in view.passages if any(_stands_in(view, p, anchors[-1].quote) for anchors in shown)]
        if where and shown == [one.anchors for one in active.evidence]:
            yield view.candidate("n_refractory", active.value, where[:1], "group/refractory", 0.65, key=item.slot.key)


def _stands_in(view: CaseView, passage: Passage, quote: str) -> bool:
    return view.text(passage.span).strip() == quote


def _taking(view: CaseView, name: str) -> tuple[int, Passage] | None:
    """Return how many took a drug, with where it is told: in a cell under its name, else in a sentence."""
    for passage in view.cells():
        heads = [m for head in passage.heads for m in view.mentions(head) if m.label == "drug" and m.concept == name]
        whole = values(view.text(passage.span))
        busy = passage.roles & BUSY or passage.labelled("dose", "duration", "age")
        if heads and whole and not busy and whole[0] == int(whole[0]) and _fits(view, int(whole[0])):
            return int(whole[0]), passage
    for passage in view.own():
        for mention in passage.labelled("drug"):
            if mention.concept == name and is_told(mention) and passage.stream in ("narrative", "methods", "abstract"):
                count = _beside(view, passage, mention)
                if count is not None and _fits(view, count):
                    return count, passage
    return None


BUSY = frozenset({"age", "sex", "follow_up", "last", "adverse", "steroid", "before", "improved", "antibody"})
"""Roles of cells that count something else than who took the drug."""


def _beside(view: CaseView, passage: Passage, drug: Mention) -> int | None:
    text = view.document.text
    after = AFTER.match(text[drug.span.end : min(passage.span.end, drug.span.end + 60)])
    if after:
        return int(after[1] or after[2])
    given = GIVEN_TO.match(text[drug.span.end : min(passage.span.end, drug.span.end + 60)])
    if given:
        return _number(given[1])
    others = [m.span.end for m in passage.labelled("drug") if m.span.end <= drug.span.start]
    before = BEFORE.search(text[max([passage.span.start, *others]) : drug.span.start])
    return _number(before[1]) if before else None


def _number(word: str) -> int:
    return int(word) if word.isdigit() else WORDS.index(small(word)) + 1


def _fits(view: CaseView, count: int) -> bool:
    return count > 0 and (view.region.n is None or count <= view.region.n)
