"""What a folder says of its encoder is read before any of it is run."""

from pathlib import Path

import pytest

from extractor.classify.encoder.score import Encoder
from extractor.core.errors import ModelMismatch, ModelMissing


def test_a_folder_without_an_encoder_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"the encoder has no manifest\.json"):
        Encoder.load(tmp_path)


@pytest.mark.parametrize("content", ["[]", "1", "not this", '{"format": 1}', '{"format": 1, "files": []}'])
def test_a_manifest_that_tells_of_no_files_is_told(tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.json").write_text(content, "utf-8")
    with pytest.raises(ModelMismatch, match="the encoder's manifest cannot be read"):
        Encoder.load(tmp_path)


def test_an_encoder_of_another_version_is_told(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"format": 99, "files": {}}', "utf-8")
    with pytest.raises(ModelMismatch, match="of format 99"):
        Encoder.load(tmp_path)
