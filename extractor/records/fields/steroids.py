"""Steroid sparing: glucocorticoids reduced or stopped under the drug, from doses in tables and words in the story."""

from collections.abc import Iterator

from extractor.core.candidate import Candidate
from extractor.records.numbers import values
from extractor.records.passages import Passage
from extractor.records.views import NOT_THIS_PATIENT, CaseView


def extract(view: CaseView) -> Iterator[Candidate]:
    """Yield True or False where the doses or the words tell; nothing where they do not."""
    for passage in view.cells("steroid"):
        if passage.roles & {"prior"}:
            continue
        doses = values(view.text(passage.span))
        if len(doses) >= 2 and doses[0] > 0:
            yield view.candidate("steroid_sparing", doses[-1] < doses[0], [passage], "steroids/cell", 0.93)
            return
    steroids = {therapy.id for therapy in view.protocol.therapies if therapy.steroid}
    for passage in reversed([p for p in view.own() if not p.is_cell and p.phase in ("start", "under")]):
        if _tapered(passage, steroids):
            yield view.candidate("steroid_sparing", True, [passage], "steroids/text", 0.85)
            return


def _tapered(passage: Passage, steroids: set[str]) -> bool:
    named = any(m.concept in steroids and not m.context & NOT_THIS_PATIENT for m in passage.labelled("therapy"))
    return named and passage.cued("taper", "stop") and not passage.cued("hypothetical")
