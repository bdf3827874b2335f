"""Two reviewers at once, and one whose terminal dies: in processes of their own, on a real store."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from extractor.core.confirmed import standing
from extractor.review.session import ReviewSession
from extractor.store import read
from extractor.store.database import FILE_NAME, open_store
from tests.review.sample import PROTOCOL, make_review

ROOT = Path(__file__).parents[2]
REVIEWER = """
import sys
from pathlib import Path
from extractor.review.session import ReviewSession
from extractor.store.database import open_store
from tests.review.sample import PROTOCOL

folder, name, count = sys.argv[1:]
with open_store(Path(folder)) as store:
    session = ReviewSession(store, name, PROTOCOL)
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(int(count)):
        session.note(f"note {number} of {name}")
        print(number, flush=True)
"""


def reviewer(folder: Path, name: str, count: int) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", REVIEWER, str(folder), name, str(count)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def go(process: "subprocess.Popen[str]") -> None:
    assert process.stdin
    process.stdin.write("go\n")
    process.stdin.flush()


def is_sound(folder: Path) -> bool:
    connection = sqlite3.connect(folder / FILE_NAME)
    try:
        return bool(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))
    finally:
        connection.close()


def test_two_reviewers_at_once_lose_nothing_of_each_other(tmp_path: Path) -> None:
    make_review(tmp_path).close()
    processes = [reviewer(tmp_path, name, 25) for name in ("ann", "bob")]
    for process in processes:
        go(process)
    assert [process.communicate(timeout=60) and process.returncode for process in processes] == [0, 0]
    assert is_sound(tmp_path)
    with open_store(tmp_path) as store:
        told = [(item.reviewer, item.value) for item in read.history(store)]
        for name in ("ann", "bob"):
            assert [value for who, value in told if who == name] == [f"note {n} of {name}" for n in range(25)]
        last = told[-1][1]
        assert ReviewSession(store, "cleo", PROTOCOL).views[0].rows[0].note == last


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_a_killed_reviewer_loses_nothing_that_was_decided(tmp_path: Path) -> None:
    make_review(tmp_path).close()
    process = reviewer(tmp_path, "ann", 100_000)
    assert process.stdout
    go(process)
    told = [process.stdout.readline() for _ in range(20)]
    process.kill()
    told += process.communicate(timeout=60)[0].splitlines(keepends=True)
    decided = len([line for line in told if line.endswith("\n")])
    assert is_sound(tmp_path)
    with open_store(tmp_path) as store:
        kept = [item.value for item in standing(read.history(store))]
        assert decided <= len(kept) <= decided + 1
        assert kept == [f"note {number} of ann" for number in range(len(kept))]
        session = ReviewSession(store, "ann", PROTOCOL)
        assert session.undo() == "Took back: Title in ames-2020."
