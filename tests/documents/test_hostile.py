import os
import random
from pathlib import Path

import pytest

from tests.make_hostile import HOSTILE, mutated, outcome, seeds

pytestmark = pytest.mark.skipif(os.name == "nt", reason="bounds of time and memory need POSIX")

READABLE = {
    "a drawing that draws itself",
    "a length that lies",
    "a letter without size in a line",
    "a page turned inside out",
    "a stream of 200 million blanks",
    "a table of objects that leads to itself",
    "a table of objects that lies",
    "drawings in drawings, ten to the fourth",
    "encrypted with the empty password",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_harmful_pdfs_end_in_a_document_or_an_error_of_ours(name: str, tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(HOSTILE[name]())
    assert outcome(path)[0] in ({"document"} if name in READABLE else {"document", "error"})


@pytest.mark.parametrize("seed", range(40))
def test_broken_pdfs_end_in_a_document_or_an_error_of_ours(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    path = tmp_path / "paper.pdf"
    path.write_bytes(mutated(chance.choice(seeds()), chance))
    assert outcome(path)[0] in ("document", "error")
