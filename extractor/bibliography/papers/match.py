"""Papers and references → which reference each paper is, with what agrees and what does not."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import DamerauLevenshtein

from extractor.bibliography.dedupe.candidates import TITLE_LETTERS, blocks
from extractor.bibliography.dedupe.compare import WITHIN_WORDS, Agreement, compare, numbers_in
from extractor.bibliography.dedupe.keys import Keys, keys_of
from extractor.bibliography.dedupe.rule import Rule, levels, load_rule
from extractor.core.reference import Reference, Verdict
from extractor.core.reference_keys import doi_key, words_key

UNDERSTOOD = 0.6
"""Likeness of titles and journals below which the paper's own may be misread, and its opening is looked into."""
PRINTED = 0.95
"""Likeness of a title that stands in the opening word for word: less than equal, it may be cited there."""
OTHER_WORD = 0.85
"""Likeness at most of titles in which one word stands for another, or one begins with more ("Reply to …")."""
LONG_WORD = 7
"""Letters beyond which a word with two wrong ones is still that word; shorter ones may have one."""
JOURNAL_WORDS = 2
"""Words from which on a journal's name stands in an opening hardly by chance."""
WINDOW_WORDS = 3
"""How many words in a row two titles must share to be compared at all, if nothing else is shared."""
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+")


@dataclass(frozen=True, slots=True)
class Paper:
    """What is at hand: ``told`` is what its title page says (its uid is the paper's), ``opening`` its first words.

    In the opening a title, a DOI or an author may stand that the title page was not understood to tell.
    """

    told: Reference
    opening: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A paper (its uid) and a reference that it is or may be; ``reason`` says in words what agrees and what does not.

    Paper and reference are given by position. ``score`` is from 0 to 1.
    """

    paper: int
    reference: int
    verdict: Verdict
    score: float
    reason: str


class Library:
    """References in a form in which papers are found quickly."""

    def __init__(self, references: Sequence[Reference]) -> None:
        self.references = references
        self._rule: Rule = load_rule("extractor.bibliography.papers")
        self._keys = [keys_of(item) for item in references]
        self._blocks: dict[tuple[object, ...], list[int]] = {}
        for position, keys in enumerate(self._keys):
            for block in dict.fromkeys((*blocks(keys), *_windows(keys.title))):
                self._blocks.setdefault(block, []).append(position)

    def find(self, papers: Iterable[Paper]) -> Iterator[Match]:
        """Yield the reference that each paper is, or else those that it may be, the likeliest first.

        Where two references fit equally well, both are only likely.
        """
        for position, paper in enumerate(papers):
            yield from self._of(position, paper)

    def _of(self, position: int, paper: Paper) -> list[Match]:
        view = _View(paper)
        found = []
        for candidate in self._candidates(view):
            told = view.compared(self._keys[candidate])
            verdict, points = self._rule.verdict(told)
            if verdict != "different":
                score = round(1 / (1 + 2.0 ** (self._rule.same - points)), 3)
                found.append((points, Match(position, candidate, verdict, score, ", ".join(levels(told)))))
        found.sort(key=lambda item: (-item[0], item[1].reference))
        if found and found[0][1].verdict == "same" and (len(found) == 1 or found[1][0] < found[0][0]):
            return [found[0][1]]
        return [replace(match, verdict="unsure") for _, match in found]

    def _candidates(self, view: "_View") -> list[int]:
        return sorted({position for block in view.blocks() for position in self._blocks.get(block, ())})


class _View:
    """A paper in the forms that are compared."""

    def __init__(self, paper: Paper) -> None:
        self._keys = keys_of(paper.told)
        self._opening = f" {words_key(paper.opening) or ''} "
        self._dois = {doi for found in _DOI.finditer(paper.opening) if (doi := doi_key(found[0]))}

    def blocks(self) -> Iterator[tuple[object, ...]]:
        """Yield the keys by which references that may be this paper are found."""
        yield from blocks(self._keys)
        yield from _windows(self._keys.title)
        yield from (("doi", doi) for doi in sorted(self._dois))
        words = self._opening.split()
        for first in range(len(words)):
            yield "start", "".join(words[first : first + TITLE_LETTERS])[:TITLE_LETTERS]

    def compared(self, other: Keys) -> Agreement:
        """Return what agrees with a reference, the opening considered."""
        told = compare(self._keys, other)
        own = self._keys.title
        goes_before = own != other.title and (own.endswith(other.title) or other.title.endswith(own))
        is_other = goes_before or not is_same_wording(own, other.title)
        title = min(told.title, OTHER_WORD) if is_other else told.title
        numbers = numbers_in(own) == numbers_in(other.title)
        if not told.within and title < UNDERSTOOD and self._prints(other.title):
            title, numbers = PRINTED, True
        authors = told.authors
        if other.families and f" {other.families[0]} " in self._opening:
            authors = 1.0
        journal = told.journal
        if journal is not None and journal < UNDERSTOOD and any(map(self._names, other.journals)):
            journal = None
        doi = told.doi
        if self._keys.doi is None and other.doi in self._dois:
            doi = True
        within = told.within and not goes_before
        return replace(told, title=title, within=within, numbers=numbers, authors=authors, journal=journal, doi=doi)

    def _prints(self, title: str) -> bool:
        return len(title.split()) >= WITHIN_WORDS and f" {title} " in self._opening

    def _names(self, journal: str) -> bool:
        """Tell whether a journal is named in the opening, so that what was taken for it may be a running head.

        That says nothing for the reference: a department of internal medicine is no journal.
        """
        return len(journal.split()) >= JOURNAL_WORDS and f" {journal} " in self._opening


def _windows(title: str) -> Iterator[tuple[object, ...]]:
    """Yield runs of words of a title: some of them are free of misprints."""
    words = title.split()
    for first in range(len(words) - WINDOW_WORDS + 1):
        yield ("run", *words[first : first + WINDOW_WORDS])


def is_same_wording(one: str, other: str) -> bool:
    """Tell whether two titles (as keys) have no word that stands for another one; misprints and additions may be.

    >>> is_same_wording("itch in a heron", "itch in an heron"), is_same_wording("itch in a heron", "itch in a stork")
    (True, False)
    """
    left, right = one.split(), other.split()
    mine, yours = (list((Counter(told) - Counter(other)).elements()) for told, other in ((left, right), (right, left)))
    for word in list(mine):
        near = next((item for item in yours if _is_misprint(word, item)), None)
        if near is not None:
            mine.remove(word)
            yours.remove(near)
    return not (mine and yours) or "".join(left) == "".join(right)


def _is_misprint(one: str, other: str) -> bool:
    if any(letter.isdigit() for letter in one + other):
        return False
    allowed = 2 if min(len(one), len(other)) > LONG_WORD else 1
    return DamerauLevenshtein.distance(one, other, score_cutoff=allowed) <= allowed


def by_paper(matches: Iterable[Match]) -> Mapping[int, list[Match]]:
    """Return the matches of each paper that has any, by its position."""
    found: dict[int, list[Match]] = {}
    for match in matches:
        found.setdefault(match.paper, []).append(match)
    return found
