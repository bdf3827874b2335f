"""The whole program on publications by other hands, under statement models that had not seen the hand it is judged on.

    python benchmarks/hands.py [--practice annotations/practice/practice.toml] [--unseen …] [--only HAND ...]

Prints one JSON line a collection: its hand, its protocol, macro F1 and F1 of rows, and how often an outcome that did
not improve is found. What is shipped was trained on the collections of ``annotations/practice``, so that figures of
these are of a model that left out all collections of the hand, and of one other hand. Those of ``annotations/unseen``
are read with what is shipped: nothing was learned from them.
"""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import unread

from extractor.classify.model import load_model
from extractor.classify.read import StatementReader
from extractor.core.annotation import Annotation
from extractor.evaluate.score import score
from extractor.protocol.annotations import read_annotations
from extractor.protocol.load import load_protocol
from extractor.records.assemble import assemble
from extractor.records.same import link
from extractor.workflows.confidence import STATEMENT_FOLD
from extractor.workflows.evaluate import read_gold
from extractor.workflows.models import find_models
from extractor.workflows.practice import Collection, collections_of
from extractor.workflows.train import hands_of, publications

UNSEEN = Path("annotations/unseen/unseen.toml")
ROWS = (
    "publication included", "design", "n_patients", "case", "age_years", "drug", "dose", "prior_therapies", "baseline",
    "outcome", "outcome not improved", "statement (any)", "statement observed+direction",
)  # fmt: skip


def main() -> None:
    """Leave out hands in turn and print the figures of each."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--gold", type=Path, default=Path("annotations/gold.jsonl"))
    options.add_argument("--pdfs", type=Path, default=Path("corpus"))
    options.add_argument("--practice", type=Path, default=unread.PRACTICE)
    options.add_argument("--unseen", type=Path, default=UNSEEN)
    options.add_argument("--only", nargs="*", default=())
    asked = options.parse_args()
    for collection in collections_of(asked.unseen):
        if not asked.only or collection.hand in asked.only:
            print(json.dumps(told_of(collection, extracted(collection), seen=False)), flush=True)
    protocol = load_protocol()
    examples = unread.examples(asked.pdfs, {row.id: row for row in read_annotations(asked.gold, protocol)}, protocol)
    practice = unread.practice(asked.practice, protocol)
    for fold in hands_of(publications(practice), STATEMENT_FOLD):
        if asked.only and not {name.removeprefix("practice/") for name in fold.split()}.intersection(asked.only):
            continue
        found = {
            item.publication_id: item.annotation()
            for item in unread.extractions([*examples, *practice], fold, protocol)
        }
        for collection in collections_of(asked.practice):
            if f"practice/{collection.hand}" in fold.split():
                print(json.dumps(told_of(collection, found, seen=True)), flush=True)


def extracted(collection: Collection) -> dict[str, Annotation]:
    """Return what the shipped models make of a collection."""
    protocol = load_protocol(collection.protocol)
    reader = StatementReader(load_model(find_models().statements), None)
    read = unread.examples(collection.pdfs, read_gold(collection.gold), protocol)
    analyses = [reader.classify(item.document, item.analysis, protocol) for item in read]
    linked = link(
        [assemble(item.document, one, protocol, item.gold.id) for item, one in zip(read, analyses, strict=True)]
    )
    return {item.publication_id: item.annotation() for item in linked}


def told_of(collection: Collection, found: Mapping[str, Annotation], *, seen: bool) -> dict[str, Any]:
    """Return the figures of a collection; ``seen`` says whether its errors have been read."""
    gold = read_gold(collection.gold)
    result = score(gold, {key: found[key] for key in gold if key in found})
    return {
        "collection": collection.gold.parent.name,
        "protocol": load_protocol(collection.protocol).title,
        "publications": len(gold),
        "seen": seen,
        "macro F1": _rounded(result.macro_f1),
        "rows": {row: _rounded(result.rows[row].f1) for row in ROWS if row in result.rows},
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


if __name__ == "__main__":
    main()
