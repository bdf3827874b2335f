from pathlib import Path

import pytest

from extractor.cli.app import run
from extractor.core.errors import ExitCode
from tests.review.screened import make_screened

RIS = "TY  - JOUR\nTI  - {title}\nPY  - 2000\nN1  - {note}\nER  - \n"
HERON = "Itch and balm in the first heron"


@pytest.fixture
def review(tmp_path: Path) -> Path:
    make_screened(tmp_path / "review").close()
    return tmp_path / "review"


def take_in(review: Path, text: str, *more: str) -> int:
    path = review.parent / "decided.ris"
    path.write_text(text, encoding="utf-8")
    return run(["references", "screen", str(review), "--from", str(path), "--reviewer", "ann", *more])


def test_decisions_are_taken_in_exported_and_counted(review: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = RIS.format(title=HERON, note="ASReview_relevant")
    assert take_in(review, text) == ExitCode.DONE
    assert capsys.readouterr().out == "decided.ris: 1 decisions new, 0 known, 0 records left open\n"
    run(["references", "export", str(review), "--format", "ris"])
    assert "N1  - screening: included by ann\n" in capsys.readouterr().out
    run(["references", "counts", str(review)])
    assert "1 screened, 0 excluded, 1 sought" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "more", "status", "told"),
    [
        ("Dear all", (), ExitCode.INPUT, "no export of a format that is known"),
        (RIS.format(title=HERON, note="none"), (), ExitCode.INPUT, "tells no decision on its records"),
        (RIS.format(title="Nobody knows this", note="ASReview_relevant"), (), ExitCode.PARTIAL, "line 1: no reference"),
    ],
)
def test_what_cannot_be_taken_in_has_one_line(
    review: Path, text: str, more: tuple[str, ...], status: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert take_in(review, text, *more) == status
    [line] = capsys.readouterr().err.splitlines()
    assert told in line


def test_a_list_is_taken_in_as_what_it_is_said_to_list(review: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert take_in(review, RIS.format(title=HERON, note="none"), "--as", "excluded") == ExitCode.DONE
    assert "1 decisions new" in capsys.readouterr().out


def test_screening_without_a_terminal_says_what_to_do(review: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["references", "screen", str(review), "--reviewer", "ann"]) == ExitCode.USAGE
    assert "screening needs a terminal; take decisions in from a file with --from" in capsys.readouterr().err


def test_matching_a_review_without_pdfs_lists_what_lacks(review: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["references", "match", str(review)]) == ExitCode.DONE
    told = capsys.readouterr()
    assert len(told.out.splitlines()) == 10
    assert told.err == "0 matched, 0 to look at, 10 without PDF, 0 PDFs without reference, 0 cited reports\n"


def test_a_pdf_that_is_none_cannot_be_assigned(review: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["references", "assign", str(review), "x.pdf", "--reviewer", "ann"]) == ExitCode.USAGE
    assert "no PDF of this review: x.pdf" in capsys.readouterr().err
