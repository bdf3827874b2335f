"""What the current value stands on: the words of the publication with the quote marked, page and section."""

from collections.abc import Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from extractor.core.candidate import Anchor, CandidateStatement
from extractor.core.document import Document, Table
from extractor.core.terminal import printable
from extractor.core.text import Span
from extractor.review.form import Row
from extractor.review.passages import find, passages
from extractor.review.session import ReviewSession
from extractor.review.values import percent, shown
from extractor.review.widgets.table import table_text

QUOTE = "bold underline reverse"


class Evidence(VerticalScroll, can_focus=False):
    """Shows the current row of a session in words, then each quote that its value stands on."""

    def compose(self) -> ComposeResult:
        """Give the text that is shown."""
        yield Static(id="evidence-text")

    def show(self, session: ReviewSession, document: Document | None) -> None:
        """Show the current row; more of the text around its quotes where the document is at hand."""
        width = max(self.size.width, 30)
        size = width * max(self.size.height, 10)
        text = evidence_text(session, document, around=max(120, size // 3), width=width - 4)
        self.query_one("#evidence-text", Static).update(text)
        self.scroll_home(animate=False)


def evidence_text(session: ReviewSession, document: Document | None, *, around: int, width: int = 60) -> Text:
    """Return what is to be read before the current row is decided; tables are drawn ``width`` characters wide."""
    text = Text()
    if session.publication is None:
        return text.append(
            "This review holds no publication yet.\n\nextractor extract PDF_DIR --out REVIEW reads PDFs into it."
        )
    for problem in session.problems:
        page = f" (page {problem.page})" if problem.page else ""
        text.append(f"Problem: {printable(problem.message)}{page}\n", style="bold")
    if session.held:
        words = " … ".join(" ".join(anchor.quote.split()) for anchor in session.held)
        text.append(f"Held for the next value: {printable(words)}\n", style="bold")
    row = session.row
    if row is None:
        return text.append("The machine found no statement on a treatment's effect here.")
    _head(text, row)
    for warning in session.warnings(row):
        text.append(f"! Warning: {printable(warning.words)}\n", style="bold")
    _decided(text, session, row)
    _remarks(text, row)
    _statement(text, session, row)
    if row.alternatives:
        others = ", ".join(printable(shown(row.spec, value, row.unit)) for value in row.alternatives)
        text.append(f"Also considered: {others}\n")
    if not row.anchors:
        return text.append(_without_evidence(session, row))
    return add_quotes(text, row.anchors, document, around=around, width=width)


def add_quotes(text: Text, anchors: Sequence[Anchor], document: Document | None, *, around: int, width: int) -> Text:
    """Add where the anchors stand: the paragraph around a quote, the table around a cell."""
    in_tables, rest = _by_table(anchors, document)
    for found in passages(rest, document, around=around // max(1, len(anchors))):
        text.append(f"\n{found.where}\n", style="bold")
        for part, quoted in found.parts:
            text.append(part, style=QUOTE if quoted else "")
        text.append("\n")
    for table, (page, lit) in in_tables.items():
        if document is not None:
            text.append(f"\nPage {page}, {table_title(document, table)}\n", style="bold")
            text.append_text(table_text(document, table, lit, width=width, lit_style=QUOTE))
    return text


def table_of(anchor: Anchor, document: Document) -> tuple[Table, Span] | None:
    """Return the table that an anchor stands in and where; None where it stands in none."""
    span = find(anchor, document)
    if span is None:
        return None
    return next(((table, span) for table in document.tables if table.cells and table.span.contains(span)), None)


def table_title(document: Document, table: Table) -> str:
    """Return a table's caption, else its label."""
    words = table.caption.of(document.text) if table.caption else table.label or "a table"
    return printable(" ".join(words.split()))


def _by_table(
    anchors: Sequence[Anchor], document: Document | None
) -> tuple[dict[Table, tuple[int, list[Span]]], list[Anchor]]:
    in_tables: dict[Table, tuple[int, list[Span]]] = {}
    rest = []
    for anchor in anchors:
        found = table_of(anchor, document) if document else None
        if found is None:
            rest.append(anchor)
        else:
            in_tables.setdefault(found[0], (anchor.page, []))[1].append(found[1])
    return in_tables, rest


def _head(text: Text, row: Row) -> None:
    words = "" if row.kind == "statement" else f"  {printable(row.words)}" if row.words else ""
    text.append(f"{row.full_label}{words}\n", style="bold")
    if row.spec and row.spec.help:
        text.append(f"{printable(row.spec.help)}\n", style="italic")
    if row.dropped:
        text.append("The case is rejected.\n")


def _decided(text: Text, session: ReviewSession, row: Row) -> None:
    decision = row.decision
    if decision is None:
        if row.is_open and row.confidence is not None:
            text.append(f"Open; the machine is {percent(row.confidence)} sure.\n")
        elif row.is_open:
            enter, untold = session.key("correct"), session.key("not_told")
            text.append(f"Open; these passages may tell it. {enter} enters a value, {untold} says: not told.\n")
        return
    if row.changed:
        text.append(f"The machine now suggests: {printable(row.suggested_words)}; ")
        text.append(f"{session.key('accept')} takes it, {session.key('keep')} keeps yours.\n")
    elif row.gone:
        text.append("! Not found any more: the machine no longer suggests anything here.\n")
    how = {"bulk": " with the whole case", "imported": " by import"}.get(decision.how, "")
    text.append(f"{row.state.capitalize()}{how}, {printable(decision.reviewer)}, {decision.at:%Y-%m-%d}.\n")
    if decision.reason:
        text.append(f"Because: {printable(decision.reason)}\n")
    if row.state in ("corrected", "rejected") and row.slot is not None and row.suggested_words:
        text.append(f"The machine said: {printable(row.suggested_words)}\n")


def _remarks(text: Text, row: Row) -> None:
    if row.flagged:
        text.append("# Flagged.\n", style="bold")
    if row.note:
        text.append(f"* Note: {printable(row.note)}\n", style="bold")


def _statement(text: Text, session: ReviewSession, row: Row) -> None:
    if row.kind != "statement":
        return
    told = row.value
    if told is None and isinstance(row.suggestion, CandidateStatement):
        text.append("Not a statement of an effect.\n")
        return
    cases = ", ".join(printable(str(case)) for case in told["case_ids"]) or "no case named"
    titles = {domain.id: domain.title for domain in session.protocol.domains}
    domains = ", ".join(printable(titles.get(domain, str(domain))) for domain in told["domains"]) or "no domain"
    text.append(f"Of {domains}; {cases}\n")


def _without_evidence(session: ReviewSession, row: Row) -> str:
    if row.decision:
        return "\nNo quote goes with this value."
    if session.blind:
        span = session.key("span")
        return f"\nSuggestions are hidden. {span} shows the text: select the words that tell the value, then enter it."
    if session.extraction is None:
        return "\nNothing could be read from this publication's PDF. What you enter is kept all the same."
    enter, untold = session.key("correct"), session.key("not_told")
    return f"\nThe machine found nothing here.\n{enter} enters a value, {untold} says that it is not told."
