import json
import os
import shutil
from pathlib import Path

import pytest

from extractor.core.document import Document, Page, Words
from extractor.core.errors import StoreError, UsageError
from extractor.core.outcome import Problem
from extractor.protocol.load import load_protocol
from extractor.store import read
from extractor.store.database import open_store
from extractor.workflows.extract import extract, page_problems, processes
from extractor.workflows.models import find_models
from extractor.workflows.sources import find_pdfs
from tests.make_pdf import one_page

LINES = ("A man with dermatomyositis", "Case report. A 47-year-old man was given tofacitinib 5 mg twice daily.")


def make(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(one_page([*LINES, f"He was called {name}."]))


def names(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in find_pdfs(folder)]


def test_pdfs_are_found_below_the_folder_whatever_the_case_of_their_suffix(tmp_path: Path) -> None:
    make(tmp_path, "b.PDF", "a/x.pdf", "a.pdf", "B.pdf")
    (tmp_path / "folder.pdf").mkdir()
    (tmp_path / "notes.txt").touch()
    assert names(tmp_path) == ["B.pdf", "a.pdf", "a/x.pdf", "b.PDF"]


def test_a_link_back_to_the_folder_is_no_endless_way(tmp_path: Path) -> None:
    make(tmp_path, "sub/a.pdf")
    try:
        (tmp_path / "sub" / "loop").symlink_to(tmp_path, target_is_directory=True)
    except OSError:
        pytest.skip("this system makes no symbolic links")
    assert names(tmp_path) == ["sub/a.pdf"]


def test_links_that_lead_nowhere_or_round_are_found_to_be_told_of(tmp_path: Path) -> None:
    make(tmp_path, "a.pdf")
    try:
        for name, target in (("gone.pdf", "nowhere"), ("x.pdf", "y.pdf"), ("y.pdf", "x.pdf"), ("round", "round")):
            (tmp_path / name).symlink_to(target)
    except OSError:
        pytest.skip("this system makes no symbolic links")
    assert names(tmp_path) == ["a.pdf", "gone.pdf", "x.pdf", "y.pdf"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="this user may list every folder")
def test_a_folder_that_cannot_be_listed_is_a_failure_of_its_own(tmp_path: Path) -> None:
    make(tmp_path / "in", "a.pdf", "closed/b.pdf")
    (tmp_path / "in" / "closed").chmod(0)
    try:
        summary = extract(tmp_path / "in", tmp_path / "out", load_protocol())
    finally:
        (tmp_path / "in" / "closed").chmod(0o755)
    assert [(report.file, report.status) for report in summary.reports] == [("a.pdf", "read"), ("closed", "failed")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name")
def test_a_pipe_is_named_and_never_waited_for(tmp_path: Path) -> None:
    make(tmp_path / "in", "a.pdf")
    os.mkfifo(tmp_path / "in" / "pipe.pdf")
    summary = extract(tmp_path / "in", tmp_path / "out", load_protocol(), jobs=0)
    assert [(report.file, report.status) for report in summary.reports] == [("a.pdf", "read"), ("pipe.pdf", "failed")]


def test_a_folder_that_is_none_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such folder"):
        find_pdfs(tmp_path / "nowhere")


def test_pages_without_trustworthy_text_are_problems() -> None:
    pages = (Page(1, 1, 1, "good"), Page(2, 1, 1, "none"), Page(3, 1, 1, "fair"), Page(4, 1, 1, "poor"))
    assert page_problems(Document("a", "", pages, Words(), (), ())) == (
        Problem("documents", "unreadable_page", "no text on this page", 2),
        Problem("documents", "poor_page", "the text of this page is doubtful", 4),
    )


def test_another_model_is_another_digest() -> None:
    assert find_models().digest(None) == find_models().digest(None)
    assert find_models().digest(None) != find_models().digest("en_core_sci_sm")


def test_equal_bytes_are_read_once_and_told_of(tmp_path: Path) -> None:
    make(tmp_path / "in", "a.pdf")
    shutil.copy(tmp_path / "in" / "a.pdf", tmp_path / "in" / "z.pdf")
    summary = extract(tmp_path / "in", tmp_path / "out", load_protocol())
    assert [(report.file, report.status) for report in summary.reports] == [("a.pdf", "read")]
    assert [(file, notice.kind) for file, notice in summary.notices] == [("z.pdf", "duplicate")]
    [problem] = (tmp_path / "out" / "problems.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(problem)["message"] == "the same bytes as a.pdf; read once"


def test_an_unchanged_failure_is_told_again_but_not_read_again(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "text.pdf").write_text("no PDF", encoding="utf-8")
    first = extract(tmp_path / "in", tmp_path / "out", load_protocol())
    second = extract(tmp_path / "in", tmp_path / "out", load_protocol())
    assert [report.unchanged for report in (*first.reports, *second.reports)] == [False, True]
    assert first.reports[0].problems == second.reports[0].problems
    assert second.count("failed") == 1


def test_files_of_one_name_get_different_ids_that_stay(tmp_path: Path) -> None:
    make(tmp_path / "in", "b/smith.pdf")
    extract(tmp_path / "in", tmp_path / "out", load_protocol())
    make(tmp_path / "in", "a/smith.pdf")
    summary = extract(tmp_path / "in", tmp_path / "out", load_protocol())
    assert [(report.file, report.publication_id, report.unchanged) for report in summary.reports] == [
        ("a/smith.pdf", "smith-2", False),
        ("b/smith.pdf", "smith", True),
    ]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="this user may read every file")
def test_a_file_that_may_not_be_read_is_a_failure_of_its_own(tmp_path: Path) -> None:
    make(tmp_path / "in", "a.pdf", "b.pdf")
    (tmp_path / "in" / "b.pdf").chmod(0)
    summary = extract(tmp_path / "in", tmp_path / "out", load_protocol())
    assert [report.status for report in summary.reports] == ["read", "failed"]


def test_a_link_that_leads_somewhere_at_last_is_read(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    try:
        (tmp_path / "in" / "a.pdf").symlink_to(tmp_path / "there")
    except OSError:
        pytest.skip("this system makes no symbolic links")
    first = extract(tmp_path / "in", tmp_path / "out", load_protocol())
    (tmp_path / "there").write_bytes(one_page([*LINES]))
    second = extract(tmp_path / "in", tmp_path / "out", load_protocol())
    assert [report.status for report in (*first.reports, *second.reports)] == ["failed", "read"]
    assert not (tmp_path / "out" / "problems.jsonl").read_text(encoding="utf-8")


def test_progress_is_told_from_nothing_to_all(tmp_path: Path) -> None:
    make(tmp_path / "in", "a.pdf", "b.pdf")
    steps: list[tuple[int, int, str | None]] = []
    extract(
        tmp_path / "in",
        tmp_path / "out",
        load_protocol(),
        on_progress=lambda step: steps.append((step.done, step.total, step.file)),
    )
    assert steps == [(0, 2, None), (1, 2, "a.pdf"), (2, 2, "b.pdf")]
    with open_store(tmp_path / "out") as store:
        assert [item.status for item in read.attempts(store).values()] == ["read", "read"]


def test_what_a_killed_run_left_of_a_listing_is_swept_away(tmp_path: Path) -> None:
    make(tmp_path / "in", "a.pdf")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / ".candidates.jsonl.x7d2k1").write_text('{"id": ', encoding="utf-8")
    (tmp_path / "out" / "candidates.jsonl.mine").touch()
    extract(tmp_path / "in", tmp_path / "out", load_protocol())
    listed = sorted(path.name for path in (tmp_path / "out").glob("*candidates*"))
    assert listed == ["candidates.jsonl", "candidates.jsonl.mine"]


def test_a_listing_that_cannot_be_written_is_an_error_of_the_review_folder(tmp_path: Path) -> None:
    make(tmp_path / "in", "a.pdf")
    (tmp_path / "out" / "candidates.jsonl" / "in the way").mkdir(parents=True)
    with pytest.raises(StoreError, match=r"candidates\.jsonl: cannot be written"):
        extract(tmp_path / "in", tmp_path / "out", load_protocol())


def test_a_process_for_each_processor_is_started_where_it_has_enough_to_do() -> None:
    assert [processes(None, tasks) for tasks in (0, 1, 15)] == [1, 1, 1]
    assert 1 <= processes(None, 10_000) <= 8
    assert [processes(jobs, 3) for jobs in (0, 1, 5)] == [0, 1, 5]
