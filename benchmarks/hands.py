"""The whole program on publications by other hands, under statement models that had not seen the hand it is judged on.

    python benchmarks/hands.py [--practice annotations/practice/practice.toml] [--only HAND ...]

Prints one JSON line a collection: its hand, its protocol, macro F1 and F1 of rows, and how often an outcome that did
not improve is found. The collections are those of ``annotations/practice``: what is shipped was trained on them, so
every figure is of a model that left out all collections of the hand, and of one other hand.
"""

import argparse
import json
from pathlib import Path

import unread

from extractor.evaluate.score import score
from extractor.protocol.annotations import read_annotations
from extractor.protocol.load import load_protocol
from extractor.workflows.confidence import STATEMENT_FOLD
from extractor.workflows.evaluate import read_gold
from extractor.workflows.practice import collections_of
from extractor.workflows.train import hands_of, publications

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
    options.add_argument("--only", nargs="*", default=())
    asked = options.parse_args()
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
                gold = read_gold(collection.gold)
                result = score(gold, {key: found[key] for key in gold if key in found})
                rows = {row: _rounded(result.rows[row].f1) for row in ROWS if row in result.rows}
                line = {
                    "collection": collection.gold.parent.name,
                    "protocol": load_protocol(collection.protocol).title,
                    "publications": len(gold),
                    "macro F1": _rounded(result.macro_f1),
                }
                print(json.dumps(line | {"rows": rows}), flush=True)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


if __name__ == "__main__":
    main()
