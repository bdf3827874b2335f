"""Sex: from a table's sex cell, else from nouns (``a woman``), else from pronouns alone."""

import re
from collections import Counter
from collections.abc import Iterator

from extractor.core.analysis import Mention
from extractor.core.candidate import Candidate
from extractor.core.text import Span
from extractor.records.fields.age import listed
from extractor.records.passages import Passage
from extractor.records.views import NOT_THIS_PATIENT, CaseView, told

LETTER = re.compile(r"(?<![A-Za-z])(?:(F|♀)|(M|♂))(?![A-Za-z])")
NOUN_WEIGHT = 4
"""A noun («a woman») weighs as much as four pronouns: pronouns may be a relative's or a physician's."""
PERSON_WEIGHT = 12
"""A noun beside the patient's age («a 23-day-old male infant») introduces the patient."""
BESIDE = 30
"""Characters between an age and the noun of its person, at most."""
ASIDE = ("introduction", "discussion", "methods")
"""Streams that speak of people in general: only pronouns and words of the own patient count there."""


def extract(view: CaseView) -> Iterator[Candidate]:
    """Yield ``female`` or ``male`` for a patient, where told."""
    if view.region.unit == "group":
        return
    for passage in view.cells("sex"):
        value = _cell(view, passage)
        if value:
            yield view.candidate("sex", value, [passage], "sex/cell", 0.98)
            return
    weights, where = _weighed(view)
    found = listed(view, "sex", ("pronoun", "plural"))
    if weights:
        value, weight = max(weights.items(), key=lambda item: (item[1], item[0]))
        share = weight / weights.total()
        yield view.candidate("sex", value, [where[value]], "sex/text", 0.5 + 0.48 * share * min(1, weight / 3))
    elif found:
        yield view.candidate("sex", str(found[1].value), [found[0]], "sex/list", 0.75)


def _weighed(view: CaseView) -> tuple[Counter[str], dict[str, Passage]]:
    """Return what each sex weighs in the case's own passages, and where it is told best."""
    weights: Counter[str] = Counter()
    where: dict[str, Passage] = {}
    for passage in view.own():
        for mention in passage.labelled("sex"):
            if mention.context & NOT_THIS_PATIENT or mention.value not in ("female", "male"):
                continue
            value = str(mention.value)
            strong = mention.rule != "pronoun"
            if strong and passage.stream in ASIDE and not _is_own(passage):
                continue
            weights[value] += _weight(view, passage, mention)
            if value not in where or (strong and where[value].phase == "apart"):
                where[value] = passage
    return weights, where


def _is_own(passage: Passage) -> bool:
    return bool(passage.labelled("case_label")) or passage.cued("own")


def _weight(view: CaseView, passage: Passage, mention: Mention) -> int:
    if mention.rule == "pronoun":
        return 1
    if not view.alone and view.region.anchor.contains(mention.span):
        return PERSON_WEIGHT + 1
    beside = (
        age
        for age in passage.labelled("age")
        if told(age) and 0 <= max(age.span.start - mention.span.end, mention.span.start - age.span.end) <= BESIDE
    )
    between = (
        view.text(Span(min(age.span.end, mention.span.end), max(age.span.start, mention.span.start))) for age in beside
    )
    return PERSON_WEIGHT if any(not re.search(r"[.;:]", text) for text in between) else NOUN_WEIGHT


def _cell(view: CaseView, passage: Passage) -> str | None:
    text = view.text(passage.span)
    match = LETTER.search(text)
    if match:
        return "female" if match[1] else "male"
    return next((str(m.value) for m in passage.labelled("sex") if m.value in ("female", "male")), None)
