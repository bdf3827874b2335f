"""How sure the program is beside how often it is right, on parts of the corpus that its models had not seen.

    python benchmarks/calibration.py [--gold annotations/gold.jsonl] [--pdfs corpus] [--by-field]
    python benchmarks/calibration.py --outside annotations.jsonl --pdfs folder

Prints a JSON line each for values and statements (Brier score, calibration error, reliability table), for what the
level covers, and for what levels cover that were set without the part they are used on. With ``--outside`` the models
as shipped are judged on publications of others.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import unread

from extractor.classify.confidence import MODEL, load_model
from extractor.classify.read import StatementReader
from extractor.classify.train_confidence import Judged, chances_of, cross_fitted
from extractor.protocol.annotations import read_annotations
from extractor.protocol.load import load_protocol
from extractor.protocol.resources import models_dir
from extractor.records.assemble import assemble
from extractor.records.same import link
from extractor.workflows.confidence import Covered, covered, judge_all, judged, levels_chosen_unseen, reliability


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--gold", type=Path, default=Path("annotations/gold.jsonl"))
    options.add_argument("--pdfs", type=Path, default=Path("corpus"))
    options.add_argument("--outside", type=Path, metavar="GOLD", help="judge the shipped models on these annotations")
    options.add_argument("--by-field", action="store_true", help="a line for each field too")
    asked = options.parse_args()
    protocol = load_protocol()
    gold = {row.id: row for row in read_annotations(asked.outside or asked.gold, protocol)}
    examples = unread.examples(asked.pdfs, gold, protocol)
    if not asked.outside:
        examples += unread.practice(unread.PRACTICE, protocol)
    model = load_model(models_dir() / MODEL)
    if asked.outside:
        reader = StatementReader.load(models_dir())
        found = [
            assemble(one.document, reader.classify(one.document, one.analysis, protocol), protocol, one.gold.id)
            for one in examples
        ]
        rows = judge_all(examples, link(found))
        chances = chances_of(rows, model)
        tell_level(rows, chances, model.level)
    else:
        rows = judged(examples, protocol, unread.extractions)
        chances = cross_fitted(rows, sorted({row.part for row in rows}))
        tell_level(rows, chances, model.level)
        chosen = levels_chosen_unseen(rows)
        total = sum((one for _, one in chosen.values()), Covered(0, 0, 0))
        by_part = {part: {"level": level, **one.to_json()} for part, (level, one) in chosen.items()}
        tell({"levels set without the part": by_part, "all": total.to_json()})
    for kind in ("values", "statements"):
        tell_fit(kind, rows, chances, [(row.field == "statement") == (kind == "statements") for row in rows])
    for field in sorted({row.field for row in rows}) if asked.by_field else ():
        tell_fit(field, rows, chances, [row.field == field for row in rows], model.level)


def tell_level(rows: Sequence[Judged], chances: Sequence[float], level: float | None) -> None:
    """Print what the level covers: values of right cases, and with those of spurious ones."""
    both = {name: covered(rows, chances, level, spurious=name != "at_level") for name in ("at_level", "with_spurious")}
    tell({"level": level, **{name: one.to_json() for name, one in both.items()}})


def tell_fit(
    name: str, rows: Sequence[Judged], chances: Sequence[float], wanted: Sequence[bool], level: float | None = None
) -> None:
    """Print how well the chances of the wanted suggestions fit."""
    picked = [number for number, want in enumerate(wanted) if want]
    fit = reliability([chances[number] for number in picked], [rows[number].right for number in picked])
    line: dict[str, Any] = {"of": name, "n": fit.n, "brier": fit.brier, "ece": fit.ece}
    if level is None:
        line["table"] = [
            {"from": one.low, "to": one.high, "n": one.n, "chance": round(one.chance, 3), "right": round(one.share, 3)}
            for one in fit.bins
        ]
    else:
        line["right"] = round(sum(rows[number].right for number in picked) / fit.n, 3)
        line["at_level"] = sum(chances[number] >= level for number in picked)
        line["wrong_at_level"] = sum(chances[number] >= level and not rows[number].right for number in picked)
    tell(line)


def tell(line: dict[str, Any]) -> None:
    """Print one JSON line."""
    print(json.dumps(line))


if __name__ == "__main__":
    main()
