"""Treatments given before the review's drug: from a table's own column and the story before the start."""

import re
from collections.abc import Iterator

from extractor.core.analysis import Mention
from extractor.core.candidate import Candidate
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
            if mention.context & NOT_GIVEN or view.weighed_only(passage, mention):
                continue
            if _is_before(view, passage, mention):
                found.setdefault(name, []).append(passage)
    return found


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
    ]
    stories += [
        p for p in view.passages if p.shared and p.cued("prior", "failure") and OF_ALL.search(view.text(p.span))
    ]
    later = [p for p in view.own() if not p.is_cell and p.phase == "under" and p.stream == "narrative"]
    return [*cells, *stories, *later]


def _is_before(view: CaseView, passage: Passage, mention: Mention) -> bool:
    """Tell whether the therapy was given before the drug: by the clock, by a word, or by an effect told as earlier."""
    if passage.phase in ("before", "start") or "prior" in passage.roles or "prior" in mention.context or passage.shared:
        return True
    if passage.phase != "after" and not _is_later(passage, mention):
        said = (statement for told, statement in view.said if told is passage)
        known = passage.phase != "under" or passage.cued("prior", "failure")
        if any(s.assertion == "prior" and (known or s.direction != "improved") for s in said):
            return True
    return view.region.unit == "group" and passage.cued("prior", "failure", "refractory")


def _is_later(passage: Passage, therapy: Mention) -> bool:
    """Tell whether a therapy told under the drug came after it: begun there, or to what the case was moved."""
    begun = [cue for cue in passage.labelled("cue") if cue.concept in ("start", "switch")]
    return bool(begun) and not passage.cued("prior", "failure") and "prior" not in therapy.context
