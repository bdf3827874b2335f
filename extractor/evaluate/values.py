"""What a case says in a row of the score: a set of comparable values, spelling differences taken out."""

import re
import tomllib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from extractor.core.annotation import AnnotatedCase

SCALARS = ("age_years", "sex", "disease", "subtype", "n", "follow_up_months", "steroid_sparing")
ROWS = (
    *SCALARS, "antibodies", "drug", "dose", "frequency", "prior_therapies", "baseline", "refractory", "not refractory",
    "outcome", "outcome not improved", "outcome_counts", "adverse_events", "same_as",
)  # fmt: skip
"""The rows of the score that a case has values in."""

_LONG = 25
"""Longer names (in characters) are phrases, whose punctuation separates words; in shorter ones it is noise."""

_GREEK = str.maketrans({"γ": "gamma", "β": "beta", "α": "alpha"})


@dataclass(frozen=True, slots=True)
class Rules:
    """What counts as one and what the headline table holds.

    ``aliases`` go from normal name to normal name; ``table`` says of each domain whom it counts: ``refractory`` or
    ``active``.
    """

    aliases: Mapping[str, str]
    table: Mapping[str, str]


@cache
def rules() -> Rules:
    """Return the scoring rules that come with the package."""
    data = tomllib.loads(files("extractor.evaluate").joinpath("scoring.toml").read_text(encoding="utf-8"))
    return Rules(data["aliases"], data["table"])


@cache
def normal(text: str) -> str:
    """Return ``text`` in lower case with Greek letters spelt out, without punctuation, aliases resolved."""
    text = text.lower().translate(_GREEK)
    text = re.sub(r"[^a-z0-9 ]", " " if len(text) > _LONG else "", text)
    text = re.sub(r"\s+", " ", text).strip()
    return rules().aliases.get(text, text)


def values(case: AnnotatedCase, row: str) -> frozenset[Hashable]:
    """Return what ``case`` says in ``row`` (one of ``ROWS``); empty where it says nothing.

    An element is a value, or a tuple whose first part is what the rest is told of (a drug, a domain).
    """
    return _KEYED[row](case) if row in _KEYED else _plain(getattr(case, row))


def _plain(value: Any) -> frozenset[Hashable]:
    if value is None:
        return frozenset()
    if isinstance(value, tuple):
        return frozenset(normal(str(item)) for item in value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return frozenset((round(value, 2),))
    return frozenset((value,))


_KEYED: Mapping[str, Callable[[AnnotatedCase], frozenset[Hashable]]] = {
    "drug": lambda case: frozenset(normal(drug.name) for drug in case.drugs),
    "dose": lambda case: frozenset((normal(drug.name), normal(drug.dose)) for drug in case.drugs if drug.dose),
    "frequency": lambda case: frozenset(
        (normal(drug.name), normal(drug.frequency)) for drug in case.drugs if drug.frequency
    ),
    "baseline": lambda case: frozenset(item.domain for item in case.baseline),
    "refractory": lambda case: frozenset(item.domain for item in case.baseline if item.refractory),
    "not refractory": lambda case: frozenset(item.domain for item in case.baseline if item.refractory is False),
    "outcome": lambda case: frozenset((item.domain, item.direction) for item in case.outcomes),
    "outcome not improved": lambda case: frozenset(
        item.domain for item in case.outcomes if item.direction != "improved"
    ),
    "outcome_counts": lambda case: frozenset(
        (item.domain, item.n_improved, item.n_evaluable) for item in case.outcomes if item.n_improved is not None
    ),
}
