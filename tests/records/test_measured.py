"""Chemicals that were measured are no treatments; those that were given are, whatever is measured beside them."""

from collections.abc import Sequence

import pytest

from extractor.nlp.analyze import Analyzer
from extractor.nlp.components.names import Found
from extractor.protocol.load import load_protocol
from extractor.records.assemble import assemble
from tests.builders import document_from_markdown
from tests.nlp.test_names import OneWord

ANY = load_protocol("any_case")
MEASURES = ("sodium", "potassium", "copper", "bilirubin", "glucose", "creatinine", "lactate")
DRUGS = ("zedrolin", "maxolin", "perolin")


def chemicals(sentences: Sequence[Sequence[str]]) -> list[list[Found]]:
    return [
        [OneWord(place, "chemical") for place, word in enumerate(words) if word.lower() in MEASURES + DRUGS]
        for words in sentences
    ]


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer(ANY, names=chemicals)


def given(analyzer: Analyzer, text: str) -> list[str]:
    story = f"## Case report\n\nA 34-year-old man presented with a tremor. {text}"
    document = document_from_markdown(story)
    (case,) = assemble(document, analyzer.analyze(document), ANY, "paper").annotation().cases
    return list(case.prior_therapies)


@pytest.mark.parametrize(
    "text",
    [
        "Under treatment his sodium fell and bilirubin rose.",
        "His serum creatinine and potassium were normal, and glucose was 5 mmol/L after therapy.",
        "After therapy, sodium was mildly low.",
        "He was treated at home; sodium, potassium and creatinine were normal.",
        "With treatment a gradual drop in lactate was seen.",
        "He was treated for a week; transaminases, bilirubin, and muscle enzymes were normal.",
        "He was treated for a week; sodium, urea and chloride were normal.",
        "He was treated for a week; sodium, urea, muscle enzymes and chloride were normal.",
        "Therapy was begun when serum sodium, potassium and creatinine had been seen.",
        "During therapy glucose (12 mmol/L) and lactate 3.1 mmol/L were found.",
        "On therapy his copper and creatinine levels were repeated.",
        "Under therapy copper returned to normal.",
    ],
)
def test_what_was_measured_is_no_treatment(text: str, analyzer: Analyzer) -> None:
    assert given(analyzer, text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("He was given zedrolin and maxolin.", ["zedrolin", "maxolin"]),
        ("He was treated with zedrolin and sodium was low.", ["zedrolin"]),
        ("He was given zedrolin, and muscle enzymes were normal.", ["zedrolin"]),
        ("Therapy with zedrolin was started and his sodium rose.", ["zedrolin"]),
        ("He was given low-dose zedrolin 5 mg daily.", ["zedrolin"]),
        ("He was given zedrolin high dose.", ["zedrolin"]),
        ("Treatment with zedrolin was dropped.", ["zedrolin"]),
        (
            "He was treated with zedrolin, maxolin and perolin, and was normal at the end.",
            ["zedrolin", "maxolin", "perolin"],
        ),
        ("Zedrolin was started, maxolin and perolin were added.", ["zedrolin", "maxolin", "perolin"]),
        ("He was given zedrolin 10 mg/kg and maxolin 300 mg.", ["zedrolin", "maxolin"]),
        ("For low sodium he was given zedrolin.", ["zedrolin"]),
        ("For low serum sodium, zedrolin was given.", ["zedrolin"]),
    ],
)
def test_what_was_given_is_a_treatment(text: str, names: list[str], analyzer: Analyzer) -> None:
    assert given(analyzer, text) == names
