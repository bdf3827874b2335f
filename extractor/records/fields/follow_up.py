"""Months from the first drug of the review to the last report."""

from collections.abc import Iterator

from extractor.core.candidate import Candidate
from extractor.records.numbers import span_months, tidy
from extractor.records.views import NOT_THIS_PATIENT, CaseView


def extract(view: CaseView) -> Iterator[Candidate]:
    """Yield the follow-up: a table's own column, else the latest time told under the drug."""
    for passage in view.cells("follow_up"):
        if passage.roles & {"adverse"} and "follow_up" not in passage.roles:
            continue
        value = span_months(view.text(passage.span), view.heads(passage))
        if value is not None:
            yield view.candidate("follow_up_months", value, [passage], "follow-up/cell", 0.92)
            return
    told = [
        (float(mention.value), passage)
        for passage in view.own()
        if passage.phase in ("start", "under") and passage.stream in ("narrative", "abstract", "course", "table")
        for mention in passage.labelled("duration", "time_point")
        if isinstance(mention.value, int | float) and not mention.context & (NOT_THIS_PATIENT | {"prior", "negated"})
    ]
    if told:
        value, passage = max(told, key=lambda item: item[0])
        others = sorted({tidy(months) for months, _ in told}, reverse=True)[1:3]
        yield view.candidate("follow_up_months", tidy(value), [passage], "follow-up/text", 0.65, alternatives=others)
