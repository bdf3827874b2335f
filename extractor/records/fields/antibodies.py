"""Positive antibodies: named in the case's own passages and not denied."""

from collections.abc import Iterator

from extractor.core.candidate import Candidate
from extractor.records.passages import Passage
from extractor.records.views import NOT_THIS_PATIENT, CaseView


def extract(view: CaseView) -> Iterator[Candidate]:
    """Yield one candidate an antibody, in the order in which they are first told."""
    found: dict[str, list[Passage]] = {}
    denied: set[str] = set()
    for passage in _where(view):
        for mention in passage.labelled("antibody"):
            if mention.concept is None or mention.context & NOT_THIS_PATIENT:
                continue
            if "negated" in mention.context:
                denied.add(mention.concept)
            else:
                found.setdefault(mention.concept, []).append(passage)
    for passage in view.cells():
        for mention in view.headed(passage, "antibody"):
            found.setdefault(str(mention.concept), []).append(passage)
    for concept, passages in found.items():
        if concept in denied and len(passages) < 2:
            continue
        confidence = 0.95 if any(p.is_cell or len(passages) > 1 for p in passages) else 0.85
        yield view.candidate("antibodies", concept, passages, "antibody", confidence, key=concept)


def _where(view: CaseView) -> list[Passage]:
    own = [p for p in view.own() if p.stream not in ("discussion", "introduction", "methods", "note")]
    return own if view.alone else [p for p in own if p.stream not in ("abstract", "title")]
