"""BibTeX, read by bibtexparser: entries with their lines, accents of LaTeX as letters, broken entries by line."""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence

from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library
from bibtexparser.middlewares import LatexDecodingMiddleware
from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, ParsingFailedBlock, String
from bibtexparser.model import Entry as Block

from extractor.bibliography.entry import Broken, Contents, Entry, entry_of
from extractor.bibliography.maps import MAPS

_PERCENT = re.compile(r"(?<!\\)%")
"""In LaTeX it begins a comment; databases write it in values where they mean it."""
_BEGINNING = re.compile(r"[ \t]*@[A-Za-z]+[ \t]*\{")
_STRUCTURE = re.compile(r'\\.|[{}"%#]', re.DOTALL)
"""What may open, close or part values; what follows a backslash does not."""
_LATEX = re.compile(r"[\\{}$~]|--|``|''")
"""What decoding changes; it takes milliseconds for an abstract, and most have nothing of it."""
_TOLD = frozenset(tag for tags in MAPS["bibtex"].values() for tag in tags)


class _LatexDecoding(LatexDecodingMiddleware):
    def _transform_python_value_string(self, python_string: str) -> tuple[str, str]:
        if not _LATEX.search(python_string):
            return python_string, ""
        return super()._transform_python_value_string(python_string)


def read_bibtex(text: str) -> Contents:
    """Return the entries of a text; one whose key or field stands twice is kept, of the field the first."""
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    blocks: list[tuple[Block, str | None]] = []
    strings: dict[str, str] = {}
    broken: list[Broken] = []
    for block in parse_string(_PERCENT.sub(r"\\%", _without_comments(text)), parse_stack=[]).blocks:
        if isinstance(block, String):
            strings.setdefault(block.key.casefold(), _told(str(block.value), strings))
        elif isinstance(block, Block):
            blocks.append((block, None))
        elif isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
            blocks += [(block.ignore_error_block, None)] if isinstance(block.ignore_error_block, Block) else []
        elif isinstance(block, ParsingFailedBlock) and (closed := _closed(block)):
            blocks.append((closed, "the entry is never closed: kept as far as it goes"))
        elif isinstance(block, ParsingFailedBlock):
            broken.append(Broken((block.start_line or 0) + 1, "an entry that is never closed, or is not written right"))
    return Contents("bibtex", tuple(_entries(blocks, strings)), tuple(broken))


def _closed(block: ParsingFailedBlock) -> Block | None:
    """Return the entry that a block is once it is closed; None where it then is none."""
    for end in ("}", "}}", '"}'):
        found = parse_string(f"{block.raw or ''}{end}", parse_stack=[]).blocks
        if len(found) == 1 and isinstance(found[0], Block) and found[0].fields:
            return Block(found[0].entry_type, found[0].key, found[0].fields, start_line=block.start_line)
    return None


def _without_comments(text: str) -> str:
    """Return a text without comments from a percent sign to the end of the line, which stand between values alone."""
    kept: list[str] = []
    depth, quoted = 0, False
    for line in text.split("\n"):
        if _BEGINNING.match(line):
            depth, quoted = 0, False  # an entry that was never closed costs no other
        end = len(line)
        for found in _STRUCTURE.finditer(line):
            mark = found[0]
            between = depth < 2 and not quoted
            if mark == "%" and between and (depth or not line[: found.start()].strip()):
                end = found.start()
                break
            if mark == '"' and depth == 1:
                quoted = not quoted
            depth = max(0, depth + {"{": 1, "}": -1}.get(mark, 0))
        kept.append(line[:end])
    return "\n".join(kept)


def _told(value: str, strings: Mapping[str, str]) -> str:
    """Return what a value tells: its parts, which ``#`` joins, without braces and quotation marks, names resolved."""
    return "".join(_part(part.strip(), strings) for part in _joined(value))


def _joined(value: str) -> Iterator[str]:
    start = depth = 0
    quoted = False
    for found in _STRUCTURE.finditer(value):
        mark = found[0]
        if mark == '"' and depth == 0:
            quoted = not quoted
        depth += {"{": 1, "}": -1}.get(mark, 0)
        if mark == "#" and depth == 0 and not quoted:
            yield value[start : found.start()]
            start = found.end()
    yield value[start:]


def _part(part: str, strings: Mapping[str, str]) -> str:
    if len(part) > 1 and (part[0], part[-1]) in (("{", "}"), ('"', '"')):
        return part[1:-1]
    return strings.get(part.casefold(), part)


def _entries(blocks: Sequence[tuple[Block, str | None]], strings: Mapping[str, str]) -> list[Entry]:
    library = Library()
    found = []
    for number, (block, cut) in enumerate(blocks):
        fields = {field.key.casefold(): field for field in reversed(block.fields)}
        block.fields = [field for name, field in reversed(fields.items()) if name in _TOLD]
        found.append((block.key, cut or _doubt(block)))
        block.key = f"{number}"
        for field in block.fields:
            field.value = _told(str(field.value), strings)
        library.add(block)
    library = _LatexDecoding().transform(library)
    return [_entry(block, key, cut) for block, (key, cut) in zip(library.entries, found, strict=True)]


def _doubt(block: Block) -> str | None:
    """Return what is wrong with an entry in which a value runs into the next field."""
    for field in block.fields:
        if not all(_is_one(part.strip()) for part in _joined(str(field.value))):
            return f"{field.key} is not written right (a comma may be missing after it): kept, but look at it"
    return None


def _is_one(part: str) -> bool:
    """Tell whether the brace or quotation mark that opens a part of a value closes at its end, not before."""
    depth = 0
    for found in _STRUCTURE.finditer(part) if part.startswith(("{", '"')) else ():
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if depth == 0 and found[0] == ("}" if part[0] == "{" else '"') and found.start() > 0:
            return found.end() == len(part)
    return True


def _entry(block: Block, key: str, cut: str | None) -> Entry:
    parts = [(field.key.casefold(), str(field.value)) for field in block.fields]
    return entry_of((block.start_line or 0) + 1, [("key", key), ("entry", block.entry_type), *parts], cut)
