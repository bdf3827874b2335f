from pathlib import Path
from typing import Any

import pytest
import spacy

from extractor.core.errors import ModelMismatch, ModelMissing
from extractor.core.text import Span
from extractor.nlp.analyze import Analyzer
from extractor.nlp.pipeline import COMPONENTS, build_pipeline, missing_needs
from extractor.protocol.load import load_protocol
from extractor.protocol.model import Protocol
from tests.nlp.reading import analyzer, read

NAMES = [row.name for row in COMPONENTS if row.name not in ("entities", "names")]
TEXT = "A 34-year-old woman took tofacitinib 5 mg twice daily. At month 9 the CDASI was 6."


def test_every_component_has_what_it_needs() -> None:
    assert missing_needs() == []


def test_spacy_finds_no_fault_in_the_order() -> None:
    report = build_pipeline(load_protocol("jak_dm")).analyze_pipes()
    assert report is not None
    assert report["problems"] == {name: [] for name in NAMES}


def test_the_order_of_the_table_is_the_order_of_work() -> None:
    assert build_pipeline(load_protocol("jak_dm")).pipe_names == NAMES


def test_the_same_document_gives_the_same_analysis() -> None:
    assert read(TEXT).analysis == read(TEXT).analysis


def test_two_analyzers_agree() -> None:
    document = read(TEXT).document
    assert Analyzer(load_protocol("jak_dm")).analyze(document) == analyzer().analyze(document)


def test_an_empty_document_gives_an_empty_analysis() -> None:
    assert read("").mentions("drug") == []


def test_mentions_are_sorted_and_lie_in_the_text() -> None:
    reading = read(TEXT)
    spans = [one.span for one in reading.analysis.mentions]
    assert spans == sorted(spans)
    assert all(reading.words(one).strip() for one in reading.analysis.mentions)


def test_an_installed_model_adds_what_it_recognizes(tmp_path: Path) -> None:
    model = spacy.blank("en")
    ruler: Any = model.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "DISEASE", "pattern": "measles"}])
    model.to_disk(tmp_path / "model")
    analysis = Analyzer(load_protocol("jak_dm"), model=str(tmp_path / "model")).analyze(
        read("He had measles.").document
    )
    assert [(one.value, one.span) for one in analysis.mentions if one.label == "entity"] == [("DISEASE", Span(20, 27))]


def test_a_model_without_entities_is_refused(tmp_path: Path) -> None:
    spacy.blank("en").to_disk(tmp_path / "model")
    with pytest.raises(ModelMismatch, match="no entities"):
        Analyzer(load_protocol("jak_dm"), model=str(tmp_path / "model"))


def test_a_model_that_is_not_installed_is_named_with_the_way_to_install_it() -> None:
    with pytest.raises(ModelMissing, match="en_core_sci_none"):
        Analyzer(load_protocol("jak_dm"), model="en_core_sci_none")


def test_a_protocol_without_words_gives_ages_and_times_alone() -> None:
    bare = Protocol(
        id="bare", title="", version="1", digest="", drugs=(), drug_classes=(), therapies=(), diseases=(),
        other_diseases=(), subtypes=(), antibodies=(), domains=(), cues=(), headings=(), frequencies=(), routes=(),
        adverse_events=(),
    )  # fmt: skip
    analysis = Analyzer(bare).analyze(read(TEXT).document)
    assert [(one.label, one.value) for one in analysis.mentions] == [
        ("age", 34.0), ("dose", "5 mg"), ("time_point", 9.0)
    ]  # fmt: skip
