"""What readers of all formats give: entries, their parts by the format's own tags, and what was wrong with them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of a file; ``line`` is where it begins, ``parts`` pairs of a tag and a value in the file's order.

    ``cut`` says why the record cannot be whole, where it cannot.
    """

    line: int
    parts: tuple[tuple[str, str], ...]
    cut: str | None = None

    def all(self, tags: Iterable[str]) -> Iterator[str]:
        """Yield the values of tags that are filled in, tag after tag."""
        for tag in tags:
            yield from (value for name, value in self.parts if name == tag)

    def first(self, tags: Iterable[str]) -> str | None:
        """Return the first of those values; None where there is none."""
        return next(self.all(tags), None)


@dataclass(frozen=True, slots=True)
class Broken:
    """A record, or what should be one, that cannot be read."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What a reader made of a file: ``format`` names the map of ``formats.toml`` that its tags belong to."""

    format: str
    entries: tuple[Entry, ...]
    broken: tuple[Broken, ...] = ()
    headings: tuple[str, ...] = field(default=())


def entry_of(line: int, parts: Mapping[str, str] | Iterable[tuple[str, str]], cut: str | None = None) -> Entry:
    """Return an entry of the parts that are filled in; ``NA`` is how statistics programs write what is not."""
    pairs = parts.items() if isinstance(parts, Mapping) else parts
    return Entry(line, tuple((tag, value.strip()) for tag, value in pairs if value.strip() not in ("", "NA")), cut)
