"""A group told together: its size, its facts and its counts, from table columns and from sentences with n/N.

A group's baseline and outcome rows are counts. They are read from cells whose heads name a domain and a role
(«Skin improved, n/N»), and from effect statements that carry a count.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from extractor.core.analysis import Direction
from extractor.core.candidate import Candidate
from extractor.core.text import either
from extractor.protocol.model import Domain, Protocol
from extractor.records.fields import (
    adverse_events,
    age,
    antibodies,
    concomitant,
    disease,
    drugs,
    events,
    follow_up,
    group_counts,
    prior_therapies,
    steroids,
)
from extractor.records.numbers import age_years
from extractor.records.passages import Passage
from extractor.records.responders import Tally, responders
from extractor.records.series import instruments_of
from extractor.records.views import NOT_THIS_PATIENT, CaseView, outcome_domains

FRACTION = re.compile(r"(?<![\d.,/])(\d{1,4})\s*(?:/|of|out of)\s*(\d{1,4})(?![\d/])")
SIZE = re.compile(r"\bn\s?=\s?(\d{1,4})\b", re.IGNORECASE)
COUNT = re.compile(r"(?<![\d.,/(])(\d{1,4})(?![\d.,/%]*[\d%/])")


@dataclass(slots=True)
class DomainCounts:
    """What a group's cells and sentences count of one domain, with where; ``None`` where nothing does."""

    domain: Domain
    active: tuple[int, Passage] | None = None
    refractory: tuple[bool, Passage] | None = None
    improved: tuple[Tally, Passage] | None = None
    cells: dict[Direction, tuple[int, Passage]] = field(default_factory=dict)
    of: int | None = None
    ways: list[tuple[Direction, Passage]] = field(default_factory=list)

    @property
    def direction(self) -> Direction | None:
        """The direction of the majority: of the counts where there are any, else of the statements."""
        if self.improved:
            tally, _ = self.improved
            worse = tally.worse is None and any(way == "worsened" for way, _ in self.ways)
            return "worsened" if worse and not tally.improved else tally.direction
        ways = Counter(way for way, _ in self.ways).most_common(1)
        return ways[0][0] if ways else None

    def from_cells(self, group: int | None) -> tuple[Tally, Passage] | None:
        """Return the improved as cells without a fraction count them («better 4, same 8»), None where none does.

        They are of those whom a head counts, else of all that the cells tell, else of the active or of the group. A
        lone number under «improved» may be anything.
        """
        if "improved" not in self.cells or (len(self.cells) == 1 and not self.of):
            return None
        better, where = self.cells["improved"]
        told = sum(number for number, _ in self.cells.values()) if "unchanged" in self.cells else None
        size = self.of or told or (self.active[0] if self.active else None) or group
        worse = self.cells.get("worsened")
        return (Tally(better, size, worse[0] if worse else None), where) if size and better <= size else None

    @property
    def passage(self) -> Passage | None:
        """Where the outcome is told."""
        return self.improved[1] if self.improved else self.ways[0][1] if self.ways else None


def extract_group(view: CaseView) -> Iterator[Candidate]:
    """Yield a group's candidates, those of the fields beyond the contract last."""
    found = list(_told(view))
    yield from found
    yield from group_counts.extract(view, found)
    for extract in (concomitant.extract, events.extract):
        yield from extract(view)


def _told(view: CaseView) -> Iterator[Candidate]:
    if view.region.n:
        where = [p for p in view.passages if p.span.contains(view.region.anchor)] or list(view.own())[:1]
        yield view.candidate("n", view.region.n, where, "group/size", 0.85)
    yield from _women(view)
    yield from _age(view)
    before: tuple[Callable[[CaseView], Iterator[Candidate]], ...] = (
        disease.extract, antibodies.extract, drugs.extract, prior_therapies.extract,
    )  # fmt: skip
    for extract in before:
        yield from extract(view)
    yield from _domains(view)
    for extract in (follow_up.extract, adverse_events.extract, steroids.extract):
        yield from extract(view)


def _women(view: CaseView) -> Iterator[Candidate]:
    words = {word.lower() for word in view.protocol.female_words}
    for passage in view.cells("sex"):
        head = set(re.findall(r"\w+", view.heads(passage).lower()))
        count = COUNT.search(view.text(passage.span)) or FRACTION.search(view.text(passage.span))
        if count and head & words:
            yield view.candidate("n_female", int(count[1]), [passage], "group/women", 0.9)
            return


def _age(view: CaseView) -> Iterator[Candidate]:
    for passage in view.cells("age"):
        value = age_years(view.text(passage.span))
        if value is not None and "onset" not in passage.roles:
            yield view.candidate("age_years", age.tidy(value), [passage], "group/age cell", 0.9)
            return
    for passage in view.passages:
        for mention in passage.labelled("age"):
            if (
                isinstance(mention.value, int | float)
                and not mention.context & NOT_THIS_PATIENT
                and not passage.is_cell
            ):
                value = age.tidy(round(float(mention.value), 2))
                yield view.candidate("age_years", value, [passage], "group/age", 0.6)
                return


def _domains(view: CaseView) -> Iterator[Candidate]:
    counts = [_counted(view, domain) for domain in outcome_domains(view.protocol)]
    known = [item for item in counts if item.active or item.improved or item.ways]
    for item in known:
        number, passage = _active(item, view)
        if number:
            yield view.candidate("baseline", number, [passage], "group/active", 0.8, key=item.domain.id)
    for item in known:
        if item.refractory and item.domain.denominator != "measured":
            refractory, shown = item.refractory
            yield view.candidate("refractory", refractory, [shown], "group/refractory", 0.75, key=item.domain.id)
    for item in known:
        direction, told = item.direction, item.passage
        if direction and told:
            sure = 0.9 if item.improved else 0.6
            yield view.candidate("outcome", direction, [told], "group/majority", sure, key=item.domain.id)
    for number, name in enumerate(("n_improved", "n_evaluable")):
        for item in known:
            if item.improved:
                tally, where = item.improved
                value = (tally.improved, tally.of)[number]
                yield view.candidate(name, value, [where], "group/count", 0.85, key=item.domain.id)


def _active(item: DomainCounts, view: CaseView) -> tuple[int, Passage]:
    if item.active:
        return item.active
    if item.improved:
        return item.improved[0].of, item.improved[1]
    return 0, item.ways[0][1]


def _counted(view: CaseView, domain: Domain) -> DomainCounts:
    counts = DomainCounts(domain)
    names = _domain_words(view.protocol, domain)
    for passage in view.cells():
        if names.search(view.heads(passage)) and not passage.roles & {"adverse", "prior", "follow_up"}:
            _read_cell(view, passage, counts)
    for passage, statement in view.statements("observed", "prior"):
        if domain.id not in statement.domains or passage.stream in ("introduction", "discussion"):
            continue
        if passage.shared and not view.alone:
            continue
        if statement.assertion == "observed":
            counts.ways.append((statement.direction, passage))
        elif statement.direction != "improved" and not counts.refractory:
            counts.refractory = (True, passage)
    counts.improved = counts.improved or counts.from_cells(view.region.n) or _responders(view, domain.id)
    return counts


def _responders(view: CaseView, domain: str) -> tuple[Tally, Passage] | None:
    """Return how many got better in a domain as the first sentence that counts them tells, with that sentence."""
    for passage in view.passages:
        if passage.is_cell or passage.stream in ("introduction", "discussion") or (passage.shared and not view.alone):
            continue
        said = [s for s in view.said_in(passage) if s.assertion == "observed" and domain in s.domains]
        found = responders(view, passage, domain, said) if said else None
        if found and (view.region.n is None or found.of <= view.region.n):
            return found, passage
    return None


def _domain_words(protocol: Protocol, domain: Domain) -> "re.Pattern[str]":
    words = {domain.id, domain.title, *domain.signs}
    words |= {name for instrument in domain.instruments for name in instrument.names}
    return re.compile(rf"(?<!\w)(?:{either(words)})(?:s|es)?(?!\w)", re.IGNORECASE)


def _way_of(passage: Passage) -> Direction | None:
    """Return the way that a cell's heads count («better», «same», «deteriorated, n»)."""
    ways: tuple[Direction, ...] = ("improved", "unchanged", "worsened")
    return next((way for way in ways if way in passage.roles), None)


def _read_cell(view: CaseView, passage: Passage, counts: DomainCounts) -> None:
    text = view.text(passage.span)
    fraction = FRACTION.search(text)
    whole = COUNT.search(text)
    way = _way_of(passage)
    if way and whole and not fraction and not instruments_of(view.protocol).find(text):
        counts.cells.setdefault(way, (int(whole[1]), passage))
        sizes = (SIZE.search(view.text(head)) for head in passage.heads)
        counts.of = counts.of or next((int(size[1]) for size in sizes if size), None)
    elif way == "improved" and fraction:
        counts.improved = counts.improved or (Tally(int(fraction[1]), int(fraction[2])), passage)
        if ";" in text and whole and whole.start() < fraction.start():
            counts.active = counts.active or (int(whole[1]), passage)
    elif not way and (fraction or whole) and not instruments_of(view.protocol).find(view.heads(passage)):
        number = int(fraction[1]) if fraction else int(whole[1]) if whole else 0
        if number and (view.region.n is None or number <= view.region.n):
            counts.active = counts.active or (number, passage)
            if passage.roles & {"refractory"}:
                counts.refractory = counts.refractory or (True, passage)
