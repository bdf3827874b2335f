"""Names that annotated corpora of related text hold, and groups of words that are used alike: what a word may be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

LONGEST = 6
"""Words of a phrase; longer ones are not looked for."""
SHORTEST_WORD = 4
"""Letters from which a word of a name says something by itself."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """``names`` are phrases in small letters with the kinds of names that they are; ``clusters`` the groups of words.

    Kinds are one letter or two each; what corpus and type they stand for is the training's matter.
    """

    names: Mapping[str, tuple[str, ...]]
    clusters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _words: dict[str, tuple[str, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        found: dict[str, dict[str, None]] = {}
        for name in self.names:
            for word in name.split():
                if len(word) >= SHORTEST_WORD and word.isalpha():
                    found.setdefault(word, {}).update(dict.fromkeys(self.names[name]))
        self._words.update({word: tuple(sorted(kinds)) for word, kinds in found.items()})

    def kinds(self, word: str) -> tuple[str, ...]:
        """Return the kinds of names that a word is part of, and the groups that it is of."""
        lowered = word.lower()
        return (*self._words.get(lowered, ()), *self.clusters.get(lowered, ()))

    def phrases(self, words: Sequence[str]) -> list[str]:
        """Return for each word the kinds of the longest name that it is part of, and where in it; empty for none."""
        lowered = [word.lower() for word in words]
        told = [""] * len(words)
        at = 0
        while at < len(words):
            length, kinds = self._longest(lowered, at)
            for place in range(length):
                side = "S" if length == 1 else "B" if place == 0 else "E" if place == length - 1 else "I"
                told[at + place] = " ".join(f"{kind}{side}" for kind in kinds)
            at += max(length, 1)
        return told

    def _longest(self, words: Sequence[str], at: int) -> tuple[int, tuple[str, ...]]:
        for length in range(min(LONGEST, len(words) - at), 0, -1):
            kinds = self.names.get(" ".join(words[at : at + length]))
            if kinds:
                return length, kinds
        return 0, ()


def gather(names: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Return pairs of name and kind by name, sorted."""
    found: dict[str, set[str]] = {}
    for name, kind in names:
        words = name.lower().split()
        if 0 < len(words) <= LONGEST and len(name) > 2:
            found.setdefault(" ".join(words), set()).add(kind)
    return {name: tuple(sorted(found[name])) for name in sorted(found)}
