"""What a sentence deals out among the cases that it names by number or letter."""

import pytest

from extractor.core.text import Span
from extractor.records.dealt import shares


def dealt(text: str, keys: str) -> list[tuple[str, str]]:
    found = shares(text, Span(0, len(text)), keys)
    return [("".join(sorted(share.keys)), share.span.of(text).strip(" ,.")) for share in found]


@pytest.mark.parametrize(
    ("text", "keys", "expected"),
    [
        (
            "Cortisone was lowered in patients 1, 2 and 4 but not in 3.",
            "1234",
            [("124", "Cortisone was lowered in patients 1, 2 and 4"), ("3", "but not in 3")],
        ),
        (
            "It was stopped in Children A and C, and kept in B.",
            "abc",
            [("ac", "It was stopped in Children A and C"), ("b", "and kept in B")],
        ),
        (
            "The dose was 2 mg in Case 1 and 4 mg in the others.",
            "123",
            [("1", "The dose was 2 mg in Case 1"), ("23", "and 4 mg in the others")],
        ),
        ("Patients 1-3 had fever.", "1234", [("123", "Patients 1-3 had fever")]),
        (
            "Patient 3 took 5 mg for 2 weeks and patient 1 took 10 mg.",
            "123",
            [("3", "Patient 3 took 5 mg for 2 weeks and"), ("1", "patient 1 took 10 mg")],
        ),
    ],
)
def test_each_part_is_of_the_cases_named_for_it(text: str, keys: str, expected: list[tuple[str, str]]) -> None:
    assert dealt(text, keys) == expected


@pytest.mark.parametrize(
    "text",
    [
        "It was lowered in 2 and stopped in 1.",
        "It took 5 mg in 3 doses.",
        "A patient a week was seen.",
        "Nobody came down.",
    ],
)
def test_counts_and_articles_name_no_case(text: str) -> None:
    assert dealt(text, "123a") == []


def test_without_cases_nothing_is_dealt_out() -> None:
    assert dealt("It was lowered in patient 1.", "") == []
