"""What lies open on a reviewer's desk: the review's publications, each read when it is first visited, and its forms."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.core.annotation import Annotation
from extractor.core.candidate import Extraction, Slot
from extractor.core.confirmed import Place, confirmed, remarks, settled, standing
from extractor.core.decision import Decision
from extractor.core.errors import UsageError
from extractor.core.outcome import Problem
from extractor.core.reshape import absorbed, reshaped
from extractor.protocol.model import Protocol
from extractor.review.actions import Keys
from extractor.review.form import Memory, Row, View, views
from extractor.review.order import Order, ordered
from extractor.review.settings import load_settings
from extractor.review.warn import Warning
from extractor.store import read
from extractor.store.database import Store
from extractor.store.read import Publication
from extractor.store.waiting import waiting


@dataclass(slots=True)
class Work:
    """A publication that was visited: what the store held, with what was decided since.

    ``view`` is the index of its current form, ``rows`` of the current row of each form.
    """

    publication: Publication
    extraction: Extraction | None
    decisions: list[Decision]
    revealed: list[Place] = field(default_factory=list)
    memory: Memory = field(default_factory=dict)
    shaped: Extraction | None = None
    standing: list[Decision] = field(default_factory=list)
    warned: dict[Place, tuple[Warning, ...]] | None = None
    decided: dict[Place, Decision] = field(default_factory=dict)
    views: tuple[View, ...] = ()
    view: int = 0
    rows: list[int] = field(default_factory=list)

    @property
    def n_open(self) -> int:
        """How many places of all its forms wait for a decision."""
        return sum(view.n_open for view in self.views)


class Desk:
    """A reviewer's place in a review, and the forms of the publications that he visited.

    ``level`` is the confidence (0–1) below which a whole case's key leaves a value to a look of its own, unless the
    review's settings name another; ``blind`` hides all that the machine suggests. ``keys`` are named in what the
    reviewer is told.
    """

    def __init__(
        self, store: Store, reviewer: str, protocol: Protocol, *, level: float = 0.0, blind: bool = False
    ) -> None:
        if not reviewer.strip():
            raise UsageError("the reviewer has no name", hint="name yourself: --reviewer NAME")
        self.reviewer = reviewer.strip()
        self.protocol = protocol
        self.keys = Keys()
        self.blind = blind
        self.settings = load_settings(store.folder)
        self.level = level if self.settings.level is None else self.settings.level
        self._store = store
        self.publications: Sequence[Publication] = self._in_order(read.publications(store))
        self._problems = read.problems(store)
        self._visited: dict[str, Work] = {}
        self._at = 0

    def key(self, action: str) -> str:
        """Return what is printed for the key of an action."""
        return self.keys.shown(action)

    @property
    def order(self) -> Order:
        """The order of the publications: the review's, but in a blind session always that of the ids."""
        return "file" if self.blind else self.settings.order

    @property
    def position(self) -> int:
        """The index of the current publication in ``publications``."""
        return self._at

    @property
    def publication(self) -> Publication | None:
        """The current publication; None in an empty review."""
        return self.publications[self._at] if self.publications else None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What went wrong when the current publication was read."""
        return self._problems.get(self.publication.uid, ()) if self.publication else ()

    @property
    def extraction(self) -> Extraction | None:
        """What the machine suggests for the current publication, as it was rearranged by splits and merges.

        None where it could not be read; without any suggestion in a blind session.
        """
        return self._work.shaped if self.publications else None

    @property
    def views(self) -> tuple[View, ...]:
        """The forms of the current publication: its own, each case's, the statements'."""
        return self._work.views if self.publications else ()

    @property
    def view_index(self) -> int:
        """The index of the current form in ``views``."""
        return self._work.view if self.publications else 0

    @property
    def view(self) -> View | None:
        """The current form; None in an empty review."""
        return self.views[self.view_index] if self.publications else None

    @property
    def row_index(self) -> int:
        """The index of the current row in the current form."""
        return self._work.rows[self._work.view] if self.publications else 0

    @property
    def row(self) -> Row | None:
        """The current row; None where the form has none."""
        view = self.view
        return view.rows[self.row_index] if view and view.rows else None

    @property
    def title(self) -> str:
        """The current publication's title, decided or suggested; empty where it has none."""
        rows = self.views[0].rows if self.views else ()
        return next((row.words for row in rows if row.slot == Slot("title") and row.has_value), "")

    @property
    def annotation(self) -> Annotation | None:
        """What is confirmed of the current publication so far."""
        if not self.publication:
            return None
        return confirmed(self.publication.id, self._work.decisions)

    def n_open(self, position: int) -> int | None:
        """Return how many places of a publication are open, None where it was not visited yet."""
        work = self._visited.get(self.publications[position].uid)
        return work.n_open if work else None

    def open_cases(self, position: int) -> list[tuple[str, int]]:
        """Return a visited publication's cases with something open, and how much is; empty before the visit."""
        work = self._visited.get(self.publications[position].uid)
        cases = (view for view in work.views if view.kind == "case") if work else ()
        return [(view.title, view.n_open) for view in cases if view.n_open]

    def was_read(self, position: int) -> bool:
        """Tell whether the machine could read a publication that was visited."""
        work = self._visited.get(self.publications[position].uid)
        return work is None or work.extraction is not None

    def visit_next(self) -> bool:
        """Read one more publication ahead, so that ``n_open`` knows it; False when all were read."""
        for publication in self.publications:
            if publication.uid not in self._visited:
                self._visit(publication)
                return True
        return False

    def case_title(self, view: View) -> str:
        """Return a case's number with the label that the publication gives it."""
        label = next((row.words for row in view.rows if row.slot == Slot("label") and row.has_value), "")
        return view.title if label.casefold() == view.title.casefold() else f"{view.title} {label}".strip()

    @property
    def _work(self) -> Work:
        return self._visit(self.publications[self._at])

    def _visit(self, publication: Publication) -> Work:
        if publication.uid not in self._visited:
            work = Work(
                publication,
                read.extraction(self._store, publication.uid),
                read.history(self._store, publication.uid),
            )
            self._visited[publication.uid] = work
            self._rebuild(work)
        return self._visited[publication.uid]

    def _rebuild(self, work: Work) -> None:
        work.standing = standing(work.decisions)
        work.shaped = reshaped(work.extraction, work.standing) if work.extraction else None
        if work.shaped and self.blind:
            work.shaped = Extraction(work.shaped.publication_id, work.shaped.sha256, (), (), ())
        gone = absorbed(work.standing) - {case.uid for case in (work.shaped.cases if work.shaped else ())}
        work.decided = {place: item for place, item in settled(work.standing).items() if place[0] not in gone}
        work.warned = None
        before = work.views
        current = {view.subject: (view, row) for view, row in zip(work.views, work.rows, strict=True)}
        work.views = views(
            work.publication.uid,
            work.shaped,
            work.decided,
            self.protocol,
            work.revealed,
            remarks(work.standing),
            work.memory,
        )
        work.rows = [_row_again(view, *current.get(view.subject, (view, 0))) for view in work.views]
        work.view = _view_again(work, before)

    def _in_order(self, publications: Sequence[Publication]) -> list[Publication]:
        """Return publications, given by id, in the session's order."""
        return ordered(publications, {} if self.order == "file" else waiting(self._store), self.order)

    def _arrange(self) -> None:
        """Put the publications into the review's order and stay at the current one."""
        current = self.publication
        self.publications = self._in_order(sorted(self.publications, key=lambda item: item.id))
        if current is not None:
            self._at = self.publications.index(current)

    def _by_uid(self, uid: str) -> Publication:
        return next(item for item in self.publications if item.uid == uid)


def _view_again(work: Work, before: Sequence[View]) -> int:
    """Return where the form that was current stands now; the one before it where it is gone."""
    if not before:
        return work.view
    subject = before[work.view].subject
    found = (number for number, view in enumerate(work.views) if view.subject == subject)
    return next(found, max(0, min(work.view, len(work.views)) - 1))


def _row_again(view: View, before: View, row: int) -> int:
    """Return where the row that was current stands now; what stands in its place where it is gone."""
    if view is before:
        return row
    place = before.rows[row].place if before.rows else None
    found = (number for number, item in enumerate(view.rows) if item.place == place)
    return next(found, min(row, max(0, len(view.rows) - 1)))
