"""What is printed beside the tables: methods, number audit, appraisal forms, time at work, provenance."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from extractor.core.time_spent import by_reviewer
from extractor.synthesis.appendix import KIND_TITLES, Audit, FilledForm, Methods
from extractor.synthesis.model import Provenance, Report
from extractor.synthesis.render.blocks import Block, Entry, Heading, Paragraph, Table, filled
from extractor.synthesis.render.words import NONE, excerpt_words


def methods_blocks(methods: Methods) -> Iterator[Block]:
    """Yield the methods paragraphs, the limits and what they refer to."""
    yield Heading(2, "methods", "Methods")
    for words in methods.paragraphs:
        yield Paragraph(words)
    yield Heading(3, "limits", "Limits")
    for words in (*methods.limits, *methods.references):
        yield Paragraph(words)


def audit_blocks(audit: Audit) -> Iterator[Block]:
    """Yield what was checked, and a table of what does not agree."""
    yield Heading(2, "audit", "Number audit")
    yield Paragraph(
        f"In {audit.publications} included publications {audit.shares} percentages were recomputed from the counts "
        f"printed with them, and {audit.numbers} numbers of patients in titles and abstracts were looked for elsewhere."
    )
    if audit.unread:
        yield Paragraph(f"Not checked, since no text is at hand: {', '.join(audit.unread)}.")
    rows = tuple(
        (
            Entry(item.publication),
            Entry(KIND_TITLES[item.kind]),
            Entry(item.words),
            Entry(excerpt_words(item.excerpts)),
            Entry(item.looked_at or NONE),
        )
        for item in audit.mismatches
    )
    columns = (("Publication", False), ("Kind", False), ("What", False), ("Words", False), ("Looked at by", False))
    yield filled(Table("mismatches", "Numbers that do not agree", columns, rows))


def form_blocks(forms: Iterable[FilledForm]) -> Iterator[Block]:
    """Yield a table an appraisal form and publication, its answers left to a person."""
    yield Heading(2, "appraisal", "Appraisal forms")
    yield Paragraph("The program shows what the publication says to each item. The answer is yours: it gives none.")
    for _, group in groupby(forms, key=lambda item: item.form.id):
        filled = list(group)
        form = filled[0].form
        yield Heading(3, f"form-{form.id.replace('_', '-')}", form.title)
        yield Paragraph(f"{form.note} {form.source} https://doi.org/{form.doi}".strip())
        for number, item in enumerate(filled):
            yield form_table(item, f"form-{form.id.replace('_', '-')}-{number}")


def form_table(filled: FilledForm, name: str) -> Table:
    """Return a form with what one publication says to each item, and a box for each answer."""
    boxes = "  ".join(f"☐\N{NO-BREAK SPACE}{answer}" for answer in filled.form.answers)
    rows = tuple(
        (
            Entry(item.number),
            Entry(f"{item.group}: {item.asks}" if item.group else item.asks),
            Entry(excerpt_words(excerpts) + (f" (and {more} more)" if more else "")),
            Entry(boxes),
        )
        for item, excerpts, more in zip(filled.form.items, filled.excerpts, filled.more, strict=True)
    )
    columns = (("Item", False), ("Question", False), ("What the publication says", False), ("Your answer", False))
    return Table(name, f"{filled.form.title}: {filled.publication}", columns, rows)


def time_table(report: Report) -> Table:
    """Return the reviewers' time at work."""
    rows = tuple(
        (
            Entry(item.reviewer),
            Entry(item.mode),
            Entry(str(item.publications)),
            Entry(str(item.cases)),
            Entry(str(item.decisions)),
            Entry(f"{item.seconds / 60:.0f}"),
        )
        for item in by_reviewer(report.time)
    )
    columns = (
        ("Reviewer", False),
        ("Suggestions", False),
        ("Publications", True),
        ("Cases", True),
        ("Decisions", True),
        ("Minutes", True),
    )
    notes = ("Assisted: the program's suggestions were shown. Blind: they were not.",)
    return Table("time", "Reviewers' time at work", columns, rows, notes, heads=2)


def provenance_table(provenance: Provenance) -> Table:
    """Return what the report was made from, digests of publications left to the tables for programs."""
    stamps = tuple(
        (Entry(f"{name} of the extraction"), Entry(digest))
        for stamp in provenance.stamps
        for name, digest in zip(("Code", "Protocol", "Model"), stamp, strict=True)
    )
    rows = (
        (Entry("Version of the program"), Entry(provenance.version)),
        (Entry("Protocol"), Entry(f"{provenance.protocol_id}, version {provenance.protocol_version}")),
        (Entry("Digest of the protocol"), Entry(provenance.protocol_digest)),
        *stamps,
        (Entry("Publications"), Entry(str(len(provenance.pdfs)))),
        (Entry("Digest of all decisions"), Entry(provenance.decisions)),
        *((Entry(f"Setting: {name}"), Entry(value)) for name, value in provenance.settings),
    )
    return Table("provenance", "What this report was made from", (("", False), ("", False)), rows)
