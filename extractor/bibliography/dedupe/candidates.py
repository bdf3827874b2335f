"""Which pairs are compared at all: those that share a key that few records have. Never all with all."""

from collections.abc import Iterator, Sequence

from extractor.bibliography.dedupe.keys import Keys

BLOCK_RECORDS = 60
"""A key that more records share says little ("editorial", "2020 1"); finer keys find the pairs among them."""

TITLE_LETTERS = 16
"""How much of a title's beginning and end is a key, without blanks: two or three words."""
LONG_WORDS = (5, 3)
"""How many of a title's longest words are a key: they survive another order, another subtitle, another small word."""
ABSTRACT_LETTERS = 60
"""How much of an abstract's beginning is a key."""


def candidate_pairs(keys: Sequence[Keys]) -> list[tuple[int, int]]:
    """Return pairs of positions, the lower first, sorted."""
    sharing: dict[tuple[object, ...], list[int]] = {}
    for position, item in enumerate(keys):
        for block in dict.fromkeys(blocks(item)):
            sharing.setdefault(block, []).append(position)
    found: set[tuple[int, int]] = set()
    for members in sharing.values():
        if 1 < len(members) <= BLOCK_RECORDS:
            found.update((one, other) for index, one in enumerate(members) for other in members[index + 1 :])
    return sorted(found)


def blocks(item: Keys) -> Iterator[tuple[object, ...]]:
    """Yield the keys that a record is found by; what many share is told with more of the record."""
    if item.doi:
        yield ("doi", item.doi)
    if item.pmid:
        yield ("pmid", item.pmid)
    words = item.title.split()
    squeezed = "".join(words)
    first = item.families[0] if item.families else None
    if squeezed:
        for name, letters in (("start", squeezed[:TITLE_LETTERS]), ("end", squeezed[-TITLE_LETTERS:])):
            yield (name, letters)
            yield (name, letters, item.year)
            yield (name, letters, first)
        long = sorted(set(words), key=lambda word: (-len(word), word))
        yield from (("words", *long[:count]) for count in LONG_WORDS)
    if item.page and (item.volume or item.year):
        yield ("place", item.page, item.volume, item.year)
        yield ("place", item.page, item.volume, first)
        yield ("place", item.page, item.year, first)
    if first:
        yield ("author", first, item.year, item.volume)
        yield ("author", first, item.year, words[0] if words else None)
    if item.abstract:
        yield ("abstract", item.abstract[:ABSTRACT_LETTERS])
