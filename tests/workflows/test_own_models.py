"""Models of one's own: which folders are taken for them, and which only lie nearby."""

from pathlib import Path

import pytest

from extractor.core.errors import ModelMissing
from extractor.protocol.load import load_protocol
from extractor.protocol.resources import models_dir
from extractor.workflows.models import find_models

ANY = load_protocol("any_case")


def model(folder: Path, manifest: str = "{}") -> Path:
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(manifest, "utf-8")
    return folder


def test_models_beside_the_statements_of_a_folder_are_taken(tmp_path: Path) -> None:
    model(tmp_path / "statements", '{"encoder": "its digest"}')
    names, encoder = model(tmp_path / "names"), model(tmp_path / "encoder")
    found = find_models(str(tmp_path)).of(ANY)
    assert (found.names, found.encoder) == (names, encoder)


def test_folders_beside_one_that_is_a_statement_model_are_none_of_its_own(tmp_path: Path) -> None:
    mine = model(tmp_path / "mine", '{"encoder": "its digest"}')
    model(tmp_path / "names")
    model(tmp_path / "encoder")
    found = find_models(str(mine)).of(ANY)
    assert (found.names, found.encoder) == (models_dir() / "names", models_dir() / "encoder")


def test_a_folder_that_only_has_the_name_of_a_model_is_none(tmp_path: Path) -> None:
    model(tmp_path / "statements", '{"encoder": "its digest"}')
    (tmp_path / "names").mkdir()
    (tmp_path / "encoder").mkdir()
    found = find_models(str(tmp_path)).of(ANY)
    assert (found.names, found.encoder) == (models_dir() / "names", models_dir() / "encoder")


@pytest.mark.parametrize("manifest", ["[]", "1", "not this", "{}", '{"encoder": ""}'])
def test_a_manifest_that_names_no_encoder_brings_none(tmp_path: Path, manifest: str) -> None:
    assert find_models(str(model(tmp_path / "mine", manifest))).encoder is None


def test_a_digest_of_a_model_without_a_manifest_says_so(tmp_path: Path) -> None:
    model(tmp_path / "statements")
    model(tmp_path / "names")
    found = find_models(str(tmp_path)).of(ANY)
    (tmp_path / "names" / "manifest.json").unlink()
    with pytest.raises(ModelMissing, match=r"names: the model has no manifest\.json"):
        found.digest(None)
