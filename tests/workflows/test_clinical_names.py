"""A review of any drug or disease reads names that its protocol has no word for; others do without that model."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from extractor.cli.app import run
from extractor.core.errors import ExitCode
from extractor.protocol.load import load_protocol
from extractor.protocol.resources import models_dir
from extractor.workflows.extract import Pipeline, extract
from extractor.workflows.models import Models, find_models, models_that_made
from tests.builders import document_from_markdown
from tests.make_pdf import one_page

ANY, OWN = load_protocol("any_case"), load_protocol("jak_dm")
STORY = """---
title: Wilson disease in a young man
---

## Case report

A 34-year-old man presented with a tremor. Wilson disease was diagnosed.
He was given zonisamide 100 mg daily. His serum copper was high.
"""


def values(protocol_name: str) -> dict[str, list[object]]:
    pipeline = Pipeline(load_protocol(protocol_name))
    cases = pipeline.extract(document_from_markdown(STORY), "paper").extraction.cases
    found: dict[str, list[object]] = {}
    for candidate in (candidate for case in cases for candidate in case.candidates):
        found.setdefault(candidate.slot.field, []).append(candidate.value)
    return found


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A folder of models of one's own, as those of the program."""
    for name in ("statements", "names"):
        shutil.copytree(models_dir() / name, tmp_path / "models" / name)
    return tmp_path / "models"


def test_a_disease_and_a_drug_outside_of_the_protocol_are_found() -> None:
    found = values("any_case")
    assert found["disease"] == ["wilson disease"]
    assert found["prior_therapies"] == ["zonisamide"]


def test_a_review_of_its_own_drugs_and_diseases_finds_neither() -> None:
    assert values("jak_dm") == {}


def test_only_a_review_of_any_drug_or_disease_has_the_model() -> None:
    assert find_models().of(ANY).names == models_dir() / "names"
    assert find_models().of(OWN) == find_models()
    assert find_models().of(ANY).of(OWN) == find_models()


def test_a_model_of_ones_own_lies_beside_that_of_statements(models: Path) -> None:
    assert find_models(str(models)).of(ANY).names == models / "names"


def test_another_model_of_names_is_another_digest_where_names_are_looked_for(models: Path) -> None:
    def digests() -> tuple[str, str]:
        own = find_models(str(models))
        return own.of(ANY).digest(None), own.of(OWN).digest(None)

    any_before, own_before = digests()
    manifest = models / "names" / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8") + "\n", "utf-8")
    assert digests()[0] != any_before
    assert digests()[1] == own_before


def test_the_models_of_a_review_with_names_are_known_by_their_digest() -> None:
    made: Models = find_models().of(ANY)
    assert models_that_made({made.digest(None)}, None) == made


def test_a_rerun_with_another_model_of_names_reads_anew(models: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.pdf").write_bytes(one_page(["A fall", "A 47-year-old man was given zonisamide."]))

    def is_known() -> bool:
        (report,) = extract(tmp_path / "in", tmp_path / "out", ANY, models=find_models(str(models))).reports
        return report.unchanged

    assert [is_known(), is_known()] == [False, True]
    manifest = models / "names" / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8") + "\n", "utf-8")
    assert not is_known()


@pytest.mark.parametrize(
    ("file", "change", "told"),
    [
        ("weights.npz", lambda content: content[: len(content) // 2], "names: weights.npz cannot be read"),
        ("manifest.json", lambda content: content.replace(b'"format": 1', b'"format": 99'), "another format"),
    ],
    ids=["half a file", "another version"],
)
def test_a_model_that_cannot_be_used_is_told_in_one_line(
    file: str,
    change: Callable[[bytes], bytes],
    told: str,
    models: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = models / "names" / file
    path.write_bytes(change(path.read_bytes()))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.pdf").write_bytes(one_page(["A fall", "A 47-year-old man was given zonisamide."]))
    words = ["extract", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--models", str(models)]
    assert run([*words, "--protocol", "any_case"]) == ExitCode.RESOURCE
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert told in line
    assert run([*words]) == ExitCode.DONE
