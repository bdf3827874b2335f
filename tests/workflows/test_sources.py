"""A digest is taken again unless the file system tells that the file is as it was."""

import os
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from extractor.store.save import Found
from extractor.workflows import sources
from extractor.workflows.sources import identify


@pytest.fixture
def settled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a file as it would be ten seconds after it was written."""
    path = tmp_path / "smith.pdf"
    path.write_bytes(b"first")
    now = time.time_ns
    monkeypatch.setattr("extractor.workflows.sources.time.time_ns", lambda: now() + 10_000_000_000)
    return path


def known(path: Path) -> dict[str, str]:
    """Return what is kept of a file."""
    found = identify(path, path.parent, {})
    assert found.state is not None
    assert found.sha256 is not None
    return {found.state: found.sha256}


def test_an_unchanged_file_is_not_opened(settled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = known(settled)
    monkeypatch.setattr(sources, "sha256_of", lambda path: pytest.fail(f"opened {path}"))
    [(state, digest)] = before.items()
    assert identify(settled, settled.parent, before) == Found("smith.pdf", "smith", digest, state)


def overwritten_under_its_old_time(path: Path) -> None:
    before = path.stat()
    path.write_bytes(b"other")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def replaced(path: Path) -> None:
    other = path.with_suffix(".new")
    other.write_bytes(b"other")
    other.replace(path)


@pytest.mark.parametrize("change", [overwritten_under_its_old_time, replaced, lambda path: path.write_bytes(b"longer")])
def test_a_changed_file_gets_the_digest_of_its_bytes(settled: Path, change: Callable[[Path], object]) -> None:
    before = known(settled)
    time.sleep(0.02)  # a tick of the file system's clock
    change(settled)
    assert identify(settled, settled.parent, before).sha256 == sha256(settled.read_bytes()).hexdigest()


def test_a_file_just_written_is_known_by_its_bytes_alone(tmp_path: Path) -> None:
    (tmp_path / "smith.pdf").write_bytes(b"first")
    assert identify(tmp_path / "smith.pdf", tmp_path, {}).state is None


def test_a_file_of_the_future_is_known_by_its_bytes_alone(settled: Path) -> None:
    ahead = time.time_ns() + 3_600_000_000_000
    os.utime(settled, ns=(ahead, ahead))
    assert identify(settled, settled.parent, {}).state is None


def test_a_file_that_changes_while_it_is_read_is_known_by_its_bytes_alone(
    settled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_and_grow(path: Path) -> str:
        digest = sha256(path.read_bytes()).hexdigest()
        path.write_bytes(b"and more")
        return digest

    monkeypatch.setattr(sources, "sha256_of", read_and_grow)
    assert identify(settled, settled.parent, {}).state is None
