"""How much CPU time and memory reading takes beside pdfium's bare text, pdftotext and pdfplumber, on the same PDFs.

    python benchmarks/speed.py [--pdfs ../shared/realpdf/pdf] [--rounds 3] [--without-pdfplumber] [--pages 2000]

Prints one JSON line: CPU milliseconds a page of each (the median of interleaved rounds), and ``times_pdfium``: how many
times the time of pdfium's text call reading takes, ``times_pdfplumber``: how many times its own time pdfplumber takes.
Imports and one PDF are done before the clock starts; of each run of pdftotext, the time of one on a single page is
taken off. A PDF that cannot be read, or only in part, is left out. ``peak_mb`` is the peak memory of a process of its
own that reads a PDF of 2,000 pages, made for it; ``start_mb`` that of one that reads a page of it.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import pypdfium2

from extractor.core.errors import InputError
from extractor.documents.read import read_pdf

SENTENCE = "the boats of a small port came in late with herring and cod while children on shore counted every sail"
WORDS = tuple(SENTENCE.split(" "))


def pdfium_text(path: Path) -> None:
    """Take every page's text."""
    document = pypdfium2.PdfDocument(path)
    for page in document:
        page.get_textpage().get_text_range()
    document.close()


def plumber_text(path: Path) -> None:
    """Take every page's text."""
    import pdfplumber

    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.extract_text()
            page.close()


def poppler_text(path: Path) -> None:
    """Take every page's text in a process apart."""
    subprocess.run(["pdftotext", "-q", str(path), os.devnull], check=False)


def seconds() -> float:
    """Return the CPU time of this process and of those that it has waited for."""
    spent = os.times()
    return time.process_time() + spent.children_user + spent.children_system


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
                begin = seconds()
                way(path)
                totals[name] += seconds() - begin
        for name, total in totals.items():
            spent[name].append(total)
    return {name: median(totals) for name, totals in spent.items()}


def draw(path: Path, pages: int) -> None:
    """Write a PDF of pages in two columns, 600 words each, no two pages alike."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    data = BytesIO()
    canvas = Canvas(data, pagesize=A4, invariant=True)
    for number in range(pages):
        canvas.setFont("Times-Roman", 9)
        canvas.drawString(60, 810, f"The harbour, part {number + 1}")
        for column in (60, 310):
            text = canvas.beginText(column, 780)
            for line in range(50):
                first = number * 7 + line * 3 + column
                words = [WORDS[(first + place * (1 + number % 5)) % len(WORDS)] for place in range(6)]
                text.textLine(" ".join(words) + ("." if line % 5 == 4 else ""))
            canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    path.write_bytes(data.getvalue())


def peak_of(path: Path) -> float:
    """Return the peak memory in MB of a process that reads a PDF."""
    command = [sys.executable, str(Path(__file__).resolve()), "--read", str(path)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    """Run the rounds and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pdfs", type=Path, default=Path("../shared/realpdf/pdf"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pages", type=int, default=2000, help="pages of the PDF whose peak memory is measured")
    parser.add_argument("--without-pdfplumber", action="store_true")
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read:
        read_pdf(options.read)
        unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit)
        return
    ways: dict[str, Callable[[Path], object]] = {"extractor": read_pdf, "pdfium": pdfium_text}
    if shutil.which("pdftotext"):
        ways["pdftotext"] = poppler_text
    if not options.without_pdfplumber:
        ways["pdfplumber"] = plumber_text
    paths, pages = readable(options.pdfs)
    if not paths:
        print("skipped: no PDF to read")
        return
    for way in ways.values():
        way(paths[0])
    each = measure(paths, ways, options.rounds)
    with TemporaryDirectory() as folder:
        one, many = Path(folder, "one.pdf"), Path(folder, "many.pdf")
        draw(one, 1)
        draw(many, options.pages)
        if "pdftotext" in each:
            each["pdftotext"] -= len(paths) * measure([one] * 20, {"start": poppler_text}, 1)["start"] / 20
        memory = {"peak_mb": round(peak_of(many)), "start_mb": round(peak_of(one))}
    figures: dict[str, object] = {"pdfs": len(paths), "pages": pages}
    figures |= {f"{name}_ms_a_page": round(1000 * total / pages, 2) for name, total in each.items()}
    figures["times_pdfium"] = round(each["extractor"] / each["pdfium"], 2)
    if "pdfplumber" in each:
        figures["times_pdfplumber"] = round(each["pdfplumber"] / each["extractor"], 2)
    print(json.dumps(figures | memory))


if __name__ == "__main__":
    main()
