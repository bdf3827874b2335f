"""What a wheel holds, and that its data is found in each of the three ways to install."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DATA = {".toml", ".sql", ".tcss", ".css", ".typed"}

BUILD = "import sys; from hatchling import build as b; print(getattr(b, sys.argv[1])(sys.argv[2]))"
WHERE = """
import site, sys
site.addsitedir(sys.argv[1])
from extractor.protocol import resources
print(resources.models_dir())
print(resources.protocols_dir())
"""


def build(kind: str, into: Path) -> Path:
    """Build a wheel with the project's own build backend and lay it out as an installer would."""
    pytest.importorskip("hatchling", reason="needs hatchling, which the extra dev brings")
    wheels = into / "wheels"
    wheels.mkdir()
    told = subprocess.run(
        [sys.executable, "-c", BUILD, kind, str(wheels)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    site = into / "site"
    with zipfile.ZipFile(wheels / told.stdout.splitlines()[-1]) as wheel:
        wheel.extractall(site)
    return site


def found_in(site: Path, elsewhere: Path) -> list[Path]:
    """Return the folders that an interpreter with this site folder alone, started elsewhere, finds."""
    told = subprocess.run(
        [sys.executable, "-I", "-S", "-c", WHERE, str(site)], cwd=elsewhere, capture_output=True, text=True, check=True
    )
    return [Path(line) for line in told.stdout.splitlines()]


def test_a_wheel_holds_code_protocols_screens_and_models(tmp_path: Path) -> None:
    site = build("build_wheel", tmp_path)
    source = ROOT / "extractor"
    wanted = {p.relative_to(source) for p in source.rglob("*") if p.suffix in DATA | {".py"}}
    wanted |= {Path("_models") / p.relative_to(ROOT / "models") for p in (ROOT / "models").rglob("*") if p.is_file()}
    held = {p.relative_to(site / "extractor") for p in (site / "extractor").rglob("*") if p.is_file()}
    assert sorted(wanted - held) == []
    assert sorted(held - wanted) == []
    assert found_in(site, tmp_path) == [site / "extractor" / "_models", site / "extractor" / "protocol"]


def test_a_wheel_holds_nothing_beside_the_package(tmp_path: Path) -> None:
    site = build("build_wheel", tmp_path)
    assert sorted(p.name for p in site.iterdir() if p.suffix != ".dist-info") == ["extractor"]


def test_an_editable_install_finds_the_folders_of_the_checkout(tmp_path: Path) -> None:
    site = build("build_editable", tmp_path)
    assert found_in(site, tmp_path) == [ROOT / "models", ROOT / "extractor" / "protocol"]


def test_a_checkout_finds_its_own_folders() -> None:
    assert found_in(ROOT, ROOT / "tests") == [ROOT / "models", ROOT / "extractor" / "protocol"]
