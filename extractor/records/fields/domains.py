"""Outcome domains of a case: active at the start or not, refractory or not, and the state at the last assessment.

Everything that bears on a domain is gathered as clues, each with a weight, a place and a direction; what was told last
under the drug weighs most. Sources of the weights: chosen on the development annotations, four parts at a time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from extractor.core.analysis import Direction
from extractor.core.candidate import Candidate
from extractor.protocol.model import Domain
from extractor.records.passages import Passage
from extractor.records.series import Instruments, Reading, readings
from extractor.records.views import NOT_THIS_PATIENT, CaseView, outcome_domains

Kind = Literal["statement", "reading", "sign", "prior"]


@dataclass(frozen=True, slots=True)
class Clue:
    """One thing told of a domain: what it says, how sure, and where."""

    kind: Kind
    passage: Passage
    weight: float
    direction: Direction | None = None


def extract(view: CaseView) -> Iterator[Candidate]:
    """Yield for each domain what was active, whether refractory, and the outcome."""
    if view.region.unit == "group":
        return
    found = list(readings(view, Instruments(view.protocol)))
    told = {domain.id: DomainStory(view, domain, found) for domain in outcome_domains(view.protocol)}
    active = [story for story in told.values() if story.is_active]
    for story in active:
        yield view.candidate(
            "baseline", 1, story.baseline_passages, "domain/active", story.activity, key=story.domain.id
        )
    for story in active:
        verdict = story.refractory
        if verdict is not None and story.domain.denominator != "measured":
            value, passages, confidence = verdict
            yield view.candidate("refractory", value, passages, "domain/refractory", confidence, key=story.domain.id)
    for story in active:
        outcome = story.outcome
        if outcome:
            way, passages, confidence = outcome
            yield view.candidate("outcome", way, passages, "domain/last state", confidence, key=story.domain.id)


@dataclass(slots=True)
class DomainStory:
    """What a case's passages tell of one domain; verdicts are properties, so that none is stored twice."""

    view: CaseView
    domain: Domain
    found: Sequence[Reading]

    @property
    def under(self) -> list[Clue]:
        """Clues to the state under the drug, in telling order: statements, then readings of tables."""
        clues = []
        for passage, statement in self.view.statements("observed"):
            if self.domain.id not in statement.domains or passage.stream in ("introduction", "methods"):
                continue
            weight = statement.probability * (1.0 if not passage.shared else 0.25)
            if passage.stream in ("discussion", "title", "caption", "note"):
                weight *= 0.4
            clues.append(Clue("statement", passage, weight, statement.direction))
        for reading in self.found:
            if reading.domain == self.domain.id and reading.direction and reading.passage.phase != "before":
                clues.append(Clue("reading", reading.passage, 0.4 if reading.supporting else 1.5, reading.direction))
        return clues

    @property
    def prior(self) -> list[Clue]:
        """Clues to what earlier treatment did to the domain."""
        return [
            Clue("prior", passage, statement.probability, statement.direction)
            for passage, statement in self.view.statements("prior")
            if self.domain.id in statement.domains and (statement.regions or self.view.alone or not passage.shared)
        ]

    @property
    def signs(self) -> list[Clue]:
        """Mentions of the domain's signs before or at the start of the drug."""
        clues = []
        for passage in self.view.own():
            if passage.phase not in ("before", "start") or passage.stream in ("title", "caption"):
                continue
            for mention in passage.labelled("sign"):
                if mention.concept == self.domain.id and not mention.context & (NOT_THIS_PATIENT | {"negated"}):
                    clues.append(Clue("sign", passage, 1.0))
        return clues

    @property
    def activity(self) -> float:
        """Chance (0–1) that the domain was active at the start."""
        own_outcome = sum(clue.weight for clue in self.under if not clue.passage.shared)
        evidence = 1.2 * own_outcome + 0.3 * min(len(self.signs), 3) + 0.5 * min(len(self.prior), 2)
        return min(0.98, evidence / (evidence + 0.6))

    @property
    def is_active(self) -> bool:
        """Tell whether the domain is to be suggested as active at the start."""
        return self.activity >= 0.5 and any(not clue.passage.shared for clue in self.under)

    @property
    def baseline_passages(self) -> list[Passage]:
        """The passages that show the activity, the story's first."""
        before = [clue.passage for clue in (*self.signs, *self.prior)]
        return (before or [clue.passage for clue in self.under])[:2]

    @property
    def refractory(self) -> tuple[bool, list[Passage], float] | None:
        """True, False or None (not stated), with the passages and a confidence."""
        failed = [clue for clue in self.prior if clue.direction in ("unchanged", "worsened")]
        named = [
            clue.passage
            for clue in self.signs
            if clue.passage.cued("refractory", "failure") or "refractory" in clue.passage.roles
        ]
        untreated = [clue.passage for clue in self.signs if clue.passage.cued("untreated")]
        if untreated and not failed:
            return False, untreated, 0.7
        if failed or named:
            return True, [*(clue.passage for clue in failed), *named], 0.9 if failed else 0.75
        if self.prior:
            return True, [clue.passage for clue in self.prior], 0.6
        return None

    @property
    def outcome(self) -> tuple[Direction, list[Passage], float] | None:
        """The direction at the last assessment under the drug, with the passages that say so."""
        clues = self.under
        if not clues:
            return None
        weights: dict[Direction, float] = {"improved": 0.0, "unchanged": 0.0, "worsened": 0.0}
        for number, clue in enumerate(clues, start=1):
            if clue.direction:
                weights[clue.direction] += clue.weight * (0.5 + number / len(clues))
        best = max(weights, key=lambda way: weights[way])
        passages = [clue.passage for clue in reversed(clues) if clue.direction == best]
        return best, passages, 0.5 + 0.48 * weights[best] / max(sum(weights.values()), 1e-9)
