"""Which words of a protocol can never be found in a text: print is cut into words or written otherwise."""

import re
import unicodedata
from collections.abc import Iterator

from spacy.tokens import Doc

from extractor.nlp.pipeline import ReviewEnglish
from extractor.nlp.tokens import install_tokenizer
from extractor.nlp.vocabulary import Vocabulary, entries_of
from extractor.protocol.model import Protocol

PLACES = ("It was {} then.", "It was seen ({}), and more.", "Then came {}.", "{} was seen.")
"""Sentences in which a word may stand: within, in brackets, at the end, at the start."""


def unreachable(protocol: Protocol) -> Iterator[tuple[str, str, str]]:
    """Yield label, id and spelling of every word that is found in none of the places where a word may stand."""
    nlp = ReviewEnglish()
    nlp.protocol = protocol
    install_tokenizer(nlp)
    vocabulary = Vocabulary(nlp, protocol)
    for entry, name in entries_of(protocol):
        wanted = (entry.label, entry.concept)
        if _is_never_printed(name) or not any(
            wanted in _found(vocabulary, nlp.make_doc(place.format(name)), name) for place in PLACES
        ):
            yield entry.label, entry.concept, name
    for antibody in protocol.antibodies:
        for name in (*antibody.names, *antibody.bare):
            tokens = [token.norm_ for token in nlp.make_doc(name)]
            if _is_never_printed(name) or not any(_holds(nlp.make_doc(place.format(name)), tokens) for place in PLACES):
                yield "antibody", antibody.id, name


def _is_never_printed(name: str) -> bool:
    """Tell whether a text as read never holds the name: ligatures, soft hyphens, loose accents, two sentences."""
    composed = unicodedata.normalize("NFC", name)
    spelled = "".join(
        unicodedata.normalize("NFKC", char) if "\ufb00" <= char <= "\ufb06" else char for char in composed
    )
    return spelled.replace("\u00ad", "") != name or re.search(r"[.?!]\s+[A-Z]", name) is not None


def _found(vocabulary: Vocabulary, doc: Doc, name: str) -> set[tuple[str, str]]:
    """Return what is named by exactly the characters of ``name`` in a document."""
    start = doc.text.index(name)
    spans = ((entry, doc[first:after]) for entry, first, after in vocabulary.find(doc))
    whole = (start, start + len(name))
    return {(entry.label, entry.concept) for entry, span in spans if (span.start_char, span.end_char) == whole}


def _holds(doc: Doc, tokens: list[str]) -> bool:
    norms = [token.norm_ for token in doc]
    return any(norms[at : at + len(tokens)] == tokens for at in range(len(norms)))
