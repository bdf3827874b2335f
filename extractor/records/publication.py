"""What is said of the publication itself: title, journal, year, DOI, design, inclusion, number of patients."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from extractor.core.analysis import Analysis
from extractor.core.candidate import Anchor, Candidate, Case, Evidence, Slot, Value
from extractor.core.document import Document, Printed
from extractor.core.text import Span
from extractor.protocol.model import Protocol
from extractor.records.eligibility import Because, not_eligible, published_as, why_nobody
from extractor.records.views import anchor_of


def describe(
    document: Document,
    analysis: Analysis,
    protocol: Protocol,
    cases: Sequence[Case],
    told: Sequence[Sequence[Candidate]] = (),
) -> Iterator[Candidate]:
    """Yield the publication's own candidates, in the order of ``FIELDS``.

    ``told`` are the facts of all its own patients, those who are no case of the review among them.
    """
    front = document.front
    for field, printed in (("title", front.title), ("journal", front.journal), ("doi", front.doi)):
        if printed:
            yield _printed(document, field, printed.value, printed)
    if front.year and front.year.value.isdigit():
        yield _printed(document, "year", int(front.year.value), front.year)
    design, evidence, confidence = _design(document, analysis, protocol, cases)
    yield Candidate(Slot("design"), design, confidence, (evidence,))
    where = tuple(item for case in cases for item in case.evidence) or (evidence,)
    because = _because(document, analysis, protocol, cases, told, (design, evidence))
    shown = where if because is None or not cases else (because[1],)
    yield Candidate(Slot("included"), because is None, 0.9 if cases else 0.8, shown[:3])
    yield Candidate(Slot("n_patients"), n_patients(cases) if because is None else 0, 0.85, where[:3])
    kind, words = published_as(document, protocol)
    yield Candidate(Slot("publication_type"), kind, 0.9 if words else 0.8, (words or _opening(document),))
    if because is not None:
        yield Candidate(Slot("exclusion_reason"), because[0], 0.75, (because[1],))


def _because(
    document: Document,
    analysis: Analysis,
    protocol: Protocol,
    cases: Sequence[Case],
    told: Sequence[Sequence[Candidate]],
    design: tuple[str, Evidence],
) -> Because | None:
    """Return why the review leaves the publication out, None where it is included."""
    if cases:
        return not_eligible(document, protocol, cases, design=design, n_patients=n_patients(cases))
    return why_nobody(document, analysis, protocol, told, where=_opening(document))


def _opening(document: Document) -> Evidence:
    return Evidence((anchor_of(document, _title(document)),), "title")


def n_patients(cases: Sequence[Case]) -> int:
    """Return how many own patients the cases hold: one a patient, a group's size a group."""
    total = 0
    for case in cases:
        sizes = [int(c.value) for c in case.candidates if c.slot.field == "n"]
        total += 1 if case.unit == "patient" else (sizes[0] if sizes else 0)
    return total


def _printed(document: Document, field: str, value: Value, printed: Printed) -> Candidate:
    page = printed.boxes[0].page if printed.boxes else 1
    anchor = Anchor(document.sha256, page, printed.boxes, printed.quote)
    return Candidate(Slot(field), value, 0.95, (Evidence((anchor,), "front matter"),))


OWN_PATIENT = 4
"""Points from which a story without labels is of an own patient: an age and a pronoun, or four pronouns."""
SAID_TWICE = 2
"""A word of design that stands only once may be of another study."""
STUDIES = ("trial", "cohort", "review")
"""Designs of which a title names the method, so that people in their text are no patients told one by one."""


def tells_own_patients(document: Document, analysis: Analysis, protocol: Protocol) -> bool:
    """Tell whether the publication has patients of its own: a review or a trial's protocol has none.

    Labels and groups show own patients; without them, people told in sentences that cite nobody do, unless the title
    calls the whole a review or a trial. Where no section tells a case, somebody must be named by age or sex (in a
    study with methods and results by age): pronouns alone may be anybody's.
    """
    named = any(region.label or region.table_rows or region.unit == "group" for region in analysis.regions)
    titled = None if named else _titled(document, protocol)
    if titled == "trial" or (titled == "review" and not _tells_a_story(document, analysis, protocol)):
        return False
    if named or len(analysis.regions) != 1:
        return bool(analysis.regions)
    kinds = {section.kind for section in document.sections if section.title}
    letter = ("introduction",) if not kinds & {"case", "results", "methods", "body"} else ()
    told = [s.span for s in analysis.sentences if s.section in ("case", "results", "body", "abstract", *letter)]
    case = _case_sections(document, protocol)
    study = {"methods", "results"} <= {section.kind for section in document.sections}
    points, somebody = 0, bool(case)
    if any(mention.label == "case_label" and mention.concept == "own" for mention in analysis.mentions):
        points += 1
    for mention in analysis.mentions:
        own = mention.label in ("age", "sex") and not mention.context & {"cited", "family", "hypothetical"}
        if own and mention.rule not in NOBODY and any(span.contains(mention.span) for span in told):
            named = mention.rule != "pronoun" and any(span.contains(mention.span) for span in case)
            points += OWN_PATIENT if named and mention.label == "age" else 3 if named or mention.label == "age" else 1
            somebody = somebody or mention.label == "age" or (mention.rule != "pronoun" and not study)
    return points >= OWN_PATIENT and somebody


STORY = 3
"""Sentences about one person that make a story."""


def _tells_a_story(document: Document, analysis: Analysis, protocol: Protocol) -> bool:
    """Tell whether a section that is headed as a case tells of somebody: who is of some age, in several sentences.

    So does «a case and a review of earlier reports»; the cases of others take a sentence each and name their source.
    """
    case = _case_sections(document, protocol)
    people = [
        m for m in analysis.mentions
        if m.label in ("age", "sex") and m.rule not in NOBODY and not m.context & {"cited", "family", "hypothetical"}
    ]  # fmt: skip
    for section in case:
        inside = [m for m in people if section.contains(m.span)]
        told = [s for s in analysis.sentences if section.contains(s.span) and s.block_kind == "paragraph"]
        about = [s for s in told if any(s.span.contains(m.span) for m in inside)]
        if len(about) >= STORY and sum(m.label == "age" for m in inside) in (1, 2):
            return True
    return False


def _case_sections(document: Document, protocol: Protocol) -> list[Span]:
    """Return the sections whose heading names a case; one that is called treatment may be of any text."""
    nouns = re.compile(rf"\b(?:{'|'.join(map(re.escape, protocol.case_nouns)) or '(?!)'})s?\b", re.IGNORECASE)
    return [s.span for s in document.sections if s.kind == "case" and s.title and nouns.search(s.title)]


NOBODY = ("range", "mean", "median", "bound", "plural")
"""Rules whose ages and sexes are of several people or of anybody."""


def _title(document: Document) -> Span:
    first = (block.span for block in document.blocks if block.kind == "title")
    return next(first, Span(0, min(80, len(document.text))))


def _titled(document: Document, protocol: Protocol) -> str | None:
    """Return the design that the title names, None where it names none or one of own cases.

    A trial's title may name its kind of cohort too, and a review of trials is a review.
    """
    named = _named(_title(document).of(document.text), protocol)
    if {"case_report", "case_series"} & set(named):
        return None
    return next((design for design in ("review", "trial", "cohort", "other") if design in named), None)


def _named(text: str, protocol: Protocol) -> Counter[str]:
    """Return how often a text has words of each design."""
    counts: Counter[str] = Counter()
    for term in protocol.designs:
        words = "|".join(re.escape(name) for name in sorted(term.names, key=lambda name: (-len(name), name)))
        found = len(re.findall(rf"(?<!\w)(?:{words})(?!\w)", text, re.IGNORECASE))
        if found:
            counts[term.id] = found
    return counts


def _design(
    document: Document, analysis: Analysis, protocol: Protocol, cases: Sequence[Case]
) -> tuple[str, Evidence, float]:
    """Return the design, what shows it, and a confidence.

    Where own patients are told their number decides, and how they are told; else what the publication calls itself.
    """
    evidence = Evidence((anchor_of(document, _title(document)),), "design")
    if not tells_own_patients(document, analysis, protocol):
        return _method(document, protocol), evidence, 0.8
    units = [case.unit for case in cases] or [region.unit for region in analysis.regions]
    if "group" in units:
        return _titled(document, protocol) or ("cohort" if cases else _method(document, protocol)), evidence, 0.75
    if len(units) > 1:
        return "case_series", evidence, 0.9
    return "case_report", evidence, 0.8


def _method(document: Document, protocol: Protocol) -> str:
    """Return the design of a publication that tells no own patient one by one.

    The title decides, then the words of abstract and methods (or of all that comes first); a text without methods
    is an essay, and so a review, unless it has results and often names another design.
    """
    titled = _titled(document, protocol)
    if titled:
        return titled
    kinds = {section.kind for section in document.sections}
    parts = [s.span for s in document.sections if s.kind in ("abstract", "methods")]
    opening = [s.span for s in document.sections if s.kind in ("front", "body", "introduction")][:3]
    named = _named(" ".join(span.of(document.text) for span in parts or opening), protocol)
    known = [(number, design) for design, number in named.items() if design in STUDIES and number >= SAID_TWICE]
    if not kinds & {"methods", "results"}:
        return "review"
    return max(known)[1] if known else "other" if "methods" in kinds else "review"
