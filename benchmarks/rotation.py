"""Whole-pipeline figures on parts that the learned models did not see: train on four parts, score the two others.

    python benchmarks/rotation.py [--gold annotations/gold.jsonl] [--pdfs corpus] [--practice LIST] [--fold ef]
                                  [--encoder models/encoder] [--dump FILE]

The collections for practice are learned from in every fold, as the shipped models do.

Prints one JSON line: F1 of each row and macro F1 for each pair of parts left out, and their means; precision and recall
of the cases and of outcomes that did not improve; publications in which an own patient is missed or a case is none of
theirs (``whole``: none found where there are some, or some where there are none); and of each cell of the review's
table the share of missed and spurious patients. Rules and vocabulary are the same in every fold. What was read,
analysed and extracted before by the same code is not computed again (``unread.py``).
"""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import unread

from extractor.core.annotation import Annotation, to_json
from extractor.evaluate.score import score
from extractor.evaluate.table import cells, mixed_up
from extractor.protocol.annotations import read_annotations
from extractor.protocol.load import load_protocol
from extractor.protocol.model import Protocol
from extractor.workflows.encoder import with_unread
from extractor.workflows.train import Example, parts_of

BY_RATES = ("case", "outcome not improved")
"""Rows whose precision and recall have goals of their own."""


def main() -> None:
    """Rotate over the parts and print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--gold", type=Path, default=Path("annotations/gold.jsonl"))
    options.add_argument("--pdfs", type=Path, default=Path("corpus"))
    options.add_argument("--practice", type=Path, default=unread.PRACTICE)
    options.add_argument("--encoder", type=Path, help="score with the models of accurate, which read beside an encoder")
    options.add_argument("--fold")
    options.add_argument("--dump", type=Path, help="write the candidates of the unread parts to this file")
    asked = options.parse_args()
    protocol = load_protocol()
    gold = {row.id: row for row in read_annotations(asked.gold, protocol)}
    examples = unread.examples(asked.pdfs, gold, protocol) + unread.practice(asked.practice, protocol)
    if asked.encoder:
        examples = with_unread(examples, asked.encoder)
    folds = (asked.fold,) if asked.fold else parts_of(examples, 2)
    figures: dict[str, dict[str, float | None]] = {}
    found: dict[str, Annotation] = {}
    for fold in folds:
        candidates = extract_unread(examples, fold, protocol)
        found |= candidates
        result = score({key: row for key, row in gold.items() if key[0] in fold}, candidates)
        figures[fold] = {name: counts.f1 for name, counts in result.rows.items()} | {"macro F1": result.macro_f1}
    if asked.dump:
        rows = (json.dumps(to_json(found[key]), ensure_ascii=False) for key in sorted(found))
        asked.dump.write_text("\n".join(rows) + "\n", "utf-8")
    names = list(next(iter(figures.values())))
    means = {name: _mean([rows.get(name) for rows in figures.values()]) for name in names}
    rounded = {fold: {name: _round(value) for name, value in rows.items()} for fold, rows in figures.items()}
    print(json.dumps({"folds": rounded, "mean": means, **_goals(gold, found)}))


def extract_unread(examples: list[Example], fold: str, protocol: Protocol) -> dict[str, Annotation]:
    """Return the candidates of the publications of ``fold`` under models trained on the others."""
    return {item.publication_id: item.annotation() for item in unread.extractions(examples, fold, protocol)}


def _goals(gold: Mapping[str, Annotation], found: Mapping[str, Annotation]) -> dict[str, Any]:
    read = {key: row for key, row in gold.items() if key in found}
    rows = score(read, found).rows
    mixed = mixed_up(read, found)
    whole = [key for key in mixed if bool(read[key].cases) != bool(found[key].cases)]
    table = cells(read, found)
    return {
        "rates": {name: {"p": _round(rows[name].precision), "r": _round(rows[name].recall)} for name in BY_RATES},
        "publications": len(read),
        "own_or_cited": {"whole": len(whole), "any": len(mixed), "missed, spurious": list(mixed.values())},
        "table": {
            " ".join(str(part) for part in key): {
                "gold": cell.gold, "missed": cell.missed, "spurious": cell.spurious, "share": _round(cell.share),
            }
            for key, cell in table.items()
        },
        "table_cells_within_10%": [sum((cell.share or 0) <= 0.1 for cell in table.values()), len(table)],
    }  # fmt: skip


def _mean(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(sum(known) / len(known), 3) if known else None


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


if __name__ == "__main__":
    main()
