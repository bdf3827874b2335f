"""What surrounds each mention: denied, before the review's drug, of other authors' patients, expected, of a relative.

ConText (Harkema and others 2009, doi 10.1016/j.jbi.2009.05.002): a cue reaches over the words on its side up to a
terminator or the end of the clause; the cues and their sides are the protocol's. A sentence of the introduction or
the discussion with a citation and no word of the authors' own patients is ``cited`` as a whole.

Needs: ``units``, ``mentions``, ``scopes``. Gives: ``mentions``.
"""

import re
from bisect import bisect_left
from dataclasses import replace
from itertools import pairwise

from spacy.tokens import Doc

from extractor.core.analysis import Context, Mention
from extractor.core.document import RAISED, Document, SectionKind
from extractor.core.text import Span
from extractor.nlp.units import Unit, UnitIndex

_CONTEXT: dict[str, Context] = {
    "negation": "negated", "no_event": "negated", "prior": "prior", "hypothetical": "hypothetical",
    "aim": "hypothetical", "family": "family", "stop": "stopped",
}  # fmt: skip
"""Which context a category of cue gives."""
_DENIABLE = frozenset(
    {"sign", "adverse_event", "disease", "other_disease", "disease_name", "subtype", "instrument"}
    | {"therapy", "drug", "drug_class", "chemical"}
)
_TREATMENT = frozenset({"therapy", "drug", "drug_class", "chemical"})
_TOLD = frozenset({"sign", "instrument", "therapy", "chemical", "phrase"})
_JUDGED = frozenset({"improved", "unchanged", "worsened", "refractory", "positive", "failure", "effect", "loss"})
"""Categories of cue that can themselves be denied."""
_CARRIERS: dict[Context, frozenset[str]] = {"negated": _DENIABLE, "stopped": _TREATMENT, "prior": _TOLD}
"""Labels that a context can hold for; a context that is not named here holds for all."""
_NARRATED: frozenset[SectionKind] = frozenset({"case", "results", "methods"})
"""Sections that tell what was: ``could be stopped`` means there that it was."""
_TERMINATOR = re.compile(
    r"[;:]|\.\s|\b(?:but|although|though|however|except|apart\sfrom|yet|whereas|while|because|who|which|until|despite|"
    r"in\sspite\sof|besides|other\sthan)\b|,\s(?:and|so|then)\s(?:she|he|it|the|her|his|they|we)\b",
    re.IGNORECASE,
)
_NAMED_ANEW = re.compile(r"\(|,\sand\s")
"""What ends a denial for a disease's name: «no weakness (amyopathic disease)», «no tumour, and … was diagnosed»."""
_DIAGNOSES = frozenset({"disease", "subtype"})
_REACH = {"negated": 80, "stopped": 60, "family": 60}
"""Characters that a cue reaches in its clause; one that is not named reaches to the clause's end."""
_NOT_A_MONTH = r"(?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\s(?:19|20)\d\d\))"
_RIGHT_AFTER = re.compile(
    r"\s(?:of\s|the\s|her\s|his\s|their\s|all\s|both\s|with\s|\w+ing\s|oral\s|intravenous\s){0,3}"
)
_JOIN = re.compile(r"\s?(?:\([^()]*\)\s?)?(?:,|and|or|,\sand|/|\+)?\s?|\s?\(")
"""What stands between the members of a list, or between a name and its brand in brackets."""
_CLOSE = 25
"""Characters that a denial reaches to a treatment: ``without any methotrexate``."""
_CITED_WORD = re.compile(r"(?:[.,;:)\]]|[a-z]{3})\s?$")
_AUTHORS = re.compile(
    rf"\bet\sal\b|\({_NOT_A_MONTH}(?:see\s|e\.g\.,?\s)?[A-Z][^()\d]*,?\s(?:19|20)\d\d[a-z]?\b[^()]*\)"
    r"|\b[A-Z][\w’'-]+\s\((?:19|20)\d\d[a-z]?\)|\b(?:and|with)\s(?:co-?workers|colleagues|associates)\b"
)
_PAIR = re.compile(r"\b[A-Z][\w’'-]*[a-z]\s(?:and|&)\s[A-Z][\w’'-]*[a-z]\b")
_BRACKETED = re.compile(
    r"\[\d+(?:\s?[,;–-]\s?\d+)*\]|(?:(?<=[.,;:)\]])|(?<=[a-z]{3}))\s?[¹²³⁴-⁹][⁰¹²³⁴-⁹]*(?=[\s,⁻–]|$)|(?<=[.,;a-z)])\s?\d{1,2}(?:\s?[,–-]\s?\d{1,2})*\s?$"
)
_WE_TREATED = re.compile(
    r"\bwe\s(?:(?:then|therefore|thus|now|had|have|also|next)\s){0,2}(?:gave|given|start(?:ed)?|began|begun|obtained|prescribed|"
    r"treated|administered|added|initiated|commenced|tried|switched|chose|opted|offered)\b",
    re.IGNORECASE,
)
"""The authors' own doing: a source in such a sentence is what they went by («encouraged by two reports, we gave …»)."""
_TALKS: frozenset[SectionKind] = frozenset({"introduction", "discussion", "conclusion", "body", "abstract", "front"})
_CITING: frozenset[SectionKind] = frozenset({"introduction", "discussion", "conclusion", "body"})
_OWN_PATIENT = re.compile(
    r"\b(?:our|ours|in\sthis|the\spresent|present)\s?(?:\w+\s){0,2}?(?:patients?|case|child(?:ren)?|girl|boy|wom[ae]n|m[ae]n|"
    r"series|cohort|adults?|hands|experience|report)\b|\bours\b",
    re.IGNORECASE,
)


def add_context(doc: Doc) -> Doc:
    """Give every mention of ``doc`` the contexts of its sentence or cell."""
    document: Document = doc._.document
    text, index = document.text, UnitIndex(doc._.units)
    scopes: dict[tuple[Span, str], str] = doc._.scopes
    raised = raised_words(document)
    done: list[Mention] = []
    for number, group in index.group(doc._.mentions).items():
        unit = index.units[number]
        cues = [one for one in group if one.label == "cue" and one.concept in _CONTEXT]
        whole: frozenset[Context] = frozenset({"cited"}) if _is_cited(text, unit, group, raised) else frozenset()
        breaks = [one.start() for one in _TERMINATOR.finditer(text, unit.span.start, unit.span.end)] if cues else []
        anew = [one.start() for one in _NAMED_ANEW.finditer(text, unit.span.start, unit.span.end)] if cues else []
        named_anew = sorted((*breaks, *anew))
        treatments = [one for one in group if one.label in _TREATMENT]
        stops = (one for one in cues if one.concept == "stop")
        stopped = {cue.span: _stopped(text, unit, cue, treatments, breaks) for cue in stops}
        for mention in group:
            found = {*mention.context, *whole}
            for cue in cues:
                context = _CONTEXT[cue.concept or ""]
                if context in found or cue is mention or not _can_carry(mention, context, cue, unit, group):
                    continue
                if context == "stopped":
                    reached = mention.span in stopped[cue.span]
                else:
                    scope = scopes.get((cue.span, cue.concept or ""), "after")
                    is_name = mention.label in _DIAGNOSES and context == "negated"
                    reached = _reaches(cue, mention, scope, named_anew if is_name else breaks, context)
                if reached:
                    found.add(context)
            done.append(replace(mention, context=frozenset(found)) if found != mention.context else mention)
    doc._.mentions = done
    return doc


def _can_carry(mention: Mention, context: Context, cue: Mention, unit: Unit, group: list[Mention]) -> bool:
    if mention.label == "cue":
        return context == "negated" and mention.concept in _JUDGED
    if context == "hypothetical" and cue.concept == "hypothetical":
        told = unit.section == "body" and any(one.rule == "pronoun" for one in group)
        if told or unit.section in _NARRATED:
            return False
    carriers = _CARRIERS.get(context)
    return carriers is None or mention.label in carriers


def _stopped(text: str, unit: Unit, cue: Mention, treatments: list[Mention], breaks: list[int]) -> set[Span]:
    """Return the treatments that a word of stopping means, a list of them whole.

    ``stopped the MMF``, ``withdrawal of MMF`` mean the one right after it; ``MMF was stopped``, ``MMF (stopped)`` the
    nearest before it in its clause.
    """
    after = [one.span for one in treatments if one.span.start >= cue.span.end]
    if after and _RIGHT_AFTER.fullmatch(text[cue.span.end : after[0].start]):
        return _chain(text, after)
    before = [one.span for one in reversed(treatments) if one.span.end <= cue.span.start]
    if before and cue.span.start - before[0].end <= _REACH["stopped"]:
        at = bisect_left(breaks, before[0].end)
        if not (at < len(breaks) and breaks[at] < cue.span.start):
            return _chain(text, before)
    return set()


def _chain(text: str, spans: list[Span]) -> set[Span]:
    """Return the first of ``spans`` and those joined to it by commas and ``and``, whichever way they run."""
    chain = {spans[0]}
    for near, far in pairwise(spans):
        first, second = sorted((near, far))
        if not _JOIN.fullmatch(text[first.end : second.start]):
            break
        chain.add(far)
    return chain


def _reaches(cue: Mention, mention: Mention, scope: str, breaks: list[int], context: Context) -> bool:
    if mention.span.overlaps(cue.span):
        return False
    if scope == "sentence" and context not in _REACH:
        return True
    if context == "family":
        scope = "after"
    first, second = sorted((cue.span, mention.span))
    if scope != "sentence" and (scope == "after") != (first == cue.span):
        return False
    if second.start - first.end > _REACH.get(context, 10_000):
        return False
    if context == "negated" and mention.label in _TREATMENT and second.start - first.end > _CLOSE:
        return False
    at = bisect_left(breaks, first.end)
    return not (at < len(breaks) and breaks[at] < second.start)


def _is_cited(text: str, unit: Unit, group: list[Mention], raised: list[int]) -> bool:
    """Tell whether the sentence reports other authors' patients."""
    if unit.is_cell or unit.section not in _TALKS:
        return False
    sentence = unit.span.of(text)
    if _OWN_PATIENT.search(sentence) or any(one.label == "case_label" for one in group):
        return False
    if unit.section == "body" and _WE_TREATED.search(sentence):
        return False
    if _AUTHORS.search(sentence) or _names_authors(text, unit, group):
        return True
    if unit.section not in _CITING or (unit.section == "body" and any(one.rule == "pronoun" for one in group)):
        return False
    cue = any(one.label == "cue" and one.concept == "cited" for one in group)
    return cue or bool(_BRACKETED.search(sentence)) or _has_raised(text, raised, unit.span)


def cites(document: Document, span: Span, raised: list[int]) -> bool:
    """Tell whether a sentence names a source: authors with a year, a number in brackets or a ``raised`` one."""
    sentence = span.of(document.text)
    return bool(_AUTHORS.search(sentence) or _BRACKETED.search(sentence)) or _has_raised(document.text, raised, span)


def raised_words(document: Document) -> list[int]:
    """Return the offsets of the raised words of a document, in order."""
    return [document.words.start[row] for row, flag in enumerate(document.words.flags) if flag & RAISED]


def _names_authors(text: str, unit: Unit, group: list[Mention]) -> bool:
    """Tell whether two capitalized words joined by ``and`` are names of persons: words of the review are none."""
    for match in _PAIR.finditer(text, unit.span.start, unit.span.end):
        span = Span(match.start(), match.end())
        if not any(one.span.overlaps(span) for one in group):
            return True
    return False


def _has_raised(text: str, raised: list[int], span: Span) -> bool:
    """Tell whether a raised figure in ``span`` cites: one behind a stop or a word, not that of ``m²``."""
    for start in raised[bisect_left(raised, span.start) : bisect_left(raised, span.end)]:
        if text[start].isdigit() and _CITED_WORD.search(text[max(span.start, start - 5) : start]):
            return True
    return False
