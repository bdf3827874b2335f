"""The screen on which a publication is reviewed: its forms on the left, the evidence on the right, the keys below."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Static

from extractor.core.document import Document
from extractor.core.errors import ExtractorError
from extractor.core.terminal import printable
from extractor.review.actions import ACTIONS, hints
from extractor.review.form import View, suggested
from extractor.review.screens.edit import EditScreen
from extractor.review.screens.help import HelpScreen
from extractor.review.screens.publications import PublicationsScreen
from extractor.review.screens.statement import Reading, StatementScreen
from extractor.review.session import ReviewSession
from extractor.review.sources import Sources
from extractor.review.values import Choice
from extractor.review.widgets.evidence import Evidence
from extractor.review.widgets.form import FormList

WELCOME = "You decide as {reviewer}. Every decision is kept at once; ? lists all keys."

_STEPS: Mapping[str, Callable[[ReviewSession], str]] = {
    "accept": ReviewSession.accept,
    "reject": ReviewSession.reject,
    "undo": ReviewSession.undo,
    "redo": ReviewSession.redo,
    "accept_case": ReviewSession.accept_case,
    "reject_case": ReviewSession.reject_case,
    "not_told": lambda session: session.mark("not_reported"),
    "unclear": lambda session: session.mark("unclear"),
    "add_patient": lambda session: session.add_case("patient"),
    "add_group": lambda session: session.add_case("group"),
    "next_open": ReviewSession.next_open,
    "row_down": lambda session: session.move_row(1),
    "row_up": lambda session: session.move_row(-1),
    "view_right": lambda session: session.move_view(1),
    "view_left": lambda session: session.move_view(-1),
    "publication_down": lambda session: session.move_publication(1),
    "publication_up": lambda session: session.move_publication(-1),
}
"""The actions that ask nothing: one key, one call of the session."""


TAB_CELLS = 24
"""A case's label is cut to this width, so that its neighbors stay in sight."""


def _count(view: View) -> str:
    """Return what is open in a form, in a word."""
    if view.rejected:
        return "rejected"
    if view.n_open:
        return str(view.n_open)
    return "done" if any(row.decision for row in view.rows) else "none"


class ReviewScreen(Screen[None]):
    """Shows a session and hands keys to it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(",".join(action.keys), f"do('{action.name}')", action.help, show=False, priority=False)
        for action in ACTIONS
    ]

    def __init__(self, session: ReviewSession, sources: Sources) -> None:
        super().__init__()
        self.session = session
        self.sources = sources

    def compose(self) -> ComposeResult:
        """Give the parts of the screen."""
        yield Static(id="heading")
        yield Static(id="tabs")
        with Horizontal(id="work"):
            yield FormList()
            yield Evidence()
        yield Static(id="message")
        yield Static(Text(f"{hints(1)}\n{hints(2)}"), id="hints")

    def on_mount(self) -> None:
        """Show where the reviewer stands and take the keys."""
        self.query_one(FormList).focus()
        self.call_after_refresh(self.show, WELCOME.format(reviewer=self.session.reviewer))

    def on_resize(self) -> None:
        """Fill the new size."""
        self.call_after_refresh(self.show)

    def on_form_list_chosen(self, event: FormList.Chosen) -> None:
        """Go to the row that was clicked."""
        self.session.select_row(event.index)
        self.show("")

    def action_do(self, name: str) -> None:
        """Do what a key means; an error of the store is told and changes nothing."""
        try:
            if name in _STEPS:
                self.show(_STEPS[name](self.session))
            else:
                getattr(self, f"_{name}")()
        except ExtractorError as error:
            self.show(f"Not kept: {error}")

    def show(self, message: str | None = None) -> None:
        """Show the session as it stands, with a line of message where there is one to tell."""
        session = self.session
        self.query_one("#heading", Static).update(Text(self._heading(self.size.width), no_wrap=True))
        self.query_one("#tabs", Static).update(self._tabs(self.size.width))
        self.query_one(FormList).show(session.view, session.row_index)
        self.query_one(Evidence).show(session, self._document())
        if message is not None:
            self.query_one("#message", Static).update(Text(printable(message), no_wrap=True, overflow="ellipsis"))

    def _document(self) -> Document | None:
        publication = self.session.publication
        if publication is None:
            return None
        if self.sources.wants(publication):
            self.run_worker(self._read, thread=True, exclusive=True, group="source", exit_on_error=False)
        return self.sources.document(publication)

    def _read(self) -> None:
        publication = self.session.publication
        if publication is not None and self.sources.read(publication):
            self.app.call_from_thread(self.show)

    def _heading(self, width: int) -> str:
        session = self.session
        if session.publication is None:
            return "No publications"
        n_open = session.n_open(session.position)
        words = f"{n_open} open" if n_open else "all decided" if session.extraction else "not read"
        right = f" {session.position + 1}/{len(session.publications)}  {words} "
        left = printable(f" {session.publication.id}  {session.title}")
        return set_cell_size(left, max(0, width - cell_len(right))) + right

    def _tabs(self, width: int) -> Text:
        session = self.session
        labels = []
        for view in session.views:
            title = session.case_title(view) if view.kind == "case" else view.title
            count = (
                "rejected" if view.rejected else str(view.n_open) if view.n_open else "done" if view.rows else "none"
            )
            labels.append(f" {set_cell_size(title, min(cell_len(title), 24))} ({count}) ")
        first = last = session.view_index
        text = Text(no_wrap=True)
        if not labels:
            return text
        used = cell_len(labels[first])
        while True:
            if last + 1 < len(labels) and used + cell_len(labels[last + 1]) < width - 4:
                last += 1
                used += cell_len(labels[last])
            elif first > 0 and used + cell_len(labels[first - 1]) < width - 4:
                first -= 1
                used += cell_len(labels[first])
            else:
                break
        text.append("< " if first else "  ")
        for index in range(first, last + 1):
            label = printable(labels[index])
            current = index == session.view_index
            text.append(f"[{label[1:-1]}]" if current else label, style="bold reverse" if current else "")
        return text.append(" >" if last + 1 < len(labels) else "")

    # Actions that ask something first

    def _correct(self) -> None:
        session = self.session
        row = session.row
        if row is None:
            self.show("There is nothing to correct.")
        elif row.kind == "statement":
            self._correct_statement()
        elif row.slot is None:
            self.show("A case is accepted (a) or rejected (r) as such; its values are corrected one by one.")
        else:
            self._ask(row.full_label, session.offered(), session.correct)

    def _add(self) -> None:
        session = self.session
        row = session.row
        if row is None or row.spec is None or not session.can_add():
            self.show("This field has one value; c changes it.")
        elif row.spec.keying == "ordinal":
            self.show(session.add_more())
        else:
            words = "Which domain" if row.spec.keying == "domain" else f"One more: {row.label}"
            self._ask(words, session.offered_more(), session.add_more)

    def _ask(self, title: str, offered: tuple[Choice, ...], decide: Callable[[str], str]) -> None:
        row = self.session.row
        typed = row.words if row and row.has_value and row.spec and row.spec.kind == "text" else ""

        def told(message: str | None) -> None:
            self.show("Nothing changed." if message is None else message)

        self.app.push_screen(EditScreen(title, offered, decide, typed=typed), told)

    def _correct_statement(self) -> None:
        session = self.session
        row = session.row
        told = row and (row.value or suggested(row.suggestion))
        if not told:
            return
        cases = [view.title for view in session.views if view.kind == "case"]
        domains = [(domain.id, domain.title) for domain in session.protocol.domains]

        def decided(reading: Reading | None) -> None:
            if reading is None:
                self.show("Nothing changed.")
                return
            try:
                self.show(
                    session.correct_statement(
                        assertion=reading.assertion,
                        direction=reading.direction,
                        domains=reading.domains,
                        case_ids=reading.case_ids,
                    )
                )
            except ExtractorError as error:
                self.show(f"Not kept: {error}")

        start = Reading(told["assertion"], told["direction"], tuple(told["domains"]), tuple(told["case_ids"]))
        self.app.push_screen(StatementScreen(told["quote"], start, domains, cases), decided)

    def _publications(self) -> None:
        def chosen(position: int | None) -> None:
            if position is not None:
                self.session.go_to(position)
            self.show("")

        self.app.push_screen(PublicationsScreen(self.session), chosen)

    def _help(self) -> None:
        self.app.push_screen(HelpScreen())

    def _quit(self) -> None:
        self.app.exit()

    def _evidence_down(self) -> None:
        self.query_one(Evidence).scroll_relative(y=5, animate=False)

    def _evidence_up(self) -> None:
        self.query_one(Evidence).scroll_relative(y=-5, animate=False)
