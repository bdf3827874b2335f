"""Titles and abstracts, some of them decided on → all of them in the order of likely relevance.

The model lives as long as the session that trains it and is never kept.
"""

from collections.abc import Mapping, Sequence
from typing import Any

FEWEST = 5
"""Decisions, among them one of each kind, from which an order can be learned."""


MOST_TERMS = 50_000
"""Words and pairs of words that are told apart, the commonest."""


class Relevance:
    """Orders ``texts`` by what the decided ones have in common; the same decisions give the same order.

    Source: term weights and a linear classifier with balanced classes do as well as any for screening a few thousand
    abstracts (van de Schoot R et al. Nat Mach Intell 2021;3:125-133, doi 10.1038/s42256-020-00287-7).
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self._weights: Any = None

    def order(self, decided: Mapping[int, bool]) -> list[int] | None:
        """Return all positions, the likeliest first; ``decided`` has by position whether a text is relevant.

        None where too little is decided to learn from.
        """
        if len(decided) < FEWEST or len(set(decided.values())) < 2:
            return None
        from sklearn.linear_model import LogisticRegression

        weights = self._weighted()
        if weights is None:
            return None
        rows = sorted(decided)
        model = LogisticRegression(C=1.0, class_weight="balanced", solver="liblinear", random_state=0)
        model.fit(weights[rows], [decided[row] for row in rows])
        scores = model.decision_function(weights)
        return sorted(range(len(self.texts)), key=lambda row: (-round(float(scores[row]), 9), row))

    def _weighted(self) -> Any:
        """Return a row of term weights for each text, computed once; None where no text has a word."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        if self._weights is None:
            vectorizer = TfidfVectorizer(
                ngram_range=(1, 2), sublinear_tf=True, stop_words="english", max_features=MOST_TERMS
            )
            try:
                self._weights = vectorizer.fit_transform(self.texts)
            except ValueError:  # scikit-learn's word for texts without words
                return None
        return self._weights
