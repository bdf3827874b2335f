"""The annotation contract: one publication with its cases and effect statements, as gold and candidates share it.

Unknown or not stated is None (or an empty tuple): never guessed. Ids of diseases, subtypes and domains are those of
the review's protocol. ``to_json`` and ``from_json`` are inverse; ``from_json`` trusts its input: files come in
through ``protocol.annotations``, which checks them. Fields beyond the contract (``BEYOND``) stand in a JSON object only
where something is told.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Design = Literal["case_report", "case_series", "cohort", "trial", "review", "other"]


@dataclass(frozen=True, slots=True)
class DrugCourse:
    """A drug of the review given to a case: INN, starting dose as printed, rhythm and route.

    Months count from the start of the first drug; ``n`` are a group's patients who took it.
    """

    name: str
    dose: str | None = None
    frequency: str | None = None
    route: str | None = None
    start_month: float | None = None
    stop_month: float | None = None
    n: int | None = None


@dataclass(frozen=True, slots=True)
class BaselineRow:
    """A domain active at the drug's start in ``n`` of the case's patients; refractory to earlier treatment or not.

    ``n_refractory`` are a group's patients in whom it was refractory.
    """

    domain: str
    n: int | None = 1
    refractory: bool | None = None
    n_refractory: int | None = None


@dataclass(frozen=True, slots=True)
class ScorePair:
    """An instrument's first and last value; ``scale`` is what it runs to, ``month`` when the last value was taken."""

    instrument: str
    scale: str | None = None
    start: float | None = None
    last: float | None = None
    month: float | None = None


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """A domain's state at the last assessment on the drug; counts are None where a group tells none.

    ``drug`` is the one taken then, ``best`` the best state reached, ``course`` what became of the effect.
    """

    domain: str
    direction: str
    n_improved: int | None = None
    n_evaluable: int | None = None
    drug: str | None = None
    best: str | None = None
    course: str | None = None
    scores: tuple[ScorePair, ...] = ()


@dataclass(frozen=True, slots=True)
class Concomitant:
    """Another treatment at the time of the drug; ``status`` says whether it was kept, begun or stopped with it."""

    name: str
    status: str


@dataclass(frozen=True, slots=True)
class EventDetail:
    """What is told of an adverse event: its normalised term, whether serious, what the authors put it down to."""

    event: str
    term: str | None = None
    serious: bool | None = None
    attribution: str | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """When the drug was stopped for good, in months from its start, and why."""

    month: float | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class AnnotatedCase:
    """One patient, or one group of patients that the publication only tells together.

    ``fields`` are those that the review's protocol declares for itself, by name, sorted.
    """

    case_id: str
    unit: str = "patient"
    label: str | None = None
    n: int | None = 1
    n_female: int | None = None
    age_years: float | None = None
    sex: str | None = None
    disease: str | None = None
    subtype: str | None = None
    antibodies: tuple[str, ...] = ()
    drugs: tuple[DrugCourse, ...] = ()
    prior_therapies: tuple[str, ...] = ()
    baseline: tuple[BaselineRow, ...] = ()
    outcomes: tuple[OutcomeRow, ...] = ()
    follow_up_months: float | None = None
    adverse_events: tuple[str, ...] = ()
    steroid_sparing: bool | None = None
    same_as: tuple[str, ...] = ()
    onset_age_years: float | None = None
    concomitant: tuple[Concomitant, ...] = ()
    ae_status: str | None = None
    adverse_event_details: tuple[EventDetail, ...] = ()
    stopped: Stop | None = None
    died: bool | None = None
    fields: tuple[tuple[str, str | int | float | bool], ...] = ()


@dataclass(frozen=True, slots=True)
class AnnotatedStatement:
    """A sentence that speaks of a treatment's effect, letter for letter."""

    quote: str
    domains: tuple[str, ...]
    direction: str
    assertion: str
    case_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Annotation:
    """One publication after the contract; ``id`` is the PDF's file name without its suffix.

    ``fields`` are those that the review's protocol declares for itself, by name, sorted.
    """

    id: str
    title: str | None = None
    journal: str | None = None
    doi: str | None = None
    year: int | None = None
    design: str | None = None
    included: bool | None = None
    n_patients: int | None = None
    cases: tuple[AnnotatedCase, ...] = ()
    statements: tuple[AnnotatedStatement, ...] = ()
    publication_type: str | None = None
    exclusion_reason: str | None = None
    fields: tuple[tuple[str, str | int | float | bool], ...] = ()


BEYOND = frozenset(
    {
        "onset_age_years", "concomitant", "ae_status", "adverse_event_details", "stopped", "died", "start_month",
        "stop_month", "n_refractory", "drug", "best", "course", "scores", "publication_type", "exclusion_reason",
        "fields",
    }
)  # fmt: skip
"""Names of fields beyond the contract, which stand in JSON only where something is told."""


def to_json(annotation: Annotation) -> dict[str, Any]:
    """Return the contract's JSON object, fields in the contract's order, tuples as lists."""
    row: dict[str, Any] = _plain(annotation)
    return row


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "__slots__"):
        told = (name for name in value.__slots__ if not _is_left_out(value, name))
        return {name: dict(value.fields) if name == "fields" else _plain(getattr(value, name)) for name in told}
    return value


def _is_left_out(value: Any, name: str) -> bool:
    beyond = name in BEYOND or (name == "n" and isinstance(value, DrugCourse))
    return beyond and getattr(value, name) in (None, ())


def from_json(row: Mapping[str, Any]) -> Annotation:
    """Return the annotation of a JSON object that keeps the contract; keys beyond it are passed over."""
    cases = tuple(_case(case) for case in row.get("cases") or ())
    statements = tuple(_build(AnnotatedStatement, item) for item in row.get("statements") or ())
    annotation: Annotation = _build(Annotation, row, cases=cases, statements=statements, fields=_own(row))
    return annotation


def _case(row: Mapping[str, Any]) -> AnnotatedCase:
    case: AnnotatedCase = _build(
        AnnotatedCase,
        row,
        drugs=_rows(DrugCourse, row.get("drugs")),
        baseline=_rows(BaselineRow, row.get("baseline")),
        outcomes=tuple(
            _build(OutcomeRow, item, scores=_told(ScorePair, item.get("scores"))) for item in row.get("outcomes") or ()
        ),
        concomitant=_rows(Concomitant, row.get("concomitant")),
        adverse_event_details=_told(EventDetail, row.get("adverse_event_details")),
        stopped=_stop(row.get("stopped")),
        fields=_own(row),
    )
    return case


def _own(row: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    """Return the protocol's own fields of a row by name, sorted; those without a value are left out."""
    return tuple(sorted((name, value) for name, value in (row.get("fields") or {}).items() if value is not None))


def _stop(row: Mapping[str, Any] | None) -> Stop | None:
    stop: Stop = _build(Stop, row or {})
    return None if stop == Stop() else stop


def _rows(kind: Any, rows: Iterable[Mapping[str, Any]] | None) -> tuple[Any, ...]:
    return tuple(_build(kind, row) for row in rows or ())


def _build(kind: Any, row: Mapping[str, Any], **built: Any) -> Any:
    values = {name: row[name] for name in kind.__slots__ if name in row and name not in built}
    frozen = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    return kind(**frozen, **built)


def _told(kind: Any, rows: Iterable[Mapping[str, Any]] | None) -> tuple[Any, ...]:
    """Return rows that tell something of what their first field names, sorted by that name."""
    name, *values = kind.__slots__
    told = (row for row in _rows(kind, rows) if any(getattr(row, value) is not None for value in values))
    return tuple(sorted(told, key=lambda row: str(getattr(row, name))))
