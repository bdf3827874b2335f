"""The nouns of a report: publications, unique patients, counts; every number leads to the quotes behind it.

Frozen, slotted, tuples inside. What follows from other numbers (sums, shares, intervals) is a property. Ids of
diseases, subtypes, drugs and domains are the protocol's; ``Labels`` has the words for them. Order is part of each noun:
the same decisions give the same report, byte for byte, whatever order publications were read in.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from typing import Literal

from extractor.core.annotation import AnnotatedCase
from extractor.core.candidate import Slot, Value
from extractor.core.time_spent import FormTime
from extractor.synthesis.appendix import Audit, FilledForm, Methods

Linked = Literal["earliest", "longest"]
"""Which of several reports of a patient is asked first for a value: the earliest, or that with the longest follow-up.

A value that it does not tell is taken from the next one in the same order.
"""

State = Literal["told", "not_reported", "unclear"]
"""Whether a value is told, or a person has looked and it is not reported, or unclear.

A place that nobody has decided on has no value at all.
"""

Z = 1.959963984540054
"""The standard normal distribution's 97.5th percentile, for intervals of 95 %."""

MACHINE = "machine"
"""What ``Source.how`` says of a suggestion that nobody has confirmed."""


@dataclass(frozen=True, slots=True)
class Quote:
    """The words of a publication, letter for letter, and the page on which they start, counted from 1."""

    text: str
    page: int


@dataclass(frozen=True, slots=True)
class Source:
    """Where one value comes from.

    ``publication`` is its id; ``case_id`` the case's number in it, empty for values of the publication itself.
    ``subject`` is the uid of what is decided on, ``decision`` the decision's uid, empty where the machine suggests.
    ``how`` is ``single``, ``bulk`` or ``imported`` for decisions, else ``machine``. A value that a person typed, or
    took from a file, may have no quotes. The section of a quote is not kept with it.
    """

    publication: str
    case_id: str
    subject: str
    field: str
    key: str = ""
    value: Value | None = None
    state: State = "told"
    quotes: tuple[Quote, ...] = ()
    decision: str = ""
    reviewer: str = ""
    how: str = MACHINE

    @property
    def slot(self) -> Slot:
        """The place of the value in its subject."""
        return Slot(self.field, self.key)


@dataclass(frozen=True, slots=True)
class Publication:
    """A publication of the review, in the order of ids.

    ``status`` is what was decided on ``included``: ``open`` where nobody has. ``reason`` is an id of the protocol's
    exclusion reasons, None where none is recorded, ``reason_label`` the protocol's words for it. ``n_patients`` is what
    was decided on that field; ``told`` the patients of all its cases; ``counted`` those of them who count here and
    not through another report (0 where not included). ``sources`` are its own values, in the order of ``FIELDS``, the
    review's own fields (``fields``) last.
    """

    uid: str
    id: str
    status: Literal["included", "excluded", "open"]
    title: str | None = None
    journal: str | None = None
    year: int | None = None
    doi: str | None = None
    design: str | None = None
    publication_type: str | None = None
    reason: str | None = None
    reason_label: str | None = None
    n_patients: int | None = None
    told: int = 0
    counted: int = 0
    fields: tuple[tuple[str, Value], ...] = ()
    sources: tuple[Source, ...] = ()


Role = Literal["counted", "same", "member", "sharing"]
"""What a case is to the patient or group that it is joined to."""


@dataclass(frozen=True, slots=True)
class JoinedCase:
    """A case of an included publication that tells of a patient (or group), and why it was joined.

    ``role``: ``counted``, the report asked first for each value; ``same``, another report of the same patient;
    ``member``, a patient of the counted group who is also told singly; ``sharing``, a group with patients of the
    counted one. ``reason`` says in one sentence why it is joined, empty for ``counted``; ``sources`` are the words or
    decisions that the reason stands on, ``introduced`` the quotes that introduce the case (its existence).
    """

    publication: str
    case_id: str
    uid: str
    unit: str
    n: int
    role: Role
    reason: str = ""
    sources: tuple[Source, ...] = ()
    introduced: Source | None = None

    @property
    def name(self) -> str:
        """The case's name in the whole review, as ``same_as`` writes it."""
        return f"{self.publication}/{self.case_id}"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Reports of one patient that tell different values of one field.

    ``told`` has one source a report, the one that counts first.
    """

    patient: str
    field: str
    key: str
    told: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How the patients of one denominator fare, or those of one patient or group in it.

    ``improved`` of ``n`` whose state is told; ``unclear`` and ``not_reported`` are further patients of the denominator
    in whom a person found the state unclear, or it is not told; they are no part of ``n``.
    """

    improved: int = 0
    n: int = 0
    unclear: int = 0
    not_reported: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.improved + other.improved,
            self.n + other.n,
            self.unclear + other.unclear,
            self.not_reported + other.not_reported,
        )


@dataclass(frozen=True, slots=True)
class Response:
    """What one patient or group tells of one domain.

    ``active`` patients have it at the drug's start, ``counted`` of them belong to the domain's denominator (as the
    protocol's word for it says); ``last`` is how these fare at the last visit on the drug, ``best`` by the best state
    told (the last one where no better is told). Of ``unclear`` and ``not_reported`` active patients it is unclear, or
    not told, whether they belong to the denominator; they are not counted. ``sources`` are all values that this rests
    on.
    """

    domain: str
    active: int
    counted: int
    last: Tally
    best: Tally
    sources: tuple[Source, ...]
    unclear: int = 0
    not_reported: int = 0


@dataclass(frozen=True, slots=True)
class Patient:
    """A unique patient, or a unique group of patients only told together; ``n`` is how many persons it counts.

    ``uid`` and ``name`` (publication/case) are those of the counted case. ``record`` has the values that count, in the
    contract's shape; ``values`` are the same with their sources, in the order of ``FIELDS``, also those that a person
    found unclear or not reported. ``new_cotherapy`` is whether another treatment was begun with the drug (of a group,
    in any of its patients), None where one is suggested and nobody has decided. ``members`` are those of a group's
    patients who are also told singly: they are among its ``n`` and count for themselves only in what the group does not
    tell.
    """

    uid: str
    name: str
    unit: str
    n: int
    record: AnnotatedCase
    values: tuple[Source, ...]
    cases: tuple[JoinedCase, ...]
    responses: tuple[Response, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    new_cotherapy: bool | None = False
    members: tuple["Patient", ...] = ()

    def sources(self, *fields: str, key: str | None = None) -> tuple[Source, ...]:
        """Return the values of fields, of one key alone where it is named."""
        return tuple(item for item in self.values if item.field in fields and key in (None, item.key))

    def response(self, domain: str) -> Response | None:
        """Return what is told of a domain, None where nothing is."""
        return next((item for item in self.responses if item.domain == domain), None)


@dataclass(frozen=True, slots=True)
class Part:
    """What one unique patient or group (its uid) gives to a proportion."""

    patient: str
    tally: Tally
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Proportion:
    """Improved n of N, from parts that share no person."""

    parts: tuple[Part, ...] = ()

    @property
    def tally(self) -> Tally:
        """The sum over the parts."""
        return sum((part.tally for part in self.parts), Tally())

    @property
    def improved(self) -> int:
        """Patients who improved."""
        return self.tally.improved

    @property
    def n(self) -> int:
        """Patients of the denominator whose state is told."""
        return self.tally.n

    @property
    def share(self) -> float | None:
        """Improved by n; None where n is 0."""
        return self.improved / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of the share; None where n is 0."""
        return wilson(self.improved, self.n)


def wilson(improved: int, n: int) -> tuple[float, float] | None:
    """Return Wilson's 95 % score interval of a proportion, within 0 and 1; None where n is 0.

    Source: Wilson EB. J Am Stat Assoc 1927;22:209-212; without continuity correction, as Brown LD, Cai TT, DasGupta A
    recommend for small n (Statist Sci 2001;16:101-133).
    """
    if not n:
        return None
    share, square = improved / n, Z * Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    reach = Z * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return (0.0 if improved == 0 else middle - reach, 1.0 if improved == n else middle + reach)


By = Literal["all", "disease", "subtype", "drug", "antibody"]
"""What a table's rows are divided by."""

Apart = Literal["told", "not_reported", "unclear", "several"]
"""Whether a row's value is told; ``several`` are patients whose group, or whose course of several drugs, does not tell
which of them a result belongs to."""


@dataclass(frozen=True, slots=True)
class Row:
    """The response of one domain in the patients with one disease, subtype, drug or antibody.

    ``value`` is the protocol's id (a name for antibodies and drugs), empty where ``apart`` is not ``told`` and for
    ``all``. ``last`` and ``best`` are over all patients of the denominator, ``last_alone`` and ``best_alone`` only over
    those in whom no other treatment was begun with the drug. A patient with two antibodies is in two rows: rows of
    drugs and antibodies do not add up to all patients, those of diseases and subtypes do.
    """

    value: str
    apart: Apart
    domain: str
    last: Proportion
    best: Proportion
    last_alone: Proportion
    best_alone: Proportion


@dataclass(frozen=True, slots=True)
class ResponseTable:
    """Improved n of N, rows by what they are divided by, then by the protocol's order of domains."""

    by: By
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Baseline:
    """How many patients with a disease have a domain active at the drug's start, and how many its denominator counts.

    ``patients`` are all with the disease; its id and ``apart`` are as in ``Row``. Of the active ones, whether they
    belong to the denominator is ``unclear`` in some and ``not_reported`` of others.
    """

    disease: str
    domain: str
    patients: int
    active: "Count"
    counted: "Count"
    unclear: "Count"
    not_reported: "Count"
    apart: Apart = "told"


@dataclass(frozen=True, slots=True)
class Share:
    """What one unique patient or group gives to a count; ``n`` is None where a group does not tell how many."""

    patient: str
    n: int | None
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """Patients of whom something is told, from shares that share no person; ``value`` as in ``Row``."""

    value: str
    apart: Apart
    shares: tuple[Share, ...]

    @property
    def n(self) -> int:
        """Patients, without those of groups that do not tell how many."""
        return sum(share.n or 0 for share in self.shares)

    @property
    def groups(self) -> int:
        """Groups in which it is told of an unknown number."""
        return sum(share.n is None for share in self.shares)


@dataclass(frozen=True, slots=True)
class CountTable:
    """Counts of unique patients by a field; ``total`` is the number of unique patients whom it is asked of.

    ``name`` is a field's (``disease``, ``subtype``, ``sex``, ``drug_name``, ``antibodies``, ``prior_therapies``,
    ``steroid_sparing``, ``ae_status``, ``adverse_events``, ``ae_serious``, ``ae_attribution``,
    ``stop_reason``, ``died``); where a patient can have several values the rows may add up to more than ``total``.
    Adverse events go by their normalised term where one is told.
    """

    name: str
    total: int
    rows: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """Patients with one value of each of two fields; values, and whether they are told, as in ``Row``."""

    row: tuple[str, Apart]
    column: tuple[str, Apart]
    shares: tuple[Share, ...]

    @property
    def n(self) -> int:
        """Patients, without those of groups that do not tell how many."""
        return sum(share.n or 0 for share in self.shares)


@dataclass(frozen=True, slots=True)
class CrossTable:
    """Unique patients by two fields, as for the figure of drugs by subtype; cells without patients are left out."""

    rows: str
    columns: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """Median and range of a number told of single patients, with how many tell it; by disease, empty for all."""

    field: str
    disease: str
    n: int
    median: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Unresolved:
    """What a person should look at, since a program cannot know whether patients are counted twice or left out."""

    words: str
    publications: tuple[str, ...]
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Prisma:
    """The numbers of the PRISMA 2020 flow; None where nothing is recorded, never 0 in its place.

    ``databases``, ``registers`` and ``other_methods`` are pairs of a source and the records from it;
    ``reports_excluded`` and ``other_reports_excluded`` pairs of a reason in words and a number. Reports are
    publications, ``patients`` are unique. Where it is known which of them no search found, those that were assessed
    are told apart as found by other methods; ``reports_included`` are all.

    ``rounds`` are the flows of each round of searches and what it was the first to find, in their order: the last is
    this update, those before it the previous versions of the review.

    Source: Page MJ et al. The PRISMA 2020 statement. BMJ 2021;372:n71.
    """

    databases: tuple[tuple[str, int], ...] | None = None
    registers: tuple[tuple[str, int], ...] | None = None
    duplicates_removed: int | None = None
    removed_by_automation: int | None = None
    removed_for_other_reasons: int | None = None
    records_screened: int | None = None
    records_excluded: int | None = None
    reports_sought: int | None = None
    reports_not_retrieved: int | None = None
    other_methods: tuple[tuple[str, int], ...] | None = None
    other_reports_sought: int | None = None
    other_reports_not_retrieved: int | None = None
    other_reports_assessed: int | None = None
    other_reports_excluded: tuple[tuple[str, int], ...] | None = None
    reports_assessed: int | None = None
    reports_excluded: tuple[tuple[str, int], ...] | None = None
    reports_included: int | None = None
    patients: int | None = None
    rounds: tuple["PrismaRound", ...] = ()


@dataclass(frozen=True, slots=True)
class PrismaRound:
    """What became of the records that one round of searches found, in numbers of the flow."""

    name: str
    flow: Prisma


@dataclass(frozen=True, slots=True)
class DomainLabel:
    """A domain's id, its title, and the protocol's word for whom a result is counted over."""

    id: str
    title: str
    denominator: str

    @property
    def counted_over(self) -> str:
        """Whom a result is counted over, in words."""
        return DENOMINATORS[self.denominator]


DENOMINATORS = {
    "refractory": "patients in whom earlier treatment of it had failed",
    "active": "patients in whom it was active when the drug was started",
    "measured": "patients in whom it was measured and abnormal when the drug was started",
}
"""The protocol's words for a denominator, in words for readers."""


@dataclass(frozen=True, slots=True)
class Labels:
    """The protocol's words: its title, its domains in order, the ids of its diseases, subtypes and drugs in order.

    ``reasons`` are pairs of an exclusion reason's id and its words.
    """

    title: str
    domains: tuple[DomainLabel, ...]
    diseases: tuple[str, ...] = ()
    subtypes: tuple[str, ...] = ()
    drugs: tuple[str, ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Synthesis:
    """A review's confirmed records as counts, or the machine's suggestions where ``machine_only``.

    ``patients`` are unique, in the order of publications and cases. ``undecided`` counts suggestions on included
    publications that nobody has decided on: they are no part of any number. ``tables`` are divided by all, disease,
    subtype, drug and antibody; ``counts`` are those of ``CountTable``; ``own_titles`` are the titles of the review's
    own fields by name.
    """

    machine_only: bool
    linked: Linked
    labels: Labels
    publications: tuple[Publication, ...]
    patients: tuple[Patient, ...]
    baseline: tuple[Baseline, ...]
    tables: tuple[ResponseTable, ...]
    counts: tuple[CountTable, ...]
    drugs_by_subtype: CrossTable
    spreads: tuple[Spread, ...]
    prisma: Prisma
    unresolved: tuple[Unresolved, ...] = ()
    undecided: int = 0
    own_titles: tuple[tuple[str, str], ...] = ()

    @property
    def included(self) -> tuple[Publication, ...]:
        """The included publications."""
        return tuple(item for item in self.publications if item.status == "included")

    @property
    def excluded(self) -> tuple[Publication, ...]:
        """The excluded publications."""
        return tuple(item for item in self.publications if item.status == "excluded")

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What reports of the same patient tell differently."""
        return tuple(item for patient in self.patients for item in patient.conflicts)

    @property
    def unique_patients(self) -> int:
        """How many persons the review counts, each once."""
        return persons(self.patients)

    def table(self, by: By) -> ResponseTable:
        """Return the table of responses divided by ``by``."""
        return next(table for table in self.tables if table.by == by)

    def count(self, name: str) -> CountTable:
        """Return the table of counts of a field."""
        return next(table for table in self.counts if table.name == name)


def persons(patients: Iterable[Patient]) -> int:
    """Return how many persons patients and groups are together."""
    return sum(patient.n for patient in patients)


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a report was made from: everything that another run needs to come to the same numbers.

    ``stamps`` are the distinct (code, protocol, model) digests of the extractions, ``pdfs`` pairs of a publication's id
    and the SHA-256 of its PDF (None where it was confirmed without one), ``decisions`` the SHA-256 over all decisions,
    ``settings`` the options of the report as they stand on the command line, by name.
    """

    version: str
    protocol_id: str
    protocol_version: str
    protocol_digest: str
    stamps: tuple[tuple[str, str, str], ...]
    pdfs: tuple[tuple[str, str | None], ...]
    decisions: str
    settings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All that is printed: the synthesis, what it was made from, and the optional parts (empty where not asked for)."""

    synthesis: Synthesis
    provenance: Provenance
    time: tuple[FormTime, ...] = ()
    audit: Audit | None = None
    forms: tuple[FilledForm, ...] = ()
    methods: Methods | None = None
