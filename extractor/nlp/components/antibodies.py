"""Antibodies with their polarity: found is the rule, ``negated`` where the text says that they were not.

``positive for [NXP-2](antibody) and negative for [Mi-2](antibody context=negated)``. A bare antigen counts only
beside words such as antibody or positive, in a list with antibodies, or alone in a table's cell.

Needs: ``units``, ``mentions`` of cues. Gives: ``mentions``.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from extractor.core.analysis import Context, Mention
from extractor.core.text import Span
from extractor.nlp.units import Unit, UnitIndex
from extractor.protocol.model import Protocol

_BESIDE = re.compile(
    r"(?:auto)?antibod|\banti[-\s]?$|\banti-|\bantis?era|serolog|immuno(?:blot|assay|dot|precip|fluor)|\bELISA\b|"
    r"\b(?:line|dot)[-\s]?(?:blot|assay)|\btit(?:re|er)s?\b|specificit",
    re.IGNORECASE,
)
_SUFFIX = re.compile(
    r"[-–\s]?(?:\(?\+{1,3}\)?(?!\w)|pos(?:itiv\w*)?\b|associated\b|related\b|Ab\b|disease\b|antibod\w*|autoantibod\w*)",
    re.IGNORECASE,
)
_NEGATIVE_SUFFIX = re.compile(r"[-–\s]?(?:\(?[-–−]\)(?!\w)|neg(?:ativ\w*)?\b)", re.IGNORECASE)
_CLAUSE = re.compile(
    r";|\bbut\b|\bwhereas\b|\bwhile\b|\balthough\b|\bhowever\b|\.\s|,\s(?:and\s)?the\sother", re.IGNORECASE
)
_DENIED = re.compile(
    r"\b(?:negative|neg|seronegative|absent|undetectable|not\s(?:detected|found|present|detectable)|lacking|excluded)\b",
    re.IGNORECASE,
)
_FOUND = re.compile(
    r"\b(?:positive|detected|found|present|strongly|revealed|showed|disclosed|demonstrated|identified|confirmed|carried|had)\b",
    re.IGNORECASE,
)
_NO = re.compile(
    r"\b(?:no|without|neither|nor|none|never)\b|(?<!do\s)(?<!does\s)(?<!did\s)\bnot\b|"
    r"\bnot\s(?=(?:\w+\s)?(?:have|find|detect|show|reveal|disclose|demonstrate|identify|confirm|carry|harbou?r|include|"
    r"contain|yield|uncover|possess)\b)",
    re.IGNORECASE,
)
"""Denials; what somebody «did not» do is none of an antibody but where it is to have or to find it."""
_FOR = re.compile(
    r"\b(?P<negative>negative|neg)\s(?:for|results?\sfor)\b|\b(?P<positive>positive|pos|positivity|tested\spositive)\s(?:for|to|of)\b|\bonly\sfor\b",
    re.IGNORECASE,
)
_COMMON = 3
"""Letters up to which a bare name (``EJ``) must be written exactly so."""


def make_antibodies(nlp: Language, protocol: Protocol) -> Callable[[Doc], Doc]:
    """Return the component for ``protocol``."""
    matcher = PhraseMatcher(nlp.vocab, attr="NORM")
    kinds: dict[int, tuple[str, bool]] = {}
    for antibody in protocol.antibodies:
        for is_bare, names in ((False, antibody.names), (True, antibody.bare)):
            key = f"{antibody.id}\t{is_bare}"
            spellings = dict.fromkeys(form for name in names for form in _forms(name))
            if spellings:
                matcher.add(key, [nlp.make_doc(spelling) for spelling in spellings])
                kinds[nlp.vocab.strings[key]] = (antibody.id, is_bare)
    beside = _any_of(protocol.antibody_words)
    disease = re.compile(rf"[-–\s]?{_any_of([name for one in protocol.diseases for name in one.short]).pattern}")
    exact = {name for antibody in protocol.antibodies for name in antibody.bare if len(name) <= _COMMON}

    def find_antibodies(doc: Doc) -> Doc:
        text: str = doc._.document.text
        index = UnitIndex(doc._.units)
        groups: dict[int, list[tuple[Span, str, bool]]] = {}
        for key, start, end in matcher(doc):
            last = doc[end - 1]
            span = Span(doc[start].idx, last.idx + len(last))
            unit = index.at(span.start)
            concept, is_bare = kinds[key]
            if unit is None or span.end > index.units[unit].span.end or not index.units[unit].is_read:
                continue
            if is_bare and len(span) <= _COMMON and span.of(text) not in exact:
                continue
            groups.setdefault(unit, []).append((span, concept, is_bare))
        for number in sorted(groups):
            unit_found = _longest(groups[number])
            doc._.mentions.extend(_of_unit(text, index.units[number], unit_found, (beside, disease)))
        return doc

    return find_antibodies


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    """Return a pattern of any of the words, a hyphen in them as good as a blank, letter case aside."""
    bodies = "|".join(re.sub(r"\\[- ]", r"[-\\s]", re.escape(word)) for word in words)
    return re.compile(rf"(?i:(?<!\w)(?:{bodies or '(?!)'})(?!\w))")


def _forms(name: str) -> Iterator[str]:
    yield name
    if "-" in name:
        yield name.replace("-", "–")
        yield name.replace("-", " ")
        head, _, tail = name.partition("-")
        if head.lower() == "anti":
            yield f"{head}-{tail.replace('-', '')}"
            yield f"{head}–{tail}"


def _longest(found: list[tuple[Span, str, bool]]) -> list[tuple[Span, str, bool]]:
    kept: list[tuple[Span, str, bool]] = []
    for span, concept, is_bare in sorted(set(found), key=lambda item: (-len(item[0]), item)):
        if not any(span.overlaps(other) for other, *_ in kept):
            kept.append((span, concept, is_bare))
    return sorted(kept)


def _of_unit(
    text: str, unit: Unit, found: list[tuple[Span, str, bool]], words: tuple[re.Pattern[str], re.Pattern[str]]
) -> Iterator[Mention]:
    """Yield a unit's antibodies; ``words`` are those beside which a bare antigen is one, and those of diseases."""
    sentence = unit.span.of(text)
    own, disease = words
    beside = _BESIDE.search(sentence) is not None or own.search(sentence) is not None
    named = any(not is_bare for _, _, is_bare in found)
    for span, concept, is_bare in found:
        after = text[span.end : min(unit.span.end, span.end + 24)]
        before = text[max(unit.span.start, span.start - 14) : span.start]
        if is_bare and not (
            unit.is_cell or beside or named
            or _SUFFIX.match(after) or disease.match(after) or _NEGATIVE_SUFFIX.match(after)
            or re.search(r"(?:positive|negative)\s(?:for|to)\b", sentence, re.IGNORECASE)
            or re.search(r"\banti[-–\s]$", before, re.IGNORECASE)
        ):  # fmt: skip
            continue
        context: frozenset[Context] = frozenset({"negated"}) if _negated(text, unit, span, found) else frozenset()
        yield Mention(span, "antibody", concept, None, context, "bare" if is_bare else "name")


def _negated(text: str, unit: Unit, span: Span, found: list[tuple[Span, str, bool]]) -> bool:
    after = text[span.end : unit.span.end]
    if _NEGATIVE_SUFFIX.match(after):
        return True
    if re.match(r"[-–\s]?(?:\(?\+|pos(?:itive|\b))", after, re.IGNORECASE):
        return False
    left = _clause_before(text[unit.span.start : span.start])
    governing = list(_FOR.finditer(left))
    if governing:
        return governing[-1]["negative"] is not None
    right = _CLAUSE.split(after, maxsplit=1)[0]
    verdict = _verdict(right)
    if _NO.search(left[-60:]) and not _FOUND.search(left[-60:].split(_last_no(left[-60:]))[-1]):
        return True
    return verdict if verdict is not None else False


def _last_no(text: str) -> str:
    matches = list(_NO.finditer(text))
    return matches[-1][0]


def _clause_before(text: str) -> str:
    parts = _CLAUSE.split(text)
    return parts[-1]


def _verdict(right: str) -> bool | None:
    """Return whether the first verdict after an antibody denies it; None where there is none."""
    denied, found = _DENIED.search(right), re.search(r"\b(?:positive|detected|found|present)\b", right, re.IGNORECASE)
    if denied is None:
        return None if found is None else bool(re.search(r"\b(?:not|never|no)\s(?:\w+\s)?$", right[: found.start()]))
    if found is None:
        return True
    return denied.start() <= found.start()
