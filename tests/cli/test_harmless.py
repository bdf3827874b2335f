"""What a PDF says is shown on a terminal without acting on it, by every command that prints words of PDFs."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from extractor.cli.app import run
from tests.cli.test_app import ENVIRONMENT, GOLD, PROGRAM
from tests.make_hostile import spelled

if sys.platform == "win32":
    pytest.skip("needs a terminal of POSIX", allow_module_level=True)

TEXT = (
    b"BT /F1 16 Tf 14 TL 72 700 Td (A mqwn wrzith vexing dermatomyositis) Tj /F1 10 Tf T* T* (Case report) Tj T* "
    b"(A 47-year-old mqwn wrzith dermatomyositis was given tofacitinib 5 mg twice daily jk after vx months.) Tj ET"
)
LETTERS = {
    "q": 0x1B, "z": 0x9B, "j": 0x07, "k": 0x0D, "v": 0x202E, "x": 0x2066,
}  # fmt: skip
"""Escape, the one-byte beginning of an escape sequence, bell, return, and marks that turn the direction of writing."""
HARMLESS = {"\n", "\r\n"}


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "papers").mkdir()
    (folder / "papers" / "a\x1b[2Jb\u202e\n.pdf").write_bytes(spelled(TEXT, LETTERS))
    assert run(["extract", str(folder / "papers"), "--out", str(folder / "review"), "--jobs", "0"]) == 0
    assert run(["confirm", str(folder / "review"), "--from", str(GOLD), "--reviewer", "\x1b[2Jann\u202e"]) == 0
    return folder / "review"


def shown(*arguments: str) -> str:
    """Run the program on a terminal and return all that came out there."""
    ours, theirs = pty.openpty()
    with subprocess.Popen([*PROGRAM, *arguments], stdout=theirs, stderr=theirs, env=ENVIRONMENT) as program:
        os.close(theirs)
        told = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # nobody has the terminal open any more
                break
            if not part:
                break
            told += part
    os.close(ours)
    assert program.returncode in (0, 1)
    return told.decode()


def acting(text: str) -> list[str]:
    """Return the characters that act on a terminal, but for the ends of lines."""
    return [letter for letter in text.replace("\r\n", "") if not letter.isprintable()]


def paper_of(review: Path) -> str:
    [paper] = (review.parent / "papers").iterdir()
    return str(paper)


@pytest.mark.parametrize("view", ["", "--text", "--sections", "--tables", "--json", "--all"])
def test_what_is_read_is_shown_harmless(view: str, review: Path) -> None:
    told = shown("read", paper_of(review), *filter(None, [view]))
    assert acting(told) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("export", "{}", "--format", "csv", "--candidates"),
        ("export", "{}", "--format", "jsonl", "--candidates"),
        ("evaluate", "{}", "--gold", str(GOLD), "--errors"),
        ("history", "{}", "a01-whitlock-2018"),
        ("history", "{}", "a01-whitlock-2018", "--json"),
    ],
    ids=lambda words: " ".join(words[::2]),
)
def test_what_is_told_of_a_review_is_harmless(arguments: tuple[str, ...], review: Path) -> None:
    told = shown(*(word.replace("{}", str(review)) for word in arguments))
    assert told
    assert acting(told) == []


def test_reading_puts_control_characters_aside_and_keeps_the_text(review: Path) -> None:
    listing = (review / "candidates.jsonl").read_text(encoding="utf-8")
    assert "tofacitinib" in listing
    assert not {chr(code) for code in (*range(0x0A), *range(0x0B, 0x20), *range(0x7F, 0xA0))} & set(listing)


def test_extraction_tells_of_files_harmlessly(review: Path, tmp_path: Path) -> None:
    (tmp_path / "\x1b]0;owned\x07\u202e.pdf").write_bytes(b"no PDF")
    told = shown("extract", str(tmp_path), paper_of(review), "--out", str(tmp_path / "review"), "--jobs", "0")
    drawn_by_the_program = told.replace("\r\x1b[K", "")
    assert acting(drawn_by_the_program) == []
    assert "\\x1b]0;owned\\x07\\u202e.pdf: not a PDF" in drawn_by_the_program


def test_what_goes_to_a_file_is_left_as_it_is(review: Path) -> None:
    words = [*PROGRAM, "export", str(review), "--format", "jsonl", "--candidates"]
    told = subprocess.run(words, env=ENVIRONMENT, capture_output=True, check=True).stdout.decode()
    assert "\u202ee\u2066ing" in told
