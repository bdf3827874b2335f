"""The one list of what is extracted. Store, review, evaluation and export read it; none names a field itself.

A value lives in a slot: a subject (publication or case), a field and a key. The key is empty for a field with one
value, the domain for baselines and outcomes, ``d1``, ``d2`` … for the drugs in order, the value itself for lists, and
what it is told of for what is named: a therapy, an adverse event, ``domain/instrument`` for a score.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "integer", "number", "boolean", "choice", "reference", "date"]
Keying = Literal["single", "domain", "ordinal", "value", "named"]
Subject = Literal["publication", "case"]


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field: its name, what it belongs to, what its values are and how its slots are keyed.

    ``vocabulary`` names the list of the protocol that its values come from, or gives the values themselves;
    None where they are free. ``units`` are the case units that have it; ``measure`` is the unit of a number.
    ``block`` is what the keys of a field that is keyed by name stand for; ``beyond`` marks a field beyond the contract
    that gold is held to: it is offered, shown and exported, and counts in no score. ``help`` tells a
    reviewer what is asked for.
    """

    name: str
    title: str
    subject: Subject
    kind: Kind
    keying: Keying = "single"
    vocabulary: str | tuple[str, ...] | None = None
    units: tuple[str, ...] = ("patient", "group")
    measure: str | None = None
    block: str = ""
    beyond: bool = False
    help: str = ""


DESIGNS = ("case_report", "case_series", "cohort", "trial", "review", "other")
SEXES = ("female", "male")
DIRECTIONS = ("improved", "unchanged", "worsened")
ASSERTIONS = ("observed", "prior", "cited", "hypothetical")
COURSES = ("sustained", "lost_on_drug", "lost_on_taper", "lost_after_stop", "regained")
"""What became of an effect: it lasted, was lost (on the drug, on a lower dose, after the stop), or came back."""
CONCOMITANT = ("continued", "started_with", "added_later", "stopped_at_start")
"""What became of another treatment when the drug was started."""
STOP_REASONS = ("adverse_event", "no_effect", "remission", "wish", "other")
AE_STATUSES = ("reported", "none_stated", "not_reported")
ATTRIBUTIONS = ("drug", "other", "unclear")
FREQUENCIES = ("once daily", "twice daily", "three times daily", "every other day")

PUBLICATION_TYPES = ("article", "letter", "preprint", "conference_abstract")

FIELDS: tuple[FieldSpec, ...] = (
    FieldSpec("title", "Title", "publication", "text"),
    FieldSpec("journal", "Journal", "publication", "text"),
    FieldSpec("doi", "DOI", "publication", "text"),
    FieldSpec("year", "Year", "publication", "integer"),
    FieldSpec("design", "Design", "publication", "choice", vocabulary=DESIGNS),
    FieldSpec("included", "Included", "publication", "boolean"),
    FieldSpec("n_patients", "Own patients on the drug", "publication", "integer"),
    FieldSpec("publication_type", "Published as", "publication", "choice", vocabulary=PUBLICATION_TYPES, beyond=True),
    FieldSpec("exclusion_reason", "Excluded for", "publication", "choice", vocabulary="exclusion_reasons", beyond=True),
    FieldSpec("label", "Label", "case", "text"),
    FieldSpec("n", "Patients", "case", "integer", units=("group",)),
    FieldSpec("n_female", "Female", "case", "integer", units=("group",)),
    FieldSpec("age_years", "Age at start", "case", "number", measure="years"),
    FieldSpec("sex", "Sex", "case", "choice", vocabulary=SEXES, units=("patient",)),
    FieldSpec("disease", "Disease", "case", "choice", vocabulary="diseases"),
    FieldSpec("subtype", "Subtype", "case", "choice", vocabulary="subtypes"),
    FieldSpec("onset_age_years", "Age at onset", "case", "number", measure="years", beyond=True),
    FieldSpec("antibodies", "Antibodies", "case", "text", "value"),
    FieldSpec("drug_name", "Drug", "case", "text", "ordinal"),
    FieldSpec("drug_dose", "Dose", "case", "text", "ordinal"),
    FieldSpec("drug_frequency", "Frequency", "case", "text", "ordinal"),
    FieldSpec("drug_route", "Route", "case", "text", "ordinal"),
    FieldSpec("drug_start_month", "Started at", "case", "number", "ordinal", measure="months", beyond=True),
    FieldSpec("drug_stop_month", "Stopped at", "case", "number", "ordinal", measure="months", beyond=True),
    FieldSpec("drug_n", "Patients on it", "case", "integer", "ordinal", units=("group",), beyond=True),
    FieldSpec("prior_therapies", "Prior therapies", "case", "text", "value"),
    FieldSpec("concomitant", "With the drug", "case", "choice", "named", CONCOMITANT, block="concomitant", beyond=True),
    FieldSpec("baseline", "Active at start", "case", "integer", "domain", measure="patients"),
    FieldSpec("refractory", "Refractory", "case", "boolean", "domain"),
    FieldSpec("n_refractory", "Refractory patients", "case", "integer", "domain", units=("group",), beyond=True),
    FieldSpec("outcome", "Outcome", "case", "choice", "domain", vocabulary=DIRECTIONS),
    FieldSpec("n_improved", "Improved", "case", "integer", "domain", units=("group",)),
    FieldSpec("n_evaluable", "Evaluable", "case", "integer", "domain", units=("group",)),
    FieldSpec("outcome_drug", "Drug then taken", "case", "text", "domain", "drugs", beyond=True),
    FieldSpec("outcome_best", "Best response", "case", "choice", "domain", DIRECTIONS, beyond=True),
    FieldSpec("outcome_course", "Course", "case", "choice", "domain", COURSES, beyond=True),
    FieldSpec("score_start", "Score at start", "case", "number", "named", block="score", beyond=True),
    FieldSpec("score_last", "Last score", "case", "number", "named", block="score", beyond=True),
    FieldSpec("score_scale", "Scale", "case", "text", "named", block="score", beyond=True),
    FieldSpec("score_month", "Last score at", "case", "number", "named", measure="months", block="score", beyond=True),
    FieldSpec("follow_up_months", "Follow-up", "case", "number", measure="months"),
    FieldSpec("adverse_events", "Adverse events", "case", "text", "value"),
    FieldSpec("ae_status", "Adverse events told", "case", "choice", vocabulary=AE_STATUSES, beyond=True),
    FieldSpec("ae_term", "Term", "case", "text", "named", "adverse_events", block="event", beyond=True),
    FieldSpec("ae_serious", "Serious", "case", "boolean", "named", block="event", beyond=True),
    FieldSpec("ae_attribution", "Put down to", "case", "choice", "named", ATTRIBUTIONS, block="event", beyond=True),
    FieldSpec("stop_month", "Drug stopped at", "case", "number", measure="months", beyond=True),
    FieldSpec("stop_reason", "Stopped for", "case", "choice", vocabulary=STOP_REASONS, beyond=True),
    FieldSpec("died", "Died", "case", "boolean", beyond=True),
    FieldSpec("steroid_sparing", "Steroid sparing", "case", "boolean"),
    FieldSpec("same_as", "Same patient as", "case", "reference", "value"),
)

FIELD = {spec.name: spec for spec in FIELDS}
"""The fields by name."""

WHOLES: Mapping[str, tuple[str, ...]] = {
    "n_improved": ("n_evaluable", "n"), "n_evaluable": ("n",), "n_female": ("n",), "baseline": ("n",),
    "n_refractory": ("baseline", "n"),
}  # fmt: skip
"""Counts and what they are counted of; a whole is told of the same domain, or of the group."""
