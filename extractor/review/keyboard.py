"""Keys that were typed ahead wait until what the keys before them began has come to rest."""

from collections import deque

from textual import events
from textual.app import App

from extractor.review.config import CHARACTERS

PAUSE = 0.001
"""Seconds between two looks whether the next key may go on."""


class PatientApp(App[None]):
    """Hands keys and pasted words on in order, each once the screen that is to have it has the keyboard.

    A screen that a key opens takes some milliseconds until it has the keyboard. What arrives meanwhile, as over a slow
    line, would otherwise go to the screen below it: lost, or taken for other orders. ``typed`` is what was typed before
    the application started.
    """

    def __init__(self, *, ansi_color: bool | None = None, typed: str = "") -> None:
        super().__init__(ansi_color=ansi_color)
        self._held: deque[events.Key | events.Paste] = deque(map(key_event, typed))

    @property
    def holds(self) -> bool:
        """Whether a key waits."""
        return bool(self._held)

    def on_ready(self) -> None:
        """See to the keys that were typed before there was a screen."""
        if self._held:
            self.set_timer(PAUSE, self._hand_on)

    async def on_event(self, event: events.Event) -> None:
        """Handle an event, or hold it."""
        if (
            not isinstance(event, events.Key | events.Paste)
            or event.is_forwarded
            or (not self._held and self._at_rest())
        ):
            await super().on_event(event)
            return
        self._held.append(event)
        if len(self._held) == 1:
            self.set_timer(PAUSE, self._hand_on)

    async def _hand_on(self) -> None:
        """Hand the first of the held keys on if everything is at rest, and see to the others later."""
        if self._at_rest():
            await super().on_event(self._held.popleft())
        if self._held:
            self.set_timer(PAUSE, self._hand_on)

    def _at_rest(self) -> bool:
        """Tell whether the first screen is there, the topmost one is ready, and no message waits in any of them."""
        if len(self.screen_stack) < 2 or not self.screen.is_mounted or self.message_queue_size:
            return False
        nodes = (node for screen in self.screen_stack for node in screen.walk_children(with_self=True))
        return not any(node.message_queue_size for node in nodes)


def key_event(character: str) -> events.Key:
    """Return the event of a key that types a character; a line break is the enter key's."""
    if character in "\r\n":
        return events.Key("enter", "\r")
    return events.Key(CHARACTERS.get(character, character), character)
