"""Treatments given before the review's drug: from a table's own column and the story before the start."""

import re
from collections.abc import Iterator

from extractor.core.analysis import Mention
from extractor.core.candidate import Candidate
from extractor.records.fields.drugs import given_drugs
from extractor.records.measured import measured
from extractor.records.passages import Passage
from extractor.records.views import NOT_THIS_PATIENT, CaseView, once

OF_ALL = re.compile(r"\b(?:all|each|every|both)\b", re.IGNORECASE)
"""English words by which a sentence about the publication's patients holds for each of them."""
NOT_GIVEN = NOT_THIS_PATIENT | {"negated"}
GIVING = ("start", "prior", "failure", "stop", "switch", "dose_change", "taper")
"""Cues beside which a chemical is a treatment; elsewhere it may be a level measured or something eaten."""
TREATING = re.compile(
    r"\b(?:treat(?:ed|ment|ing)|therap(?:y|ies)|managed|medications?|prescriptions?|infusions?|intravenous(?:ly)?|orally?)\b",
    re.IGNORECASE,
)
"""English words that say the same of a sentence."""


@once
def treated_before(view: CaseView) -> list[Passage]:
    """Return the passages that tell of a treatment given before the review's drug."""
    return [passages[0] for passages in _therapies(view).values()]


def extract(view: CaseView) -> Iterator[Candidate]:
    """Yield one candidate a therapy, in the order in which they are first told."""
    for concept, passages in _therapies(view).items():
        cell = any(p.is_cell for p in passages)
        confidence = 0.95 if cell else 0.9 if len(passages) > 1 else 0.8
        yield view.candidate("prior_therapies", concept, passages, "prior therapy", confidence, key=concept)


@once
def _therapies(view: CaseView) -> dict[str, list[Passage]]:
    found: dict[str, list[Passage]] = {}
    for passage in view.cells("prior"):
        for mention in view.headed(passage, "therapy"):
            found.setdefault(str(mention.concept), []).append(passage)
    for passage in _before(view):
        for name, mention in _treatments(view, passage):
            if _is_not_given(view, passage, mention) or view.weighed_only(passage, mention):
                continue
            if _is_before(view, passage, mention):
                found.setdefault(name, []).append(passage)
    for name, passage in _kept(view):
        found.setdefault(name, []).append(passage)
    classes = {therapy.id for therapy in view.protocol.therapies if not found.keys().isdisjoint(therapy.members)}
    return {name: passages for name, passages in found.items() if name not in classes}


def _kept(view: CaseView) -> Iterator[tuple[str, Passage]]:
    """Yield the steroids that were lowered, kept or stopped under the drug and never begun with it: they came first."""
    steroids = {therapy.id for therapy in view.protocol.therapies if therapy.steroid}
    told = [(p, m) for p in view.own() for m in p.labelled("therapy") if m.concept in steroids]
    begun = {str(m.concept) for p, m in told if p.phase in ("start", "under") and (p.cued("start") or _denied(m))}
    for passage, mention in told:
        if passage.is_cell or passage.phase != "under" or passage.stream != "narrative" or mention.concept in begun:
            continue
        if passage.cued("taper", "stop") or view.wording.says(passage.span, "lowered", "kept"):
            yield str(mention.concept), passage


def _denied(mention: Mention) -> bool:
    return "negated" in mention.context


def _is_not_given(view: CaseView, passage: Passage, mention: Mention) -> bool:
    """Tell whether a treatment was never given, or to another: what is said to have done nothing was given.

    «Neither X nor Y had changed anything» denies the effect, «he took neither X nor Y» the treatment.
    """
    if "negated" in mention.context and not mention.context & NOT_THIS_PATIENT:
        effects = {(s.assertion, s.direction) for s in view.said_in(passage)}
        return not effects or not effects <= {("prior", "unchanged"), ("prior", "worsened")}
    return bool(mention.context & NOT_GIVEN)


def _treatments(view: CaseView, passage: Passage) -> Iterator[tuple[str, Mention]]:
    """Yield the treatments of a passage by name: therapies of the protocol, and chemicals that were given."""
    for mention in passage.labelled("therapy"):
        if mention.concept:
            yield mention.concept, mention
    chemicals = passage.labelled("chemical")
    if chemicals and (passage.cued(*GIVING) or passage.labelled("dose") or TREATING.search(view.text(passage.span))):
        places = measured(view.wording, view.document.text, passage, GIVING)
        for mention in chemicals:
            if mention.span not in places:
                yield str(mention.value).lower(), mention


def _before(view: CaseView) -> list[Passage]:
    cells = [p for p in view.cells("prior") if not p.roles & {"adverse"}]
    stories = [
        p
        for p in view.own()
        if not p.is_cell and p.phase in ("before", "start") and (p.stream == "narrative" or view.alone)
        if view.region.unit == "patient" or not p.cued("control")
    ]
    if view.region.unit == "group":
        stories += [p for p in view.own() if p.stream == "methods" and _tells_failure(view, p)]
    others = {span.start for region in view.analysis.regions if region is not view.region for span in region.spans}
    stories += [p for p in view.passages if p.shared and p.span.start not in others and _tells_of_all(view, p)]
    later = [p for p in view.own() if not p.is_cell and p.phase == "under" and p.stream == "narrative"]
    return [*cells, *stories, *later]


def _tells_of_all(view: CaseView, passage: Passage) -> bool:
    """Tell whether a passage about several cases says what this one, or any member of this group, was given before."""
    if passage.cued("prior", "failure") and OF_ALL.search(view.text(passage.span)):
        return True
    if view.region.unit == "patient" or passage.stream in ("introduction", "discussion"):
        return False
    named = {mention.concept for mention in passage.labelled("drug")}
    own = {given.name for given in given_drugs(view)}
    return (not named or bool(named & own)) and _tells_failure(view, passage)


def _tells_failure(view: CaseView, passage: Passage) -> bool:
    """Tell whether a group is said to have been treated before: no controls, no other authors' patients."""
    if passage.cued("control", "excluded", "cited", "aim"):
        return False
    unmoved = any(s.assertion == "prior" and s.direction != "improved" for s in view.said_in(passage))
    entered = passage.cued("failure", "refractory") and bool(passage.labelled("drug"))
    return unmoved or entered or passage.cued("prior")


def _is_before(view: CaseView, passage: Passage, mention: Mention) -> bool:
    """Tell whether the therapy was given before the drug: by the clock, by a word, or by an effect told as earlier."""
    if "prior" in passage.roles or "prior" in mention.context or passage.shared:
        return True
    if passage.phase in ("before", "start"):
        return not _is_joined(view, passage, mention)
    if passage.phase != "after" and not _is_later(passage, mention):
        known = passage.phase != "under" or passage.cued("prior", "failure")
        if any(s.assertion == "prior" and (known or s.direction != "improved") for s in view.said_in(passage)):
            return True
    return view.region.unit == "group" and _tells_failure(view, passage)


def _is_joined(view: CaseView, passage: Passage, therapy: Mention) -> bool:
    """Tell whether a therapy is begun with the drug, or some time after it: «X was added at month 5»."""
    if passage.phase != "start" or not _is_later(passage, therapy):
        return False
    if passage.labelled("drug"):
        return view.wording.says(passage.span, "begun_with", "joined")
    return bool(passage.labelled("time_point"))


def _is_later(passage: Passage, therapy: Mention) -> bool:
    """Tell whether a therapy told under the drug came after it: begun there, or to what the case was moved."""
    begun = [cue for cue in passage.labelled("cue") if cue.concept in ("start", "switch")]
    return bool(begun) and not passage.cued("prior", "failure") and "prior" not in therapy.context
