"""Names of chemicals and diseases that the protocol has no word for: mentions ``chemical`` and ``disease_name``.

A trained model reads the sentences; what the protocol names stays as it is. Chemicals are looked for where any drug
makes a patient the review's, diseases where any disease does: a review that names its own needs no others.

Needs: ``units``, ``legends``, ``mentions``. Gives: ``mentions``.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol as Shape

from spacy.tokens import Doc

from extractor.core.analysis import Mention
from extractor.core.text import Span
from extractor.nlp.units import UnitIndex
from extractor.protocol.model import Protocol

KNOWN = frozenset({
    "drug", "drug_class", "therapy", "disease", "other_disease", "subtype", "antibody", "instrument", "measure",
    "adverse_event", "sign", "not_sign",
})  # fmt: skip
"""Labels of what the protocol has words for: no name shares a character with such a mention."""
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
        places = [place for place, unit in enumerate(index.units) if unit.is_read]
        rows = [_words(text, index.units[place].span) for place in places]
        found = read([[word.of(text) for word in row] for row in rows])
        for place, row, names in zip(places, rows, found, strict=True):
            taken = [*(one.span for one in known.get(place, ())), *doc._.legends]
            for name in names:
                span = Span(row[name.first].start, row[name.after - 1].end)
                if name.kind in labels and not any(span.overlaps(other) for other in taken):
                    doc._.mentions.append(
                        Mention(span, labels[name.kind], None, " ".join(span.of(text).split()), frozenset(), "names")
                    )
        return doc

    return find_names


def _asked(protocol: Protocol) -> Iterator[tuple[str, str]]:
    """Yield each kind of names that is asked for, with the label of its mentions."""
    if protocol.any_drug:
        yield "chemical", "chemical"
    if protocol.any_disease:
        yield "disease", "disease_name"


def _words(text: str, span: Span) -> list[Span]:
    return [Span(*match.span()) for match in _WORD.finditer(text, span.start, span.end)]
