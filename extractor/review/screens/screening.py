"""The screen on which references are screened: title and abstract, the reasons, the keys; and its application."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from extractor.bibliography.papers.notices import read_notice
from extractor.core.errors import ExtractorError
from extractor.core.reference import Reference
from extractor.core.terminal import printable
from extractor.review.actions import SCREENING, Keys
from extractor.review.config import Config
from extractor.review.keyboard import PatientApp
from extractor.review.screening import PairSession, ScreeningSession
from extractor.review.screens.choose import ChooseScreen
from extractor.review.screens.duplicates import DuplicatesScreen
from extractor.review.screens.edit import EditScreen
from extractor.review.screens.help import HelpScreen
from extractor.review.widgets.cells import cut
from extractor.review.widgets.hints import hint_line
from extractor.store.database import Store

NUMBERED = 9
"""Reasons that have a key of their own."""
REASON_CELLS = 36
"""Width of a reason: two stand side by side on 80 characters."""
SCROLL_LINES = 5

_STEPS: Mapping[str, Callable[[ScreeningSession], str]] = {
    "accept": ScreeningSession.include,
    "reject": ScreeningSession.exclude,
    "undo": ScreeningSession.undo,
    "next_open": ScreeningSession.next_open,
    "publication_down": lambda session: session.move(1),
    "publication_up": lambda session: session.move(-1),
}
"""The actions that ask nothing."""
_SCROLLS = {"row_down": 1, "row_up": -1, "block_down": SCROLL_LINES, "block_up": -SCROLL_LINES}


class ScreeningScreen(Screen[None]):
    """Shows a screening session and hands keys to it."""

    def __init__(self, session: ScreeningSession, store: Store, config: Config) -> None:
        super().__init__()
        self.session = session
        self.keys = Keys(config.keys, SCREENING)
        self._store = store

    def compose(self) -> ComposeResult:
        """Give the parts of the screen."""
        yield Static(id="heading")
        with VerticalScroll(id="reference"):
            yield Static(id="reference-text")
        yield Static(self._reasons(), id="reasons")
        yield Static(id="message")
        yield Static(Text("\n").join(hint_line(self.keys.hints(line)) for line in (1, 3)), id="screening-hints")

    def on_mount(self) -> None:
        """Show the first open reference, and whether pairs wait."""
        waiting = self.session.pairs
        key = self.keys.shown("pair")
        told = f"{waiting} pairs may be one publication: {key} shows them." if waiting else ""
        self.call_after_refresh(self.show, told or f"You decide as {self.session.reviewer}.")

    def on_resize(self) -> None:
        """Fill the new size."""
        self.call_after_refresh(self.show)

    def on_key(self, event: events.Key) -> None:
        """Do what a key means."""
        name = self.keys.action(event.key)
        if name is None:
            return
        event.stop()
        event.prevent_default()
        if name == "reason":
            self._exclude_for(self.keys.bound("reason").index(event.key))
        else:
            self.action_do(name)

    def action_do(self, name: str) -> None:
        """Do an action of ``SCREENING``; an error of the store is told and changes nothing."""
        try:
            if name in _STEPS:
                self.show(_STEPS[name](self.session))
                if name not in ("next_open",):
                    self.query_one("#reference", VerticalScroll).scroll_home(animate=False)
            elif name in _SCROLLS:
                self.query_one("#reference", VerticalScroll).scroll_relative(y=_SCROLLS[name], animate=False)
            else:
                getattr(self, f"_{name}")()
        except ExtractorError as error:
            self.show(f"Not kept: {error}")

    def _exclude_for(self, number: int) -> None:
        if number >= len(self.session.reasons):
            self.show(f"There is no reason {number + 1}.")
            return
        try:
            self.show(self.session.exclude(self.session.reasons[number].id))
        except ExtractorError as error:
            self.show(f"Not kept: {error}")

    def _reason(self) -> None:
        self._why()

    def _why(self) -> None:
        def chosen(number: int | None) -> None:
            if number is not None:
                self._exclude_for(number)

        labels = [item.label for item in self.session.reasons]
        self.app.push_screen(ChooseScreen(self.keys, "Exclude: why?", labels), chosen)

    def _note(self) -> None:
        def told(message: str | None) -> None:
            self.show(message or "Nothing changed.")

        self.app.push_screen(EditScreen(self.keys, "Note on this reference", (), self.session.note), told)

    def _pair(self) -> None:
        def left(_: None) -> None:
            self.session.reload()
            self.show("")

        self.app.push_screen(DuplicatesScreen(self.keys, PairSession(self._store, self.session.reviewer)), left)

    def _help(self) -> None:
        self.app.push_screen(HelpScreen(self.keys, signs=False))

    def _quit(self) -> None:
        self.app.exit()

    def show(self, message: str | None = None) -> None:
        """Show the session as it stands, with a line of message where there is one to tell."""
        session = self.session
        order = "likely relevant first" if session.is_ordered else "in the order of import"
        self.query_one("#heading", Static).update(Text(f" {session.progress}; {order}", no_wrap=True))
        self.query_one("#reference-text", Static).update(reference_text(session))
        if message is not None:
            self.query_one("#message", Static).update(Text(printable(message), no_wrap=True, overflow="ellipsis"))

    def _reasons(self) -> Text:
        """Return the numbered reasons, two in a line."""
        text = Text(no_wrap=True)
        numbered = [f"{number} {item.label}" for number, item in enumerate(self.session.reasons[:NUMBERED], start=1)]
        for number, words in enumerate(numbered):
            text.append(cut(words, max(REASON_CELLS, 0)))
            text.append("\n" if number % 2 and number + 1 < len(numbered) else "  ")
        more = len(self.session.reasons) - NUMBERED
        if more > 0:
            text.append(f"{self.keys.shown('why')} {more} more reasons")
        return text


def reference_text(session: ScreeningSession) -> Text:
    """Return what is known of the current reference, and what was decided on it."""
    reference = session.current
    if reference is None:
        return Text("No references: take some in with extractor references import.")
    text = Text()
    notice = read_notice(reference.title, reference.kind)
    if notice is not None and notice.role != "supplement":
        text.append(f"{notice.role.upper()}\n", style="bold red")
    text.append(f"{printable(reference.title or 'No title')}\n", style="bold")
    text.append(f"{printable(_place(reference))}\n\n")
    text.append(f"{printable(reference.abstract or 'No abstract.')}\n")
    if reference.keywords:
        text.append(f"\nKeywords: {printable('; '.join(reference.keywords))}\n")
    told = session.screening(reference)
    labels = {item.id: item.label for item in session.reasons}
    for item in told.decisions:
        why = labels.get(str(item.value), item.value or item.reason or "")
        text.append(f"\n{printable(item.reviewer)}: {item.action}d" + (f", {printable(str(why))}" if why else ""))
    for item in told.notes:
        text.append(f"\nNote of {printable(item.reviewer)}: {printable(str(item.value))}")
    return text


def _place(item: Reference) -> str:
    authors = ", ".join(item.authors[:6]) + (" et al" if len(item.authors) > 6 else "")
    numbers = f"doi {item.doi}" if item.doi else f"PMID {item.pmid}" if item.pmid else ""
    return ". ".join(part for part in (authors, item.journal, str(item.year or ""), item.kind, numbers) if part)


class ScreeningApp(PatientApp):
    """Screens references on a terminal of 80 by 24 characters or more."""

    CSS_PATH = Path(__file__).parents[1] / "review.tcss"
    TITLE = "extractor references screen"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, session: ScreeningSession, store: Store, *, config: Config | None = None) -> None:
        super().__init__(ansi_color=True if os.environ.get("NO_COLOR") else None)
        self._screening = ScreeningScreen(session, store, config or Config())

    def on_mount(self) -> None:
        """Open the screen."""
        self.push_screen(self._screening)
