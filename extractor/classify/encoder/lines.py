"""A sentence and what the document knows of it → what an encoder reads.

Two texts: first where the sentence stands in what is told (heading, before or on the review's drug, the treatment named
last, cited or not, which way a measure went) and the sentence itself; then the title, the end of what stands before it
in the block, and the beginning of what follows. Names of the protocol's drugs, therapies, diseases and instruments are
replaced by words that say what they are, so that what is learned carries to another review.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extractor.classify.encoder.wordpieces import BEGIN, SEPARATE, WordPieces
from extractor.classify.features import Clock, View, classed, clocks

WORDS = {
    "drug": "study drug", "drug_class": "study drugs", "therapy": "other treatment", "disease": "the disease",
    "subtype": "the disease", "other_disease": "another disease", "antibody": "antibody",
}  # fmt: skip
"""What stands in a line for a mention, by its label; others keep their words."""
INSTRUMENTS = {"lower": "severity score", "higher": "function score"}
"""What stands for an instrument, by which way of it is the better one."""
STATES = {
    "never": "", "before": "before the study drug", "at": "starting the study drug", "after": "on the study drug",
}  # fmt: skip
CITED = {"no": "", "authors": "cited authors", "year": "cited authors", "bracket": "cited", "raised": "cited"}
HEADING = 40
"""Letters of a heading."""
PLACE, SENTENCE, TITLE, BEFORE, AFTER = 24, 90, 14, 44, 16
"""Most word pieces of each part."""
LOOK_BACK = 2
"""Sentences before that are read."""


@dataclass(frozen=True, slots=True)
class Line:
    """The numbers of the word pieces, and how many of them are of the first text."""

    pieces: tuple[int, ...]
    first: int


def lines(
    found: Sequence[View], places: Sequence[int], vocabulary: WordPieces, better: Mapping[str, str]
) -> list[Line]:
    """Return what is read of the views at ``places``; ``better`` tells by an instrument's first name its better way."""
    times = clocks(found)
    begin, separate = vocabulary.numbers[BEGIN], vocabulary.numbers[SEPARATE]
    pieces = _Pieces(found, vocabulary, better)
    title = next((number for number, view in enumerate(found) if view.sentence.block_kind == "title"), None)
    head = [] if title is None else pieces[title][:TITLE]
    result = []
    for place in places:
        told = vocabulary.encode(_place(found[place], times[place]))[:PLACE]
        first = [begin, *told, separate, *pieces[place][:SENTENCE], separate]
        before = [piece for other in _beside(found, place, -LOOK_BACK, 0) for piece in pieces[other]]
        after = [piece for other in _beside(found, place, 1, 2) for piece in pieces[other]]
        second = [*head, separate, *before[-BEFORE:], separate, *after[:AFTER], separate]
        result.append(Line((*first, *second), len(first)))
    return result


class _Pieces(dict[int, list[int]]):
    """The numbers of each view's pieces, made once."""

    def __init__(self, found: Sequence[View], vocabulary: WordPieces, better: Mapping[str, str]) -> None:
        super().__init__()
        self._found, self._vocabulary, self._better = found, vocabulary, better

    def __missing__(self, place: int) -> list[int]:
        made = self[place] = self._vocabulary.encode(_text(self._found[place], self._better))
        return made


def _beside(found: Sequence[View], place: int, start: int, end: int) -> list[int]:
    """Return the views from ``start`` to ``end`` away that are of the same block."""
    near = range(max(0, place + start), min(len(found), place + end))
    return [other for other in near if found[other].sentence.block == found[place].sentence.block]


def _place(view: View, clock: Clock) -> str:
    last = "study drug" if clock.last.startswith("drug") else "none" if clock.last == "none" else "other treatment"
    way = view.change.partition("|")[0]
    heading = (view.section.title or view.section.kind) if view.section else ""
    parts = (
        heading[:HEADING],
        STATES[clock.state],
        f"after {last}",
        CITED[view.cited],
        "" if way == "none" else f"measure {way}",
    )
    return "; ".join(part for part in parts if part)


def _text(view: View, better: Mapping[str, str]) -> str:
    """Return the sentence with what its mentions are in place of their names."""
    parts: list[str] = []
    at = 0
    for mention in classed(view.mentions):
        word = (
            INSTRUMENTS.get(better.get(mention.rule, "")) if mention.label == "instrument" else WORDS.get(mention.label)
        )
        if word:
            start, end = (place - view.sentence.span.start for place in (mention.span.start, mention.span.end))
            parts += [view.text[at:start], word]
            at = end
    return " ".join("".join([*parts, view.text[at:]]).split())
