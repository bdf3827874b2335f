"""Whole-pipeline figures on parts that the learned models did not see: train on four parts, score the two others.

    python benchmarks/rotation.py [--gold annotations/gold.jsonl] [--pdfs corpus] [--fold ef] [--errors]

Prints one JSON line: F1 of each row and macro F1 for each pair of parts left out, and their means. Rules and
vocabulary are the same in every fold.
"""

import argparse
import json
import sys
from pathlib import Path

from extractor.classify.read import StatementReader
from extractor.core.annotation import Annotation
from extractor.evaluate.score import score
from extractor.protocol.annotations import read_annotations
from extractor.protocol.load import load_protocol
from extractor.protocol.model import Protocol
from extractor.records.assemble import assemble
from extractor.records.same import link
from extractor.workflows.train import Example, parts_of, read_examples, train


def main() -> None:
    """Rotate over the parts and print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--gold", type=Path, default=Path("annotations/gold.jsonl"))
    options.add_argument("--pdfs", type=Path, default=Path("corpus"))
    options.add_argument("--fold")
    options.add_argument("--dump", type=Path, help="write the candidates of the unread parts to this file")
    asked = options.parse_args()
    protocol = load_protocol()
    gold = {row.id: row for row in read_annotations(asked.gold, protocol)}
    examples = read_examples(asked.pdfs, gold, protocol, lambda name, why: print(f"{name}: {why}", file=sys.stderr))
    folds = (asked.fold,) if asked.fold else parts_of(examples, 2)
    figures: dict[str, dict[str, float | None]] = {}
    found: dict[str, Annotation] = {}
    for fold in folds:
        candidates = extract_unread(examples, fold, protocol)
        found |= candidates
        result = score({key: row for key, row in gold.items() if key[0] in fold}, candidates)
        figures[fold] = {name: counts.f1 for name, counts in result.rows.items()} | {"macro F1": result.macro_f1}
    if asked.dump:
        from extractor.core.annotation import to_json

        rows = (json.dumps(to_json(found[key]), ensure_ascii=False) for key in sorted(found))
        asked.dump.write_text("\n".join(rows) + "\n", "utf-8")
    names = list(next(iter(figures.values())))
    means = {name: _mean([rows.get(name) for rows in figures.values()]) for name in names}
    rounded = {fold: {name: _round(value) for name, value in rows.items()} for fold, rows in figures.items()}
    print(json.dumps({"folds": rounded, "mean": means}))


def extract_unread(examples: list[Example], fold: str, protocol: Protocol) -> dict[str, Annotation]:
    """Return the candidates of the publications of ``fold`` under models trained on the others."""
    reader = StatementReader(train(examples, protocol, exclude_parts=fold))
    extractions = []
    for example in examples:
        if example.part in fold:
            analysis = reader.classify(example.document, example.analysis, protocol)
            extractions.append(assemble(example.document, analysis, protocol, example.gold.id))
    return {item.publication_id: item.annotation() for item in link(extractions)}


def _mean(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(sum(known) / len(known), 3) if known else None


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


if __name__ == "__main__":
    main()
