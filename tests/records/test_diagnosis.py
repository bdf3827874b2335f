"""The main diagnosis and the treatments of a case in the publication's own words, under a review of any disease."""

from collections.abc import Callable, Sequence

import pytest

from extractor.core.candidate import Candidate
from extractor.nlp.analyze import Analyzer
from extractor.nlp.components.names import Found
from extractor.protocol.load import load_protocol
from extractor.records.assemble import assemble
from tests.builders import document_from_markdown
from tests.nlp.test_names import Words

Read = Callable[..., list[Candidate]]

KINDS = {
    "farolin": "chemical", "Farolin": "chemical", "urate": "chemical", "Urate": "chemical",
    "bursitis": "disease", "Bursitis": "disease", "podagra": "disease", "Podagra": "disease",
}  # fmt: skip


def known_words(sentences: Sequence[Sequence[str]]) -> list[list[Found]]:
    """Find the few words that the tests know, with ``chronic`` before them."""
    return [
        [
            Words(place - (words[place - 1] == "chronic"), place + 1, KINDS[word])
            for place, word in enumerate(words)
            if word in KINDS
        ]
        for words in sentences
    ]


@pytest.fixture(scope="module")
def read() -> Read:
    protocol = load_protocol("any_case")
    analyzer = Analyzer(protocol, names=known_words)

    def run(story: str, title: str = "A fall") -> list[Candidate]:
        text = f"---\ntitle: {title}\n---\n\n## Case report\n\nA 34-year-old man presented with a swollen knee. {story}"
        document = document_from_markdown(text)
        (case,) = assemble(document, analyzer.analyze(document), protocol, "paper").cases
        return list(case.candidates)

    return run


def values(candidates: Sequence[Candidate], field: str) -> list[object]:
    return [each.value for each in candidates if each.slot.field == field]


def test_the_disease_that_is_told_most_is_the_diagnosis(read: Read) -> None:
    found = read("First podagra had been suspected. The diagnosis was bursitis. The bursitis resolved.")
    assert values(found, "disease") == ["bursitis"]


def test_the_disease_that_the_title_names_first_is_the_diagnosis(read: Read) -> None:
    found = read("He had podagra. The podagra resolved. He had bursitis.", title="Bursitis that mimicked podagra")
    assert values(found, "disease") == ["bursitis"]


def test_a_name_stands_for_the_longer_one_that_ends_in_it(read: Read) -> None:
    found = read("He had chronic podagra. The podagra was painful. Podagra is rare.")
    assert values(found, "disease") == ["chronic podagra"]


def test_a_longer_name_that_is_told_too_seldom_is_another_disease(read: Read) -> None:
    found = read("He had chronic podagra. " + "The podagra was painful. " * 5)
    assert values(found, "disease") == ["podagra"]


def test_other_diseases_are_alternatives(read: Read) -> None:
    found = read("The diagnosis was bursitis. He also had podagra.")
    (disease,) = [each for each in found if each.slot.field == "disease"]
    assert disease.alternatives == ("podagra",)


def test_a_disease_of_the_methods_is_no_diagnosis(read: Read) -> None:
    assert values(read("He fell.\n\n## Methods\n\nWe searched for podagra."), "disease") == []


def test_a_disease_that_is_denied_or_of_a_relative_is_none(read: Read) -> None:
    assert values(read("He had no bursitis. His mother had podagra."), "disease") == []


def test_a_chemical_that_was_given_is_a_treatment(read: Read) -> None:
    assert values(read("Farolin was started. He was well."), "prior_therapies") == ["farolin"]
    assert values(read("He took farolin 5 mg daily."), "prior_therapies") == ["farolin"]


def test_a_chemical_of_a_treatment_is_one(read: Read) -> None:
    assert values(read("The knee was managed with farolin."), "prior_therapies") == ["farolin"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Serum farolin was measured after treatment.",
        "Farolin levels fell under treatment.",
        "He got a farolin agonist.",
    ],
)
def test_a_chemical_that_is_measured_or_acted_on_is_no_treatment(sentence: str, read: Read) -> None:
    assert values(read(sentence), "prior_therapies") == []


def test_a_chemical_that_was_measured_is_no_treatment(read: Read) -> None:
    assert values(read("Urate was high. He was well."), "prior_therapies") == []
