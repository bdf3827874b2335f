"""Makes candidates of gold annotations as a fallible machine would: drops, changes, adds, renumbers."""

import copy
import json
from pathlib import Path
from random import Random
from typing import Any

SHARED = Path(__file__).parents[3] / "shared"
SCORE = SHARED / "tools" / "score.py"
GOLD = SHARED / "corpus" / "gold"

Row = dict[str, Any]


def gold_rows() -> list[Row]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(GOLD.glob("*.json"))]


def perturbed(rows: list[Row], seed: int, rate: float) -> list[Row]:
    random = Random(seed)
    pool = copy.deepcopy(rows)
    found = []
    for row in copy.deepcopy(rows):
        if random.random() < rate / 4:
            continue
        for field in ("design", "n_patients", "year", "doi", "included"):
            if random.random() < rate:
                row[field] = random.choice([None, random.choice(pool)[field]])
        row["cases"] = _cases(random, row["cases"], pool, rate)
        row["statements"] = _statements(random, row["statements"], pool, rate)
        found.append(row)
    random.shuffle(found)
    return found


def _cases(random: Random, cases: list[Row], pool: list[Row], rate: float) -> list[Row]:
    kept = [case for case in cases if random.random() > rate]
    strangers = [case for row in random.sample(pool, 2) for case in row["cases"] if random.random() < rate]
    found = [_case(random, copy.deepcopy(case), pool, rate) for case in (*kept, *strangers)]
    random.shuffle(found)
    for number, case in enumerate(found, 1):
        case["case_id"] = f"p{number}"
    return found


def _case(random: Random, case: Row, pool: list[Row], rate: float) -> Row:
    others = [other for row in pool for other in row["cases"]]
    for field in [name for name in case if name != "case_id"]:
        if random.random() < rate:
            case[field] = copy.deepcopy(random.choice(others)[field])
    if case["age_years"] is not None and random.random() < rate:
        case["age_years"] += random.choice([0.001, 0.5, 1])
    names = ["prednisone", "IVIG", "MMF", "cyclosporin"]
    case["prior_therapies"] = [random.choice([item, item.upper(), *names]) for item in case["prior_therapies"]]
    return _rows(random, case, rate)


def _rows(random: Random, case: Row, rate: float) -> Row:
    for field in ("drugs", "baseline", "outcomes", "antibodies", "prior_therapies", "adverse_events"):
        case[field] = [item for item in case[field] if random.random() > rate / 2]
    for drug in case["drugs"]:
        if random.random() < rate:
            drug["dose"] = random.choice([None, "", "5 MG", "10 mg"])
    for outcome in case["outcomes"]:
        if random.random() < rate:
            outcome["direction"] = random.choice(["improved", "unchanged", "worsened"])
            outcome["n_improved"] = random.choice([None, 0, 1, 3])
    for item in case["baseline"]:
        if random.random() < rate:
            item["refractory"] = random.choice([None, True, False])
    if case["age_years"] is not None and random.random() < rate:
        case["age_years"] += random.choice([0.001, 0.5, 1])
    case["prior_therapies"] = [
        random.choice([item, item.upper(), "prednisone", "IVIG", "MMF", "cyclosporin"])
        for item in case["prior_therapies"]
    ]
    return case


def _statements(random: Random, statements: list[Row], pool: list[Row], rate: float) -> list[Row]:
    found = [copy.deepcopy(item) for item in statements if random.random() > rate]
    found += [copy.deepcopy(item) for item in statements if random.random() < rate / 4]
    found += [
        copy.deepcopy(item)
        for row in random.sample(pool, 2)
        for item in row["statements"]
        if random.random() < rate / 4
    ]
    for item in found:
        if random.random() < rate:
            item["direction"] = random.choice(["improved", "unchanged", "worsened"])
        if random.random() < rate:
            item["assertion"] = random.choice(["observed", "prior", "cited", "hypothetical"])
        if random.random() < rate:
            item["domains"] = random.sample(["skin", "muscle", "ild", "overall"], random.randrange(3))
        words = item["quote"].split()
        cut = random.randrange(len(words) // 2 + 1) if random.random() < rate else 0
        item["quote"] = " ".join(words[cut:]).replace("improve", "impro-\nve")
    random.shuffle(found)
    return found
