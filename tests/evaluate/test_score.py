import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from extractor.core.annotation import (
    AnnotatedCase,
    AnnotatedStatement,
    Annotation,
    BaselineRow,
    DrugCourse,
    OutcomeRow,
    from_json,
)
from extractor.evaluate.counts import Counts
from extractor.evaluate.render import as_json
from extractor.evaluate.score import headline_table, score
from extractor.workflows.evaluate import evaluate
from tests.evaluate.perturb import GOLD, SCORE, gold_rows, perturbed

needs_score_py = pytest.mark.skipif(not SCORE.is_file(), reason="needs the independent scorer ../shared/tools/score.py")


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def by_id(rows: list[dict[str, Any]]) -> dict[str, Annotation]:
    return {row["id"]: from_json(row) for row in rows}


@needs_score_py
@pytest.mark.parametrize(("seed", "rate"), [(1, 0.0), (2, 0.1), (3, 0.3), (4, 0.7)])
def test_every_row_equals_the_independent_scorer(tmp_path: Path, seed: int, rate: float) -> None:
    candidates = perturbed(gold_rows(), seed, rate)
    command = [sys.executable, str(SCORE), str(GOLD), str(write(tmp_path / "candidates.jsonl", candidates)), "--json"]
    theirs = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    ours = as_json(evaluate(by_id(gold_rows()), by_id(candidates)))
    rows = {name: {key: value for key, value in row.items() if key != "ci95"} for name, row in ours["rows"].items()}
    assert rows == theirs["rows"]
    assert {key: ours[key] for key in theirs if key != "rows"} == {key: theirs[key] for key in theirs if key != "rows"}


@needs_score_py
def test_gold_scored_against_itself_is_perfect() -> None:
    gold = by_id(gold_rows())
    result = score(gold, gold)
    assert {counts.f1 for counts in result.rows.values()} == {1.0}
    assert (result.macro_f1, result.missing) == (1.0, ())
    assert all(found == stated for found, stated in result.table.values())


def test_a_missing_publication_counts_all_its_values_as_missed() -> None:
    gold = Annotation("a", included=True, cases=(AnnotatedCase("p1", age_years=40),))
    result = score({"a": gold}, {})
    assert result.missing == ("a",)
    assert result.rows["case"] == Counts(hit=0, pred=0, gold=1)
    assert result.rows["age_years"] == Counts(hit=0, pred=0, gold=1)
    assert result.rows["publication included"] == Counts(hit=0, pred=0, gold=1)


def test_a_publication_unknown_to_gold_is_passed_over() -> None:
    stranger = Annotation("b", included=True, cases=(AnnotatedCase("p1", age_years=40, disease="DM"),))
    result = score({"a": Annotation("a", included=False)}, {"a": Annotation("a"), "b": stranger})
    assert result.rows["case"] == Counts()
    assert result.found_table == {}


def test_values_of_a_spurious_case_count_as_predicted() -> None:
    found = Annotation("a", cases=(AnnotatedCase("p1", drugs=(DrugCourse("x", "5 mg"),)),))
    rows = score({"a": Annotation("a")}, {"a": found}).rows
    assert rows["drug"] == rows["dose"] == Counts(hit=0, pred=1, gold=0)


def test_a_publication_field_that_gold_leaves_open_is_not_scored() -> None:
    rows = score({"a": Annotation("a", year=None)}, {"a": Annotation("a", year=2020)}).rows
    assert "year" not in rows


def test_a_statement_with_the_wrong_direction_is_found_but_no_hit_as_observed() -> None:
    gold = Annotation("a", statements=(AnnotatedStatement("The rash cleared.", ("skin",), "improved", "observed"),))
    found = Annotation("a", statements=(AnnotatedStatement("The rash cleared.", ("skin",), "worsened", "observed"),))
    rows = score({"a": gold}, {"a": found}).rows
    assert rows["statement (any)"] == Counts(1, 1, 1)
    assert rows["statement observed+direction"] == Counts(0, 1, 1)
    assert rows["assertion of found"] == rows["domain of found"] == Counts(1, 1, 1)


def test_the_headline_table_counts_unique_patients_of_included_publications() -> None:
    case = AnnotatedCase(
        "p1",
        disease="DM",
        baseline=(BaselineRow("skin", 1, True), BaselineRow("muscle", 1, False), BaselineRow("ild", 1, None)),
        outcomes=(OutcomeRow("skin", "improved", 1, 1), OutcomeRow("ild", "unchanged", 0, 1)),
    )
    again = AnnotatedCase("p2", disease="DM", same_as=("z/p1",))
    table = headline_table(
        {"a": Annotation("a", included=True, cases=(case, again)), "b": Annotation("b", included=False, cases=(case,))}
    )
    assert dict(table) == {
        ("DM", "patients"): 1,
        ("DM", "skin", "n"): 1,
        ("DM", "skin", "improved"): 1,
        ("DM", "ild", "n"): 1,
        ("DM", "ild", "improved"): 0,
    }
