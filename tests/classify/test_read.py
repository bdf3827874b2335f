from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from extractor.classify.model import save_model
from extractor.classify.read import StatementReader, choose_rows, measured_apart
from extractor.core.analysis import Analysis, CaseRegion, Statement
from extractor.core.fields import DIRECTIONS
from extractor.nlp.analyze import Analyzer
from extractor.protocol.load import load_protocol
from extractor.protocol.model import Protocol
from tests.builders import document_from_markdown
from tests.classify.conftest import Paper

TITLE = "Tofacitinib for the rash of dermatomyositis: a case report"


@lru_cache(maxsize=1)
def analyzer() -> Analyzer:
    return Analyzer(load_protocol("jak_dm"))


def told(*sentences: str, heading: str = "Case report") -> Paper:
    """Return a paper of one section as the program's own pipeline sees it before statements are looked for."""
    document = document_from_markdown(f'---\ntitle: "{TITLE}"\n---\n\n## {heading}\n\n{" ".join(sentences)}\n')
    return Paper(document, analyzer().analyze(document))


def read(reader: StatementReader, made: Paper, protocol: Protocol) -> list[tuple[str, str, str]]:
    found = reader.classify(made.document, made.analysis, protocol).statements
    return [(item.span.of(made.document.text), item.direction, item.assertion) for item in found]


def test_effects_are_found_with_who_and_which_way(reader: StatementReader, protocol: Protocol) -> None:
    made = told(
        "A 40-year-old woman lives by the sea.",
        "Methotrexate had not improved her rash.",
        "Tofacitinib 5 mg twice daily was started in May.",
        "After two months the rash had cleared.",
    )
    assert read(reader, made, protocol) == [
        ("Methotrexate had not improved her rash.", "unchanged", "prior"),
        ("After two months the rash had cleared.", "improved", "observed"),
    ]


def test_what_others_saw_is_cited_and_what_is_hoped_for_hypothetical(
    reader: StatementReader, protocol: Protocol
) -> None:
    made = told(
        "Ito et al. reported two women whose rash cleared on tofacitinib [3].",
        "Whether tofacitinib might improve calcinosis should be asked in a trial.",
        heading="Discussion",
    )
    assert [assertion for _, _, assertion in read(reader, made, protocol)] == ["cited", "hypothetical"]


def test_a_sentence_that_says_two_things_gives_two_statements(reader: StatementReader, protocol: Protocol) -> None:
    made = told("Tofacitinib was started.", "On tofacitinib the rash cleared, but muscle strength did not change.")
    found = reader.classify(made.document, made.analysis, protocol).statements
    assert sorted((item.domains, item.direction) for item in found) == [
        (("muscle",), "unchanged"),
        (("skin",), "improved"),
    ]


def test_a_paper_without_effects_has_no_statements(reader: StatementReader, protocol: Protocol) -> None:
    assert read(reader, told("She lives by the sea.", "A chest film was taken."), protocol) == []


def test_a_document_without_sentences_has_no_statements(reader: StatementReader, protocol: Protocol) -> None:
    made = told("The rash cleared on tofacitinib.")
    assert reader.classify(made.document, Analysis(), protocol).statements == ()


def test_an_effect_in_the_references_is_no_statement(reader: StatementReader, protocol: Protocol) -> None:
    made = told("1. Ito K. The rash cleared on tofacitinib. J Skin 2019;3:1-4.", heading="References")
    assert read(reader, made, protocol) == []


def test_the_domain_named_is_the_domain_told(reader: StatementReader, protocol: Protocol) -> None:
    made = told("The rash cleared on tofacitinib.")
    (statement,) = reader.classify(made.document, made.analysis, protocol).statements
    assert statement.domains == ("skin",)


def test_every_statement_has_a_domain_of_the_protocol(reader: StatementReader, protocol: Protocol) -> None:
    made = told("The rash cleared on tofacitinib.", "It returned when the drug was stopped.", "Nothing helped.")
    known = {domain.id for domain in protocol.domains}
    for statement in reader.classify(made.document, made.analysis, protocol).statements:
        assert statement.domains
        assert set(statement.domains) <= known


def test_domains_that_the_model_never_saw_are_found_where_they_are_named(
    reader: StatementReader, protocol: Protocol
) -> None:
    made = told("The rash cleared on tofacitinib.")
    mentions = tuple(
        replace(item, concept="scalp") if item.concept == "skin" else item for item in made.analysis.mentions
    )
    domains = tuple(replace(item, id="scalp") if item.id == "skin" else item for item in protocol.domains)
    analysis = replace(made.analysis, mentions=mentions)
    (statement,) = reader.classify(made.document, analysis, replace(protocol, domains=domains)).statements
    assert statement.domains == ("scalp",)


def test_what_is_observed_belongs_to_the_cases_told_there(reader: StatementReader, protocol: Protocol) -> None:
    made = told("The rash cleared on tofacitinib.", "Ito et al. reported that the rash cleared in two women [3].")
    block = made.document.blocks[-1].span
    region = CaseRegion("patient", None, None, (block,), block)
    analysis = replace(made.analysis, regions=(region,))
    found = reader.classify(made.document, analysis, protocol).statements
    assert [(item.assertion, item.regions) for item in found] == [("observed", (0,)), ("cited", ())]


def test_reading_twice_gives_the_same(reader: StatementReader, protocol: Protocol) -> None:
    made = told("She lives by the sea.", "The rash cleared on tofacitinib.", "The rash returned when it was stopped.")
    first = reader.classify(made.document, made.analysis, protocol)
    assert reader.classify(made.document, first, protocol) == first


def test_statements_that_were_there_are_replaced(reader: StatementReader, protocol: Protocol) -> None:
    made = told("She lives by the sea.")
    old = Statement(made.analysis.sentences[0].span, ("skin",), "improved", "observed", 1.0)
    assert reader.classify(made.document, replace(made.analysis, statements=(old,)), protocol).statements == ()


def test_probabilities_have_six_decimals(reader: StatementReader, protocol: Protocol) -> None:
    made = told("The rash cleared on tofacitinib.")
    (statement,) = reader.classify(made.document, made.analysis, protocol).statements
    assert 0.4 <= statement.probability <= 1.0
    assert statement.probability == round(statement.probability, 6)


def test_a_model_is_found_in_its_folder_and_in_the_folder_of_models(toy: StatementReader, tmp_path: Path) -> None:
    save_model(toy.model, tmp_path / "statements")
    for folder in (tmp_path, tmp_path / "statements"):
        assert StatementReader.load(folder).model.about["name"] == "statements"


def test_the_likeliest_row_is_always_told_and_others_only_where_likely() -> None:
    scores = np.array([0.0, 2.0, -1.0, -1.0, -1.0, 1.0, 0.5, -3.0])
    none, second = np.zeros(12), np.zeros(12)
    second[1] = 0.9
    assert choose_rows(none, scores, 0.5) == [(0, 0)]
    assert choose_rows(second, scores, 0.5) == [(0, 0), (0, 1)]


def test_values_of_one_domain_say_nothing_of_another() -> None:
    improved, unchanged = (0, DIRECTIONS.index("improved")), (0, DIRECTIONS.index("unchanged"))
    shared = [(improved, ("skin", "muscle"))]
    assert measured_apart(shared, ("muscle", "unchanged")) == [(improved, ("skin",)), (unchanged, ("muscle",))]
    assert measured_apart(shared, ("muscle", "improved")) == shared
    assert measured_apart([(improved, ("muscle",))], ("muscle", "unchanged")) == [(unchanged, ("muscle",))]
    assert measured_apart(shared, None) == shared
