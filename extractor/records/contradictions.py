"""What one publication says that cannot all be right: shown to the reviewer with its quotes, never settled here.

A share is recomputed from its counts; the number of patients that title or abstract tells is held against the cases,
an abstract's effects against the record, a group's counts against its size.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from extractor.core.analysis import Analysis, Sentence
from extractor.core.candidate import (
    Anchor,
    Candidate,
    CandidateStatement,
    Case,
    Contradiction,
    ContradictionKind,
    contradiction_uid,
)
from extractor.core.document import Document
from extractor.core.numerals import WORD, cardinal
from extractor.protocol.model import Protocol
from extractor.records.percentages import Printed
from extractor.records.views import anchor_of


def contradictions(
    document: Document,
    analysis: Analysis,
    protocol: Protocol,
    candidates: Sequence[Candidate],
    cases: Sequence[Case],
    statements: Sequence[CandidateStatement],
    shares: Sequence[Printed],
) -> Iterator[Contradiction]:
    """Yield what contradicts itself: counts of patients first, then shares, an abstract's effects, a group's counts.

    ``shares`` are the document's percentages, recomputed.
    """
    told = [s for s in analysis.sentences if s.block_kind not in ("reference", "back", "byline")]
    found = chain(
        _patients(document, protocol, told, candidates, cases),
        _shares(document, shares),
        _abstract(document, told, cases, statements),
        chain.from_iterable(_group(case) for case in cases if case.unit == "group"),
    )
    for kind, words, anchors, subject in found:
        yield Contradiction(contradiction_uid(document.sha256, kind, words, anchors), kind, words, anchors, subject)


Found = tuple[ContradictionKind, str, tuple[Anchor, ...], str]


def _patients(
    document: Document,
    protocol: Protocol,
    sentences: Sequence[Sentence],
    candidates: Sequence[Candidate],
    cases: Sequence[Case],
) -> Iterator[Found]:
    """Yield the numbers of patients that title and abstract tell, where none of them is the number found."""
    found = next((c.value for c in candidates if c.slot.field == "n_patients"), None)
    if not cases or not isinstance(found, int):
        return
    nouns = "|".join(sorted(map(re.escape, (*protocol.case_nouns, "patient", "child", "adult")), key=len, reverse=True))
    pattern = re.compile(
        rf"(?<![\w.,/–-])(?P<n>\d{{1,3}}|{WORD})\s(?:[a-z][\w-]*\s){{0,4}}?(?:{nouns})(?:s|ren)?\b", re.IGNORECASE
    )
    told: dict[int, Sentence] = {}
    for sentence in sentences:
        if sentence.section in ("front", "abstract") or sentence.block_kind == "title":
            said = [cardinal(match["n"]) or 0 for match in pattern.finditer(sentence.span.of(document.text))]
            for number in (*said, sum(said)):
                if number > 0:
                    told.setdefault(int(number), sentence)
    if told and found not in told:
        number, sentence = next(iter(told.items()))
        words = f"title or abstract tells of {number}, {found} {'patient was' if found == 1 else 'patients were'} found"
        yield "patients", words, (anchor_of(document, sentence.span),), ""


def _shares(document: Document, shares: Sequence[Printed]) -> Iterator[Found]:
    for share in shares:
        if share.wrong:
            yield "share", share.wrong, (anchor_of(document, share.span),), ""


def _abstract(
    document: Document, sentences: Sequence[Sentence], cases: Sequence[Case], statements: Sequence[CandidateStatement]
) -> Iterator[Found]:
    """Yield what the abstract says of a lone patient's domain, where the record says another thing."""
    if len(cases) != 1 or cases[0].unit != "patient":
        return
    case = cases[0]
    outcomes = {c.slot.key: c for c in case.candidates if c.slot.field == "outcome"}
    abstract = {s.span.of(document.text).strip() for s in sentences if s.section == "abstract"}
    for domain, candidate in outcomes.items():
        said = [
            s
            for s in statements
            if s.assertion == "observed" and domain in s.domains and s.anchor.quote.strip() in abstract
        ]
        if said and all(s.direction != candidate.value for s in said):
            words = f"{domain}: {said[0].direction} in the abstract, {candidate.value} in the record"
            yield "abstract", words, (said[0].anchor, *_anchors(candidate)), case.uid


def _group(case: Case) -> Iterator[Found]:
    """Yield a group's counts that exceed what they are counted of."""
    values = {(c.slot.field, c.slot.key): c for c in case.candidates}
    size = values.get(("n", ""))
    for (field, key), candidate in values.items():
        whole = {"n_improved": values.get(("n_evaluable", key)), "n_female": size, "n_evaluable": size}.get(field)
        whole = size if field == "baseline" else whole
        if whole is None or isinstance(candidate.value, bool | str) or isinstance(whole.value, bool | str):
            continue
        if candidate.value > whole.value:
            where = f"{key}: " if key else ""
            words = f"{where}{candidate.value} ({field}) of {whole.value} ({whole.slot.field})"
            yield "counts", words, (*_anchors(candidate), *_anchors(whole)), case.uid


def _anchors(candidate: Candidate) -> tuple[Anchor, ...]:
    return tuple(anchor for item in candidate.evidence[:1] for anchor in item.anchors)
