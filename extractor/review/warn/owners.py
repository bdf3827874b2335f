"""Whose words a quote is: the case's own, or those that another case's values stand on."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from extractor.core.candidate import Anchor, Evidence
from extractor.review.form import Row, View
from extractor.review.warn.told import Warning

LINE = 3.0
"""Points by which the tops of two cells of one row, or the left edges of two of one column, may differ."""

PAGE_HEIGHT = 2000.0
"""More points than any page is high: what stands on another page is farther than all on this one."""

FAR = 2.0
"""How many times farther the case's own words must be than another's for a quote to be told the other's."""

Spot = tuple[int, float, float]
"""Page, left and top of where a quote begins."""


@dataclass(frozen=True)
class Owners:
    """Knows where on the pages the values of each patient stand."""

    forms: Sequence[View]

    def anothers(self, view: View, row: Row) -> Iterator[Warning]:
        """Yield that all the row's quotes stand among another case's words."""
        if len(self._case_forms) < 2 or row.slot is None or row.slot.field == "same_as" or not row.evidence:
            return
        owners = [self._owner(view, row, item) for item in row.evidence]
        if all(owners) and owners[0]:
            yield Warning("another case's", f"the quote stands with {owners[0]}")

    def _owner(self, view: View, row: Row, evidence: Evidence) -> str:
        """Return the title of the other case whose words a quote is, empty where it is the case's own or nobody's."""
        if not evidence.anchors or not evidence.anchors[-1].boxes:
            return ""
        anchor = evidence.anchors[-1]
        named = self._named(view, anchor.quote)
        if named is not None:
            return named
        own = self._distance(view, row, anchor, is_cell=len(evidence.anchors) > 1)
        others = [
            (self._distance(other, row, anchor, is_cell=len(evidence.anchors) > 1), other.title)
            for other in self._case_forms
            if other is not view
        ]
        users = self._users[_spot(anchor)] - {(view.subject, row.slot)}
        elsewhere = {subject for subject, _ in users if subject != view.subject}
        if len(elsewhere) != 1 or any(subject == view.subject for subject, _ in users):
            return ""
        nearest = min(others)
        return nearest[1] if nearest[0] * FAR < own else ""

    def _named(self, view: View, quote: str) -> str | None:
        """Return whom a quote names: another case's title, empty for the case's own, None where it names nobody."""
        there = [
            other for other in self._case_forms if (label := self._labels.get(other.subject)) and label.search(quote)
        ]
        if not there:
            return None
        return "" if any(other is view for other in there) or len(there) > 1 else there[0].title

    def _distance(self, view: View, row: Row, anchor: Anchor, *, is_cell: bool) -> float:
        """Return how far a quote stands from what else only this case tells.

        A cell is the nearer the more of the case's cells stand in its row or column.
        """
        spot = _spot(anchor)
        places = [
            (other, cell)
            for other, cell, slot in self._own_spots.get(view.subject, ())
            if slot != row.slot and other != spot and {subject for subject, _ in self._users[other]} == {view.subject}
        ]
        if is_cell:
            aligned = {
                other
                for other, cell in places
                if cell and other[0] == spot[0] and (abs(other[2] - spot[2]) < LINE or abs(other[1] - spot[1]) < LINE)
            }
            return PAGE_HEIGHT / (1 + len(aligned))
        return min((_apart(spot, other) for other, cell in places if not cell), default=10 * PAGE_HEIGHT)

    @cached_property
    def _case_forms(self) -> list[View]:
        return [view for view in self.forms if view.kind == "case" and view.rows[0].unit == "patient"]

    @cached_property
    def _labels(self) -> dict[str, re.Pattern[str]]:
        labels = {}  # a lone number or letter stands in many a cell that names nobody
        for view in self._case_forms:
            label = next(
                (row.words for row in view.rows if row.slot and row.slot.field == "label" and row.has_value), ""
            )
            if sum(letter.isalpha() for letter in label) > 1:
                labels[view.subject] = re.compile(rf"(?<!\w){re.escape(label)}(?!\w)", re.IGNORECASE)
        return labels

    @cached_property
    def _own_spots(self) -> dict[str, list[tuple[Spot, bool, object]]]:
        """Return where each case's quotes begin, with whether they are cells, and the slot they are of."""
        spots: dict[str, list[tuple[Spot, bool, object]]] = defaultdict(list)
        for view in self._case_forms:
            for row in view.rows:
                for item in row.evidence:
                    if item.anchors and item.anchors[-1].boxes:
                        spots[view.subject].append((_spot(item.anchors[-1]), len(item.anchors) > 1, row.slot))
        return spots

    @cached_property
    def _users(self) -> dict[Spot, set[tuple[str, object]]]:
        users: dict[Spot, set[tuple[str, object]]] = defaultdict(set)
        for subject, spots in self._own_spots.items():
            for spot, _, slot in spots:
                users[spot].add((subject, slot))
        return users


def _spot(anchor: Anchor) -> Spot:
    box = anchor.boxes[0]
    return (anchor.page, round(box.x0, 1), round(box.top, 1))


def _apart(one: Spot, other: Spot) -> float:
    return abs(one[0] - other[0]) * PAGE_HEIGHT + abs(one[2] - other[2])
