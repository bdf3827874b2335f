"""Precision and recall of the fields beyond gold, against hand-made truth, on parts that the model did not see.

    python benchmarks/beyond.py [--truth annotations/beyond.jsonl] [--errors] [--half used]

Prints one line a field: precision, recall, and the counts they stand on. Only cases of the truth count; a case that was
not found counts as one without values. Months agree within a tenth or one month, ages within half a year.
"""

import argparse
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import unread

from extractor.core.annotation import AnnotatedCase, Annotation
from extractor.evaluate.match import pair_cases
from extractor.protocol.annotations import read_annotations
from extractor.protocol.load import load_protocol
from extractor.protocol.model import Protocol
from extractor.workflows.train import parts_of

Item = tuple[str, tuple[Any, ...], Any]
"""A field, what it is told of, and the value."""

UNREAD = ("b01", "b03", "c02", "d06")
"""The publications whose differences were not read while the rules were made."""


def main() -> None:
    """Extract the parts of the truth under models trained on the other parts and print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--truth", type=Path, default=Path("annotations/beyond.jsonl"))
    options.add_argument("--gold", type=Path, default=Path("annotations/gold.jsonl"))
    options.add_argument("--pdfs", type=Path, default=Path("corpus"))
    options.add_argument("--half", choices=("used", "unread"))
    options.add_argument("--errors", action="store_true")
    asked = options.parse_args()
    protocol = load_protocol()
    gold = {row.id: row for row in read_annotations(asked.gold, protocol)}
    truth = {row.id: row for row in read_annotations(asked.truth)}
    found = cross_fitted(asked.pdfs, gold, protocol, truth)
    for half in (asked.half,) if asked.half else ("used", "unread"):
        part = {key: row for key, row in truth.items() if key.startswith(UNREAD) == (half == "unread")}
        print(f"{half}: {sum(len(row.cases) for row in part.values())} cases")
        for line in report(part, gold, found, protocol, errors=asked.errors):
            print(line)


def cross_fitted(
    pdfs: Path, gold: Mapping[str, Annotation], protocol: Protocol, truth: Collection[str]
) -> dict[str, Annotation]:
    """Return candidates by publication, each extracted under a model that saw neither its part nor one other."""
    examples = unread.examples(pdfs, gold, protocol)
    found: dict[str, Annotation] = {}
    for fold in parts_of(examples, 2):
        if any(key[0] in fold for key in truth):
            extractions = unread.extractions(examples, fold, protocol)
            found |= {item.publication_id: item.annotation() for item in extractions}
    return found


def report(
    truth: Mapping[str, Annotation],
    gold: Mapping[str, Annotation],
    found: Mapping[str, Annotation],
    protocol: Protocol,
    *,
    errors: bool = False,
) -> Iterator[str]:
    """Yield a line a field, and with ``errors`` a line for each value that only one side has."""
    names = instrument_names(protocol)
    counts: dict[str, list[int]] = {}
    wrong: list[str] = []
    for key, row in truth.items():
        mates = _mates(gold[key], found.get(key) or Annotation(key))
        for case in row.cases:
            ours = list(items(case, names))
            theirs = list(items(mates[case.case_id], names)) if case.case_id in mates else []
            taken = [next((other for other in theirs if agree(item, other)), None) for item in ours]
            for item, mate in zip(ours, taken, strict=True):
                count = counts.setdefault(item[0], [0, 0, 0])
                count[2] += 1
                count[0] += mate is not None
                if mate is None:
                    wrong.append(f"- {key}/{case.case_id} {item}")
            for item in theirs:
                counts.setdefault(item[0], [0, 0, 0])[1] += 1
                if item not in taken:
                    wrong.append(f"+ {key}/{case.case_id} {item}")
    for field, (right, told, due) in sorted(counts.items()):
        yield f"{field:18} precision {_share(right, told)}  recall {_share(right, due)}  ({right} of {told}, {due})"
    if errors:
        yield from sorted(wrong, key=lambda line: line.split("(")[1])


def _mates(gold: Annotation, found: Annotation) -> dict[str, AnnotatedCase]:
    return {gold.cases[i].case_id: found.cases[j] for i, j in pair_cases(gold, found)}


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "  -  "


def instrument_names(protocol: Protocol) -> dict[str, str]:
    """Return the first name of an instrument by any of its names."""
    return {
        name.lower(): instrument.names[0]
        for domain in reversed(protocol.domains)
        for instrument in domain.instruments
        for name in instrument.names
    }


def items(case: AnnotatedCase, names: Mapping[str, str]) -> Iterator[Item]:
    """Yield the values beyond gold that a case has."""
    yield from _told(case, (), "", "onset_age_years", "ae_status", "died")
    for other in case.concomitant:
        yield "concomitant", (other.name,), other.status
    for drug in case.drugs:
        yield from _told(drug, (drug.name,), "drug ", "start_month", "stop_month", "n")
    for active in case.baseline:
        yield from _told(active, (active.domain,), "", "n_refractory")
    for row in case.outcomes:
        yield from _told(row, (row.domain,), "outcome ", "drug", "best", "course")
        for pair in row.scores:
            about = (row.domain, names.get(pair.instrument.lower(), pair.instrument))
            yield "score pair", about, (pair.start, pair.last)
            yield from _told(pair, about, "score ", "scale", "month")
    for event in case.adverse_event_details:
        yield from _told(event, (event.term or event.event,), "event ", "serious", "attribution")
        yield from _told(event, (), "event ", "term")
    if case.stopped:
        yield from _told(case.stopped, (), "stop ", "month", "reason")


def _told(row: object, about: tuple[Any, ...], prefix: str, *fields: str) -> Iterator[Item]:
    """Yield those fields of a row that have a value; a first drug's start is no finding."""
    for field in fields:
        value = getattr(row, field)
        if value is not None and not (field == "start_month" and value == 0):
            yield f"{prefix}{field}", about, value


def agree(one: Item, other: Item) -> bool:
    """Tell whether two items say the same, months and ages with their tolerance."""
    if one[:2] != other[:2]:
        return False
    if one[0] == "onset_age_years":
        return bool(abs(one[2] - other[2]) <= 0.5)
    if one[0].endswith("month"):
        return bool(abs(one[2] - other[2]) <= max(1.0, 0.1 * one[2]))
    return bool(one[2] == other[2])


if __name__ == "__main__":
    main()
