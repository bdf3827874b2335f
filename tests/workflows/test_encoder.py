"""What encoders that had not seen a publication made of it is kept in a file beside the encoder."""

from pathlib import Path

import numpy as np
import pytest

from extractor.classify.model import pack
from extractor.core.annotation import Annotation
from extractor.core.errors import ModelMismatch, ModelMissing
from extractor.workflows.encoder import UNREAD, with_unread
from extractor.workflows.train import Example
from tests.classify.conftest import labelled

MADE = labelled("a")
EXAMPLE = Example(MADE.document, MADE.analysis, Annotation("a01"))
KEPT = pack({MADE.document.sha256: np.ones((3, 2), np.float16)})


def test_a_publication_gets_what_was_kept_of_it(tmp_path: Path) -> None:
    (tmp_path / UNREAD).write_bytes(KEPT)
    (told,) = with_unread([EXAMPLE], tmp_path)
    assert told.encoded is not None
    assert told.encoded.tolist() == [[1.0, 1.0]] * 3


def test_a_folder_without_the_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"the encoder has no unread\.npz"):
        with_unread([EXAMPLE], tmp_path)


@pytest.mark.parametrize("cut", [0, 40, len(KEPT) // 2])
def test_a_file_that_is_cut_is_one_clear_error(tmp_path: Path, cut: int) -> None:
    (tmp_path / UNREAD).write_bytes(KEPT[:cut])
    with pytest.raises(ModelMismatch, match=r"unread\.npz cannot be read"):
        with_unread([EXAMPLE], tmp_path)


def test_a_wrong_byte_is_one_clear_error(tmp_path: Path) -> None:
    content = bytearray(KEPT)
    content[KEPT.index(b".npy") + len(".npy") + 2] ^= 1
    (tmp_path / UNREAD).write_bytes(content)
    with pytest.raises(ModelMismatch, match=r"unread\.npz cannot be read"):
        with_unread([EXAMPLE], tmp_path)
