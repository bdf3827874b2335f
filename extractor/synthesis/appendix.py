"""The nouns of what a report has beside its tables: number audit, appraisal forms, methods paragraph.

Nothing here judges: an audit shows what does not agree, a form shows quotes and leaves the answer to a person.
"""

from dataclasses import dataclass
from typing import Literal

MismatchKind = Literal["share", "patients", "counts", "abstract"]
"""What does not agree: a share with its counts, numbers of patients, counts with their whole, abstract and record."""

KIND_TITLES: dict[MismatchKind, str] = {
    "share": "Percentages and their counts",
    "patients": "Numbers of patients",
    "counts": "Counts and what they are counted of",
    "abstract": "Abstract and record",
}
"""Headings for readers, in the order in which kinds are told."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words of a publication, letter for letter, the page on which they start, and what they are shown for.

    ``about`` is in words for readers (``Age at start 54, p1``; ``informed consent``); ``text`` is empty and ``page``
    None where a person gave a value without a place in the publication.
    """

    text: str
    page: int | None
    about: str


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Numbers of one publication (its id) that cannot all be right; ``words`` say it in one line.

    ``excerpts`` show each side with its page. ``looked_at`` says who has looked at it in the review's screens and found
    nothing to change, empty where nobody has.
    """

    publication: str
    kind: MismatchKind
    words: str
    excerpts: tuple[Excerpt, ...]
    looked_at: str = ""


@dataclass(frozen=True, slots=True)
class Audit:
    """What was checked in the included publications, and what does not agree, by publication and kind.

    ``shares`` is how many printed percentages were recomputed from counts printed with them, ``numbers`` how many
    numbers of patients in titles and abstracts were looked for elsewhere. ``unread`` are included publications (ids)
    without a text that could be checked.
    """

    publications: int
    shares: int
    numbers: int
    mismatches: tuple[Mismatch, ...]
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a form in the project's own words; ``group`` is the form's heading above it, if any."""

    number: str
    asks: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """An appraisal form: where it comes from, the answers that it offers, its items."""

    id: str
    title: str
    source: str
    doi: str
    note: str
    answers: tuple[str, ...]
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A form for one publication (its id): for each item, in order, the excerpts that speak to it.

    ``more`` is how many further excerpts each item has that are not shown. The answers are a person's to give: there is
    no place here for one.
    """

    form: Form
    publication: str
    excerpts: tuple[tuple[Excerpt, ...], ...]
    more: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Methods:
    """The methods paragraphs and the statement of limits, plain text, ready to be edited by the authors."""

    paragraphs: tuple[str, ...]
    limits: tuple[str, ...]
    references: tuple[str, ...] = ()
