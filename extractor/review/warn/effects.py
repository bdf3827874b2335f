"""What is told of a domain's course against its outcome and refractoriness: statements, scores, treatments."""

from collections.abc import Iterable, Iterator

from extractor.core.candidate import CandidateStatement
from extractor.review.form import Row, View
from extractor.review.warn.told import Told, Warning, number_of, quotes_of, row_of, says

LASTING = frozenset({"sustained", "regained"})
"""Courses of an effect that is there at the last assessment."""


def effects(told: Told, view: View, row: Row) -> Iterator[Warning]:
    """Yield what speaks against the direction of an outcome, or against a domain's refractoriness."""
    if row.slot and row.slot.field == "outcome":
        yield from _in_the_abstract(told, view, row)
        yield from _stated(told, view, row)
        yield from _scored(told, view, row)
        yield from _coursed(view, row)
    elif row.slot and row.slot.field == "refractory":
        yield from _treated(told, view, row)


def _in_the_abstract(told: Told, view: View, row: Row) -> Iterator[Warning]:
    """Yield what the abstract says otherwise of the row's domain."""
    for item in told.extraction.contradictions:
        domain, _, rest = item.words.partition(": ")
        if item.kind == "abstract" and item.subject == view.subject and row.slot and row.slot.key == domain and rest:
            yield Warning("otherwise", rest)


def _stated(told: Told, view: View, row: Row) -> Iterator[Warning]:
    """Yield that the quotes are read as another direction, or else all that is told of the domain in this case."""
    here = _of_domain(told.statements(quotes_of(row)), row)
    everywhere = _of_domain((item for item in told.extraction.statements if view.subject in item.case_uids), row)
    for said, where in ((here, "the quote"), (everywhere, "all that is told")):
        directions = {item.direction for item in said}
        if directions:
            if row.value not in directions:
                yield Warning("otherwise", f"{where} says {', '.join(sorted(directions))}")
            return


def _of_domain(statements: Iterable[CandidateStatement], row: Row) -> list[CandidateStatement]:
    return [item for item in statements if item.assertion == "observed" and row.slot and row.slot.key in item.domains]


def _scored(told: Told, view: View, row: Row) -> Iterator[Warning]:
    """Yield that a score of the domain moved the other way."""
    domain = told.domains.get(row.slot.key) if row.slot else None
    if domain is None:
        return
    better = {name: instrument.better for instrument in domain.instruments for name in instrument.names}
    for first in view.rows:
        if first.slot is None or first.slot.field != "score_start":
            continue
        of, _, name = first.slot.key.partition("/")
        start, last = number_of(first), number_of(row_of(view, "score_last", first.slot.key))
        if of != domain.id or name not in better or start is None or last is None or start == last:
            continue
        way = "improved" if (last < start) == (better[name] == "lower") else "worsened"
        if {way, row.value} == {"improved", "worsened"}:
            yield Warning("otherwise", f"{name} went from {start:g} to {last:g}")


def _coursed(view: View, row: Row) -> Iterator[Warning]:
    """Yield that an effect is told to last where the domain got worse, or never to have been where it got better."""
    course = row_of(view, "outcome_course", row.slot.key if row.slot else "")
    best = row_of(view, "outcome_best", row.slot.key if row.slot else "")
    if course and course.value in LASTING and row.value == "worsened":
        yield Warning("otherwise", f"the effect is told to be {course.words}")
    elif best and row.value == "improved" and best.value != "improved":
        yield Warning("otherwise", f"the best response is told to be {best.words}")


def _treated(told: Told, view: View, row: Row) -> Iterator[Warning]:
    """Yield that a refractory domain is told to be untreated, or one that is not to have resisted treatment."""
    quotes = " ".join(quotes_of(row))
    prior = [item for item in view.rows if item.slot and item.slot.field == "prior_therapies" and item.has_value]
    untreated = says(quotes, told.cues("untreated"))
    resisted = [
        item
        for item in told.statements(quotes_of(row))
        if item.assertion == "prior" and row.slot and row.slot.key in item.domains and item.direction != "improved"
    ]
    failed = says(quotes, told.cues("refractory", "failure"))
    if row.value is True and not prior:
        yield Warning("otherwise", "no earlier treatment is told")
    elif row.value is True and untreated and not failed:
        yield Warning("otherwise", "the quote says that it was not treated")
    elif row.value is False and resisted:
        yield Warning("otherwise", "the quote says that treatment had failed")
    elif row.value is False and prior and not untreated:
        yield Warning("otherwise", f"earlier treatment is told: {prior[0].words}")
