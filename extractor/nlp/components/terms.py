"""The protocol's words in the text: drugs, therapies, diseases, signs, instruments, harms, cues.

Of overlapping words of one family the longest holds (``type 2 DM`` is no ``DM``). Short forms hold as the document
defines them; one that it does not define holds where its long form is named too or where it has but one meaning.
Drug names of eight letters and more are found with one letter lost, added or changed.

Needs: ``units``, ``abbreviations``, ``legends``. Gives: ``mentions``, ``scopes``.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from extractor.core.analysis import Mention
from extractor.core.text import Span
from extractor.nlp.tokens import fold
from extractor.nlp.units import UnitIndex
from extractor.nlp.vocabulary import Entry, Vocabulary, squash
from extractor.protocol.model import Protocol

_FAMILY = {
    "drug": "treatment", "drug_class": "treatment", "therapy": "treatment",
    "disease": "disease", "other_disease": "disease",
    "instrument": "finding", "sign": "finding", "not_sign": "finding",
}  # fmt: skip
"""Labels that compete for the same words; any other label competes with itself alone."""
_LONG_NAME = 8
"""Letters from which a name is still itself with one letter wrong; shorter names meet other words."""


@dataclass(frozen=True, slots=True)
class _Found:
    entry: Entry
    span: Span
    unit: int


def make_terms(nlp: Language, protocol: Protocol) -> Callable[[Doc], Doc]:
    """Return the component for ``protocol``."""
    vocabulary = Vocabulary(nlp, protocol)
    slips = _Slips(protocol, vocabulary)

    def find_terms(doc: Doc) -> Doc:
        index = UnitIndex(doc._.units)
        found = [*_phrases(doc, vocabulary, index), *slips.find(doc, index)]
        found = _resolve(found, doc, vocabulary)
        found.extend(_defined(doc, vocabulary, index, found))
        mentions, scopes = doc._.mentions, doc._.scopes
        legends: list[Span] = doc._.legends
        for item in _longest([one for one in found if not any(span.contains(one.span) for span in legends)]):
            entry = item.entry
            mentions.append(Mention(item.span, entry.label, entry.concept, entry.value, frozenset(), entry.rule))
            if entry.scope:
                scopes[item.span, entry.concept] = entry.scope
        return doc

    return find_terms


def _phrases(doc: Doc, vocabulary: Vocabulary, index: UnitIndex) -> Iterator[_Found]:
    columns = doc.to_array(["IDX", "LENGTH"]).astype(int)
    starts, ends = columns[:, 0].tolist(), columns.sum(axis=1).tolist()
    for entry, first, after in vocabulary.find(doc):
        start, end = starts[first], ends[after - 1]
        unit = index.at(start)
        if unit is not None and index.units[unit].is_read and end <= index.units[unit].span.end:
            yield _Found(entry, Span(start, end), unit)


def _resolve(found: list[_Found], doc: Doc, vocabulary: Vocabulary) -> list[_Found]:
    """Keep the short forms that mean here what the protocol says."""
    spelled = {(item.entry.label, item.entry.concept) for item in found if not item.entry.is_short}
    text: str = doc._.document.text
    defined = {short: _meanings(vocabulary.named(long)) for short, long in doc._.abbreviations}
    long_forms = {short: squash(long) for short, long in doc._.abbreviations}
    local = {item.span.of(text) for item in found if item.entry.is_short}
    verdict: dict[tuple[str, Entry], bool] = {}
    for word in sorted(local):
        for entry in vocabulary.shorts.get(word, ()):
            meaning = (entry.label, entry.concept)
            if word in long_forms:
                holds = meaning in defined[word] if defined[word] else _alike(meaning, long_forms[word], vocabulary)
            else:
                others = {
                    (other.label, other.concept)
                    for other in vocabulary.shorts[word]
                    if {other.label, entry.label} != {"disease", "subtype"}
                } - {meaning}
                named = meaning in spelled
                holds = named or (entry.label != "drug" and not (others & spelled or others))
            verdict[word, entry] = holds
    return [
        item
        for item in found
        if not item.entry.is_short or verdict.get((item.span.of(text), item.entry), True)
        if not _glossed(item, text, vocabulary)
    ]


def _meanings(entries: Iterable[Entry]) -> frozenset[tuple[str, str]]:
    return frozenset((entry.label, entry.concept) for entry in entries)


def _alike(meaning: tuple[str, str], long: str, vocabulary: Vocabulary) -> bool:
    """Tell whether a long form that the protocol lacks holds one of the meaning's names or is part of one."""
    names = (name for name, entries in vocabulary.names.items() if meaning in _meanings(entries) and len(name) > 5)
    return any(name in long or long in name for name in names)


def _glossed(item: _Found, text: str, vocabulary: Vocabulary) -> bool:
    """Tell whether the words explain the short form otherwise on the spot: ``DM (diabetes mellitus)``."""
    if not item.entry.is_short:
        return False
    gloss = re.match(r"\s?\(([^();,]{5,50})", text[item.span.end : item.span.end + 60])
    if not gloss:
        return False
    meanings = _meanings(vocabulary.named(gloss[1]))
    return (
        bool(meanings)
        and all(label != item.entry.label or concept != item.entry.concept for label, concept in meanings)
        and any(_FAMILY.get(label, label) == _FAMILY.get(item.entry.label, item.entry.label) for label, _ in meanings)
    )


def _defined(doc: Doc, vocabulary: Vocabulary, index: UnitIndex, found: list[_Found]) -> Iterator[_Found]:
    """Yield the short forms that only the document defines."""
    text: str = doc._.document.text
    known = {(item.span, item.entry.label, item.entry.concept) for item in found}
    meant = {}
    for short, long in doc._.abbreviations:
        entries = [entry for entry in vocabulary.named(long) if entry.label not in {"cue", "not_sign", "route"}]
        if entries:
            meant[short] = list({(one.label, one.concept): one for one in entries}.values())
    if not meant:
        return
    shorts = "|".join(re.escape(short) for short in sorted(meant, key=len, reverse=True))
    for match in re.finditer(rf"(?<!\w)({shorts})s?(?!\w)", text):
        unit = index.at(match.start())
        if unit is None or not index.units[unit].is_read:
            continue
        span = Span(match.start(), match.end())
        for entry in meant[match[1]]:
            if (span, entry.label, entry.concept) not in known:
                rule = entry.rule if entry.label == "instrument" else "abbreviation"
                item = _Found(Entry(entry.label, entry.concept, rule, is_short=True), span, unit)
                if not _glossed(item, text, vocabulary):
                    yield item


def _longest(found: list[_Found]) -> Iterator[_Found]:
    """Yield what is not strictly inside a longer find of its family, once each, in text order."""
    order = sorted(found, key=lambda item: (item.span.start, -item.span.end, item.entry.label, item.entry.concept))
    furthest: dict[str, Span] = {}
    for item in dict.fromkeys(order):
        family = _FAMILY.get(item.entry.label, item.entry.label)
        reach = furthest.get(family)
        if reach is not None and reach.end >= item.span.end and reach != item.span:
            continue
        furthest[family] = item.span
        yield item


class _Slips:
    """Finds names of drugs with one letter wrong."""

    def __init__(self, protocol: Protocol, vocabulary: Vocabulary) -> None:
        names = {
            fold(name): drug.id
            for drug in protocol.drugs
            for name in (drug.id, *drug.brands)
            if len(name) >= _LONG_NAME and name.isalpha()
        }
        self._known = vocabulary.names
        self._names = names
        self._heads: dict[str, list[str]] = {}
        for name in names:
            self._heads.setdefault(name[:3], []).append(name)
            self._heads.setdefault(name[-3:], []).append(name)
        self._verdicts: dict[str, str | None] = {}

    def find(self, doc: Doc, index: UnitIndex) -> Iterator[_Found]:
        """Yield the misspelt names of ``doc``."""
        columns = doc.to_array(["NORM", "LENGTH", "IDX", "IS_ALPHA"])
        long = columns[(columns[:, 1] >= _LONG_NAME - 1) & (columns[:, 3] == 1)]
        for norm in np.unique(long[:, 0]).tolist():
            concept = self._judge(doc.vocab.strings[norm])
            if concept is not None:
                for _, length, start, _ in long[long[:, 0] == norm].tolist():
                    unit = index.at(start)
                    if unit is not None and index.units[unit].is_read:
                        yield _Found(Entry("drug", concept, "slip"), Span(start, start + length), unit)

    def _judge(self, word: str) -> str | None:
        if word not in self._verdicts:
            self._verdicts[word] = None
            if squash(word) not in self._known:
                near = [*self._heads.get(word[:3], ()), *self._heads.get(word[-3:], ())]
                hits = sorted({self._names[name] for name in near if _one_edit(word, name)})
                self._verdicts[word] = hits[0] if len(hits) == 1 else None
        return self._verdicts[word]


def _one_edit(word: str, name: str) -> bool:
    """Tell whether one letter added, lost, changed or swapped with its neighbour makes ``word`` of ``name``."""
    if abs(len(word) - len(name)) > 1 or word == name:
        return False
    head = 0
    while head < min(len(word), len(name)) and word[head] == name[head]:
        head += 1
    rest, other = word[head:], name[head:]
    return (
        rest[1:] == other[1:]
        or rest[1:] == other
        or rest == other[1:]
        or (len(rest) > 1 and rest[1::-1] + rest[2:] == other)
    )
