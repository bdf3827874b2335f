"""What all dialogs share: keys from the table of actions, and a hint line whose words may be clicked."""

import re
from collections.abc import Mapping
from itertools import pairwise, zip_longest
from typing import ClassVar, TypeVar

from rich.style import Style
from rich.text import Text
from textual import events
from textual.screen import ModalScreen
from textual.widgets import Static

from extractor.review.actions import Keys

Answer = TypeVar("Answer")

_ITEM = re.compile(r"(?<=  )|(?<=\n)")
_NAME = re.compile(r"\{(\w+)\}")


class Dialog(ModalScreen[Answer]):
    """A screen over the review that is left by escape.

    ``DEEDS`` says which of its methods (``action_...``, with arguments where it has some) each action of the table
    calls here; ``HINT`` is its hint line, in which ``{name}`` stands for the key of an action.
    """

    DEEDS: ClassVar[Mapping[str, str]]
    HINT: ClassVar[str] = ""

    def __init__(self, keys: Keys) -> None:
        super().__init__()
        self._keys = keys.among(("leave", *self.DEEDS))

    async def on_key(self, event: events.Key) -> None:
        """Do what a key means here."""
        name = "leave" if event.key == "escape" else self._keys.action(event.key)
        if name is not None:
            event.stop()
            event.prevent_default()
            await self.action_do(name)

    async def action_do(self, name: str) -> None:
        """Do an action of the table."""
        await self.run_action(self.DEEDS.get(name, name))

    def action_leave(self) -> None:
        """Leave everything as it is."""
        self.dismiss(None)

    def hint(self, template: str | None = None) -> Static:
        """Return the hint line, or another one of the same kind."""
        text = Text()
        for item in _ITEM.split(self.HINT if template is None else template):
            names = list(_NAME.finditer(item))
            starts = [0, *(name.start() for name in names[1:]), len(item)]
            for name, (start, end) in zip_longest(names, pairwise(starts)):
                style = Style(meta={"@click": f"screen.do({name[1]!r})"}) if name else Style()
                text.append(_NAME.sub(lambda found: self._keys.shown(found[1]), item[start:end]), style=style)
        return Static(text, classes="dialog-hint")
