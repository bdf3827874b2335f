"""A group told together: its size, its facts and its counts, from table columns and from sentences with n/N."""

from collections.abc import Iterator

from extractor.core.candidate import Candidate
from extractor.records.fields import adverse_events, antibodies, disease, drugs, follow_up, prior_therapies, steroids
from extractor.records.views import CaseView


def extract_group(view: CaseView) -> Iterator[Candidate]:
    """Yield a group's candidates in the order of ``FIELDS``."""
    if view.region.n:
        where = [p for p in view.passages if p.span.contains(view.region.anchor)] or list(view.own())[:1]
        yield view.candidate("n", view.region.n, where, "group/size", 0.85)
    for extract in (
        disease.extract, antibodies.extract, drugs.extract, prior_therapies.extract,
        follow_up.extract, adverse_events.extract, steroids.extract,
    ):  # fmt: skip
        yield from extract(view)
