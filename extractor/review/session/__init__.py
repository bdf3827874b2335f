"""A reviewer's work on a review folder without a screen: where he is, what he sees, what he decides.

Every decision is in the store when the method that made it returns. A publication is read from the store when it is
first visited; after that only decisions are written, so that no key waits for the store to be read again.

Each room knows those before it: what lies open (``desk``), moving, the record, entering values, deciding on rows and
on cases, what may have been missed.
"""

from collections.abc import Iterable
from dataclasses import replace

from extractor.core.errors import UsageError
from extractor.review.order import ORDERS
from extractor.review.session.missed import Missed
from extractor.review.settings import Together, save_settings
from extractor.review.values import percent


class ReviewSession(Missed):
    """One reviewer at work. Methods that decide or move return a line for the reviewer."""

    def set_level(self, level: float) -> str:
        """Let values be accepted together from this confidence (0–1) on, in this review from now on.

        Raises:
            UsageError: It is no such number, or the review folder cannot be written.
        """
        if not 0 <= level <= 1:
            raise UsageError("the level is a confidence from 0 to 1")
        self.settings = replace(self.settings, level=level)
        save_settings(self._store.folder, self.settings)
        self.level = level
        return f"Values from {percent(level)} on are accepted together."

    def set_together(self, together: Iterable[Together]) -> str:
        """Let these be accepted together though they are usually looked at one by one, in this review from now on."""
        self.settings = replace(self.settings, together=frozenset(together))
        save_settings(self._store.folder, self.settings)
        return f"Accepted together beside the rest: {', '.join(sorted(self.settings.together)) or 'nothing'}."

    def next_order(self) -> str:
        """Go through the publications in the next of ``ORDERS``, in this review from now on.

        Raises:
            UsageError: The review folder cannot be written.
        """
        if self.blind:
            return "A blind review goes through the publications as they are filed."
        orders = list(ORDERS)
        order = orders[(orders.index(self.settings.order) + 1) % len(orders)]
        self.settings = replace(self.settings, order=order)
        save_settings(self._store.folder, self.settings)
        self._arrange()
        return f"Publications: {ORDERS[order]}. {self.key('publications')} lists them."
