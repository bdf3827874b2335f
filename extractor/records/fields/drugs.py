"""The review's drugs that the case was given, in order, each with its starting dose, rhythm and route."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from extractor.core.analysis import Mention, Regimen
from extractor.core.candidate import Candidate
from extractor.core.text import Span, any_of
from extractor.records.dealt import shares
from extractor.records.passages import Passage
from extractor.records.views import CaseView, once, told


@dataclass(slots=True)
class _Given:
    """A drug with the passages that name it as given and the regimens told of it."""

    name: str
    passages: list[Passage] = field(default_factory=list)
    regimens: list[tuple[Passage, Regimen]] = field(default_factory=list)
    points: float = 0.0


def extract(view: CaseView) -> Iterator[Candidate]:
    """Yield name, dose, frequency and route of each drug, keyed ``d1``, ``d2`` … in the order given."""
    for number, given in enumerate(given_drugs(view), start=1):
        key = f"d{number}"
        confidence = 0.95 if given.regimens else 0.8
        yield view.candidate("drug_name", given.name, given.passages, "drug", confidence, key=key)
        yield from _regimen(view, given, key)


def extract_of_all(view: CaseView, name: str, passages: list[Passage]) -> Iterator[Candidate]:
    """Yield the one drug that the publication gave to all its cases, for a case that is told without one.

    Its dose is looked for in the case's own cells and then in ``passages``, those that name the drug.
    """
    told_there = ((p, regimen) for p in passages for regimen in p.regimens if regimen.drug.concept == name)
    regimens = [(p, regimen) for p, regimen in told_there if _is_dealt_to(view, p, regimen)]
    given = _Given(name, passages, [*_unnamed(view), *regimens])
    yield view.candidate("drug_name", name, passages, "drug/of all", 0.7, key="d1")
    yield from _regimen(view, given, "d1")


ORDER = {"narrative": 0, "table": 1, "methods": 2, "abstract": 3, "course": 4, "title": 5}
"""The streams in the order in which drugs are looked for."""
GIVEN = 1.1
"""Points from which a drug counts as given: one sentence that starts it, or three that speak of it under way."""


@once
def given_drugs(view: CaseView) -> list[_Given]:
    """Return the drugs that the case took, in the order in which the story (or else the table) begins them.

    A drug that is only weighed, offered or refused, or that a relative takes, gathers no points and is left out.
    """
    found = _gathered(view, _where(view))
    taken = [given for given in found.values() if given.points >= GIVEN]
    if view.region.unit == "group" and not taken:
        found = _gathered(view, sorted(view.passages, key=lambda p: ORDER.get(p.stream, len(ORDER))))
        taken = [given for given in found.values() if given.points >= GIVEN]
    taken = _named_after(view, taken) or taken
    for given, told_there in zip(taken, _dealt(view, len(taken)), strict=False):
        given.regimens += told_there
    return taken


def _named_after(view: CaseView, taken: list[_Given]) -> list[_Given]:
    """Return those drugs that the label of a group names: the others are told there for comparison."""
    label = view.region.label or ""
    if view.region.unit == "patient" or not label or len(taken) < 2:
        return []
    names = {drug.id: any_of((drug.id, *drug.names, *drug.brands, *drug.short)) for drug in view.protocol.drugs}
    return [given for given in taken if given.name in names and names[given.name].search(label)]


def _gathered(view: CaseView, passages: Iterable[Passage]) -> dict[str, _Given]:
    found: dict[str, _Given] = {}
    for passage in passages:
        for mention in passage.labelled("drug"):
            if not mention.concept or not told(mention):
                continue
            given = found.setdefault(mention.concept, _Given(mention.concept))
            points = _points(view, passage, mention)
            if points:
                given.points += points
                given.passages.append(passage)
            given.regimens += [(passage, regimen) for regimen in passage.regimens if regimen.drug == mention]
    return found


def _dealt(view: CaseView, n_drugs: int) -> list[list[tuple[Passage, Regimen]]]:
    """Return for each drug the doses of cells that name none: one a drug where as many are told, else the first's."""
    cells = list(_unnamed(view))
    in_order = [(p, regimen) for p, regimen in cells if n_drugs > 1 and len(p.labelled("dose")) == n_drugs]
    if not in_order:
        return [cells]
    passage = in_order[0][0]
    doses, rhythms = passage.labelled("dose"), passage.labelled("frequency")
    dealt = []
    for number, dose in enumerate(doses):
        end = doses[number + 1].span.start if number + 1 < len(doses) else passage.span.end
        rhythm = next((m for m in rhythms if dose.span.start <= m.span.start < end), None)
        dealt.append([(passage, Regimen(Mention(passage.span, "drug"), dose, rhythm))])
    return dealt


def _unnamed(view: CaseView) -> Iterator[tuple[Passage, Regimen]]:
    """Yield the doses of cells that name no drug («Starting dose: 5 mg bid»)."""
    for passage in view.cells("drug"):
        if passage.roles & {"age", "follow_up", "last", "prior", "steroid"} or passage.labelled("drug"):
            continue
        if passage.roles & {"changed"}:
            continue
        doses, rhythms = passage.labelled("dose"), passage.labelled("frequency")
        if doses and not doses[0].concept:
            drug = Mention(passage.span, "drug")
            yield passage, Regimen(drug, doses[0], rhythms[0] if rhythms else None)


def _where(view: CaseView) -> Iterable[Passage]:
    """Return the passages of the case itself, its story first; title and abstract only where no other case is told."""
    streams = ORDER if view.alone or view.region.unit == "group" else {"narrative": 0, "table": 1}
    return sorted((p for p in view.own() if p.stream in streams), key=lambda p: ORDER[p.stream])


def _points(view: CaseView, passage: Passage, mention: Mention) -> float:
    """Return how strongly a passage says that the case took the drug; 0 where it says it did not, or not this one."""
    if passage.is_cell:
        return 0.0 if passage.roles & {"prior", "adverse"} and "drug" not in passage.roles else 1.5
    if "prior" in mention.context or passage.cued("family") or view.weighed_only(passage, mention):
        return 0.0
    somebody = bool(passage.labelled("age", "sex", "case_label", "count")) or passage.stream == "narrative"
    dosed = any(regimen.dose and regimen.drug == mention for regimen in passage.regimens)
    begun = passage.cued("start", "switch") and somebody and not _of_others(view, passage)
    if dosed or begun or _acted(view, passage):
        return 1.5
    if passage.stream == "title":
        return 0.6
    told_of = passage.labelled("age", "sex", "case_label") or view.observes(passage)
    return 0.5 if told_of and not passage.cued("general", "hypothetical", "aim") else 0.2


def _acted(view: CaseView, passage: Passage) -> bool:
    """Tell whether the case's own story says what a drug did, before another or not: what acts was taken.

    Where a table tells the case's drugs, a story adds none by its effects.
    """
    if passage.shared or passage.stream != "narrative" or any(cell.labelled("drug") for cell in view.cells("drug")):
        return False
    told = {statement.assertion for statement in view.said_in(passage)}
    only = len({mention.concept for mention in passage.labelled("drug", "therapy")}) == 1
    return only and told == {"observed"}


def _of_others(view: CaseView, passage: Passage) -> bool:
    """Tell whether a passage tells of other authors' patients, or of an earlier report's."""
    cited = any(statement.assertion == "cited" for statement in view.said_in(passage))
    return cited or (passage.cued("retold") and passage.phase not in ("before", "start"))


def _regimen(view: CaseView, given: _Given, key: str) -> Iterator[Candidate]:
    shared = _of_all(view, given.name)
    for name in ("dose", "frequency", "route"):
        own = _told_part(_after_loading(view, given.regimens), name)
        of_all_cases = _told_part(_after_loading(view, shared), name)
        part = own or of_all_cases
        if own and of_all_cases and (_is_changed(*own) or _is_vaguer(own[1], of_all_cases[1], shared)):
            part, own = of_all_cases, None
        elif name == "frequency" and not own and not _is_same_dose(given.regimens, shared):
            part = None
        if part:
            passage, mention = part
            value = _value(view, mention)
            others = [_value(view, m) for _, m in _parts(given.regimens, name)]
            confidence = 0.92 if own else 0.7
            yield view.candidate(
                f"drug_{name}", value, [passage], f"drug/{name}", confidence, key=key, alternatives=others
            )
        elif name == "route":
            usual = next(
                (drug.routes[0] for drug in view.protocol.drugs if drug.id == given.name and drug.routes), None
            )
            if usual:
                yield view.candidate("drug_route", usual, given.passages, "drug/usual route", 0.9, key=key)


def _value(view: CaseView, mention: Mention) -> str:
    """Return a part as records name it: an amount or a rhythm as read, a route by its id."""
    if mention.label == "route" and mention.concept:
        return mention.concept
    return str(mention.value) if mention.value is not None else view.text(mention.span)


def _parts(regimens: Iterable[tuple[Passage, Regimen]], name: str) -> list[tuple[Passage, Mention]]:
    return [(p, m) for p, r in regimens if (m := getattr(r, name)) is not None]


def _told_part(regimens: list[tuple[Passage, Regimen]], name: str) -> tuple[Passage, Mention] | None:
    """Return the first part told of the start: one told where a running dose is changed comes last."""
    parts = _parts(regimens, name)
    starting = [(p, m) for p, m in parts if not _is_changed(p, m)]
    return next(iter(starting or parts), None)


ONCE_DAILY = "once daily"
"""The rhythm with which an amount is that of a day."""
LOADING = 16
"""Characters either side of a dose in which it is called the first one of all, which another follows."""


def _after_loading(view: CaseView, regimens: list[tuple[Passage, Regimen]]) -> list[tuple[Passage, Regimen]]:
    """Return the regimens without those that only load («320 mg of loading, then 160 mg weekly»), if any are left."""
    kept = []
    for passage, regimen in regimens:
        place = regimen.dose.span if regimen.dose else regimen.drug.span
        near = Span(max(0, place.start - LOADING), place.end + LOADING)
        if not (regimen.dose and re.search(r"\bloading\b", view.text(near), re.IGNORECASE)):
            kept.append((passage, regimen))
    return kept or regimens


def _is_same_dose(own: list[tuple[Passage, Regimen]], shared: list[tuple[Passage, Regimen]]) -> bool:
    """Tell whether the dose told of all is the case's own, so that its rhythm may be too; a case may have none."""
    doses, of_all_cases = _told_part(own, "dose"), _told_part(shared, "dose")
    if doses is None or of_all_cases is None:
        return doses is None
    return doses[1].value == of_all_cases[1].value or _is_vaguer(doses[1], of_all_cases[1], shared)


def _is_vaguer(own: Mention, of_all_cases: Mention, shared: list[tuple[Passage, Regimen]]) -> bool:
    """Tell whether an amount a day is the one that all were given: «100 mg/day» where all had 100 mg once daily."""
    rhythm = _told_part(shared, "frequency")
    once = rhythm is not None and rhythm[1].concept == ONCE_DAILY
    return once and own.value == f"{of_all_cases.value}/day"


def _is_changed(passage: Passage, part: Mention) -> bool:
    """Tell whether a passage speaks of a running dose that is raised or lowered, not of the start.

    Where something is begun as well («reduced to 7.5 mg; 15 mg was resumed») the words before the dose decide.
    """
    if passage.is_cell or not passage.cued("dose_change"):
        return False
    changes = [cue for cue in passage.labelled("cue") if cue.concept == "dose_change"]
    led = any(cue.span.end <= part.span.start for cue in changes)
    return not passage.cued("start") or (passage.phase == "under" and led)


def _of_all(view: CaseView, name: str) -> list[tuple[Passage, Regimen]]:
    """Return the regimens of a drug that the publication tells of all its cases, or of this one among them."""
    others = (region for region in view.analysis.regions if region is not view.region and region.unit == "patient")
    theirs = {span.start for region in others for span in region.spans}
    keys = [region.key for region in view.analysis.regions if region.key]
    found = {
        p.span.start: p
        for p in view.passages
        if p.shared and (p.span.start not in theirs or shares(view.document.text, p.span, keys))
    }
    if not view.alone and view.region.unit == "patient":
        for passage in view.of_all():
            found.setdefault(passage.span.start, passage)
    return [
        (passage, regimen)
        for passage in found.values()
        for regimen in passage.regimens
        if regimen.drug.concept == name and not regimen.drug.context & {"cited", "hypothetical"}
        if _is_dealt_to(view, passage, regimen)
    ]


def _is_dealt_to(view: CaseView, passage: Passage, regimen: Regimen) -> bool:
    """Tell whether a dose told of several cases is this one's: «2.5 mg in patient 1 and 5 mg in the others».

    Those whom the words after a dose name have it; a dose without names is everybody's.
    """
    if regimen.dose is None:
        return True
    place = regimen.dose.span
    sentence = next((one.span for one in view.analysis.sentences if one.span.contains(place)), passage.span)
    keys = [region.key for region in view.analysis.regions if region.key]
    part = next((one for one in shares(view.document.text, sentence, keys) if one.span.contains(place)), None)
    return part is None or view.region.key in part.keys
