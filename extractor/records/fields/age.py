"""Age at the start of the drug: from a table's age cell, else from the story's ages before the start."""

import re
from collections.abc import Iterator

from extractor.core.analysis import Mention
from extractor.core.candidate import Candidate
from extractor.records.numbers import age_years
from extractor.records.passages import Passage, head_roles
from extractor.records.views import NOT_THIS_PATIENT, CaseView, told

AVERAGES = ("mean", "median", "list")
"""Rules whose ages are of several people."""
AROUND = (30, 60)
"""Characters before and after an age in which the person stands whose age it is."""


def extract(view: CaseView) -> Iterator[Candidate]:
    """Yield the age in years, where one is told."""
    cell = _cell(view)
    spoken = _at_that_time(view, [(p, m) for p, m in _ages(view) if isinstance(m.value, int | float)])
    others = [round(float(m.value), 2) for _, m in spoken if isinstance(m.value, int | float)]
    if cell:
        passage, value = cell
        agree = any(abs(value - other) < 1 for other in others)
        yield view.candidate("age_years", value, [passage], "age/cell", 0.97 if agree else 0.93, alternatives=others)
    elif spoken:
        passage, mention = _best(spoken) if _is_treated(view) else _introduced(view, spoken)
        value = round(float(mention.value or 0), 2)
        confidence = 0.93 if len(set(others)) == 1 else 0.75
        yield view.candidate(
            "age_years", tidy(value), [passage], "age/text", confidence, alternatives=[tidy(v) for v in others]
        )
    elif view.region.unit == "patient" and (fresh := _fallen_ill(view)):
        passage, value = fresh
        yield view.candidate("age_years", tidy(round(value, 2)), [passage], "age/onset shortly before", 0.6)
    else:
        yield from _in_a_list(view)


NOW = re.compile(r"\bnow\s(?:aged\s)?$", re.IGNORECASE)
PRESENT = re.compile(r"\b(?:is|goes|has|attends|works|lives|remains|can|does|plays|walks)\b")
"""Verbs of a sentence about how somebody fares while the authors write."""


def _at_that_time(view: CaseView, spoken: list[tuple[Passage, Mention]]) -> list[tuple[Passage, Mention]]:
    """Return the ages without those at the time of writing («Now 9 years old, she goes to school»), if any remain."""

    def is_now(passage: Passage, mention: Mention) -> bool:
        before = view.text(passage.span)[: mention.span.start - passage.span.start]
        beginning = passage.labelled("drug") or passage.cued("start")
        return bool(NOW.search(before)) and bool(PRESENT.search(view.text(passage.span))) and not beginning

    return [item for item in spoken if not is_now(*item)] or spoken


SHORTLY = 1.0
"""Years from the onset to the start within which the age at the one is the age at the other."""


def _fallen_ill(view: CaseView) -> tuple[Passage, float] | None:
    """Return the age at onset where its date stands beside it and the drug was begun within a year of that."""
    story = [p for p in view.own() if p.stream == "narrative"]
    begun = [p for p in story if p.labelled("drug", "drug_class") and p.cued("start")]
    starts = [float(m.value or 0) for p in begun for m in p.labelled("date") if _is_number(m)]
    for passage in story:
        ages = [m for m in passage.labelled("onset_age") if told(m) and _is_number(m)]
        dates = [float(m.value or 0) for m in passage.labelled("date") if _is_number(m)]
        if len(ages) == 1 and len(dates) == 1 and starts and 0 <= min(starts) - dates[0] < SHORTLY:
            return passage, float(ages[0].value or 0)
    return None


def _is_number(mention: Mention) -> bool:
    return isinstance(mention.value, int | float)


def _in_a_list(view: CaseView) -> Iterator[Candidate]:
    """Yield the age at the case's place in a sentence that lists all cases' ages («aged 56 and 63 years»)."""
    found = listed(view, "age", ("mean", "median", "range", "bound"))
    if found and isinstance(found[1].value, int | float):
        value = tidy(round(float(found[1].value), 2))
        yield view.candidate("age_years", value, [found[0]], "age/list", 0.8)


def listed(view: CaseView, label: str, nobody: tuple[str, ...]) -> tuple[Passage, Mention] | None:
    """Return what stands at the case's place in a sentence told of all cases that has as many mentions as cases.

    Mentions whose rule is one of ``nobody`` are of no single person. None where there is no such sentence, as for a
    publication's only case.
    """
    cases = [region for region in view.analysis.regions if region.unit == "patient"]
    place = next((number for number, region in enumerate(cases) if region == view.region), None)
    if place is None or len(cases) < 2:
        return None
    for passage in view.of_all():
        named = [
            m
            for m in passage.labelled(label)
            if m.value is not None and m.rule not in nobody and not m.context & NOT_THIS_PATIENT
        ]
        if len(named) == len(cases):
            return passage, named[place]
    return None


def tidy(years: float) -> float:
    """Return whole years as whole numbers."""
    return int(years) if years == int(years) else years


def _cell(view: CaseView) -> tuple[Passage, float] | None:
    """Return the age cell that tells the age at the start; its own heads say so, not what stands over the table."""
    ranked: list[tuple[int, Passage, float]] = []
    roles = head_roles(view.protocol)
    for passage in view.cells("age"):
        head = view.heads(passage)
        text = _unlabelled(view.text(passage.span), view.region.key)
        value = age_years(_beside_sex(text), months=bool(re.search(r"month", head, re.IGNORECASE)))
        if value is None:
            continue
        own = roles.of(head)
        onset = "onset" in own
        start = bool(own & {"drug", "before", "last"})
        ranked.append((2 if onset and not start else 0 if start else 1, passage, tidy(value)))
    if not ranked or min(rank for rank, *_ in ranked) == 2:
        return None
    _, passage, value = min(ranked, key=lambda item: item[0])
    return passage, value


SEX = r"(?<![A-Za-z])(?:F|M|female|male)(?![A-Za-z])"
BESIDE_SEX = re.compile(rf"{SEX}[\s,;/]*(\d[^,;)]*)|(\d[^,;(]*?)[\s,;/]*{SEX}", re.IGNORECASE)


def _unlabelled(text: str, key: str | None) -> str:
    """Return a cell's text without the case's number that opens it («1; F, 58»)."""
    opening = re.match(rf"\W*{re.escape(key)}[.;):,]\s+(?=\S)", text, re.IGNORECASE) if key else None
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
        if told(mention) and mention.rule not in AVERAGES and (mention.label == "age" or _at_the_start(passage))
    ]


def _at_the_start(passage: Passage) -> bool:
    """Tell whether the passage begins the review's drug: what begins at the age told there is the treatment."""
    return bool(passage.labelled("drug", "drug_class")) and passage.cued("start") and passage.phase == "start"


def _is_treated(view: CaseView) -> bool:
    """Tell whether a drug of the review is begun somewhere, so that the age is asked for at that time."""
    return any(passage.phase == "start" for passage in view.passages)


def _introduced(view: CaseView, spoken: list[tuple[Passage, Mention]]) -> tuple[Passage, Mention]:
    """Return the age at presentation: the first that stands beside its person, in the story before the abstract."""
    words = {*view.protocol.case_nouns, *view.protocol.female_words, *view.protocol.male_words}
    person = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, words)))})\b", re.IGNORECASE)

    def rank(item: tuple[Passage, Mention]) -> tuple[bool, int]:
        passage, mention = item
        before = view.text(passage.span)[: mention.span.start - passage.span.start][-AROUND[0] :]
        after = view.text(passage.span)[mention.span.end - passage.span.start :][: AROUND[1]]
        beside = person.search(re.split(r"[.;:]", after)[0]) or person.search(re.split(r"[.;:]", before)[-1])
        return not beside, STREAMS.index(passage.stream) if passage.stream in STREAMS else len(STREAMS)

    entering = [item for item in spoken if not view.alone and view.region.anchor.contains(item[1].span)]
    return min(entering or spoken, key=rank)


STREAMS = ("narrative", "abstract", "title", "caption", "introduction", "discussion")
"""Where a person is introduced, best first."""


def _best(spoken: list[tuple[Passage, Mention]]) -> tuple[Passage, Mention]:
    """Return the oldest age told up to the start: a story's earlier ages are of onset or diagnosis."""
    told_there = [item for item in spoken if item[0].stream in ("narrative", "abstract")] or spoken
    for phases in (("start", "before"), ("under", "after")):
        inside = [item for item in told_there if item[0].phase in phases]
        if inside:
            oldest = max(float(mention.value or 0) for _, mention in inside)
            return next(item for item in inside if item[1].value == oldest)
    return told_there[0]
