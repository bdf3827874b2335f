"""A PDF file → a Document: the steps in their order. ``read_pdf`` and ``open_pages`` are what others call."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from extractor.core.collector import without_collector
from extractor.core.document import (
    BOLD,
    Block,
    Cell,
    Document,
    FrontMatter,
    Furniture,
    Grade,
    Page,
    Part,
    Printed,
    Section,
    Table,
)
from extractor.core.errors import InputError, NoTextLayer
from extractor.core.geometry import Box
from extractor.core.text import Span
from extractor.documents import ocr
from extractor.documents.backend import open_pdf
from extractor.documents.blocks import (
    Chunk,
    Style,
    is_caption,
    joined,
    paragraphs,
    run_in_text,
    run_in_words,
    split_labels,
    split_references,
    style_of,
)
from extractor.documents.columns import in_reading_order
from extractor.documents.compose import Text, Vocabulary, printed_lines
from extractor.documents.furniture import furniture_lines, margin_words, picture_lines
from extractor.documents.lines import Line, line_of, lines_of
from extractor.documents.page import PageContent
from extractor.documents.parts import own_lines
from extractor.documents.sections import (
    depth_of,
    is_abstract,
    is_at_end,
    is_heading,
    is_known,
    kind_of,
    next_article,
    openings,
    set_levels,
    with_run_in_headings,
)
from extractor.documents.tableparts import JoinedTable, RawTable, join_parts
from extractor.documents.tables import find_tables
from extractor.documents.titlepage import mark_title_page, printed, read_front, title_of
from extractor.documents.turned import as_displayed, size_displayed, upright
from extractor.documents.words import RawWord, Words

AROUND_TITLE = ("title", "byline", "front", "note")
MAX_TABLE_WORDS = 3_000
"""Words of a page beyond which no tables are looked for: the densest table page seen has 1,500."""
MAX_BYTES = 1 << 30
MIN_LETTERS = 20
"""Letters that a PDF must have in all to count as text; a scan's page stamp has fewer."""


def read_pdf(path: Path, part: Part | None = None) -> Document:
    """Read a PDF, or a part of it; a page that fails has grade ``none`` and the rest is read.

    Raises:
        NotAPdf: The file is empty or no PDF.
        Encrypted: A password is needed.
        NoTextLayer: No page has text, and the recogniser of scans is not installed or finds none either.
        InputError: The file cannot be opened, the PDF is damaged beyond reading, or it has no such pages.
    """
    return open_pages(path).document(part)


def open_pages(path: Path) -> "OpenedPdf":
    """Read what is printed on the pages of a PDF, of which documents can be made.

    Raises:
        InputError: As ``read_pdf``.
    """
    try:
        status = path.stat()
        if not S_ISREG(status.st_mode) and not S_ISDIR(status.st_mode):
            raise InputError("no file but a pipe or a device", path=path)
        if status.st_size > MAX_BYTES:
            raise InputError(f"the file has more than {MAX_BYTES >> 20} MB", path=path)
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"the file cannot be read ({error.strerror or type(error).__name__})", path=path) from error
    with without_collector():
        return _opened(data, path)


class OpenedPdf:
    """What is printed on the pages of a PDF; running heads are known by all of them, whatever part is read."""

    def __init__(self, digest: str, pages: Sequence[PageContent], path: Path) -> None:
        self._digest = digest
        self._path = path
        self._pages = pages
        self._drawn, self._margins = _lines(pages)
        self._furniture = furniture_lines(self._drawn)

    def document(self, part: Part | None = None) -> Document:
        """Return the document of all pages, or of a part.

        Raises:
            InputError: The PDF has no such pages, or they have no text.
        """
        first, last = part.pages if part else (1, len(self._pages))
        told = f"page {first}" if first == last else f"pages {first}-{last}"
        if last > len(self._pages):
            raise InputError(f"no {told} in this PDF, which has {len(self._pages)}", path=self._path)
        chosen = slice(first - 1, last)
        if sum(page.letters for page in self._pages[chosen]) < MIN_LETTERS:
            raise NoTextLayer(f"no text on {told}", path=self._path)
        with without_collector():
            drawn, margins = self._drawn[chosen], self._margins[chosen]
            return _document(self._digest, self._pages[chosen], drawn, margins, self._furniture, part)


def _opened(data: bytes, path: Path) -> OpenedPdf:
    pages = list(open_pdf(data, path))
    scans = [page.number for page in pages if ocr.is_scan(page)]
    if scans and ocr.is_available():
        pages = ocr.recognise(data, pages)
    if sum(page.letters for page in pages) < MIN_LETTERS:
        if all(page.problem for page in pages):
            raise InputError("no page of the PDF can be read", path=path)
        raise _no_text(path, scans)
    return OpenedPdf(sha256(data).hexdigest(), [upright(page) for page in pages], path)


def _no_text(path: Path, scans: Sequence[int]) -> NoTextLayer:
    if not scans:
        return NoTextLayer("no text layer: no page has words", path=path)
    pages = f"page {scans[0]} is a picture" if len(scans) == 1 else f"pages {_ranges(scans)} are pictures"
    if ocr.is_available():
        return NoTextLayer(f"no text layer: {pages} in which no words are found", path=path)
    return NoTextLayer(f"no text layer: {pages}", path=path, hint=f"to have scans read: {ocr.COMMAND}")


def _ranges(numbers: Sequence[int]) -> str:
    """Return rising numbers as ranges: ``1-3, 5``."""
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][-1] == number - 1:
            found[-1].append(number)
        else:
            found.append([number])
    return ", ".join(f"{group[0]}-{group[-1]}" if len(group) > 1 else str(group[0]) for group in found)


def _document(
    digest: str,
    pages: Sequence[PageContent],
    drawn: Sequence[tuple[PageContent, list[Line]]],
    margins: Sequence[list[Line]],
    heads: Set[int],
    part: Part | None,
) -> Document:
    """Return the document of some pages from their lines; ``heads`` are the ids of running heads."""
    furniture = set(heads)
    body = [[line for line in lines if id(line) not in furniture] for _, lines in drawn]
    style = style_of(body)
    for (page, _), own in zip(drawn, body, strict=True):
        furniture |= picture_lines(page, own, style.size)
    furniture |= {id(line) for lines in margins for line in lines}
    parts = _table_parts(
        pages, [[*lines, *more] for (_, lines), more in zip(drawn, margins, strict=True)], furniture, style
    )
    owned = {id(word) for part in parts for word in _words_of(part)}
    aside: list[Line] = []
    body = []
    for (_, lines), more in zip(drawn, margins, strict=True):
        kept, left = _parted([*lines, *more], furniture, owned)
        body.append(kept)
        aside.extend(left)
    body = _without_tables([page for page, _ in drawn], body, parts)
    ordered = [in_reading_order(lines) for lines in body]
    if part:
        ordered = own_lines(ordered, part)
    chunks = [chunk for lines in ordered for chunk in paragraphs(lines, style)]
    axes = [chunk for chunk in chunks if chunk.table is None and _is_axis(chunk, style)]
    aside.extend(line for chunk in axes for line in chunk.lines)
    gone = {id(chunk) for chunk in axes}
    chunks = [chunk for chunk in chunks if id(chunk) not in gone]
    _classify(chunks, style)
    mark_title_page(chunks, style, aside)
    chunks = split_labels(with_run_in_headings(chunks), is_known, is_abstract)
    chunks = joined(_in_sections(chunks), style, is_known)
    text = Text(Vocabulary(line for lines in ordered for line in lines))
    blocks, tables, starts = _lay_out(chunks, text)
    sections = _sections(chunks, starts, text.length)
    whole = text.text()
    first = next((lines for lines in ordered if lines), []) if part else drawn[0][1]
    front = _front(chunks, blocks, whole, first, aside, first[0].page if part and first else 1)
    return _as_displayed(
        pages,
        Document(
            sha256=digest,
            text=whole,
            pages=tuple(Page(page.number, *size_displayed(page), _grade(page)) for page in pages),
            words=text.words,
            blocks=tuple(blocks),
            sections=sections,
            tables=tuple(tables),
            furniture=tuple(Furniture(line.text, _box(line)) for line in aside),
            front=front,
        ),
    )


def _as_displayed(pages: Sequence[PageContent], document: Document) -> Document:
    """Put the boxes of pages that were laid straight where they stand on the page as displayed."""
    tilted = {page.number: page for page in pages if page.skew or page.turn}
    if not tilted:
        return document

    def place(box: Box) -> Box:
        return as_displayed(box, tilted[box.page]) if box.page in tilted else box

    words = document.words
    for row, number in enumerate(words.page):
        if number in tilted:
            box = place(words[row].box)
            words.x0[row], words.top[row], words.x1[row], words.bottom[row] = box.x0, box.top, box.x1, box.bottom
    told = {
        name: replace(value, boxes=tuple(map(place, value.boxes)))
        for name in document.front.__slots__
        if (value := getattr(document.front, name)) is not None
    }
    return replace(
        document,
        tables=tuple(replace(table, parts=tuple(map(place, table.parts))) for table in document.tables),
        furniture=tuple(replace(item, box=place(item.box)) for item in document.furniture),
        front=replace(document.front, **told),
    )


def _front(
    chunks: Sequence[Chunk],
    blocks: Sequence[Block],
    whole: str,
    first: Sequence[Line],
    aside: Sequence[Line],
    page: int,
) -> FrontMatter:
    """Return what the publication says it is; ``first`` are the lines of the ``page`` on which it begins."""
    found: dict[str, Printed] = {}
    for kind, value in (("title", title_of), ("byline", printed)):
        chunk = next((chunk for chunk in chunks if chunk.kind == kind), None)
        block = next((block for block in blocks if block.kind == kind), None)
        if chunk is not None and block is not None:
            found[kind] = value(chunk.lines, block.span.of(whole))
    later = [chunk for chunk in chunks if chunk.page > page]
    rest = [line for chunk in later for line in (chunk.lines[:1] if chunk.kind == "reference" else chunk.lines)]
    around = [line for chunk in chunks if chunk.kind in AROUND_TITLE for line in chunk.lines if line.page == page]
    return read_front(found.get("title"), found.get("byline"), around, first, aside, rest)


def _lines(pages: Sequence[PageContent]) -> tuple[list[tuple[PageContent, list[Line]]], list[list[Line]]]:
    """Return the lines of each page, and those in its margins."""
    drawn: list[tuple[PageContent, list[Line]]] = []
    margins: list[list[Line]] = []
    for page in pages:
        words = Words.of(page.words)
        outside = margin_words(page)
        if outside:
            inside = Words(words.columns, [row for row in range(len(words)) if row not in outside])
            drawn.append((page, lines_of(page.number, inside)))
            margins.append(lines_of(page.number, Words(words.columns, sorted(outside))))
        else:
            drawn.append((page, lines_of(page.number, words)))
            margins.append([])
    return drawn, margins


def _table_parts(
    pages: Sequence[PageContent], lines: Sequence[Sequence[Line]], furniture: set[int], style: Style
) -> list[RawTable]:
    """Return the tables of all pages, looked for among all words: a table's head comes back on every page too."""
    parts: list[RawTable] = []
    for page, own in zip(pages, lines, strict=True):
        if len(page.words) > MAX_TABLE_WORDS:
            continue
        aside = {id(word) for line in own if id(line) in furniture for word in line.words}
        for table in find_tables(page, style.size):
            if table.label or _is_believable(table, style):
                notes = (tuple(word for word in note if id(word) not in aside) for note in table.notes)
                parts.append(_without_text(replace(table, notes=tuple(filter(None, notes))), style))
    return parts


def _words_of(part: RawTable) -> Iterator[RawWord]:
    yield from part.caption
    for cell in part.cells:
        yield from cell.words
    for note in part.notes:
        yield from note


def _parted(lines: Sequence[Line], furniture: set[int], owned: set[int]) -> tuple[list[Line], list[Line]]:
    """Part a page's lines into text and furniture; words of tables are text wherever they stand."""
    kept: list[Line] = []
    aside: list[Line] = []
    for line in lines:
        if id(line) not in furniture:
            kept.append(line)
            continue
        if not owned:
            aside.append(line)
            continue
        own = [word for word in line.words if id(word) in owned]
        rest = [word for word in line.words if id(word) not in owned]
        if own:
            kept.append(line_of(line.page, own))
        if rest:
            aside.append(line_of(line.page, rest) if own else line)
    return kept, aside


def _without_tables(
    pages: Sequence[PageContent], body: Sequence[Sequence[Line]], parts: Sequence[RawTable]
) -> list[list[Line]]:
    """Return the lines without the words of tables, each table as one line without words at its first word's place."""
    joins = {table.boxes[0]: table for table in join_parts(parts)}
    result: list[list[Line]] = []
    for page, lines in zip(pages, body, strict=True):
        own = [part for part in parts if part.page == page.number]
        result.append(_with_places(page.number, lines, own, joins) if own else list(lines))
    return result


def _is_believable(table: RawTable, style: Style) -> bool:
    """Tell whether what looks like a table without a caption is one: short cells, no type larger than the text's."""
    if table.label or table.continued:
        return True
    cells = [cell.words for cell in table.cells if cell.words]
    words = [word for cell in cells for word in cell]
    if not cells or len(words) > 20 * len(cells):
        return False
    return max(word.size for word in words) < 1.3 * style.size and not any(len(cell) > 80 for cell in cells)


def _without_text(table: RawTable, style: Style) -> RawTable:
    """Give back what stands in a table's notes but is running text: larger type, or a further paragraph of it."""
    notes: list[tuple[RawWord, ...]] = []
    for note in table.notes:
        size = sorted(word.size for word in note)[len(note) // 2]
        end = next((n for n in range(1, len(note)) if _begins_heading(note[n - 1], note[n], size)), len(note))
        is_text = bool(notes) and size > style.size - 0.25 and len(note) > LONGEST_FURTHER_NOTE
        if end and not is_text:
            notes.append(note[:end])
        if is_text or end < len(note):
            break
    return replace(table, notes=tuple(notes))


def _begins_heading(before: RawWord, word: RawWord, size: float) -> bool:
    is_new_line = abs(word.baseline - before.baseline) > 0.8 * size
    return is_new_line and (word.size > size + 0.6 or bool(word.flags & BOLD and not before.flags & BOLD))


LONGEST_FURTHER_NOTE = 25
"""Words of a table's second or third note, in the type of the running text, beyond which it is a paragraph."""


def _with_places(
    number: int, lines: Sequence[Line], parts: Sequence[RawTable], joins: dict[Box, JoinedTable]
) -> list[Line]:
    owner: dict[int, int] = {}
    for index, part in enumerate(parts):
        for word in _words_of(part):
            owner[id(word)] = index
    placed: set[int] = set()
    result: list[Line] = []
    for line in lines:
        rest = [word for word in line.words if id(word) not in owner]
        for index in sorted({owner[id(word)] for word in line.words if id(word) in owner} - placed):
            placed.add(index)
            table = joins.get(parts[index].box)
            if table is not None:
                box = parts[index].box
                result.append(Line(number, [], box.x0, box.top, box.x1, box.bottom, box.bottom, 0.0, 0, "", table))
        if len(rest) == len(line.words):
            result.append(line)
        elif rest:
            result.append(line_of(number, rest))
    return result


def _classify(chunks: list[Chunk], style: Style) -> None:
    for number, chunk in enumerate(chunks):
        if chunk.table is not None:
            chunk.kind = "table"
        elif is_caption(chunk, style):
            chunk.kind = "caption"
        elif is_heading(chunk, style):
            chunk.kind = "heading"
        elif chunk.size < style.size - 0.8 and _is_label(chunk):
            chunk.kind = "note"
        if number and chunk.kind == "heading" and _is_rest_of_heading(chunks[number - 1], chunk, style):
            chunk.lines[:0] = chunks[number - 1].lines
            chunks[number - 1].lines = []
    chunks[:] = [chunk for chunk in chunks if chunk.lines]


def _is_rest_of_heading(before: Chunk, chunk: Chunk, style: Style) -> bool:
    """Tell whether a heading is the second line of the one before: same type, close below, no name of its own."""
    if before.kind != "heading" or chunk.starts_run or not before.lines:
        return False
    first, second = before.lines[-1], chunk.lines[0]
    is_same = abs(first.size - second.size) < 0.3 and first.flags == second.flags and first.page == second.page
    is_close = second.baseline - first.baseline < 1.1 * style.leading_of(second.size)
    has_own_name = depth_of(chunk.text) or is_known(chunk.text) or is_known(before.text)
    return is_same and is_close and not has_own_name


_AXIS = re.compile(r"(?:(?:[<>=≤≥±+−–-]?\d{1,4}(?:\.\d{1,3})?%?|\(?[A-Za-z]{1,2}\)?|\(\d+\))(?:\s+|$))+")


def _is_axis(chunk: Chunk, style: Style) -> bool:
    """Tell whether a chunk is numbers or letters of a drawing: its axes, the letters of its panels."""
    return len(chunk.text) < 40 and chunk.size != style.size and bool(_AXIS.fullmatch(chunk.text))


def _is_label(chunk: Chunk) -> bool:
    """Tell whether small print is words of a drawing: short lines, no sentence."""
    words = chunk.text.split()
    return len(words) <= 8 * len(chunk.lines) and len(words) < 30 and not chunk.text.rstrip().endswith((".", ":"))


def _in_sections(chunks: Sequence[Chunk]) -> list[Chunk]:
    """Set levels, references, back matter and labels at paragraph starts, which follow from the headings."""
    set_levels([chunk for chunk in chunks if chunk.kind == "heading"])
    result: list[Chunk] = []
    references: list[Chunk] = []
    above: str | None = None
    at_end = False
    for chunk in chunks:
        if chunk.kind == "heading":
            kind = kind_of(chunk.text, at_end=at_end)
            at_end = is_at_end(kind, at_end) if chunk.level == 1 else at_end
            if chunk.level == 1 or kind in ("references", "back_matter"):
                above = kind
        if above == "references" and chunk.kind in ("paragraph", "note"):
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
    end = next_article(result)
    for chunk in result[end + 1 :] if end is not None else ():
        if chunk.kind in ("heading", "paragraph", "note", "reference"):
            chunk.kind, chunk.run_in = "back", 0
    return result


def _lay_out(chunks: Sequence[Chunk], text: Text) -> tuple[list[Block], list[Table], list[int]]:
    """Return the blocks, the tables, and where each chunk starts in the text."""
    blocks: list[Block] = []
    tables: list[Table] = []
    starts: list[int] = []
    for chunk in chunks:
        first = len(blocks)
        if chunk.table is None:
            blocks.append(Block(chunk.kind, text.block([(line.page, line.words) for line in chunk.lines])))
        else:
            tables.append(_lay_out_table(chunk.table, text, blocks))
        starts.append(blocks[first].span.start)
    return blocks, tables, starts


def _lay_out_table(table: JoinedTable, text: Text, blocks: list[Block]) -> Table:
    caption = None
    if table.caption:
        caption = text.block(printed_lines(table.caption, [table.caption_page] * len(table.caption)))
        blocks.append(Block("caption", caption))
    text.part()
    start = text.length
    cells: list[Cell] = []
    row = 0
    for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.column)):
        if cells:
            text.raw("\t" if cell.row == row else "\n" * (cell.row - row))
        row = cell.row
        span = text.run(printed_lines(cell.words, cell.pages), is_cell=True)
        cells.append(Cell(cell.row, cell.column, span, cell.is_header, cell.row_span, cell.column_span))
    span = Span(start, text.length)
    blocks.append(Block("table", span))
    notes: list[Span] = []
    for words, page in zip(table.notes, table.note_pages, strict=True):
        notes.append(text.block(printed_lines(words, [page] * len(words))))
        blocks.append(Block("note", notes[-1]))
    return Table(table.label, caption, span, table.boxes, tuple(cells), table.n_rows, table.n_columns, tuple(notes))


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
    letters = page.letters
    if not letters:
        return "none"
    if page.is_recognised:
        return "fair"
    unknown = "".join(Words.of(page.words).texts).count("\ufffd")
    return "good" if unknown < 0.02 * letters else "fair" if unknown < 0.15 * letters else "poor"


def _box(line: Line) -> Box:
    return Box(line.page, line.x0, line.top, max(line.x0, line.x1), max(line.top, line.bottom))
