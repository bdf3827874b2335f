"""Age at the start of the drug: from a table's age cell, else from the story's ages before the start."""

import re
from collections.abc import Iterator

from extractor.core.analysis import Mention
from extractor.core.candidate import Candidate
from extractor.records.numbers import age_years
from extractor.records.passages import Passage
from extractor.records.views import CaseView, told

ORDER = {"start": 0, "before": 1, "under": 2, "apart": 3}
"""Where an age is looked for first: beside the start of the drug, then before it, then after, then elsewhere."""


def extract(view: CaseView) -> Iterator[Candidate]:
    """Yield the age in years, where one is told."""
    cell = _cell(view)
    spoken = [(p, m) for p, m in _ages(view) if isinstance(m.value, int | float)]
    others = [round(float(m.value), 2) for _, m in spoken if isinstance(m.value, int | float)]
    if cell:
        passage, value = cell
        agree = any(abs(value - other) < 1 for other in others)
        yield view.candidate("age_years", value, [passage], "age/cell", 0.97 if agree else 0.93, alternatives=others)
    elif spoken:
        passage, mention = _best(spoken)
        value = round(float(mention.value or 0), 2)
        confidence = 0.93 if len(set(others)) == 1 else 0.75
        yield view.candidate(
            "age_years", tidy(value), [passage], "age/text", confidence, alternatives=[tidy(v) for v in others]
        )


def tidy(years: float) -> float:
    """Return whole years as whole numbers."""
    return int(years) if years == int(years) else years


def _cell(view: CaseView) -> tuple[Passage, float] | None:
    ranked: list[tuple[int, Passage, float]] = []
    for passage in view.cells("age"):
        head = view.heads(passage)
        value = age_years(_without_sex(view.text(passage.span)), months=bool(re.search(r"month", head, re.IGNORECASE)))
        if value is None:
            continue
        onset = "onset" in passage.roles
        start = bool(passage.roles & {"drug", "before", "last"})
        ranked.append((2 if onset and not start else 0 if start else 1, passage, tidy(value)))
    if not ranked or min(rank for rank, *_ in ranked) == 2:
        return None
    _, passage, value = min(ranked, key=lambda item: item[0])
    return passage, value


def _without_sex(text: str) -> str:
    return re.sub(r"^\W*[A-Za-z#]*\s*\d{0,2}\s*\((?=[FM]\b)", "", text)


def _ages(view: CaseView) -> list[tuple[Passage, Mention]]:
    return [
        (passage, mention)
        for passage in view.passages
        if not passage.shared and not passage.is_cell
        for mention in passage.labelled("age")
        if told(mention)
    ]


def _best(spoken: list[tuple[Passage, Mention]]) -> tuple[Passage, Mention]:
    narrative = [item for item in spoken if item[0].stream == "narrative"] or spoken
    for phase in ("start", "before"):
        inside = [item for item in narrative if item[0].phase == phase]
        if inside:
            return inside[-1]
    return narrative[0]
