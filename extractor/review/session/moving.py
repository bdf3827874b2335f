"""Going from row to row, form to form and publication to publication, to what is open, doubtful or sought."""

from collections.abc import Callable, Iterator, Sequence

from extractor.core.candidate import Slot
from extractor.core.confirmed import Place
from extractor.core.decision import Decision
from extractor.review.find import Filter, Hit, fits
from extractor.review.form import Row
from extractor.review.session.desk import Desk, Work
from extractor.review.warn import Warning, warnings
from extractor.store import read


class Moving(Desk):
    """Moves; methods that may have nowhere to go return a line for the reviewer."""

    def start(self) -> None:
        """Go to what is open where the reviewer decided last, else after it, else to that publication's start."""
        last = read.last_decided(self._store, self.reviewer)
        uids = [item.uid for item in self.publications]
        origin = uids.index(last) if last in uids else 0
        for position in (origin, *self._after(origin)) if uids else ():
            self._at = position
            if self._forward(0, 0):
                return
        self._at = origin

    def go_to(self, position: int) -> None:
        """Go to a publication, to its first open row where it has one."""
        self._at = max(0, min(position, len(self.publications) - 1))
        if self.publications:
            self._to_open()

    def move_publication(self, step: int) -> str:
        """Go to a neighboring publication."""
        before = self._at
        if self.publications:
            self.go_to(self._at + step)
        return "" if self._at != before else _end("publication", step)

    def move_view(self, step: int) -> str:
        """Go to a neighboring form of the publication."""
        before = self.view_index
        self.select_view(before + step)
        return "" if self.view_index != before else _end("form of this publication", step)

    def select_view(self, index: int) -> None:
        """Go to a form of the publication."""
        if self.publications:
            self._work.view = max(0, min(index, len(self.views) - 1))

    def move_row(self, step: int) -> str:
        """Go up or down in the form."""
        self.select_row(self.row_index + step)
        return ""

    def select_row(self, index: int) -> None:
        """Go to a row of the form."""
        if self.view:
            self._work.rows[self._work.view] = max(0, min(index, len(self.view.rows) - 1))

    def move_block(self, step: int) -> str:
        """Go to the next drug, domain or run of single fields, or back to the start of this or the previous one."""
        rows = self.view.rows if self.view else ()
        starts = block_starts(rows)
        ahead = [index for index in starts if (index > self.row_index if step > 0 else index < self.row_index)]
        if not ahead:
            return _end("block of this form", step)
        self.select_row(ahead[0] if step > 0 else ahead[-1])
        return ""

    def next_open(self) -> str:
        """Go to the next row that waits for a decision, in this publication or a later one, then from the start."""
        return self._next(lambda _, row: row.is_open, "Nothing is open in this review.")

    def next_doubtful(self) -> str:
        """Go to the next open row that is less sure than the level, warned of, or suggested otherwise than decided."""
        return self._next(self._is_doubtful, "Nothing doubtful is open in this review.")

    def next_warned(self) -> str:
        """Go to the next open row that is warned of."""
        nothing = "Nothing open is warned of in this review."
        return self._next(lambda work, row: row.is_open and row.place in self._warned(work), nothing)

    def _is_doubtful(self, work: Work, row: Row) -> bool:
        if not row.is_open:
            return False
        return row.changed or (row.confidence or 0.0) < self.level or row.place in self._warned(work)

    def warnings(self, row: Row) -> tuple[Warning, ...]:
        """Return what speaks against a row of the current publication, most telling first."""
        return self._warned(self._work).get(row.place, ()) if self.publications else ()

    def _warned(self, work: Work) -> dict[Place, tuple[Warning, ...]]:
        if work.warned is None:
            work.warned = warnings(work.views, work.shaped, self.protocol)
        return work.warned

    def find(self, wanted: Filter, *, everywhere: bool = True) -> list[Hit]:
        """Return the rows that are looked for, in the order of publications and forms, or the current publication's."""
        found = []
        positions = range(len(self.publications)) if everywhere else [self._at][: len(self.publications)]
        for position in positions:
            work = self._visit(self.publications[position])
            warned = self._warned(work) if wanted.warned else {}
            for number, view in enumerate(work.views):
                for index, row in enumerate(view.rows):
                    if fits(row, wanted, warned=row.place in warned):
                        where = f"{work.publication.id} {view.title}".strip()
                        found.append(Hit(position, number, index, where, row))
        return found

    def go_to_hit(self, hit: Hit) -> None:
        """Go to a row that was found."""
        self._at = max(0, min(hit.position, len(self.publications) - 1))
        self.select_view(hit.view)
        self.select_row(hit.index)

    def _next(self, wanted: Callable[[Work, Row], bool], nothing: str) -> str:
        if not self.publications:
            return "This review holds no publication."
        origin = self._at
        starts = [(origin, self.view_index, self.row_index + 1), *((at, 0, 0) for at in self._after(origin))]
        for self._at, view, row in starts:
            if self._forward(view, row, wanted):
                return ""
        self._at = origin
        return nothing

    def _after(self, position: int) -> Iterator[int]:
        """Yield all positions as they come after one: onwards and round; in any order of worth, the first at first."""
        count, first = len(self.publications), position + 1 if self.order == "file" else 0
        return ((first + offset) % count for offset in range(count))

    def _forward(self, view: int, row: int, wanted: Callable[[Work, Row], bool] = lambda _, row: row.is_open) -> bool:
        work = self._work
        for index in range(view, len(self.views)):
            rows = self.views[index].rows
            for number in range(row if index == view else 0, len(rows)):
                if wanted(work, rows[number]):
                    self._work.view = index
                    self._work.rows[index] = number
                    return True
        return False

    def _to_open(self) -> None:
        if not self._forward(0, 0):
            self._work.view = 0

    def _advance(self) -> None:
        """Go to the next open row of the form, from its end to its start; stay where nothing is open in it."""
        view, at = self.view, self.row_index
        rows = view.rows if view else ()
        ahead = [*range(at + 1, len(rows)), *range(at)]
        self.select_row(next((number for number in ahead if rows[number].is_open), at))

    def _select(self, slot: Slot) -> None:
        if self.view:
            self.select_row(next((i for i, row in enumerate(self.view.rows) if row.slot == slot), self.row_index))

    def _show(self, decision: Decision) -> None:
        self._at = next(i for i, item in enumerate(self.publications) if item.uid == decision.publication)
        for index, view in enumerate(self.views):
            for number, row in enumerate(view.rows):
                if row.place == (decision.subject, decision.slot):
                    self._work.view = index
                    self._work.rows[index] = number
                    return


def block_starts(rows: Sequence[Row]) -> list[int]:
    """Return where the blocks of a form begin: its drugs, its domains, its runs of single fields."""
    return [index for index, row in enumerate(rows) if not index or _block(row) != _block(rows[index - 1])]


def _block(row: Row) -> tuple[str | None, str, bool]:
    """Return what a drug's, domain's or name's rows have in common, filled in or not."""
    if row.spec is None:
        return row.group, "", False
    return row.group, row.spec.block, row.spec.keying == "ordinal"


def _end(what: str, step: int) -> str:
    return f"This is the {'first' if step < 0 else 'last'} {what}."
