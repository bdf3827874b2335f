"""HTML by construction: what is put into an element is text, and stays text, unless it is an element itself."""

from collections.abc import Iterable
from html import escape

from extractor.synthesis.render.words import one_line

_VOID = frozenset({"meta", "link", "br"})


class Html(str):
    """Markup, as opposed to text."""

    __slots__ = ()


Content = str | Html | None


def element(tag: str, /, *content: Content, **attributes: str | int | None) -> Html:
    """Return an element; ``class_`` is the attribute ``class``, ``aria_label`` is ``aria-label``, None is left out.

    >>> element("td", "a < b", class_="number")
    '<td class="number">a &lt; b</td>'
    """
    told = "".join(f' {_name(name)}="{text(str(value))}"' for name, value in attributes.items() if value is not None)
    if tag in _VOID:
        return Html(f"<{tag}{told}>")
    return Html(f"<{tag}{told}>{joined(content)}</{tag}>")


def joined(content: Iterable[Content]) -> Html:
    """Return markup and text one after another, text escaped."""
    return Html("".join(item if isinstance(item, Html) else text(item) for item in content if item is not None))


def text(words: str) -> Html:
    """Return words as markup."""
    return Html(escape(one_line(words)))


def _name(name: str) -> str:
    return name.rstrip("_").replace("_", "-")
