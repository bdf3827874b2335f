import os
import time
from collections.abc import Callable
from functools import partial

import pytest

from extractor.core.errors import ModelMissing, ResourceError
from extractor.workflows.pool import Crash, run_all


def double(number: int) -> int:
    return 2 * number


def treacherous(number: int) -> int:
    if number == 3:
        os._exit(9)
    if number == 5:
        time.sleep(60)
    return number


def make_double() -> Callable[[int], int]:
    return double


def make_treacherous() -> Callable[[int], int]:
    return treacherous


def make_nothing(error: Exception) -> Callable[[int], int]:
    raise error


def make_dead() -> Callable[[int], int]:
    os._exit(1)


@pytest.mark.parametrize("jobs", [0, 1, 3])
def test_every_task_gives_its_result_once(jobs: int) -> None:
    assert sorted(run_all(make_double, range(7), jobs=jobs)) == [(n, 2 * n) for n in range(7)]


@pytest.mark.parametrize("jobs", [0, 2])
def test_no_task_gives_no_result_and_makes_no_worker(jobs: int) -> None:
    assert list(run_all(partial(make_nothing, ModelMissing("never made")), [], jobs=jobs)) == []


def test_the_work_leaves_this_process_alone_even_where_there_is_one_task() -> None:
    assert list(run_all(make_treacherous, [3], jobs=1)) == [(0, Crash("ended its process (exit status 9)"))]


def test_one_worker_keeps_the_order_and_is_replaced() -> None:
    crash = Crash("ended its process (exit status 9)")
    assert list(run_all(make_treacherous, [1, 3, 2], jobs=1)) == [(0, 1), (1, crash), (2, 2)]


def test_a_worker_that_dies_or_hangs_costs_its_own_task_only() -> None:
    results = dict(run_all(make_treacherous, range(8), jobs=2, deadline_seconds=2))
    assert results[3] == Crash("ended its process (exit status 9)")
    assert results[5] == Crash("gave no result within 2 seconds")
    assert {index: results[index] for index in (0, 1, 2, 4, 6, 7)} == {n: n for n in (0, 1, 2, 4, 6, 7)}


@pytest.mark.parametrize("jobs", [0, 1, 2])
def test_an_error_on_starting_ends_the_batch(jobs: int) -> None:
    error = ModelMissing("the model is missing", hint="install it")
    with pytest.raises(ModelMissing, match="the model is missing; install it"):
        list(run_all(partial(make_nothing, error), range(4), jobs=jobs))


def test_workers_that_cannot_start_are_not_started_for_ever() -> None:
    with pytest.raises(ResourceError, match="could not start"):
        list(run_all(make_dead, range(4), jobs=2))
