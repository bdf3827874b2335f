"""What a heavy library costs is paid by the command that uses it, not by ``--help``."""

import subprocess
import sys

import pytest

HEAVY = ("numpy", "scipy", "spacy", "thinc", "scispacy", "nmslib", "sklearn", "sqlalchemy", "textual", "pdfplumber",
         "pypdfium2", "pydantic", "matplotlib", "docx", "lxml", "xlsxwriter")  # fmt: skip

PROOF = "import sys; {work}; print('loaded:', *sorted({heavy!r} & sys.modules.keys()))"

EVERY_HELP = """
import typer.main
from extractor.cli.app import app, run
run(["--help"])
for name, command in typer.main.get_command(app).commands.items():
    run([name, "--help"])
    for below in getattr(command, "commands", {}):
        run([name, below, "--help"])
"""


def loaded_by(work: str) -> list[str]:
    source = f"exec({work!r})"
    told = subprocess.run(
        [sys.executable, "-c", PROOF.format(work=source, heavy=set(HEAVY))], capture_output=True, text=True, check=True
    )
    return told.stdout.splitlines()[-1].split()[1:]


@pytest.mark.parametrize(
    "work",
    [
        pytest.param("import extractor", id="import extractor"),
        pytest.param("import extractor.cli.app as a; a.run(['--help'])", id="extractor --help"),
        pytest.param("import extractor.cli.app as a; a.run(['--version'])", id="extractor --version"),
    ],
)
def test_nothing_heavy_is_loaded_by(work: str) -> None:
    assert loaded_by(work) == []


def test_the_help_of_every_command_loads_nothing_heavy_but_what_typer_reads_options_with() -> None:
    assert set(loaded_by(EVERY_HELP)) <= {"pydantic"}


@pytest.mark.parametrize("models", ["find_models()", "find_models().with_names()"])
def test_to_see_that_nothing_has_changed_no_model_is_loaded(models: str) -> None:
    work = f"import extractor.workflows.extract, extractor.workflows.models as m; m.{models}.digest(None)"
    assert set(loaded_by(work)) <= {"pydantic", "sqlalchemy"}


def test_the_proof_notices_what_is_loaded() -> None:
    assert loaded_by("import numpy") == ["numpy"]


def test_a_name_for_python_users_is_loaded_on_first_use() -> None:
    assert "pypdfium2" in loaded_by("import extractor; extractor.read_pdf")
