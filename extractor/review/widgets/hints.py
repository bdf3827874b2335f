"""Hint lines: which key does what, in words that may be clicked too."""

from collections.abc import Iterable

from rich.style import Style
from rich.text import Text

from extractor.review.actions import Hint

BETWEEN = "  "


def hint_line(hints: Iterable[Hint]) -> Text:
    """Return hints in one line; a click on one calls the screen's ``action_do`` with the name of its action."""
    text = Text()
    for number, hint in enumerate(hints):
        text.append(BETWEEN if number else "")
        for words, name in hint:
            text.append(words, style=Style(meta={"@click": f"screen.do({name!r})"}))
    return text
