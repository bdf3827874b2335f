"""What one case tells of one domain: whether it belongs to the denominator, and how it fares there.

In: the values of a patient or group. Out: counts of persons. A number that a group does not tell is never guessed:
patients of whom it is not known whether they improved are counted apart.
"""

from collections.abc import Iterable, Sequence

from extractor.synthesis.model import DomainLabel, Response, Source, Tally

FIELDS = (
    "baseline", "refractory", "n_refractory", "outcome", "n_improved", "n_evaluable", "outcome_best", "outcome_course",
)  # fmt: skip
"""The fields that a response rests on; each is told by domain."""

IMPROVED = "improved"
LOST = frozenset({"lost_on_drug", "lost_on_taper", "lost_after_stop", "regained"})
"""Courses of an effect that was there once: the best state was improved, whatever the last one is."""


def response(values: Iterable[Source], domain: DomainLabel, unit: str, size: int) -> Response | None:
    """Return what the values of a patient or group of ``size`` tell of a domain, None where they tell nothing of it.

    Of a group in which only some belong to the denominator, counts of the whole domain say how those fare only where
    all improved or nobody did; else they are unclear.
    """
    told = {item.field: item for item in values if item.key == domain.id and item.field in FIELDS}
    if not told.keys() & {"baseline", "outcome", "outcome_best"}:
        return None
    sources = tuple(told[field] for field in FIELDS if field in told)
    active = int(_is_told(told.get("baseline"))) if unit == "patient" else min(size, _whole(told, "baseline"))
    counted = active if domain.denominator != "refractory" else min(active, _refractory(told, active))
    if unit == "patient":
        last, best = (_single(told, best=best) if counted else Tally() for best in (False, True))
    else:
        last = best = _grouped(told, active, counted)
    unclear, untold = _of_unknown_denominator(told, domain, active)
    return Response(domain.id, active, counted, last, best, sources, unclear, untold)


def together(domain: str, responses: Sequence[Response]) -> Response | None:
    """Return the sum of what several patients tell of a domain, None where none tells anything."""
    if not responses:
        return None
    return Response(
        domain,
        sum(item.active for item in responses),
        sum(item.counted for item in responses),
        sum((item.last for item in responses), Tally()),
        sum((item.best for item in responses), Tally()),
        tuple(source for item in responses for source in item.sources),
        sum(item.unclear for item in responses),
        sum(item.not_reported for item in responses),
    )


Told = dict[str, Source]
"""What is told of one domain, by field."""


def _is_told(source: Source | None) -> bool:
    return source is not None and source.state == "told"


def _is_unclear(told: Told, *fields: str) -> bool:
    return any(field in told and told[field].state == "unclear" for field in fields)


def _value(told: Told, field: str) -> object:
    source = told.get(field)
    return source.value if source is not None and source.state == "told" else None


def _whole(told: Told, field: str) -> int:
    """Return a count of persons; a group whose domain is told without a count has as many as were evaluated."""
    value = _value(told, field)
    if value is None and _is_told(told.get(field)):
        value = _value(told, "n_evaluable")
    return max(0, value) if isinstance(value, int) else 0


def _refractory(told: Told, active: int) -> int:
    number = _value(told, "n_refractory")
    if isinstance(number, int):
        return max(0, number)
    return active if _value(told, "refractory") is True else 0


def _of_unknown_denominator(told: Told, domain: DomainLabel, active: int) -> tuple[int, int]:
    """Return of how many active patients it is unclear, and of how many not told, whether they are counted."""
    fields = ("refractory", "n_refractory")
    if domain.denominator != "refractory" or any(_value(told, field) is not None for field in fields):
        return 0, 0
    return (active, 0) if _is_unclear(told, *fields) else (0, active)


def _single(told: Told, *, best: bool) -> Tally:
    last = _value(told, "outcome")
    if best and (IMPROVED in (last, _value(told, "outcome_best")) or _value(told, "outcome_course") in LOST):
        return Tally(improved=1, n=1)
    state = told.get("outcome_best") if best and "outcome_best" in told else told.get("outcome")
    if state is None or state.state == "not_reported":
        state = told.get("outcome")
    if state is None or state.state == "not_reported":
        return Tally(not_reported=1)
    if state.state == "unclear":
        return Tally(unclear=1)
    return Tally(improved=int(state.value == IMPROVED), n=1)


def _grouped(told: Told, active: int, counted: int) -> Tally:
    better, evaluable = _value(told, "n_improved"), _value(told, "n_evaluable")
    if _is_unclear(told, "outcome", "n_improved"):
        return Tally(unclear=counted)
    if not isinstance(better, int):
        return Tally(not_reported=counted)
    known = max(0, evaluable) if isinstance(evaluable, int) else active
    better = max(0, min(better, known))
    if counted < max(active, known) and better not in (0, known):
        return Tally(unclear=counted)
    n = min(known, counted)
    return Tally(improved=min(better, n), n=n, not_reported=counted - n)
