"""Which units hold certain words, asked of all tokens at once: patterns then run only where they can match."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from extractor.nlp.tokens import fold
from extractor.nlp.units import Unit


class Hints:
    """The folded words of a Doc as a column, and the unit that each token belongs to."""

    def __init__(self, doc: Doc) -> None:
        self._strings = doc.vocab.strings
        columns = doc.to_array(["NORM", "IDX", "LENGTH", "LIKE_NUM", "IS_DIGIT"])
        self._norms, self._kind = np.unique(columns[:, 0], return_inverse=True)
        self.starts: NDArray[np.int64] = columns[:, 1].astype(np.int64)
        self.lengths: NDArray[np.int64] = columns[:, 2].astype(np.int64)
        self._is_number = columns[:, 3] == 1
        self._is_year = (columns[:, 4] == 1) & (self.lengths == 4)
        units: list[Unit] = doc._.units
        begins = np.array([unit.span.start for unit in units], dtype=np.int64)
        self._unit_of = np.searchsorted(begins, self.starts, side="right") - 1

    def rows(self, words: Iterable[str]) -> NDArray[np.int64]:
        """Return the indices of the tokens that are one of ``words``, whatever their spelling or case."""
        return np.flatnonzero(self._is_one_of(words))

    def units_with(self, words: Iterable[str]) -> set[int]:
        """Return the indices of the units that hold one of ``words``."""
        return self._units(self._is_one_of(words))

    def number_rows(self) -> NDArray[np.int64]:
        """Return the indices of the tokens that are numbers in figures or words."""
        return np.flatnonzero(self._is_number)

    def units_with_numbers(self) -> set[int]:
        """Return the indices of the units that hold a number in figures or words."""
        return self._units(self._is_number)

    def units_with_numbers_after(self, words: Iterable[str]) -> set[int]:
        """Return the indices of the units that hold a number right after one of ``words``."""
        follows = np.zeros_like(self._is_number)
        follows[1:] = self._is_one_of(words)[:-1]
        return self._units(self._is_number & follows)

    def units_with_years(self) -> set[int]:
        """Return the indices of the units that hold four figures in a row."""
        return self._units(self._is_year)

    def _is_one_of(self, words: Iterable[str]) -> NDArray[np.bool_]:
        keys = np.array([self._strings[fold(word)] for word in words], dtype=self._norms.dtype)
        chosen: NDArray[np.bool_] = np.isin(self._norms, keys)
        return chosen[self._kind]

    def _units(self, chosen: NDArray[np.bool_]) -> set[int]:
        return set(np.unique(self._unit_of[chosen]).tolist())
