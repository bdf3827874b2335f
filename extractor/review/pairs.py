"""Two cases of two publications that may be one patient, told side by side."""

from dataclasses import dataclass

from extractor.core.candidate import Anchor
from extractor.review.form import Row, View


@dataclass(frozen=True, slots=True)
class PairRow:
    """What both tell in one field, each side empty where it tells nothing; ``agrees`` where both tell the same."""

    label: str
    mine: str
    yours: str

    @property
    def agrees(self) -> bool:
        """Whether both tell the same."""
        return bool(self.mine) and self.mine == self.yours

    @property
    def differs(self) -> bool:
        """Whether both tell something, and not the same."""
        return bool(self.mine and self.yours) and self.mine != self.yours


@dataclass(frozen=True, slots=True)
class Pair:
    """A link between two reports: the headings of both sides, row by row what they tell, the reasons in words.

    ``anchors`` are the words that the link stands on. ``yours`` is the other report's name, its rows empty where the
    review does not hold it.
    """

    mine: str
    yours: str
    rows: tuple[PairRow, ...]
    reasons: tuple[str, ...]
    anchors: tuple[Anchor, ...]


def pair(link: Row, mine: View, yours: View | None, names: tuple[str, str]) -> Pair:
    """Return both sides of a link, fields in the order of the form, those that neither tells left out."""
    other = {row.slot: row for row in yours.rows} if yours else {}
    told: list[PairRow] = []
    seen = set()
    for row in (*mine.rows, *(yours.rows if yours else ())):
        if row.slot is None or row.slot.field == "same_as" or row.slot in seen:
            continue
        seen.add(row.slot)
        here = next((item for item in mine.rows if item.slot == row.slot), None)
        there = other.get(row.slot)
        words = (here.words if here else "", there.words if there else "")
        if any(words):
            told.append(PairRow(row.full_label, *words))
    agreeing = [row.label for row in told if row.agrees]
    differing = [row.label for row in told if row.differs]
    quoted = [item for item in link.evidence if item.anchors]
    reasons = [f"both tell the same: {', '.join(agreeing)}"] if agreeing else []
    reasons += [f"they differ in: {', '.join(differing)}"] if differing else []
    reasons += [f"{len(quoted)} quotes speak for it"] if len(quoted) > 1 else []
    return Pair(*names, tuple(told), tuple(reasons), link.anchors)
