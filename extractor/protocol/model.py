"""The nouns of a protocol, as the TOML files of a protocol folder give them; frozen, checked on loading.

Names are plain strings, no patterns. They are matched without regard to case, but for those that are nothing but
capitals (``DM``, ``TIF1``): these count only as printed. ``keeps_case`` tells which.
"""

from dataclasses import dataclass
from typing import Literal

Better = Literal["lower", "higher"]
CueCategory = Literal[
    "negation", "prior", "cited", "hypothetical", "stop", "switch", "start", "failure", "refractory", "untreated",
    "family", "control", "excluded", "no_event", "attribution_other", "own", "positive", "negative",
    "improved", "unchanged", "worsened", "rise", "fall", "loss", "effect", "taper", "aim", "general", "retold",
    "not_given", "dose_change",
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
    meant where none is told; ``slow_release`` are words after the name (``XR``) that belong to the drug.
    """

    id: str
    names: tuple[str, ...]
    brands: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    routes: tuple[str, ...] = ("oral",)
    slow_release: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Therapy:
    """A treatment that is not the review's drug; ``id`` is how records name it.

    ``short`` forms count only where the document spells the therapy out or no other meaning is at hand. ``steroid``
    marks those whose reduction is steroid sparing.
    """

    id: str
    names: tuple[str, ...]
    short: tuple[str, ...] = ()
    steroid: bool = False
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
    """An antibody; ``bare`` names (``MDA5``) count only beside words such as antibody or positive."""

    id: str
    names: tuple[str, ...]
    bare: tuple[str, ...] = ()
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
class Protocol:
    """A review's protocol. ``digest`` is the SHA-256 of its content: what was extracted under another is stale.

    ``case_nouns`` name one person and open a case (``patient``, ``case``), ``group_nouns`` several (``cohort``);
    ``female_words`` and ``male_words`` tell a sex (nouns and pronouns), ``child_words`` a child, ``relatives`` a person
    who is not the patient. ``table_headers`` say by the words of a row's or column's head what its cells tell
    (``kind`` is a role such as ``age``, ``prior``, ``last``). Beside
    ``antibody_words`` a bare antigen is an antibody. ``any_drug`` and ``any_disease`` widen inclusion; ``model`` names a spaCy model that the user has installed.
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
    any_drug: bool = False
    any_disease: bool = False
    model: str | None = None

    def cue_names(self, category: CueCategory) -> tuple[str, ...]:
        """Return every wording of a category of cue, in file order."""
        return tuple(name for cue in self.cues if cue.category == category for name in cue.names)
