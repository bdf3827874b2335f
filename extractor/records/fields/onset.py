"""Age at the first symptom: told, from a table's own column, or computed from the age at the start and the time ill."""

import re
from collections.abc import Iterator

from extractor.core.analysis import Mention
from extractor.core.candidate import Candidate
from extractor.records.fields import age
from extractor.records.numbers import age_years, span_months
from extractor.records.passages import Passage, head_roles
from extractor.records.timeline import STORIES
from extractor.records.views import CaseView, told
from extractor.records.wording import Wording

AVERAGES = ("mean", "median")


def extract(view: CaseView) -> Iterator[Candidate]:
    """Yield the age in years; an onset that would come after the start of the drug is none."""
    treated = next((item for item in age.extract(view)), None)
    limit = float(treated.value) if treated else 120.0
    for years, passages, rule, confidence in (*_cells(view), *_told(view), *_computed(view, limit)):
        if 0 <= years <= limit:
            yield view.candidate("onset_age_years", age.tidy(round(years, 2)), passages, rule, confidence)
            return


Found = tuple[float, list[Passage], str, float]


def _cells(view: CaseView) -> Iterator[Found]:
    roles = head_roles(view.protocol)
    for passage in view.cells("onset"):
        head = view.heads(passage)
        own = roles.of(head)
        if "age" not in own or ("drug" in own and "/" not in head):
            continue
        text = view.text(passage.span)
        if ";" in head and ";" in text:
            places = [number for number, part in enumerate(head.split(";")) if "onset" in roles.of(part)]
            parts = text.split(";")
            text = parts[places[0]] if places and places[0] < len(parts) else text
        years = age_years(text, months=bool(re.search(r"month", head, re.IGNORECASE)))
        if years is not None:
            yield years, [passage], "onset/cell", 0.93


def _told(view: CaseView) -> Iterator[Found]:
    for passage in view.own():
        if passage.is_cell or passage.stream not in STORIES:
            continue
        for mention in passage.labelled("onset_age"):
            if _is_of_another(passage, mention):
                continue
            if told(mention) and mention.rule not in AVERAGES and isinstance(mention.value, int | float):
                yield float(mention.value), [passage], "onset/text", 0.85


def _is_of_another(passage: Passage, mention: Mention) -> bool:
    """Tell whether the age is that of another disease's onset, which is then named next."""
    named = passage.labelled("disease", "sign", "subtype", "other_disease")
    after = [one for one in named if one.span.start >= mention.span.end]
    return bool(after) and after[0].label == "other_disease"


def _computed(view: CaseView, limit: float) -> Iterator[Found]:
    """Yield the age at the start less the time ill: «a 34-year-old woman with a three-year history»."""
    wording = view.wording
    for passage in view.cells("onset"):
        months = span_months(view.text(passage.span), view.heads(passage))
        if months is not None and "age" not in passage.roles and limit < 120:
            yield limit - months / 12, [passage], "onset/duration", 0.7
    for passage in view.own():
        if (
            passage.is_cell
            or passage.stream not in ("narrative", "abstract")
            or passage.phase not in ("before", "start")
        ):
            continue
        for time in passage.labelled("duration"):
            treated = time.rule != "history" and bool(passage.labelled("therapy", "drug", "drug_class"))
            if time.rule not in ILL or not told(time) or limit >= 120 or treated:
                continue
            if _is_of_disease(passage, time.span.end) or (time.rule != "history" and _began(wording, passage)):
                months = float(time.value or 0)
                yield limit if months < 6 else limit - months / 12, [passage], "onset/history", 0.65


ILL = ("history", "for", "ago")
"""Rules of durations that can tell how long somebody has been ill: a history of 3 years, for three weeks."""


def _began(wording: Wording, passage: Passage) -> bool:
    """Tell whether the passage says that somebody is ill, or that signs of the disease began."""
    return wording.says(passage.span, "ill") and not passage.labelled("other_disease")


def _is_of_disease(passage: Passage, place: int) -> bool:
    """Tell whether the history that ends at ``place`` is of the review's disease or of its signs."""
    after = [m for m in passage.labelled("disease", "sign", "other_disease", "subtype") if m.span.start >= place]
    return bool(after) and after[0].label != "other_disease" and after[0].span.start - place <= 60
