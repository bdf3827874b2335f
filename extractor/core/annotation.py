"""The annotation contract: one publication with its cases and effect statements, as gold and candidates share it.

Unknown or not stated is None (or an empty tuple): never guessed. Ids of diseases, subtypes and domains are those of
the review's protocol. ``to_json`` and ``from_json`` are inverse; ``from_json`` trusts its input: files come in
through ``protocol.annotations``, which checks them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Design = Literal["case_report", "case_series", "cohort", "trial", "review", "other"]


@dataclass(frozen=True, slots=True)
class DrugCourse:
    """A drug of the review given to a case: INN, starting dose as printed, rhythm and route."""

    name: str
    dose: str | None = None
    frequency: str | None = None
    route: str | None = None


@dataclass(frozen=True, slots=True)
class BaselineRow:
    """A domain active at the drug's start in ``n`` of the case's patients; refractory to earlier treatment or not."""

    domain: str
    n: int | None = 1
    refractory: bool | None = None


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """A domain's state at the last assessment on the drug; counts are None where a group tells none."""

    domain: str
    direction: str
    n_improved: int | None = None
    n_evaluable: int | None = None


@dataclass(frozen=True, slots=True)
class AnnotatedCase:
    """One patient, or one group of patients that the publication only tells together."""

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
    """One publication after the contract; ``id`` is the PDF's file name without its suffix."""

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


def to_json(annotation: Annotation) -> dict[str, Any]:
    """Return the contract's JSON object, fields in the contract's order, tuples as lists."""
    return {name: _plain(getattr(annotation, name)) for name in annotation.__slots__}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "__slots__"):
        return {name: _plain(getattr(value, name)) for name in value.__slots__}
    return value


def from_json(row: Mapping[str, Any]) -> Annotation:
    """Return the annotation of a JSON object that keeps the contract; keys beyond it are passed over."""
    cases = tuple(_case(case) for case in row.get("cases") or ())
    statements = tuple(_build(AnnotatedStatement, item) for item in row.get("statements") or ())
    annotation: Annotation = _build(Annotation, row, cases=cases, statements=statements)
    return annotation


def _case(row: Mapping[str, Any]) -> AnnotatedCase:
    case: AnnotatedCase = _build(
        AnnotatedCase,
        row,
        drugs=tuple(_build(DrugCourse, item) for item in row.get("drugs") or ()),
        baseline=tuple(_build(BaselineRow, item) for item in row.get("baseline") or ()),
        outcomes=tuple(_build(OutcomeRow, item) for item in row.get("outcomes") or ()),
    )
    return case


def _build(kind: Any, row: Mapping[str, Any], **built: Any) -> Any:
    values = {name: row[name] for name in kind.__slots__ if name in row and name not in built}
    frozen = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    return kind(**frozen, **built)
