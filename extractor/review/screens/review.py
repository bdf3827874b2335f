"""The screen on which a publication is reviewed: its forms on the left, the evidence on the right, the keys below."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Static

from extractor.core.document import Document
from extractor.core.errors import ExtractorError
from extractor.core.terminal import printable
from extractor.review.actions import Keys
from extractor.review.config import Config
from extractor.review.form import View
from extractor.review.screens.dialogs import Dialogs
from extractor.review.session import ReviewSession
from extractor.review.sources import Sources
from extractor.review.terminal import Terminal
from extractor.review.widgets.evidence import Evidence
from extractor.review.widgets.form import FormList, mark
from extractor.review.widgets.hints import hint_line
from extractor.store.read import Publication

WELCOME = "You decide as {reviewer}. Every decision is kept at once; {help} lists all keys."
OTHERS_EVERY = 2.0
"""Seconds after which the decisions of others are looked for."""

_STEPS: Mapping[str, Callable[[ReviewSession], str]] = {
    "accept": ReviewSession.accept,
    "undo": ReviewSession.undo,
    "redo": ReviewSession.redo,
    "accept_case": ReviewSession.accept_case,
    "reject_case": ReviewSession.reject_case,
    "not_told": lambda session: session.mark("not_reported"),
    "unclear": lambda session: session.mark("unclear"),
    "add_patient": lambda session: session.add_case("patient"),
    "add_group": lambda session: session.add_case("group"),
    "flag": ReviewSession.flag,
    "keep": ReviewSession.keep,
    "order": ReviewSession.next_order,
    "next_open": ReviewSession.next_open,
    "next_doubtful": ReviewSession.next_doubtful,
    "next_warned": ReviewSession.next_warned,
    "row_down": lambda session: session.move_row(1),
    "row_up": lambda session: session.move_row(-1),
    "block_down": lambda session: session.move_block(1),
    "block_up": lambda session: session.move_block(-1),
    "view_right": lambda session: session.move_view(1),
    "view_left": lambda session: session.move_view(-1),
    "publication_down": lambda session: session.move_publication(1),
    "publication_up": lambda session: session.move_publication(-1),
}
"""The actions that ask nothing: one key, one call of the session."""

_SCROLLS: Mapping[str, int] = {"evidence_down": 5, "evidence_up": -5}
"""Lines by which actions scroll the evidence."""

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

    def __init__(
        self,
        session: ReviewSession,
        sources: Sources,
        *,
        config: Config | None = None,
        terminal: Terminal | None = None,
        color: bool = True,
    ) -> None:
        super().__init__()
        self.session = session
        self.sources = sources
        self.config = config or Config()
        self.keys = session.keys = Keys(self.config.keys)
        self.terminal = terminal or Terminal()
        self.color = color
        self._dialogs = Dialogs(self)
        self._reading: set[str] = set()

    def compose(self) -> ComposeResult:
        """Give the parts of the screen."""
        yield Static(id="heading")
        yield Static(id="tabs")
        with Horizontal(id="work"):
            yield FormList()
            yield Evidence()
        yield Static(id="message")
        yield Static(Text("\n").join(hint_line(self.keys.hints(line)) for line in (1, 2, 3)), id="hints")

    def on_mount(self) -> None:
        """Show where the reviewer stands and take the keys."""
        self.query_one(FormList).focus()
        welcome = WELCOME.format(reviewer=self.session.reviewer, help=self.keys.shown("help"))
        self.call_after_refresh(self.show, welcome)
        self.set_interval(OTHERS_EVERY, self._others)

    def on_resize(self) -> None:
        """Fill the new size."""
        self.call_after_refresh(self.show)

    def on_form_list_chosen(self, event: FormList.Chosen) -> None:
        """Go to the row that was clicked; ask for its value where it was clicked twice."""
        self.session.select_row(event.index)
        self.show("")
        if event.twice:
            self.action_do("correct")

    def on_key(self, event: events.Key) -> None:
        """Do what a key means to the reviewer."""
        name = self.keys.action(event.key)
        if name is not None:
            event.stop()
            event.prevent_default()
            self.action_do(name)

    def action_do(self, name: str) -> None:
        """Do an action of ``ACTIONS``; an error of the store is told and changes nothing."""
        try:
            self.session.touch()
            if name in _STEPS:
                self.show(_STEPS[name](self.session))
            elif name in _SCROLLS:
                self.query_one(Evidence).scroll_relative(y=_SCROLLS[name], animate=False)
            elif name == "quit":
                self.session.close()
                self.app.exit()
            else:
                getattr(self._dialogs, name)()
        except ExtractorError as error:
            self.show(f"Not kept: {error}")
            if name == "quit":
                self.app.exit()

    def action_form(self, index: int) -> None:
        """Go to the form whose tab was clicked."""
        self.session.touch()
        self.session.select_view(index)
        self.show("")

    def go_to(self, position: int) -> None:
        """Go to a publication."""
        self.session.go_to(position)
        self.show("")

    def _others(self) -> None:
        """Show what others decided meanwhile."""
        try:
            later = self.session.refresh()
        except ExtractorError as error:
            self.show(f"The review folder cannot be read: {error}")
            return
        if later and self.app.screen is self:
            self.show(f"{later} decisions were taken elsewhere meanwhile.")

    def show(self, message: str | None = None) -> None:
        """Show the session as it stands, with a line of message where there is one to tell."""
        session = self.session
        self.query_one("#heading", Static).update(Text(self._heading(self.size.width), no_wrap=True))
        self.query_one("#tabs", Static).update(self._tabs(self.size.width))
        rows = session.view.rows if session.view else ()
        marks = [mark(row, warned=bool(session.warnings(row))) for row in rows]
        self.query_one(FormList).show(session.view, session.row_index, marks)
        self.query_one(Evidence).show(session, self.document())
        if message is not None:
            self.query_one("#message", Static).update(Text(printable(message), no_wrap=True, overflow="ellipsis"))

    def path(self) -> Path | None:
        """Return where the current publication's PDF lies; None where it is not at hand."""
        return self.sources.path(self.session.publication) if self.session.publication else None

    def document(self) -> Document | None:
        """Return the current publication as read; None where it is not at hand, or not yet."""
        publication = self.session.publication
        if publication is None:
            return None
        if self.sources.wants(publication) and publication.uid not in self._reading:
            self._reading.add(publication.uid)
            self.run_worker(partial(self._read, publication), thread=True, group="source", exit_on_error=False)
        return self.sources.document(publication)

    def _read(self, publication: Publication) -> None:
        if self.sources.read(publication) and publication == self.session.publication:
            self.app.call_from_thread(self.show)

    def _heading(self, width: int) -> str:
        session = self.session
        if session.publication is None:
            return "No publications"
        n_open = session.n_open(session.position)
        words = f"{n_open} open" if n_open else "all decided" if session.extraction else "not read"
        words = "blind" if session.blind else words
        right = f" {session.position + 1}/{len(session.publications)}  {words} "
        left = printable(f" {session.publication.id}  {session.title}")
        return set_cell_size(left, max(0, width - cell_len(right))) + right

    def _tabs(self, width: int) -> Text:
        session = self.session
        labels = []
        for view in session.views:
            title = session.case_title(view) if view.kind == "case" else view.title
            labels.append(f" {set_cell_size(title, min(cell_len(title), TAB_CELLS))} ({_count(view)}) ")
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
            style = Style(bold=current, reverse=current, meta={"@click": f"screen.form({index})"})
            text.append(f"[{label[1:-1]}]" if current else label, style=style)
        return text.append(" >" if last + 1 < len(labels) else "")
