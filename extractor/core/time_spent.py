"""How long reviewers were at work: seconds by form, summed by publication and by reviewer."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Mode = Literal["assisted", "blind"]
"""Whether the machine's suggestions were shown."""


@dataclass(frozen=True, slots=True)
class FormTime:
    """A reviewer's time on one form of a publication (its id).

    ``form`` is a case's number (``p1``), ``publication`` or ``statements``; ``is_case`` whether it is a case's.
    ``decisions`` counts this reviewer's decisions on the form that stand today; it is 0 where he only looked.
    """

    publication: str
    form: str
    is_case: bool
    reviewer: str
    mode: Mode
    seconds: float
    decisions: int


@dataclass(frozen=True, slots=True)
class ReviewerTime:
    """A reviewer's time in one mode: all seconds, those on cases, and on how many publications and cases he decided."""

    reviewer: str
    mode: Mode
    publications: int
    cases: int
    decisions: int
    seconds: float
    case_seconds: float

    @property
    def seconds_per_publication(self) -> float | None:
        """All seconds by the publications decided on, cases and statements among them; None where there is none."""
        return self.seconds / self.publications if self.publications else None

    @property
    def seconds_per_case(self) -> float | None:
        """Seconds on the forms of cases by the cases decided on; None where there is none."""
        return self.case_seconds / self.cases if self.cases else None


@dataclass(frozen=True, slots=True)
class PublicationTime:
    """A reviewer's time on one publication (its id) in one mode, with all its forms."""

    publication: str
    reviewer: str
    mode: Mode
    cases: int
    decisions: int
    seconds: float


def by_publication(forms: Iterable[FormTime]) -> list[PublicationTime]:
    """Sum by publication, reviewer and mode, sorted so; ``cases`` counts those decided on."""
    groups: dict[tuple[str, str, Mode], list[FormTime]] = {}
    for item in forms:
        groups.setdefault((item.publication, item.reviewer, item.mode), []).append(item)
    return [
        PublicationTime(*key, _n_cases(rows), sum(row.decisions for row in rows), _seconds(rows))
        for key, rows in sorted(groups.items())
    ]


def by_reviewer(forms: Iterable[FormTime]) -> list[ReviewerTime]:
    """Sum by reviewer and mode, sorted so."""
    groups: dict[tuple[str, Mode], list[FormTime]] = {}
    for item in forms:
        groups.setdefault((item.reviewer, item.mode), []).append(item)
    return [
        ReviewerTime(
            *key,
            publications=len({row.publication for row in rows if row.decisions}),
            cases=_n_cases(rows),
            decisions=sum(row.decisions for row in rows),
            seconds=_seconds(rows),
            case_seconds=_seconds(row for row in rows if row.is_case),
        )
        for key, rows in sorted(groups.items())
    ]


def _n_cases(rows: Iterable[FormTime]) -> int:
    return sum(row.is_case and row.decisions > 0 for row in rows)


def _seconds(rows: Iterable[FormTime]) -> float:
    return round(sum(row.seconds for row in rows), 1)
