"""References: what searches in bibliographic databases found, where each came from, and what was decided on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Verdict = Literal["same", "unsure", "different"]
"""What is thought of two references: one publication, to be looked at, two publications."""

ReferenceSubject = Literal["pair", "screening", "match"]
"""What a decision is about: two references, whether one is wanted, which PDF is one's."""

PaperRole = Literal["paper", "supplement", "correction", "expression of concern", "retraction", "retracted"]
"""What a PDF or a reference is: a publication, what belongs to one, a notice on one, or one that was retracted."""


@dataclass(frozen=True, slots=True)
class Origin:
    """One record of an export file: which search of which database found it, and where in the file it stands.

    ``search`` names a round of searches, ``searched`` is the day of the search (ISO), ``file`` the file's name without
    its folder, ``line`` the line (in a spreadsheet the row) on which the record begins, from 1. ``record`` is the uid
    of the record that this origin gave or confirmed.
    """

    record: str
    database: str
    search: str
    searched: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Reference:
    """A publication as databases tell of it.

    ``uids`` are the records that it was merged from, the first imported first; a record as imported has one. A
    decision on a reference names any of them. Authors stand as the database writes them, family name first. ``doi``
    and ``pmid`` are normalised; ``ids`` are pairs of a register's name and an identifier there (``pmcid``, ``wos`` …),
    also a DOI that is none as it was typed (``doi as typed``). ``kind`` and ``language`` are the database's words.
    """

    uids: tuple[str, ...]
    title: str | None = None
    authors: tuple[str, ...] = ()
    year: int | None = None
    journal: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    doi: str | None = None
    pmid: str | None = None
    ids: tuple[tuple[str, str], ...] = ()
    abstract: str | None = None
    kind: str | None = None
    language: str | None = None
    keywords: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()

    @property
    def uid(self) -> str:
        """The uid of the reference: that of the record imported first, so that a later search does not change it."""
        return self.uids[0]


@dataclass(frozen=True, slots=True)
class ReferencePair:
    """Two records that may tell of one publication; ``first`` was imported before ``second`` (uids of records).

    ``score`` from 0 to 1 orders the pairs of one verdict; ``reason`` says in words what agrees and what does not.
    """

    first: str
    second: str
    verdict: Verdict
    score: float
    reason: str

    @property
    def uid(self) -> str:
        """The subject of a decision on the pair."""
        return pair_uid(self.first, self.second)


def pair_uid(first: str, second: str) -> str:
    """Return the uid of a pair of records, the same in either order."""
    return ":".join(sorted((first, second)))


@dataclass(frozen=True, slots=True)
class ReferenceMatch:
    """A PDF (the uid of its publication) and the reference (uid of a record) that it is, or is about.

    ``score`` is from 0 to 1, ``reason`` says in words what agrees and what does not. ``pages`` are the first and the
    last of those that a book of abstracts gives the reference, None where the PDF as a whole is meant. ``is_decided``
    is whether a person said so.
    """

    publication: str
    reference: str
    role: PaperRole
    verdict: Verdict
    score: float
    reason: str
    pages: tuple[int, int] | None = None
    is_decided: bool = False


@dataclass(frozen=True, slots=True)
class ReferenceDecision:
    """One entry of the append-only record of what was decided on references.

    ``subject`` is the uid of a pair where ``kind`` is ``pair``, of a record where it is ``screening``. Actions on a
    pair are ``same`` and ``different``; in screening ``include``, ``exclude`` (``value`` is the id of one of
    the protocol's reasons, None where none is told) and ``note`` (``value`` is the text); on a match, whose subject is
    the uid of a publication, ``assign`` (``value`` has the references and their pages). ``undo`` takes back the
    decision whose uid is its ``value``. ``at`` is UTC.
    """

    uid: str
    kind: ReferenceSubject
    subject: str
    action: str
    value: Any
    reviewer: str
    at: datetime
    role: str = "reviewer"
    how: str = "single"
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ReferenceImport:
    """One export file taken in: ``sha256`` of its bytes, the round and day of its search, and how it was read.

    ``unreadable`` counts the records that were broken; ``problems`` has a line for each and for what was doubtful.
    """

    file: str
    sha256: str
    format: str
    encoding: str
    search: str
    searched: str
    unreadable: int = 0
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchCount:
    """What one search of one database or register gave: records read, and how many of them no earlier search had."""

    database: str
    is_register: bool
    searched: str
    records: int
    new: int


@dataclass(frozen=True, slots=True)
class SearchRound:
    """The searches that belong together: the first boxes of a PRISMA 2020 flow diagram.

    ``references`` counts the publications that nothing before this round told of: what is to be screened.
    """

    name: str
    searches: tuple[SearchCount, ...]
    references: int

    @property
    def records(self) -> int:
        """Records identified, over all databases and registers."""
        return sum(item.records for item in self.searches)

    @property
    def duplicates(self) -> int:
        """Records removed before screening as duplicates, of this round or of an earlier one."""
        return self.records - self.references

    def by_database(self, *, registers: bool = False) -> tuple[tuple[str, int], ...]:
        """Return pairs of a database (or register) and the records that it gave, in the order first searched."""
        found: dict[str, int] = {}
        for item in self.searches:
            if item.is_register is registers:
                found[item.database] = found.get(item.database, 0) + item.records
        return tuple(found.items())


@dataclass(frozen=True, slots=True)
class ScreeningCounts:
    """What became of the publications to screen; None where nothing is known, never 0 in its place.

    ``screened`` are decided on and not in ``conflicts``; ``sought`` are those included, ``not_retrieved`` those of them
    that no PDF was found for.
    """

    screened: int | None = None
    excluded: int | None = None
    conflicts: int = 0
    sought: int | None = None
    not_retrieved: int | None = None


@dataclass(frozen=True, slots=True)
class ReferenceCounts:
    """Rounds of searches, the earliest first, and how many pairs wait for a person.

    In an updated review (PRISMA 2020, the diagram for updates) ``new`` are the searches of this update, ``previous``
    those of the versions before, whose studies have a box of their own.
    """

    rounds: tuple[SearchRound, ...] = ()
    unsure_pairs: int = 0

    @property
    def new(self) -> SearchRound | None:
        """The last round; None where nothing was imported."""
        return self.rounds[-1] if self.rounds else None

    @property
    def previous(self) -> Sequence[SearchRound]:
        """The rounds before the last."""
        return self.rounds[:-1]

    @property
    def is_update(self) -> bool:
        """Whether there was a round before the last."""
        return len(self.rounds) > 1
