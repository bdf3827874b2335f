"""Finds the commands in a text and parses them as the program would, without running them."""

import re
import shlex
from collections.abc import Iterator
from typing import Any

import typer.main

from extractor.cli.app import app

FENCE = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
PROGRAM = re.compile(r"(?:^|/|\\)extractor(?:\.exe)?$")
EXAMPLE = re.compile(r"Example: (extractor .*?)(?:\n\s*\n|\Z)", re.DOTALL)


def commands() -> dict[str, Any]:
    """Return every command by its full name, those of groups as ``group command``, and groups that do something."""
    found: dict[str, Any] = {}
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        below = getattr(command, "commands", None)
        found.update({f"{name} {sub}": inner for sub, inner in (below or {}).items()})
        if below is None or getattr(command, "invoke_without_command", False):
            found[name] = command
    return found


def calls(text: str) -> Iterator[list[str]]:
    """Yield the arguments of each call of the program in the fenced blocks of a Markdown text."""
    for block in FENCE.findall(text):
        for line in block.replace("\\\n", " ").splitlines():
            for part in re.split(r"&&|\|\||[|;>]", line):
                words = split(part)
                if words and PROGRAM.search(words[0]):
                    yield words[1:]


def split(part: str) -> list[str]:
    try:
        return shlex.split(part.replace("\\", "/"), comments=True)
    except ValueError:
        return []


def parse(arguments: list[str]) -> None:
    """Parse a call's arguments; the parser's own error is raised where a word is not known."""
    known = commands()
    if not arguments or arguments[0].startswith("-"):
        assert arguments in (["--help"], ["--version"]), arguments
        return
    name = next((name for name in (" ".join(arguments[:2]), arguments[0]) if name in known), " ".join(arguments[:2]))
    assert name in known, f"no command {name!r}"
    rest = arguments[len(name.split()) :]
    if "--help" not in rest:
        known[name].make_context(name, rest)
