"""What the language pipeline says of one document: sentences, mentions, regions told of one case, statements.

Offsets are those of ``Document.text``. Nothing here is assembled into records yet.
"""

from dataclasses import dataclass
from typing import Literal

from extractor.core.document import BlockKind, SectionKind
from extractor.core.text import Span

Context = Literal["negated", "prior", "cited", "hypothetical", "stopped", "family"]
"""What surrounds a mention: denied, before the review's drug, of other authors' patients, not (yet) real,
the end of a treatment, of a relative."""

Direction = Literal["improved", "unchanged", "worsened"]
Assertion = Literal["observed", "prior", "cited", "hypothetical"]
Unit = Literal["patient", "group"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence; ``block`` is the index of its block in the document, ``section`` that block's kind of section."""

    span: Span
    block: int
    block_kind: BlockKind
    section: SectionKind


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name something the review asks for.

    ``label`` says what kind of thing: ``drug``, ``drug_class``, ``therapy``, ``dose``, ``frequency``, ``route``,
    ``disease``, ``other_disease``, ``subtype``, ``antibody``, ``sign``, ``not_sign``, ``phrase``, ``instrument``,
    ``measure`` (a reading of the instrument that ``rule`` names), ``age``, ``onset_age``, ``sex``, ``duration``,
    ``time_point``, ``date``, ``count``, ``adverse_event``, ``case_label``, ``cue``, ``chemical`` and ``disease_name``
    (names that the protocol has no word for; the value is the name), ``entity`` (of an installed model). ``concept`` is
    the protocol's id where the protocol has one (for ``sign``, ``instrument``, ``measure`` and ``phrase`` the domain,
    for ``dose`` the treatment), ``value`` the normal form of what has a value: years for an age or a date, months for a
    duration or time point, ``female`` or ``male`` for a sex, ``n/N`` for a count, the direction for a phrase. ``rule``
    names what found it.
    """

    span: Span
    label: str
    concept: str | None = None
    value: float | str | None = None
    context: frozenset[Context] = frozenset()
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Regimen:
    """A drug of the review with the dose, frequency and route told beside it; a part is None where not told.

    ``dose`` is the amount as printed without its rhythm; ``frequency`` and ``route`` carry the contract's words in
    their ``value``.
    """

    drug: Mention
    dose: Mention | None = None
    frequency: Mention | None = None
    route: Mention | None = None


@dataclass(frozen=True, slots=True)
class CaseRegion:
    """The stretches of text told of one case: a patient or a group.

    ``label`` is the publication's own name for it (``Patient 2``), None where it has none; ``key`` is the label's
    number or letter, normalised (``2``, ``b``), so that ``P2``, ``Case 2`` and ``the second patient`` are one;
    ``table_rows`` are ``(table index, axis, index)`` with axis ``row`` or ``column``.
    """

    unit: Unit
    label: str | None
    key: str | None
    spans: tuple[Span, ...]
    anchor: Span
    n: int | None = None
    table_rows: tuple[tuple[int, Literal["row", "column"], int], ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence (or the part of one) that speaks of a treatment's effect.

    ``span`` is the whole sentence; a sentence that says two things gives two statements with one span.
    ``probability`` is the chance that this is an effect statement at all; ``regions`` are indices of case regions.
    """

    span: Span
    domains: tuple[str, ...]
    direction: Direction
    assertion: Assertion
    probability: float
    regions: tuple[int, ...] = ()
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that was found in one document; every tuple is sorted by span."""

    sentences: tuple[Sentence, ...] = ()
    mentions: tuple[Mention, ...] = ()
    regimens: tuple[Regimen, ...] = ()
    regions: tuple[CaseRegion, ...] = ()
    statements: tuple[Statement, ...] = ()
    abbreviations: tuple[tuple[str, str], ...] = ()
