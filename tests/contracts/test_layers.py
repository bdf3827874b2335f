"""The import contracts of pyproject.toml hold, and break where they should."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = "from importlinter.cli import lint_imports_command as lint; lint(['--no-cache'])"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", LINT], cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "extractor", tmp_path / "extractor", ignore=shutil.ignore_patterns("__pycache__", "*.toml"))
    return tmp_path


def add_import(copy: Path, module: str, line: str) -> None:
    path = copy / "extractor" / module
    path.write_text(path.read_text(encoding="utf-8") + f"\n\ndef late() -> None:\n    {line}\n", encoding="utf-8")


def test_every_import_goes_down_the_layers_and_every_library_stays_at_home() -> None:
    told = lint(ROOT)
    assert told.returncode == 0, told.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("nlp/analyze.py", "import extractor.records.assemble", "Imports go down the layers, never sideways"),
        ("core/text.py", "import extractor.protocol.model", "Imports go down the layers, never sideways"),
        ("nlp/analyze.py", "import pypdfium2", "pypdfium2 and pdfplumber are at home in documents"),
        ("workflows/extract.py", "import sqlalchemy.exc", "sqlalchemy is at home in store"),
        ("cli/review.py", "from textual.app import App", "textual is at home in review"),
        ("core/errors.py", "import numpy", "core stands on the standard library alone"),
    ],
)
def test_an_import_that_breaks_a_contract_is_told(copy: Path, module: str, line: str, contract: str) -> None:
    add_import(copy, module, line)
    told = lint(copy)
    assert told.returncode == 1
    assert [row.split(" BROKEN")[0] for row in told.stdout.splitlines() if " BROKEN" in row] == [contract]


def test_a_folder_without_a_layer_is_told(copy: Path) -> None:
    (copy / "extractor" / "elsewhere").mkdir()
    (copy / "extractor" / "elsewhere" / "__init__.py").touch()
    assert lint(copy).returncode == 1
