"""The publications of the review with what is open in each; one is chosen to go on with."""

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from extractor.core.terminal import printable
from extractor.review.session import ReviewSession


class PublicationsScreen(ModalScreen[int | None]):
    """Gives back the position of the chosen publication, None where the reviewer left it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,g", "leave", show=False)]

    def __init__(self, session: ReviewSession) -> None:
        super().__init__()
        self._session = session

    def compose(self) -> ComposeResult:
        """Give the list."""
        with Vertical(classes="dialog"):
            yield Static(Text("Publications"), classes="dialog-title")
            yield OptionList(*(Option(self._line(i)) for i in range(len(self._session.publications))), markup=False)
            yield Static(Text("enter goes there  escape leaves"), classes="dialog-hint")

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

    def action_leave(self) -> None:
        """Stay where the reviewer was."""
        self.dismiss(None)

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
        return Text(f"{count:>9}  {printable(self._session.publications[position].id)}", no_wrap=True)
