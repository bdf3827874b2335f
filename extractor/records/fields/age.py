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
        text = _unlabelled(view.text(passage.span), view.region.key)
        value = age_years(_beside_sex(text), months=bool(re.search(r"month", head, re.IGNORECASE)))
        if value is None:
            continue
        onset = "onset" in passage.roles
        start = bool(passage.roles & {"drug", "before", "last"})
        ranked.append((2 if onset and not start else 0 if start else 1, passage, tidy(value)))
    if not ranked or min(rank for rank, *_ in ranked) == 2:
        return None
    _, passage, value = min(ranked, key=lambda item: item[0])
    return passage, value


SEX = r"(?<![A-Za-z])(?:F|M|female|male)(?![A-Za-z])"
BESIDE_SEX = re.compile(rf"{SEX}[\s,;/]*(\d[^,;)]*)|(\d[^,;(]*?)[\s,;/]*{SEX}", re.IGNORECASE)


def _unlabelled(text: str, key: str | None) -> str:
    """Return a cell's text without the case's number that opens it («1; F, 58»)."""
    opening = re.match(rf"\W*{re.escape(key)}\s*[;.):,]\s*(?=\S)", text, re.IGNORECASE) if key else None
    return text[opening.end() :] if opening else text


def _beside_sex(text: str) -> str:
    """Return the part of a cell that stands beside a sex («1; F, 58»), the whole text where none does."""
    match = BESIDE_SEX.search(text)
    return (match[1] or match[2]) if match else text


def _ages(view: CaseView) -> list[tuple[Passage, Mention]]:
    return [
        (passage, mention)
        for passage in view.passages
        if not passage.shared and not passage.is_cell
        for mention in passage.labelled("age", "onset_age")
        if told(mention) and (mention.label == "age" or _at_the_start(passage))
    ]


def _at_the_start(passage: Passage) -> bool:
    """Tell whether the passage begins the review's drug: what begins at the age told there is the treatment."""
    return bool(passage.labelled("drug", "drug_class")) and passage.cued("start") and passage.phase == "start"


def _best(spoken: list[tuple[Passage, Mention]]) -> tuple[Passage, Mention]:
    """Return the oldest age told up to the start: a story's earlier ages are of onset or diagnosis."""
    told_there = [item for item in spoken if item[0].stream in ("narrative", "abstract")] or spoken
    for phases in (("start", "before"), ("under",)):
        inside = [item for item in told_there if item[0].phase in phases]
        if inside:
            oldest = max(float(mention.value or 0) for _, mention in inside)
            return next(item for item in inside if item[1].value == oldest)
    return told_there[0]
