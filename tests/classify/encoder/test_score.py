"""The encoder that the program comes with, run by onnxruntime."""

import json
from pathlib import Path
from shutil import copytree

import numpy as np
import pytest

from extractor.classify.context import DIRECTED, N_ENCODED
from extractor.classify.encoder.score import NETWORK, Encoder
from extractor.classify.features import better_ways, views
from extractor.classify.manifest import MANIFEST
from extractor.classify.model import Matrix
from extractor.core.errors import ModelMismatch, ModelMissing
from extractor.core.fields import DIRECTIONS
from extractor.protocol.model import Protocol
from extractor.protocol.resources import models_dir
from tests.classify.conftest import paper

pytest.importorskip("onnxruntime", reason='needs onnxruntime: pip install "case-extractor[accurate]"')

TOLD = (
    "A woman of 40 had a rash.",
    "Tofacitinib was started.",
    "Within three months the rash had cleared completely.",
    "Her strength did not change at all.",
)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load(models_dir() / "encoder")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(copytree(models_dir() / "encoder", tmp_path / "encoder"))


def scored(encoder: Encoder, protocol: Protocol, places: list[int]) -> Matrix:
    made = paper(("front", "title", ("Tofacitinib in dermatomyositis",)), ("case", "paragraph", TOLD))
    return encoder.encode(views(made.document, made.analysis, protocol), places, better_ways(protocol))


def test_a_sentence_that_tells_of_an_effect_is_told_from_one_that_does_not(
    encoder: Encoder, protocol: Protocol
) -> None:
    found = scored(encoder, protocol, [1, 3])[:, 0]
    assert found[0] < 0 < found[1]


def test_directions_are_told_apart(encoder: Encoder, protocol: Protocol) -> None:
    ways = scored(encoder, protocol, [3, 4])[:, DIRECTED].argmax(axis=1)
    assert [DIRECTIONS[way] for way in ways] == ["improved", "unchanged"]


def test_the_same_lines_give_the_same_scores(encoder: Encoder, protocol: Protocol) -> None:
    assert np.array_equal(scored(encoder, protocol, [1, 2, 3]), scored(encoder, protocol, [1, 2, 3]))


def test_no_lines_give_no_scores(encoder: Encoder, protocol: Protocol) -> None:
    assert scored(encoder, protocol, []).shape == (0, N_ENCODED)


def test_a_network_that_was_changed_is_refused(folder: Path) -> None:
    with (folder / NETWORK).open("ab") as file:
        file.write(b"more")
    with pytest.raises(ModelMismatch, match=f"{NETWORK} is not the file that the manifest tells of"):
        Encoder.load(folder)


def test_a_network_that_is_gone_is_told(folder: Path) -> None:
    (folder / NETWORK).unlink()
    with pytest.raises(ModelMissing, match=f"the encoder has no {NETWORK}"):
        Encoder.load(folder)


def test_an_encoder_of_another_format_is_refused(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps({**manifest, "format": 99}))
    with pytest.raises(ModelMismatch, match="the encoder is of format 99, this program reads 1"):
        Encoder.load(folder)


def test_a_folder_without_an_encoder_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="no manifest"):
        Encoder.load(tmp_path)


def test_what_is_no_network_is_refused(encoder: Encoder) -> None:
    with pytest.raises(ModelMismatch, match="cannot be read"):
        Encoder.of(b"no network", encoder.vocabulary)
