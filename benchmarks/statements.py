"""How well effect statements are found on parts of the corpus that the model had not seen, and how fast.

Usage:
    python benchmarks/statements.py [--gold annotations/gold.jsonl] [--pdfs corpus] [--practice LIST] [--folds 2]

Prints F1 of each row on each pair of parts left out; then, of the unseen parts together, how well the probabilities
hold (in bands: how many sentences, how sure, how often right), the assertions and directions that are taken for one
another, and the processor time that statements take beyond start-up.
"""

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from extractor.classify.read import StatementReader
from extractor.protocol.annotations import read_annotations
from extractor.protocol.load import load_protocol
from extractor.protocol.model import Protocol
from extractor.workflows.practice import read_practice
from extractor.workflows.train import ROWS, Example, is_of, judge, label_sentences, parts_of, read_examples, train

BANDS = 5
WORDS = 3000


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--gold", type=Path, default=Path("annotations/gold.jsonl"))
    options.add_argument("--pdfs", type=Path, default=Path("corpus"))
    options.add_argument("--practice", type=Path, default=Path("annotations/practice/practice.toml"))
    options.add_argument("--folds", type=int, default=2)
    asked = options.parse_args()
    protocol = load_protocol()
    gold = {row.id: row for row in read_annotations(asked.gold, protocol)}
    examples = read_examples(asked.pdfs, gold, protocol, lambda name, why: print(f"{name}: {why}", file=sys.stderr))
    examples += read_practice(asked.practice, protocol)
    folds = parts_of(examples, asked.folds)
    judgement = judge(examples, protocol, folds)
    print(f"{'F1':32}" + "".join(f"{name:>8}" for name in (*folds, "mean")))
    for row in ROWS:
        values = [*(judgement.folds[fold][row] for fold in folds), judgement.means[row]]
        print(f"{row:32}" + "".join(f"{'-' if value is None else f'{value:.3f}':>8}" for value in values))
    look_closer(examples, protocol, folds)


def look_closer(examples: list[Example], protocol: Protocol, folds: tuple[str, ...]) -> None:
    """Print calibration, confusions and time over all folds, each read by a model that had not seen it."""
    sure: list[tuple[float, bool]] = []
    taken: Counter[tuple[str, str]] = Counter()
    seconds = words = 0.0
    for fold in folds:
        reader = StatementReader(train(examples, protocol, exclude_parts=fold))
        unseen = [example for example in examples if is_of(example, fold)]
        for example in unseen:
            reader.classify(example.document, example.analysis, protocol)
        for example in unseen:
            start = time.process_time()
            found = reader.classify(example.document, example.analysis, protocol).statements
            seconds += time.process_time() - start
            words += len(example.document.text.split())
            labels = {example.analysis.sentences[index].span: rows for index, rows in label_sentences(example).items()}
            for span in dict.fromkeys(item.span for item in found):
                first = next(item for item in found if item.span == span)
                sure.append((first.probability, span in labels))
                if len(labels.get(span, ())) == 1:
                    taken[labels[span][0].assertion, first.assertion] += 1
                    taken[labels[span][0].direction, first.direction] += 1
    print("\nprobability  sentences  mean  right")
    for band in range(BANDS):
        inside = [item for item in sure if band <= item[0] * BANDS < band + 1 or (band == BANDS - 1 and item[0] == 1)]
        if inside:
            mean = sum(item[0] for item in inside) / len(inside)
            right = sum(item[1] for item in inside) / len(inside)
            print(f"{band / BANDS:.1f}-{(band + 1) / BANDS:.1f} {len(inside):14} {mean:9.2f} {right:6.2f}")
    print("\ntaken for another (sentences that say one thing)")
    for (said, read), count in taken.most_common():
        if said != read:
            print(f"{said:>12} read as {read:12} {count:4}")
    print(f"\n{1000 * seconds / words * WORDS:.0f} ms of processor time per {WORDS} words")


if __name__ == "__main__":
    main()
