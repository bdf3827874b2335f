from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor.core.errors import UsageError
from extractor.core.files import write_atomically


def test_lines_are_written_as_they_are(tmp_path: Path) -> None:
    write_atomically(tmp_path / "out.csv", ["γ,1\n", "b\n"])
    assert (tmp_path / "out.csv").read_bytes() == "γ,1\nb\n".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_bytes_are_written_as_they_are(tmp_path: Path) -> None:
    write_atomically(tmp_path / "out.xlsx", [b"PK\xff\r\n"])
    assert (tmp_path / "out.xlsx").read_bytes() == b"PK\xff\r\n"


def test_what_breaks_off_leaves_the_old_file(tmp_path: Path) -> None:
    def lines() -> Iterator[str]:
        yield "new\n"
        raise KeyError

    (tmp_path / "out.csv").write_text("old\n", encoding="utf-8")
    with pytest.raises(KeyError):
        write_atomically(tmp_path / "out.csv", lines())
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "old\n"
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_a_place_that_is_none_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        write_atomically(tmp_path / "nowhere" / "out.csv", [])
