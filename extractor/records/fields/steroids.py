"""Steroid sparing: glucocorticoids reduced or stopped under the drug, from doses in tables and words in the story."""

import re
from collections.abc import Iterator

from extractor.core.candidate import Candidate
from extractor.records.numbers import pair_apart, values
from extractor.records.passages import Passage
from extractor.records.views import NOT_THIS_PATIENT, CaseView

NUMBER = re.compile(r"\d+(?:\.\d+)?")


def extract(view: CaseView) -> Iterator[Candidate]:
    """Yield True or False where the doses or the words tell; nothing where they do not."""
    verdict = _cells(view) or _words(view) or _doses(view)
    if verdict:
        value, passages, rule, confidence = verdict
        yield view.candidate("steroid_sparing", value, passages, rule, confidence)


Verdict = tuple[bool, list[Passage], str, float]


def _cells(view: CaseView) -> Verdict | None:
    """Compare the first and last dose of a table's steroid cell, or of its cells before and last."""
    row = [(values(view.text(p.span)), p) for p in view.cells("steroid") if p.stream == "course"]
    course = [(doses[0], p) for doses, p in row if len(doses) == 1]
    if len(course) > 1 and course[0][0] > 0:
        return course[-1][0] < course[0][0], [course[0][1], course[-1][1]], "steroids/course", 0.9
    single: dict[str, tuple[float, Passage]] = {}
    for passage in view.cells("steroid"):
        if "prior" in passage.roles and not passage.roles & {"before", "last"}:
            continue
        doses = values(pair_apart(view.text(passage.span)))
        if len(doses) >= 2 and doses[0] > 0:
            return doses[-1] < doses[0], [passage], "steroids/cell", 0.93
        for role in ("before", "last"):
            if len(doses) == 1 and role in passage.roles:
                single.setdefault(role, (doses[0], passage))
    if "before" in single and "last" in single and single["before"][0] > 0:
        first, last = single["before"], single["last"]
        return last[0] < first[0], [first[1], last[1]], "steroids/cells", 0.9
    return None


def _words(view: CaseView) -> Verdict | None:
    steroids = _steroids(view)
    for passage in reversed([p for p in view.own() if not p.is_cell and p.phase in ("start", "under")]):
        named = any(m.concept in steroids and not m.context & NOT_THIS_PATIENT for m in passage.labelled("therapy"))
        if named and passage.cued("taper", "stop") and not passage.cued("hypothetical", "negation"):
            return True, [passage], "steroids/text", 0.85
    return None


def _doses(view: CaseView) -> Verdict | None:
    """Compare the steroid's dose told at the start, or last before it, with the last one told under the drug."""
    steroids = _steroids(view)
    told: list[tuple[str, float, Passage]] = []
    for passage in view.own():
        if passage.is_cell or passage.phase == "apart":
            continue
        for mention in passage.labelled("dose"):
            words = view.text(mention.span)
            numbers = NUMBER.findall(words)
            if mention.concept in steroids and numbers:
                told.append((passage.phase, float(numbers[-1]), passage))
    first = next((item for item in reversed(told) if item[0] in ("start", "before")), None)
    last = next((item for item in reversed(told) if item[0] == "under"), None)
    if not first or not last:
        return None
    return last[1] < first[1], [first[2], last[2]], "steroids/doses", 0.7


def _steroids(view: CaseView) -> set[str]:
    return {therapy.id for therapy in view.protocol.therapies if therapy.steroid}
