import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from extractor.cli.app import app, run

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"
GOLD = ROOT / "annotations" / "gold.jsonl"
PROGRAM = [sys.executable, "-m", "extractor"]
INTERRUPTIBLE = [
    sys.executable,
    "-c",
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from extractor.cli.app import main; main()",
]
"""The program with interruptions heard, which a shell makes its background jobs ignore."""
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def test_the_version_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capfd.readouterr().out.startswith("extractor 0.")


def test_no_command_shows_the_help(capfd: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 0
    assert "Commands:" in capfd.readouterr().out


@pytest.mark.parametrize("group", ["protocol", "references", "train"])
def test_a_group_without_a_command_shows_its_help(group: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["-v", group]) == 0
    told = capfd.readouterr()
    assert f"{group} [OPTIONS] COMMAND" in told.out
    assert told.err == ""


@pytest.mark.parametrize("words", [["confirm", ".", "--from", "a.jsonl"], ["references", "decide", ".", "a:b", "same"]])
def test_a_reviewer_without_a_name_is_a_wrong_use(words: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert run([*words, "--reviewer", " "]) == 2
    assert "a name has letters" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("flags", "has_traceback"), [([], False), (["-v"], False), (["-vv"], True), (["-v", "-v"], True)]
)
def test_a_bug_is_one_line_unless_tracebacks_are_asked_for(
    flags: list[str], has_traceback: bool, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise KeyError("boo\x1b[2J")

    monkeypatch.setattr("extractor.workflows.doctor.examine", lambda: fail(None))
    assert run(["doctor", *flags]) == 70
    told = capfd.readouterr().err
    assert ("Traceback" in told) == has_traceback
    assert told.splitlines()[-1] == (
        "extractor: error: a bug of ours: KeyError: 'boo\\x1b[2J'; please report it with what -vv prints"
    )


def test_the_doctor_finds_what_extraction_needs(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor"]) == 0
    told = capfd.readouterr().out.splitlines()
    assert "model statements: digests agree (ok)" in told
    assert not [line for line in told if "(missing)" in line]


def test_every_command_is_registered_with_a_help() -> None:
    assert all(command.callback is not None and command.callback.__doc__ for command in app.registered_commands)


def test_a_reader_that_goes_is_no_error(tmp_path: Path) -> None:
    review = tmp_path / "review"
    from extractor.store.database import open_store

    open_store(review, create=True).close()
    assert run(["confirm", str(review), "--from", str(GOLD), "--reviewer", "first"]) == 0
    with subprocess.Popen(
        [*PROGRAM, "export", str(review), "--format", "jsonl"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.readline()
        program.stdout.close()
        assert program.stderr.read() == b""
    assert program.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_results_that_find_no_room_are_no_bug() -> None:
    with Path("/dev/full").open("w") as full:
        program = subprocess.run(
            [*PROGRAM, "protocol", "show"], stdout=full, stderr=subprocess.PIPE, env=ENVIRONMENT, text=True, check=False
        )
    assert program.stderr == "extractor: error: No space left on device\n"
    assert program.returncode == 5


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interruption_says_how_to_go_on(jobs: str, tmp_path: Path) -> None:
    program = subprocess.Popen(
        [*INTERRUPTIBLE, "extract", str(CORPUS), "--out", str(tmp_path / "review"), "--jobs", jobs],
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
        text=True,
    )
    deadline = time.monotonic() + 30
    while not (tmp_path / "review" / "review.db").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.5)
    program.send_signal(signal.SIGINT)
    _, told = program.communicate(timeout=30)
    assert program.returncode == 130
    assert told.splitlines()[-1] == "interrupted; what was read is kept: the same command goes on from there"
    assert "Traceback" not in told
