"""Which searches found a record, in words, and read again where this program wrote them."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from extractor.core.reference import Origin

_FOUND_BY = re.compile(
    r'(?:^|; )(?P<database>"[^"]+"|.+?), (?P<search>"[^"]+"|.+?) of (?P<day>\d{4}-\d\d-\d\d): '
    r"(?P<file>.+?) line (?P<line>\d+)(?=; |$)",
    re.MULTILINE,
)
_UID = re.compile(r"[0-9a-f]{16}")


def found_by(origin: Origin) -> str:
    """Return in words which search found a record, and where in its file it stands."""
    database, search = _quoted(origin.database), _quoted(origin.search)
    return f"{database}, {search} of {origin.searched}: {origin.file} line {origin.line}"


def _quoted(name: str) -> str:
    """Return a name so that its commas part nothing: ``"MEDLINE, Ovid"``."""
    return f'"{name}"' if re.search("[,;]", name) and '"' not in name else name


def origins_in(texts: Iterable[str], uid: str) -> Iterator[Origin]:
    """Yield the origins that ``found_by`` told of, as those of a record with this uid.

    >>> [item.file for item in origins_in(["a, b of 2024-01-01: x.ris line 3; c, d of 2024-01-01: y line 1"], "")]
    ['x.ris', 'y']
    """
    for found in (match for text in texts for match in _FOUND_BY.finditer(text)):
        if _is_day(found["day"]):
            database, search = found["database"].strip('"'), found["search"].strip('"')
            yield Origin(uid, database, search, found["day"], found["file"], int(found["line"]))


def own_uid(texts: Iterable[str]) -> str | None:
    """Return the uid that this program gave a record; None where it gave none."""
    return next((text for text in texts if _UID.fullmatch(text)), None)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
