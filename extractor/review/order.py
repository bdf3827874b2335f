"""In which order the publications of a review are gone through.

As they are filed: by id. Surest first: by the mean confidence of what is open, so that much is confirmed by few
decisions. Most doubtful first: by the mean entropy of what is open, so that each decision tells most (uncertainty
sampling, Settles 2009, https://minds.wisconsin.edu/handle/1793/60660): those teach a model most that is trained on
decisions. Publications in which nothing is open come last.
"""

from collections.abc import Mapping, Sequence
from math import log2
from typing import Literal

from extractor.store.read import Publication

Order = Literal["file", "confidence", "information"]
ORDERS: Mapping[Order, str] = {
    "file": "as they are filed",
    "confidence": "the surest first",
    "information": "those first whose decisions tell most",
}
"""Each order in words, in the order in which its key goes through them."""


def ordered(
    publications: Sequence[Publication], waiting: Mapping[str, Sequence[float]], order: Order
) -> list[Publication]:
    """Return publications, given by id, in an order; ``waiting`` has by uid the confidences (0–1) of what is open."""
    if order == "file":
        return list(publications)

    def rank(publication: Publication) -> tuple[bool, float]:
        confidences = waiting.get(publication.uid, ())
        return (not confidences, -worth(confidences, order))

    return sorted(publications, key=rank)


def worth(confidences: Sequence[float], order: Order) -> float:
    """Return what going through open suggestions is worth in an order, a decision: the most comes first."""
    of_each = [entropy(chance) if order == "information" else chance for chance in confidences]
    return sum(of_each) / max(1, len(of_each))


def entropy(chance: float) -> float:
    """Return how many bits (0–1) the answer to a question tells whose answer is yes with this chance."""
    return -sum(part * log2(part) for part in (chance, 1 - chance) if part > 0)
