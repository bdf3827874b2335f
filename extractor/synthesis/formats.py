"""The forms that a report is written in: one table from the word on the command line to the function that writes it."""

from collections.abc import Callable, Mapping
from pathlib import Path

from extractor.synthesis.model import Report
from extractor.synthesis.render.csv import write_csv
from extractor.synthesis.render.docx import write_docx
from extractor.synthesis.render.html import write_html
from extractor.synthesis.render.picture_files import write_figures
from extractor.synthesis.render.xlsx import write_xlsx

Writer = Callable[[Report, Path], tuple[Path, ...]]
"""Writes a report into a folder that exists and returns the files, each written whole or not at all."""

FORMATS: Mapping[str, Writer] = {
    "html": write_html,
    "docx": write_docx,
    "xlsx": write_xlsx,
    "csv": write_csv,
    "figures": write_figures,
}
"""The writers by format, in the order in which they are told and written; libraries are loaded when one is called."""
