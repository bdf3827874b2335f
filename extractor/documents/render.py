"""A Document → what ``extractor read`` prints: its text, sections, tables, or all of it as one JSON object.

Everything comes from a PDF, so every line goes through ``printable`` or JSON: no control character reaches a terminal.
"""

import json
from typing import Any

from extractor.core.document import Block, Document, Printed, Table
from extractor.core.geometry import Box
from extractor.core.terminal import printable
from extractor.core.text import Span

LEFT_OUT_BLOCKS = ("byline", "front", "reference", "back")
LEFT_OUT_SECTIONS = ("references", "back_matter", "supplement")


def overview(document: Document) -> str:
    """Return a few lines on what the PDF was found to be: front matter, pages, sections, tables."""
    front = document.front
    lines = [
        f"{name}: {_value(getattr(front, name))}" for name in ("title", "authors", "journal", "year", "doi", "pmid")
    ]
    grades = ", ".join(f"{page.number} {page.grade}" for page in document.pages if page.grade != "good")
    lines.append(f"pages: {len(document.pages)}" + (f" (text of page {grades})" if grades else ""))
    lines.append(f"words: {len(document.words)}")
    titles = [printable(section.title) for section in document.sections if section.title and section.level == 1]
    lines.append(f"sections: {len(document.sections)}" + (f" ({'; '.join(titles)})" if titles else ""))
    lines.append(f"tables: {len(document.tables)}")
    return "\n".join(lines) + "\n"


def text(document: Document, *, everything: bool = False) -> str:
    """Return title, abstract, body, captions, tables and their notes; with ``everything`` the rest of the text too."""
    kept = [block for block in document.blocks if everything or _is_article(document, block)]
    parts = (_printable(document.text, block.span) for block in kept)
    return "\n\n".join(parts) + "\n" if kept else ""


def _is_article(document: Document, block: Block) -> bool:
    if block.kind in LEFT_OUT_BLOCKS:
        return False
    section = document.section_at(block.span.start)
    floats = block.kind in ("caption", "table", "note")
    return floats or section is None or section.kind not in LEFT_OUT_SECTIONS


def sections(document: Document) -> str:
    """Return a line for each section: page, kind and title, set in by level."""
    lines = [
        f"{section.page:4}  {section.kind:12}  {'  ' * (section.level - 1)}{printable(section.title or '-')}"
        for section in document.sections
    ]
    return "".join(f"{line}\n" for line in lines)


def tables(document: Document) -> str:
    """Return each table with its caption, its rows as lines of cells parted by `` | ``, and its notes."""
    return "\n".join(_table(document.text, table) for table in document.tables)


def _table(whole: str, table: Table) -> str:
    pages = ", ".join(str(page) for page in sorted({part.page for part in table.parts}))
    title = printable(table.caption.of(whole)) if table.caption else printable(table.label or "(no caption)")
    lines = [f"{title} [page {pages}; {table.n_rows} x {table.n_columns}]"]
    for row in range(table.n_rows):
        own = {cell.column: printable(cell.span.of(whole)) for cell in table.cells if cell.row == row}
        lines.append(" | ".join(own.get(column, "") for column in range(table.n_columns)))
    lines.extend(printable(note.of(whole)) for note in table.notes)
    return "".join(f"{line}\n" for line in lines)


def _printable(whole: str, span: Span) -> str:
    lines = span.of(whole).split("\n")
    return "\n".join("\t".join(printable(cell) for cell in line.split("\t")) for line in lines)


def _value(printed: Printed | None) -> str:
    return printable(printed.value) if printed else "-"


def to_json(document: Document) -> str:
    """Return the document as one JSON object; ``start`` and ``end`` count characters of ``text``."""
    front = document.front
    content: dict[str, Any] = {
        "sha256": document.sha256,
        "front": {name: _printed(getattr(front, name)) for name in front.__slots__},
        "pages": [
            {"number": page.number, "width": round(page.width, 2), "height": round(page.height, 2), "grade": page.grade}
            for page in document.pages
        ],
        "sections": [
            {
                "title": section.title,
                "kind": section.kind,
                "level": section.level,
                "page": section.page,
                "start": section.span.start,
                "end": section.span.end,
            }
            for section in document.sections
        ],
        "blocks": [{"kind": block.kind, "start": block.span.start, "end": block.span.end} for block in document.blocks],
        "tables": [_table_json(document.text, table) for table in document.tables],
        "furniture": [{"text": item.text, **_box(item.box)} for item in document.furniture],
        "text": document.text,
    }
    return _escape_controls(json.dumps(content, ensure_ascii=False)) + "\n"


def _table_json(whole: str, table: Table) -> dict[str, Any]:
    return {
        "label": table.label,
        "caption": _span(table.caption) if table.caption else None,
        **_span(table.span),
        "parts": [_box(part) for part in table.parts],
        "n_rows": table.n_rows,
        "n_columns": table.n_columns,
        "cells": [
            {
                "row": cell.row,
                "column": cell.column,
                "row_span": cell.row_span,
                "column_span": cell.column_span,
                "is_header": cell.is_header,
                "text": cell.span.of(whole),
                **_span(cell.span),
            }
            for cell in table.cells
        ],
        "notes": [_span(note) for note in table.notes],
    }


def _printed(printed: Printed | None) -> dict[str, Any] | None:
    if printed is None:
        return None
    return {"value": printed.value, "quote": printed.quote, "boxes": [_box(box) for box in printed.boxes]}


def _span(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}


def _box(box: Box) -> dict[str, Any]:
    edges = {"x0": box.x0, "top": box.top, "x1": box.x1, "bottom": box.bottom}
    return {"page": box.page, **{name: round(edge, 2) for name, edge in edges.items()}}


def _escape_controls(content: str) -> str:
    """Escape what JSON leaves as it is and a terminal would obey or be misled by: C1 controls, marks of direction."""
    return "".join(letter if letter.isprintable() else json.dumps(letter)[1:-1] for letter in content)
