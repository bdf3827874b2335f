"""The forms that a report is written in: one table from the word on the command line to the function that writes it."""

from collections.abc import Callable, Mapping
from pathlib import Path

from extractor.synthesis.model import Report

Writer = Callable[[Report, Path], tuple[Path, ...]]
"""Writes a report into a folder that exists and returns the files, each written whole or not at all."""

FORMATS: Mapping[str, Writer] = {}
"""The writers by format, in the order in which they are told and written; libraries are loaded when one is called."""
