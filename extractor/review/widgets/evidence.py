"""What the current value stands on: the words of the publication with the quote marked, page and section."""

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from extractor.core.candidate import CandidateStatement
from extractor.core.document import Document
from extractor.core.terminal import printable
from extractor.review.form import Row
from extractor.review.passages import passages
from extractor.review.session import ReviewSession
from extractor.review.values import shown

QUOTE = "bold underline reverse"


class Evidence(VerticalScroll, can_focus=False):
    """Shows the current row of a session in words, then each quote that its value stands on."""

    def compose(self) -> ComposeResult:
        """Give the text that is shown."""
        yield Static(id="evidence-text")

    def show(self, session: ReviewSession, document: Document | None) -> None:
        """Show the current row; more of the text around its quotes where the document is at hand."""
        size = max(self.size.width, 30) * max(self.size.height, 10)
        text = evidence_text(session, document, around=max(120, size // 3))
        self.query_one("#evidence-text", Static).update(text)
        self.scroll_home(animate=False)


def evidence_text(session: ReviewSession, document: Document | None, *, around: int) -> Text:
    """Return what is to be read before the current row is decided."""
    text = Text()
    if session.publication is None:
        return text.append(
            "This review holds no publication yet.\n\nextractor extract PDF_DIR --out REVIEW reads PDFs into it."
        )
    for problem in session.problems:
        page = f" (page {problem.page})" if problem.page else ""
        text.append(f"Problem: {printable(problem.message)}{page}\n", style="bold")
    row = session.row
    if row is None:
        return text.append("The machine found no statement on a treatment's effect here.")
    _head(text, row)
    _decided(text, row)
    _statement(text, row)
    if row.alternatives:
        others = ", ".join(printable(shown(row.spec, value, row.unit)) for value in row.alternatives)
        text.append(f"Also considered: {others}\n")
    if not row.anchors:
        return text.append(_without_evidence(session, row))
    for found in passages(row.anchors, document, around=around // len(row.anchors)):
        text.append(f"\n{found.where}\n", style="bold")
        for part, quoted in found.parts:
            text.append(part, style=QUOTE if quoted else "")
        text.append("\n")
    return text


def _head(text: Text, row: Row) -> None:
    words = "" if row.kind == "statement" else f"  {printable(row.words)}" if row.words else ""
    text.append(f"{row.full_label}{words}\n", style="bold")
    if row.spec and row.spec.help:
        text.append(f"{printable(row.spec.help)}\n", style="italic")
    if row.dropped:
        text.append("The case is rejected.\n")


def _decided(text: Text, row: Row) -> None:
    decision = row.decision
    if decision is None:
        if row.is_open and row.confidence is not None:
            text.append(f"Open; the machine is {row.confidence:.0%} sure.\n")
        elif row.is_open:
            text.append("Open; it may be told in these passages. c enters a value, n says that it is not told.\n")
        return
    how = {"bulk": " with the whole case", "imported": " by import"}.get(decision.how, "")
    text.append(f"{row.state.capitalize()}{how}, {printable(decision.reviewer)}, {decision.at:%Y-%m-%d}.\n")
    if row.state in ("corrected", "rejected") and row.slot is not None and row.suggested_words:
        text.append(f"The machine said: {printable(row.suggested_words)}\n")


def _statement(text: Text, row: Row) -> None:
    if row.kind != "statement":
        return
    told = row.value
    if told is None and isinstance(row.suggestion, CandidateStatement):
        text.append("Not a statement of an effect.\n")
        return
    cases = ", ".join(printable(str(case)) for case in told["case_ids"]) or "no case named"
    domains = ", ".join(told["domains"]) or "no domain"
    text.append(f"Of {domains}; {cases}\n")


def _without_evidence(session: ReviewSession, row: Row) -> str:
    if row.decision:
        return "\nNo quote goes with this value."
    if session.extraction is None:
        return "\nNothing could be read from this publication's PDF. What you enter is kept all the same."
    return "\nThe machine found nothing here.\nc enters a value, n says that the publication does not tell it."
