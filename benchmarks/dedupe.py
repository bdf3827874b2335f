"""Measures how well duplicates are found on labelled collections, group by group, and how fast.

``python benchmarks/dedupe.py`` scores the rule that comes with the program on ``../shared/data/dedup_labelled``. With
``--rotate`` points are chosen anew, from plain ones, on all collections but one and scored on that one, in rotation.
``--records N`` times N generated records of which a third is told twice.

A collection labels every member of a set of duplicates, or all but one. Records joined are right where the labels let
them be one publication; of each group one record stays. Sensitivity is the share of labelled duplicates that are
found, specificity the share of the others that are left alone.
"""

import argparse
import csv
import gzip
import random
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from time import perf_counter

from extractor.bibliography.dedupe.candidates import candidate_pairs
from extractor.bibliography.dedupe.compare import compare
from extractor.bibliography.dedupe.find import find_pairs, group
from extractor.bibliography.dedupe.keys import keys_of
from extractor.bibliography.dedupe.rule import levels, load_rule
from extractor.core.reference import Reference, ReferencePair
from extractor.core.reference_keys import doi_key

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "dedup_labelled"
COLLECTIONS = ("sra_tafenoquine.csv", "sra_copper.csv.gz", "sra_respiratory.csv", "asysd_labelled_test_set.csv.gz")
WRONG_JOIN_COST = 10
"""A publication lost weighs as many duplicates left: the goals are 0.1 % of the one and 1 % of the other."""
WORTHWHILE = 24
"""What a change of points must save, counted at three sums: no change for the sake of a case or two."""
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Score:
    """Duplicates found and left, other records joined by mistake and left alone."""

    found: int = 0
    left: int = 0
    joined: int = 0
    alone: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(
            self.found + other.found, self.left + other.left, self.joined + other.joined, self.alone + other.alone
        )

    @property
    def cost(self) -> int:
        """What the mistakes weigh."""
        return WRONG_JOIN_COST * self.joined + self.left

    def told(self) -> str:
        """Return the score in words."""
        sensitivity, specificity = self.found / (self.found + self.left), self.alone / (self.alone + self.joined)
        return (
            f"sensitivity {sensitivity:.4f} ({self.left} of {self.found + self.left} left), "
            f"specificity {specificity:.4f} ({self.joined} of {self.alone + self.joined} joined by mistake)"
        )


@dataclass(frozen=True, slots=True)
class Collection:
    """Labelled records; ``labels_all`` is whether every member of a set of duplicates is labelled, or all but one."""

    name: str
    records: Sequence[Reference]
    labels: Sequence[bool]
    labels_all: bool
    pairs: Sequence[tuple[int, int]]
    levels: Sequence[tuple[str, ...]]

    def score(self, points: Mapping[str, int], same: int) -> Score:
        """Score a rule."""
        joined = [
            ReferencePair(self.records[one].uid, self.records[other].uid, "same", 1.0, "")
            for (one, other), told in zip(self.pairs, self.levels, strict=True)
            if sum(points[level] for level in told) >= same
        ]
        total = Score()
        for members in group(self.records, joined, {}):
            duplicates = sum(self.labels[int(item.uid)] for item in members)
            total += self._of_group(duplicates, len(members) - duplicates)
        return total

    def _of_group(self, duplicates: int, others: int) -> Score:
        if not self.labels_all:
            return Score(found=duplicates, joined=others - 1, alone=1) if others else Score(duplicates - 1, 1)
        if duplicates + others > 1:
            return Score(found=duplicates, joined=others)
        return Score(left=duplicates, alone=others)


def read(name: str) -> Collection:
    """Read a collection and compare its candidates once."""
    data = (FOLDER / name).read_bytes()
    lines = (gzip.decompress(data) if name.endswith(".gz") else data).decode("utf-8-sig").splitlines(keepends=True)
    rows = [{key: "" if cell == "NA" else cell or "" for key, cell in row.items()} for row in csv.DictReader(lines)]
    records = [reference(number, row) for number, row in enumerate(rows)]
    keys = [keys_of(item) for item in records]
    pairs = candidate_pairs(keys)
    told = [tuple(levels(compare(keys[one], keys[other]))) for one, other in pairs]
    labels_all = "in_duplicate_group" in rows[0]
    labels = [row["in_duplicate_group"] == "1" if labels_all else row["source"] == "duplicate" for row in rows]
    return Collection(name.split(".", maxsplit=1)[0], records, labels, labels_all, pairs, told)


def reference(number: int, row: Mapping[str, str]) -> Reference:
    """Return a row's reference; one collection writes authors without anything between them."""
    authors = row["authors"].split(";") if "authors" in row else [row["author"]]
    return Reference(
        (str(number),),
        title=row["title"] or None,
        authors=tuple(name.strip() for name in authors if name.strip()),
        year=int(row["year"]) if row["year"].isdigit() else None,
        journal=row["journal"] or None,
        volume=row["volume"] or None,
        issue=row.get("issue") or row.get("number") or None,
        pages=row["pages"] or None,
        doi=doi_key(row["doi"]),
        abstract=row["abstract"] or None,
    )


def plain_points(names: Iterable[str]) -> dict[str, int]:
    """Return points that know nothing of any collection: 1 for what agrees, -2 for what does not, titles by order."""
    titles = {"equal": 4, "short": 2, "alike": 3, "within": 1, "near": 0, "partly": -2, "unlike": -7}
    found = {}
    for name in names:
        part, level = name.split(" ")
        if part == "title":
            found[name] = titles[level]
        elif part in ("DOI", "PMID") and level != "shared":
            found[name] = 3 if level == "equal" else -3
        else:
            found[name] = {"equal": 1, "alike": 0, "near": 0, "shared": 0}.get(level, -2)
    return found


def chosen(collections: Sequence[Collection], points: dict[str, int], same: int) -> dict[str, int]:
    """Return points changed one by one as long as that costs less, also for sums one lower and one higher."""

    def cost(tried: dict[str, int]) -> int:
        total = 0
        for sum_needed, weight in ((same, 4), (same - 1, 1), (same + 1, 1)):
            total += weight * sum(item.score(tried, sum_needed).cost for item in collections)
        return total

    best = cost(points)
    for _ in range(ROUNDS):
        before = best
        for name, value in list(points.items()):
            for step in (1, -1):
                tried = points | {name: value + step}
                if (now := cost(tried)) <= best - WORTHWHILE:
                    best, points = now, tried
        if best == before:
            break
    return points


def generated(count: int) -> list[Reference]:
    """Return invented records of which a third is told twice, the second time as another database would.

    Words, names and journals are as unevenly common as real ones (Zipf), so that keys are shared by chance.
    """
    chance = random.Random(20240501)
    words, families, journals = (
        _Common(chance, size, letters) for size, letters in ((9000, 9), (12000, 7), (1500, 12))
    )
    found: list[Reference] = []
    while len(found) < count:
        uid = f"r{len(found)}"
        item = Reference(
            (uid,),
            title=words.some(chance.randint(6, 16)).capitalize(),
            authors=tuple(f"{families.some(1).title()}, A" for _ in range(chance.randint(1, 8))),
            year=chance.randint(1990, 2025),
            journal=f"journal of {journals.some(1)}",
            volume=str(chance.randint(1, 90)),
            pages=f"{chance.randint(1, 2500)}-{chance.randint(2501, 2600)}",
            doi=f"10.5555/{uid}" if chance.random() < 0.8 else None,
            abstract=words.some(150),
        )
        found.append(item)
        if chance.random() < 0.5 and len(found) < count:
            short = tuple(name.replace(",", "") for name in item.authors)
            first_page = (item.pages or "").split("-")[0]
            title = (item.title or "").upper() + "."
            other = replace(
                item, uids=(f"{uid}x",), title=title, authors=short, pages=first_page, doi=None, abstract=None
            )
            found.append(other)
    return found


class _Common:
    """Invented words of which the n-th is drawn 1/n times as often as the first."""

    def __init__(self, chance: random.Random, size: int, letters: int) -> None:
        self._chance = chance
        self._words = ["".join(chance.choices("abcdefghilmnoprstu", k=chance.randint(3, letters))) for _ in range(size)]
        self._weights = list(accumulate(1 / (rank + 1) for rank in range(size)))

    def some(self, count: int) -> str:
        """Return words in a row."""
        return " ".join(self._chance.choices(self._words, cum_weights=self._weights, k=count))


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rotate", action="store_true")
    parser.add_argument("--records", type=int)
    asked = parser.parse_args()
    if asked.records:
        records = generated(asked.records)
        begin = perf_counter()
        pairs = find_pairs(records)
        groups = group(records, pairs, {})
        print(f"{len(records)} records, {len(groups)} publications, {perf_counter() - begin:.1f} s")
        return
    if not FOLDER.is_dir():
        sys.exit(f"{FOLDER} is not there")
    rule = load_rule()
    collections = [read(name) for name in COLLECTIONS]
    total = Score()
    for item in collections:
        points = dict(rule.points)
        if asked.rotate:
            points = chosen([other for other in collections if other is not item], plain_points(points), rule.same)
        score = item.score(points, rule.same)
        unsure = sum(rule.unsure <= sum(points[level] for level in told) < rule.same for told in item.levels)
        print(f"{item.name}: {len(item.records)} records, {score.told()}, {unsure} pairs to look at")
        total += score
    print(f"all: {total.told()}")


if __name__ == "__main__":
    main()
