"""Kills the program, or one of its workers, at random moments of a run, until a run comes to its end.

    PYTHONPATH=. python benchmarks/kill.py [--rounds 10] [--seed 1] [--papers FOLDER] [--jobs 2]

Each round is a review folder of its own: what it holds in the end must be, byte for byte, what an undisturbed run
gives. Killed (SIGKILL) is the parent, upon which the same command is given again, or a worker, upon which the run goes
on; the moments are drawn from the whole time that an undisturbed run takes, more often at its very end, while the
listings are written. Prints one JSON line with the count of kills; the status is 1 where a byte differed. Linux only.
"""

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
LISTINGS = ("candidates.jsonl", "problems.jsonl")
MOST_KILLS = 12
"""Of one round, after which it is left in peace."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is run, and how long it takes in peace: ``seconds`` in all, ``reading`` until the last PDF is done."""

    papers: Path
    jobs: int
    seconds: float
    reading: float


def start(papers: Path, review: Path, jobs: int) -> "subprocess.Popen[str]":
    """Begin to extract; what it says is to be read from its stderr."""
    words = ["-m", "extractor", "extract", str(papers), "--out", str(review), "--jobs", str(jobs)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, *words], stderr=subprocess.PIPE, env=environment, text=True)


def in_peace(papers: Path, review: Path, jobs: int) -> Plan:
    """Extract undisturbed and return how long that took."""
    begin = time.monotonic()
    process = start(papers, review, jobs)
    assert process.stderr is not None
    reading = 0.0
    for line in process.stderr:
        if line[0].isdigit() and "/" in line.split()[0]:
            reading = time.monotonic() - begin
    if process.wait() not in (0, 1):
        raise SystemExit(f"an undisturbed run ended with status {process.returncode}")
    return Plan(papers, jobs, time.monotonic() - begin, reading)


def disturbed(plan: Plan, review: Path, chance: random.Random, most: int = MOST_KILLS) -> Counter[str]:
    """Extract, killing parent and workers, until a run ends by itself; return how often which was killed."""
    kills: Counter[str] = Counter()
    while True:
        process = start(plan.papers, review, plan.jobs)
        for moment in _moments(plan, chance):
            if sum(kills.values()) == most or _ends_within(process, moment):
                break
            victim = _victim(process.pid, chance)
            kills["parent" if victim == process.pid else "worker"] += 1
            _kill(victim)
        process.communicate()
        if process.returncode != -signal.SIGKILL:
            if process.returncode not in (0, 1):
                raise SystemExit(f"a run that was disturbed ended with status {process.returncode}")
            return kills


def _ends_within(process: "subprocess.Popen[str]", seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def _moments(plan: Plan, chance: random.Random) -> Iterator[float]:
    """Yield how long to wait before each kill of one run."""
    if chance.random() < 0.3:
        yield chance.uniform(plan.reading, plan.seconds)
    while True:
        yield chance.uniform(0, 0.6 * plan.seconds)


def _victim(parent: int, chance: random.Random) -> int:
    try:
        told = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii")
    except OSError:
        return parent
    workers = [child for child in map(int, told.split()) if b"spawn_main" in _command(child)]
    return chance.choice(workers) if workers and chance.random() < 0.4 else parent


def _command(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def _kill(process: int) -> None:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return


def differences(review: Path, other: Path) -> list[str]:
    """Return what differs between two review folders, or is unsound in the first."""
    found = [name for name in LISTINGS if (review / name).read_bytes() != (other / name).read_bytes()]
    found += [name for name in _names(review) if name not in _names(other)]
    with sqlite3.connect(review / "review.db") as connection:
        if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            found.append("review.db")
    connection.close()
    return found


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("review.db"))


def main() -> int:
    """Run the rounds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--papers", type=Path, default=ROOT / "annotations" / "practice" / "jak_h" / "pdf")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    kills: Counter[str] = Counter()
    differing: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        plan = in_peace(options.papers, Path(folder) / "peace", options.jobs)
        for number in range(options.rounds):
            review = Path(folder) / str(number)
            kills += disturbed(plan, review, random.Random(f"{options.seed}-{number}"))
            differing += [f"{number}: {name}" for name in differences(review, Path(folder) / "peace")]
            print(f"{number + 1} rounds, {sum(kills.values())} kills", file=sys.stderr)
    print(json.dumps({"rounds": options.rounds, "kills": sum(kills.values()), **kills, "differing": differing}))
    return int(bool(differing))


if __name__ == "__main__":
    raise SystemExit(main())
