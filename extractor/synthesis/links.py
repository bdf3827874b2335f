"""Which cases of included publications tell of the same persons, and the words or numbers that say so.

Cases are linked where ``same_as`` says so, and where a publication's cases add up to more patients than it has. What
cannot be told for sure is not linked but listed for a person to look at.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from extractor.synthesis.model import Source, Unresolved
from extractor.synthesis.render.words import number_of
from extractor.synthesis.told import CaseTold, PublicationTold

_PARTS_OF_A_GROUP = ("n_female", "drug_n", "baseline", "n_refractory", "n_evaluable")
"""Counts of a group's patients; a group whose size is not told has as many at least."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two cases (their names) that tell of the same persons, in whole or in part, why, and the values that say so."""

    first: str
    second: str
    reason: str
    sources: tuple[Source, ...]


@dataclass(slots=True)
class Links:
    """What was found: links, persons in all of overlapping groups (by a group's name), and what is left to a person."""

    links: list[Link] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)
    unresolved: list[Unresolved] = field(default_factory=list)


def links_of(publications: Sequence[PublicationTold]) -> Links:
    """Return the links among the cases of publications, in their order."""
    cases = {case.name: case for publication in publications for case in publication.cases}
    found = Links()
    for case in cases.values():
        _said(case, cases, found)
        if case.unit != "patient" and _whole(case.source("n")) <= 0:
            words = (
                f"{case.name} does not tell how many patients it has; it counts as {size_of(case)}, as its counts say"
            )
            found.unresolved.append(Unresolved(words, (case.publication,), (case.introduced,)))
    for publication in publications:
        _added_up(publication, found)
    return found


def joined(names: Iterable[str], links: Iterable[Link]) -> list[list[str]]:
    """Return the names in sets that links connect, in the order given; links to other names are passed over.

    >>> joined("abc", [Link("a", "c", "", ())])
    [['a', 'c'], ['b']]
    """
    root = {name: name for name in names}

    def top(name: str) -> str:
        while root[name] != name:
            root[name] = root[root[name]]
            name = root[name]
        return name

    for link in links:
        if link.first in root and link.second in root:
            root[top(link.second)] = top(link.first)
    sets: dict[str, list[str]] = {}
    for name in root:
        sets.setdefault(top(name), []).append(name)
    return list(sets.values())


def size_of(case: CaseTold) -> int:
    """Return how many persons a case is; of a group that does not tell, the largest of its counts."""
    if case.unit == "patient":
        return 1
    told = _whole(case.source("n"))
    return told if told > 0 else max([1, *(_whole(item) for item in case.sources if item.field in _PARTS_OF_A_GROUP)])


def _whole(source: Source | None) -> int:
    return source.value if source is not None and isinstance(source.value, int) else 0


def _said(case: CaseTold, cases: Mapping[str, CaseTold], found: Links) -> None:
    """Link a case to those that ``same_as`` names."""
    for source in case.sources:
        if source.field != "same_as" or source.state != "told" or source.value == case.name:
            continue
        other = cases.get(str(source.value))
        if other is None:
            words = f"{case.name} is said to be {source.value}, which no included publication has; it counts by itself"
            found.unresolved.append(Unresolved(words, (case.publication,), (source,)))
        else:
            found.links.append(Link(case.name, other.name, _relation(case, other), (source,)))


def _relation(case: CaseTold, other: CaseTold) -> str:
    if case.unit == other.unit == "patient":
        return f"{case.name} and {other.name} are reports of one patient"
    if case.unit == other.unit:
        return f"{case.name} and {other.name} share patients"
    single, group = (case, other) if case.unit == "patient" else (other, case)
    return f"{single.name} is one of the patients of {group.name}"


def _added_up(publication: PublicationTold, found: Links) -> None:
    """Link the cases of a publication that add up to more patients than it has."""
    told = publication.source("n_patients")
    whole = _whole(told)
    apart = _not_yet_linked(publication, found.links)
    groups = [case for case in apart if case.unit != "patient"]
    surplus = sum(map(size_of, apart)) - whole
    if told is None or not whole or surplus <= 0:
        return
    has = f"{publication.id} has {number_of(whole, 'patient')}"
    everyone = next((case for case in groups if size_of(case) == whole), None)
    if everyone is not None:
        others = [case for case in apart if case is not everyone]
        found.links += [
            Link(case.name, everyone.name, f"{has}, and {everyone.name} tells of all of them", (told,))
            for case in others
        ]
        return
    members = list(_members(apart, groups))
    if len(members) == surplus:
        found.links += [
            Link(case.name, group.name, f"{has}, so that {case.name} is one of {group.name}", (told,))
            for case, group in members
        ]
    elif len(groups) == len(apart) and all(_may_share(case, groups[0]) for case in groups):
        reason = f"{has}, and its groups add up to {whole + surplus}"
        found.links += [Link(case.name, groups[0].name, reason, (told,)) for case in groups[1:]]
        found.sizes[groups[0].name] = whole
    else:
        words = f"{has}, and its cases add up to {whole + surplus}: say with same_as who is told twice"
        found.unresolved.append(Unresolved(words, (publication.id,), (told,)))


def _not_yet_linked(publication: PublicationTold, links: Iterable[Link]) -> list[CaseTold]:
    """Return one case for all that are linked with each other: the largest."""
    cases = {case.name: case for case in publication.cases}
    sets = joined(cases, links)
    return [max((cases[name] for name in names), key=size_of) for names in sets]


def _members(apart: Sequence[CaseTold], groups: Sequence[CaseTold]) -> Iterator[tuple[CaseTold, CaseTold]]:
    """Yield each patient told singly whom exactly one group may hold, with that group."""
    for case in apart:
        fitting = [group for group in groups if _may_share(case, group)]
        if case.unit == "patient" and len(fitting) == 1:
            yield case, fitting[0]


def _may_share(case: CaseTold, other: CaseTold) -> bool:
    """Tell whether two cases may have patients in common: nothing told of disease and drugs speaks against it."""
    for field_ in ("disease", "drug_name"):
        mine, yours = ({item.value for item in told.sources if item.field == field_} for told in (case, other))
        if mine and yours and not mine & yours:
            return False
    return True
