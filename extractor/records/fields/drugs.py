"""The review's drugs that the case was given, in order, each with its starting dose, rhythm and route."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from extractor.core.analysis import Mention, Regimen
from extractor.core.candidate import Candidate
from extractor.records.passages import Passage
from extractor.records.views import CaseView, told


@dataclass(slots=True)
class _Given:
    """A drug with the passages that name it as given and the regimens told of it."""

    name: str
    passages: list[Passage] = field(default_factory=list)
    regimens: list[tuple[Passage, Regimen]] = field(default_factory=list)


def extract(view: CaseView) -> Iterator[Candidate]:
    """Yield name, dose, frequency and route of each drug, keyed ``d1``, ``d2`` … in the order given."""
    for number, given in enumerate(given_drugs(view), start=1):
        key = f"d{number}"
        confidence = 0.95 if given.regimens else 0.8
        yield view.candidate("drug_name", given.name, given.passages, "drug", confidence, key=key)
        yield from _regimen(view, given, key)


def given_drugs(view: CaseView) -> list[_Given]:
    """Return the drugs that the case took, in the order in which the story (or else the table) begins them."""
    found: dict[str, _Given] = {}
    for passage in _where(view):
        for mention in passage.labelled("drug"):
            if mention.concept and told(mention) and _is_given(view, passage, mention):
                found.setdefault(mention.concept, _Given(mention.concept)).passages.append(passage)
        for regimen in passage.regimens:
            name = regimen.drug.concept
            if name in found and told(regimen.drug):
                found[name].regimens.append((passage, regimen))
    dosed = {name for name, given in found.items() if any(r.dose for _, r in given.regimens)}
    return [given for name, given in found.items() if name in dosed or len(given.passages) > 1 or not dosed]


def _where(view: CaseView) -> Iterable[Passage]:
    streams = ("narrative", "table", "course", "abstract", "title")
    ranked = [p for p in view.own() if p.stream in streams]
    order = {"narrative": 0, "table": 1, "abstract": 2, "course": 3, "title": 4}
    if not view.alone:
        ranked = [p for p in ranked if p.stream in ("narrative", "table")]
    return sorted(ranked, key=lambda p: order[p.stream])


def _is_given(view: CaseView, passage: Passage, mention: Mention) -> bool:
    if passage.is_cell:
        return not passage.roles & {"prior", "adverse"} or "drug" in passage.roles
    return "prior" not in mention.context or passage.phase in ("start", "under")


def _regimen(view: CaseView, given: _Given, key: str) -> Iterator[Candidate]:
    shared = [
        (passage, regimen)
        for passage in view.passages
        if passage.shared
        for regimen in passage.regimens
        if regimen.drug.concept == given.name and not regimen.drug.context & {"cited", "hypothetical"}
    ]
    for name in ("dose", "frequency", "route"):
        own = _told_part(given.regimens, name)
        part = own or _told_part(shared, name)
        if part:
            passage, mention = part
            value = str(mention.value) if mention.value is not None else view.text(mention.span)
            others = [str(m.value) for _, m in _parts(given.regimens, name) if m.value is not None]
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


def _parts(regimens: Iterable[tuple[Passage, Regimen]], name: str) -> list[tuple[Passage, Mention]]:
    return [(p, m) for p, r in regimens if (m := getattr(r, name)) is not None]


def _told_part(regimens: list[tuple[Passage, Regimen]], name: str) -> tuple[Passage, Mention] | None:
    parts = _parts(regimens, name)
    return parts[0] if parts else None
