"""Results and checks as tables for programs: counts, intervals, who is counted where, what does not agree, forms."""

from collections.abc import Iterator, Sequence

from extractor.synthesis.appendix import KIND_TITLES, Audit, FilledForm
from extractor.synthesis.model import Count, Prisma, Proportion, Synthesis
from extractor.synthesis.render.sheet import SEVERAL, Column, Record, Sheet
from extractor.synthesis.render.words import excerpt_words, source_words

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


def responses_sheet(synthesis: Synthesis) -> Sheet:
    """Return improved of evaluated, one row a value and domain."""
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


def counts_sheet(synthesis: Synthesis) -> Sheet:
    """Return how many patients have each value of a field."""
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


def linked_sheet(synthesis: Synthesis) -> Sheet:
    """Return the cases whose persons are counted elsewhere."""
    columns = (
        Column("patient", "Case that counts"),
        Column("case", "Case that does not count for itself"),
        Column("persons", "Its persons", "patients"),
        Column("role", "What it is to the case that counts", words=("same", "member", "sharing")),
        Column("reason", "Why the two were joined"),
    )

    def rows() -> Iterator[Record]:
        for patient in synthesis.patients:
            for case in patient.cases:
                if case.role != "counted":
                    yield (patient.name, case.name, case.n, case.role, case.reason)

    return Sheet("linked", "Cases counted elsewhere", columns, rows)


def conflicts_sheet(synthesis: Synthesis) -> Sheet:
    """Return what reports of one patient tell differently, one row a report."""
    names = {patient.uid: patient.name for patient in synthesis.patients}
    columns = (
        Column("patient", "Case that counts"),
        Column("field", "Field that is told differently"),
        Column("key", "Domain, drug number or name that it is about"),
        Column("publication", "Publication that tells the value"),
        Column("case", "Number of the case in it"),
        Column("value", "Value"),
        Column("counts", "Whether this value counts"),
    )

    def rows() -> Iterator[Record]:
        for item in synthesis.conflicts:
            for place, source in enumerate(item.told):
                told = (source.publication, source.case_id, source_words(source), place == 0)
                yield (names[item.patient], item.field, item.key, *told)

    return Sheet("conflicts", "What reports of one patient tell differently", columns, rows)


def audit_sheet(audit: Audit) -> Sheet:
    """Return the numbers of publications that do not agree."""
    columns = (
        Column("publication", "Publication"),
        Column("kind", "What does not agree", words=tuple(KIND_TITLES)),
        Column("words", "What it is in one line"),
        Column("quotes", "Words of the publication with their pages"),
        Column("looked_at", "Who has looked at it and found nothing to change"),
    )
    rows = [
        (item.publication, item.kind, item.words, excerpt_words(item.excerpts), item.looked_at)
        for item in audit.mismatches
    ]
    return Sheet("audit", "Numbers that do not agree", columns, lambda: rows)


_STEPS = (
    ("databases", "records identified"),
    ("registers", "records identified from registers"),
    ("duplicates_removed", "duplicate records removed"),
    ("removed_by_automation", "records removed by automation tools"),
    ("removed_for_other_reasons", "records removed for other reasons"),
    ("records_screened", "records screened"),
    ("records_excluded", "records excluded"),
    ("reports_sought", "reports sought"),
    ("reports_not_retrieved", "reports not retrieved"),
    ("other_methods", "records identified by other methods"),
    ("other_reports_sought", "reports sought by other methods"),
    ("other_reports_not_retrieved", "reports not retrieved by other methods"),
    ("other_reports_assessed", "reports assessed, by other methods"),
    ("other_reports_excluded", "reports excluded, by other methods"),
    ("reports_assessed", "reports assessed"),
    ("reports_excluded", "reports excluded"),
    ("reports_included", "reports included"),
    ("patients", "unique patients"),
)


def flow_sheet(prisma: Prisma) -> Sheet:
    """Return the recorded numbers of the flow, whole and by round of searches."""
    columns = (
        Column("round", "Round of searches; empty for all together"),
        Column("step", "Step of the PRISMA 2020 flow", words=tuple(words for _, words in _STEPS)),
        Column("of", "Database, register or reason for exclusion; empty for all of the step"),
        Column("n", "How many", "records, reports or patients"),
    )

    def rows() -> Iterator[Record]:
        for name, flow in (("", prisma), *((item.name, item.flow) for item in prisma.rounds)):
            for attribute, words in _STEPS:
                told = getattr(flow, attribute)
                if isinstance(told, int):
                    yield (name, words, "", told)
                elif told is not None:
                    yield (name, words, "", sum(n for _, n in told))
                    yield from ((name, words, of, n) for of, n in told)

    return Sheet("flow", "From records to patients", columns, rows)


def appraisal_sheet(forms: Sequence[FilledForm]) -> Sheet:
    """Return the appraisal forms to be filled in, one row an item."""
    columns = (
        Column("form", "Form", words=tuple(dict.fromkeys(filled.form.id for filled in forms))),
        Column("publication", "Publication"),
        Column("item", "Number of the item"),
        Column("asks", "Question"),
        Column("quotes", "What the publication says to it"),
        Column("answers", "Answers that the form offers"),
        Column("your_answer", "Yours to fill in: the program gives none"),
    )

    def rows() -> Iterator[Record]:
        for filled in forms:
            for item, excerpts in zip(filled.form.items, filled.excerpts, strict=True):
                answers = SEVERAL.join(filled.form.answers)
                told = (item.number, item.asks, excerpt_words(excerpts), answers, None)
                yield (filled.form.id, filled.publication, *told)

    return Sheet("appraisal", "Appraisal forms", columns, rows)
