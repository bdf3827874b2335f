"""Numbers of one paper that cannot all be right are named with their quote; those that can are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.records.percentages import SHARES, wrong_share
from tests.records import Extract

SERIES = """---
title: "{title}"
---
# Abstract

{abstract}

# Case reports

Patient 1. A 47-year-old woman with dermatomyositis had a rash. Tofacitinib 5 mg twice daily was started. After six
months her rash had cleared.

Patient 2. A 52-year-old man with dermatomyositis had a rash. Tofacitinib 5 mg twice daily was started. After six
months his rash had cleared.
"""


def words(extract: Extract, title: str, abstract: str, kind: str) -> list[str]:
    paper = SERIES.format(title=title, abstract=abstract)
    return [item.words for item in extract(paper).contradictions if item.kind == kind]


def test_a_title_that_tells_of_more_patients_than_were_found_is_named(extract: Extract) -> None:
    found = words(extract, "Tofacitinib in dermatomyositis: five patients", "We report on them.", "patients")
    assert found == ["title or abstract tells of 5, 2 patients were found"]


def test_a_title_that_tells_of_as_many_is_not(extract: Extract) -> None:
    assert words(extract, "Tofacitinib in dermatomyositis: two patients", "We report on them.", "patients") == []


def test_numbers_that_add_up_are_no_contradiction(extract: Extract) -> None:
    title = "Tofacitinib in dermatomyositis: one patient of ours and one patient of a neighbour"
    assert words(extract, title, "We report on them.", "patients") == []


def test_a_share_that_its_counts_do_not_give_is_named(extract: Extract) -> None:
    found = words(extract, "Tofacitinib in two patients", "The rash cleared in 11/18 (51%).", "share")
    assert found == ["11 of 18 is 61 %, not 51 %"]


def test_a_share_of_a_number_that_no_count_gives_is_named(extract: Extract) -> None:
    found = words(extract, "Tofacitinib in two patients", "The rash cleared in 30% of 18 patients.", "share")
    assert found == ["no count of 18 is 30 %"]


@pytest.mark.parametrize(
    "told",
    [
        "The rash cleared in 11/18 (61%).",
        "The rash cleared in 11 of 18 patients (61.1%).",
        "The rash cleared in 61% of 18 patients.",
        "The rash cleared in 2/3 (66%).",
        "The rash cleared in 61% (11/18).",
        "The solution held 61% of 18 mg.",
        "Saturation was 94% (on 2 L).",
    ],
)
def test_shares_that_their_counts_give_are_left_alone(extract: Extract, told: str) -> None:
    assert words(extract, "Tofacitinib in two patients", told, "share") == []


@given(st.integers(1, 400), st.data(), st.integers(0, 2))
def test_a_share_rounded_from_its_counts_is_never_wrong(total: int, data: st.DataObject, decimals: int) -> None:
    count = data.draw(st.integers(0, total))
    match = SHARES[0].search(f"in {count}/{total} ({100 * count / total:.{decimals}f}%)")
    assert match is not None
    assert wrong_share(match.groupdict()) is None


@given(st.integers(1, 400), st.data())
def test_a_share_that_is_off_by_two_is_always_wrong(total: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, total))
    share = round(100 * count / total) + (2 if 2 * count <= total else -2)
    match = SHARES[0].search(f"in {count}/{total} ({share}%)")
    assert match is not None
    assert wrong_share(match.groupdict()) is not None
