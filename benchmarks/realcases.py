"""Own patients of real case reports of any disease, found under the protocol that names neither drug nor disease.

    python benchmarks/realcases.py [--real ../shared/realpdf] [--half even|odd] [--misses]

Prints one JSON line: for all publications and for each half (every other id in sorted order; faults were looked at in
the even half alone) the share with the own patients counted right, F1 of age (within 0.05 years) and sex, and how
often design, title, DOI and year are right. A publication's patients are counted right where exactly those that it
tells one by one are cases; a publication that has none may tell a group, but only one of its true size.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from extractor.core.annotation import AnnotatedCase, Annotation
from extractor.documents.read import read_pdf
from extractor.protocol.load import load_protocol
from extractor.workflows.extract import Pipeline

AGE_TOLERANCE = 0.05
"""Years; ages in days are rounded to two decimals."""


@dataclass
class Tally:
    """Counts of one half: shares as (right, all), values as true positives, said and asked."""

    shares: dict[str, list[int]] = field(default_factory=dict)
    values: dict[str, list[int]] = field(default_factory=dict)

    def share(self, name: str, right: bool) -> None:
        """Count one thing that is right or wrong."""
        counts = self.shares.setdefault(name, [0, 0])
        counts[0] += right
        counts[1] += 1

    def value(self, name: str, said: object, asked: object, right: bool) -> None:
        """Count a value that was said, asked, or both."""
        counts = self.values.setdefault(name, [0, 0, 0])
        counts[0] += right
        counts[1] += said is not None
        counts[2] += asked is not None

    def figures(self) -> dict[str, float | int | None]:
        """Return shares and F1, rounded."""
        figures: dict[str, float | int | None] = {name: round(a / b, 3) for name, (a, b) in self.shares.items()}
        for name, (true, said, asked) in self.values.items():
            figures[f"{name} F1"] = round(2 * true / (said + asked), 3) if said + asked else None
        return figures


def main() -> None:
    """Read, extract, compare and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--real", type=Path, default=Path("../shared/realpdf"))
    options.add_argument("--half", choices=("even", "odd"), help="read this half only")
    options.add_argument("--misses", action="store_true", help="name what is wrong on the error stream")
    asked = options.parse_args()
    if not (asked.real / "gold.jsonl").is_file():
        print(f"skipped: no real case reports in {asked.real}", file=sys.stderr)
        return
    lines = (asked.real / "gold.jsonl").read_text("utf-8").splitlines()
    gold = sorted((json.loads(line) for line in lines), key=lambda row: str(row["id"]))
    protocol = load_protocol("any_case")
    names = {name.casefold(): therapy.id for therapy in protocol.therapies for name in (therapy.id, *therapy.names)}
    pipeline = Pipeline(protocol)
    tallies = {"all": Tally(), "even": Tally(), "odd": Tally()}
    for number, row in enumerate(gold):
        half = ("even", "odd")[number % 2]
        if asked.half in (None, half):
            document = read_pdf(asked.real / "pdf" / f"{row['id']}.pdf")
            found = pipeline.extract(document, row["id"]).extraction.annotation()
            for name in ("all", half):
                compare(row, found, tallies[name], misses=asked.misses and name == "all")
                compare_names(row, found, tallies[name], names)
    print(json.dumps({name: tally.figures() for name, tally in tallies.items() if tally.shares}))


def compare(gold: dict[str, Any], found: Annotation, tally: Tally, *, misses: bool = False) -> None:
    """Count one publication."""
    patients = [case for case in found.cases if case.unit == "patient"]
    groups = [case for case in found.cases if case.unit == "group"]
    counted = len(patients) == len(gold["cases"])
    sized = not groups or (found.n_patients == gold["n_patients"])
    judged = {
        "patients": counted and sized,
        "design": found.design == gold["design"],
        "title": _letters(gold["title"]) == _letters(found.title),
        "doi": (found.doi or "").lower() == (gold["doi"] or "").lower(),
        "year": found.year == gold["year"],
    }
    for name, right in judged.items():
        tally.share(name, right)
    for case, asked in pairs(patients, gold["cases"]):
        age, true_age = case.age_years if case else None, asked.get("age_years")
        sex, true_sex = case.sex if case else None, asked.get("sex")
        age_right = age is not None and true_age is not None and abs(age - true_age) <= AGE_TOLERANCE
        tally.value("age", age, true_age, age_right)
        tally.value("sex", sex, true_sex, sex is not None and sex == true_sex)
        if misses and ((age != true_age and not age_right) or sex != true_sex):
            print(f"{gold['id']}: found {age} {sex}, true {true_age} {true_sex}", file=sys.stderr)
    wrong = [name for name, right in judged.items() if not right]
    if misses and wrong:
        said = f"{len(patients)} patients {[case.n for case in groups]} {found.design} {found.title} {found.doi}"
        print(f"{gold['id']}: wrong {wrong}: {said}; true {len(gold['cases'])} {gold['design']}", file=sys.stderr)


def compare_names(gold: dict[str, Any], found: Annotation, tally: Tally, names: Mapping[str, str]) -> None:
    """Count main diagnoses and treatments of one publication; ``names`` has the therapies by all their names."""
    patients = [case for case in found.cases if case.unit == "patient"]
    for case, asked in pairs(patients, gold["cases"]):
        facts = asked.get("case_facts") or {}
        diagnosis, treatments = facts.get("main_diagnosis"), facts.get("main_treatments") or []
        if diagnosis and asked.get("unit") == "patient":
            said = _words((case.disease or "") if case else "")
            tally.share("diagnosis recall", bool(said) and 2 * len(said & _words(diagnosis)) >= len(said))
            given = case.prior_therapies if case else ()
            told, true = ([_words(each, names) for each in each_list] for each_list in (given, treatments))
            for words in true:
                tally.share("treatment recall", any(words & other for other in told))
            for words in told:
                tally.share("treatments that are main", any(words & other for other in true))


def _words(name: str, names: Mapping[str, str] = MappingProxyType({})) -> set[str]:
    """Return the words of a name that tell something, and what its therapy is called."""
    folded = name.casefold()
    words = set(re.findall(r"[^\W\d_]{4,}", folded))
    return words | {names[each] for each in (folded, *words) if each in names}


def _letters(title: str | None) -> str:
    return "".join(letter for letter in (title or "").casefold() if letter.isalnum())


def pairs(
    patients: list[AnnotatedCase], asked: Iterable[dict[str, Any]]
) -> list[tuple[AnnotatedCase | None, dict[str, Any]]]:
    """Pair cases with true ones: first those alike in age and sex, then in age or sex, then in order."""
    left = list(patients)
    found: list[tuple[AnnotatedCase | None, dict[str, Any]]] = []
    rest = list(asked)
    for needed in (2, 1, 0):
        for row in list(rest):
            best = next((case for case in left if _likeness(case, row) >= needed), None)
            if best:
                left.remove(best)
                rest.remove(row)
                found.append((best, row))
    found += [(None, row) for row in rest]
    found += [(case, {}) for case in left]
    return found


def _likeness(case: AnnotatedCase, row: dict[str, Any]) -> int:
    age, true_age = case.age_years, row.get("age_years")
    close = age is not None and true_age is not None and abs(age - true_age) <= AGE_TOLERANCE
    return int(close) + int(case.sex is not None and case.sex == row.get("sex"))


if __name__ == "__main__":
    main()
