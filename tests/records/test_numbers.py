"""Numbers as table cells print them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.records.numbers import age_years, pair_apart, span_months, values


@pytest.mark.parametrize(
    ("cell", "years"),
    [
        ("62 / F", 62),
        ("4 y 6 mo", 4.5),
        ("18 months", 1.5),
        ("9½", 9.5),
        ("11 mo", 0.92),
        ("57 (39–70)", 57),
        ("3 weeks", 0.06),
    ],
)
def test_ages_are_read_in_years(cell: str, years: float) -> None:
    assert age_years(cell) == years


@pytest.mark.parametrize("cell", ["", "not stated", "50s", "n/a", "12%"])
def test_what_is_no_age_gives_none(cell: str) -> None:
    assert age_years(cell) is None


def test_a_bare_age_takes_the_month_of_its_head() -> None:
    assert age_years("30", months=True) == 2.5


@pytest.mark.parametrize(
    ("cell", "head", "months"),
    [
        ("14 months", "", 14),
        ("2 years", "", 24),
        ("26", "Follow-up, weeks", 6),
        ("20", "Months since first dose", 20),
        ("Tofa (16)", "Drug (months followed)", 16),
    ],
)
def test_spans_of_time_are_read_in_months(cell: str, head: str, months: float) -> None:
    assert span_months(cell, head) == months


def test_a_bare_number_without_a_unit_is_no_span_of_time() -> None:
    assert span_months("14", "Number") is None


def test_values_read_thousands_and_skip_words_with_digits() -> None:
    assert values("MMT8 61, CK 2,310 then 164") == (61, 2310, 164)
    assert values("48 200 → 310") == (48200, 310)
    assert values("28 46") == (28, 46)


def test_two_values_set_with_a_slash_are_two() -> None:
    assert values(pair_apart("28/46")) == (28, 46)


@given(st.integers(0, 110), st.integers(0, 11))
def test_years_and_months_add_up(years: int, months: int) -> None:
    assert age_years(f"{years} y {months} mo") == round(years + months / 12, 2)
