"""Text into the numbers of its word pieces, as BERT's uncased models were trained on.

Source: Devlin et al. 2019 (doi:10.18653/v1/N19-1423) and Wu et al. 2016 (arXiv:1609.08144): words and marks apart, in
small letters without accents; each word as the longest pieces that the vocabulary has, from the left.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

UNKNOWN, BEGIN, SEPARATE, PAD = "[UNK]", "[CLS]", "[SEP]", "[PAD]"
INSIDE = "##"
"""What begins a piece that goes on a word."""
LONGEST_WORD = 100
"""Letters; a longer word is unknown."""
MOST_REMEMBERED = 50_000
"""Words whose pieces are kept: a few MB."""
ASCII_MARKS = "!-/:-@[-`{-~"
WORD = re.compile(rf"[^\W_]+|[{ASCII_MARKS}]|[^\w\s]")


@dataclass(frozen=True, slots=True)
class WordPieces:
    """The vocabulary of an encoder: piece to number."""

    numbers: dict[str, int]
    _known: dict[str, tuple[int, ...]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, pieces: Iterable[str]) -> "WordPieces":
        """Return the vocabulary of pieces in the order of their numbers."""
        return cls({piece: number for number, piece in enumerate(pieces)})

    def encode(self, text: str) -> list[int]:
        """Return the numbers of a text's pieces, without marks of beginning or end."""
        return [number for word in WORD.findall(_plain(text)) for number in self._of_word(word)]

    def _of_word(self, word: str) -> tuple[int, ...]:
        pieces = self._known.get(word)
        if pieces is None:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            pieces = self._known[word] = self._cut(word)
        return pieces

    def _cut(self, word: str) -> tuple[int, ...]:
        if len(word) > LONGEST_WORD:
            return (self.numbers[UNKNOWN],)
        pieces: list[int] = []
        start = 0
        while start < len(word):
            head = INSIDE if start else ""
            ends = range(len(word), start, -1)
            end = next((end for end in ends if head + word[start:end] in self.numbers), None)
            if end is None:
                return (self.numbers[UNKNOWN],)
            pieces.append(self.numbers[head + word[start:end]])
            start = end
        return tuple(pieces)


def _plain(text: str) -> str:
    """Return the text in small letters without accents, Chinese and Japanese characters as words of their own."""
    letters = unicodedata.normalize("NFD", text.lower())
    return "".join(
        f" {letter} " if "\u3400" <= letter <= "\u9fff" else letter
        for letter in letters
        if unicodedata.category(letter) != "Mn"
    )
