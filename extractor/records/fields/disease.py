"""Disease by age at onset, and subtype: of the case where told, else of the publication."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from extractor.core.analysis import Mention
from extractor.core.candidate import Candidate
from extractor.protocol.model import Disease
from extractor.records.fields import age, diagnosis
from extractor.records.numbers import age_years
from extractor.records.passages import Passage
from extractor.records.views import NOT_THIS_PATIENT, CaseView, told

GROWN = 0.2
"""What the publication's word for a childhood disease weighs for a case who is told only as an adult."""


def extract(view: CaseView) -> Iterator[Candidate]:
    """Yield the disease and, where told or following from the disease, the subtype."""
    found = _disease(view)
    if not found:
        if view.protocol.any_disease:
            yield from diagnosis.extract(view)
        return
    disease, passages, rule, confidence = found
    yield view.candidate("disease", disease.id, passages, rule, confidence)
    yield from _subtype(view, disease, passages)


def _disease(view: CaseView) -> tuple[Disease, list[Passage], str, float] | None:
    onset = _onset(view)
    if onset:
        passage, years = onset
        bounded = [d for d in view.protocol.diseases if _bounded(d) and _within(d, years)]
        named = [d for d in bounded if _mentions(view, view.passages, [d.id])]
        if not named and len(bounded) == 1 and _is_treated_young(view, bounded[0]):
            named = bounded
        if len(named) == 1:
            return named[0], [passage], "disease/onset", 0.95
    if _has_another(view):
        return None
    counts = _count(view, view.passages) or _count(view, _elsewhere(view, "disease"))
    if not counts:
        return _marked(view)
    best = max(counts, key=lambda name: (counts[name][0], _specific(view, name)))
    weight, passages = counts[best]
    disease = next(d for d in view.protocol.diseases if d.id == best)
    share = weight / sum(value for value, _ in counts.values())
    return disease, passages, "disease/named", 0.55 + 0.4 * share


OPENING = 2
"""Sentences of a case's story in which its disease is named, as a rule."""


def _has_another(view: CaseView) -> bool:
    """Tell whether a patient was treated for another disease than the review's.

    It is one whose story opens with another disease, or whose cell of diagnosis names one, and which is nowhere said to
    have the review's, a subtype of it or one of its antibodies: those who have both are cases.
    """
    own = [p for p in view.own() if p.stream not in ("introduction", "discussion", "methods")]
    known = {disease.id for disease in view.protocol.diseases}
    named = [m for p in own for m in p.labelled("disease") if m.concept in known and told(m)]
    marks = [m for p in own for m in p.labelled("subtype", "antibody") if m.concept and told(m)]
    if view.region.unit == "group" or named or marks:
        return False
    story = [p for p in own if not p.is_cell and p.stream == "narrative" and p.mentions][:OPENING]
    cells = [p for p in own if p.is_cell and "subtype" in p.roles]
    return any(told(m) for p in (*story, *cells) for m in p.labelled("other_disease"))


def _is_treated_young(view: CaseView, disease: Disease) -> bool:
    """Tell whether a case whose disease is told without its age of onset was so young at the drug that it is this one.

    Other ages of a story may be of an operation or of somebody else; they say nothing of the disease.
    """
    years = next((c.value for c in age.extract(view) if isinstance(c.value, int | float)), None)
    below = disease.onset_below_years
    family = [d.id for d in view.protocol.diseases if _bounded(d)]
    return below is not None and years is not None and years < below and bool(_mentions(view, view.passages, family))


def _bounded(disease: Disease) -> bool:
    return disease.onset_below_years is not None or disease.onset_from_years is not None


def _within(disease: Disease, years: float) -> bool:
    low, high = disease.onset_from_years, disease.onset_below_years
    return (low is None or years >= low) and (high is None or years < high)


def _specific(view: CaseView, name: str) -> int:
    return next((len(d.names[0]) for d in view.protocol.diseases if d.id == name and d.names), 0)


def _onset(view: CaseView) -> tuple[Passage, float] | None:
    """Return the age at the first symptom; an age at treatment below a bound is an onset below it too."""
    cells = [p for p in view.cells("onset") if "age" in p.roles and age_years(view.text(p.span)) is not None]
    if cells:
        return cells[0], age_years(view.text(cells[0].span)) or 0.0
    ages = [*_told_ages(view, "onset_age"), *(item for item in _ages(view) if _below_a_bound(view, item[1]))]
    return ages[0] if ages else None


def _told_ages(view: CaseView, label: str) -> list[tuple[Passage, float]]:
    return [
        (passage, float(mention.value))
        for passage in view.own()
        for mention in passage.labelled(label)
        if isinstance(mention.value, int | float) and mention.rule != "list"
        if not mention.context & (NOT_THIS_PATIENT | {"negated"})
    ]


def _ages(view: CaseView) -> list[tuple[Passage, float]]:
    """Return the ages at treatment, the text's first and then the cells'."""
    cells = [(p, age_years(view.text(p.span))) for p in view.cells("age") if "onset" not in p.roles]
    return [*_told_ages(view, "age"), *((passage, years) for passage, years in cells if years is not None)]


def _below_a_bound(view: CaseView, years: float) -> bool:
    return any(d.onset_below_years is not None and years < d.onset_below_years for d in view.protocol.diseases)


def _marked(view: CaseView) -> tuple[Disease, list[Passage], str, float] | None:
    """Return the disease of one who has an antibody that only a disease of the review has, where none is named."""
    specific = {antibody.id for antibody in view.protocol.antibodies if antibody.specific}
    if not specific or view.region.unit == "group":
        return None
    where = [
        p for passages in (view.passages, _elsewhere(view, "antibody")) for p in passages
        if p.stream not in ("introduction", "discussion")
        and any(m.concept in specific and told(m) for m in p.labelled("antibody"))
    ]  # fmt: skip
    ages = [years for _, years in _ages(view)]
    fitting = [d for d in view.protocol.diseases if not ages or _within(d, ages[0])]
    return (fitting[0], where[:1], "disease/antibody", MARKED) if where and fitting else None


MARKED = 0.6
"""How sure a disease is that only an antibody tells."""


def _elsewhere(view: CaseView, label: str) -> list[Passage]:
    """Return the sentences of the whole publication with a mention of ``label``, for a case that is told without."""
    sentences = (s for s in view.analysis.sentences if s.block_kind not in ("reference", "back", "table"))
    told = ((sentence.span, view.mentions(sentence.span)) for sentence in sentences)
    return [
        Passage(span, "elsewhere", "apart", mentions, shared=True)
        for span, mentions in told
        if any(mention.label == label for mention in mentions)
    ]


def _count(view: CaseView, passages: Iterable[Passage]) -> dict[str, tuple[float, list[Passage]]]:
    """Return each disease's weight and passages: the case's own words count most, the title's next."""
    weights: Counter[str] = Counter()
    where: dict[str, list[Passage]] = {}
    for passage in passages:
        if passage.stream in ("introduction", "discussion"):
            continue
        weight = 1.0 if not passage.shared else 0.4
        if passage.stream == "title":
            weight = 3.0
        for mention in passage.labelled("disease"):
            if mention.concept and not mention.context & (NOT_THIS_PATIENT | {"negated"}):
                weights[mention.concept] += weight  # type: ignore[assignment]
                where.setdefault(mention.concept, []).append(passage)
    grown = all(not _below_a_bound(view, years) for _, years in _ages(view)) and bool(_ages(view))
    for disease in view.protocol.diseases:
        own = any(not p.shared and p.stream != "title" for p in where.get(disease.id, ()))
        if grown and disease.onset_below_years is not None and not own:
            weights[disease.id] *= GROWN  # type: ignore[assignment]
    known = {disease.id for disease in view.protocol.diseases}
    return {name: (weights[name], where[name]) for name in where if name in known}


def _mentions(view: CaseView, passages: Iterable[Passage], names: list[str]) -> list[Mention]:
    return [m for p in passages for m in p.labelled("disease") if m.concept in names]


def _subtype(view: CaseView, disease: Disease, passages: list[Passage]) -> Iterator[Candidate]:
    ranks = {s.id: s.rank for s in view.protocol.subtypes if not s.diseases or disease.id in s.diseases}
    found = _subtypes_told(view, ranks)
    celled = None if view.region.unit == "group" else _in_a_cell(view, disease, ranks)
    if celled:
        yield view.candidate("subtype", celled[0], [celled[1]], "subtype/cell", 0.95, alternatives=list(found))
        return
    if view.region.unit == "group":
        streams = ("title", "abstract") if view.alone else ("title",)
        titled = {name: [p for p in told if p.stream in streams and _is_of_all(p)] for name, told in found.items()}
        of_all = [name for name, told in titled.items() if told and name != disease.default_subtype]
        if len(of_all) == 1:
            yield view.candidate("subtype", of_all[0], titled[of_all[0]], "subtype/title", 0.75)
        elif disease.default_subtype and _bounded(disease) and disease.onset_below_years is not None:
            yield view.candidate("subtype", disease.default_subtype, passages, "subtype/of the disease", 0.8)
        return
    others = [name for name in found if name != disease.default_subtype]
    if others:
        best = max(others, key=lambda name: (ranks[name], len(found[name])))
        yield view.candidate("subtype", best, found[best], "subtype/named", 0.85, alternatives=others)
    elif disease.default_subtype:
        yield view.candidate("subtype", disease.default_subtype, passages, "subtype/of the disease", 0.9)


def _subtypes_told(view: CaseView, ranks: Mapping[str, int]) -> dict[str, list[Passage]]:
    """Return the subtypes that the case's own passages and the title name, each with its passages."""
    found: dict[str, list[Passage]] = {}
    for passage in view.passages:
        if passage.stream in ("introduction", "discussion", "methods", "note"):
            continue
        if passage.shared and passage.stream != "title":
            continue
        for mention in passage.labelled("subtype"):
            if mention.concept and mention.concept in ranks and not mention.context & (NOT_THIS_PATIENT | {"negated"}):
                found.setdefault(mention.concept, []).append(passage)
    return found


def _is_of_all(passage: Passage) -> bool:
    """Tell whether a passage speaks of a whole group: it counts no part of it and denies nothing."""
    return not passage.labelled("count") and not passage.cued("negation", "excluded", "control")


def _in_a_cell(view: CaseView, disease: Disease, ranks: Mapping[str, int]) -> tuple[str, Passage] | None:
    """Return the subtype that a cell under a head for it tells, the disease's name left out («Form: classic»).

    A number goes with its head («IV» under «type»). What a cell says of the disease alone («JDM») leaves the subtype
    to the text.
    """
    names = sorted({name.lower() for d in view.protocol.diseases for name in (*d.names, *d.short)}, key=len)
    for passage in view.cells("subtype"):
        words = (part.strip().lower() for part in re.split(r"[;,/()]", view.text(passage.span)))
        heads = [view.text(head).strip().lower() for head in passage.heads]
        parts = {word for part in words for word in (part, *_without(part, names)) if word}
        parts |= {f"{head} {word}" for head in heads for word in parts}
        for subtype in view.protocol.subtypes:
            known = {subtype.id.lower()} | {word for name in subtype.names for word in _without(name.lower(), names)}
            if subtype.id in ranks and parts & known and not parts & set(names):
                return subtype.id, passage
    return None


def _without(text: str, names: Sequence[str]) -> Iterator[str]:
    """Yield what stands before the disease's name at the end of ``text``, if anything."""
    for name in names:
        if text.endswith(f" {name}"):
            yield text.removesuffix(f" {name}").strip()
