"""What pools of processes do when a task raises, exits, crashes, hangs or eats memory, and what each costs.

Twelve tasks on two spawned workers, the sixth at fault; each run in a process of its own, given up after a minute.
Told are how many of the eleven others gave their result, and the seconds; then how many processes are left ten seconds
after the parent was killed while a task hung. What is not installed is left out (``pip install pebble joblib``). Linux
only.

Run: python benchmarks/pools.py
"""

import ctypes
import importlib.util
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from extractor.core.bounds import Bounds
from extractor.workflows.confine import bound_memory
from extractor.workflows.pool import Crash, run_all

TASKS, FAULTY, WORKERS = 12, 5, 2
SECONDS, MEGABYTES = 2.0, 600
GIVEN_UP = 60.0
EMPTY = 2_000
FAULTS = ("none", "raises", "exits", "segfault", "hangs", "eats memory", "dies at start", "2,000 empty tasks")

Outcome = tuple[int, bool]
"""The number of a task, and whether it gave its result."""


def work(fault: str, number: int) -> int:
    """Do nothing for a tenth of a second, or what is wrong."""
    if fault == "2,000 empty tasks":
        return number
    time.sleep(0.1)
    if number == FAULTY:
        go_wrong(fault)
    return number


def go_wrong(fault: str) -> None:
    """Do what the fault says, or nothing."""
    match fault:
        case "raises":
            raise ValueError
        case "exits":
            os._exit(9)
        case "segfault":
            ctypes.string_at(0)
        case "hangs":
            time.sleep(3600)
        case "eats memory":
            bytearray(4 * MEGABYTES << 20)


def start(fault: str) -> None:
    """Prepare a worker."""
    if fault == "dies at start":
        os._exit(1)
    bound_memory(MEGABYTES)


def _started(fault: str) -> Callable[[int], int]:
    start(fault)
    return partial(_caught, fault)


def _caught(fault: str, number: int) -> int:
    """Return -1 where the work raises, as the program's own pipeline makes a failure of it."""
    try:
        return work(fault, number)
    except ValueError:
        return -1


def ours(fault: str, count: int) -> Iterator[Outcome]:
    """The program's own supervisor."""
    bounds = Bounds(SECONDS, MEGABYTES)
    for number, result in run_all(partial(_started, fault), range(count), jobs=WORKERS, bounds=bounds):
        yield number, not isinstance(result, Crash) and result >= 0


def executor(fault: str, count: int) -> Iterator[Outcome]:
    """The standard library's executor; it cannot end a task that hangs."""
    with ProcessPoolExecutor(WORKERS, get_context("spawn"), start, (fault,)) as pool:
        yield from _told([pool.submit(work, fault, number) for number in range(count)], SECONDS * count)


def pebble(fault: str, count: int) -> Iterator[Outcome]:
    """Pebble's pool."""
    library = importlib.import_module("pebble")
    options = {"max_workers": WORKERS, "context": get_context("spawn"), "initializer": start, "initargs": (fault,)}
    with library.ProcessPool(**options) as pool:
        yield from _told([pool.schedule(work, args=(fault, n), timeout=SECONDS) for n in range(count)], None)


def joblib(fault: str, count: int) -> Iterator[Outcome]:
    """Joblib's default processes (loky)."""
    library = importlib.import_module("joblib")
    options = {"return_as": "generator_unordered", "timeout": SECONDS, "initializer": start, "initargs": (fault,)}
    run = library.Parallel(WORKERS, **options)
    for number in run(library.delayed(work)(fault, number) for number in range(count)):
        yield number, True


def _told(futures: list[Any], patience: float | None) -> Iterator[Outcome]:
    for number, future in enumerate(futures):
        try:
            future.result(timeout=patience)
        except Exception:  # noqa: BLE001 - each library raises what it likes
            yield number, False
        else:
            yield number, True


POOLS = {"ours": ours, "ProcessPoolExecutor": executor, "Pebble": pebble, "joblib": joblib}


def measured(name: str, fault: str) -> str:
    """Run twelve tasks in a process of its own and tell what came of them."""
    begin = time.monotonic()
    process = _begin(name, fault)
    try:
        told, _ = process.communicate(timeout=GIVEN_UP)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        told, _ = process.communicate()
        end = "never ends"
    else:
        end = f"{time.monotonic() - begin:.1f} s"
    if fault == "2,000 empty tasks":
        return end
    outcomes = dict(json.loads(line) for line in told.splitlines())
    others = sum(given for number, given in outcomes.items() if number != FAULTY)
    return f"{others} of {TASKS - 1}, {end}"


def _begin(name: str, fault: str) -> "subprocess.Popen[bytes]":
    words = [sys.executable, __file__, name, fault]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)


def orphans(name: str) -> str:
    """Kill the parent while its workers work and count those that are there ten seconds later."""
    parent = _begin(name, "hangs")
    time.sleep(2.0)
    below = _below(parent.pid)
    parent.kill()
    parent.wait()
    time.sleep(10.0)
    left = [process for process in below if _is_there(process)]
    for process in left:
        os.kill(process, 9)
    return f"{len(left)} of {len(below)}"


def _below(process: int) -> list[int]:
    told = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    children = [int(number) for number in told.split()]
    return children + [lower for child in children for lower in _below(child)]


def _is_there(process: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return False


def main() -> None:
    """Print a row for each fault, a column for each pool."""
    if len(sys.argv) == 3:
        _, name, fault = sys.argv
        for outcome in POOLS[name](fault, EMPTY if fault == "2,000 empty tasks" else TASKS):
            print(json.dumps(outcome), flush=True)
        return
    libraries = {"Pebble": "pebble", "joblib": "joblib"}
    names = [name for name in POOLS if name not in libraries or importlib.util.find_spec(libraries[name])]
    print(f"{'':18}" + "".join(f"{name:>24}" for name in names))
    for fault in FAULTS:
        print(f"{fault:18}" + "".join(f"{measured(name, fault):>24}" for name in names), flush=True)
    print(f"{'orphans':18}" + "".join(f"{orphans(name):>24}" for name in names))


if __name__ == "__main__":
    main()
