"""Annotated PDFs into the model that says how sure each suggestion is, measured on parts that it was not trained on.

Suggestions are those that a statement model makes of publications it had not seen; of them the model of confidence is
trained on all parts but one, and judged on that one. The level for accepting together is found in the same way.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

from extractor.classify.confidence import MODEL, ConfidenceModel, facts_of, save_model
from extractor.classify.train_confidence import Judged, chances_of, cross_fitted, fit, level_of, offered, upper_limit
from extractor.core.candidate import Extraction
from extractor.core.errors import UsageError
from extractor.evaluate.verdicts import verdicts
from extractor.protocol.model import Protocol
from extractor.workflows.train import Example, extract_unread, hands_of, parts_of, publications

STATEMENT_FOLD = 2
"""Parts that a statement model leaves out at a time."""
DECIMALS = 4
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.925, 0.95, 0.975, 0.99, 1.0)
"""Bounds of the reliability table: narrow where most values lie."""

Unread = Callable[[Sequence[Example], str, Protocol], list[Extraction]]


@dataclass(frozen=True, slots=True)
class Bin:
    """Suggestions whose chance lies between two bounds: how many, their mean chance, how many of them are right."""

    low: float
    high: float
    n: int
    chance: float
    right: int

    @property
    def share(self) -> float:
        """The share that is right."""
        return self.right / self.n


@dataclass(frozen=True, slots=True)
class Reliability:
    """How well chances fit what was right: mean squared error, mean distance by bin, and the bins that hold any."""

    n: int
    brier: float
    ece: float
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Covered:
    """The values at or above a level: how many of how many, how many of them are wrong."""

    n: int
    total: int
    wrong: int

    def __add__(self, other: "Covered") -> "Covered":
        return Covered(self.n + other.n, self.total + other.total, self.wrong + other.wrong)

    def to_json(self) -> dict[str, Any]:
        """Return the counts with the share that is wrong and the upper end of its 95 % interval."""
        share = round(self.wrong / self.n, DECIMALS) if self.n else None
        limit = round(upper_limit(self.wrong, self.n), DECIMALS)
        return {"n": self.n, "of": self.total, "wrong": self.wrong, "share": share, "upper": limit}


def judged(examples: Sequence[Example], protocol: Protocol, unread: Unread = extract_unread) -> list[Judged]:
    """Return every suggestion that can be judged, made of publications that the statement model had not seen.

    Raises:
        UsageError: The examples are of too few parts.
    """
    folds = parts_of(examples, STATEMENT_FOLD)
    if len(folds) < 3:
        raise UsageError(
            "publications of at least five parts are needed to train on", hint="a part is the first letter of the ids"
        )
    found: list[Judged] = []
    for fold in (*folds, *hands_of(publications(examples), STATEMENT_FOLD)):
        found += judge_all(examples, unread(examples, fold, protocol))
    return found


def judge_all(examples: Iterable[Example], extractions: Sequence[Extraction]) -> list[Judged]:
    """Return the suggestions of extractions, whose confidences are still those of the field extractors, judged."""
    by_id = {example.gold.id: example for example in examples}
    gold = {key: example.gold for key, example in by_id.items()}
    right = {(item.publication, item.subject, item.slot): item.right for item in verdicts(gold, extractions)}
    found = []
    for extraction in extractions:
        name = extraction.publication_id
        for subject, slot, field, facts in facts_of(extraction, by_id[name].document, by_id[name].analysis):
            if (name, subject, slot) in right:
                found.append(Judged(name, subject, field, slot is None, facts, right[name, subject, slot]))
    return found


def train_confidence(
    examples: Sequence[Example], protocol: Protocol, out: Path | None = None, unread: Unread = extract_unread
) -> ConfidenceModel:
    """Return the model learnt from all parts, with its level and figures, written to the folder ``out`` if named.

    Raises:
        UsageError: The examples are of too few parts.
    """
    rows = judged(examples, protocol, unread)
    chances = cross_fitted(rows, _parts(rows))
    values = offered(rows)
    level = level_of([chances[number] for number in values], [rows[number].right for number in values])
    model = replace(fit(rows), level=level, about=_about(examples, protocol, rows, chances, level))
    if out is not None:
        save_model(model, out)
    return model


def reliability(chances: Sequence[float], rights: Sequence[bool]) -> Reliability:
    """Return how well the chances fit."""
    bins = []
    for low, high in pairwise(BINS):
        inside = [
            number for number, chance in enumerate(chances) if low <= chance < high or (high == BINS[-1] == chance)
        ]
        if inside:
            mean = sum(chances[number] for number in inside) / len(inside)
            bins.append(Bin(low, high, len(inside), mean, sum(rights[number] for number in inside)))
    total = max(1, len(chances))
    brier = sum((chance - right) ** 2 for chance, right in zip(chances, rights, strict=True)) / total
    ece = sum(one.n * abs(one.chance - one.share) for one in bins) / total
    return Reliability(len(chances), round(brier, DECIMALS), round(ece, DECIMALS), tuple(bins))


def covered(
    rows: Sequence[Judged], chances: Sequence[float], level: float | None, *, spurious: bool = False
) -> Covered:
    """Return which values lie at or above a level; with ``spurious`` those of cases that are none, too."""
    values = [number for number, row in enumerate(rows) if not row.whole] if spurious else offered(rows)
    above = [number for number in values if level is not None and chances[number] >= level]
    return Covered(len(above), len(values), sum(not rows[number].right for number in above))


def levels_chosen_unseen(rows: Sequence[Judged]) -> dict[str, tuple[float | None, Covered]]:
    """Return for each part the level that the other parts alone would have set, and what it covers on the part."""
    found = {}
    for part in _parts(rows):
        others = [row for row in rows if row.part != part]
        unseen = [row for row in rows if row.part == part]
        chances = cross_fitted(others, _parts(others))
        values = offered(others)
        level = level_of([chances[number] for number in values], [others[number].right for number in values])
        found[part] = (level, covered(unseen, chances_of(unseen, fit(others)), level))
    return found


def _parts(rows: Iterable[Judged]) -> tuple[str, ...]:
    return tuple(sorted({row.part for row in rows}))


def _about(
    examples: Sequence[Example],
    protocol: Protocol,
    rows: Sequence[Judged],
    chances: Sequence[float],
    level: float | None,
) -> dict[str, Any]:
    from importlib.metadata import version

    from extractor import __version__

    content = sha256()
    for example, row in ((example, repr(example.gold)) for example in examples):
        content.update(f"{example.document.sha256} {row}\n".encode())
    kinds = {"values": False, "statements": True}
    fit_of = {}
    for kind, wanted in kinds.items():
        chosen = [number for number, row in enumerate(rows) if (row.field == "statement") == wanted]
        found = reliability([chances[number] for number in chosen], [rows[number].right for number in chosen])
        fit_of[kind] = {"n": found.n, "brier": found.brier, "ece": found.ece}
    return {
        "name": MODEL,
        "made_with": {"case-extractor": __version__, **{name: version(name) for name in ("numpy", "scipy")}},
        "protocol": {"id": protocol.id, "version": protocol.version, "sha256": protocol.digest},
        "trained_on": {
            "publications": [example.gold.id for example in publications(examples)],
            "suggestions": len(rows),
            "sha256": content.hexdigest(),
        },
        "unread": {
            **fit_of,
            "at_level": covered(rows, chances, level).to_json(),
            "at_level_with_spurious_cases": covered(rows, chances, level, spurious=True).to_json(),
        },
    }
