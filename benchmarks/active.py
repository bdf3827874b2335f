"""A simulated reviewer goes through unread publications in several orders: decisions until 95 % is confirmed.

    PYTHONPATH=. python benchmarks/active.py [--fold ef ...] [--every 0 5] [--orders file confidence information ...]

Of each fold's publications suggestions are made by a statement model trained on the other parts and practice, and rated
by a model of confidence trained on the other parts. The reviewer opens one publication after another, decides on every
suggestion as gold tells (a decision each: accepted, corrected, or rejected) and adds what is missing (a decision each).
``--every N``: after each N publications the statement model learns from what was decided, as ``extractor train --from``
does, what is left is read again, and ordered again; 0: never.

Orders: ``file`` by id; ``confidence`` and ``information`` as the review has them (``extractor.review.order``);
``total`` by the sum of the entropies; ``density`` by their mean times how like the other open publications one is
(Settles and Craven 2008, https://aclanthology.org/D08-1112), by cosine of its words.

Prints for each order the decisions until 95 % of the true values are confirmed, those of them that were no plain accept
(corrected, rejected, added), and the same for statements alone, summed over the folds; ``all`` is the whole pool.
What is missing costs a decision here, not the reading that finds it. Then: F1 on one half of each fold before and after
learning from the other half, which is by the same hands.
"""

import argparse
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt
from pathlib import Path

import unread

from extractor.classify.confidence import ConfidenceModel, rate
from extractor.classify.model import StatementModel
from extractor.classify.read import StatementReader
from extractor.classify.train_confidence import fit
from extractor.core.annotation import AnnotatedCase, Annotation
from extractor.core.candidate import Extraction, Slot
from extractor.core.confirmed import case_slots, publication_slots
from extractor.core.fields import FIELD
from extractor.evaluate.counts import Counts
from extractor.evaluate.match import name_as, pair_cases, pair_statements
from extractor.evaluate.values import normal
from extractor.evaluate.verdicts import verdicts
from extractor.protocol.annotations import read_annotations
from extractor.protocol.load import load_protocol
from extractor.protocol.model import Protocol
from extractor.records.assemble import assemble
from extractor.review.order import entropy, worth
from extractor.workflows.confidence import judge_all
from extractor.workflows.learn import learn, learned_from
from extractor.workflows.train import Example, is_of, parts_of

GOAL = 0.95
"""The share of the true values that must be confirmed."""

ORDERS = ("file", "confidence", "information", "total", "density")


@dataclass(frozen=True, slots=True)
class Work:
    """What reviewing something takes and gives: decisions, those that are no plain accept, true values confirmed."""

    decisions: int = 0
    mending: int = 0
    true: int = 0

    def __add__(self, other: "Work") -> "Work":
        return Work(self.decisions + other.decisions, self.mending + other.mending, self.true + other.true)


@dataclass(frozen=True, slots=True)
class Pool:
    """The publications of a fold that the reviewer goes through, and the models that have not seen them."""

    examples: tuple[Example, ...]
    model: StatementModel
    confidence: ConfidenceModel
    protocol: Protocol


def main() -> None:
    """Review the folds in each order and print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--gold", type=Path, default=Path("annotations/gold.jsonl"))
    options.add_argument("--pdfs", type=Path, default=Path("corpus"))
    options.add_argument("--fold", nargs="+")
    options.add_argument("--every", type=int, nargs="+", default=[0, 5])
    options.add_argument("--orders", nargs="+", choices=ORDERS, default=ORDERS)
    asked = options.parse_args()
    protocol = load_protocol()
    gold = {row.id: row for row in read_annotations(asked.gold, protocol)}
    corpus = unread.examples(asked.pdfs, gold, protocol)
    pools = make_pools(corpus, unread.practice(unread.PRACTICE, protocol), protocol)
    chosen = [pools[fold] for fold in asked.fold or pools]
    print(f"{'order':12} learns {'values':>8} {'mended':>7} {'stated':>8} {'mended':>7}")
    for every in asked.every:
        for order in asked.orders:
            tracks = [review(pool, order, every) for pool in chosen]
            print(_line(order, every, [[until(track, GOAL) for track in pair] for pair in tracks]), flush=True)
    for every in asked.every:
        tracks = [review(pool, "file", every) for pool in chosen]
        print(_line("all", every, [[until(track, 1.0) for track in pair] for pair in tracks]), flush=True)
    _print_gain(chosen)


def _print_gain(pools: Sequence[Pool]) -> None:
    """Print how the statement model does on one half of each pool before and after learning from the other."""
    before: dict[str, Counts] = {}
    after: dict[str, Counts] = {}
    for pool in pools:
        for first in (0, 1):
            learned = learn(pool.model, pool.examples[first::2], pool.examples[1 - first :: 2], pool.protocol)
            for row in learned.rows:
                before[row.row] = before.get(row.row, Counts()) + row.before
                after[row.row] = after.get(row.row, Counts()) + row.after
    print(f"{'F1 on the other half':32}{'stated':>8}{'before':>8}{'after':>8}")
    for name, counts in after.items():
        print(f"{name:32}{counts.gold:8}{before[name].f1 or 0:8.3f}{counts.f1 or 0:8.3f}")


def _line(order: str, every: int, works: Sequence[Sequence[Work]]) -> str:
    values, stated = (sum((pair[number] for pair in works), Work()) for number in (0, 1))
    learns = f"by {every}" if every else "never"
    return f"{order:12} {learns:6} {values.decisions:8} {values.mending:7} {stated.decisions:8} {stated.mending:7}"


def make_pools(corpus: Sequence[Example], practice: Sequence[Example], protocol: Protocol) -> dict[str, Pool]:
    """Return a pool for each pair of parts, with models that have not seen it."""
    folds = parts_of(corpus, 2)
    models = {fold: unread.model([*corpus, *practice], fold, protocol) for fold in folds}
    rows = {}
    for fold in folds:
        own = [example for example in corpus if is_of(example, fold)]
        reader = StatementReader(models[fold])
        rows[fold] = judge_all(own, [_read(reader, example, protocol) for example in own])
    return {
        fold: Pool(
            tuple(example for example in corpus if is_of(example, fold)),
            models[fold],
            fit([row for other in folds if other != fold for row in rows[other]]),
            protocol,
        )
        for fold in folds
    }


def _read(reader: StatementReader, example: Example, protocol: Protocol) -> Extraction:
    analysis = reader.classify(example.document, example.analysis, protocol)
    return assemble(example.document, analysis, protocol, example.gold.id)


def review(pool: Pool, order: str, every: int) -> tuple[list[Work], list[Work]]:
    """Return what each publication took and gave in its turn: of all values with the statements, and these alone."""
    left = {example.gold.id: example for example in pool.examples}
    found = _suggest(pool, pool.model, list(left.values()))
    likeness = _likeness(pool.examples)
    done: list[Example] = []
    values: list[Work] = []
    stated: list[Work] = []
    while left:
        key = max(left, key=lambda name: (RANKS[order](found[name], likeness[name](left)), _backwards(name)))
        example = left.pop(key)
        of_values, of_statements = work(example.gold, found[key])
        values.append(of_values + of_statements)
        stated.append(of_statements)
        done.append(example)
        if every and left and len(done) % every == 0:
            # Publications are learned from in one order, whichever they were reviewed in.
            learned = learned_from(pool.model, sorted(done, key=lambda item: item.gold.id), pool.protocol)
            found = _suggest(pool, learned, list(left.values()))
    return values, stated


def _backwards(name: str) -> tuple[int, ...]:
    return tuple(-ord(letter) for letter in name)


def _suggest(pool: Pool, model: StatementModel, examples: Sequence[Example]) -> dict[str, Extraction]:
    reader = StatementReader(model)
    found = {}
    for example in examples:
        analysis = reader.classify(example.document, example.analysis, pool.protocol)
        extraction = assemble(example.document, analysis, pool.protocol, example.gold.id)
        found[example.gold.id] = rate(extraction, example.document, analysis, pool.confidence)
    return found


def confidences(extraction: Extraction) -> list[float]:
    """Return how sure each suggestion is, as the review's order knows it."""
    values = [*extraction.candidates, *(item for case in extraction.cases for item in case.candidates)]
    wholes = (*(case.confidence for case in extraction.cases), *(item.confidence for item in extraction.statements))
    return [*(item.confidence for item in values), *wholes]


RANKS: Mapping[str, Callable[[Extraction, float], float]] = {
    "file": lambda extraction, likeness: 0.0,
    "confidence": lambda extraction, likeness: worth(confidences(extraction), "confidence"),
    "information": lambda extraction, likeness: worth(confidences(extraction), "information"),
    "total": lambda extraction, likeness: sum(map(entropy, confidences(extraction))),
    "density": lambda extraction, likeness: worth(confidences(extraction), "information") * likeness,
}
"""What a publication is worth in each order, by its suggestions and how like the other open ones it is."""


def _likeness(examples: Sequence[Example]) -> dict[str, Callable[[Mapping[str, Example]], float]]:
    """Return for each publication what tells how like it is to those that are open."""
    bags = {example.gold.id: Counter(example.document.text.lower().split()) for example in examples}
    papers = Counter(word for bag in bags.values() for word in bag)
    weighed = {
        name: {word: (1 + log(count)) * log(len(bags) / papers[word]) for word, count in bag.items()}
        for name, bag in bags.items()
    }
    norms = {name: sqrt(sum(value**2 for value in bag.values())) for name, bag in weighed.items()}

    def cosine(one: str, other: str) -> float:
        shared = weighed[one].keys() & weighed[other].keys()
        return sum(weighed[one][word] * weighed[other][word] for word in sorted(shared)) / norms[one] / norms[other]

    alike = {(one, other): cosine(one, other) for one in weighed for other in weighed if one != other}

    def of(name: str) -> Callable[[Mapping[str, Example]], float]:
        return lambda left: sum(alike[name, other] for other in left if other != name) / max(1, len(left) - 1)

    return {name: of(name) for name in weighed}


def work(gold: Annotation, extraction: Extraction) -> tuple[Work, Work]:
    """Return what a publication's values and its statements take and give; a case that is there is a value too."""
    found = name_as({gold.id: gold}, {gold.id: extraction.annotation()})[gold.id]
    right = {(item.subject, item.slot) for item in verdicts({gold.id: gold}, [extraction]) if item.right}
    statements = {item.uid for item in extraction.statements}
    accepted = sum(subject in statements for subject, _ in right)
    paired = sum(number is not None for _, number in pair_statements(gold, found))
    touched = len(gold.statements) + len(found.statements) - paired
    stated = Work(touched, touched - accepted, len(gold.statements))
    places, true = _places(dict(publication_slots(gold)), dict(publication_slots(found)))
    mates = pair_cases(gold, found)
    for i, ours in enumerate(gold.cases):
        mate = next((found.cases[j] for number, j in mates if number == i), None)
        more, told = _places(_named(ours), _named(mate) if mate else {})
        places, true = places + more + 1, true + told + 1
    places += len(found.cases) - len(mates)
    judged = {(subject, slot) for subject, slot in right if subject not in statements}
    return Work(places, max(0, places - len(judged)), true), stated


def _places(ours: Mapping[Slot, object], theirs: Mapping[Slot, object]) -> tuple[int, int]:
    """Return in how many places something is told by either, and by gold; fields beyond the contract left out."""
    judged = [slot for slot in ours if slot.field in FIELD and not FIELD[slot.field].beyond]
    suggested = [slot for slot in theirs if slot.field in FIELD and not FIELD[slot.field].beyond]
    return len({*judged, *suggested}), len(judged)


def _named(case: AnnotatedCase) -> dict[Slot, object]:
    """Return a case's values by slot, drugs by their names and items by their usual spelling."""
    slots = case_slots(case)
    drugs = {slot.key: normal(str(value)) for slot, value in slots if slot.field == "drug_name"}
    named: dict[Slot, object] = {}
    for slot, value in slots:
        keying = FIELD[slot.field].keying if slot.field in FIELD else "single"
        key = {"ordinal": drugs.get(slot.key, slot.key), "value": normal(str(value))}.get(keying, slot.key)
        named[Slot(slot.field, key)] = value
    return named


def until(track: Sequence[Work], share: float) -> Work:
    """Return the work until a share of all true values is confirmed; a publication's count in its decisions' step."""
    goal = share * sum(step.true for step in track)
    spent = Work()
    for step in track:
        if spent.true + step.true >= goal:
            part = (goal - spent.true) / max(1, step.true)
            return spent + Work(round(step.decisions * part), round(step.mending * part), round(goal - spent.true))
        spent += step
    return spent


if __name__ == "__main__":
    main()
