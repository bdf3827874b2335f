"""Positive antibodies: named in the case's own passages and not denied."""

from collections.abc import Iterator

from extractor.core.candidate import Candidate
from extractor.records.passages import Passage
from extractor.records.views import NOT_THIS_PATIENT, CaseView, told

OF_ALL = 0.6
"""How sure an antibody is that only the title gives to all patients."""


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
    if not found and not denied:
        found = _titled(view)
    for concept, passages in found.items():
        if concept in denied and len(passages) < 2:
            continue
        sure = len(passages) > 1 or any(p.is_cell for p in passages)
        confidence = OF_ALL if all(p.shared for p in passages) else 0.95 if sure else 0.85
        yield view.candidate("antibodies", concept, passages, "antibody", confidence, key=concept)


def _titled(view: CaseView) -> dict[str, list[Passage]]:
    """Return the one antibody that the title gives the publication's patients, for a case that is told without any."""
    titles = [] if view.alone else [p for p in view.of_all() if view.is_title(p)]
    named = {str(m.concept): [p] for p in titles for m in p.labelled("antibody") if m.concept and told(m)}
    return named if len(named) == 1 else {}


def _where(view: CaseView) -> list[Passage]:
    own = [p for p in view.own() if p.stream not in ("discussion", "introduction", "methods", "note")]
    return own if view.alone else [p for p in own if p.stream not in ("abstract", "title")]
