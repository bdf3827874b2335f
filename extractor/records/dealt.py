"""Facts that a sentence deals out among cases it names: «tapered in patients 2 and 5 but not in 3», «in the others».

In: a sentence's text and the keys of the publication's cases. Out: its parts, each with the cases that it is told of.
Unlike the labels of the analysis this reads bare lists too («in B and E») once the sentence has named a case in full.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from extractor.core.text import Span

NOUN = (
    r"(?:patients?|pts?|cases?|child(?:ren)?|subjects?|infants?|girls?|boys?|wom[ae]n|m[ae]n|individuals?|participants?|"
    r"siblings?|twins?|numbers?|nos?\.|n°|p)"
)
"""English nouns before the number or letter of a case."""
REST = r"the\s(?:others?|rest|remaining|remainder)\b|all\sothers?\b"
LEADS = r"(?:in|of|for)"
OPENS = 2
"""Words before a sentence's first names, at most, where names are subjects and facts follow."""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a sentence with the keys of those cases that it is told of."""

    span: Span
    keys: frozenset[str]


def shares(text: str, sentence: Span, keys: Iterable[str]) -> tuple[Share, ...]:
    """Return the parts that a sentence deals out, in order; none where it names no case by number or letter.

    Names that come first are followed by their facts, names that come later follow theirs.
    """
    known = {key.lower() for key in keys}
    if not known:
        return ()
    lists = _lists(text, sentence, known)
    if not lists:
        return ()
    named = frozenset(key for _, group in lists for key in group)
    groups = [(span, group or frozenset(known) - named) for span, group in lists]
    first = len(text[sentence.start : groups[0][0].start].split()) <= OPENS
    found = []
    for number, (span, group) in enumerate(groups):
        if first:
            end = groups[number + 1][0].start if number + 1 < len(groups) else sentence.end
            found.append(Share(Span(span.start, end), group))
        else:
            start = groups[number - 1][0].end if number else sentence.start
            found.append(Share(Span(start, span.end), group))
    return tuple(found)


def _lists(text: str, sentence: Span, known: set[str]) -> list[tuple[Span, frozenset[str]]]:
    """Return the lists of names with their keys, in order; «the others» has none of its own."""
    spelled = [key.upper() if len(key) == 1 else key for key in sorted(known, key=lambda key: (-len(key), key))]
    one = "|".join(rf"(?-i:{re.escape(key)})" for key in spelled)
    item = rf"(?:{one})(?![\w.]*\d|\w|\s?(?:%|mg|of\s\d|out\sof))"
    several = rf"(?P<list>{item}(?:(?:\s?,\s?(?:and\s)?|\s(?:and|or|to)\s|\s?[–&-]\s?)(?:{NOUN}\s)?{item})*)"
    full = re.compile(rf"\b{NOUN}\s?{several}", re.IGNORECASE)
    bare = re.compile(rf"\b{LEADS}\s{several}(?=\s?[.,;:)]|\s(?:and|but|or|while|whereas)\b|$)", re.IGNORECASE)
    rest = re.compile(rf"\b(?:{LEADS}\s)?(?:{REST})", re.IGNORECASE)
    found: dict[Span, frozenset[str]] = {}
    for match in full.finditer(text, sentence.start, sentence.end):
        found[Span(match.start(), match.end())] = _keys(match["list"], known)
    if not found:
        return []
    begin = min(span.end for span in found)
    for pattern in (bare, rest):
        for match in pattern.finditer(text, begin, sentence.end):
            span = Span(match.start(), match.end())
            if not any(span.overlaps(other) for other in found):
                found[span] = _keys(match["list"], known) if pattern is bare else frozenset()
    return sorted(found.items())


def _keys(words: str, known: set[str]) -> frozenset[str]:
    """Return the keys of a list, a range between two numbers filled in."""
    found = [word for word in re.findall(r"\w+", words.lower()) if word in known]
    for low, high in re.findall(r"(\d+)\s?(?:[–-]|\bto\b)\s?(\d+)", words):
        found += [str(number) for number in range(int(low), int(high) + 1) if str(number) in known]
    return frozenset(found)
