"""Two reports as JSON objects → what differs in their numbers, a line each.

Rows of a list are the same row where they are about the same thing: a publication's id, a field and its value, a
disease and a domain. Quotes, intervals and digests follow from other numbers and are passed over.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

PASSED_OVER = frozenset(
    {"provenance", "interval", "quotes", "decision", "subject", "uid", "how", "reviewer", "methods", "time"}
)
"""What a report says of itself, or what follows from other numbers, or who said a value."""

_NAMES = ("name", "id", "publication", "disease", "domain", "by", "field", "value", "key", "told", "kind", "words")
"""What a row is about, as far as it tells it; a row's own numbers never are."""

Path = tuple[str, ...]


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Return a line for each number or value that is not the same, in the order of the old report.

    >>> differences({"included": 2}, {"included": 3})
    ['included: 2 in the report, 3 now']
    """
    before, after = dict(_flat(old)), dict(_flat(new))
    paths = dict.fromkeys((*before, *after))
    return [
        f"{': '.join(path)}: {_words(before.get(path))} in the report, {_words(after.get(path))} now"
        for path in paths
        if before.get(path) != after.get(path)
    ]


def _flat(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            if key not in PASSED_OVER:
                yield from _flat(part, (*path, key))
    elif isinstance(value, list):
        seen: Counter[str] = Counter()
        for name, part in map(_row, value):
            seen[name] += 1
            yield from _flat(part, (*path, name if seen[name] == 1 else f"{name} ({seen[name]})"))
    else:
        yield path, value


def _row(row: Any) -> tuple[str, Any]:
    """Return what a row of a list is about, and what it says: a pair's second part, a lone word that it is there."""
    if isinstance(row, Mapping):
        return _name(row), row
    if isinstance(row, list) and len(row) == 2:
        return str(row[0]), row[1]
    return str(row), "there"


def _name(row: Mapping[str, Any]) -> str:
    """Return what an object is about; of a value with its quotes the value itself is what may differ."""
    if "quotes" in row:
        return " ".join(str(row[key]) for key in ("publication", "case_id", "field", "key") if row[key])
    told = (row.get(key) for key in _NAMES)
    return " ".join(str(part) for part in told if part not in (None, "") and not isinstance(part, list))


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "nothing" if value is None else str(value)
