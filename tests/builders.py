"""Turns marked text into the program's objects, so that a test reads like the paper that it speaks of.

``document_from_markdown`` lays Markdown (headings, paragraphs, pipe tables, captions) out as a Document with
invented geometry: one page, one line a block, every word a box.
"""

import re
from array import array
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256

from extractor.core.document import (
    Block,
    BlockKind,
    Cell,
    Document,
    FrontMatter,
    Page,
    Printed,
    Section,
    SectionKind,
    Table,
    Words,
)
from extractor.core.geometry import Box
from extractor.core.text import Span

KINDS: tuple[tuple[str, SectionKind], ...] = (
    (r"abstract|summary", "abstract"),
    (r"introduction|background", "introduction"),
    (r"method|patients and", "methods"),
    (r"case|patient|child|report", "case"),
    (r"result|finding", "results"),
    (r"discussion|comment", "discussion"),
    (r"conclusion", "conclusion"),
    (r"reference", "references"),
    (r"ethic|fund|acknowledg|consent|interest|data avail|contribution|disclosure|conflict", "back_matter"),
)


def document_from_markdown(markdown: str) -> Document:
    """Return the Document that a PDF set from ``markdown`` would give, its geometry invented."""
    front, body = _front_matter(markdown)
    builder = _Builder()
    title = front.get("title")
    if title:
        builder.block("title", title)
    if front.get("authors"):
        builder.block("byline", front["authors"])
    for chunk in re.split(r"\n\s*\n", body.strip()):
        builder.chunk(chunk.strip())
    return builder.document(front, markdown)


def _front_matter(markdown: str) -> tuple[dict[str, str], str]:
    match = re.match(r"---\n(.*?)\n---\n", markdown, re.DOTALL)
    if not match:
        return {}, markdown
    pairs = re.findall(r'^(\w+): "?(.*?)"?$', match[1], re.MULTILINE)
    return dict(pairs), markdown[match.end() :]


class _Builder:
    def __init__(self) -> None:
        self.text = ""
        self.blocks: list[Block] = []
        self.tables: list[Table] = []
        self.heads: list[tuple[int, int, str, SectionKind]] = []
        self.kind: SectionKind = "front"
        self.caption: Span | None = None

    def block(self, kind: BlockKind, text: str) -> Span:
        if self.text:
            self.text += "\n\n"
        span = Span(len(self.text), len(self.text) + len(text))
        self.text += text
        self.blocks.append(Block(kind, span))
        return span

    def chunk(self, chunk: str) -> None:
        heading = re.match(r"(#+)\s+(.*)", chunk)
        if heading:
            self._heading(len(heading[1]) - 1, _clean(heading[2]))
            rest = chunk[heading.end() :].strip()
            if rest:
                self.chunk(rest)
        elif chunk.startswith("|"):
            self._table(chunk)
        elif self.kind == "references":
            for line in chunk.splitlines():
                self.block("reference", _clean(line))
        else:
            self._paragraph(chunk)

    def _paragraph(self, chunk: str) -> None:
        kind: BlockKind = "back" if self.kind == "back_matter" else "paragraph"
        if self.kind == "front":
            self.kind = "body"
        if re.match(r"(Table|Figure|Fig\.|!\[)", chunk):
            kind = "caption"
        elif self.blocks and self.blocks[-1].kind == "table":
            kind = "note"
        span = self.block(kind, _clean(chunk))
        if kind == "caption":
            self.caption = span
        elif kind == "note" and self.tables:
            self.tables[-1] = replace(self.tables[-1], notes=(span,))

    def _heading(self, level: int, title: str) -> None:
        named = next((kind for pattern, kind in KINDS if re.search(pattern, title, re.IGNORECASE)), None)
        if level <= 1:
            self.kind = named or "body"
        elif named == "abstract":
            self.kind = named
        span = self.block("heading", title)
        self.heads.append((span.start, max(level, 1), title, self.kind))

    def _table(self, chunk: str) -> None:
        rows = [
            [_clean(cell) for cell in line.strip().strip("|").split("|")]
            for line in chunk.splitlines()
            if not re.fullmatch(r"[|\s:-]+", line)
        ]
        start = len(self.text) + (2 if self.text else 0)
        cells, lines, at = [], [], start
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                cells.append(Cell(number, column, Span(at, at + len(cell)), is_header=number == 0))
                at += len(cell) + 1
            lines.append("\t".join(row))
        span = self.block("table", "\n".join(lines))
        caption = self.caption
        label = re.match(r"Table \w+", caption.of(self.text)) if caption else None
        box = Box(1, 0, 0, 500, 500)
        self.tables.append(
            Table(label[0] if label else None, caption, span, (box,), tuple(cells), len(rows), max(map(len, rows)))
        )

    def document(self, front: dict[str, str], source: str) -> Document:
        def printed(name: str) -> Printed | None:
            value = front.get(name)
            return Printed(value, value, (Box(1, 0, 0, 10, 10),)) if value else None

        return Document(
            sha256=sha256(source.encode()).hexdigest(),
            text=self.text,
            pages=(Page(1, 595, 842),),
            words=_words(self.text),
            blocks=tuple(self.blocks),
            sections=tuple(self._sections()),
            tables=tuple(self.tables),
            front=FrontMatter(
                printed("title"), printed("authors"), printed("journal"), printed("year"), printed("doi"), None
            ),
        )

    def _sections(self) -> Iterator[Section]:
        ends = [start for start, *_ in self.heads[1:]] + [len(self.text)] * bool(self.heads)
        first = self.heads[0][0] if self.heads else len(self.text)
        around = ("title", "byline", "front")
        body = next((block.span.start for block in self.blocks if block.kind not in around), first)
        if body:
            yield Section("front", 1, None, Span(0, min(body, first)), 1)
        if body < first:
            yield Section("body", 1, None, Span(body, first), 1)
        for (start, level, title, kind), end in zip(self.heads, ends, strict=True):
            yield Section(kind, level, title, Span(start, end), 1)


def _clean(text: str) -> str:
    text = re.sub(r"!\[(.*?)\]\(.*?\)", r"\1", text, flags=re.DOTALL)
    text = re.sub(r"\^(\[?[^^\s]+)\^", r" \1", text)
    text = re.sub(r"[*_]{1,2}(\S(?:.*?\S)?)[*_]{1,2}", r"\1", text)
    return re.sub(r"\s+", " ", text).strip()


def _words(text: str) -> Words:
    words = Words()
    for line, match in enumerate(re.finditer(r"\S+", text)):
        _put(words.start, match.start())
        _put(words.end, match.end())
        _put(words.page, 1)
        for column, value in ((words.x0, 0), (words.top, line), (words.x1, 10), (words.bottom, line + 1)):
            column.append(float(value))
        words.size.append(10.0)
        _put(words.flags, 0)
        _put(words.line, line)
    return words


def _put(column: "array[int]", value: int) -> None:
    column.append(value)
