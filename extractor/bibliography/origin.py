"""Which searches found a record, in words, and read again where this program wrote them."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from extractor.core.reference import Origin

_PLAIN = re.compile(r"""[^\s,:;"'][^,:;"\n]*(?<!\s)""")
"""A name that needs no quotation marks: none of the signs that set the parts apart stands in it."""
_NAME = r'"(?:[^"]|"")*+"|[^,:;"\n]+'
_FOUND_BY = re.compile(
    rf"(?:^|; )(?P<database>{_NAME}), (?P<search>{_NAME}) of (?P<day>\d{{4}}-\d\d-\d\d): "
    rf"(?P<file>{_NAME}) line (?P<line>\d{{1,9}})(?=; |$)",
    re.MULTILINE,
)
"""What ``found_by`` writes. No name runs past a sign that sets parts apart, so that no text takes long to search."""
_UID = re.compile(r"[0-9a-f]{16}")


def found_by(origin: Origin) -> str:
    """Return in words which search found a record, and where in its file it stands."""
    database, search, file = map(_quoted, (origin.database, origin.search, origin.file))
    return f"{database}, {search} of {origin.searched}: {file} line {origin.line}"


def _quoted(name: str) -> str:
    """Return a name so that its signs part nothing: ``"MEDLINE, Ovid"``; quotation marks within stand twice."""
    if _PLAIN.fullmatch(name):
        return name
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _unquoted(name: str) -> str:
    return name[1:-1].replace('""', '"') if name.startswith('"') else name


def origins_in(texts: Iterable[str], uid: str) -> Iterator[Origin]:
    """Yield the origins that ``found_by`` told of, as those of a record with this uid.

    >>> [item.file for item in origins_in(["a, b of 2024-01-01: x.ris line 3; c, d of 2024-01-01: y line 1"], "")]
    ['x.ris', 'y']
    """
    for found in (match for text in texts for match in _FOUND_BY.finditer(text)):
        if _is_day(found["day"]):
            database, search, file = map(_unquoted, found.group("database", "search", "file"))
            yield Origin(uid, database, search, found["day"], file, int(found["line"]))


def own_uid(texts: Iterable[str]) -> str | None:
    """Return the uid that this program gave a record; None where it gave none."""
    return next((text for text in texts if _UID.fullmatch(text)), None)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
