"""Outcome domains of a case: active at the start or not, refractory or not, and the state at the last assessment.

Everything that bears on a domain is gathered as clues, each with a weight, a place and a direction; what was told last
under the drug weighs most. Sources of the weights: chosen on the development annotations, four parts at a time.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise, takewhile
from typing import Literal

from extractor.core.analysis import Direction, Mention, Statement
from extractor.core.candidate import Candidate
from extractor.protocol.model import Domain
from extractor.records.fields.prior_therapies import OF_ALL, treated_before
from extractor.records.fields.scores import pairs
from extractor.records.passages import Passage, head_roles
from extractor.records.series import Reading, direction_of, instrument_of, is_normal, readings
from extractor.records.timeline import is_after_stop
from extractor.records.views import NOT_THIS_PATIENT, CaseView, once, outcome_domains
from extractor.records.views import told as is_told

Kind = Literal["statement", "sign", "prior"]
WEIGHTS = {"discussion": 0.4, "title": 0.4, "caption": 0.4, "note": 0.4}
"""What a statement outside the story weighs beside one in it."""
SHARED = 0.25
"""What a statement about all of a publication's patients weighs for each of them."""


INHERITED = 0.6
"""What a sentence that names no domain weighs for those that the case was told to have."""
WORSE = re.compile(r"\b(?:worse|worsen\w*|deteriorat\w*|aggravat\w*|exacerbat\w*)\b", re.IGNORECASE)
"""English words for getting worse: what appears for the first time does none of these."""
OUTWEIGHS = 2
"""Sentences at the end of a story that tell a domain unchanged, by which an improvement was of no account."""
NO_STATE = frozenset({"age", "sex", "prior", "drug", "adverse", "steroid", "antibody", "follow_up", "onset", "last"})
"""Roles of cells that tell no state at the start."""


@dataclass(frozen=True, slots=True)
class Clue:
    """One thing told of a domain: what it says, how sure, and where."""

    kind: Kind
    passage: Passage
    weight: float
    direction: Direction | None = None


Told = tuple[Clue, frozenset[str]]
"""A clue with the domains that it is told of."""


def extract(view: CaseView) -> Iterator[Candidate]:
    """Yield for each domain what was active, whether refractory, and the outcome."""
    if view.region.unit == "group":
        return
    found = [*readings(view), *_told_pairs(view)]
    treated = treated_before(view)
    failed = list(_inherited_failures(view))
    told = {domain.id: DomainStory(view, domain, found, treated, failed) for domain in outcome_domains(view.protocol)}
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
    for story in told.values():
        outcome = story.outcome if story.is_active else story.arisen
        if outcome:
            way, passages, confidence = outcome
            yield view.candidate("outcome", way, passages, "domain/last state", confidence, key=story.domain.id)


@dataclass
class DomainStory:
    """What a case's passages tell of one domain; verdicts are properties, worked out once."""

    view: CaseView
    domain: Domain
    found: Sequence[Reading]
    treated: Sequence[Passage]
    failed_overall: Sequence[Told] = ()

    @cached_property
    def scores(self) -> list[Reading]:
        """Table readings of the domain with a first and a last value, those that only support it left out."""
        return [
            reading
            for reading in self.found
            if reading.domain == self.domain.id and reading.direction and reading.passage.is_cell
            if not reading.supporting
        ]

    @cached_property
    def measured(self) -> list[Reading]:
        """Scores that the story tells at the start and later, in one sentence or two; those that only support left out.

        One that ends where it may end, normal, says nothing by having moved little.
        """
        return [
            reading
            for reading in self.found
            if reading.domain == self.domain.id and reading.direction and not reading.passage.is_cell
            if reading.paired and not reading.supporting
        ]

    @cached_property
    def told(self) -> list[Clue]:
        """Effect statements about the domain under the drug, in telling order."""
        return self._of(_effects(self.view))

    @cached_property
    def cells(self) -> list[Clue]:
        """Signs in cells told under the drug with a word of direction («calcinosis of one knee, unchanged»)."""
        return self._of(_cell_states(self.view))

    def _of(self, told: Iterable[Told]) -> list[Clue]:
        return [clue for clue, domains in told if self.domain.id in domains]

    @cached_property
    def listed(self) -> list[Passage]:
        """Cells that tell the state at the start and name the domain («fever, rash») or affirm it under its name."""
        if self.domain.denominator == "measured":
            return []
        return [passage for passage, domains in _states_at_start(self.view) if self.domain.id in domains]

    @cached_property
    def prior(self) -> list[Clue]:
        """Clues to what earlier treatment did to the domain, named or meant («dapsone had not helped»)."""
        named = [
            Clue("prior", passage, statement.probability, statement.direction)
            for passage, statement in self.view.statements("prior")
            if self.domain.id in statement.domains and not passage.shared
        ]
        return named + self._of(self.failed_overall)

    @cached_property
    def failed_in_all(self) -> list[Passage]:
        """Passages that say of all of the publication's patients that the domain withstood treatment."""
        if self.view.alone:
            return []
        nobodys = self.view.of_all()
        shares = (passage for passage in self.view.own() if not passage.is_cell)
        return [
            passage
            for passage in (*shares, *nobodys)
            if passage.stream not in ("introduction", "discussion") and self._lasted(passage)
            if any(m.concept == self.domain.id and is_told(m) for m in passage.labelled("sign"))
            if OF_ALL.search(self.view.text(passage.span))
        ]

    @cached_property
    def signs(self) -> list[Clue]:
        """Mentions of the domain's signs before or at the start of the drug."""
        return self._of(_early_signs(self.view))

    def _lasted(self, passage: Passage) -> bool:
        """Tell whether a passage says that something outlasted treatment, and not the review's drug."""
        before = passage.phase == "before" and passage.cued("unchanged") and not self.view.observes(passage)
        return before or passage.cued("refractory", "failure")

    def _compares(self, passage: Passage) -> bool:
        """Tell whether a passage holds a state against an earlier one: what rose, worsened or paled had been there."""
        text = self.view.text(passage.span)
        moved = passage.cued("rise", "fall", "improved") or len(passage.labelled("measure")) > 1
        return moved or bool(WORSE.search(text)) or head_roles(self.view.protocol).gives(text, "before")

    @property
    def withstood(self) -> list[Clue]:
        """Clues that earlier treatment left the domain as it was or worse, of its own story."""
        return [
            clue
            for clue in self.prior
            if clue.direction in ("unchanged", "worsened") and clue.passage.phase == "before"
        ]

    @property
    def activity(self) -> float:
        """Chance (0–1) that the domain was active at the start."""
        own = sum(clue.weight for clue in self.told if not clue.passage.shared)
        own += sum(1.5 for score in self.scores if not score.was_normal) + sum(c.weight for c in self.cells)
        own += len(self.listed[:2]) + sum(1.0 for score in self.measured if not score.was_normal)
        evidence = 1.2 * own + 0.3 * min(len(self.signs), 3) + 0.5 * min(len(self.prior), 2)
        normal = sum(1.5 for score in self.scores if score.was_normal)
        return min(0.98, evidence / (evidence + 0.6 + normal))

    @property
    def is_active(self) -> bool:
        """Tell whether the domain is to be suggested as active at the start."""
        seen = any(not c.passage.shared for c in self.told) or self.cells or self.listed
        scored = any(not score.was_normal for score in (*self.scores, *self.measured))
        return self.activity >= 0.5 and bool(seen or scored or self.withstood) and not self.arisen

    @cached_property
    def arisen(self) -> tuple[Direction, list[Passage], float] | None:
        """«worsened», where all that is told of the domain is that it came up or grew worse under the drug; else None.

        What nobody saw before the drug was not active at its start.
        """
        own = [clue for clue in self.told if not clue.passage.shared]
        early = [clue for clue in self.prior if clue.passage.phase in ("before", "start")]
        scored = any(not score.was_normal for score in (*self.scores, *self.measured))
        if not own or scored or self.signs or early or self.listed or self.cells:
            return None
        if any(clue.direction != "worsened" or self._compares(clue.passage) for clue in own):
            return None
        if not any(clue.passage.phase == "under" for clue in own):
            return None
        return "worsened", [clue.passage for clue in reversed(own)], 0.6

    @property
    def baseline_passages(self) -> list[Passage]:
        """The passages that show the activity, the story's first."""
        before = [*self.listed, *(clue.passage for clue in (*self.signs, *self.prior))]
        return (
            before
            or [c.passage for c in (*self.told, *self.cells)]
            or [s.passage for s in (*self.scores, *self.measured)]
        )[:2]

    @property
    def refractory(self) -> tuple[bool, list[Passage], float] | None:
        """True, False or None (not stated), with the passages and a confidence.

        Where nothing says more, a domain counted by its refractory patients persisted in spite of what is told as given
        before.
        """
        failed = [clue.passage for clue in self.prior if clue.direction in ("unchanged", "worsened")]
        signs = [clue.passage for clue in self.signs]
        named = [p for p in signs if p.cued("refractory", "failure") or "refractory" in p.roles]
        untreated = [p for p in signs if p.cued("untreated")]
        if untreated and not failed:
            return False, untreated, 0.7
        if failed or named:
            return True, [*failed, *named], 0.9 if failed else 0.75
        if self.failed_in_all and self.treated:
            return True, [self.failed_in_all[0], *self.baseline_passages[:1]], 0.7
        if self.prior and self.domain.denominator == "refractory":
            return True, [clue.passage for clue in self.prior], 0.6
        if self.treated and self.domain.denominator == "refractory":
            return True, [*self.treated[:1], *self.baseline_passages[:1]], 0.6
        return None

    @cached_property
    def gone(self) -> list[Clue]:
        """Sentences under the drug in which the domain's signs are denied («he was rash-free», «no blisters»)."""
        return self._of(_denied_signs(self.view))

    @property
    def outcome(self) -> tuple[Direction, list[Passage], float] | None:
        """The direction at the last assessment under the drug, with the passages that say so.

        A table's first and last score decide, then those that the story tells; else the story itself, read from its
        start to its end; else what is said of the case elsewhere, the abstract first.
        """
        own = [clue for clue in self.told if not clue.passage.shared]
        story = [clue for clue in own if clue.passage.stream == "narrative"]
        scores = [score for score in self.scores if not score.was_normal and score.direction]
        if scores and (way := scores[-1].direction):
            agree = [clue.passage for clue in own if clue.direction == way]
            return way, [scores[-1].passage, *reversed(agree)], 0.93 if agree else 0.8
        if self.measured and (way := self.measured[-1].direction):
            agree = [clue.passage for clue in own if clue.direction == way]
            return way, [self.measured[-1].passage, *reversed(agree)], 0.9 if agree else 0.75
        abstract = [clue for clue in own if clue.passage.stream == "abstract"]
        of_all_cases = self.told if self.listed or own else []
        for clues in (story, self.cells, abstract, own, self.gone, of_all_cases):
            last = last_state([clue for clue in clues if clue.direction])
            if last:
                way, deciding = last
                share = sum(c.direction == way for c in clues) / len(clues)
                return way, [clue.passage for clue in deciding], 0.5 + 0.45 * share
        return None


@once
def _effects(view: CaseView) -> tuple[Told, ...]:
    """Return the effects told under the drug, in telling order; a loss at or right after a stop is none of the drug."""
    found: list[Told] = []
    before: Passage | None = None
    for passage, statement in _in_order(view.statements("observed")):
        told = passage.stream not in ("introduction", "methods") and passage.phase != "after"
        told = told and not (passage.stream == "discussion" and passage.cued("excluded"))
        told = told and (passage.stream != "caption" or view.alone or bool(passage.labelled("case_label")))
        stopped = passage.cued("stop") or (before is not None and before.cued("stop"))
        stopped = stopped or any(is_after_stop(view, m) for m in passage.labelled("time_point", "duration"))
        if told and not (stopped and statement.direction == "worsened"):
            weight = WEIGHTS.get(passage.stream, 1.0) * (SHARED if passage.shared else 1.0)
            clue = Clue("statement", passage, weight * statement.probability, statement.direction)
            found.append((clue, frozenset(statement.domains)))
        before = passage
    return tuple(found)


@once
def _cell_states(view: CaseView) -> tuple[Told, ...]:
    """Return what cells say of signs under the drug, with a word of direction in the same part of the cell."""
    found: list[Told] = []
    for passage in view.cells():
        if passage.phase != "under" or passage.roles & {"adverse", "prior", "steroid"}:
            continue
        headed = _named(m for head in passage.heads for m in view.mentions(head) if m.label == "sign")
        for inside in _parts_of(view, passage):
            way = _way(inside)
            if way:
                domains = headed or _named(m for m in inside if m.label == "sign" and is_told(m))
                found.append((Clue("sign", passage, 0.8, way), domains))
    return tuple(found)


@once
def _states_at_start(view: CaseView) -> tuple[tuple[Passage, frozenset[str]], ...]:
    """Return the cells of the state at the start, with the domains that their heads name or a part of them affirms."""
    found = []
    for passage in view.cells("before"):
        if not passage.roles & NO_STATE:
            present = (_affirmed(part) for part in _parts_of(view, passage))
            found.append((passage, _named(view.headed(passage, "sign")).union(*present)))
    return tuple(found)


def _affirmed(mentions: Sequence[Mention]) -> frozenset[str]:
    """Return the domains that a part of a cell names and denies nothing of («lungs: no ILD»)."""
    signs = [m for m in mentions if m.label == "sign"]
    return _named(signs) - _named(m for m in signs if not is_told(m))


@once
def _early_signs(view: CaseView) -> tuple[Told, ...]:
    """Return the signs told before or at the start of the drug, but for those told as having improved."""
    found: list[Told] = []
    for passage in view.own():
        if passage.phase in ("before", "start") and passage.stream not in ("title", "caption"):
            improved = _named(m for m in passage.labelled("phrase") if m.value == "improved")
            domains = _named(m for m in passage.labelled("sign") if is_told(m)) - improved
            found.append((Clue("sign", passage, 1.0), domains))
    return tuple(found)


@once
def _denied_signs(view: CaseView) -> tuple[Told, ...]:
    """Return the sentences under the drug that deny every sign of a domain that they name."""
    found: list[Told] = []
    for passage in view.own():
        if passage.phase != "under" or passage.stream != "narrative" or passage.is_cell:
            continue
        if not passage.cued("stop", "improved", "worsened", "unchanged"):
            signs = passage.labelled("sign")
            seen = _named(m for m in signs if "negated" not in m.context or m.context & NOT_THIS_PATIENT)
            found.append((Clue("sign", passage, 0.6, "improved"), _named(signs) - seen))
    return tuple(found)


def _named(mentions: Iterable[Mention]) -> frozenset[str]:
    return frozenset(m.concept for m in mentions if m.concept)


def _in_order(said: Iterable[tuple[Passage, Statement]]) -> Iterator[tuple[Passage, Statement]]:
    """Yield statements in telling order, those of one sentence by where the last word of their direction stands."""
    for _, same in groupby(said, key=lambda pair: pair[0].span):
        yield from sorted(same, key=lambda pair: _last_word(pair[0], pair[1].direction))


def _last_word(passage: Passage, way: Direction) -> int:
    places = [m.span.start for m in passage.mentions if m.label == "cue" and m.concept == way]
    places += [m.span.start for m in passage.mentions if m.label == "phrase" and m.value == way]
    return max(places, default=-1)


def _told_pairs(view: CaseView) -> Iterator[Reading]:
    """Yield the scores that the story tells at the start and under the drug, as readings of the later passage."""
    for key, pair in pairs(view).items():
        domain, _, name = key.partition("/")
        instrument = instrument_of(view.protocol, domain, name)
        if instrument is None or any(passage.is_cell for passage in pair.passages):
            continue
        way = direction_of(instrument, pair.start, pair.last)
        if way == "unchanged" and is_normal(instrument, pair.last):
            continue
        first, last = pair.start, pair.last
        normal = is_normal(instrument, first)
        shown = pair.passages[-1]
        yield Reading(domain, name, first, last, way, shown, instrument.supporting, normal, paired=True)


def _inherited_failures(view: CaseView) -> Iterator[Told]:
    """Yield the failures of earlier treatment that name no domain, with the domains told last before them.

    «Erosions of the mouth … Azathioprine had been insufficient» is said of the erosions.
    """
    plain = {domain.id for domain in view.protocol.domains if not domain.outcome}
    counted = {domain.id for domain in outcome_domains(view.protocol) if domain.denominator != "measured"}
    ways = {
        id(passage): (statement.direction, statement.probability)
        for passage, statement in view.statements("prior")
        if set(statement.domains) <= plain and statement.direction != "improved"
    }
    named: frozenset[str] = frozenset()
    for passage in view.own():
        if passage.is_cell or passage.stream != "narrative" or passage.phase not in ("before", "start"):
            continue
        here = frozenset(str(m.concept) for m in passage.labelled("sign") if is_told(m) and m.concept in counted)
        if id(passage) in ways and not here and named:
            way, probability = ways[id(passage)]
            yield Clue("prior", passage, INHERITED * probability, way), named
        named = here or named


def last_state(clues: Sequence[Clue]) -> tuple[Direction, list[Clue]] | None:
    """Return the state at the end of a story and the clues that make it; None for no clues.

    An improvement holds until it is lost; «unchanged» right after it means that it lasted, but told again and again
    that it was of little account. One that is lost and not regained leaves the case where it began.
    """
    state: Direction | None = None
    deciding: list[Clue] = []
    for clue in clues:
        if clue.direction == "improved":
            deciding = [*deciding, clue] if state == "improved" else [clue]
            state = "improved"
        elif clue.direction == "worsened":
            state = "unchanged" if state == "improved" else "worsened"
            deciding = [clue]
        elif state is None:
            state, deciding = "unchanged", [clue]
    still = list(takewhile(lambda clue: clue.direction == "unchanged", reversed(clues)))
    if state == "improved" and len(still) >= OUTWEIGHS:
        return "unchanged", still
    return (state, list(reversed(deciding))) if state else None


def _parts_of(view: CaseView, passage: Passage) -> Iterator[list[Mention]]:
    """Yield the mentions of each part of a cell, semicolons being the bounds."""
    ends = [match.start() for match in re.finditer(r";", view.text(passage.span))]
    bounds = [passage.span.start, *(passage.span.start + end for end in ends), passage.span.end + 1]
    for start, end in pairwise(bounds):
        yield [m for m in passage.mentions if start <= m.span.start < end]


def _way(mentions: Sequence[Mention]) -> Direction | None:
    cues = [m.concept for m in mentions if m.label == "cue"]
    for way in ("worsened", "unchanged", "improved"):
        if way in cues:
            return way
    return None
