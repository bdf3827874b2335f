"""The main job from end to end, through the commands: PDFs, candidates, a score, confirmed records, and bad input."""

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from extractor.cli.app import run

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"
GOLD = ROOT / "annotations" / "gold.jsonl"

REPORT, SERIES, COHORT, EXCLUDED = "a01-whitlock-2018", "d05-osgathorpe-2022", "c07-luo-2022", "a09-prescott-2023"
WORDLESS = "b99-wordless"
READABLE = (REPORT, EXCLUDED, COHORT, SERIES)
"""Sorted as the listings sort them."""


@dataclass(frozen=True)
class Told:
    """What a command said and how it ended."""

    status: int
    out: str
    talk: str

    @property
    def objects(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.out.splitlines()]


def extractor(*arguments: str | Path) -> Told:
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as talk:
        status = run([str(argument) for argument in arguments])
    return Told(status, out.getvalue(), talk.getvalue())


def draw_blank(path: Path) -> None:
    """Draw a page without words or pictures, which has no text whether or not scans can be recognised."""
    blank = Canvas(str(path), invariant=True)
    blank.rect(72, 72, 200, 200)
    blank.save()


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("papers")
    for name in READABLE:
        shutil.copy(CORPUS / f"{name}.pdf", folder)
    _draw_wordless(folder / f"{WORDLESS}.pdf")
    return folder


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lines = GOLD.read_text(encoding="utf-8").splitlines(keepends=True)
    path = tmp_path_factory.mktemp("gold") / "gold.jsonl"
    path.write_text("".join(line for line in lines if json.loads(line)["id"] in READABLE), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def extracted(papers: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Told]:
    review = tmp_path_factory.mktemp("first") / "review"
    return review, extractor("extract", papers, "--out", review)


@pytest.fixture
def review(extracted: tuple[Path, Told], tmp_path: Path) -> Path:
    """A review folder of this test's own."""
    return Path(shutil.copytree(extracted[0], tmp_path / "review"))


def lines_of(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_pdf_without_words_among_readable_ones_makes_the_status_one(extracted: tuple[Path, Told]) -> None:
    assert extracted[1].status == 1
    assert extracted[1].talk.splitlines()[-1] == "4 read, 0 partial, 1 failed"


def test_accepting_pdfs_without_words_leaves_the_status_zero_and_skips_what_is_known(
    review: Path, papers: Path
) -> None:
    told = extractor("extract", papers, "--out", review, "--accept", "no_text_layer")
    assert told.status == 0
    assert told.talk.splitlines()[-1] == "4 read, 0 partial, 1 failed (5 of them unchanged, skipped)"


def test_what_is_readable_has_a_candidate_line_and_the_rest_a_problem(extracted: tuple[Path, Told]) -> None:
    review, _ = extracted
    assert [row["id"] for row in lines_of(review / "candidates.jsonl")] == list(READABLE)
    assert [(row["id"], row["kind"]) for row in lines_of(review / "problems.jsonl")] == [(WORDLESS, "no_text_layer")]


def test_every_value_has_a_quote_with_page_and_boxes(extracted: tuple[Path, Told]) -> None:
    for row in lines_of(extracted[0] / "candidates.jsonl"):
        for value in row["provenance"]:  # type: ignore[attr-defined]
            assert value["evidence"], (row["id"], value)
            for evidence in value["evidence"]:
                assert evidence["quote"].strip()
                assert evidence["page"] >= 1
                assert evidence["boxes"]


def test_a_publication_without_patients_of_its_own_is_not_included(extracted: tuple[Path, Told]) -> None:
    by_id = {row["id"]: row for row in lines_of(extracted[0] / "candidates.jsonl")}
    assert by_id[EXCLUDED]["cases"] == []
    assert by_id[EXCLUDED]["included"] is False
    assert by_id[REPORT]["included"] is True


def test_another_run_in_two_processes_with_another_hash_seed_gives_the_same_bytes(
    extracted: tuple[Path, Told], papers: Path, tmp_path: Path
) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "extractor", "extract", str(papers), "--out", str(tmp_path / "again"), "--jobs", "2"],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "7"},
        capture_output=True,
        check=False,
    )
    assert told.returncode == 1, told.stderr
    for name in ("candidates.jsonl", "problems.jsonl"):
        assert (tmp_path / "again" / name).read_bytes() == (extracted[0] / name).read_bytes()


def test_the_listings_hold_no_place_on_this_machine(extracted: tuple[Path, Told], papers: Path) -> None:
    for name in ("candidates.jsonl", "problems.jsonl"):
        assert str(papers) not in (extracted[0] / name).read_text(encoding="utf-8")


def test_the_score_counts_the_publications_and_finds_most_cases(review: Path, gold: Path) -> None:
    report = json.loads(extractor("evaluate", review, "--gold", gold, "--json").out)
    assert report["publications"] == len(READABLE)
    assert report["missing"] == []
    assert report["rows"]["case"]["f1"] > 0.5
    assert report["macro_f1"] > report["constant"]["macro_f1"] * 0.5


def test_gold_confirmed_and_exported_is_gold(review: Path, gold: Path) -> None:
    assert extractor("confirm", review, "--from", gold, "--reviewer", "first").status == 0
    exported = extractor("export", review, "--format", "jsonl")
    assert exported.status == 0
    assert exported.objects == lines_of(gold)


def test_the_whole_gold_confirmed_gives_a_report_with_the_published_totals(review: Path) -> None:
    assert extractor("confirm", review, "--from", GOLD, "--reviewer", "first").status == 0
    told = extractor("report", review, "--json")
    assert told.status == 0
    [report] = told.objects
    assert (report["included"], report["unique_patients"], report["by_disease"]) == (48, 145, {"DM": 84, "JDM": 61})
    counts = {(row["disease"], row["domain"]): (row["improved"], row["n"]) for row in report["improved"]}  # type: ignore[attr-defined]
    assert {key: counts[key] for key in counts if key[1] not in ("joint", "calcinosis")} == {
        ("DM", "skin"): (61, 61),
        ("DM", "muscle"): (16, 16),
        ("DM", "ild"): (31, 33),
        ("DM", "interferon"): (17, 17),
        ("JDM", "skin"): (57, 60),
        ("JDM", "muscle"): (30, 36),
        ("JDM", "ild"): (4, 4),
        ("JDM", "interferon"): (16, 16),
    }


def test_confirming_the_same_file_again_adds_nothing(review: Path, gold: Path) -> None:
    extractor("confirm", review, "--from", gold, "--reviewer", "first")
    again = extractor("confirm", review, "--from", gold, "--reviewer", "first")
    assert again.talk == "4 publications: nothing new\n"


def test_what_is_confirmed_survives_another_extraction(review: Path, gold: Path, papers: Path, tmp_path: Path) -> None:
    extractor("confirm", review, "--from", gold, "--reviewer", "first")
    before = extractor("export", review, "--format", "jsonl").out
    other = tmp_path / "other"
    shutil.copytree(ROOT / "extractor" / "protocol" / "jak_dm", other)
    manifest = other / "protocol.toml"
    manifest.write_text(manifest.read_text(encoding="utf-8") + "\n# another digest\n", encoding="utf-8")
    assert extractor("extract", papers, "--out", review, "--protocol", other).status == 1
    assert extractor("export", review, "--format", "jsonl").out == before


def test_nothing_is_exported_before_somebody_has_confirmed(review: Path) -> None:
    told = extractor("export", review, "--format", "jsonl")
    assert (told.status, told.out) == (0, "")
    assert told.talk.endswith("nothing is confirmed yet; --candidates exports suggestions\n")


def test_another_folder_adds_to_the_review(review: Path, tmp_path: Path) -> None:
    more = tmp_path / "more"
    more.mkdir()
    shutil.copy(CORPUS / "b01-maubrac-2021.pdf", more)
    assert extractor("extract", more, "--out", review).status == 0
    assert [row["id"] for row in lines_of(review / "candidates.jsonl")] == sorted([*READABLE, "b01-maubrac-2021"])


BAD = {
    "blank.pdf": ("no_text_layer", "no text layer: no page has words"),
    "empty.pdf": ("not_a_pdf", "the file is empty"),
    "encrypted.pdf": ("encrypted", "the PDF needs a password"),
    "text.pdf": ("not_a_pdf", "not a PDF"),
    "truncated.pdf": ("unreadable", "the PDF is damaged or cut short"),
}


def _draw_wordless(path: Path) -> None:
    blank = Canvas(str(path))
    blank.rect(72, 72, 200, 200)
    blank.save()


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / "text.pdf").write_text("These are words.\n", encoding="utf-8")
    (folder / "empty.pdf").touch()
    (folder / "truncated.pdf").write_bytes((CORPUS / f"{REPORT}.pdf").read_bytes()[:20_000])
    secret = Canvas(str(folder / "encrypted.pdf"), encrypt="secret")
    secret.drawString(72, 720, "A 40-year-old woman was given tofacitinib.")
    secret.save()
    _draw_wordless(folder / "blank.pdf")
    return folder


def test_where_nothing_can_be_read_each_file_has_one_line_and_the_status_is_three(bad: Path, tmp_path: Path) -> None:
    told = extractor("extract", bad, "--out", tmp_path / "review")
    assert told.status == 3
    lines = [line for line in told.talk.splitlines() if line.startswith("extractor: error: ")]
    assert lines == [f"extractor: error: {name}: {message}" for name, (_, message) in BAD.items()]
    assert told.talk.splitlines()[-1] == "0 read, 0 partial, 5 failed"
    problems = lines_of(tmp_path / "review" / "problems.jsonl")
    assert [(row["file"], row["kind"], row["message"]) for row in problems] == [(k, *v) for k, v in BAD.items()]
    assert (tmp_path / "review" / "candidates.jsonl").read_bytes() == b""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such file names")
def test_a_good_pdf_among_bad_ones_is_read_whatever_its_name(bad: Path, tmp_path: Path) -> None:
    shutil.copy(CORPUS / f"{REPORT}.pdf", bad / "new\nline \x1b[31m.pdf")
    told = extractor("extract", bad, "--out", tmp_path / "review")
    assert told.status == 1
    assert told.talk.splitlines()[-1] == "1 read, 0 partial, 5 failed"
    assert "\x1b" not in told.talk
    listed = lines_of(tmp_path / "review" / "candidates.jsonl")
    assert [row["id"] for row in listed] == ["new\\nline \\x1b[31m"]
    assert all(ord(letter) >= 32 for letter in str(listed[0]["id"]))


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["extract", "{}", "--out", "{}/review"], "no PDF in this folder"),
        (["extract", "{}/nowhere", "--out", "{}/review"], "no such file or folder"),
        (["extract", str(CORPUS), "--out", "{}/review", "--protocol", "nosuch"], "there is no protocol 'nosuch'"),
        (["extract", "{}"], "Missing option '--out'"),
        (["extract", "{}", "--out", "{}/review", "--nosuch"], "No such option"),
        (["nosuch"], "No such command 'nosuch'"),
    ],
)
def test_wrong_usage_is_one_line_and_the_status_two(arguments: list[str], line: str, tmp_path: Path) -> None:
    told = extractor(*[argument.replace("{}", str(tmp_path)) for argument in arguments])
    assert told.status == 2
    assert told.out == ""
    assert len(told.talk.splitlines()) == 1
    assert told.talk.startswith("extractor: error: ")
    assert line in told.talk
    assert not (tmp_path / "review").exists()


@pytest.mark.parametrize(
    "arguments",
    [["evaluate", "--gold", str(GOLD)], ["export", "--format", "csv"], ["report"]],
    ids=lambda words: words[0],
)
def test_a_folder_without_a_review_is_one_line_and_the_status_four(arguments: list[str], tmp_path: Path) -> None:
    told = extractor(arguments[0], tmp_path / "nowhere", *arguments[1:])
    assert (told.status, told.out) == (4, "")
    assert told.talk == (
        f"extractor: error: {tmp_path / 'nowhere'}: no review here; make one with: "
        "extractor extract PDF_DIR --out REVIEW\n"
    )
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("command", [["evaluate", "--gold"], ["confirm", "--reviewer", "first", "--from"]])
def test_a_broken_gold_file_is_told_with_its_line(command: list[str], review: Path, gold: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text(gold.read_text(encoding="utf-8").splitlines()[0] + '\n{"id": 3}\n', encoding="utf-8")
    told = extractor(command[0], review, *command[1:], broken)
    assert told.status == 2
    assert told.talk.startswith(f"extractor: error: {broken}: line 2: ")
    assert len(told.talk.splitlines()) == 1
