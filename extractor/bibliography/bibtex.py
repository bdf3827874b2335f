"""BibTeX, read by bibtexparser: entries with their lines, accents of LaTeX as letters, broken entries by line."""

import logging
import re

from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library
from bibtexparser.middlewares import (
    LatexDecodingMiddleware,
    RemoveEnclosingMiddleware,
    ResolveStringReferencesMiddleware,
)
from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, ParsingFailedBlock, String
from bibtexparser.model import Entry as Block

from extractor.bibliography.entry import Broken, Contents, Entry, entry_of
from extractor.bibliography.maps import MAPS

_PERCENT = re.compile(r"(?<!\\)%")
"""In LaTeX it begins a comment; databases write it where they mean it."""
_LATEX = re.compile(r"[\\{}$~]|--|``|''")
"""What decoding changes; it takes milliseconds for an abstract, and most have nothing of it."""
_ENCLOSING = re.compile(r'\\.|[{}"]', re.DOTALL)
_TOLD = frozenset(tag for tags in MAPS["bibtex"].values() for tag in tags)


class _LatexDecoding(LatexDecodingMiddleware):
    def _transform_python_value_string(self, python_string: str) -> tuple[str, str]:
        if not _LATEX.search(python_string):
            return python_string, ""
        return super()._transform_python_value_string(python_string)


def read_bibtex(text: str) -> Contents:
    """Return the entries of a text; one whose key or field stands twice is kept, of the field the first."""
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    blocks: list[Block | String] = []
    broken: list[Broken] = []
    for block in parse_string(_PERCENT.sub(r"\\%", text), parse_stack=[]).blocks:
        if isinstance(block, Block | String):
            blocks.append(block)
        elif isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
            blocks += [block.ignore_error_block] if isinstance(block.ignore_error_block, Block) else []
        elif isinstance(block, ParsingFailedBlock):
            broken.append(Broken((block.start_line or 0) + 1, "an entry that is never closed, or is not written right"))
    return Contents("bibtex", tuple(_entries(blocks)), tuple(broken))


def _entries(blocks: list[Block | String]) -> list[Entry]:
    library = Library()
    found = []
    for number, block in enumerate(blocks):
        if isinstance(block, Block):
            fields = {field.key.casefold(): field for field in reversed(block.fields)}
            block.fields = [field for name, field in reversed(fields.items()) if name in _TOLD]
            wrong = next((field.key for field in block.fields if not _is_one(str(field.value))), None)
            found.append((block.key, wrong))
            block.key = f"{number}"
        library.add(block)
    for step in (ResolveStringReferencesMiddleware(), RemoveEnclosingMiddleware(), _LatexDecoding()):
        library = step.transform(library)
    return [_entry(block, key, wrong) for block, (key, wrong) in zip(library.entries, found, strict=True)]


def _is_one(value: str) -> bool:
    """Tell whether the brace or quotation mark that opens a value closes at its end, not before."""
    depth = 0
    for found in _ENCLOSING.finditer(value) if value.startswith(("{", '"')) else ():
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if depth == 0 and found[0] == ("}" if value[0] == "{" else '"') and found.start() > 0:
            return found.end() == len(value)
    return True


def _entry(block: Block, key: str, wrong: str | None) -> Entry:
    parts = [(field.key.casefold(), str(field.value)) for field in block.fields]
    cut = f"{wrong} is not written right (a comma may be missing after it): kept, but look at it" if wrong else None
    return entry_of((block.start_line or 0) + 1, [("key", key), ("entry", block.entry_type), *parts], cut)
