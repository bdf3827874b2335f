import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from extractor.core.bounds import Bounds
from extractor.core.errors import ModelMissing, ResourceError
from extractor.workflows.pool import Crash, run_all, run_all_trying_again
from tests.store.sample import two_cases

needs_posix = pytest.mark.skipif(os.name == "nt", reason="bounds of memory and signals need POSIX")


def double(number: int) -> int:
    return 2 * number


def treacherous(number: int) -> int:
    if number == 3:
        os._exit(9)
    if number == 4:
        ctypes.string_at(0)
    if number == 5:
        time.sleep(60)
    if number == 6:
        return len(bytearray(2_000 << 20))
    return number


def shy(number: int) -> int:
    if number == 1 and len(children_of(os.getppid())) > len(("this worker", "what tracks the resources of workers")):
        os._exit(9)
    return number


def wait_for_ever(how: str) -> int:
    if how == "wait":
        ctypes.CDLL(None).pause()
    if how == "wait without letting Python run":
        ctypes.PyDLL(None).pause()
    return 0


def die_at_the_start_of(path: Path) -> None:
    with path.open("a") as file:
        file.write("a start\n")
    os._exit(1)


def make_double() -> Callable[[int], int]:
    return double


def make_treacherous() -> Callable[[int], int]:
    return treacherous


def make_shy() -> Callable[[int], int]:
    return shy


def make_waiting() -> Callable[[str], int]:
    return wait_for_ever


def make_nothing(error: Exception) -> Callable[[int], int]:
    raise error


def make_dead(path: Path) -> Callable[[int], int]:
    die_at_the_start_of(path)
    return double


def make_dead_every_second_time(path: Path) -> Callable[[int], int]:
    starts = len(path.read_text().splitlines()) if path.exists() else 0
    if starts % 2 == 0:
        die_at_the_start_of(path)
    with path.open("a") as file:
        file.write("a start\n")
    return double


@pytest.mark.parametrize("jobs", [0, 1, 3])
def test_every_task_gives_its_result_once(jobs: int) -> None:
    assert sorted(run_all(make_double, range(7), jobs=jobs)) == [(n, 2 * n) for n in range(7)]


@pytest.mark.parametrize("jobs", [0, 2])
def test_no_task_gives_no_result_and_makes_no_worker(jobs: int) -> None:
    assert list(run_all(partial(make_nothing, ModelMissing("never made")), [], jobs=jobs)) == []


def test_the_work_leaves_this_process_alone_even_where_there_is_one_task() -> None:
    crash = Crash("crash", "ended its process (exit status 9)")
    assert list(run_all(make_treacherous, [3], jobs=1)) == [(0, crash)]


def test_one_worker_keeps_the_order_and_is_replaced() -> None:
    crash = Crash("crash", "ended its process (exit status 9)")
    assert list(run_all(make_treacherous, [1, 3, 2], jobs=1)) == [(0, 1), (1, crash), (2, 2)]


@needs_posix
def test_a_task_that_exits_crashes_hangs_or_eats_memory_costs_itself_only() -> None:
    bounds = Bounds(seconds=2, megabytes=1_000)
    assert dict(run_all(make_treacherous, range(9), jobs=2, bounds=bounds)) == {
        **{n: n for n in (0, 1, 2, 7, 8)},
        3: Crash("crash", "ended its process (exit status 9)"),
        4: Crash("crash", "ended its process (SIGSEGV)"),
        5: Crash("timeout", "gave no result within 2 seconds"),
        6: Crash("memory", "took more than 1000 MB of memory"),
    }


@pytest.mark.parametrize("jobs", [0, 1, 2])
def test_an_error_on_starting_ends_the_batch(jobs: int) -> None:
    error = ModelMissing("the model is missing", hint="install it")
    with pytest.raises(ModelMissing, match="the model is missing; install it"):
        list(run_all(partial(make_nothing, error), range(4), jobs=jobs))


def test_workers_that_cannot_start_are_not_started_for_ever(tmp_path: Path) -> None:
    starts = tmp_path / "starts"
    with pytest.raises(ResourceError, match=r"no worker process can start: it ended its process \(exit status 1\)"):
        list(run_all(partial(make_dead, starts), range(4), jobs=1))
    assert len(starts.read_text().splitlines()) == 3


def test_a_start_that_fails_once_is_tried_again(tmp_path: Path) -> None:
    make = partial(make_dead_every_second_time, tmp_path / "starts")
    assert list(run_all(make, range(3), jobs=1)) == [(n, 2 * n) for n in range(3)]


@needs_posix
def test_too_little_memory_to_start_is_told() -> None:
    make = partial(make_nothing, MemoryError())
    with pytest.raises(ResourceError, match="no worker process can start: it took more than 700 MB of memory"):
        list(run_all(make, range(2), jobs=1, bounds=Bounds(megabytes=700)))


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_a_task_that_crashed_is_tried_again_at_the_end_and_alone() -> None:
    results = list(run_all_trying_again(make_shy, range(4), jobs=2))
    assert sorted(results) == [(n, n) for n in range(4)]
    assert results[-1] == (1, 1)


def test_a_task_that_crashes_twice_says_so() -> None:
    crash = Crash("crash", "ended its process (exit status 9), twice")
    assert sorted(run_all_trying_again(make_treacherous, [1, 3, 2], jobs=2)) == [(0, 1), (1, crash), (2, 2)]


@pytest.mark.parametrize("jobs", [0, 1])
def test_what_is_in_hand_is_finished_when_the_run_is_to_stop(jobs: int) -> None:
    stopping: list[bool] = []
    results: list[tuple[int, int | Crash]] = []
    for result in run_all(make_double, range(9), jobs=jobs, is_stopping=lambda: bool(stopping)):
        results.append(result)
        if len(results) == 2:
            stopping.append(True)
    # A worker is handed its next task before its last result is told.
    assert results == [(n, 2 * n) for n in range(3 if jobs else 2)]


PARENT = """
from tests.workflows.test_pool import Bounds, make_waiting, run_all
if __name__ == "__main__":
    for _, result in run_all(make_waiting, ["go", "go", "{wait}", "{wait}"], jobs=2, bounds=Bounds(seconds=3)):
        print(result, flush=True)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
@pytest.mark.parametrize("wait", ["wait", "wait without letting Python run"])
def test_workers_end_with_a_parent_that_is_killed(wait: str, tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT.format(wait=wait), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, env=environment, text=True) as parent:
        assert parent.stdout is not None
        assert [parent.stdout.readline(), parent.stdout.readline()] == ["0\n", "0\n"]
        workers = children_of(parent.pid)
        parent.kill()
    assert len(workers) == 3, "two workers and what tracks their resources"
    deadline = time.monotonic() + 30
    while any(map(is_alive, workers)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert list(filter(is_alive, workers)) == []


def children_of(process: int) -> list[int]:
    told = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    return [int(number) for number in told.split()]


def is_alive(process: int) -> bool:
    try:
        told = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return told.rpartition(")")[2].split()[0] != "Z"


def same() -> Callable[[object], object]:
    return returned


def returned(task: object) -> object:
    return task


def test_results_come_back_as_they_were() -> None:
    tasks = [two_cases(), Crash("memory", "no"), [two_cases(), {"a": (1, None)}], Crash, ModelMissing]
    assert dict(run_all(same, tasks, jobs=1)) == dict(enumerate(tasks))
