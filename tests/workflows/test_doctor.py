"""What the doctor says of models that are damaged."""

import shutil
from pathlib import Path

import pytest

from extractor.cli.app import run
from extractor.core.errors import ExitCode
from extractor.protocol.resources import models_dir


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the program's models, which the doctor looks at."""
    for name in ("statements", "confidence", "names"):
        shutil.copytree(models_dir() / name, tmp_path / name)
    monkeypatch.setattr("extractor.workflows.doctor.models_dir", lambda: tmp_path)
    return tmp_path


def told(name: str, capfd: pytest.CaptureFixture[str]) -> str:
    status = run(["doctor"])
    printed = capfd.readouterr()
    assert printed.err == ""
    (line,) = [line for line in printed.out.splitlines() if line.startswith(f"model {name}: ")]
    assert (status == ExitCode.DONE) == ("digests agree" in line)
    return line


def test_whole_models_are_told_as_such(models: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert told("names", capfd) == "model names: digests agree (ok)"


@pytest.mark.parametrize("name", ["statements", "names"])
def test_a_wrong_byte_among_the_weights_is_told_in_a_line(
    name: str, models: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = models / name / "weights.npz"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert "weights.npz cannot be read" in told(name, capfd)


@pytest.mark.parametrize(
    ("name", "why"), [("statements", "another format"), ("names", "another format"), ("confidence", "cannot be read")]
)
def test_a_manifest_that_is_a_list_is_told_in_a_line(
    name: str, why: str, models: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (models / name / "manifest.json").write_text("[]", "utf-8")
    assert why in told(name, capfd)
