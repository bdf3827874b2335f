"""What agrees between two records → points, a verdict and a reason in words."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from extractor.bibliography.dedupe.compare import Agreement
from extractor.core.reference import Verdict

_TITLE = ((0.985, "equal"), (0.92, "alike"), (0.8, "near"), (0.6, "partly"), (0.0, "unlike"))
_AUTHORS = ((0.95, "equal"), (0.75, "alike"), (0.0, "differ"))
_YEAR = ((0.0, "equal"), (-1.0, "near"), (-9999.0, "differs"))
_JOURNAL = ((0.9, "equal"), (0.6, "alike"), (0.0, "differs"))
_ABSTRACT = ((0.9, "equal"), (0.6, "alike"), (0.0, "differs"))


@dataclass(frozen=True, slots=True)
class Rule:
    """Points for each level of agreement, and the sums from which two records are the same, or to be looked at."""

    points: Mapping[str, int]
    same: int
    unsure: int

    def verdict(self, told: Agreement) -> tuple[Verdict, int]:
        """Return what is thought of a pair, and its sum."""
        total = sum(self.points[level] for level in levels(told))
        if total >= self.same:
            return "same", total
        return ("unsure" if total >= self.unsure else "different"), total


def load_rule(package: str = "extractor.bibliography.dedupe") -> Rule:
    """Return the rule that stands in a package."""
    told = tomllib.loads(files(package).joinpath("rule.toml").read_text(encoding="utf-8"))
    return Rule(told["points"], told["same"], told["unsure"])


def levels(told: Agreement) -> Iterator[str]:
    """Yield how well each part agrees that both records tell, in words."""
    yield f"title {_title(told)}"
    for name, value, scale in (
        ("authors", told.authors, _AUTHORS),
        ("year", None if told.years is None else -told.years, _YEAR),
        ("journal", told.journal, _JOURNAL),
        ("abstract", told.abstract, _ABSTRACT),
    ):
        if value is not None:
            yield f"{name} {_level(value, scale)}"
    for name, equal, otherwise in (
        ("volume", told.volume, "differs"),
        ("issue", told.issue, "differs"),
        ("pages", told.page, "differ"),
        ("PMID", told.pmid, "differs"),
    ):
        if equal is not None:
            yield f"{name} {'equal' if equal else otherwise}"
    if told.doi is not None:
        # A supplement has one DOI for hundreds of abstracts: on other pages it may be another of them.
        yield f"DOI {'differs' if not told.doi else 'shared' if told.page is False else 'equal'}"
    if not told.numbers:
        yield "numbers differ"
    if told.volume and told.page:
        yield "place equal"


def _title(told: Agreement) -> str:
    level = _level(told.title, _TITLE)
    if level in ("equal", "alike"):
        return "short" if told.is_short else level
    return "within" if told.within else level


def _level(value: float, scale: Sequence[tuple[float, str]]) -> str:
    return next(name for least, name in scale if value >= least)
