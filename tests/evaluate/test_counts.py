from hypothesis import given
from hypothesis import strategies as st

from extractor.evaluate.counts import Counts

counts = st.builds(
    lambda hit, extra, missed: Counts(hit, hit + extra, hit + missed),
    st.integers(0, 50),
    st.integers(0, 50),
    st.integers(0, 50),
)


def test_nothing_stated_and_nothing_predicted_has_no_f1() -> None:
    assert Counts().f1 is None
    assert (Counts(0, 1, 0).f1, Counts(0, 0, 1).f1) == (0.0, 0.0)


def test_precision_and_recall_are_shares_of_predicted_and_stated() -> None:
    row = Counts(hit=2, pred=4, gold=8)
    assert (row.precision, row.recall, row.f1) == (0.5, 0.25, 1 / 3)


@given(st.lists(counts))
def test_summed_counts_are_the_counts_of_the_union(parts: list[Counts]) -> None:
    total = sum(parts, Counts())
    assert (total.hit, total.pred, total.gold) == (
        sum(part.hit for part in parts),
        sum(part.pred for part in parts),
        sum(part.gold for part in parts),
    )


@given(counts)
def test_every_share_lies_between_nothing_and_all(row: Counts) -> None:
    assert 0 <= row.precision <= 1
    assert 0 <= row.recall <= 1
    assert row.f1 is None or min(row.precision, row.recall) <= row.f1 + 1e-9 <= max(row.precision, row.recall) + 2e-9
