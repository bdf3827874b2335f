"""A PDF file → a Document: the steps in their order. ``read_pdf`` is the folder's only public function."""

import re
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from extractor.core.document import BlockKind, Block, Document, Furniture, Grade, Page, Section
from extractor.core.errors import InputError, NoTextLayer
from extractor.core.geometry import Box
from extractor.core.text import Span
from extractor.documents.backend import PageContent, open_pdf
from extractor.documents.blocks import (
    Chunk,
    Style,
    is_caption,
    joined,
    paragraphs,
    run_in_text,
    run_in_words,
    split_references,
    style_of,
)
from extractor.documents.columns import in_reading_order
from extractor.documents.compose import Text, Vocabulary
from extractor.documents.furniture import furniture_lines, margin_words
from extractor.documents.lines import Line, lines_of
from extractor.documents.sections import is_heading, kind_of, openings, set_levels
from extractor.documents.titlepage import mark_title_page, read_front

MIN_LETTERS = 20
"""Letters that a PDF must have in all to count as text; a scan's page stamp has fewer."""


def read_pdf(path: Path) -> Document:
    """Read a PDF; a page that fails has grade ``none`` and the rest is read.

    Raises:
        NotAPdf: The file is empty or no PDF.
        Encrypted: A password is needed.
        NoTextLayer: No page has text.
        InputError: The file cannot be opened, or the PDF is damaged beyond reading.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"the file cannot be read ({error.strerror or type(error).__name__})", path=path) from error
    pages = list(open_pdf(data, path))
    if sum(len(word.text) for page in pages for word in page.words) < MIN_LETTERS:
        if all(page.problem for page in pages):
            raise InputError("no page of the PDF can be read", path=path)
        raise NoTextLayer("no text layer: the PDF is a scan", path=path, hint="run OCR first")
    return _document(sha256(data).hexdigest(), pages)


def _document(digest: str, pages: Sequence[PageContent]) -> Document:
    drawn, margins = _lines(pages)
    furniture = furniture_lines(drawn)
    body = [[line for line in lines if id(line) not in furniture] for _, lines in drawn]
    aside = [line for _, lines in drawn for line in lines if id(line) in furniture] + margins
    style = style_of(body)
    ordered = [in_reading_order(lines) for lines in body]
    chunks = [chunk for lines in ordered for chunk in paragraphs(lines, style)]
    _classify(chunks, style)
    mark_title_page(chunks, style)
    chunks = joined(_in_sections(chunks, style), style)
    text = Text(Vocabulary(line for lines in ordered for line in lines))
    blocks = _lay_out(chunks, text)
    starts = [block.span.start for block in blocks]
    sections = _sections(chunks, starts, text.length)
    title = next((chunk for chunk in chunks if chunk.kind == "title"), None)
    byline = next((chunk for chunk in chunks if chunk.kind == "byline"), None)
    front = read_front(title, byline, [line for _, lines in drawn[:1] for line in lines], aside)
    return Document(
        sha256=digest,
        text=text.text(),
        pages=tuple(Page(page.number, page.width, page.height, _grade(page)) for page in pages),
        words=text.words,
        blocks=tuple(blocks),
        sections=sections,
        furniture=tuple(Furniture(line.text, _box(line)) for line in aside),
        front=front,
    )


def _lines(pages: Sequence[PageContent]) -> tuple[list[tuple[PageContent, list[Line]]], list[Line]]:
    drawn: list[tuple[PageContent, list[Line]]] = []
    margins: list[Line] = []
    for page in pages:
        outside = margin_words(page)
        drawn.append((page, lines_of(page.number, [word for word in page.words if word.order not in outside])))
        margins.extend(lines_of(page.number, [word for word in page.words if word.order in outside]))
    return drawn, margins


def _classify(chunks: Sequence[Chunk], style: Style) -> None:
    for chunk in chunks:
        if is_caption(chunk, style):
            chunk.kind = "caption"
        elif is_heading(chunk, style):
            chunk.kind = "heading"


def _in_sections(chunks: Sequence[Chunk], style: Style) -> list[Chunk]:
    """Set levels, references, back matter and labels at paragraph starts, which follow from the headings."""
    set_levels([chunk for chunk in chunks if chunk.kind == "heading"])
    result: list[Chunk] = []
    references: list[Chunk] = []
    above: str | None = None
    for chunk in chunks:
        if chunk.kind == "heading":
            kind = kind_of(chunk.text)
            if chunk.level == 1 or kind in ("references", "back_matter"):
                above = kind
        if above == "references" and chunk.kind == "paragraph":
            references.append(chunk)
            continue
        result.extend(split_references(references))
        references.clear()
        if chunk.kind == "paragraph":
            chunk.run_in = run_in_words(chunk)
            label = run_in_text(chunk) if chunk.run_in else ""
            if label and kind_of(label, exactly=True):
                chunk.level = 2 if above else 1
            else:
                chunk.run_in = 0
            if above == "back_matter":
                chunk.kind = "back"
        result.append(chunk)
    result.extend(split_references(references))
    return result


def _lay_out(chunks: Sequence[Chunk], text: Text) -> list[Block]:
    return [Block(chunk.kind, text.block(chunk.lines)) for chunk in chunks]


def _sections(chunks: Sequence[Chunk], starts: Sequence[int], end: int) -> tuple[Section, ...]:
    found = openings(chunks)
    stops = [starts[opening.chunk] for opening in found[1:]] + [end]
    return tuple(
        Section(
            opening.kind, opening.level, opening.title, Span(starts[opening.chunk], stop), chunks[opening.chunk].page
        )
        for opening, stop in zip(found, stops, strict=True)
    )


def _grade(page: PageContent) -> Grade:
    letters = sum(len(word.text) for word in page.words)
    if not letters:
        return "none"
    unknown = sum(word.text.count("\ufffd") for word in page.words)
    return "good" if unknown < 0.02 * letters else "fair" if unknown < 0.15 * letters else "poor"


def _box(line: Line) -> Box:
    return Box(line.page, line.x0, line.top, max(line.x0, line.x1), max(line.top, line.bottom))
