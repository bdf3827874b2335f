"""Two records side by side: what agrees, what does not, and what one of them does not tell."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from extractor.bibliography.dedupe.keys import Keys

SHORT_WORDS = 4
"""Titles of fewer words ("Editorial", "In reply") stand over many publications."""
WITHIN_WORDS = 5
"""How many words a title must have to be looked for within another: shorter ones stand in many."""
WITHIN_RATIO = 1.15
"""How much longer the other title must be."""
WITHIN_LIKENESS = 93.0
"""Of 100: how alike the shorter title and the best place in the longer one must be."""
_SMALL_WORDS = frozenset(
    {"the", "of", "and", "for", "in", "on", "a", "an", "to", "de", "la", "le", "les", "des", "du", "et", "der", "die"}
    | {"das", "und", "fur", "y", "e", "del", "di"}
)
"""Words that abbreviations of journals leave out (ISO 4: articles, conjunctions, prepositions)."""
_NUMBER = re.compile(r"\d+\w?|[ivx]+")


@dataclass(frozen=True, slots=True)
class Agreement:
    """Likenesses from 0 to 1, equalities, and the distance of the years; None where one record does not tell.

    ``within`` is whether one title is the beginning, or all but, of the other, which goes on (a subtitle, the title in
    another language, a note). ``is_short`` is whether a title is too short to tell much. ``numbers`` is whether titles
    of one length have the same numbers: parts and phases of one study differ by little else.
    """

    title: float
    within: bool
    is_short: bool
    authors: float | None
    years: int | None
    journal: float | None
    volume: bool | None
    issue: bool | None
    page: bool | None
    doi: bool | None
    pmid: bool | None
    abstract: float | None
    numbers: bool


def compare(one: Keys, other: Keys) -> Agreement:
    """Return what agrees between two records."""
    within = _is_within(one.title, other.title)
    return Agreement(
        title=_title(one.title, other.title),
        within=within,
        is_short=min(len(one.title.split()), len(other.title.split())) < SHORT_WORDS,
        authors=_authors(one.families, other.families),
        years=abs(one.year - other.year) if one.year and other.year else None,
        journal=_journal(one.journals, other.journals),
        volume=_equal(one.volume, other.volume),
        issue=_equal(one.issue, other.issue),
        page=_page(one, other),
        doi=_equal(one.doi, other.doi),
        pmid=_equal(one.pmid, other.pmid),
        abstract=fuzz.ratio(one.abstract, other.abstract) / 100 if one.abstract and other.abstract else None,
        numbers=within or set(numbers_in(one.title)) == set(numbers_in(other.title)),
    )


def _equal(one: str | None, other: str | None) -> bool | None:
    return one == other if one and other else None


def _page(one: Keys, other: Keys) -> bool | None:
    """Return whether first pages are equal; None also where other numbers may stand for the same pages.

    An article ahead of print is numbered from 1 and has as many pages in its volume; pages that overlap in one volume
    were typed wrong somewhere.
    """
    is_equal = _equal(one.page, other.page)
    if is_equal is False and one.pages and other.pages:
        (first, last), (begin, end) = sorted((one.pages, other.pages))
        is_ahead = first == 1 and last > 1 and last - first == end - begin
        if is_ahead or (one.volume == other.volume is not None and begin < last):
            return None
    return is_equal


def _title(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    return max(fuzz.ratio(one.replace(" ", ""), other.replace(" ", "")), fuzz.token_sort_ratio(one, other)) / 100


def _is_within(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short.split()) < WITHIN_WORDS or len(long) < WITHIN_RATIO * len(short):
        return False
    return fuzz.partial_ratio(short, long, score_cutoff=WITHIN_LIKENESS) > 0


def _authors(one: tuple[str, ...], other: tuple[str, ...]) -> float | None:
    """Return how alike the first authors are; the order of names within one may differ."""
    if not one or not other:
        return None
    first, second = one[0], other[0]
    whole = JaroWinkler.similarity(first, second)
    words = bool(set(first.split()) & set(second.split()))
    return max(whole, 0.95 if words else 0.0)


def _journal(one: tuple[str, ...], other: tuple[str, ...]) -> float | None:
    """Return how alike the likest of the journals' names are."""
    return max((_name(*pair) for pair in product(one, other)), default=None)


def _name(one: str, other: str) -> float:
    if one == other or _abbreviates(one, other) or _abbreviates(other, one):
        return 1.0
    return fuzz.token_sort_ratio(one, other) / 100


def _abbreviates(short: str, long: str) -> bool:
    """Tell whether ``short`` is put together of beginnings of the words of ``long``, each but the small ones used."""
    letters = short.replace(" ", "")
    reached = {0}
    for word in long.split():
        after = {end for start in reached for end in _ends(letters, start, word)}
        reached = after | reached if word in _SMALL_WORDS else after
        if not reached:
            return False
    return len(letters) in reached


def _ends(letters: str, start: int, word: str) -> Iterator[int]:
    """Yield where each beginning of a word that stands at a place of ``letters`` ends there."""
    for end, letter in enumerate(word, start=start + 1):
        if letters[end - 1 : end] != letter:
            return
        yield end


def numbers_in(title: str) -> list[str]:
    """Return the numbers of a title (a key), in digits or Roman ones, sorted."""
    return sorted(word for word in title.split() if _NUMBER.fullmatch(word))
