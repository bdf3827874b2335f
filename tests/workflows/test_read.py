import os
from pathlib import Path

import pytest

from extractor.core.bounds import Bounds
from extractor.core.errors import InputError, NotAPdf
from extractor.documents.read import read_pdf
from extractor.workflows.read import read_apart
from tests.make_hostile import endless_forms
from tests.make_pdf import article


def test_a_pdf_read_apart_is_read_as_it_is_here(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(article())
    assert read_apart(path) == read_pdf(path)


def test_errors_come_through_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(b"no PDF")
    with pytest.raises(NotAPdf) as caught:
        read_apart(path)
    assert (caught.value.path, caught.value.message) == (path, "not a PDF")


@pytest.mark.skipif(os.name == "nt", reason="bounds of memory need POSIX")
def test_a_pdf_that_asks_for_endless_memory_is_an_input_error(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(endless_forms())
    with pytest.raises(InputError, match=r"reading it ended its process \(SIG\w+\)"):
        read_apart(path, bounds=Bounds(megabytes=400))
