"""Which of a publication's groups a part of a sentence speaks of: by what their labels name, or by the labels.

In: a case view of a group, a sentence with the facts told there. Out: whether a fact is of this group: «zoster in three
of the tofacitinib group», «all under tofacitinib». Groups are no sections of a text: one sentence deals out to several.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from extractor.core.analysis import CaseRegion
from extractor.core.text import Span, pieces
from extractor.records.passages import Passage
from extractor.records.views import CaseView, once

PART = re.compile(r"[,;:]\s|\s(?:and|but|while|whereas|versus|vs\.?)\s", re.IGNORECASE)
"""Where an English sentence turns to its next part."""
TREATMENT = ("drug", "drug_class")
NAMING = (*TREATMENT, "disease", "subtype", "antibody")
"""Labels of mentions that tell groups apart."""
SHORTEST = 2
"""Characters of a label that is looked for as it stands."""

Name = tuple[str, str | None]
Named = tuple[int, frozenset[int]]


def told_of(view: CaseView, passage: Passage, label: str) -> tuple[Span, ...]:
    """Return the mentions with ``label`` in a sentence that are told of the view's group, by naming it.

    A part that names a group has it; any other goes with the names before it where these open the sentence, else with
    those behind it. What is told once in a sentence is of all the groups that it names.
    """
    groups = _groups(view)
    facts = [mention.span for mention in passage.labelled(label)]
    if len(groups) < 2 or view.region not in groups or not facts:
        return ()
    parts = {part: _named(view, part) for part in pieces(view.document.text, passage.span, PART)}
    named = [found for found in parts.values() if found]
    if not named:
        return ()
    own = groups.index(view.region)
    if len(facts) == 1:
        return (facts[0],) if any(own in group for _, group in named) else ()
    leads = named[0][0] < facts[0].start
    return tuple(fact for fact in facts if own in _groups_of(fact, parts, named, leads=leads))


def _groups_of(
    fact: Span, parts: Mapping[Span, Named | None], named: Sequence[Named], *, leads: bool
) -> frozenset[int]:
    """Return the groups of a fact: those its own part names, else the nearest names on the side where names stand."""
    here = next((found for part, found in parts.items() if part.contains(fact)), None)
    if here:
        return here[1]
    before = [groups for place, groups in reversed(named) if place < fact.start]
    after = [groups for place, groups in named if place >= fact.start]
    return ([*before, *after] if leads else [*after, *before])[0]


def told_to_groups(view: CaseView, *streams: str) -> Iterator[Passage]:
    """Yield the sentences of some streams that are of no group by itself, for a group; none for a patient."""
    for passage in view.passages if view.region.unit == "group" else ():
        if passage.shared and not passage.is_cell and passage.stream in streams:
            yield passage


def is_untreated_arm(view: CaseView) -> bool:
    """Tell whether a group's label names no drug of the review where another group's label does: it is compared.

    One whose own cells name a drug took it, whatever its label says.
    """
    groups = _groups(view)
    if view.region not in groups or any(cell.labelled("drug") for cell in view.cells()):
        return False
    treated = [_is_treated(view, group) for group in groups]
    return any(treated) and not treated[groups.index(view.region)]


def _is_treated(view: CaseView, group: CaseRegion) -> bool:
    return any(mention.label in TREATMENT for mention in view.mentions(group.anchor))


def _named(view: CaseView, part: Span) -> Named | None:
    """Return where a part first names groups, and which; names of two kinds («JAKi», «JDM») narrow each other down."""
    names = _names(view)
    found: dict[str, set[int]] = {}
    places = []
    for mention in view.mentions(part):
        kind = "drug" if mention.label in TREATMENT else mention.label
        if mention.label in NAMING and (mention.label, mention.concept) in names:
            found.setdefault(kind, set()).update(names[mention.label, mention.concept])
            places.append(mention.span.start)
    text = view.text(part)
    for number, label, pattern in _labels(view):
        literal = pattern.search(text) if label in text else None
        if literal:
            found.setdefault("label", set()).add(number)
            places.append(part.start + literal.start())
    common = frozenset.intersection(*map(frozenset, found.values())) if found else frozenset()
    return (min(places), common) if common else None


@once
def _groups(view: CaseView) -> tuple[CaseRegion, ...]:
    return tuple(region for region in view.analysis.regions if region.unit == "group")


@once
def _labels(view: CaseView) -> "tuple[tuple[int, str, re.Pattern[str]], ...]":
    """Return the labels that are looked for as they stand, each with its group and a pattern of it as whole words."""
    labels = ((number, (group.label or "").strip()) for number, group in enumerate(_groups(view)))
    return tuple((n, own, re.compile(rf"(?<!\w){re.escape(own)}(?!\w)")) for n, own in labels if len(own) >= SHORTEST)


@once
def _names(view: CaseView) -> dict[Name, frozenset[int]]:
    """Return what the groups' labels name, each with the groups; what all of them share tells nothing."""
    groups = _groups(view)
    found: dict[Name, set[int]] = {}
    for number, group in enumerate(groups):
        for mention in view.mentions(group.anchor):
            if mention.label in NAMING:
                found.setdefault((mention.label, mention.concept), set()).add(number)
    return {name: frozenset(members) for name, members in found.items() if len(members) < len(groups)}
