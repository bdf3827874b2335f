from pathlib import Path

import pytest

from extractor.classify.model import WEIGHTS, save_model
from extractor.classify.train import train
from extractor.protocol.model import Protocol
from tests.classify.conftest import labelled


def test_the_same_papers_give_the_same_bytes(protocol: Protocol, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        save_model(train([labelled(group) for group in "ab"], protocol, {}), tmp_path / folder)
    assert (tmp_path / "one" / WEIGHTS).read_bytes() == (tmp_path / "two" / WEIGHTS).read_bytes()


def test_papers_of_one_group_are_not_enough(protocol: Protocol) -> None:
    with pytest.raises(ValueError, match="two groups"):
        train([labelled("a"), labelled("a")], protocol, {})
