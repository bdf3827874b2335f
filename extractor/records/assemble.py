"""A document with its analysis becomes an extraction: cases, publication fields and statements, all with evidence.

In: Document, Analysis, Protocol. Out: Extraction. It reads no text of its own: passages and mentions are given.
"""

import re
from collections.abc import Iterator, Sequence

from extractor.core.analysis import Analysis, CaseRegion
from extractor.core.candidate import Candidate, CandidateStatement, Case, Evidence, Extraction, case_uid, statement_uid
from extractor.core.document import Document
from extractor.core.fields import FIELDS
from extractor.core.text import Span
from extractor.protocol.model import Protocol
from extractor.records.arms import is_untreated_arm
from extractor.records.contradictions import contradictions
from extractor.records.fields import EXTRACTORS, drugs
from extractor.records.findings import findings
from extractor.records.groups import extract_group
from extractor.records.missed import missed
from extractor.records.own_fields import asked_of
from extractor.records.passages import NO_DOSE, Index, Passage
from extractor.records.percentages import percentages
from extractor.records.publication import describe, tells_own_patients
from extractor.records.subjects import subjects
from extractor.records.views import CaseView, anchor_of, view_of
from extractor.records.views import told as is_told


def assemble(document: Document, analysis: Analysis, protocol: Protocol, publication_id: str) -> Extraction:
    """Return what the machine suggests for one publication; cases without a drug of the review are left out."""
    regions = analysis.regions if tells_own_patients(document, analysis, protocol) else ()
    alone = len(regions) == 1
    index = Index(analysis)
    views = [view_of(document, analysis, protocol, region, alone=alone, index=index) for region in regions]
    told = [(view, tuple(sorted(_candidates(view), key=_place))) for view in views]
    included = [(view, candidates) for view, candidates in told if _is_included(view.region, candidates, protocol)]
    cases = tuple(_cases(included))
    statements = tuple(_statements(document, analysis, cases, [view.region for view, _ in included]))
    candidates = tuple(describe(document, analysis, protocol, cases, [facts for _, facts in told]))
    case_of = {view.region: case for (view, _), case in zip(included, cases, strict=True)}
    people = [(view, case_of.get(view.region)) for view in views]
    shares = tuple(percentages(document, analysis.sentences))
    return Extraction(
        publication_id,
        document.sha256,
        candidates,
        cases,
        statements,
        family_names(document.front.authors.value) if document.front.authors else (),
        tuple(missed(document, analysis, protocol, people, statements, index)),
        tuple(contradictions(document, analysis, protocol, candidates, cases, statements, shares)),
        tuple(asked_of(document, analysis, protocol, cases, [view for view, _ in included])),
        tuple(findings(document, analysis, protocol, shares)),
    )


ORDER = {spec.name: number for number, spec in enumerate(FIELDS)}


def _place(candidate: Candidate) -> int:
    return ORDER[candidate.slot.field]


def _candidates(view: CaseView) -> Iterator[Candidate]:
    if view.region.label:
        where = [p for p in view.passages if p.span.contains(view.region.anchor)] or list(view.own())
        yield view.candidate("label", view.region.label, where[:1], "label", 0.95)
    if view.region.unit == "group":
        found = list(extract_group(view))
        if is_untreated_arm(view):
            yield from (candidate for candidate in found if not candidate.slot.field.startswith("drug_"))
            return
        yield from found
        if not any(candidate.slot.field == "drug_name" for candidate in found):
            yield from _drug_of_all(view)
    else:
        for extract in EXTRACTORS:
            found = list(extract(view))
            if extract is drugs.extract and not found and not view.alone:
                found = list(_drug_of_all(view))
            yield from found


def _drug_of_all(view: CaseView) -> Iterator[Candidate]:
    """Yield the one drug of the review that the publication gave to all, for a case that is told without one.

    For one of several patients it stands in title, abstract, methods, captions, and in those sentences of the story
    that are nobody's in particular; a patient who was only offered the drug, or whose cell tells of another treatment,
    has none. For a group it stands anywhere but in the background.
    """
    is_group = view.region.unit == "group"
    own = set() if is_group else _drugs_taken(view)
    if own is None:
        return
    of_group = (p for p in view.own() if p.stream in GROUP_STREAMS and not p.is_cell)
    of_each = view.of_all()
    told = list(of_group) if is_group else [p for p in of_each if _tells_all(p)]
    named = {str(m.concept) for p in told for m in p.labelled("drug") if m.concept and is_told(m)}
    if len(named) == 1 and own <= named:
        name = next(iter(named))
        where = [p for p in told if any(m.concept == name for m in p.labelled("drug"))]
        given = any(p.cued("start", "switch") or any(r.dose for r in p.regimens) for p in where)
        if is_group and not given:
            return
        yield from drugs.extract_of_all(view, name, where)


def _drugs_taken(view: CaseView) -> set[str] | None:
    """Return the drugs of the review that a case's own passages speak of as taken, be it without saying so.

    None where they tell that it was not given, that a relative takes it, or where a cell for the drug names another
    treatment.
    """
    taken: set[str] = set()
    for passage in view.own():
        for mention in passage.labelled("drug", "drug_class"):
            if "cited" in mention.context or passage.stream in ("introduction", "discussion"):
                continue
            if not is_told(mention) or "prior" in mention.context or view.weighed_only(passage, mention):
                return None
            if mention.label == "drug" and mention.concept:
                taken.add(mention.concept)
    if any(p.labelled("therapy") for p in view.cells("drug") if not p.roles & NO_DOSE):
        return None
    return taken


GROUP_STREAMS = ("title", "abstract", "methods", "narrative")
"""Where a group's drug is told."""


def _tells_all(passage: Passage) -> bool:
    """Tell whether a passage may speak of all cases: it counts no part of them and names none."""
    counts = (str(m.value).split("/") for m in passage.labelled("count"))
    partial = any(len(count) == 2 and count[0] != count[1] for count in counts)
    return not partial and not any(m.value for m in passage.labelled("case_label"))


def _is_included(region: CaseRegion, candidates: Sequence[Candidate], protocol: Protocol) -> bool:
    """Tell whether a case has a drug and a disease of the review, as far as the protocol asks for them.

    Where it asks for neither only patients count: a group is any arm, stratum or sample of any study.
    """
    if protocol.any_drug and protocol.any_disease and region.unit == "group":
        return False
    fields = {candidate.slot.field for candidate in candidates}
    return (protocol.any_drug or "drug_name" in fields) and (protocol.any_disease or "disease" in fields)


def _cases(told: Sequence[tuple[CaseView, tuple[Candidate, ...]]]) -> Iterator[Case]:
    counts = {"patient": 0, "group": 0}
    for view, candidates in told:
        region = view.region
        counts[region.unit] += 1
        anchor = anchor_of(view.document, region.anchor)
        uid = case_uid(view.document.sha256, region.unit, region.key, anchor)
        yield Case(
            uid,
            f"{region.unit[0]}{counts[region.unit]}",
            region.unit,
            0.9 if region.label else 0.8,
            (Evidence((anchor,), "case"),),
            candidates,
            view.evidence(_retold(view), "told before"),
        )


def _retold(view: CaseView) -> list[Passage]:
    """Return the passages that say that an earlier publication has told of the case, the case's own first."""
    told = [passage for passage in view.passages if passage.cued("retold") or "earlier_report" in passage.roles]
    return sorted(told, key=lambda passage: passage.shared)[:2]


_BYLINE_MARKS = re.compile(r"[\d⁰¹²³⁴-⁹]+|(?<=[a-zß-öø-ÿ])ID(?![A-Za-z])")


def family_names(authors: str) -> tuple[str, ...]:
    """Return the family names of a printed byline: of each name the last word that is no degree or initial.

    Marks of affiliations and of ORCID's sign, which stand right behind a name, are no part of it.
    """
    names = []
    for author in re.split(r"[,;]|\band\b|&", _BYLINE_MARKS.sub(" ", authors)):
        words = [word for word in re.findall(r"[^\W\d_][\w'’-]+", author) if not re.fullmatch(r"[A-Z]{2,5}", word)]
        if words and len(author.split()) > 1:
            names.append(words[-1])
    return tuple(dict.fromkeys(names))


def _statements(
    document: Document, analysis: Analysis, cases: Sequence[Case], regions: Sequence[CaseRegion]
) -> Iterator[CandidateStatement]:
    seen: set[str] = set()
    drugs = [mention for mention in analysis.mentions if mention.label == "drug" and mention.concept]
    for statement in analysis.statements:
        anchor = anchor_of(document, statement.span)
        uid = statement_uid(document.sha256, anchor, statement.direction, statement.assertion)
        if uid in seen:
            continue
        seen.add(uid)
        told = [case for case, region in zip(cases, regions, strict=True) if _covers(region.spans, statement.span)]
        yield CandidateStatement(
            uid,
            anchor,
            statement.domains,
            statement.direction,
            statement.assertion,
            tuple(case.uid for case in subjects(statement, document.text, told, cases, drugs)),
            statement.probability,
            statement.rule or "statement",
        )


def _covers(spans: Sequence[Span], span: Span) -> bool:
    return any(other.overlaps(span) for other in spans)
