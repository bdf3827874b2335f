"""The one list of what is extracted. Store, review, evaluation and export read it; none names a field itself.

A value lives in a slot: a subject (publication or case), a field and a key. The key is empty for a field with one
value, the domain for baselines and outcomes, ``d1``, ``d2`` … for the drugs in order, and the value itself for lists.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "integer", "number", "boolean", "choice", "reference"]
Keying = Literal["single", "domain", "ordinal", "value"]
Subject = Literal["publication", "case"]


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field: its name, what it belongs to, what its values are and how its slots are keyed.

    ``vocabulary`` names the list of the protocol that its values come from, or gives the values themselves;
    None where they are free. ``units`` are the case units that have it; ``measure`` is the unit of a number.
    """

    name: str
    title: str
    subject: Subject
    kind: Kind
    keying: Keying = "single"
    vocabulary: str | tuple[str, ...] | None = None
    units: tuple[str, ...] = ("patient", "group")
    measure: str | None = None


DESIGNS = ("case_report", "case_series", "cohort", "trial", "review", "other")
SEXES = ("female", "male")
DIRECTIONS = ("improved", "unchanged", "worsened")
ASSERTIONS = ("observed", "prior", "cited", "hypothetical")
FREQUENCIES = ("once daily", "twice daily", "three times daily", "every other day")

FIELDS: tuple[FieldSpec, ...] = (
    FieldSpec("title", "Title", "publication", "text"),
    FieldSpec("journal", "Journal", "publication", "text"),
    FieldSpec("doi", "DOI", "publication", "text"),
    FieldSpec("year", "Year", "publication", "integer"),
    FieldSpec("design", "Design", "publication", "choice", vocabulary=DESIGNS),
    FieldSpec("included", "Included", "publication", "boolean"),
    FieldSpec("n_patients", "Own patients on the drug", "publication", "integer"),
    FieldSpec("label", "Label", "case", "text"),
    FieldSpec("n", "Patients", "case", "integer", units=("group",)),
    FieldSpec("n_female", "Female", "case", "integer", units=("group",)),
    FieldSpec("age_years", "Age at start", "case", "number", measure="years"),
    FieldSpec("sex", "Sex", "case", "choice", vocabulary=SEXES, units=("patient",)),
    FieldSpec("disease", "Disease", "case", "choice", vocabulary="diseases"),
    FieldSpec("subtype", "Subtype", "case", "choice", vocabulary="subtypes"),
    FieldSpec("antibodies", "Antibodies", "case", "text", "value"),
    FieldSpec("drug_name", "Drug", "case", "text", "ordinal"),
    FieldSpec("drug_dose", "Dose", "case", "text", "ordinal"),
    FieldSpec("drug_frequency", "Frequency", "case", "text", "ordinal"),
    FieldSpec("drug_route", "Route", "case", "text", "ordinal"),
    FieldSpec("prior_therapies", "Prior therapies", "case", "text", "value"),
    FieldSpec("baseline", "Active at start", "case", "integer", "domain", measure="patients"),
    FieldSpec("refractory", "Refractory", "case", "boolean", "domain"),
    FieldSpec("outcome", "Outcome", "case", "choice", "domain", vocabulary=DIRECTIONS),
    FieldSpec("n_improved", "Improved", "case", "integer", "domain", units=("group",)),
    FieldSpec("n_evaluable", "Evaluable", "case", "integer", "domain", units=("group",)),
    FieldSpec("follow_up_months", "Follow-up", "case", "number", measure="months"),
    FieldSpec("adverse_events", "Adverse events", "case", "text", "value"),
    FieldSpec("steroid_sparing", "Steroid sparing", "case", "boolean"),
    FieldSpec("same_as", "Same patient as", "case", "reference", "value"),
)

FIELD = {spec.name: spec for spec in FIELDS}
"""The fields by name."""
