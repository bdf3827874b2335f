"""Names that the protocol has no word for: which become mentions, and which stay what they were."""

from collections.abc import Sequence

import pytest

from extractor.core.analysis import Mention
from extractor.nlp.analyze import Analyzer
from extractor.nlp.components.names import Found
from extractor.protocol.load import load_protocol
from tests.builders import document_from_markdown

KINDS = {"farolin": "chemical", "Farolin": "chemical", "methotrexate": "chemical", "bursitis": "disease"}


class Words:
    """A name of several words."""

    def __init__(self, first: int, after: int, kind: str) -> None:
        self.first, self.after, self.kind = first, after, kind


class OneWord:
    """A name of one word."""

    def __init__(self, place: int, kind: str) -> None:
        self.first, self.after, self.kind = place, place + 1, kind


def known_words(sentences: Sequence[Sequence[str]]) -> list[list[Found]]:
    """Find the few words that the tests know."""
    return [[OneWord(place, KINDS[word]) for place, word in enumerate(words) if word in KINDS] for words in sentences]


@pytest.fixture(scope="module")
def any_case() -> Analyzer:
    return Analyzer(load_protocol("any_case"), names=known_words)


def found(analyzer: Analyzer, text: str) -> list[Mention]:
    analysis = analyzer.analyze(document_from_markdown(f"## Case report\n\n{text}"))
    return [each for each in analysis.mentions if each.rule == "names"]


def test_a_name_is_a_mention_with_the_words_as_printed(any_case: Analyzer) -> None:
    named = [(each.label, each.concept, each.value) for each in found(any_case, "Farolin was given for bursitis.")]
    assert named == [("chemical", None, "Farolin"), ("disease_name", None, "bursitis")]


def test_what_the_protocol_names_stays_what_it_is(any_case: Analyzer) -> None:
    assert found(any_case, "She took methotrexate.") == []


def test_a_name_that_is_denied_or_of_a_relative_says_so(any_case: Analyzer) -> None:
    (denied,) = found(any_case, "She had no bursitis.")
    (relative,) = found(any_case, "Her mother had bursitis.")
    assert "negated" in denied.context
    assert "family" in relative.context


def test_a_review_that_names_its_own_drugs_and_diseases_is_told_of_no_others() -> None:
    analyzer = Analyzer(load_protocol("jak_dm"), names=known_words)
    assert found(analyzer, "Farolin was given for bursitis.") == []


def test_without_a_reader_nothing_is_looked_for() -> None:
    assert found(Analyzer(load_protocol("any_case")), "Farolin was given for bursitis.") == []


def fevers(sentences: Sequence[Sequence[str]]) -> list[list[Found]]:
    """Find what ends in ``fever`` in small letters, with the word before it."""
    return [
        [Words(place - 1, place + 1, "disease") for place, word in enumerate(words) if place and word == "fever"]
        for words in sentences
    ]


def diseases(sentences: Sequence[Sequence[str]]) -> list[list[Found]]:
    return [
        [OneWord(place, "disease") for place, word in enumerate(words) if word in ("fever", "thrombosis", "AGB")]
        for words in sentences
    ]


def test_a_disease_may_hold_a_sign_that_the_protocol_names() -> None:
    analyzer = Analyzer(load_protocol("any_case"), names=fevers)
    assert [each.value for each in found(analyzer, "She had dengue fever.")] == ["dengue fever"]


def test_a_sign_that_the_protocol_names_is_no_disease_but_an_adverse_event_may_be() -> None:
    analyzer = Analyzer(load_protocol("any_case"), names=diseases)
    assert found(analyzer, "She had fever.") == []
    assert [each.value for each in found(analyzer, "She had thrombosis.")] == ["thrombosis"]


def test_a_short_form_has_the_value_of_what_it_stands_for() -> None:
    analyzer = Analyzer(load_protocol("any_case"), names=diseases)
    named = [each.value for each in found(analyzer, "Acute gouty bursitis (AGB) is rare. The AGB resolved.")]
    assert named[-1] == "Acute gouty bursitis"


def test_a_title_in_capitals_is_read_as_the_text_writes_its_words(any_case: Analyzer) -> None:
    text = "# Knee And Bursitis Of Old Age\n\n## Case report\n\nHer knee had bursitis."
    analysis = any_case.analyze(document_from_markdown(text))
    assert [each.value for each in analysis.mentions if each.rule == "names"] == ["Bursitis", "bursitis"]


def test_a_name_in_capitals_in_running_text_stays_as_it_is(any_case: Analyzer) -> None:
    assert [each.value for each in found(any_case, "Her old knee had bursitis, called Bursitis.")] == ["bursitis"]
