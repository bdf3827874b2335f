"""What of a record is compared, computed once a record."""

import re
from dataclasses import dataclass

from extractor.core.reference import Reference
from extractor.core.reference_keys import family_key, first_page_key, number_key, page_span, words_key

ABSTRACT_CHARACTERS = 400
"""How much of an abstract is compared: databases cut the end, and add a copyright there."""


@dataclass(frozen=True, slots=True)
class Keys:
    """A record in the forms in which databases agree; None and empty where it does not tell."""

    title: str
    families: tuple[str, ...]
    year: int | None
    journals: tuple[str, ...]
    volume: str | None
    issue: str | None
    page: str | None
    pages: tuple[int, int] | None
    doi: str | None
    pmid: str | None
    abstract: str


def keys_of(record: Reference) -> Keys:
    """Return the keys of a record."""
    return Keys(
        title=words_key(record.title) or "",
        families=tuple(family for author in record.authors if (family := family_key(author))),
        year=record.year,
        journals=_journals(record.journal),
        volume=_first(number_key(record.volume)),
        issue=number_key(record.issue),
        page=first_page_key(record.pages),
        pages=page_span(record.pages),
        doi=record.doi,
        pmid=record.pmid,
        abstract=(words_key((record.abstract or "")[: 2 * ABSTRACT_CHARACTERS]) or "")[:ABSTRACT_CHARACTERS],
    )


def _journals(name: str | None) -> tuple[str, ...]:
    """Return a journal's names without what catalogs add: ``Ai zheng = Chinese journal of cancer : official organ``."""
    names = (words_key(re.split(r"[:;(\[]", part.strip(" [("))[0]) for part in (name or "").split("="))
    return tuple(dict.fromkeys(key for key in names if key))


def _first(numbers: str | None) -> str | None:
    """Return the first of several numbers: databases write a supplement after the volume, or after the issue."""
    return numbers.split()[0] if numbers else None
