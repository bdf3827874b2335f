"""``extractor extract`` as a user has it: in a process of its own, on real PDFs, with real interruptions."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from extractor.cli.app import run
from extractor.core.errors import ExitCode
from extractor.store import read
from extractor.store.database import open_store
from tests.cli.test_app import ENVIRONMENT, INTERRUPTIBLE, PROGRAM
from tests.make_hostile import endless_drawing, endless_forms
from tests.make_pdf import one_page

needs_posix = pytest.mark.skipif(os.name == "nt", reason="bounds of memory and interruptions need POSIX")
FINISHING = "finishing the PDFs in hand; Ctrl-C again ends at once"
INTERRUPTED = "interrupted; what was read is kept: the same command goes on from there"


def draw(folder: Path, *names: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        words = f"Mr {name}, 47 years old, was given tofacitinib 5 mg twice daily."
        (folder / f"{name}.pdf").write_bytes(one_page(["A man with dermatomyositis", "Case report.", words]))
    return folder


def listed(review: Path, name: str, *keys: str) -> list[tuple[object, ...]]:
    rows = map(json.loads, (review / name).read_text(encoding="utf-8").splitlines())
    return [tuple(row[key] for key in keys) for row in rows]


def started(*arguments: str | Path) -> "subprocess.Popen[str]":
    words = [*INTERRUPTIBLE, "extract", *map(str, arguments)]
    return subprocess.Popen(words, stderr=subprocess.PIPE, env=ENVIRONMENT, text=True, start_new_session=True)


def press_ctrl_c(program: "subprocess.Popen[str]") -> None:
    """Do what a terminal does: tell all processes of the job."""
    os.killpg(program.pid, signal.SIGINT)


def has_a_worker_at_work(parent: int) -> bool:
    """Tell whether a child has given its output up, as workers do before they take a task."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()
    return any(Path(f"/proc/{child}/fd/1").readlink() == Path(os.devnull) for child in children)


def test_one_pdf_may_be_named(tmp_path: Path) -> None:
    draw(tmp_path / "in", "a", "b")
    assert run(["extract", str(tmp_path / "in" / "b.pdf"), "--out", str(tmp_path / "out"), "--jobs", "0"]) == 0
    assert listed(tmp_path / "out", "candidates.jsonl", "id") == [("b",)]


def test_folders_and_pdfs_may_be_named_together_and_twice(tmp_path: Path) -> None:
    draw(tmp_path / "x", "a", "b")
    draw(tmp_path / "y", "c", "d")
    sources = [tmp_path / "x", tmp_path / "y" / "c.pdf", tmp_path / "x" / "a.pdf", tmp_path / "x"]
    assert run(["extract", *map(str, sources), "--out", str(tmp_path / "out"), "--jobs", "0"]) == 0
    assert listed(tmp_path / "out", "candidates.jsonl", "id") == [("a",), ("b",), ("c",)]


def test_a_file_that_is_named_is_read_whatever_its_suffix(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes.txt").write_text("words", encoding="utf-8")
    shutil.move(draw(tmp_path / "in", "a") / "a.pdf", tmp_path / "a.download")
    sources = [str(tmp_path / name) for name in ("notes.txt", "a.download")]
    assert run(["extract", *sources, "--out", str(tmp_path / "out"), "--jobs", "0"]) == ExitCode.PARTIAL
    assert capsys.readouterr().err.splitlines()[-2:] == [
        "extractor: error: notes.txt: not a PDF",
        "1 read, 0 partial, 1 failed",
    ]


def test_no_file_and_no_folder_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["extract", str(tmp_path / "no.pdf"), "--out", str(tmp_path / "out")]) == ExitCode.USAGE
    assert capsys.readouterr().err == f"extractor: error: {tmp_path / 'no.pdf'}: no such file or folder\n"
    assert not (tmp_path / "out").exists()


@needs_posix
def test_a_pdf_that_crashes_the_library_is_recorded_and_the_rest_is_read(tmp_path: Path) -> None:
    papers = draw(tmp_path / "in", "a", "z")
    (papers / "m.pdf").write_bytes(endless_forms())
    words = ["extract", str(papers), "--out", str(tmp_path / "out"), "--memory", "500", "--jobs", "1"]
    told = subprocess.run([*PROGRAM, *words], env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr.splitlines()[-1]) == (1, "2 read, 0 partial, 1 failed")
    [(file, kind, message)] = listed(tmp_path / "out", "problems.jsonl", "file", "kind", "message")
    assert (file, kind) == ("m.pdf", "crash")
    assert str(message).startswith("reading this file ended its process (SIG")
    assert str(message).endswith("), twice")


@needs_posix
def test_a_pdf_that_hangs_is_ended_recorded_and_tried_again_by_the_next_run(tmp_path: Path) -> None:
    papers = draw(tmp_path / "in")
    (papers / "a.pdf").write_bytes(endless_drawing())
    words = ["extract", str(papers), "--out", str(tmp_path / "out"), "--timeout", "1"]
    told = subprocess.run([*PROGRAM, *words], env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert told.returncode == 3
    problem = ("timeout", "reading this file gave no result within 1 seconds, twice")
    assert listed(tmp_path / "out", "problems.jsonl", "kind", "message") == [problem]
    with open_store(tmp_path / "out") as store:
        assert [attempt.status for attempt in read.attempts(store).values()] == ["bug"], "which is tried again"


@needs_posix
@pytest.mark.parametrize("jobs", ["0", "2"])
def test_ctrl_c_finishes_what_is_in_hand(jobs: str, tmp_path: Path) -> None:
    papers = draw(tmp_path / "in", *map(str, range(40)))
    with started(papers, "--out", tmp_path / "out", "--jobs", jobs) as program:
        assert program.stderr is not None
        first = program.stderr.readline()
        press_ctrl_c(program)
        told = program.stderr.read().splitlines()
    assert program.returncode == ExitCode.INTERRUPTED
    assert first.startswith("4/40 ")
    assert [line for line in told if "/" not in line] == [FINISHING, INTERRUPTED]
    assert not (tmp_path / "out" / "candidates.jsonl").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_a_second_ctrl_c_ends_at_once(tmp_path: Path) -> None:
    papers = draw(tmp_path / "in")
    (papers / "a.pdf").write_bytes(endless_drawing())
    with started(papers, "--out", tmp_path / "out", "--jobs", "1") as program:
        assert program.stderr is not None
        while not has_a_worker_at_work(program.pid):
            time.sleep(0.1)
        press_ctrl_c(program)
        assert program.stderr.readline() == f"{FINISHING}\n"
        assert program.poll() is None
        begin = time.monotonic()
        press_ctrl_c(program)
        assert program.stderr.read() == f"{INTERRUPTED}\n"
    assert program.returncode == ExitCode.INTERRUPTED
    assert time.monotonic() - begin < 10


def test_candidates_are_the_same_bytes_from_one_worker_and_two_and_in_any_order(tmp_path: Path) -> None:
    papers = sorted(map(str, draw(tmp_path / "in", *map(str, range(12))).iterdir()))
    for jobs, sources in (("1", papers), ("2", papers[::-1])):
        words = ["extract", *sources, "--out", str(tmp_path / jobs), "--jobs", jobs]
        subprocess.run([*PROGRAM, *words], env=ENVIRONMENT, capture_output=True, check=True)
    first, second = ((tmp_path / jobs / "candidates.jsonl").read_bytes() for jobs in "12")
    assert first == second
    assert first.count(b"\n") == 12
