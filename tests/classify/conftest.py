"""A small invented literature: what drug A does to rash and strength, told by two authors."""

from dataclasses import dataclass
from random import Random

import pytest

from extractor.classify.read import StatementReader
from extractor.classify.train import Label, Labelled, train
from extractor.core.analysis import Analysis, Mention, Sentence
from extractor.core.document import Block, BlockKind, Document, Page, Section, SectionKind, Words
from extractor.core.text import Span
from extractor.protocol.load import load_protocol
from extractor.protocol.model import Protocol
from extractor.protocol.resources import models_dir

NAMED = {
    "tofacitinib": ("drug", "tofacitinib"),
    "methotrexate": ("therapy", "methotrexate"),
    "rash": ("sign", "skin"),
    "strength": ("sign", "muscle"),
    "dermatomyositis": ("disease", "DM"),
    "started": ("cue", "start"),
    "cleared": ("cue", "improved"),
    "persisted": ("cue", "unchanged"),
    "returned": ("cue", "worsened"),
    "may": ("cue", "hypothetical"),
}


@dataclass(frozen=True)
class Paper:
    document: Document
    analysis: Analysis


def paper(*paragraphs: tuple[SectionKind, BlockKind, tuple[str, ...]], measures: tuple[Mention, ...] = ()) -> Paper:
    """Lay paragraphs of sentences out, each in a section of its own, and name the words of ``NAMED``."""
    text = ""
    blocks, sections, sentences = [], [], []
    for number, (section, kind, told) in enumerate(paragraphs):
        start = len(text)
        for sentence in told:
            text += " " if len(text) > start else ""
            sentences.append(Sentence(Span(len(text), len(text) + len(sentence)), number, kind, section))
            text += sentence
        blocks.append(Block(kind, Span(start, len(text))))
        sections.append(Section(section, 1, None, Span(start, len(text) + 2), 1))
        text += "\n\n"
    mentions = [
        Mention(Span(at, at + len(word)), label, concept)
        for word, (label, concept) in NAMED.items()
        for at in range(len(text))
        if text[at : at + len(word)].lower() == word
    ]
    mentions = sorted([*mentions, *measures], key=lambda item: (item.span.start, item.span.end))
    document = Document("0" * 64, text, (Page(1, 595, 842),), Words(), tuple(blocks), tuple(sections))
    return Paper(document, Analysis(tuple(sentences), tuple(mentions)))


SAID = {
    "The rash cleared on tofacitinib.": Label(("skin",), "improved", "observed"),
    "Her strength returned to normal.": Label(("muscle",), "improved", "observed"),
    "The rash returned when it was stopped.": Label(("skin",), "worsened", "observed"),
    "The rash had persisted on methotrexate.": Label(("skin",), "unchanged", "prior"),
    "Ito et al. saw that the rash cleared in two women.": Label(("skin",), "improved", "cited"),
    "Tofacitinib may help the rash.": Label(("skin",), "improved", "hypothetical"),
}
UNSAID = ("A woman of 40 was seen.", "No drug had been given.", "The chest film was normal.", "She lives by the sea.")


def labelled(group: str, order: int = 0) -> Labelled:
    """Return a paper that says all of ``SAID`` among other things, in an order of its own."""
    told = [*SAID, *UNSAID, *UNSAID]
    Random(f"{group}{order}").shuffle(told)
    made = paper(("front", "title", ("Tofacitinib in dermatomyositis",)), ("case", "paragraph", tuple(told)))
    labels = {
        index: (SAID[text],)
        for index, sentence in enumerate(made.analysis.sentences)
        if (text := sentence.span.of(made.document.text)) in SAID
    }
    return Labelled(group, made.document, made.analysis, labels)


@pytest.fixture(scope="session")
def protocol() -> Protocol:
    return load_protocol("jak_dm")


@pytest.fixture(scope="session")
def toy(protocol: Protocol) -> StatementReader:
    """Return a reader that learned from the invented literature in two seconds."""
    return StatementReader(
        train([labelled(group, order) for group in "abc" for order in range(8)], protocol, {"name": "statements"})
    )


@pytest.fixture(scope="session")
def reader() -> StatementReader:
    """Return the reader that the program comes with."""
    return StatementReader.load(models_dir())
