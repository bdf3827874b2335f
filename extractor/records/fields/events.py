"""What is told of adverse events beside their names: whether any, the normalised term, seriousness, attribution."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from extractor.core.analysis import Mention
from extractor.core.candidate import Candidate
from extractor.core.text import Span
from extractor.records.fields import adverse_events
from extractor.records.passages import Passage
from extractor.records.views import CaseView
from extractor.records.wording import Wording

NEAR = 90
"""Characters, with those of borders, from an event to a word about it."""
NONE = frozenset({"none", "no", "nil", "0", "not observed", "none observed", "none reported", "none recorded"})
"""What a table's cell says where there was no event."""


def extract(view: CaseView) -> Iterator[Candidate]:
    """Yield the status and, for each event, what the words about it say; keyed as ``adverse_events`` are."""
    found = adverse_events.events(view)
    wording = view.wording
    if found:
        first = next(iter(found.values()))
        yield view.candidate("ae_status", "reported", [first[0][0]], "events/told", 0.9)
    else:
        none = _none(view, wording)
        if none:
            yield view.candidate("ae_status", "none_stated", [none], "events/none", 0.85)
    for name, told in found.items():
        term = next((mention.concept for _, mention in told if mention.concept), None)
        if term:
            yield view.candidate("ae_term", term, [told[0][0]], "events/term", 0.9, key=name)
    for name, told in found.items():
        values = ((_serious(wording, passage, mention), passage) for passage, mention in told)
        for serious, passage in _first(values):
            yield view.candidate("ae_serious", serious, [passage], "events/serious", 0.7, key=name)
    for name, told in found.items():
        blamed = ((_attribution(wording, passage, mention), passage) for passage, mention in told)
        for attribution, passage in _first(blamed):
            yield view.candidate("ae_attribution", attribution, [passage], "events/attribution", 0.7, key=name)


_T = TypeVar("_T")


def _first(values: Iterable[tuple[_T | None, Passage]]) -> list[tuple[_T, Passage]]:
    """Return the first value that is told, as a list of one, else an empty one."""
    return next(([(value, passage)] for value, passage in values if value is not None), [])


def _none(view: CaseView, wording: Wording) -> Passage | None:
    """Return where it is said that nothing happened: a cell that denies it, or a sentence."""
    for passage in view.cells("adverse"):
        told = {part.strip().lower().rstrip(".") for part in view.text(passage.span).split(";")}
        if told & NONE:
            return passage
    for passage in view.own():
        if passage.is_cell or passage.phase not in ("start", "under", "after"):
            continue
        if passage.stream in ("narrative", "abstract") and wording.says(passage.span, "event_free"):
            return passage
    return None


def _near(wording: Wording, passage: Passage, mention: Mention, *kinds: str) -> bool:
    word = wording.nearest(passage.span, mention.span, *kinds)
    return word is not None and wording.distance(word.span, mention.span) <= NEAR


def _serious(wording: Wording, passage: Passage, mention: Mention) -> bool | None:
    if _near(wording, passage, mention, "not_serious"):
        return False
    return True if _near(wording, passage, mention, "serious") else None


def _attribution(wording: Wording, passage: Passage, mention: Mention) -> str | None:
    word = wording.nearest(passage.span, mention.span, "of_the_drug", "of_another")
    if passage.is_cell:
        drugs = [m for m in passage.labelled("drug") if 0 <= m.span.start - mention.span.end <= 3]
        return "drug" if drugs else None
    if word is None or wording.distance(word.span, mention.span) > NEAR:
        return None
    if word.kind == "of_the_drug":
        return "drug"
    after = Span(word.span.end, min(passage.span.end, word.span.end + 40))
    blamed = [m for m in passage.labelled("drug", "drug_class") if after.contains(m.span)]
    return "drug" if blamed else "other"
