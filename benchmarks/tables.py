"""Measures the tables read from PDFs against their truth and prints one JSON line for each collection.

``python benchmarks/tables.py [--errors]`` compares with ``../shared``: the Markdown sources of the corpus, and the XML
of real articles. ``shape`` is the share of tables with the right number of rows and columns, ``cells`` the share of the
truth's cells with identical text (spaces, hyphens and emphasis apart) at the same row and column, ``found`` the share
of its filled cells whose text some cell of the table has, wherever it stands.
"""

import argparse
import json
import re
import sys
import time
import unicodedata
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

from extractor.documents.backend import open_pdf
from extractor.documents.tableparts import JoinedTable, join_parts
from extractor.documents.tables import find_tables

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
Truth = list[list[str]]


def normal(text: str) -> str:
    """Return a text without what a page's line breaks and fonts change."""
    text = re.sub(r"\*\*|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)|\^(?=[^\s^]+\^)|(?<=\S)\^|~|<[^>]+>", "", text)
    text = unicodedata.normalize("NFKC", text).replace("∘", "°")
    return re.sub(r"[\s\u00ad\u2010-\u2015\u2212*-]+", "", text).lower()


def markdown_tables(text: str) -> list[Truth]:
    """Return the pipe tables of a Markdown text."""
    tables: list[Truth] = []
    rows: Truth = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.count("|") > 1 else []
            if not all(re.fullmatch(r":?-{2,}:?", cell) for cell in cells):
                rows.append(cells)
        elif rows:
            tables.append(rows)
            rows = []
    return tables


def jats_tables(path: Path) -> list[tuple[str, Truth]]:
    """Return label and grid of an article's tables; a cell over several columns stands in the first of them."""
    found: list[tuple[str, Truth]] = []
    for wrap in ET.parse(path).getroot().iter("table-wrap"):
        table = wrap.find(".//table")
        if table is None:
            continue
        taken: dict[tuple[int, int], str] = {}
        number = 0
        for row in table.iter("tr"):
            column = 0
            for cell in row:
                while (number, column) in taken:
                    column += 1
                text = normal("".join(cell.itertext()))
                for down in range(int(cell.get("rowspan", "1") or 1)):
                    for right in range(int(cell.get("colspan", "1") or 1)):
                        taken[number + down, column + right] = text if not down and not right else ""
            number += 1
        width = max((column for _, column in taken), default=-1) + 1
        grid = [[taken.get((row, column), "") for column in range(width)] for row in range(number)]
        label = wrap.findtext("label") or ""
        found.append((normal(label).rstrip("."), [row for row in grid if any(row)]))
    return found


def read(path: Path) -> tuple[list[JoinedTable], float, int, float, int]:
    """Return a PDF's tables; seconds, pages and seconds on pages without tables that finding took; its words."""
    parts = []
    seconds, pages, empty, words = 0.0, 0, 0.0, 0
    for page in open_pdf(path.read_bytes(), path):
        words += len(page.words)
        start = time.process_time()
        found = find_tables(page)
        seconds += time.process_time() - start
        if not found:
            empty += time.process_time() - start
        pages += 1
        parts.extend(found)
    return join_parts(parts), seconds, pages, empty, words


def compare(truth: Truth, table: JoinedTable | None) -> tuple[bool, int, int, int, int]:
    """Return whether the shape is right, cells equal, cells, filled cells found, filled cells."""
    wanted = {(r, c): normal(cell) for r, row in enumerate(truth) for c, cell in enumerate(row)}
    filled = Counter(text for text in wanted.values() if text)
    if table is None:
        return False, 0, len(wanted), 0, sum(filled.values())
    got: dict[tuple[int, int], str] = {}
    for cell in table.cells:
        got[cell.row, cell.column] = normal("".join(word.text for word in cell.words))
    right = sum(got.get(place, "") == text for place, text in wanted.items())
    found = sum((filled & Counter(got.values())).values())
    shape = table.n_rows == len(truth) and table.n_columns == max(map(len, truth))
    return shape, right, len(wanted), found, sum(filled.values())


def differences(truth: Truth, table: JoinedTable | None) -> list[str]:
    """Return a line for each cell that differs."""
    got = {(c.row, c.column): normal("".join(w.text for w in c.words)) for c in (table.cells if table else ())}
    return [
        f"    {r},{c}: {normal(cell)[:60]!r} read as {got.get((r, c), '')[:60]!r}"
        for r, row in enumerate(truth)
        for c, cell in enumerate(row)
        if normal(cell) != got.get((r, c), "")
    ]


def corpus(errors: bool) -> dict[str, object]:
    """Measure the invented publications."""
    rows = []
    for source in sorted((SHARED / "corpus" / "src").glob("*.md")):
        truths = markdown_tables(source.read_text().replace("\\*", "*"))
        tables, *spent = read(SHARED / "corpus" / "pdf" / f"{source.stem}.pdf")
        if spent[3] == 0:  # a scan
            continue
        rows.append((source.stem, [(f"table{n}", truth) for n, truth in enumerate(truths, 1)], tables, spent))
    return tally("corpus", rows, errors)


def real(errors: bool) -> dict[str, object]:
    """Measure the real articles."""
    rows = []
    for path in sorted((SHARED / "realpdf" / "pdf").glob("*.pdf")):
        xml = SHARED / "realpdf" / "xml" / f"{path.stem}.xml"
        tables, *spent = read(path)
        rows.append((path.stem, jats_tables(xml) if xml.exists() else None, tables, spent))
    return tally("real", rows, errors)


def tally(name: str, rows: list, errors: bool) -> dict[str, object]:  # type: ignore[type-arg]
    """Count what was found over a collection."""
    n = shapes = labels = right = cells = found = filled = extra = 0
    seconds, pages, empty = 0.0, 0, 0.0
    for stem, truths, tables, spent in rows:
        seconds, pages, empty = seconds + spent[0], pages + spent[1], empty + spent[2]
        left = list(tables)
        for label, truth in truths or []:
            table = max(left, key=lambda t: compare(truth, t)[3], default=None)
            if table is not None and 3 * compare(truth, table)[3] < compare(truth, table)[4]:
                table = next((t for t in left if t.label and normal(t.label) == label), None)
            labels += table is not None and normal(table.label or "") == label
            if table is not None:
                left = [t for t in left if t is not table]
            shape, a, b, c, d = compare(truth, table)
            n, shapes, right, cells, found, filled = n + 1, shapes + shape, right + a, cells + b, found + c, filled + d
            if errors and (not shape or a < b):
                shown = f"{table.n_rows}x{table.n_columns}" if table else "none"
                print(f"{stem} {label}: {len(truth)}x{max(map(len, truth))} read as {shown}, {a}/{b} {c}/{d}")
                print(*differences(truth, table)[:6], sep="\n")
        for table in left:
            extra += truths is not None
            if errors:
                words = [word.text for cell in table.cells for word in cell.words]
                print(
                    f"{stem} page {table.caption_page}: extra {table.label} {table.n_rows}x{table.n_columns}",
                    *words[:12],
                )
    return {
        "collection": name,
        "tables": n,
        "labels": round(labels / max(n, 1), 3),
        "shape": round(shapes / max(n, 1), 3),
        "cells": round(right / max(cells, 1), 4),
        "found": round(found / max(filled, 1), 4),
        "extra": extra,
        "ms_a_page": round(1000 * seconds / max(pages, 1), 2),
    }


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true", help="also list every table that differs")
    errors = parser.parse_args().errors
    if not SHARED.is_dir():
        print("skipped: ../shared is missing")
        return 0
    for measure in (corpus, real):
        print(json.dumps(measure(errors)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
