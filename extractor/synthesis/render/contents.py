"""The order of a report's pages: what is told first, in which words, and what is left out where there is nothing."""

from collections.abc import Iterator

from extractor.synthesis.model import Report, Synthesis
from extractor.synthesis.render.appendices import (
    audit_blocks,
    form_blocks,
    methods_blocks,
    provenance_table,
    time_table,
)
from extractor.synthesis.render.blocks import Block, Heading, Paragraph, filled
from extractor.synthesis.render.figures import figures
from extractor.synthesis.render.patients import conflicts_table, linked_table, patients_table, unresolved_table
from extractor.synthesis.render.publications import excluded_table, included_table, open_table
from extractor.synthesis.render.results import (
    baseline_table,
    count_table,
    crossed_table,
    response_table,
    spread_table,
)
from extractor.synthesis.render.words import MACHINE_ONLY, caveats, number_of, summary_words

_PATIENTS = ("disease", "subtype", "sex", "antibodies", "prior_therapies", "drug_name")
_HARMS = ("ae_status", "adverse_events", "ae_serious", "ae_attribution", "stop_reason", "died")

_LINKED = {
    "earliest": "the earliest report that tells it",
    "longest": "the report with the longest follow-up that tells it",
}


def contents(report: Report) -> Iterator[Block]:
    """Yield all blocks in the order of the pages."""
    synthesis = report.synthesis
    yield Heading(1, "report", synthesis.labels.title)
    yield from _summary(synthesis)
    yield filled(response_table(synthesis, "disease"))
    flow, years, drugs, proportions, domains = figures(synthesis)
    yield Heading(2, "publications", "Publications")
    yield flow
    yield years
    for table in (included_table(synthesis), excluded_table(synthesis), open_table(synthesis)):
        yield filled(table)
    yield Heading(2, "unique-patients", "Patients")
    for name in _PATIENTS:
        yield filled(count_table(synthesis, name))
    for table in (spread_table(synthesis), baseline_table(synthesis)):
        yield filled(table)
    yield drugs
    yield filled(crossed_table(synthesis))
    yield filled(patients_table(synthesis))
    yield Heading(2, "response", "Response")
    yield proportions
    yield domains
    for divided in synthesis.tables:
        if divided.by != "disease":
            yield filled(response_table(synthesis, divided.by))
    yield filled(count_table(synthesis, "steroid_sparing"))
    yield Heading(2, "harms", "Adverse events, stops, deaths")
    for name in _HARMS:
        yield filled(count_table(synthesis, name))
    yield Heading(2, "once", "Each patient once")
    yield Paragraph(f"Of several reports of one patient, each value is taken from {_LINKED[synthesis.linked]}.")
    for table in (linked_table(synthesis), conflicts_table(synthesis), unresolved_table(synthesis)):
        yield filled(table)
    yield from _appendices(report)


def _summary(synthesis: Synthesis) -> Iterator[Block]:
    if synthesis.machine_only:
        yield Paragraph(MACHINE_ONLY, warning=True)
    yield Paragraph(summary_words(synthesis))
    for words in caveats(synthesis):
        yield Paragraph(f"{words[0].upper()}{words[1:]}.", warning=True)
    if synthesis.unresolved:
        questions = number_of(len(synthesis.unresolved), "question")
        yield Paragraph(f"Who counts is not settled: {questions}, listed under “Each patient once”.", warning=True)


def _appendices(report: Report) -> Iterator[Block]:
    """Yield what stands beside the tables; the forms come last, as they are many pages."""
    if report.methods is not None:
        yield from methods_blocks(report.methods)
    if report.audit is not None:
        yield from audit_blocks(report.audit)
    yield Heading(2, "made-from", "Provenance")
    if report.time:
        yield time_table(report)
    yield provenance_table(report.provenance)
    if report.forms:
        yield from form_blocks(report.forms)
