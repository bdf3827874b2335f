"""The protocol's words as phrase matchers: every spelling with what it names. Built once for a pipeline."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from extractor.nlp.tokens import fold
from extractor.protocol.model import Instrument, Protocol, keeps_case

_ACRONYM = re.compile(r"(?=(?:.*[A-Z]){2})[A-Za-z0-9/+-]{2,6}")
_PLURAL = frozenset({"drug_class", "therapy", "disease", "other_disease", "sign", "instrument", "adverse_event"})


@dataclass(frozen=True, slots=True)
class Entry:
    """What a spelling names: ``label`` and ``concept`` of the mention it makes; ``rule`` and ``value`` go along.

    ``is_short`` marks a short form, which counts only where the document does not use it for something else;
    ``scope`` says which way a cue works and is empty for other words.
    """

    label: str
    concept: str
    rule: str = "term"
    value: str | None = None
    is_short: bool = False
    scope: str = ""


class Vocabulary:
    """Finds the protocol's words in a Doc, and says what a long form or a spelling names."""

    def __init__(self, nlp: Language, protocol: Protocol) -> None:
        self._folded = PhraseMatcher(nlp.vocab, attr="NORM")
        self._exact = PhraseMatcher(nlp.vocab, attr="ORTH")
        self._entries: dict[int, Entry] = {}
        self.names: dict[str, list[Entry]] = {}
        self.shorts: dict[str, list[Entry]] = {}
        words: dict[tuple[Entry, bool], dict[str, None]] = {}
        for entry, name in entries_of(protocol):
            exact = entry.is_short or keeps_case(name) or _ACRONYM.fullmatch(name) is not None
            if exact and entry.label not in {"drug", "cue"}:
                entry = replace(entry, is_short=True)  # noqa: PLW2901 an acronym means what the document says
            bag = words.setdefault((entry, exact), {})
            bag.update(dict.fromkeys(_spellings(name, entry.label, exact=exact)))
            self.names.setdefault(squash(name), []).append(entry)
            if exact:
                self.shorts.setdefault(name, []).append(entry)
        for (entry, exact), spellings in words.items():
            key = repr(entry)
            matcher = self._exact if exact else self._folded
            matcher.add(key, [nlp.make_doc(spelling) for spelling in spellings])
            self._entries[nlp.vocab.strings[key]] = entry

    def find(self, doc: Doc) -> Iterator[tuple[Entry, int, int]]:
        """Yield every spelling found in ``doc``: what it names and its half-open range of tokens; ranges overlap."""
        for matcher in (self._folded, self._exact):
            for key, start, end in matcher(doc):
                yield self._entries[key], start, end

    def named(self, phrase: str) -> list[Entry]:
        """Return what ``phrase`` names as a whole, else what its last words name; empty where nothing."""
        words = phrase.split()
        for first in range(len(words)):
            found = self.names.get(squash(" ".join(words[first:])))
            if found:
                return found
        return []


def squash(phrase: str) -> str:
    """Return ``phrase`` folded, without blanks, hyphens and a plural ending."""
    squashed = re.sub(r"[\W_]+", "", "".join(fold(word) for word in re.findall(r"\w+", phrase)))
    return squashed[:-1] if len(squashed) > 4 and squashed.endswith("s") else squashed


def _spellings(name: str, label: str, *, exact: bool) -> Iterator[str]:
    forms = [name]
    if exact:
        if label in {"drug_class", "therapy"} and not name.endswith("s"):
            forms.append(f"{name}s")
    elif label in _PLURAL:
        forms.extend(_plurals(name))
    for form in forms:
        yield form
        if "-" in form:
            yield form.replace("-", " ")
            yield form.replace("-", "")
            yield form.replace("-", "–")
            yield form.replace("-", "‐")
        elif not exact and form.count(" ") == 1:
            yield form.replace(" ", "-")


def _plurals(name: str) -> Iterator[str]:
    last = name[-1:].lower()
    if not last.isalpha() or last == "s":
        return
    if last == "y" and name[-2:-1] not in "aeiou":
        yield f"{name[:-1]}ies"
    elif name.endswith(("x", "ch", "sh")):
        yield f"{name}es"
    else:
        yield f"{name}s"


def entries_of(protocol: Protocol) -> Iterator[tuple[Entry, str]]:
    """Yield every word of the protocol that is looked for as a phrase, with what it names."""
    for drug in protocol.drugs:
        for rule, names in (("name", drug.names), ("brand", drug.brands), ("code", drug.codes)):
            yield from _named(Entry("drug", drug.id, rule), names)
        yield from _named(Entry("drug", drug.id, "short", is_short=True), drug.short)
    for therapy in protocol.therapies:
        yield from _named(Entry("therapy", therapy.id), therapy.names)
        yield from _named(Entry("therapy", therapy.id, "short", is_short=True), therapy.short)
    for disease in protocol.diseases:
        yield from _named(Entry("disease", disease.id), disease.names)
        yield from _named(Entry("disease", disease.id, "short", is_short=True), disease.short)
    for subtype in protocol.subtypes:
        yield from _named(Entry("subtype", subtype.id), subtype.names)
    for label, terms in (
        ("drug_class", protocol.drug_classes),
        ("other_disease", protocol.other_diseases),
        ("adverse_event", protocol.adverse_events),
        ("route", protocol.routes),
    ):
        for term in terms:
            yield from _named(Entry(label, term.id), term.names)
    for cue in protocol.cues:
        yield from _named(Entry("cue", cue.category, scope=cue.scope), cue.names)
    yield from _domain_entries(protocol)


def _domain_entries(protocol: Protocol) -> Iterator[tuple[Entry, str]]:
    for domain in protocol.domains:
        yield from _named(Entry("sign", domain.id), domain.signs)
        yield from _named(Entry("not_sign", domain.id), domain.not_signs)
        for instrument in domain.instruments:
            yield from _named(Entry("instrument", domain.id, instrument_name(instrument)), instrument.names)
        for direction, phrases in (
            ("improved", domain.phrases_improved),
            ("unchanged", domain.phrases_unchanged),
            ("worsened", domain.phrases_worsened),
        ):
            yield from _named(Entry("phrase", domain.id, value=direction), phrases)


def instrument_name(instrument: Instrument) -> str:
    """Return the name under which readings of an instrument are kept: its first."""
    return instrument.names[0]


def _named(entry: Entry, names: Iterable[str]) -> Iterator[tuple[Entry, str]]:
    return ((entry, name) for name in names)
