"""The nouns of a protocol, as the TOML files of a protocol folder give them; frozen, checked on loading.

Names are plain strings, no patterns. They are matched without regard to case, but for those that are nothing but
capitals (``DM``, ``TIF1``): these count only as printed. ``keeps_case`` tells which.
"""

import re
from dataclasses import dataclass
from typing import Literal

from extractor.core.document import SectionKind
from extractor.core.fields import FieldSpec

Better = Literal["lower", "higher"]
CueCategory = Literal[
    "negation", "prior", "cited", "hypothetical", "stop", "switch", "start", "failure", "refractory", "untreated",
    "family", "control", "excluded", "no_event", "attribution_other", "own", "positive", "negative",
    "improved", "unchanged", "worsened", "rise", "fall", "loss", "effect", "taper", "aim", "general", "retold",
    "not_given", "dose_change", "apart",
]  # fmt: skip
Denominator = Literal["refractory", "active", "measured"]


def keeps_case(name: str) -> bool:
    """Tell whether a name counts only as printed: one word, at least two letters, none of them small.

    >>> keeps_case("DM"), keeps_case("U1-RNP"), keeps_case("CsA"), keeps_case("ISG score")
    (True, True, False, False)
    """
    return name.isupper() and " " not in name and sum(letter.isalpha() for letter in name) > 1


@dataclass(frozen=True, slots=True)
class Term:
    """A thing with all its spellings; ``source`` says where the spellings were found."""

    id: str
    names: tuple[str, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """A way of giving; ``percent`` says that an amount may be a strength in per cent (``a 1.5% cream``)."""

    id: str
    names: tuple[str, ...]
    percent: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Drug:
    """A drug of the review: ``id`` is the INN; brands and codes name it too.

    ``short`` forms (``TOF``) count only where the document uses the drug's name as well. Of ``routes`` the first is
    meant where none is told; ``slow_release`` are words after the name (``XR``) that belong to the drug;
    ``licensed_for`` are ids of the review's diseases for which it is licensed.
    """

    id: str
    names: tuple[str, ...]
    brands: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    routes: tuple[str, ...] = ("oral",)
    slow_release: tuple[str, ...] = ()
    licensed_for: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Therapy:
    """A treatment that is not the review's drug; ``id`` is how records name it.

    ``short`` forms count only where the document spells the therapy out or no other meaning is at hand. ``steroid``
    marks those whose reduction is steroid sparing. ``members`` are ids of the therapies of which this one is the class:
    a case that had one of them had the class by that name.
    """

    id: str
    names: tuple[str, ...]
    short: tuple[str, ...] = ()
    steroid: bool = False
    members: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Disease:
    """A disease of the review; ages in years at the first symptom bound it (lower bound included, upper not).

    Where one name may mean several diseases of the review, the age at onset tells which, whatever the age at
    treatment. ``default_subtype`` holds where none is told.
    """

    id: str
    names: tuple[str, ...]
    short: tuple[str, ...] = ()
    onset_from_years: float | None = None
    onset_below_years: float | None = None
    default_subtype: str | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Subtype:
    """A subtype; where several are told of one case the one with the highest ``rank`` holds."""

    id: str
    names: tuple[str, ...]
    diseases: tuple[str, ...] = ()
    rank: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class Antibody:
    """An antibody; ``bare`` names (``MDA5``) count only beside words such as antibody or positive.

    Who has a ``specific`` one has a disease of the review, where the publication names none («anti-MDA5 lung disease»).
    """

    id: str
    names: tuple[str, ...]
    bare: tuple[str, ...] = ()
    specific: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Instrument:
    """A score or measurement of a domain: which way is better, its scale, the value from which it is abnormal.

    ``baseline`` says whether an abnormal value alone makes the domain active at the start.
    """

    names: tuple[str, ...]
    better: Better
    low: float | None = None
    high: float | None = None
    normal: str | None = None
    baseline: bool = True
    supporting: bool = False


@dataclass(frozen=True, slots=True)
class Domain:
    """An outcome domain: the signs that show it, the instruments that measure it.

    ``denominator`` says whose outcomes a result is counted over: ``refractory`` those in whom earlier treatment of the
    domain had failed, ``active`` all in whom it was active at the drug's start, ``measured`` all in whom it was
    measured and abnormal (no treatment is told to have failed in it).
    ``outcome`` is False for a domain that only statements have (``overall``). ``phrases_improved`` and its kin are
    wordings that tell the domain and the direction at once («rose from a chair»).
    """

    id: str
    title: str
    signs: tuple[str, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    denominator: Denominator = "active"
    outcome: bool = True
    not_signs: tuple[str, ...] = ()
    phrases_improved: tuple[str, ...] = ()
    phrases_unchanged: tuple[str, ...] = ()
    phrases_worsened: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that change how others are read; ``scope`` says which way: the words after, before, or the sentence."""

    category: CueCategory
    names: tuple[str, ...]
    scope: Literal["after", "before", "sentence"] = "after"
    source: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """Words of headings and the kind of section that they open."""

    kind: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """What whoever appraises a publication asks after and no field holds: a sentence with one of ``names`` tells of it.

    ``sections`` are the kinds of sections in which it counts, any where there are none; without names it is told by
    how such a section begins. ``title`` is for readers.
    """

    id: str
    title: str
    names: tuple[str, ...] = ()
    sections: tuple[SectionKind, ...] = ()
    source: str = ""


FieldType = Literal["text", "number", "integer", "boolean", "choice", "date"]


@dataclass(frozen=True, slots=True)
class OwnField:
    """A field that only this review has: no extractor reads it, a person fills it in.

    ``id`` names it in records, ``title`` in forms; ``level`` says whether it is asked of a publication or of each case;
    ``choices`` are the values of a ``choice``, ``unit`` that of a number; in sentences with a word of ``cues`` it may
    be told; ``help`` tells the reviewer what is asked.
    """

    id: str
    title: str
    level: Literal["publication", "case"] = "case"
    type: FieldType = "text"
    choices: tuple[str, ...] = ()
    unit: str | None = None
    cues: tuple[str, ...] = ()
    help: str = ""

    def holds(self, value: str | int | float | bool) -> bool:
        """Tell whether a value is of the field's type and among its choices."""
        if self.type == "boolean" or isinstance(value, bool):
            return self.type == "boolean" and isinstance(value, bool)
        if self.type in ("number", "integer"):
            return isinstance(value, int) or (self.type == "number" and isinstance(value, float))
        if self.type == "date":
            return isinstance(value, str) and re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", value) is not None
        return isinstance(value, str) and (self.type == "text" or value in self.choices)

    @property
    def spec(self) -> FieldSpec:
        """The field as store, form and export know fields."""
        offered = self.choices or None
        return FieldSpec(
            self.id,
            self.title,
            self.level,
            self.type,
            vocabulary=offered,
            measure=self.unit,
            beyond=True,
            help=self.help,
        )


@dataclass(frozen=True, slots=True)
class Language:
    """A language that publications are written in, told by its commonest ``words``."""

    id: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublicationType:
    """A kind of publication: ``names`` tell it anywhere in a kicker or running head, ``alone`` where they are all."""

    id: str
    names: tuple[str, ...]
    alone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason to leave a publication out: ``label`` is how a report words it, ``names`` are other wordings."""

    id: str
    label: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Eligibility:
    """What a publication must be beside having an own patient with the disease on a drug of the review.

    Empty lists and None ask for nothing. ``min_patients`` counts own patients on the drug; ``languages`` are ids of
    the protocol's ``languages``, ``designs`` and ``publication_types`` the contract's words; years are inclusive;
    ``require_outcome`` asks for one outcome at least, ``off_label_only`` for one case whose drug is not licensed for
    its disease (``licensed_for`` of the drug), ``humans_only`` for patients who are no animals.
    """

    min_patients: int = 1
    humans_only: bool = False
    require_outcome: bool = False
    off_label_only: bool = False
    designs: tuple[str, ...] = ()
    publication_types: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    from_year: int | None = None
    to_year: int | None = None


@dataclass(frozen=True, slots=True)
class Protocol:
    """A review's protocol. ``digest`` is the SHA-256 of its content: what was extracted under another is stale.

    ``case_nouns`` name one person and open a case (``patient``, ``case``), ``group_nouns`` several (``cohort``);
    ``female_words`` and ``male_words`` tell a sex (nouns and pronouns), ``child_words`` a child, ``relatives`` a person
    who is not the patient. ``table_headers`` say by the words of a row's or column's head what its cells tell
    (``kind`` is a role such as ``age``, ``prior``, ``last``). Beside
    ``antibody_words`` a bare antigen is an antibody. ``publication_types`` are
    told by words of the first page, a language by its commonest words, patients that are none by ``animals``;
    ``topics`` are what appraisal asks after.
    ``any_drug`` and ``any_disease`` widen inclusion; ``model`` names a spaCy model that the user has installed.
    """

    id: str
    title: str
    version: str
    digest: str
    drugs: tuple[Drug, ...]
    drug_classes: tuple[Term, ...]
    therapies: tuple[Therapy, ...]
    diseases: tuple[Disease, ...]
    other_diseases: tuple[Term, ...]
    subtypes: tuple[Subtype, ...]
    antibodies: tuple[Antibody, ...]
    domains: tuple[Domain, ...]
    cues: tuple[Cue, ...]
    headings: tuple[Heading, ...]
    frequencies: tuple[Term, ...]
    routes: tuple[Route, ...]
    adverse_events: tuple[Term, ...]
    designs: tuple[Term, ...] = ()
    case_nouns: tuple[str, ...] = ()
    female_words: tuple[str, ...] = ()
    male_words: tuple[str, ...] = ()
    child_words: tuple[str, ...] = ()
    relatives: tuple[str, ...] = ()
    group_nouns: tuple[str, ...] = ()
    table_headers: tuple[Heading, ...] = ()
    course_words: tuple[Heading, ...] = ()
    antibody_words: tuple[str, ...] = ()
    fields: tuple[OwnField, ...] = ()
    publication_types: tuple[PublicationType, ...] = ()
    exclusion_reasons: tuple[Reason, ...] = ()
    languages: tuple[Language, ...] = ()
    animals: tuple[str, ...] = ()
    topics: tuple[Topic, ...] = ()
    eligibility: Eligibility = Eligibility()
    any_drug: bool = False
    any_disease: bool = False
    model: str | None = None

    @property
    def own_specs(self) -> tuple[FieldSpec, ...]:
        """The review's own fields as store, form and export know fields."""
        return tuple(field.spec for field in self.fields)

    def cue_names(self, category: CueCategory) -> tuple[str, ...]:
        """Return every wording of a category of cue, in file order."""
        return tuple(name for cue in self.cues if cue.category == category for name in cue.names)
