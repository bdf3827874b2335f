from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from extractor.synthesis.model import Part, Proportion, Tally, Z, wilson


def test_the_interval_is_that_of_wilson() -> None:
    for improved, n in ((57, 60), (30, 36), (0, 5), (5, 5), (1, 2)):
        theirs = binomtest(improved, n).proportion_ci(method="wilson")
        assert wilson(improved, n) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_nobody_has_no_share_and_no_interval() -> None:
    assert (Proportion().share, Proportion().interval, wilson(0, 0)) == (None, None, None)


def test_the_quantile_is_that_of_the_normal_distribution() -> None:
    assert pytest.approx(NormalDist().inv_cdf(0.975)) == Z


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_lies_within_0_and_1_and_holds_the_share(counts: tuple[int, int]) -> None:
    bounds = wilson(*counts)
    assert bounds is not None
    assert 0 <= bounds[0] <= counts[0] / counts[1] <= bounds[1] <= 1


def test_a_proportion_is_the_sum_of_its_parts() -> None:
    parts = (Part("a", Tally(1, 1), ()), Part("b", Tally(2, 4, unclear=1), ()), Part("c", Tally(not_reported=1), ()))
    assert Proportion(parts).tally == Tally(3, 5, 1, 1)
    assert Proportion(parts).share == 0.6
