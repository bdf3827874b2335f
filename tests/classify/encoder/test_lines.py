from collections.abc import Sequence

from extractor.classify.encoder.lines import SENTENCE, lines
from extractor.classify.encoder.wordpieces import BEGIN, SEPARATE, WordPieces
from extractor.classify.features import better_ways, views
from extractor.core.analysis import Mention
from extractor.core.text import Span
from extractor.protocol.model import Protocol
from tests.classify.conftest import paper


class Words(WordPieces):
    """Every word is a piece of its own, so that a line can be read."""

    def __init__(self) -> None:
        super().__init__({BEGIN: 0, SEPARATE: 1})

    def encode(self, text: str) -> list[int]:
        return [self.numbers.setdefault(word, len(self.numbers)) for word in text.split()]


def told(protocol: Protocol, *paragraphs: Sequence[str], place: int, measures: tuple[Mention, ...] = ()) -> list[str]:
    """Return the parts of the line of one sentence: where it stands and the sentence, then title, before and after."""
    made = paper(
        ("front", "title", ("Tofacitinib in dermatomyositis",)),
        *(("case", "paragraph", tuple(text)) for text in paragraphs),
        measures=measures,
    )
    words = Words()
    found = views(made.document, made.analysis, protocol)
    line = lines(found, [place], words, better_ways(protocol))[0]
    names = {number: word for word, number in words.numbers.items()}
    text = " ".join(names[number] for number in line.pieces)
    first = " ".join(names[number] for number in line.pieces[: line.first])
    assert text.startswith(first)
    return [part.strip() for part in text.removeprefix(BEGIN).split(SEPARATE)[:-1]]


def test_names_of_drugs_and_diseases_are_replaced_by_what_they_are(protocol: Protocol) -> None:
    parts = told(protocol, ["The rash cleared on tofacitinib."], place=1)
    assert parts[1] == "The rash cleared on study drug."
    assert parts[2] == "study drug in the disease"


def test_an_instrument_says_which_way_is_better(protocol: Protocol) -> None:
    instrument = next(item for domain in protocol.domains for item in domain.instruments if item.better == "lower")
    text = "Tofacitinib in dermatomyositis\n\nThe CDASI fell."
    at = text.index("CDASI")
    named = Mention(Span(at, at + 5), "instrument", "skin", rule=instrument.names[0])
    assert told(protocol, ["The CDASI fell."], place=1, measures=(named,))[1] == "The severity score fell."


def test_a_line_says_whether_the_drug_was_started_before(protocol: Protocol) -> None:
    text = ["The rash persisted.", "Tofacitinib was started.", "The rash cleared."]
    states = [told(protocol, text, place=place)[0] for place in (1, 2, 3)]
    assert [state.split("; ")[1] for state in states] == [
        "before the study drug", "starting the study drug", "on the study drug",
    ]  # fmt: skip


def test_a_line_holds_what_stands_before_and_after_in_the_paragraph(protocol: Protocol) -> None:
    parts = told(protocol, ["A one.", "A two.", "A three.", "The rash cleared.", "A four.", "A five."], place=4)
    assert parts[3:] == ["A two. A three.", "A four."]


def test_another_paragraph_is_not_read_along(protocol: Protocol) -> None:
    parts = told(protocol, ["A one."], ["The rash cleared."], ["A two."], place=2)
    assert parts[3:] == ["", ""]


def test_a_citation_is_told(protocol: Protocol) -> None:
    assert "cited authors" in told(protocol, ["Ito et al. saw that the rash cleared."], place=1)[0]
    assert "cited" not in told(protocol, ["The rash cleared."], place=1)[0]


def test_a_sentence_without_end_is_cut(protocol: Protocol) -> None:
    assert len(told(protocol, ["sore " * 500 + "."], place=1)[1].split()) == SENTENCE
