"""What rules, linear layers and the encoder each buy in finding effect statements, on parts that were not learned from.

    PYTHONPATH=. python benchmarks/ablation.py [--encoder models/encoder] [--folds ab cd ef]

Prints a line of JSON for each reader: F1 of each row on each pair of parts left out, their mean, the 95 % interval of
F1 over all publications, and the processor time that statements take a publication. The readers are

* ``rules``: cues of the protocol and of English alone: a sentence that names a sign and a cue of a direction is a
  statement; it is cited where it cites, prior before the review's drug, hypothetical where it doubts;
* ``linear``: the layers of ``fast``;
* ``encoder``: its own word on what is said and on whom, with the domains of the linear layers;
* ``all``: the layers of ``accurate``.
"""

import argparse
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import unread

from extractor.classify import context
from extractor.classify.encoder.score import Encoder
from extractor.classify.features import View, clocks, views
from extractor.classify.model import Dense, StatementModel
from extractor.classify.read import StatementReader
from extractor.core.analysis import Analysis, Assertion, Direction, Statement
from extractor.core.annotation import AnnotatedStatement, Annotation
from extractor.core.document import Document
from extractor.evaluate.bootstrap import intervals
from extractor.evaluate.counts import Counts
from extractor.evaluate.score import Score, score
from extractor.protocol.load import load_protocol
from extractor.protocol.model import Protocol
from extractor.workflows.encoder import with_unread
from extractor.workflows.evaluate import read_gold
from extractor.workflows.train import ROWS, Example, is_of, parts_of, reader_for, train

CUES: dict[str, Direction] = {
    "c_improved": "improved", "c_unchanged": "unchanged", "c_failure": "unchanged", "c_refractory": "unchanged",
    "c_worsened": "worsened", "c_loss": "worsened", "c_improved!": "unchanged", "c_worsened!": "unchanged",
    "p_improved": "improved", "p_unchanged": "unchanged", "p_worsened": "worsened",
}  # fmt: skip
SURE = 2.0
"""A threshold that no probability reaches."""


@dataclass(frozen=True)
class Rules:
    """Finds statements by cues alone."""

    def classify(self, document: Document, analysis: Analysis, protocol: Protocol) -> Analysis:
        """Return the analysis with the statements that its cues tell."""
        found = views(document, analysis, protocol)
        statements = []
        for view, clock in zip(found, clocks(found), strict=True):
            ways = list(dict.fromkeys(CUES[symbol] for symbol in view.symbols if symbol in CUES))
            assertion = _asserted(view, clock.state)
            for way in ways if view.domains else ():
                statements.append(Statement(view.sentence.span, view.domains, way, assertion, 1.0, (), "cue"))
        return replace(analysis, statements=tuple(statements))


def _asserted(view: View, state: str) -> Assertion:
    if view.cited != "no":
        return "cited"
    if "c_hypothetical" in view.symbols:
        return "hypothetical"
    return "prior" if state == "before" else "observed"


def encoder_alone(model: StatementModel) -> StatementModel:
    """Return a model whose joined scores are the encoder's own, and which tells one thing of each sentence."""
    weights = np.zeros((4 * context.N_SCORES, context.N_SCORES))
    weights[context.N_SCORES : 2 * context.N_SCORES] = np.eye(context.N_SCORES)
    thresholds = {**model.about["thresholds"], "gate": 0.0, "found": 0.5, "row": SURE}
    joined = Dense(weights, np.zeros(context.N_SCORES))
    return replace(model, dense={**model.dense, "encoded": joined}, about={**model.about, "thresholds": thresholds})


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--encoder", type=Path, default=Path("models/encoder"))
    options.add_argument("--gold", type=Path, default=Path("annotations/gold.jsonl"))
    options.add_argument("--pdfs", type=Path, default=Path("corpus"))
    options.add_argument("--folds", nargs="*")
    asked = options.parse_args()
    protocol = load_protocol()
    plain = unread.examples(asked.pdfs, read_gold(asked.gold), protocol) + unread.practice(unread.PRACTICE, protocol)
    encoded = with_unread(plain, asked.encoder)
    encoder = Encoder.load(asked.encoder)
    figures: dict[str, dict[str, dict[str, float | None]]] = {}
    spent: dict[str, list[float]] = {}
    counts: dict[str, list[Mapping[str, Counts]]] = {}
    for fold in asked.folds or parts_of(plain, 2):
        linear, joined = (train(examples, protocol, exclude_parts=fold) for examples in (plain, encoded))
        alone = encoder_alone(joined)
        unseen = [example for example in encoded if is_of(example, fold)]
        readers = {"rules": None, "linear": linear, "encoder": alone, "all": joined}
        for name, model in readers.items():
            result = _scored(model, unseen, name, protocol)
            figures.setdefault(name, {})[fold] = {row: one.f1 for row in ROWS if (one := result.rows.get(row))}
            counts.setdefault(name, []).extend(result.by_publication)
            timed = Rules() if model is None else StatementReader(model, None if name == "linear" else encoder)
            spent.setdefault(name, []).append(_milliseconds(timed, unseen, protocol))
    for name, folds in figures.items():
        means = {row: _mean([rows.get(row) for rows in folds.values()]) for row in ROWS}
        spread = {row: one.f1 for row, one in intervals(counts[name], ROWS)[0].items()}
        told = {
            "reader": name,
            "mean": means,
            "interval": spread,
            "folds": folds,
            "ms a publication": round(float(np.mean(spent[name])), 1),
        }
        print(json.dumps(told), flush=True)


def _scored(model: StatementModel | None, unseen: Sequence[Example], name: str, protocol: Protocol) -> Score:
    found = {}
    for example in unseen:
        item = replace(example, encoded=None) if name == "linear" else example
        reader = Rules() if model is None else reader_for(model, item)
        found[example.gold.id] = _annotation(reader, example, protocol)
    return score({item.gold.id: replace(item.gold, cases=()) for item in unseen}, found)


def _annotation(reader: Rules | StatementReader, example: Example, protocol: Protocol) -> Annotation:
    told = reader.classify(example.document, example.analysis, protocol).statements
    text = example.document.text
    statements = (AnnotatedStatement(item.span.of(text), item.domains, item.direction, item.assertion) for item in told)
    return Annotation(example.gold.id, statements=tuple(statements))


def _milliseconds(reader: Rules | StatementReader, unseen: Sequence[Example], protocol: Protocol) -> float:
    start = time.process_time()
    for example in unseen:
        reader.classify(example.document, example.analysis, protocol)
    return 1000 * (time.process_time() - start) / len(unseen)


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(sum(known) / len(known), 3) if known else None


if __name__ == "__main__":
    main()
