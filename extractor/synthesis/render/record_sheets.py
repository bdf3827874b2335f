"""The records as tables for programs: one row a value, a unique patient, a publication."""

from collections.abc import Iterator

from extractor.core.candidate import Value
from extractor.core.fields import FIELDS, FieldSpec
from extractor.synthesis.model import Labels, Patient, Publication, Source, Synthesis
from extractor.synthesis.render.sheet import SEVERAL, Column, Record, Sheet
from extractor.synthesis.render.words import field_words, source_words


def values_sheet(synthesis: Synthesis) -> Sheet:
    """Return one row a value, with its quotes: of publications, and of unique patients."""
    own = dict(synthesis.own_titles)
    columns = (
        Column("patient", "Unique patient or group that the value counts for; empty for values of a publication"),
        Column("publication", "Publication that tells the value"),
        Column("case", "Number of the case in the publication"),
        Column("field", "Field", words=tuple(spec.name for spec in FIELDS)),
        Column("key", "What a value of a field with several is about: domain, drug number, name"),
        Column("title", "Field in words"),
        Column("value", "Value; empty where the state is not told"),
        Column("state", "Whether it is told, or a person found it unclear or not reported", words=_STATES),
        Column("quote", "Words of the publication, quotes divided by […]"),
        Column("page", "Pages of the quotes, counted from 1"),
        Column("how", "How it was confirmed", words=("single", "bulk", "imported", "machine")),
        Column("reviewer", "Who confirmed it"),
    )

    def rows() -> Iterator[Record]:
        for publication in synthesis.publications:
            for source in publication.sources:
                yield _value("", source, own)
        for patient in synthesis.patients:
            for source in patient.values:
                yield _value(patient.name, source, own)

    return Sheet("values", "One row a value", columns, rows)


_STATES = ("told", "not_reported", "unclear")


def _value(patient: str, source: Source, own: dict[str, str]) -> Record:
    return (
        patient,
        source.publication,
        source.case_id,
        source.field,
        source.key,
        field_words(source.field, "", own),
        source.value,
        source.state,
        " […] ".join(quote.text for quote in source.quotes),
        SEVERAL.join(dict.fromkeys(str(quote.page) for quote in source.quotes)),
        source.how,
        source.reviewer,
    )


def patients_sheet(synthesis: Synthesis) -> Sheet:
    """Return one row a unique patient, or a group whose patients are only told together."""
    fields = [item for spec in FIELDS if spec.subject == "case" for item in _field_columns(spec, synthesis)]
    fields += [(Column(name, title), name, None) for name, title in synthesis.own_titles]
    columns = (
        Column("patient", "Publication and case that count for the patient"),
        Column("persons", "Persons that the row counts, 1 for a single patient", "patients"),
        Column("unit", "Single patient, or group only told together", words=("patient", "group")),
        Column("also_told_as", "Other cases that tell of the same persons"),
        Column("new_cotherapy", "Whether another treatment was begun with the drug; empty where not decided"),
        *(column for column, _, _ in fields),
    )

    def rows() -> Iterator[Record]:
        for patient in synthesis.patients:
            others = SEVERAL.join(case.name for case in patient.cases if case.role != "counted")
            cells = (_cell(patient, field, key) for _, field, key in fields)
            yield (patient.name, patient.n, patient.unit, others, patient.new_cotherapy, *cells)

    return Sheet("patients", "One row a unique patient", columns, rows)


Place = tuple[Column, str, str | None]
"""A column, and the field and key whose value stands in it; all keys together where the key is None."""


def _field_columns(spec: FieldSpec, synthesis: Synthesis) -> Iterator[Place]:
    """Yield the columns of a field: one a domain, one a drug in order, else one."""
    unit, words = spec.measure or "", _words(spec, synthesis.labels)
    if spec.keying == "domain":
        for domain in synthesis.labels.domains:
            meaning = f"{spec.title}: {domain.title} (counted over {domain.counted_over})"
            yield Column(f"{spec.name}_{domain.id}", meaning, unit, words), spec.name, domain.id
    elif spec.keying == "ordinal":
        for number in range(1, 1 + max((len(item.record.drugs) for item in synthesis.patients), default=0)):
            yield Column(f"{spec.name}_{number}", f"{spec.title}: drug {number}", unit, words), spec.name, f"d{number}"
    elif spec.keying == "named":
        meaning = f"{spec.title}: name and value, several divided by a semicolon"
        yield Column(spec.name, meaning, unit, words), spec.name, None
    else:
        several = ", several divided by a semicolon" if spec.keying == "value" else ""
        yield Column(spec.name, f"{spec.title}{several}", unit, words), spec.name, None


def _words(spec: FieldSpec, labels: Labels) -> tuple[str, ...]:
    """Return the words that a field's values come from, those of the protocol among them."""
    if isinstance(spec.vocabulary, tuple):
        return spec.vocabulary
    of_protocol = {"diseases": labels.diseases, "subtypes": labels.subtypes, "drugs": labels.drugs}
    return of_protocol.get(spec.vocabulary or "", ())


def _cell(patient: Patient, field: str, key: str | None) -> Value | None:
    """Return the value that stands in a cell: a number or truth as such where it is the only one."""
    sources = patient.sources(field, key=key)
    if not sources:
        return None
    if len(sources) == 1 and sources[0].key in ("", key):
        return sources[0].value if sources[0].state == "told" else source_words(sources[0])
    return SEVERAL.join(_keyed(source) for source in sources)


def _keyed(source: Source) -> str:
    words = source_words(source)
    return words if source.key in ("", words) else f"{source.key}: {words}"


def publications_sheet(synthesis: Synthesis) -> Sheet:
    """Return one row a publication, whatever was decided on it."""
    columns = (
        Column("publication", "Publication"),
        Column("status", "Whether it is included", words=("included", "excluded", "open")),
        Column("reason", "Why it is excluded"),
        Column("title", "Title"),
        Column("journal", "Journal"),
        Column("year", "Year of publication"),
        Column("doi", "DOI"),
        Column("design", "Design"),
        Column("publication_type", "Published as"),
        Column("n_patients", "Own patients on the drug, as decided", "patients"),
        Column("told", "Patients of all its cases", "patients"),
        Column("counted", "Patients who count here, and not through another report", "patients"),
        *(Column(name, title) for name, title in synthesis.own_titles),
    )
    own = [name for name, _ in synthesis.own_titles]
    return Sheet("publications", "One row a publication", columns, lambda: _publication_rows(synthesis, own))


def _publication_rows(synthesis: Synthesis, own: list[str]) -> Iterator[Record]:
    for item in synthesis.publications:
        values = dict(item.fields)
        yield (*_publication(item), *(values.get(name) for name in own))


def _publication(item: Publication) -> Record:
    return (
        item.id,
        item.status,
        item.reason_label,
        item.title,
        item.journal,
        item.year,
        item.doi,
        item.design,
        item.publication_type,
        item.n_patients,
        item.told,
        item.counted,
    )
