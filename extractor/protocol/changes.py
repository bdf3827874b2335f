"""What a protocol changes in the one that it extends: words taken, names added, treatments that become its drugs."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from extractor.protocol.load import GIVES_WAY, inherited_and_own, key_of, name_keys, without
from extractor.protocol.parts import ENTRY_FIELDS, naming_words

LIKENESS = 0.8
"""Share of equal letters from which two words are one name: an INN in another spelling, a misprint."""

_BECOMES = {
    "therapies": "a drug of the review now, never told as a prior therapy",
    "other_diseases": "the review's disease now, never told as another one",
    "adverse_events": "the review's disease now, never told as an adverse event",
}
"""What becomes of an inherited entry whose words the review's drugs or diseases have."""


@dataclass(frozen=True, slots=True)
class Change:
    """A line about one entry; ``is_doubtful`` where the author has something to decide, else it is good to know."""

    line: str
    is_doubtful: bool = False


def changes(folder: Path) -> tuple[Change, ...]:
    """Return what a folder's own entries change in those that it inherits, in the order of its lists."""
    inherited, own = inherited_and_own(folder)
    return (*_taken(inherited, own), *_given_way(inherited, own), *_joined(inherited, own))


Entries = dict[str, list[Any]]


def _taken(inherited: Entries, own: Entries) -> Iterator[Change]:
    """Words that name something else of the same list there."""
    for name in ENTRY_FIELDS:
        for mine, theirs, words in _shared(own[name], inherited[name]):
            if mine.id != theirs.id:
                told = f"named {theirs.id!r} in what this extends and names {mine.id!r} now"
                yield _loss(f"{name}: {mine.id}: {_quoted(words)} {told}", mine, theirs, words)


def _given_way(inherited: Entries, own: Entries) -> Iterator[Change]:
    """Words of another list there that the review's drugs and diseases have."""
    for name, other in GIVES_WAY:
        for mine, theirs, words in _shared(own[name], inherited[other]):
            told = f"was one of the {other.replace('_', ' ')} and is {_BECOMES[other]}"
            yield _loss(f"{name}: {mine.id}: {_quoted(words)} {told}", mine, theirs, words)


def _loss(start: str, mine: Any, theirs: Any, words: list[str]) -> Change:
    """Return what becomes of the other words of an entry that loses some to another."""
    keys = {key_of(word) for word in words}
    left = [word for entry in without([theirs], keys) for word in naming_words(entry)]
    if left and key_of(theirs.id) in name_keys(mine):
        return Change(
            f"{start}; {_quoted(left)} still means {theirs.id!r} as before: add it here too", is_doubtful=True
        )
    if left:
        return Change(f"{start}; {theirs.id!r} keeps its other words: nothing to do if you mean that")
    lost = [word for word in naming_words(theirs) if key_of(word) not in keys]
    if lost:
        return Change(f"{start}; {_quoted(lost)} goes with it and names nothing now: add it here if papers print it")
    return Change(f"{start}; nothing to do")


def _joined(inherited: Entries, own: Entries) -> Iterator[Change]:
    """Names that are added to an entry of the same id."""
    for name in ENTRY_FIELDS:
        known = {entry.id: entry for entry in inherited[name] if name_keys(entry)}
        for mine in own[name]:
            theirs = known.get(getattr(mine, "id", None))
            if theirs is None:
                continue
            added = [word for word in naming_words(mine) if key_of(word) not in name_keys(theirs)]
            strange = [word for word in added if name in ("drugs", "therapies") and _is_another(word, theirs)]
            if strange:
                told = (
                    f"{name}: {mine.id}: {_quoted(strange)} does not look like it and will be recorded as {mine.id!r}"
                )
                yield Change(f"{told}; give it an entry of its own if it is something else", is_doubtful=True)
            plain = [word for word in added if word not in strange]
            if plain:
                told = f"{_quoted(plain)} joins the names that {mine.id!r} has in what this extends"
                yield Change(f"{name}: {mine.id}: {told}; nothing to do")


def _is_another(word: str, entry: Any) -> bool:
    """Tell whether a word looks like the name of another substance than the one that an entry is.

    Names of substances are printed small, brands are not; an entry that has unlike ones already is a class.
    """
    substances = [name for name in (entry.id, *entry.names) if _is_substance(name)]
    is_class = not _is_substance(entry.id) or not all(_is_like(entry.id, name) for name in substances)
    return _is_substance(word) and not is_class and not _is_like(entry.id, word)


def _is_substance(word: str) -> bool:
    return word.isalpha() and word.islower()


def _is_like(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= LIKENESS


def _shared(own: list[Any], inherited: list[Any]) -> Iterator[tuple[Any, Any, list[str]]]:
    """Yield an own and an inherited entry with the words that name both, as the own one writes them."""
    for mine in own:
        keys = set(name_keys(mine))
        for theirs in inherited if keys else ():
            both = keys.intersection(name_keys(theirs))
            if both:
                yield mine, theirs, [word for word in naming_words(mine) if key_of(word) in both]


def _quoted(words: list[str]) -> str:
    return ", ".join(map(repr, words))
