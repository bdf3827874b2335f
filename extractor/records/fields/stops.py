"""When drugs of the review were begun and stopped, why the last one was stopped for good, and death."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractor.core.candidate import Candidate
from extractor.records.fields.drugs import given_drugs
from extractor.records.numbers import tidy
from extractor.records.passages import Passage
from extractor.records.timeline import Timeline, happened, timeline
from extractor.records.views import CaseView

BESIDE = 25
"""Characters after a drug in which a cell tells since when it was taken."""
REASONS = ("stop_wish", "stop_remission", "stop_no_effect", "stop_adverse_event")


def extract(view: CaseView) -> Iterator[Candidate]:
    """Yield the months of start and stop of each drug, the stop of the last one with its reason, and death."""
    course = timeline(view)
    drugs = [(given.name, given.passages) for given in given_drugs(view)]
    ends: dict[str, tuple[float | None, Passage]] = {}
    for name, begun in _switched_in_cells(view):
        course.started[name] = course.started.get(name) or begun
    for number, (name, passages) in enumerate(drugs, start=1):
        month = course.started.get(name)
        if number > 1 and month:
            yield view.candidate("drug_start_month", tidy(month), passages[:1], "stop/start", 0.7, key=f"d{number}")
    for number, (name, _) in enumerate(drugs, start=1):
        end = _end(view, course, name, drugs, number)
        if end:
            ends[name] = end
            if end[0] is not None:
                yield view.candidate("drug_stop_month", tidy(end[0]), [end[1]], "stop/month", 0.7, key=f"d{number}")
    yield from _stopped(view, ends.get(drugs[-1][0]) if drugs else None)
    yield from _died(view)


def _switched_in_cells(view: CaseView) -> Iterator[tuple[str, float]]:
    """Yield when a later drug of a cell was begun: «first 13 months, second since», «second from month 5»."""
    for passage in view.cells("drug"):
        drugs = passage.labelled("drug")
        for before, drug in pairwise(drugs):
            times = [
                float(m.value)
                for m in passage.labelled("time_point", "duration")
                if isinstance(m.value, int | float)
                and (before.span.end <= m.span.start < drug.span.start or 0 <= m.span.start - drug.span.end <= BESIDE)
            ]
            if times and drug.concept and drug.concept != before.concept:
                yield drug.concept, tidy(times[0])


def _stopped(view: CaseView, end: tuple[float | None, Passage] | None) -> Iterator[Candidate]:
    if end is None:
        return
    month, passage = end
    if month is not None:
        yield view.candidate("stop_month", tidy(month), [passage], "stop/month", 0.7)
    reason, where = _reason(view, passage)
    yield view.candidate("stop_reason", reason, where, "stop/reason", 0.75 if reason != "other" else 0.5)


def _end(
    view: CaseView, course: Timeline, name: str, drugs: Sequence[tuple[str, Sequence[Passage]]], number: int
) -> tuple[float | None, Passage] | None:
    """Return when and where a drug was stopped for good: replaced by the next one, or stopped and not taken again."""
    wording = view.wording
    stop: tuple[float | None, Passage] | None = None
    for passage in _story(view):
        named = [m for m in passage.labelled("drug") if m.concept == name and happened(m, passage)]
        ended = number == len(drugs) and wording.says(passage.span, "treatment_ended") and not _is_denied(passage)
        if ended and not passage.labelled("therapy", "drug"):
            stop = (course.around(passage, passage.span), passage)
            continue
        if not named and not (passage.labelled("drug_class") and len(drugs) == 1):
            continue
        stopped = [m for m in (*named, *passage.labelled("drug_class")) if "stopped" in m.context]
        pause = wording.says(passage.span, "pause")
        if stopped and not pause and not passage.cued("hypothetical"):
            stop = (course.around(passage, stopped[0].span), passage)
        elif stop is not None and wording.says(passage.span, "resumed"):
            stop = None
    if stop is None and number < len(drugs):
        following, passages = drugs[number]
        begun = course.started.get(following)
        where = next((p for p in passages if p.cued("switch") or p.is_cell), None)
        if begun and where is not None:
            return begun, where
    return stop


def _is_denied(passage: Passage) -> bool:
    return passage.cued("negation", "hypothetical")


def _story(view: CaseView) -> list[Passage]:
    return [
        p for p in view.own() if p.stream == "narrative" and not p.is_cell and p.phase in ("start", "under", "after")
    ]


def _reason(view: CaseView, passage: Passage) -> tuple[str, list[Passage]]:
    """Return why a drug was stopped: by the words of that sentence, else of the two before it."""
    wording = view.wording
    story = _story(view)
    place = story.index(passage) if passage in story else 0
    for there in reversed(story[max(0, place - 2) : place + 1]):
        for kind in REASONS:
            if wording.says(there.span, kind):
                return kind.removeprefix("stop_"), list(dict.fromkeys((passage, there)))
        if there is passage and there.labelled("adverse_event"):
            return "adverse_event", [passage]
        ways = {statement.direction for told, statement in view.statements("observed") if told is there}
        if ways and "improved" not in ways:
            return "no_effect", list(dict.fromkeys((passage, there)))
    return "other", [passage]


def _died(view: CaseView) -> Iterator[Candidate]:
    wording = view.wording
    for passage in view.own():
        if passage.stream not in ("narrative", "table") or passage.phase not in ("start", "under", "after"):
            continue
        words = wording.of(passage.span, "died")
        if words and not passage.cued("family", "cited", "hypothetical", "negation", "general"):
            yield view.candidate("died", True, [passage], "died", 0.75)
            return
