"""How many values were stated, predicted and hit. What follows from the counts is computed, never stored."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of one row of a score; sums of counts are the counts of the union."""

    hit: int = 0
    pred: int = 0
    gold: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.hit + other.hit, self.pred + other.pred, self.gold + other.gold)

    @property
    def precision(self) -> float:
        """The share of the predicted that is right; 0 where nothing was predicted."""
        return self.hit / self.pred if self.pred else 0.0

    @property
    def recall(self) -> float:
        """The share of the stated that was found; 0 where nothing is stated."""
        return self.hit / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall; None where nothing is stated nor predicted."""
        if not self.gold and not self.pred:
            return None
        precision, recall = self.precision, self.recall
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
