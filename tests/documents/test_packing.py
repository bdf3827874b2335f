"""A document is the same after a trip through its bytes, and other bytes are refused."""

import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.documents.packing import pack, unpack
from extractor.documents.read import read_pdf
from tests.make_pdf import one_page

LINES = ("A man with dermatomyositis", "Case report. A 47-year-old man was given 5 mg, 10⁹/L.", "Table 1. Doses")


@pytest.fixture
def packed(tmp_path: Path) -> bytes:
    (tmp_path / "a.pdf").write_bytes(one_page(list(LINES)))
    return pack(read_pdf(tmp_path / "a.pdf"))


def test_a_document_comes_back_as_it_was(tmp_path: Path, packed: bytes) -> None:
    assert unpack(packed) == read_pdf(tmp_path / "a.pdf")
    assert pack(unpack(packed)) == packed


def test_documents_with_tables_come_back() -> None:
    for path in sorted((Path(__file__).parents[2] / "corpus").glob("*.pdf"))[1::20]:
        document = read_pdf(path)
        assert unpack(pack(document)) == document


def test_bytes_that_end_early_are_refused(packed: bytes) -> None:
    for end in range(0, len(packed), 97):
        with pytest.raises(ValueError):  # noqa: PT011 - json's own message, or ours
            unpack(packed[:end])


@given(st.binary(max_size=200) | st.text('[]{}0,"ab', max_size=60).map(lambda text: zlib.compress(text.encode())))
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - json's own message, or ours
        unpack(data)
