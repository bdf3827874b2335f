"""How much CPU time reading takes beside pdfium's bare text and pdfplumber's, on the same PDFs, interleaved.

    python benchmarks/speed.py [--pdfs ../shared/realpdf/pdf] [--rounds 3] [--without-pdfplumber]

Prints one JSON line: CPU milliseconds a page of each (the median of the rounds), and ``times_pdfium``: how many times
the time of pdfium's text call reading takes, ``times_pdfplumber``: how many times its own time pdfplumber takes.
Imports and one PDF are done before the clock starts; a PDF that cannot be read, or only in part, is left out.
"""

import argparse
import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median

import pdfplumber
import pypdfium2

from extractor.core.errors import InputError
from extractor.documents.read import read_pdf


def pdfium_text(path: Path) -> None:
    """Take every page's text."""
    document = pypdfium2.PdfDocument(path)
    for page in document:
        page.get_textpage().get_text_range()
    document.close()


def plumber_text(path: Path) -> None:
    """Take every page's text."""
    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.extract_text()
            page.close()


def readable(folder: Path) -> tuple[list[Path], int]:
    """Return the PDFs of which every page has text, and how many pages they have."""
    paths: list[Path] = []
    pages = 0
    for path in sorted(folder.glob("*.pdf")):
        try:
            document = read_pdf(path)
        except InputError:
            continue
        if all(page.grade == "good" for page in document.pages):
            paths.append(path)
            pages += len(document.pages)
    return paths, pages


def measure(paths: Sequence[Path], ways: Mapping[str, Callable[[Path], object]], rounds: int) -> dict[str, float]:
    """Return the CPU seconds that each way takes, the median of the rounds."""
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        totals = dict.fromkeys(ways, 0.0)
        for path in paths:
            for name, way in ways.items():
                begin = time.process_time()
                way(path)
                totals[name] += time.process_time() - begin
        for name, total in totals.items():
            spent[name].append(total)
    return {name: median(totals) for name, totals in spent.items()}


def main() -> None:
    """Run the rounds and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pdfs", type=Path, default=Path("../shared/realpdf/pdf"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--without-pdfplumber", action="store_true")
    options = parser.parse_args()
    ways: dict[str, Callable[[Path], object]] = {"extractor": read_pdf, "pdfium": pdfium_text}
    if not options.without_pdfplumber:
        ways["pdfplumber"] = plumber_text
    paths, pages = readable(options.pdfs)
    if not paths:
        print("skipped: no PDF to read")
        return
    for way in ways.values():
        way(paths[0])
    each = measure(paths, ways, options.rounds)
    figures: dict[str, object] = {"pdfs": len(paths), "pages": pages}
    figures |= {f"{name}_ms_a_page": round(1000 * total / pages, 2) for name, total in each.items()}
    figures["times_pdfium"] = round(each["extractor"] / each["pdfium"], 2)
    if "pdfplumber" in each:
        figures["times_pdfplumber"] = round(each["pdfplumber"] / each["extractor"], 2)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
