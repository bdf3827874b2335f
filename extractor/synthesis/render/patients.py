"""What is printed of unique patients: one row a patient, and why reports were taken for those of one patient."""

from collections.abc import Iterable

from extractor.core.annotation import AnnotatedCase, BaselineRow, DrugCourse, OutcomeRow
from extractor.core.fields import FIELD
from extractor.synthesis.model import Conflict, Patient, Source, Synthesis
from extractor.synthesis.render.blocks import Entry, Table
from extractor.synthesis.render.words import NONE, listed, source_words, value_words

_ROLES = {
    "same": "another report of the same patient",
    "member": "a patient of the group, also told singly",
    "sharing": "a group that shares patients",
}


def patients_table(synthesis: Synthesis) -> Table:
    """Return one row for each unique patient, and for each group whose patients are only told together."""
    titles = {domain.id: domain.title for domain in synthesis.labels.domains}
    columns = (
        ("Patient", False),
        ("n", True),
        ("Age", True),
        ("Sex", False),
        ("Disease", False),
        ("Subtype", False),
        ("Antibodies", False),
        ("Prior therapies", False),
        ("Drug", False),
        ("Active at start", False),
        ("At the last visit", False),
        ("Best response", False),
        ("Follow-up, months", True),
        ("Adverse events", False),
        ("Also told in", False),
    )
    return Table(
        "patients",
        "Unique patients",
        columns,
        tuple(_patient_row(patient, titles) for patient in synthesis.patients),
        ("A row with n above 1 is a group whose patients are only told together.",),
    )


def _patient_row(patient: Patient, titles: dict[str, str]) -> tuple[Entry, ...]:
    record = patient.record
    told = (
        ("n", str(patient.n)),
        ("age_years", _or_state(patient, "age_years", value_words(record.age_years))),
        ("sex", _or_state(patient, "sex", _sex(record))),
        ("disease", _or_state(patient, "disease", value_words(record.disease))),
        ("subtype", _or_state(patient, "subtype", value_words(record.subtype))),
        ("antibodies", _or_state(patient, "antibodies", listed(record.antibodies))),
        ("prior_therapies", _or_state(patient, "prior_therapies", listed(record.prior_therapies))),
        ("drug_name", _joined((_drug(drug) for drug in record.drugs), " → ")),
        ("baseline", _joined(_baseline(row, titles, patient.unit) for row in record.baseline)),
        ("outcome", _joined(_outcome(row, titles) for row in record.outcomes)),
        (
            "outcome_best",
            _joined(f"{titles.get(row.domain, row.domain)} {row.best}" for row in record.outcomes if row.best),
        ),
        ("follow_up_months", _or_state(patient, "follow_up_months", value_words(record.follow_up_months))),
        ("adverse_events", _or_state(patient, "adverse_events", listed(record.adverse_events))),
    )
    others = listed(case.name for case in patient.cases if case.role != "counted")
    return (
        Entry(patient.name, subject=patient.uid),
        *(Entry(words, subject=patient.uid, field=field) for field, words in told),
        Entry(others, subject=patient.uid),
    )


def _or_state(patient: Patient, field: str, words: str) -> str:
    """Return the words, or what a person said of the field where it has no value."""
    if words != NONE:
        return words
    return listed(source_words(item) for item in patient.sources(field) if item.state != "told")


def _sex(record: AnnotatedCase) -> str:
    if record.sex is None and record.n_female is not None:
        return f"{record.n_female} female"
    return value_words(record.sex)


def _drug(drug: DrugCourse) -> str:
    return " ".join(part for part in (drug.name, drug.dose, drug.frequency, drug.route) if part)


def _baseline(row: BaselineRow, titles: dict[str, str], unit: str) -> str:
    count = f" {value_words(row.n)}" if unit == "group" else ""
    if row.n_refractory is not None:
        refractory = f" ({row.n_refractory} refractory)"
    else:
        refractory = " (refractory)" if row.refractory else ""
    return f"{titles.get(row.domain, row.domain)}{count}{refractory}"


def _outcome(row: OutcomeRow, titles: dict[str, str]) -> str:
    counts = f" {value_words(row.n_improved)}/{row.n_evaluable}" if row.n_evaluable and row.n_evaluable > 1 else ""
    return f"{titles.get(row.domain, row.domain)} {row.direction}{counts}"


def _joined(parts: Iterable[str], between: str = "; ") -> str:
    return between.join(parts) or NONE


def linked_table(synthesis: Synthesis) -> Table:
    """Return the cases that do not count themselves, with the case that counts for them and the reason on record."""
    rows = tuple(
        (
            Entry(patient.name, subject=patient.uid),
            Entry(case.name),
            Entry(str(case.n), (case.introduced,) if case.introduced else case.sources),
            Entry(_ROLES[case.role]),
            Entry(case.reason or NONE, case.sources),
        )
        for patient in synthesis.patients
        for case in patient.cases
        if case.role != "counted"
    )
    columns = (
        ("Counted as", False),
        ("Also told as", False),
        ("Patients", True),
        ("What it is", False),
        ("Why", False),
    )
    return Table("linked", "Reports and groups whose patients are counted elsewhere", columns, rows)


def conflicts_table(synthesis: Synthesis) -> Table:
    """Return what several reports of a patient tell differently, the report whose value counts first."""
    names = {patient.uid: patient.name for patient in synthesis.patients}
    rows = tuple(_conflict_row(item, names[item.patient]) for item in synthesis.conflicts)
    columns = (("Patient", False), ("Field", False), ("Counts", False), ("The others tell", False))
    return Table("conflicts", "What reports of the same patient tell differently", columns, rows)


def _conflict_row(conflict: Conflict, name: str) -> tuple[Entry, ...]:
    counts, *others = conflict.told
    title = FIELD[conflict.field].title if conflict.field in FIELD else conflict.field
    return (
        Entry(name, subject=conflict.patient),
        Entry(f"{title} {conflict.key}".strip()),
        Entry(_told_in(counts), (counts,)),
        Entry("; ".join(_told_in(item) for item in others), tuple(others)),
    )


def _told_in(source: Source) -> str:
    quotes = " ".join(f"“{quote.text}” (page {quote.page})" for quote in source.quotes)
    return f"{source.publication}/{source.case_id}: {source_words(source)} {quotes}".strip()


def unresolved_table(synthesis: Synthesis) -> Table:
    """Return what a person should look at, since it decides who counts."""
    rows = tuple((Entry(item.words, item.sources), Entry(listed(item.publications))) for item in synthesis.unresolved)
    return Table("unresolved", "To be looked at: who counts", (("What", False), ("Publications", False)), rows)
