"""What may have been missed, and what does not agree: looked at, dismissed, or made a value or a case."""

from extractor.core.confirmed import standing
from extractor.review.queue import Entry, entries
from extractor.review.session.cases import Cases
from extractor.store import read


class Missed(Cases):
    """Works off the entries of ``review.queue``."""

    def entries(self, *, everywhere: bool = False, settled: bool = False) -> list[Entry]:
        """Return what may have been missed and what contradicts itself, strongest first.

        Of the current publication, or ``everywhere``; with ``settled`` also what somebody has said something of.
        """
        positions = range(len(self.publications)) if everywhere else [self._at][: len(self.publications)]
        unread = read.passages(self._store) if everywhere and len(self._visited) < len(self.publications) else {}
        found: list[Entry] = []
        for position in positions:
            publication = self.publications[position]
            if everywhere and publication.uid not in self._visited:
                told, decisions = unread.get(publication.uid, (None, []))
                found += entries(position, None if self.blind else told, standing(decisions))
            else:
                work = self._visit(publication)
                found += entries(position, work.shaped, work.standing)
        kept = [entry for entry in found if settled or entry.is_open]
        return sorted(kept, key=lambda entry: -entry.weight)

    def dismiss(self, entry: Entry, *, reason: str = "") -> str:
        """Say that an entry tells of nothing that belongs into the record."""
        self._at = entry.position
        self._decide([self._dismissal(entry, "nothing", reason)], with_case=False, advance=False)
        return f"Dismissed. {self.key('undo')} takes it back."

    def hold_entry(self, entry: Entry) -> str:
        """Go to an entry's publication and hold its words; the value or case entered next settles the entry."""
        self.go_to_entry(entry)
        told = self.hold(*entry.anchors)
        self._held_entry = entry
        return told

    def entry_to_case(self, entry: Entry, unit: str) -> str:
        """Add a patient or group that stands on an entry's words and go to its form."""
        self.hold_entry(entry)
        return self.add_case(unit)

    def go_to_entry(self, entry: Entry) -> None:
        """Go to an entry's publication, and to the form of the case that it speaks of where it speaks of one."""
        if entry.position != self._at:
            self.go_to(entry.position)
        place = next((i for i, view in enumerate(self.views) if entry.subject and view.subject == entry.subject), None)
        if place is not None:
            self.select_view(place)
