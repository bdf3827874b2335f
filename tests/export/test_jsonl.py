import json
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.core.annotation import Annotation, from_json
from extractor.core.geometry import Box
from extractor.export.jsonl import annotation_lines, candidate_object, line
from tests.store.sample import AGE, anchor, candidate, case, extraction, two_cases

GOLD = Path(__file__).parents[2] / "annotations" / "gold.jsonl"


def test_gold_read_and_written_is_gold() -> None:
    text = GOLD.read_text(encoding="utf-8")
    assert "".join(annotation_lines(from_json(json.loads(row)) for row in text.splitlines())) == text


def test_lines_are_sorted_by_id() -> None:
    told = [Annotation("b"), Annotation("a"), Annotation("B")]
    assert [json.loads(row)["id"] for row in annotation_lines(told)] == ["B", "a", "b"]


def test_a_value_has_its_confidence_and_place() -> None:
    provenance = candidate_object(extraction(case("c1", "Patient 1 was", candidate(AGE, 47.0, "aged 47"))))[
        "provenance"
    ]
    assert provenance[2] == {
        "case_id": "p1",
        "field": "age_years",
        "key": "",
        "value": 47,
        "confidence": 0.75,
        "evidence": [{"quote": "aged 47", "page": 1, "boxes": [[72.25, 100.5, 200.12, 112]], "rule": "rule"}],
    }
    assert [(row["case_id"], row["field"]) for row in provenance] == [
        (None, "year"),
        ("p1", "case"),
        ("p1", "age_years"),
    ]


def test_a_statement_carries_its_place_and_confidence() -> None:
    [statement] = candidate_object(two_cases())["statements"]
    assert statement == {
        "quote": "The rash cleared.",
        "domains": ["skin"],
        "direction": "improved",
        "assertion": "observed",
        "case_ids": ["p1"],
        "page": 1,
        "boxes": [[72.25, 100.5, 200.12, 112]],
        "confidence": 0.8,
        "rule": "model",
    }


def test_what_stands_on_the_next_page_is_told_apart() -> None:
    told = two_cases()
    place = replace(anchor("The rash cleared."), boxes=(Box(1, 1, 2, 3, 4), Box(2, 5, 6, 7, 8)))
    across = replace(told, statements=(replace(told.statements[0], anchor=place),))
    [statement] = candidate_object(across)["statements"]
    assert statement["boxes"] == [[1, 2, 3, 4]]
    assert statement["continued"] == [{"page": 2, "boxes": [[5, 6, 7, 8]]}]


def test_half_a_character_does_not_spoil_the_file() -> None:
    assert json.loads(line({"quote": "a\ud83db\n"}).encode("utf-8")) == {"quote": "a?b\n"}


def test_a_number_that_json_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        line({"age_years": float("nan")})
