"""The report as tables for programs: plain values, one meaning a column, and a dictionary of all columns.

In CSV and XLSX alike. The first column of each sheet says whether what the row tells was confirmed by people.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from extractor.core.candidate import Value
from extractor.core.fields import FIELDS, FieldSpec
from extractor.synthesis.model import Count, Labels, Patient, Proportion, Publication, Report, Source, Synthesis
from extractor.synthesis.render.words import field_words, source_words

Record = tuple[Value | None, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, what it means, the unit of its numbers, and the words that may stand in it (any, if none)."""

    name: str
    meaning: str
    unit: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table for programs; ``rows`` begins anew with each call."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Callable[[], Iterable[Record]]


CONFIRMED, SUGGESTED = "confirmed", "suggested by a program, not confirmed"
BASIS = Column("basis", "Whether people confirmed what the row tells", words=(CONFIRMED, SUGGESTED))

SEVERAL = "; "
"""Between several values in one cell."""


def sheets(report: Report) -> tuple[Sheet, ...]:
    """Return all sheets, the dictionary of their columns last."""
    synthesis = report.synthesis
    basis = SUGGESTED if synthesis.machine_only else CONFIRMED
    plain = (
        patients_sheet(synthesis),
        values_sheet(synthesis),
        _publications(synthesis),
        _responses(synthesis),
        _counts(synthesis),
        _linked(synthesis),
    )
    marked = tuple(_marked(sheet, basis) for sheet in plain)
    return (*marked, _dictionary(marked))


def _marked(sheet: Sheet, basis: str) -> Sheet:
    """Return a sheet whose rows say what they stand on."""
    rows = sheet.rows
    return Sheet(sheet.name, sheet.title, (BASIS, *sheet.columns), lambda: ((basis, *row) for row in rows()))


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


def _publications(synthesis: Synthesis) -> Sheet:
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


_MEASURES = (
    ("improved", "patients who improved"),
    ("n", "patients of the denominator whose state is told"),
    ("share", "improved by n"),
    ("low", "lower end of the 95 % interval (Wilson)"),
    ("high", "upper end of the 95 % interval (Wilson)"),
    ("unclear", "further patients of the denominator, state unclear"),
    ("not_reported", "further patients of the denominator, state not told"),
)
_VIEWS = (
    ("last", "last visit on the drug"),
    ("best", "best response"),
    ("last_alone", "last visit on the drug, no new co-therapy"),
    ("best_alone", "best response, no new co-therapy"),
)


def _responses(synthesis: Synthesis) -> Sheet:
    columns = (
        Column("by", "What patients are divided by", words=("all", "disease", "subtype", "drug", "antibody")),
        Column("value", "Disease, subtype, drug or antibody; empty where not told"),
        Column("apart", "Whether the value is told", words=("told", "not_reported", "unclear", "several")),
        Column("domain", "Domain", words=tuple(domain.id for domain in synthesis.labels.domains)),
        *(Column(f"{view}_{name}", f"{of}: {meaning}") for view, of in _VIEWS for name, meaning in _MEASURES),
    )

    def rows() -> Iterator[Record]:
        for table in synthesis.tables:
            for row in table.rows:
                views = (row.last, row.best, row.last_alone, row.best_alone)
                yield (
                    table.by,
                    row.value,
                    row.apart,
                    row.domain,
                    *(cell for view in views for cell in _measured(view)),
                )

    return Sheet("responses", "Improved of evaluated", columns, rows)


def _measured(proportion: Proportion) -> Record:
    low, high = proportion.interval or (None, None)
    tally = proportion.tally
    rounded = (None if item is None else round(item, 6) for item in (proportion.share, low, high))
    return (tally.improved, tally.n, *rounded, tally.unclear, tally.not_reported)


def _counts(synthesis: Synthesis) -> Sheet:
    columns = (
        Column("field", "What is counted"),
        Column("value", "Its value; empty where not told"),
        Column("apart", "Whether the value is told", words=("told", "not_reported", "unclear", "several")),
        Column("n", "Patients with it", "patients"),
        Column("groups", "Groups in which it is told of an unknown number", "groups"),
        Column("total", "Patients whom it is asked of", "patients"),
    )

    def rows() -> Iterator[Record]:
        for table in synthesis.counts:
            for count in table.rows:
                yield (table.name, *_counted(count), table.total)

    return Sheet("counts", "Patients by one field", columns, rows)


def _counted(count: Count) -> Record:
    return (count.value, count.apart, count.n, count.groups)


def _linked(synthesis: Synthesis) -> Sheet:
    columns = (
        Column("patient", "Case that counts"),
        Column("case", "Case that does not count for itself"),
        Column("persons", "Its persons", "patients"),
        Column("role", "What it is to the case that counts", words=("same", "member", "overlap")),
        Column("reason", "Why the two were joined"),
    )

    def rows() -> Iterator[Record]:
        for patient in synthesis.patients:
            for case in patient.cases:
                if case.role != "counted":
                    yield (patient.name, case.name, case.n, case.role, case.reason)

    return Sheet("linked", "Cases counted elsewhere", columns, rows)


def _dictionary(described: Iterable[Sheet]) -> Sheet:
    columns = (
        Column("sheet", "Sheet, or CSV file of that name"),
        Column("column", "Column"),
        Column("meaning", "What stands in it"),
        Column("unit", "Unit of its numbers"),
        Column("words", "Words that may stand in it, where they are fixed"),
    )
    rows = [
        (sheet.name, column.name, column.meaning, column.unit, SEVERAL.join(column.words))
        for sheet in described
        for column in sheet.columns
    ]
    return Sheet("dictionary", "What each column means", columns, lambda: rows)
