import numpy as np
import pytest

from extractor.classify.encoder.unread import Unread
from extractor.classify.features import View, views
from extractor.core.errors import ModelMismatch
from extractor.protocol.model import Protocol
from tests.classify.conftest import paper


def seen(protocol: Protocol) -> tuple[View, ...]:
    made = paper(("case", "paragraph", ("The rash cleared.", "Her strength returned.")))
    return views(made.document, made.analysis, protocol)


def test_what_was_kept_of_a_sentence_is_given_back(protocol: Protocol) -> None:
    assert Unread(np.array([[1.0], [2.0]])).encode(seen(protocol), [1], {}).tolist() == [[2.0]]


def test_sentences_that_were_cut_otherwise_are_told(protocol: Protocol) -> None:
    with pytest.raises(ModelMismatch, match="cut otherwise"):
        Unread(np.zeros((3, 1))).encode(seen(protocol), [1], {})
