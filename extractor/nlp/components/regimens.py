"""Doses, rhythms and routes, bound to the treatment that they belong to in their sentence or cell.

``[tofacitinib](drug) (Xeljanz) [5 mg](dose) [twice a day](frequency=twice daily)``. A dose belongs to the treatment
that it stands against (``5 mg of T``, ``T 5 mg``), else to the nearest treatment before it in its clause that has no
dose yet, else to the nearest before it; in a sentence that names none, to the drug that the sentence before told of, or
else to the one that the heading names.
Doses of other treatments are mentions too, their ``concept`` the treatment; only drugs of the review make regimens.

Needs: ``units``, ``mentions`` of treatments and routes. Gives: ``mentions``, ``regimens``.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from spacy.language import Language
from spacy.tokens import Doc

from extractor.core.analysis import Mention, Regimen
from extractor.core.text import Span
from extractor.nlp.components.rhythms import Rhythms, is_given_at
from extractor.nlp.units import Unit, UnitIndex, search
from extractor.protocol.model import Protocol

_NUMBER = r"\d{1,3}(?:,\d{3})+|\d+(?:[.,·]\d+)?"
_DOSE = re.compile(
    rf"(?<![\w.,/–-])(?:(?P<first>{_NUMBER})\s(?:to|and|or)\s)?(?P<amount>(?:{_NUMBER})(?:\s?[–-]\s?(?:{_NUMBER}))?[\s-]?(?:mg|mcg|µg|μg|g|IU|U|MU|ml|mL)"
    rf"(?:\s?/\s?(?:kg|m\s?²|m\s?2|m\^2))?(?:\sper\skg)?)(?![\w²])(?P<per>\s?/\s?(?:day|d\b|dose|24\s?h|hour|hr?\b))?"
    rf"(?!\s?/\s?(?:d?L|ml|mL|mmol|g\b|min)|\s?/\s?l\b)",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"(?<![\w.,/–-])(?P<amount>\d+(?:\.\d+)?\s?%)(?P<per>(?!))?")
_CARRIES = re.compile(
    r"\b(?:dos(?:e|es|age|ed|ing)|tablets?|it|drug|treatment|raised|increased|reduced|started|begun|given|cream|ointment)\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"\b(?:at|at\sa\s(?:starting\s|initial\s|daily\s)?dose\sof|in\sa\sdose\sof|\bdose|dosed)\s?(?:of\s)?$",
    re.IGNORECASE,
)
_OBJECT = re.compile(r"\b(?:to|with|on|and|of)\s(?:\w+\s){0,2}$", re.IGNORECASE)
_TREATMENTS = frozenset({"drug", "drug_class", "therapy"})
_FAR_RHYTHM = 90
"""Characters after a dose in which its rhythm may stand."""
_LETTERS = re.compile(r"\b[a-z]\.\s?[a-z]\.", re.IGNORECASE)
"""Abbreviations such as ``s.c.``, whose full stops end nothing."""
_NEAR_DRUG = 30
"""Characters after a drug without a dose in which its rhythm may stand."""
_FAR = 110
"""Characters between a treatment and its dose beyond which a sentence has told of something else."""

_AS_BEFORE = re.compile(
    r"\b(?:the\s)?same\s(?:\w+\s)?(?:(?P<dose>dos(?:e|age))|schedule|scheme|calendar|regimen|timetable|dosing|posology)\b",
    re.IGNORECASE,
)
"""Words that give a drug as it was given to the one told of before."""
_FAR_SAME = 90
"""Characters after a drug in which they may stand."""


@dataclass(slots=True)
class _Dose:
    span: Span
    amount: str
    frequency: Mention | None = None
    owner: Mention | None = None
    rule: str = ""


def make_regimens(nlp: Language, protocol: Protocol) -> Callable[[Doc], Doc]:
    """Return the component for ``protocol``."""
    rhythms = Rhythms(protocol.frequencies)
    percent = frozenset(route.id for route in protocol.routes if route.percent)

    def find_regimens(doc: Doc) -> Doc:
        text: str = doc._.document.text
        index = UnitIndex(doc._.units)
        wanted = (mention for mention in doc._.mentions if mention.label in {*_TREATMENTS, "route"})
        groups = index.group(wanted)
        carried: Mention | None = None
        topic: Mention | None = None
        block = -1
        for number, unit in enumerate(index.units):
            if not unit.is_read:
                continue
            group = groups.get(number, [])
            treatments = [mention for mention in group if mention.label in _TREATMENTS]
            if unit.block_kind == "heading":
                topic = _topic(treatments)
            if unit.block != block or unit.is_cell:
                carried, block = None, unit.block
            routes = [mention for mention in group if mention.label == "route"]
            told_before = carried if _CARRIES.search(unit.span.of(text)) else None
            _read_unit(doc, text, unit, treatments, routes, told_before or topic, rhythms, percent)
            named = [mention for mention in treatments if mention.label != "drug_class"]
            if named:
                carried = next((mention for mention in reversed(named) if mention.label == "drug"), None)
            if topic and unit.block_kind != "heading" and (carried or _has_dose(doc, topic)):
                topic = None
        doc._.regimens.extend(_as_before(text, index, groups, doc._.regimens))
        return doc

    return find_regimens


def _topic(treatments: list[Mention]) -> Mention | None:
    """Return the drug of the review that a heading names, if it is the only treatment there."""
    concepts = {mention.concept for mention in treatments}
    return treatments[0] if len(concepts) == 1 and treatments[0].label == "drug" else None


def _has_dose(doc: Doc, drug: Mention) -> bool:
    """Tell whether a dose has been bound to a mention: what follows under its heading is no starting dose."""
    return any(regimen.dose and regimen.drug is drug for regimen in doc._.regimens)


def _as_before(
    text: str, index: UnitIndex, groups: dict[int, list[Mention]], regimens: Sequence[Regimen]
) -> list[Regimen]:
    """Return the regimens that are told as being those of before: «dupilumab, with the same schedule».

    «The same dose» is an amount, «the same schedule» a rhythm, and the amount too where none of its own is told.
    """
    found = []
    told = sorted((one for one in regimens if one.dose), key=lambda one: one.drug.span)
    for unit, match in search(_AS_BEFORE, text, index.units):
        named = [one for one in groups.get(index.at(match.start()) or 0, []) if one.label in _TREATMENTS]
        drug = next((one for one in reversed(named) if one.span.end <= match.start()), None)
        if drug is None or drug.label != "drug" or match.start() - drug.span.end > _FAR_SAME or unit.is_cell:
            continue
        earlier = [one for one in told if one.drug.concept == drug.concept and one.drug.span.end <= unit.span.start]
        models = [one for one in earlier if one.drug == earlier[-1].drug]
        own = next((one for one in told if one.drug == drug), None)
        if not models or (own and own.frequency):
            continue
        place = Span(match.start(), match.end())
        rhythm = next((one.frequency for one in models if one.frequency), None)
        dose = own.dose if own else _again(models[0].dose, place)
        frequency = None if match["dose"] else _again(rhythm, place)
        found.append(Regimen(drug, dose, frequency, own.route if own else None))
    return found


def _again(told: Mention | None, place: Span) -> Mention | None:
    """Return what was told before as told at ``place``, where it is referred to."""
    return replace(told, span=place, rule="as before") if told else None


def _read_unit(
    doc: Doc,
    text: str,
    unit: Unit,
    treatments: list[Mention],
    routes: list[Mention],
    carried: Mention | None,
    rhythms: Rhythms,
    percent: frozenset[str],
) -> None:
    applied = [mention for mention in routes if mention.concept in percent]
    doses = _doses(text, unit, treatments, applied)
    drugs = [mention for mention in treatments if mention.label == "drug"]
    if not doses and not drugs:
        return
    frequencies = rhythms.find(text, unit.span) if doses or unit.is_cell else _right_after(text, unit, drugs, rhythms)
    _pair(text, doses, frequencies)
    for dose in doses:
        _bind(text, dose, doses, treatments, carried, unit)
    _record(doc, text, unit, doses, treatments, routes, frequencies)


def _doses(text: str, unit: Unit, treatments: list[Mention], applied: list[Mention]) -> list[_Dose]:
    """Return the amounts of a unit; ``applied`` are the routes told there that allow a strength in per cent."""
    found = []
    for match in _DOSE.finditer(text, unit.span.start, unit.span.end):
        amount = _normal(match["amount"] + _per_day(match["per"]))
        span = Span(match.start(), match.end())
        if match["first"]:
            kind = re.sub(r"^[\d.,·]+", "", amount)
            found.append(_Dose(Span(match.start(), match.end("first")), match["first"] + kind))
            span = Span(match.start("amount"), match.end())
        found.append(_Dose(span, amount))
    drugs = [one.span for one in treatments if one.label == "drug"]
    forms = [one.span for one in applied]
    for match in _PERCENT.finditer(text, unit.span.start, unit.span.end):
        span = Span(match.start(), match.end())
        if _near(span, drugs, 40) and _near(span, forms, 40):
            found.append(_Dose(span, _normal(match["amount"])))
    return sorted(found, key=lambda dose: dose.span)


def _near(span: Span, others: list[Span], gap: int) -> bool:
    return any(other.start - span.end <= gap and span.start - other.end <= gap for other in others)


def _per_day(per: str | None) -> str:
    if not per or "dose" in per:
        return ""
    return "/h" if re.search(r"/\s?h", per) else "/day"


def _normal(amount: str) -> str:
    """Return an amount as it is printed, its blanks and hyphens in the usual places (``5-mg`` is ``5 mg``)."""
    spaced = re.sub(r"(?<=[\d½])[\s-]*(?=[a-zA-Zµμ])", " ", amount.strip(), count=1)
    spaced = re.sub(r"\s?/\s?", "/", spaced).replace("·", ".")
    return re.sub(r"\s+(?=%)", "", re.sub(r"\s+per\skg", "/kg", re.sub(r"\s+", " ", spaced)))


def _right_after(text: str, unit: Unit, drugs: list[Mention], rhythms: Rhythms) -> list[Mention]:
    """Return the rhythms that follow a drug at once: ``tofacitinib twice daily``."""
    near = [Span(drug.span.end, min(drug.span.end + _NEAR_DRUG, unit.span.end)) for drug in drugs]
    return [one for span in near for one in rhythms.find(text, span)]


def _pair(text: str, doses: list[_Dose], frequencies: list[Mention]) -> None:
    """Give each dose the rhythm that follows it before the next dose, else the one right before it."""
    used: set[Span] = set()
    for number, dose in enumerate(doses):
        limit = doses[number + 1].span.start if number + 1 < len(doses) else len(text)
        for frequency in frequencies:
            inside = dose.span.contains(frequency.span)
            gap = text[dose.span.end : frequency.span.start]
            if inside or frequency.span in used or frequency.span.start < dose.span.end:
                continue
            if not is_given_at(gap, frequency):
                continue
            if (
                frequency.span.start < limit
                and len(gap) <= _FAR_RHYTHM
                and not re.search(r"[.;:]\s|\bthen\b|\band\b.*\bwas\b", _LETTERS.sub("", gap))
            ):
                dose.frequency = frequency
                used.add(frequency.span)
            break
    for dose in doses:
        if dose.frequency is None:
            for frequency in frequencies:
                gap = text[frequency.span.end : dose.span.start]
                if frequency.span not in used and frequency.span.end <= dose.span.start and len(gap) <= 12:
                    dose.frequency = frequency
                    used.add(frequency.span)


def _bind(
    text: str, dose: _Dose, doses: list[_Dose], treatments: list[Mention], carried: Mention | None, unit: Unit
) -> None:
    end = dose.frequency.span.end if dose.frequency and dose.frequency.span.start >= dose.span.end else dose.span.end
    before = [mention for mention in treatments if mention.span.end <= dose.span.start]
    after = [mention for mention in treatments if mention.span.start >= dose.span.end]
    left = before[-1] if before else None
    if after:
        gaps = (text[dose.span.end : after[0].span.start], text[min(end, after[0].span.start) : after[0].span.start])
        direct = [
            bool(re.fullmatch(r"[\s-]?(?:of\s)?(?:(?:oral|topical|the|a|extended[-\s]release|compounded)\s){0,2}", gap))
            for gap in gaps
        ]
        left_close = left is not None and re.fullmatch(r"[\s,(:]{0,3}", text[left.span.end : dose.span.start])
        if any(direct) and (not left_close or " of " in gaps[0]):
            dose.owner, dose.rule = after[0], "before_name"
            return
    told = [one for one in before if not _names_group(text, one)] or before
    if left is not None:
        dose.owner, dose.rule = _left_owner(text, dose, doses, told)
        if dose.owner is not None:
            return
    if not before and carried is not None and not unit.is_cell:
        dose.owner, dose.rule = carried, "carried"


def _names_group(text: str, treatment: Mention) -> bool:
    """Tell whether a treatment only says which patients: ``5 mg daily in the tofacitinib group``."""
    before, after = text[: treatment.span.start][-20:], text[treatment.span.end : treatment.span.end + 12]
    return (
        re.search(r"\bin\s(?:the\s)?$", before) is not None and re.match(r"\s(?:group|arm|cohort)\b", after) is not None
    )


def _left_owner(text: str, dose: _Dose, doses: list[_Dose], before: list[Mention]) -> tuple[Mention | None, str]:
    nearest = before[-1]
    gap = text[nearest.span.end : dose.span.start]
    if len(gap) > _FAR:
        return None, ""
    earlier = [other for other in doses if other.owner is not None and other.span < dose.span]
    bound = {other.owner.concept for other in earlier if other.owner is not None}
    has_dose = any(nearest.span.end <= other.span.start for other in earlier)
    is_object = nearest.label == "therapy" and len(gap) > 3 and _OBJECT.search(text[: nearest.span.start][-30:])
    if (has_dose or is_object) and _SUBJECT.search(gap):
        for mention in reversed(before[:-1]):
            if mention.label == "drug" and mention.concept not in bound:
                return mention, "subject"
    return nearest, "after_name"


def _record(
    doc: Doc, text: str, unit: Unit, doses: list[_Dose], treatments: list[Mention], routes: list[Mention],
    frequencies: list[Mention],
) -> None:  # fmt: skip
    drugs = [mention for mention in treatments if mention.label == "drug"]
    served: set[Span] = set()
    doc._.mentions.extend(frequencies)
    for number, dose in enumerate(doses):
        owner = dose.owner
        concept = owner.concept if owner else None
        mention = Mention(dose.span, "dose", concept, dose.amount, frozenset(), dose.rule or "unbound")
        doc._.mentions.append(mention)
        if owner is None or owner.label != "drug" or _is_equivalent(text, doses, number):
            continue
        served.add(owner.span)
        doc._.regimens.append(
            Regimen(owner, mention, dose.frequency, _route(text, owner, dose.span, routes, treatments))
        )
    for drug in drugs:
        if drug.span in served:
            continue
        route = _route(text, drug, drug.span, routes, treatments)
        frequency = None
        if not any(dose.owner is drug for dose in doses):
            frequency = next(
                (
                    one
                    for one in frequencies
                    if 0 <= one.span.start - drug.span.end <= 4 and all(dose.frequency is not one for dose in doses)
                ),
                None,
            )
        if route or frequency:
            doc._.regimens.append(Regimen(drug, None, frequency, route))


def _is_equivalent(text: str, doses: list[_Dose], number: int) -> bool:
    """Tell whether a dose only says the one before it again: ``2.5 mg b.i.d. (0.45 mg/kg/day)``."""
    if number == 0 or doses[number - 1].owner is not doses[number].owner:
        return False
    earlier = doses[number - 1]
    start = (
        earlier.frequency.span.end if earlier.frequency and earlier.frequency.span > earlier.span else earlier.span.end
    )
    gap = text[start : doses[number].span.start] if start <= doses[number].span.start else ""
    return bool(
        re.fullmatch(
            r"[\s,]*(?:\(|i\.e\.|=|that\sis|or|about|approximately|equal\sto|equivalent\sto|corresponding\sto)\s?(?:=|about|approximately|total|i\.e\.,?|a\stotal\sof)?\s?",
            gap,
        )
    )


def _route(text: str, drug: Mention, near: Span, routes: list[Mention], treatments: list[Mention]) -> Mention | None:
    """Return the route told beside a drug or its dose with no other treatment between; None where none is."""
    best: tuple[int, Mention] | None = None
    whole = drug.span.cover(near) if near.start >= drug.span.start else near.cover(drug.span)
    for route in routes:
        gap = max(route.span.start - whole.end, whole.start - route.span.end, 0)
        between = Span(
            min(route.span.end, whole.end), max(route.span.start, whole.start, min(route.span.end, whole.end))
        )
        if any(mention is not drug and 0 <= mention.span.start - route.span.end <= 2 for mention in treatments):
            continue
        if any(mention is not drug and 0 <= route.span.start - mention.span.end <= 2 for mention in treatments):
            continue
        crossed = any(mention.span.overlaps(between) and mention is not drug for mention in treatments)
        limit = 45 if route.span.start >= whole.end else 14
        if gap <= limit and not crossed and (best is None or gap < best[0]):
            best = (gap, route)
    return best[1] if best else None
