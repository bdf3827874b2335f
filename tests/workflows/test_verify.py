"""A report that follows from its review is the same; whatever was changed since is told in a line with what to do."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extractor.cli.app import run
from extractor.core.candidate import Slot
from extractor.core.errors import UsageError
from extractor.protocol.load import load_protocol
from extractor.store import read
from extractor.store.database import open_store
from extractor.store.decide import decide
from extractor.workflows.confirm import confirm
from extractor.workflows.extract import extract
from extractor.workflows.report import RECORD
from extractor.workflows.verify import read_record, verify
from tests.make_pdf import one_page
from tests.store.sample import decision

LINES = (
    "Tofacitinib in a man with dermatomyositis",
    "Case report. A 47-year-old man with dermatomyositis had a rash. He was given tofacitinib 5 mg twice",
    "daily. After six months his rash had cleared.",
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one PDF, and its review, confirmed as suggested, with a report."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "papers").mkdir()
    (folder / "papers" / "ames.pdf").write_bytes(one_page(LINES))
    extract(folder / "papers", folder / "review", load_protocol())
    with open_store(folder / "review") as store:
        confirm(store, [item.annotation() for item in read.extractions(store).values()], "ann")
    assert run(["report", str(folder / "review"), "--format", "csv"]) == 0
    return folder


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    shutil.copytree(made, tmp_path / "home")
    return tmp_path / "home"


Told = Callable[..., list[str]]


@pytest.fixture
def told(home: Path) -> Told:
    """What verifying the copy tells, line by line; a function may change the record first."""

    def run_it(change: Callable[[dict[str, Any]], object] = lambda _: None, pdf_dir: Path | None = None) -> list[str]:
        recorded = dict(read_record(home / "review" / "report"))
        change(recorded)
        with open_store(home / "review") as store:
            return [item.line for item in verify(store, load_protocol(), recorded, pdf_dir=pdf_dir).differences]

    return run_it


def test_a_report_of_an_unchanged_review_is_the_same_with_and_without_pdfs(home: Path, told: Told) -> None:
    assert told() == []
    assert told(pdf_dir=home / "papers") == []


def test_a_count_that_was_changed_is_told_with_both_numbers(told: Told) -> None:
    assert told(lambda recorded: recorded.update(unique_patients=7)) == [
        "unique_patients: 7 in the report, 1 now; make the report anew"
    ]


def test_a_decision_since_is_told_and_so_is_what_it_changes(home: Path, told: Told) -> None:
    with open_store(home / "review") as store:
        [publication] = read.publications(store)
        case = next(item.subject for item in read.history(store) if item.slot == Slot("age_years"))
        decide(store, decision(publication.uid, case, Slot("age_years"), 48, action="correct"))
    first, *others = told()
    assert first.startswith("decisions: others than the report was made of; make the report anew, or see who decided")
    assert (
        "patients: ames/p1: values: ames p1 age_years: value: 47 in the report, 48 now; make the report anew" in others
    )


def test_a_pdf_that_was_changed_or_is_gone_is_told(home: Path, told: Told) -> None:
    paper = home / "papers" / "ames.pdf"
    paper.write_bytes(one_page([*LINES, "He was well."]))
    assert told(pdf_dir=home / "papers") == [
        "ames: ames.pdf has other bytes than were read; put the file back that was read"
    ]
    paper.rename(home / "papers" / "other.pdf")
    assert told(pdf_dir=home / "papers") == [
        "ames: its PDF is not below the folder named; put it there, or name its folder"
    ]


def test_a_renamed_pdf_is_the_same(home: Path, told: Told) -> None:
    (home / "papers" / "ames.pdf").rename(home / "papers" / "bell.pdf")
    assert told(pdf_dir=home / "papers") == []


def test_other_versions_protocols_and_models_are_told(told: Told) -> None:
    def change(recorded: dict[str, Any]) -> None:
        stamp = ["a" * 64, "b" * 64, "c" * 64]
        recorded["provenance"] |= {"version": "0.0.1", "protocol_digest": "d" * 64, "stamps": [stamp]}

    assert [line.partition(":")[0] for line in told(change)] == ["program", "protocol", "code", "protocol", "models"]


def test_a_publication_that_came_since_is_told(told: Told) -> None:
    def change(recorded: dict[str, Any]) -> None:
        recorded["provenance"]["pdfs"] = [["gone", "e" * 64]]

    assert told(change) == [
        "ames: came into the review after the report was made; make the report anew",
        "gone: is no longer in the review; extract its PDF again",
    ]


def test_a_suggestion_that_reading_anew_does_not_give_is_told(home: Path, told: Told) -> None:
    from dataclasses import replace

    from extractor.core.outcome import Extracted
    from extractor.store import save

    with open_store(home / "review") as store:
        [(uid, extraction)] = read.extractions(store).items()
        fewer = replace(extraction, candidates=tuple(c for c in extraction.candidates if c.slot.field != "design"))
        save.save(store, uid, read.attempts(store)[uid].stamp, Extracted(fewer))
    assert told() == []
    assert told(pdf_dir=home / "papers") == [
        "ames: read anew it suggests design case_report and not nothing; extract it again and look at what is new"
    ]


def test_verifying_changes_nothing_in_the_review(home: Path, told: Told) -> None:
    before = {path: path.read_bytes() for path in (home / "review").rglob("*") if path.is_file()}
    told(pdf_dir=home / "papers")
    after = {path: path.read_bytes() for path in (home / "review").rglob("*") if path.is_file()}
    assert {path.name for path in before if before[path] != after.get(path)} == set()
    assert after.keys() == before.keys()


def test_a_machine_only_report_is_made_of_suggestions_again(home: Path) -> None:
    review = home / "review"
    assert run(["report", str(review), "--candidates", "--format", "csv", "--out", str(home / "machine")]) == 0
    assert run(["verify", str(review), "--report", str(home / "machine")]) == 0


def test_the_command_tells_one_line_a_difference_and_ends_with_1(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    review, papers = str(home / "review"), str(home / "papers")
    assert run(["verify", review, "--pdf-dir", papers, "--jobs", "0"]) == 0
    out, err = capfd.readouterr()
    assert out == ""
    assert err.endswith("1 of 1 PDFs read anew\nall counts are the same\n")
    path = home / "review" / "report" / RECORD
    path.write_text(json.dumps({**json.loads(path.read_text()), "included": 9}))
    assert run(["verify", review]) == 1
    out, err = capfd.readouterr()
    assert out == "included: 9 in the report, 1 now; make the report anew\n"
    assert "no PDF was read" in err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "there is no report here"),
        *(
            (content, "not the record of a report")
            for content in (
                "{}",
                "[",
                "[" * 100_000,
                '{"provenance": null}',
                '{"provenance": {"version": "1", "stamps": [[1]], "pdfs": {}, "settings": 3}}',
            )
        ),
    ],
    ids=["missing", "empty", "cut", "deep", "null", "wrong"],
)
def test_without_the_record_of_a_report_there_is_one_line(tmp_path: Path, content: str | None, words: str) -> None:
    if content is not None:
        (tmp_path / RECORD).write_text(content)
    with pytest.raises(UsageError, match=words):
        read_record(tmp_path)


@pytest.mark.parametrize("arguments", [["--pdf-dir", "nowhere"], ["--protocol", "nothing"], ["--report", "nowhere"]])
def test_wrong_words_are_wrong_usage(home: Path, arguments: list[str]) -> None:
    assert run(["verify", str(home / "review"), *arguments]) == 2


def test_a_folder_without_a_review_is_no_review(home: Path, tmp_path: Path) -> None:
    assert run(["verify", str(tmp_path / "none"), "--report", str(home / "review" / "report")]) == 4
