"""A report as one JSON object: the headline first, then everything behind it."""

from collections.abc import Iterable
from typing import Any

from extractor.synthesis.model import (
    Baseline,
    Conflict,
    CountTable,
    JoinedCase,
    Patient,
    Proportion,
    Publication,
    Report,
    Row,
    Source,
    Synthesis,
)


def as_json(report: Report) -> dict[str, Any]:
    """Return what ``report --json`` prints: counts, the cases behind each by name, and every value with its quotes.

    ``improved`` has a row for each disease and domain, as the published table has; ``responses`` has all rows, divided
    by subtype, drug and antibody as well. Cases of ``improved`` are found by name under ``patients``. Under
    ``by_disease``, patients of whom none is told stand under the word that says why.
    """
    told = report.synthesis
    return {
        "machine_only": told.machine_only,
        "linked": told.linked,
        "included": len(told.included),
        "excluded": len(told.excluded),
        "not_decided": len(told.publications) - len(told.included) - len(told.excluded),
        "unique_patients": told.unique_patients,
        "by_disease": {count.value or count.apart: count.n for count in told.count("disease").rows},
        "improved": [_improved(told, row) for row in told.table("disease").rows],
        "baseline": [_baseline(item) for item in told.baseline if item.active.n],
        "responses": [_row(told, table.by, row) for table in told.tables for row in table.rows],
        "counts": [_count_table(table) for table in told.counts],
        "spreads": [_plain(item) for item in told.spreads],
        "prisma": _plain(told.prisma),
        "publications": [_publication(item) for item in told.publications],
        "patients": [_patient(item) for item in told.patients],
        "conflicts": [_conflict(patient, item) for patient in told.patients for item in patient.conflicts],
        "unresolved": [item.words for item in told.unresolved],
        "undecided": told.undecided,
        "audit": _plain(report.audit),
        "methods": _plain(report.methods),
        "time": [_plain(item) for item in report.time],
        "provenance": _plain(report.provenance),
    }


def _improved(told: Synthesis, row: Row) -> dict[str, Any]:
    return {"disease": row.value or None, "told": row.apart, **_of_domain(told, row)}


def _row(told: Synthesis, by: str, row: Row) -> dict[str, Any]:
    return {
        "by": by,
        "value": row.value or None,
        "told": row.apart,
        **_of_domain(told, row),
        "without_new_cotherapy": {"last": _proportion(row.last_alone), "best": _proportion(row.best_alone)},
    }


def _of_domain(told: Synthesis, row: Row) -> dict[str, Any]:
    label = next(item for item in told.labels.domains if item.id == row.domain)
    names = {patient.uid: patient.name for patient in told.patients}
    return {
        "domain": row.domain,
        **_proportion(row.last),
        "best": _proportion(row.best),
        "denominator": label.denominator,
        "cases": [names[part.patient] for part in row.last.parts],
    }


def _proportion(proportion: Proportion) -> dict[str, Any]:
    interval = proportion.interval
    return {
        "improved": proportion.improved,
        "n": proportion.n,
        "unclear": proportion.tally.unclear,
        "not_reported": proportion.tally.not_reported,
        "interval": [round(bound, 4) for bound in interval] if interval else None,
    }


def _baseline(item: Baseline) -> dict[str, Any]:
    return {
        "disease": item.disease or None,
        "told": item.apart,
        "domain": item.domain,
        "patients": item.patients,
        "active": item.active.n,
        "counted": item.counted.n,
        "unclear": item.unclear.n,
        "not_reported": item.not_reported.n,
    }


def _count_table(table: CountTable) -> dict[str, Any]:
    rows = [
        {"value": row.value or None, "told": row.apart, "n": row.n, "groups_without_a_number": row.groups}
        for row in table.rows
    ]
    return {"field": table.name, "patients": table.total, "rows": rows}


def _publication(item: Publication) -> dict[str, Any]:
    row = {name: getattr(item, name) for name in item.__slots__ if name not in ("sources", "fields")}
    return {**row, "fields": dict(item.fields), "values": _values(item.sources)}


def _patient(item: Patient) -> dict[str, Any]:
    return {
        "name": item.name,
        "uid": item.uid,
        "unit": item.unit,
        "n": item.n,
        "cases": [_case(case) for case in item.cases],
        "new_cotherapy": item.new_cotherapy,
        "values": _values(item.values),
        "members": [_patient(member) for member in item.members],
    }


def _case(case: JoinedCase) -> dict[str, Any]:
    return {"name": case.name, "role": case.role, "n": case.n, "reason": case.reason}


def _conflict(patient: Patient, item: Conflict) -> dict[str, Any]:
    return {"patient": patient.name, "field": item.field, "key": item.key, "told": _values(item.told)}


def _values(sources: Iterable[Source]) -> list[dict[str, Any]]:
    return [_plain(item) for item in sources]


def _plain(value: Any) -> Any:
    """Return frozen nouns as objects, tuples as lists."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "__slots__"):
        return {name: _plain(getattr(value, name)) for name in value.__slots__}
    return value
