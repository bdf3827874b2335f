"""The review's actions and publications by name, for the command palette."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Hits, Provider

from extractor.core.terminal import printable

if TYPE_CHECKING:
    from collections.abc import Callable


class ReviewCommands(Provider):
    """Every action with its key, and every publication to go to."""

    async def discover(self) -> Hits:
        """List the actions before anything is typed."""
        for words, help_text, run in self._actions():
            yield DiscoveryHit(words, run, help=help_text)

    async def search(self, query: str) -> Hits:
        """Find actions and publications that fit to what is typed."""
        matcher = self.matcher(query)
        for words, help_text, run in (*self._actions(), *self._publications()):
            score = max(matcher.match(words), matcher.match(help_text) * 0.8)
            if score > 0:
                yield Hit(score, matcher.highlight(words), run, help=help_text)

    def _actions(self) -> "Iterator[tuple[str, str, Callable[[], None]]]":
        from extractor.review.screens.review import ReviewScreen

        if isinstance(self.screen, ReviewScreen):
            for action in self.screen.keys.actions:
                name = action.name.replace("_", " ").capitalize()
                yield f"{name}  {action.shown}", action.help, partial(self.screen.action_do, action.name)

    def _publications(self) -> "Iterator[tuple[str, str, Callable[[], None]]]":
        from extractor.review.screens.review import ReviewScreen

        if isinstance(self.screen, ReviewScreen):
            for position, publication in enumerate(self.screen.session.publications):
                words = printable(publication.id)
                yield f"Go to {words}", "A publication of this review.", partial(self.screen.go_to, position)
