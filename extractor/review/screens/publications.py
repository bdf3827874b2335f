"""The publications of the review with what is open in each and in its cases; one is chosen to go on with."""

from collections.abc import Mapping
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from extractor.core.terminal import printable
from extractor.review.actions import Keys
from extractor.review.screens.dialog import Dialog
from extractor.review.session import ReviewSession
from extractor.review.widgets.cells import cut

NAME_CELLS = 28


class PublicationsScreen(Dialog[int | None]):
    """Gives back the position of the chosen publication, None where the reviewer left it."""

    DEEDS: ClassVar[Mapping[str, str]] = {
        "publications": "leave", "row_down": "move(1)", "row_up": "move(-1)", "take": "take",
    }  # fmt: skip
    HINT = "{take} goes there  {leave} leaves"

    def __init__(self, keys: Keys, session: ReviewSession) -> None:
        super().__init__(keys)
        self._session = session

    def compose(self) -> ComposeResult:
        """Give the list."""
        with Vertical(classes="dialog wide"):
            yield Static(Text("Publications"), classes="dialog-title")
            yield OptionList(*(Option(self._line(i)) for i in range(len(self._session.publications))), markup=False)
            yield self.hint()

    def on_mount(self) -> None:
        """Start at the current publication."""
        options = self.query_one(OptionList)
        options.highlighted = self._session.position if options.option_count else None
        options.focus()
        self.set_interval(0.02, self._count)

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Give back the chosen one."""
        self.dismiss(event.option_index)

    def action_take(self) -> None:
        """Go to the current one."""
        self.query_one(OptionList).action_select()

    def action_move(self, step: int) -> None:
        """Go to a neighboring one."""
        options = self.query_one(OptionList)
        (options.action_cursor_down if step > 0 else options.action_cursor_up)()

    def _count(self) -> None:
        """Read one more publication whose open values are not known yet."""
        unknown = [i for i in range(len(self._session.publications)) if self._session.n_open(i) is None]
        if unknown and self._session.visit_next():
            self.query_one(OptionList).replace_option_prompt_at_index(unknown[0], self._line(unknown[0]))

    def _line(self, position: int) -> Text:
        n_open = self._session.n_open(position)
        if n_open is None:
            count = "..."
        elif n_open:
            count = f"{n_open} open"
        else:
            count = "done" if self._session.was_read(position) else "not read"
        cases = "  ".join(f"{title} {n}" for title, n in self._session.open_cases(position))
        name = cut(self._session.publications[position].id, NAME_CELLS)
        return Text(f"{count:>9}  {name}  {printable(cases)}", no_wrap=True, overflow="ellipsis")
