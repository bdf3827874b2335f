"""Names of chemicals and diseases that the protocol has no word for: mentions ``chemical`` and ``disease_name``.

A trained model reads the sentences; what the protocol names stays as it is. Chemicals are looked for where any drug
makes a patient the review's, diseases where any disease does: a review that names its own needs no others. The value of
a mention is the name as printed, of a short form what it stands for.

Needs: ``units``, ``abbreviations``, ``legends``, ``mentions``. Gives: ``mentions``.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol as Shape

from spacy.tokens import Doc

from extractor.core.analysis import Mention
from extractor.core.text import Span
from extractor.nlp.units import UnitIndex
from extractor.protocol.model import Protocol

HELD = frozenset({"drug", "drug_class", "therapy", "disease", "subtype", "antibody", "instrument", "measure"})
"""Labels of what the protocol has words for: no name shares a character with such a mention."""
BROAD = frozenset({"other_disease", "sign", "not_sign"})
"""Labels that a name of a disease may hold as a part («dengue fever»), not be; an adverse event may be the disease."""
KNOWN = HELD | BROAD | {"adverse_event"}
CAPITALS_FROM = 4
"""Letters from which a word is written with a capital in a title that capitalizes."""
_WORD = re.compile(r"[^\W_]+|\S")
"""A word as the model reads it: letters and digits in a row, every other sign by itself."""


class Found(Shape):
    """A name among the words of a sentence: ``first`` up to but not including ``after``."""

    @property
    def first(self) -> int:
        """The place of its first word."""

    @property
    def after(self) -> int:
        """The place after its last word."""

    @property
    def kind(self) -> str:
        """What it names: ``chemical`` or ``disease``."""


Read = Callable[[Sequence[Sequence[str]]], Sequence[Sequence[Found]]]
"""The sentences of a text as words in, the names of each sentence out."""


def make_names(read: Read, protocol: Protocol) -> Callable[[Doc], Doc]:
    """Return the component that adds what ``read`` finds and ``protocol`` asks for."""
    labels = dict(_asked(protocol))

    def find_names(doc: Doc) -> Doc:
        text: str = doc._.document.text
        index = UnitIndex(doc._.units)
        known = index.group(one for one in doc._.mentions if one.label in KNOWN)
        long_forms = dict(doc._.abbreviations)
        places = [place for place, unit in enumerate(index.units) if unit.is_read]
        rows = [_words(text, index.units[place].span) for place in places]
        sentences = [[word.of(text) for word in row] for row in rows]
        found = read(_without_capitals(sentences))
        for place, row, names in zip(places, rows, found, strict=True):
            for name in names:
                span = Span(row[name.first].start, row[name.after - 1].end)
                is_known = any(_is_of(one, span, name.kind) for one in known.get(place, ()))
                if name.kind in labels and not is_known and not any(span.overlaps(part) for part in doc._.legends):
                    words = " ".join(span.of(text).split())
                    value = long_forms.get(words, words)
                    doc._.mentions.append(Mention(span, labels[name.kind], None, value, frozenset(), "names"))
        return doc

    return find_names


def _is_of(known: Mention, span: Span, kind: str) -> bool:
    """Tell whether a name is what the protocol's own word ``known`` tells already."""
    if kind == "chemical" or known.label in HELD:
        return known.span.overlaps(span)
    return known.label in BROAD and known.span.contains(span)


def _asked(protocol: Protocol) -> Iterator[tuple[str, str]]:
    """Yield each kind of names that is asked for, with the label of its mentions."""
    if protocol.any_drug:
        yield "chemical", "chemical"
    if protocol.any_disease:
        yield "disease", "disease_name"


def _words(text: str, span: Span) -> list[Span]:
    return [Span(*match.span()) for match in _WORD.finditer(text, span.start, span.end)]


def _without_capitals(sentences: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the words, those of titles that capitalize as they are written elsewhere: the model knows running text."""
    plain = {word for words in sentences for word in words if word.islower()}
    return [
        [word.lower() if word.lower() in plain else word for word in words] if _capitalizes(words) else list(words)
        for words in sentences
    ]


def _capitalizes(words: Sequence[str]) -> bool:
    long = [word for word in words if len(word) >= CAPITALS_FROM and word.isalpha()]
    return len(long) > 1 and 2 * sum(word[0].isupper() for word in long) > len(long)
