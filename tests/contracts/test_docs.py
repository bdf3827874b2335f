"""What the documents say is so: commands parse, options exist, every field and every command is told."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from extractor import __version__
from extractor.cli.app import run
from extractor.core.errors import ExitCode, InputError
from extractor.core.fields import FIELDS
from extractor.protocol.load import known_protocols
from tests.contracts.commands import EXAMPLE, calls, commands, parse, split

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "benchmarks/README.md", "annotations/guidelines.md")
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#]+)")
NAMED_FILE = re.compile(r"`((?:extractor|tests|benchmarks|models|annotations|corpus|\.ci)/[\w./-]+)`")


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("arguments", list(calls(README)), ids=" ".join)
def test_a_command_of_the_readme_can_be_given(arguments: list[str]) -> None:
    parse(arguments)


def test_a_command_with_an_unknown_option_is_noticed() -> None:
    with pytest.raises(Exception, match="--nosuch"):
        parse(["doctor", "--nosuch"])


def test_an_unknown_command_is_noticed() -> None:
    with pytest.raises(AssertionError, match="nosuch"):
        parse(["nosuch", "x"])


@pytest.mark.parametrize("name", commands())
def test_the_readme_shows_every_command(name: str) -> None:
    assert any(" ".join(arguments).startswith(name) for arguments in calls(README))


@pytest.mark.parametrize(("name", "command"), commands().items(), ids=list(commands()))
def test_the_help_of_a_command_has_an_example_that_can_be_given(name: str, command: Any) -> None:
    example = EXAMPLE.search(command.help)
    assert example is not None
    words = split(" ".join(example[1].split()))[1:]
    assert words[: len(name.split())] == name.split()
    parse(words)


@pytest.mark.parametrize("name", commands())
def test_the_help_of_a_command_ends_well(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*name.split(), "--help"]) == 0
    assert "Example: extractor" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_the_readme_tells_of_every_field(field: Any) -> None:
    assert f"`{field.name}`" in README


@pytest.mark.parametrize("protocol", known_protocols())
def test_the_readme_names_every_protocol_that_comes_with_the_program(protocol: str) -> None:
    assert f"`{protocol}`" in README


@pytest.mark.parametrize("code", ExitCode, ids=lambda code: code.name)
def test_the_readme_tells_every_exit_status(code: ExitCode) -> None:
    assert re.search(rf"^\| {code.value} \|", README, re.MULTILINE)


@pytest.mark.parametrize("error", [InputError, *InputError.__subclasses__()], ids=lambda error: error.__name__)
def test_the_readme_tells_every_way_in_which_a_pdf_cannot_be_read(error: type[InputError]) -> None:
    assert f"`{error.kind}`" in README


def command_line(name: str) -> str:
    """Return the one line of the fenced block after a mark, as .ci/run takes it."""
    lines = README.split(f"<!-- {name} command -->\n```sh\n")[1].split("\n```")[0].splitlines()
    assert len(lines) == 1
    return lines[0]


@pytest.mark.parametrize("name", ["main", "test"])
def test_the_windows_line_does_what_the_first_line_does(name: str) -> None:
    line = command_line(name).replace("python3 -m venv", "py -m venv").replace("/bin/", "/Scripts/")
    assert line in README.replace("\\", "/")


def test_the_check_of_a_fresh_machine_runs_the_readme_s_own_line() -> None:
    script = text_of(".ci/run")
    assert "<!-- test command -->" in script
    assert "pytest" not in script.replace("pytest's closing line", "")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_that_a_document_names_is_there(name: str) -> None:
    text = text_of(name)
    folder = (ROOT / name).parent
    missing = [link for link in LINK.findall(text) if not (folder / link).exists()]
    missing += [path for path in NAMED_FILE.findall(text) if not (ROOT / path).exists()]
    assert missing == []


@pytest.mark.parametrize("script", sorted(path.name for path in (ROOT / "benchmarks").glob("[!_]*.py")))
def test_every_benchmark_is_listed(script: str) -> None:
    assert f"`{script}`" in text_of("benchmarks/README.md")


def test_the_version_is_told_once_and_the_changelog_knows_it() -> None:
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    assert project["version"] == __version__
    assert f"## [{__version__}]" in text_of("CHANGELOG.md")


def test_every_module_of_the_command_line_that_is_a_command_is_given() -> None:
    helpers = {"__init__", "app", "console", "options"}
    modules = {path.stem for path in (ROOT / "extractor" / "cli").glob("*.py")} - helpers
    assert {name.split()[0] for name in commands()} == modules
