"""Percentages of tables are held against totals that the table prints; where it prints none, nobody is accused."""

import pytest

from tests.records import Extract

PAPER = """---
title: "Tofacitinib in two patients"
---
# Case reports

Patient 1. A 47-year-old woman with dermatomyositis had a rash. Tofacitinib 5 mg twice daily was started. After six
months her rash had cleared.

Patient 2. A 52-year-old man with dermatomyositis had a rash. Tofacitinib 5 mg twice daily was started. After six
months his rash had cleared.

# Results

Table 1. Characteristics, n (%).

{rows}
"""


def told(extract: Extract, *rows: str) -> tuple[int, list[str]]:
    """Return how many shares were checked, and what is wrong."""
    header, *body = rows
    table = [header, "|" + "---|" * (header.count("|") - 1), *body]
    found = extract(PAPER.format(rows="\n".join(table)))
    shares = sum(item.topic == "share" for item in found.findings)
    return shares, [item.words for item in found.contradictions if item.kind == "share"]


def test_a_share_of_its_columns_total_is_recomputed(extract: Extract) -> None:
    assert told(extract, "| | All (n = 15) |", "| Fever | 2 (13.2) |", "| Rash | 6 (40.0) |") == (
        2,
        ["2 of 15 is 13.3 %, not 13.2 %"],
    )


def test_a_share_with_its_own_total_asks_no_other(extract: Extract) -> None:
    assert told(extract, "| | All (n = 15) |", "| Fever | 3/4 (75%) |", "| Rash | 3/4 (70%) |") == (
        2,
        ["3 of 4 is 75 %, not 70 %"],
    )


@pytest.mark.parametrize(
    "rows",
    [
        ("| | All (n = 20) |", "| Evaluable | 15 |", "| Fever | 2 (13.3) |"),
        ("| | All (n = 20) |", "| Treated before | 15 (75) |", "| with steroids | 2 (13.3) |"),
        ("| | All (n = 20) | Table of 8 (n = 8) |", "| Fever | 5 (25) | 2 (25) |"),
    ],
)
def test_a_share_of_any_total_that_stands_above_it_is_right(extract: Extract, rows: tuple[str, ...]) -> None:
    assert told(extract, *rows)[1] == []


@pytest.mark.parametrize(
    "rows",
    [
        ("| | Grade 1 | Grade 2 |", "| Fever | 2 (13) | 5 (7) |"),
        ("| | All (n = 15) |", "| Age | 47 (31-60) |"),
    ],
)
def test_a_share_without_a_total_is_left_alone(extract: Extract, rows: tuple[str, ...]) -> None:
    assert told(extract, *rows) == (0, [])
