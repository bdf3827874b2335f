"""What a full or read-only disk, a locked store, a broken model and a clock that runs backwards come to, for real."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.make_pdf import one_page

ROOT = Path(__file__).parents[2]
LISTINGS = ("candidates.jsonl", "problems.jsonl")
GO_ON = "what was done is kept: the same command goes on from there"

CLOCK = """
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long calls;

int clock_gettime(clockid_t clock, struct timespec *now) {
    int result = syscall(SYS_clock_gettime, clock, now);
    if (clock == CLOCK_REALTIME) now->tv_sec -= 3600 * __sync_add_and_fetch(&calls, 1);
    return result;
}
time_t time(time_t *place) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (place) *place = now.tv_sec;
    return now.tv_sec;
}
int gettimeofday(struct timeval *place, void *zone) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    place->tv_sec = now.tv_sec;
    place->tv_usec = now.tv_nsec / 1000;
    return 0;
}
"""
"""A library that goes before the system's: whoever asks for the time is told an hour less at each call."""


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("papers")
    for number in range(6):
        words = f"A {30 + number}-year-old man with dermatomyositis was given tofacitinib 5 mg twice daily."
        (folder / f"{number}.pdf").write_bytes(one_page(["A man with dermatomyositis", "Case report.", words]))
    return folder


def program(*arguments: str | Path, package: Path = ROOT, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "extractor", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(package), **environment},
        capture_output=True,
        text=True,
        check=False,
        cwd=package,
    )


def on_a_disk(size: str, folder: Path, script: str) -> "subprocess.CompletedProcess[str]":
    """Run a shell script where ``folder`` is a file system of its own, which ends with the script."""
    name = shutil.which("unshare")
    mount = f"mount -t tmpfs -o size={size} none {folder}"
    if name is None or subprocess.run([name, "-rm", "sh", "-c", mount], capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody mount a file system of their own")
    return subprocess.run(
        [name, "-rm", "sh", "-c", f"{mount} && {script}"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def errors(talk: str) -> list[str]:
    """Return what was said but for how far the run is."""
    return [line for line in talk.splitlines() if "/" not in line.split()[0]]


def extracting(papers: Path, review: Path) -> str:
    return f"{sys.executable} -m extractor extract {papers} --out {review} --jobs 1"


@pytest.fixture(scope="module")
def peace(papers: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the review folder of a run without faults."""
    review = tmp_path_factory.mktemp("peace") / "review"
    assert program("extract", papers, "--out", review, "--jobs", "1").returncode == 0
    return review


def is_same(review: Path, other: Path) -> bool:
    return all((review / name).read_bytes() == (other / name).read_bytes() for name in LISTINGS)


def test_a_disk_that_is_full_from_the_start_is_one_line_and_the_status_four(papers: Path, tmp_path: Path) -> None:
    told = on_a_disk("32k", tmp_path, extracting(papers, tmp_path / "review"))
    assert errors(told.stderr) == [f"extractor: error: {tmp_path / 'review'}: no space left on the disk; {GO_ON}"]
    assert told.returncode == 4


def test_a_disk_that_fills_up_is_one_line_and_the_same_command_goes_on(
    papers: Path, peace: Path, tmp_path: Path
) -> None:
    disk, kept = tmp_path / "disk", tmp_path / "kept"
    disk.mkdir()
    kept.mkdir()
    command = extracting(papers, disk / "review")
    script = f"{command}; echo $?; mount -o remount,size=50m {disk} && {command} && cp {disk}/review/*.jsonl {kept}"
    told = on_a_disk("300k", disk, script)
    line, end = errors(told.stderr)
    assert line == f"extractor: error: {disk / 'review'}: no space left on the disk; {GO_ON}"
    assert end.startswith("6 read, 0 partial, 0 failed") or end.endswith("of them unchanged, skipped)")
    assert (told.stdout, told.returncode) == ("4\n", 0)
    assert is_same(kept, peace)


def test_a_read_only_disk_is_one_line_and_the_status_four(papers: Path, tmp_path: Path) -> None:
    told = on_a_disk("50m", tmp_path, f"mount -o remount,ro {tmp_path} && {extracting(papers, tmp_path / 'review')}")
    line = f"extractor: error: {tmp_path / 'review'}: cannot make the review folder: Read-only file system"
    assert errors(told.stderr) == [line]
    assert told.returncode == 4


def test_a_review_that_has_become_read_only_is_one_line_and_the_status_four(papers: Path, tmp_path: Path) -> None:
    command = extracting(papers, tmp_path / "review")
    script = f"{command} 2>/dev/null && mount -o remount,ro {tmp_path} && {command}"
    told = on_a_disk("50m", tmp_path, script)
    line = f"extractor: error: {tmp_path / 'review'}: this review cannot be opened for writing; check its permissions"
    assert errors(told.stderr) == [line]
    assert told.returncode == 4


def test_a_store_that_another_process_writes_to_is_one_line_and_the_status_four(papers: Path, tmp_path: Path) -> None:
    review = tmp_path / "review"
    program("extract", papers / "0.pdf", "--out", review, "--jobs", "1")
    other = sqlite3.connect(review / "review.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        told = program("extract", papers, "--out", review)
    finally:
        other.close()
    line = f"extractor: error: {review}: another process is writing to this review; try again when it is done"
    assert errors(told.stderr) == [line]
    assert told.returncode == 4


def flip_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("file", "harm"),
    [
        ("statements/weights.npz", flip_a_byte),
        ("confidence/manifest.json", flip_a_byte),
        ("statements/weights.npz", Path.unlink),
    ],
    ids=["a byte flipped", "a byte flipped in the other", "weights gone"],
)
def test_a_broken_model_is_one_line_and_the_status_five(
    file: str, harm: Callable[[Path], None], papers: Path, tmp_path: Path
) -> None:
    for name in ("extractor", "models"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    harm(tmp_path / "models" / file)
    told = program("extract", papers, "--out", tmp_path / "review", package=tmp_path, PYTHONDONTWRITEBYTECODE="1")
    [line] = errors(told.stderr)
    assert line.startswith(f"extractor: error: {tmp_path / 'models' / Path(file).parent}")
    assert told.returncode == 5


def test_a_clock_that_runs_backwards_changes_nothing(papers: Path, peace: Path, tmp_path: Path) -> None:
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("needs a C compiler and a loader that takes a library before others")
    (tmp_path / "clock.c").write_text(CLOCK, encoding="ascii")
    library = tmp_path / "clock.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, tmp_path / "clock.c"], check=True)
    ask = "import time; print(time.time() - time.time() > 3000)"
    words = [sys.executable, "-c", ask]
    assert subprocess.run(words, env={"LD_PRELOAD": str(library)}, capture_output=True, check=True).stdout == b"True\n"
    odd = program("extract", papers, "--out", tmp_path / "odd", "--jobs", "2", LD_PRELOAD=str(library))
    assert (odd.returncode, odd.stderr.splitlines()[-1]) == (0, "6 read, 0 partial, 0 failed")
    assert is_same(tmp_path / "odd", peace)
