"""Adverse events under the drug: a table's column of them, and those told after the start."""

from collections.abc import Iterator

from extractor.core.candidate import Candidate
from extractor.records.passages import Passage
from extractor.records.views import CaseView, told


def extract(view: CaseView) -> Iterator[Candidate]:
    """Yield one candidate an event, as written in lower case, in telling order; none twice in other words."""
    found: dict[str, list[Passage]] = {}
    concepts: dict[str, str] = {}
    columns = list(view.cells("adverse"))
    texts = [
        p
        for p in view.own()
        if not p.is_cell and p.phase in ("start", "under") and p.stream in ("narrative", "abstract")
    ]
    for passage in [*columns, *texts]:
        for mention in passage.labelled("adverse_event"):
            if not told(mention) or "prior" in mention.context or passage.cued("attribution_other"):
                continue
            words = " ".join(view.text(mention.span).lower().split())
            concept = mention.concept or words
            name = concepts.setdefault(concept, words)
            found.setdefault(name, []).append(passage)
    for passage in view.cells():
        for mention in view.headed(passage, "adverse_event"):
            words = " ".join(view.text(mention.span).lower().split())
            found.setdefault(concepts.setdefault(mention.concept or words, words), []).append(passage)
    for name, passages in found.items():
        confidence = 0.9 if any(p.is_cell for p in passages) else 0.7
        yield view.candidate("adverse_events", name, passages, "adverse event", confidence, key=name)
