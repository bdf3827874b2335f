from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.synthesis.model import Response, Tally
from extractor.synthesis.response import response, together
from tests.synthesis.sample import NOT_REPORTED, UNCLEAR, case, domain, publication


def of_patient(name: str = "skin", **told: Any) -> Response | None:
    return _of(name, "p1", 1, told)


def of_group(size: int, name: str = "skin", **told: Any) -> Response | None:
    return _of(name, "g1", size, told)


def _of(name: str, case_id: str, size: int, told: dict[str, Any]) -> Response | None:
    keyed = {field: {name: value} for field, value in told.items()}
    [only] = publication("a", 2020, case(case_id, **keyed)).cases
    return response(only.sources, domain(name), only.unit, size)


def last(found: Response | None) -> Tally:
    assert found is not None
    return found.last


def best(found: Response | None) -> Tally:
    assert found is not None
    return found.best


NOBODY, IMPROVED, NOT_IMPROVED = Tally(), Tally(1, 1), Tally(0, 1)


def test_a_refractory_domain_that_improved_is_one_of_one() -> None:
    found = of_patient(baseline=1, refractory=True, outcome="improved")
    assert found is not None
    assert (found.active, found.counted, found.last, found.best) == (1, 1, IMPROVED, IMPROVED)
    assert [item.field for item in found.sources] == ["baseline", "refractory", "outcome"]


@pytest.mark.parametrize("direction", ["unchanged", "worsened"])
def test_any_other_direction_is_none_of_one(direction: str) -> None:
    assert last(of_patient(baseline=1, refractory=True, outcome=direction)) == NOT_IMPROVED


@pytest.mark.parametrize(("refractory", "apart"), [(False, (0, 0)), (UNCLEAR, (1, 0)), (NOT_REPORTED, (0, 1))])
def test_a_domain_not_known_to_be_refractory_is_not_in_the_denominator_of_refractory_ones(
    refractory: object, apart: tuple[int, int]
) -> None:
    found = of_patient(baseline=1, refractory=refractory, outcome="improved")
    assert found is not None
    assert (found.active, found.counted, found.last) == (1, 0, NOBODY)
    assert (found.unclear, found.not_reported) == apart


def test_a_group_of_which_it_is_not_told_who_was_refractory_is_counted_apart() -> None:
    found = of_group(9, baseline=6, outcome="improved", n_improved=4, n_evaluable=6)
    assert found is not None
    assert (found.counted, found.unclear, found.not_reported) == (0, 0, 6)


@pytest.mark.parametrize(("number", "apart"), [(UNCLEAR, (6, 0)), (NOT_REPORTED, (0, 6))])
def test_a_group_whose_number_of_refractory_patients_a_person_did_not_find_is_counted_apart(
    number: str, apart: tuple[int, int]
) -> None:
    found = of_group(9, baseline=6, n_refractory=number, outcome="improved", n_improved=4, n_evaluable=6)
    assert found is not None
    assert (found.counted, found.unclear, found.not_reported) == (0, *apart)


def test_an_active_domain_counts_whether_refractory_or_not_where_the_protocol_says_active_or_measured() -> None:
    assert last(of_patient("ild", baseline=1, outcome="improved")) == IMPROVED
    assert last(of_patient("interferon", baseline=1, outcome="unchanged")) == NOT_IMPROVED


def test_an_outcome_of_a_domain_that_was_not_active_is_in_no_denominator() -> None:
    found = of_patient("ild", outcome="improved")
    assert found is not None
    assert (found.active, found.counted, found.last) == (0, 0, NOBODY)


def test_a_domain_of_which_nothing_is_told_has_no_response() -> None:
    assert of_patient() is None


def test_an_unclear_outcome_and_one_that_is_not_reported_are_counted_apart() -> None:
    assert last(of_patient("ild", baseline=1, outcome=UNCLEAR)) == Tally(unclear=1)
    assert last(of_patient("ild", baseline=1, outcome=NOT_REPORTED)) == Tally(not_reported=1)
    assert last(of_patient("ild", baseline=1)) == Tally(not_reported=1)


@pytest.mark.parametrize("told", [{"outcome_best": "improved"}, {"outcome_course": "lost_on_drug"}])
def test_a_gain_that_was_lost_is_the_best_state_and_not_the_last(told: dict[str, str]) -> None:
    found = of_patient("ild", baseline=1, outcome="unchanged", **told)
    assert (last(found), best(found)) == (NOT_IMPROVED, IMPROVED)


def test_where_no_better_state_is_told_the_last_is_the_best() -> None:
    assert best(of_patient("ild", baseline=1, outcome="unchanged")) == NOT_IMPROVED
    assert best(of_patient("ild", baseline=1, outcome="unchanged", outcome_best=NOT_REPORTED)) == NOT_IMPROVED


def test_the_best_state_is_never_worse_than_the_last() -> None:
    assert best(of_patient("ild", baseline=1, outcome="improved", outcome_best="unchanged")) == IMPROVED
    assert best(of_patient("ild", baseline=1, outcome="improved", outcome_best=UNCLEAR)) == IMPROVED


def test_a_best_state_that_is_unclear_is_unclear_though_the_last_is_told() -> None:
    assert best(of_patient("ild", baseline=1, outcome="unchanged", outcome_best=UNCLEAR)) == Tally(unclear=1)


def test_a_group_gives_its_counts() -> None:
    found = of_group(9, baseline=6, refractory=True, outcome="improved", n_improved=4, n_evaluable=6)
    assert found is not None
    assert (found.active, found.counted, found.last) == (6, 6, Tally(4, 6))


def test_patients_of_a_group_who_were_not_evaluated_are_not_reported() -> None:
    assert last(of_group(9, "ild", baseline=6, outcome="improved", n_improved=4, n_evaluable=5)) == Tally(4, 5, 0, 1)


def test_a_group_without_counts_is_never_guessed_at() -> None:
    assert last(of_group(9, "ild", baseline=6, outcome="improved")) == Tally(not_reported=6)
    assert last(of_group(9, "ild", baseline=6, outcome=UNCLEAR)) == Tally(unclear=6)
    assert last(of_group(9, "ild", baseline=6, outcome="improved", n_improved=UNCLEAR)) == Tally(unclear=6)


def test_counts_of_a_whole_group_say_of_its_refractory_patients_only_that_all_or_none_improved() -> None:
    told: dict[str, Any] = {"baseline": 6, "n_refractory": 4, "outcome": "improved", "n_evaluable": 6}
    assert last(of_group(9, **told, n_improved=6)) == Tally(4, 4)
    assert last(of_group(9, **told, n_improved=0)) == Tally(0, 4)
    assert last(of_group(9, **told, n_improved=3)) == Tally(unclear=4)


def test_a_group_in_which_a_domain_is_told_without_a_number_has_as_many_as_were_evaluated() -> None:
    found = of_group(9, "ild", baseline=None, outcome="improved", n_improved=2, n_evaluable=3)
    assert found is not None
    assert (found.active, found.last) == (3, Tally(2, 3))


def test_several_patients_are_together_the_sum_of_each() -> None:
    one, other = of_patient("ild", baseline=1, outcome="improved"), of_patient("ild", baseline=1, outcome="worsened")
    assert one is not None
    assert other is not None
    both = together("ild", [one, other])
    assert both == Response("ild", 2, 2, Tally(1, 2), Tally(1, 2), (*one.sources, *other.sources))
    assert together("ild", []) is None


@given(
    size=st.integers(1, 12),
    told=st.fixed_dictionaries(
        {},
        optional={
            "baseline": st.none() | st.integers(0, 20),
            "refractory": st.booleans(),
            "n_refractory": st.integers(0, 20),
            "outcome": st.sampled_from(["improved", "unchanged", UNCLEAR, NOT_REPORTED]),
            "n_improved": st.integers(0, 20),
            "n_evaluable": st.integers(0, 20),
        },
    ),
    name=st.sampled_from(["skin", "ild", "interferon"]),
)
def test_whatever_a_group_tells_nobody_is_counted_twice(size: int, told: dict[str, Any], name: str) -> None:
    found = of_group(size, name, **told)
    if found is None:
        return
    for tally in (found.last, found.best):
        assert 0 <= tally.improved <= tally.n
        assert tally.n + tally.unclear + tally.not_reported == found.counted <= found.active <= size
