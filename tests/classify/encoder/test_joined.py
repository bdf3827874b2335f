"""What an encoder adds to the linear layers, shown with one that reads off the labels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from extractor.classify.context import ASSERTED, DIRECTED, N_ENCODED, N_SCORES, PAIRS
from extractor.classify.features import View, views
from extractor.classify.model import Matrix
from extractor.classify.read import StatementReader
from extractor.classify.train import Labelled, train
from extractor.core.fields import DIRECTIONS
from extractor.protocol.model import Protocol
from tests.classify.conftest import SAID, UNSAID, labelled, paper

SURE = 9.0


def says(direction: str) -> Matrix:
    """Return what an encoder says of a sentence that tells a direction of its own patients."""
    told = np.full(N_ENCODED, -SURE)
    way = DIRECTIONS.index(direction)
    told[[0, ASSERTED.start, DIRECTED.start + way, N_SCORES + PAIRS.index((0, way))]] = SURE
    return told


def truth(found: Sequence[View]) -> Matrix:
    """Return what an encoder says that is always right."""
    told = np.full((len(found), N_ENCODED), -SURE)
    for row, view in enumerate(found):
        if view.text in SAID:
            told[row] = says(SAID[view.text].direction)
    return told


@dataclass
class Oracle:
    """Says what it was told of each sentence, and remembers which it was shown."""

    told: Mapping[str, Matrix]
    shown: list[str] = field(default_factory=list)

    def encode(self, found: Sequence[View], places: Sequence[int], better: Mapping[str, str]) -> Matrix:
        del better
        self.shown += [found[place].text for place in places]
        return np.array([self.told.get(found[place].text, np.full(N_ENCODED, -SURE)) for place in places])


def encoded(item: Labelled, protocol: Protocol) -> Labelled:
    return replace(item, encoded=truth(views(item.document, item.analysis, protocol)))


@pytest.fixture(scope="module")
def joined(protocol: Protocol) -> StatementReader:
    papers = [encoded(labelled(group, order), protocol) for group in "abc" for order in range(8)]
    return StatementReader(train(papers, protocol, {"name": "statements"}))


def gated(reader: StatementReader, gate: float) -> StatementReader:
    about = {**reader.model.about, "thresholds": {**reader.model.about["thresholds"], "gate": gate}}
    return replace(reader, model=replace(reader.model, about=about))


def read(reader: StatementReader, oracle: Oracle, text: str, protocol: Protocol) -> list[str]:
    """Return the directions told of a sentence between others."""
    made = paper(("front", "title", ("Tofacitinib in dermatomyositis",)), ("case", "paragraph", (*UNSAID, text)))
    statements = replace(reader, encoder=oracle).classify(made.document, made.analysis, protocol).statements
    return [item.direction for item in statements if item.span.of(made.document.text) == text]


TOLD = "The rash cleared on tofacitinib."


def test_what_the_encoder_takes_for_no_statement_is_none(joined: StatementReader, protocol: Protocol) -> None:
    assert read(gated(joined, 0.0), Oracle({}), TOLD, protocol) == []


def test_a_sentence_below_the_gate_is_not_shown_to_the_encoder(joined: StatementReader, protocol: Protocol) -> None:
    oracle = Oracle({TOLD: says("improved")})
    read(gated(joined, 1.0), oracle, TOLD, protocol)
    assert oracle.shown == []


def test_a_model_without_an_encoder_has_no_layer_for_one(toy: StatementReader) -> None:
    assert "encoded" not in toy.model.dense
