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

_PERCENT = re.compile(r"(?<!\\)%")
"""In LaTeX it begins a comment; databases write it where they mean it."""


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
    keys = []
    for number, block in enumerate(blocks):
        if isinstance(block, Block):
            keys.append(block.key)
            block.key = f"{number}"
            block.fields = list({field.key.casefold(): field for field in reversed(block.fields)}.values())[::-1]
        library.add(block)
    for step in (ResolveStringReferencesMiddleware(), RemoveEnclosingMiddleware(), LatexDecodingMiddleware()):
        library = step.transform(library)
    return [_entry(block, key) for block, key in zip(library.entries, keys, strict=True)]


def _entry(block: Block, key: str) -> Entry:
    parts = [(field.key.casefold(), str(field.value)) for field in block.fields]
    return entry_of((block.start_line or 0) + 1, [("key", key), ("entry", block.entry_type), *parts])
