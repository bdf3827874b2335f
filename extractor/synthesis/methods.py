"""The methods paragraph: what a review that used the program has to disclose, its sentences data in ``methods.toml``.

In: facts about the tool, the people and the measured accuracy. Out: plain sentences, those without a fact left out.
Source of what is disclosed: the RAISE guidance (see ``references`` there): tool and version, what it was used for, who
checked what, measured performance, limits, and who answers for the result.
"""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from extractor.core.confirmed import CLEARS, SETS, settled, standing
from extractor.core.decision import Decision
from extractor.core.time_spent import FormTime
from extractor.synthesis.appendix import Methods
from extractor.synthesis.render.words import percent

LIMITS = "limits"
"""The paragraph of ``methods.toml`` that is printed as separate limits."""

MEASURED = {
    "case": "patients and groups", "age_years": "age", "disease": "disease", "drug": "drugs", "dose": "doses",
    "refractory": "refractory domains", "outcome": "outcomes", "outcome not improved": "outcomes other than improved",
    "adverse_events": "adverse events",
}  # fmt: skip
"""The rows of an evaluation that are told, and what they are called."""

DIGEST_DIGITS = 12
"""Figures of a digest that are printed: the whole ones stand in the provenance."""


@dataclass(frozen=True, slots=True)
class Tool:
    """What read the PDFs: versions, names with digests, and how many publications it read.

    ``models`` are pairs of a name and a SHA-256; ``language_model`` is the name of an installed spaCy model, None where
    the built-in rules were used. ``other_code`` counts publications whose suggestions stem from other code, protocol or
    models than these. ``level`` is the confidence from which on values are offered in bulk; ``card`` are the counts of
    the model card at that level: wrong, judged, and the upper 95 % limit of the share.
    """

    version: str
    spacy: str
    protocol: str
    protocol_digest: str
    models: tuple[tuple[str, str], ...]
    language_model: str | None
    publications: int
    read: int
    other_code: int
    level: float
    card: tuple[int, int, float]


@dataclass(frozen=True, slots=True)
class People:
    """Who decided and how, over the decisions that count; sums of people are those of all publications together.

    ``actions`` and ``ways`` count decisions by action and by ``how``; ``accepted_bulk`` the acceptances in bulk.
    ``second``, ``adjudicated`` and ``decided`` count publications.
    """

    reviewers: frozenset[str] = frozenset()
    actions: Mapping[str, int] | None = None
    ways: Mapping[str, int] | None = None
    accepted_bulk: int = 0
    second: int = 0
    adjudicated: int = 0
    decided: int = 0

    def __add__(self, other: "People") -> "People":
        return People(
            self.reviewers | other.reviewers,
            Counter(self.actions or {}) + Counter(other.actions or {}),
            Counter(self.ways or {}) + Counter(other.ways or {}),
            self.accepted_bulk + other.accepted_bulk,
            self.second + other.second,
            self.adjudicated + other.adjudicated,
            self.decided + other.decided,
        )


def people_of(decisions: Sequence[Decision]) -> People:
    """Return who decided on one publication and how; nobody where nothing stands decided."""
    counting = list(settled(decisions).values())
    if not counting:
        return People()
    made = [item for item in standing(decisions) if item.action in SETS or item.action in CLEARS]
    reviewers = frozenset(item.reviewer for item in made)
    return People(
        reviewers,
        Counter(item.action for item in counting),
        Counter(item.how for item in counting),
        sum(item.action == "accept" and item.how == "bulk" for item in counting),
        int(len(reviewers) > 1),
        int(any(item.role == "adjudicator" for item in made)),
        1,
    )


@dataclass(frozen=True, slots=True)
class Measured:
    """One row of an accuracy: its title, precision and recall with their 95 % intervals (None where there is none)."""

    title: str
    precision: float
    recall: float
    precision_interval: tuple[float, float] | None
    recall_interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The suggestions held against what was confirmed in this review; no rows where nothing can be held against."""

    publications: int = 0
    rows: tuple[Measured, ...] = ()


def methods(
    tool: Tool,
    people: People,
    accuracy: Accuracy,
    time: Iterable[FormTime],
    *,
    machine_only: bool,
    undecided: int,
) -> Methods:
    """Return the paragraphs, the limits and the references; ``undecided`` counts suggestions that nobody decided on."""
    facts = _of_tool(tool) | _of_people(people, list(time)) | _of_accuracy(accuracy, people)
    facts |= {"machine_only": machine_only, "undecided": undecided}
    data = tomllib.loads((files("extractor.synthesis") / "methods.toml").read_text("utf-8"))
    told: dict[str, list[str]] = {}
    for row in data["sentences"]:
        if _holds(row, facts):
            told.setdefault(row["paragraph"], []).append(row["text"].format_map(facts))
    limits = tuple(told.pop(LIMITS, ()))
    return Methods(tuple(" ".join(sentences) for sentences in told.values()), limits, tuple(data["references"]))


def _holds(row: Mapping[str, Any], facts: Mapping[str, Any]) -> bool:
    wanted, unwanted = (row.get(name, "") for name in ("when", "unless"))
    return all(facts[name] for name in _names(wanted)) and not any(facts[name] for name in _names(unwanted))


def _names(listed: str) -> list[str]:
    return [name.strip() for name in listed.split(",") if name.strip()]


def _of_tool(tool: Tool) -> dict[str, Any]:
    wrong, judged, upper = tool.card
    return {
        "version": tool.version,
        "spacy": tool.spacy,
        "protocol": tool.protocol,
        "protocol_digest": tool.protocol_digest[:DIGEST_DIGITS],
        "models": ", ".join(f"{name}, SHA-256 {digest[:DIGEST_DIGITS]}" for name, digest in tool.models),
        "language_model": tool.language_model or "rules of its own, no trained language model",
        "publications": tool.publications,
        "read": tool.read,
        "unread": tool.publications - tool.read,
        "other_code": tool.other_code,
        "level": f"{tool.level:.2f}",
        "card_wrong": wrong,
        "card_n": judged,
        "card_share": _share(wrong / judged) if judged else "none",
        "card_upper": _share(upper),
    }


def _of_people(people: People, time: Sequence[FormTime]) -> dict[str, Any]:
    actions, ways = Counter(people.actions or {}), Counter(people.ways or {})
    accepted = actions["accept"]
    names = sorted(people.reviewers)
    told = f"{len(names)} reviewers ({', '.join(names)})" if len(names) != 1 else f"One reviewer ({names[0]})"
    return {
        "reviewers": told,
        "decisions": sum(actions.values()),
        "single": ways["single"],
        "bulk": ways["bulk"],
        "imported": ways["imported"],
        "accepted": accepted,
        "corrected": actions["correct"],
        "rejected": actions["reject"],
        "added": actions["add"],
        "set_aside": actions["unclear"] + actions["not_reported"],
        "suggested_decided": accepted + actions["correct"] + actions["reject"],
        "accepted_bulk": people.accepted_bulk,
        "bulk_share": f"{percent(people.accepted_bulk / accepted)}%" if accepted else "0%",
        "second": people.second,
        "adjudicated": people.adjudicated,
        "decided": people.decided,
        "blind": len({item.publication for item in time if item.mode == "blind"}),
        "assisted": len({item.publication for item in time if item.mode == "assisted"}),
    }


def _of_accuracy(accuracy: Accuracy, people: People) -> dict[str, Any]:
    ways = Counter(people.ways or {})
    return {
        "accuracy": "; ".join(_measured(row) for row in accuracy.rows),
        "accuracy_publications": accuracy.publications,
        "assisted_accuracy": bool(accuracy.rows) and ways["single"] + ways["bulk"] > ways["imported"],
    }


def _measured(row: Measured) -> str:
    precision, recall = _with(row.precision, row.precision_interval), _with(row.recall, row.recall_interval)
    return f"{row.title} {precision} and {recall}"


def _with(value: float, interval: tuple[float, float] | None) -> str:
    return f"{value:.2f} ({interval[0]:.2f} to {interval[1]:.2f})" if interval else f"{value:.2f}"


def _share(value: float) -> str:
    return f"{100 * value:.1f}%"
