"""What became of an effect: the best state of a domain, the drug taken at its last assessment, and its course.

The effect statements of a domain are read from the start to the end. A gain that is followed by a loss was lost: after
a lower dose, after the stop, or on the drug; one that follows a loss was regained; any other that is told lasted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.core.analysis import Direction, Regimen
from extractor.core.candidate import Candidate
from extractor.protocol.model import Domain
from extractor.records.fields.domains import DomainStory
from extractor.records.fields.drugs import given_drugs
from extractor.records.fields.prior_therapies import treated_before
from extractor.records.passages import Passage
from extractor.records.series import readings
from extractor.records.views import CaseView, outcome_domains
from extractor.records.wording import Wording

DENIED = 15
"""Characters after a denial in which a word of loss is denied."""
RANK = {"improved": 2, "unchanged": 1, "worsened": 0}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing told of a domain under the drug."""

    passage: Passage
    way: Direction
    lost: bool
    regained: bool


def extract(view: CaseView) -> Iterator[Candidate]:
    """Yield drug, best state and course of each domain that has an outcome."""
    found = readings(view)
    treated = treated_before(view)
    stories = [DomainStory(view, domain, found, treated) for domain in outcome_domains(view.protocol)]
    told = [(story, story.outcome) for story in stories if story.is_active and story.outcome]
    taken = _drug_then(view)
    for story, outcome in told:
        if taken and outcome:
            name, passage = taken
            yield view.candidate(
                "outcome_drug", name, [*outcome[1][:1], passage], "course/drug", 0.75, key=story.domain.id
            )
    states = [(story.domain, outcome, _steps(view, story.domain)) for story, outcome in told if outcome]
    for domain, (last, passages, confidence), steps in states:
        best = max([step.way for step in steps] + [last], key=RANK.__getitem__)
        shown = next((step.passage for step in steps if step.way == best), passages[0])
        yield view.candidate("outcome_best", best, [shown], "course/best", confidence, key=domain.id)
    for domain, (last, passages, confidence), steps in states:
        course = _course(view, last, steps)
        if course:
            way, told_there = course
            sure = min(confidence, 0.85)
            yield view.candidate(
                "outcome_course", way, told_there or passages[:2], "course/course", sure, key=domain.id
            )


def _drug_then(view: CaseView) -> tuple[str, Passage] | None:
    """Return the drug of the review that was begun last where another went before it; None for a single drug."""
    drugs = given_drugs(view)
    systemic = [given for given in drugs if not any(_is_local(regimen) for _, regimen in given.regimens)]
    if len(systemic) < 2:
        return None
    return systemic[-1].name, systemic[-1].passages[-1]


def _is_local(regimen: Regimen) -> bool:
    return regimen.route is not None and "topical" in (regimen.route.concept, regimen.route.value)


def _steps(view: CaseView, domain: Domain) -> list[Step]:
    wording = view.wording
    steps: list[Step] = []
    clocked = any(p.phase == "start" and p.stream == "narrative" and not p.is_cell for p in view.own())
    ways: dict[int, set[Direction]] = {}
    for passage, statement in view.statements("observed"):
        if domain.id in statement.domains:
            ways.setdefault(passage.span.start, set()).add(statement.direction)
    for passage, statement in view.statements("observed"):
        if passage.shared or passage.stream != "narrative" or passage.cued("hypothetical"):
            continue
        if clocked and passage.phase not in ("start", "under", "after"):
            continue
        if statement.direction == "improved" and "unchanged" in ways.get(passage.span.start, ()):
            continue
        of_all = "overall" in statement.domains
        if domain.id in statement.domains or (of_all and steps and wording.says(passage.span, "lost", "regained")):
            lost = statement.direction == "worsened" or _is_lost(wording, passage)
            steps.append(Step(passage, statement.direction, lost, wording.says(passage.span, "regained")))
    return steps


def _is_lost(wording: Wording, passage: Passage) -> bool:
    """Tell whether a word of loss stands there that nothing denies («without relapse», «has not returned»)."""
    denials = [cue.span for cue in passage.labelled("cue") if cue.concept == "negation"]
    return any(
        not any(0 <= word.span.start - denial.end <= DENIED for denial in denials)
        for word in wording.of(passage.span, "lost")
    )


def turns(steps: Sequence[Step]) -> tuple[Passage | None, Passage | None, Passage | None]:
    """Return where an effect was first gained, where it was last lost, and where it was gained again after that."""
    gained: Passage | None = None
    lost: Passage | None = None
    again: Passage | None = None
    for step in steps:
        if step.way == "improved" and step.passage is not lost:
            again = step.passage if lost is not None and (not step.lost or step.regained) else again
            gained = gained or step.passage
        if step.lost and not step.regained and gained is not None:
            lost, again = step.passage, None
    return gained, lost, again


def _course(view: CaseView, last: Direction, steps: Sequence[Step]) -> tuple[str, list[Passage]] | None:
    gained, lost, again = turns(steps)
    if gained is None:
        return ("sustained", []) if last == "improved" else None
    if lost is None:
        end = steps[-1].passage
        return ("sustained", [end]) if last == "improved" else ("lost_on_drug", [gained, end])
    if again is not None or (last == "improved" and _resumed(view, lost)):
        return "regained", [lost, again or lost]
    return _way_lost(view, lost), [gained, lost]


def _resumed(view: CaseView, lost: Passage) -> bool:
    """Tell whether a later sentence of the story says that the effect came back."""
    wording = view.wording
    later = (p for p in view.own() if p.stream == "narrative" and not p.is_cell and p.span.start >= lost.span.start)
    return any(wording.says(passage.span, "regained") for passage in later)


def _way_lost(view: CaseView, lost: Passage) -> str:
    """Return how an effect was lost, by what is told of the drug in that sentence or the two before it."""
    story = [p for p in view.own() if p.stream == "narrative" and not p.is_cell]
    place = story.index(lost) if lost in story else 0
    wording = view.wording
    for passage in reversed(story[max(0, place - 2) : place + 1]):
        drugs = passage.labelled("drug", "drug_class")
        if not drugs and passage.labelled("therapy"):
            continue
        if any("stopped" in drug.context for drug in drugs) or wording.says(
            passage.span, "drug_stopped", "treatment_ended"
        ):
            return "lost_after_stop"
        if wording.says(passage.span, "lowered"):
            return "lost_on_taper"
    return "lost_on_drug"
