"""Adverse events under the drug: a table's column of them, and those told after the start."""

from collections.abc import Iterator

from extractor.core.analysis import Mention
from extractor.core.candidate import Candidate
from extractor.records.passages import Passage
from extractor.records.views import CaseView, told

BLAMED_ELSEWHERE = 0.45
"""Confidence of an event that the authors put down to something else: told apart for the reviewer, not left out."""


def extract(view: CaseView) -> Iterator[Candidate]:
    """Yield one candidate an event, as written in lower case, in telling order; none twice in other words."""
    for name, told_there in events(view).items():
        passages = [passage for passage, _ in told_there]
        confidence = 0.9 if any(p.is_cell for p in passages) else 0.7
        if all(p.cued("attribution_other") for p in passages):
            confidence = BLAMED_ELSEWHERE
        yield view.candidate("adverse_events", name, passages, "adverse event", confidence, key=name)


def events(view: CaseView) -> dict[str, list[tuple[Passage, Mention]]]:
    """Return the events as written in lower case, each with where it is told, in telling order."""
    found: dict[str, list[tuple[Passage, Mention]]] = {}
    names: dict[str, str] = {}
    for passage, mention in _mentions(view):
        words = " ".join(view.text(mention.span).lower().split())
        found.setdefault(names.setdefault(mention.concept or words, words), []).append((passage, mention))
    return found


def _mentions(view: CaseView) -> Iterator[tuple[Passage, Mention]]:
    for passage in [*view.cells("adverse"), *_told_under(view)]:
        for mention in passage.labelled("adverse_event"):
            if told(mention) and "prior" not in mention.context:
                yield passage, mention
    for passage in view.cells():
        for mention in view.headed(passage, "adverse_event"):
            yield passage, mention


def _told_under(view: CaseView) -> list[Passage]:
    streams = ("narrative", "abstract")
    return [p for p in view.own() if not p.is_cell and p.phase in ("start", "under") and p.stream in streams]
