from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.evaluate.bootstrap import Intervals, intervals
from extractor.evaluate.counts import Counts

publication = st.builds(
    lambda hit, extra, missed: {"case": Counts(hit, hit + extra, hit + missed)},
    st.integers(0, 5),
    st.integers(0, 5),
    st.integers(0, 5),
)


def test_publications_that_are_all_alike_leave_no_doubt() -> None:
    found, macro = intervals([{"case": Counts(1, 2, 1)}] * 5, ["case"])
    assert found == {"case": Intervals((0.5, 0.5), (1.0, 1.0), (2 / 3, 2 / 3))}
    assert macro == (2 / 3, 2 / 3)


def test_a_row_that_nobody_has_gets_no_interval() -> None:
    assert intervals([{}], ["case"]) == ({"case": Intervals(None, None, None)}, None)
    assert intervals([], ["case"]) == ({}, None)


def test_the_same_counts_give_the_same_intervals() -> None:
    publications = [{"case": Counts(i % 3, 3, 4)} for i in range(20)]
    assert intervals(publications, ["case"]) == intervals(publications, ["case"])


@settings(max_examples=25, deadline=None)
@given(st.lists(publication, min_size=1, max_size=8))
def test_bounds_are_ordered_shares(publications: list[dict[str, Counts]]) -> None:
    bounds = intervals(publications, ["case"])[0]["case"]
    for interval in (bounds.p, bounds.r, bounds.f1):
        assert interval is None or 0 <= interval[0] <= interval[1] <= 1 + 1e-12
