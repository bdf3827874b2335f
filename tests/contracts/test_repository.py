"""What lies in the repository: the corpus with its digests, the gold, and nothing of one machine."""

import csv
import hashlib
import json
import re
import subprocess
from pathlib import Path

import pypdfium2
import pytest

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"
GOLD = ROOT / "annotations" / "gold.jsonl"

ABSOLUTE = re.compile(r"""(?<![\w.~:$}])/(?:work|tmp|root|home|Users|opt|mnt|private)/|\b[A-Z]:\\{1,2}\w""")
BINARY = {".pdf", ".npz", ".onnx"}


def manifest() -> list[dict[str, str]]:
    with (CORPUS / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def gold() -> dict[str, dict[str, object]]:
    return {row["id"]: row for row in map(json.loads, GOLD.read_text(encoding="utf-8").splitlines())}


def tracked() -> list[Path]:
    told = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if told.returncode:
        pytest.skip("needs git and a clone")
    return [ROOT / name for name in told.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_the_manifest_lists_the_sixty_pdfs_of_the_corpus() -> None:
    assert [row["id"] for row in manifest()] == sorted(path.stem for path in CORPUS.glob("*.pdf"))
    assert len(manifest()) == 60


@pytest.mark.parametrize("row", manifest(), ids=lambda row: row["id"])
def test_a_pdf_is_the_one_of_the_manifest(row: dict[str, str]) -> None:
    path = CORPUS / f"{row['id']}.pdf"
    assert hashlib.sha256(path.read_bytes()).hexdigest() == row["sha256"]
    document = pypdfium2.PdfDocument(path)
    try:
        assert len(document) == int(row["pages"])
    finally:
        document.close()


def test_two_of_the_pdfs_are_scans() -> None:
    assert [row["id"] for row in manifest() if row["text_layer"] == "no"] == [
        "b02-vanderbeke-2020",
        "e01-figueiredo-2020",
    ]


def test_gold_has_a_line_for_each_pdf() -> None:
    assert len(GOLD.read_text(encoding="utf-8").splitlines()) == 60
    assert sorted(gold()) == [row["id"] for row in manifest()]


def test_no_file_names_a_place_on_one_machine() -> None:
    found = [
        f"{path.relative_to(ROOT).as_posix()}:{number}"
        for path in tracked()
        if path.suffix not in BINARY
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if ABSOLUTE.search(line)
    ]
    assert found == []
