"""Months from the first drug of the review to the last report."""

import re
from collections.abc import Iterator

from extractor.core.analysis import Mention
from extractor.core.candidate import Candidate
from extractor.records.arms import told_of, told_to_groups
from extractor.records.numbers import span_months, tidy
from extractor.records.passages import Passage, head_roles
from extractor.records.timeline import counts_from_elsewhere, day_of_start, is_day, timeline
from extractor.records.views import NOT_THIS_PATIENT, CaseView


def extract(view: CaseView) -> Iterator[Candidate]:
    """Yield the follow-up: a table's own column, else the latest time told under the drug.

    How long the drug was taken is that too, unless the story goes on behind its stop.
    """
    taken = list(_taken(view))
    for passage in [*view.cells("follow_up"), *taken]:
        if passage.roles & {"adverse"} and "follow_up" not in passage.roles:
            continue
        if SHARE.match(view.text(passage.span)):
            continue
        value = span_months(view.text(passage.span), view.heads(passage))
        if value is not None and passage in taken and any(month > value for month, _ in _computed(view)):
            continue
        if value is not None:
            yield view.candidate("follow_up_months", value, [passage], "follow-up/cell", 0.92)
            return
    told = [*_heads(view), *_sentences(view), *_of_group(view), *_computed(view)]
    roles = head_roles(view.protocol)
    named = [item for item in told if "told_follow_up" in roles.of(view.text(item[1].span))]
    if view.region.unit == "group" and named:
        told = named
    if told:
        value, passage = max(told, key=lambda item: item[0])
        others = sorted({tidy(months) for months, _ in told}, reverse=True)[1:3]
        yield view.candidate("follow_up_months", tidy(value), [passage], "follow-up/text", 0.65, alternatives=others)


SHARE = re.compile(r"\s*\d+\s*/\s*\d+\s*(?:\(|$)")
"""A share of a group's patients, no time («3/19» under «death within 6 months»)."""
TIME_ON = re.compile(r"\b(?:duration|time|length)\b", re.IGNORECASE)
UNTIL = re.compile(r"\b(?:before|until|prior|to|age|disease|onset|diagnosis|since)\b", re.IGNORECASE)


def _taken(view: CaseView) -> Iterator[Passage]:
    """Yield the cells whose head says how long a drug of the review was taken («Duration on TOF», «ANK duration»)."""
    for passage in view.cells():
        head = view.heads(passage)
        named = any(m.label in ("drug", "drug_class") for span in passage.heads for m in view.mentions(span))
        if passage.stream == "table" and named and TIME_ON.search(head) and not UNTIL.search(head):
            yield passage


def _heads(view: CaseView) -> Iterator[tuple[float, Passage]]:
    """Yield the times that head the columns of a table which follows the case («Month 14»)."""
    for passage in view.passages:
        if passage.stream == "course":
            for head in passage.heads:
                yield from ((float(m.value or 0), passage) for m in view.mentions(head) if _is_time(m, "time_point"))


def _sentences(view: CaseView) -> Iterator[tuple[float, Passage]]:
    """Yield the times told under the drug: points of time, and spans of it that are not of the past or of an age."""
    started = (p for p in view.own() if p.stream == "narrative" and not p.is_cell and p.phase == "start")
    first_day = next((day for day in (day_of_start(view, p) for p in started) if day), 0.0)
    for passage in view.own():
        if passage.is_cell or passage.stream not in ("narrative", "abstract") or passage.cued("family"):
            continue
        if passage.cued("prior") and not _is_on(passage):
            continue
        if passage.phase not in ("start", "under", "after") and view.region.unit == "patient":
            continue
        ages = [mention.span for mention in passage.labelled("age", "onset_age")]
        drug = next((mention.span.start for mention in passage.labelled("drug", "drug_class")), 0)
        for mention in passage.labelled("duration", "time_point"):
            past = passage.phase == "start" and mention.label == "duration" and mention.span.start < drug
            if (
                _is_time(mention, mention.label, while_on=_is_on(passage))
                and not past
                and not counts_from_elsewhere(view, mention)
                and not any(mention.span.overlaps(age) for age in ages)
            ):
                day = first_day if is_day(view, mention) else 0.0
                yield max(0.0, float(mention.value or 0) - day), passage


def _of_group(view: CaseView) -> Iterator[tuple[float, Passage]]:
    """Yield the points of time at which sentences of the results tell something of this group among several."""
    for passage in told_to_groups(view, "narrative", "abstract"):
        own = told_of(view, passage, "time_point")
        for mention in passage.labelled("time_point"):
            if mention.span in own and _is_time(mention, "time_point"):
                yield float(mention.value or 0), passage


def _computed(view: CaseView) -> Iterator[tuple[float, Passage]]:
    """Yield the months that follow from dates and from points counted from the start of a second drug."""
    if view.region.unit == "group":
        return
    for passage, month in timeline(view).computed:
        if passage.stream == "narrative" and not passage.cued("family"):
            yield month, passage


def _is_on(passage: Passage) -> bool:
    """Tell whether the passage says that the drug is being taken, so that a time before the last visit is on it."""
    return passage.phase == "under" and bool(passage.labelled("drug", "drug_class"))


def _is_time(mention: Mention, *labels: str, while_on: bool = False) -> bool:
    outside = NOT_THIS_PATIENT | ({"negated"} if while_on and mention.rule == "for" else {"prior", "negated"})
    return mention.label in labels and isinstance(mention.value, int | float) and not mention.context & outside
