"""How well PDFs are read: the text against the Markdown it was set from, and against publishers' XML.

Usage:
    python benchmarks/reading.py [--corpus ../shared/corpus] [--real ../shared/realpdf] [--peers] [--each] [--misses]

Prints one JSON line for each collection. ``found``: share of the truth's four-word runs that stand in the text read;
``foreign``: share of the text's own that stand nowhere in the truth; ``order``: longest rising share of the truth's
paragraphs, each placed by its first run that is unique in both texts. ``sections``: F1 of the titles of sections (of
the real articles: of the main ones). Then the shares of paragraphs that stand in the text and in one block of it, of
captions and of table cells found, and how often title, year and DOI are right. With ``--peers`` the same PDFs are read
with pdfplumber, pypdfium2 and pdftotext (where that is installed), each on its own defaults.
"""

import argparse
import json
import re
import shutil
import subprocess
import time
import unicodedata
import xml.etree.ElementTree as ET
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from extractor.core.document import Document
from extractor.core.errors import NoTextLayer
from extractor.documents.read import read_pdf
from extractor.documents.render import text as article_text


@dataclass
class Truth:
    """What a publication says: paragraphs of its body, titles of its sections, cells of its tables.

    ``whole`` is all of its text; ``all_levels`` says that ``sections`` has the titles of every level.
    """

    paragraphs: list[str] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)
    whole: str = ""
    all_levels: bool = False


Counts = dict[str, tuple[int, int]]
"""Hits and how many there could be, by name: ``found``, ``foreign``, ``order``."""


@dataclass
class Score:
    """Counts of what was found and what there is; shares are worked out on demand."""

    text: Counts = field(default_factory=dict)
    peers: dict[str, Counts] = field(default_factory=dict)
    titles: tuple[int, int] = (0, 0)
    grams: tuple[int, int] = (0, 0)
    paragraphs: tuple[int, int] = (0, 0)
    blocks: tuple[int, int] = (0, 0)
    sections: tuple[int, int] = (0, 0)
    captions: tuple[int, int] = (0, 0)
    cells: tuple[int, int] = (0, 0)
    facts: dict[str, bool] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)


def words(text: str) -> list[str]:
    """Return the words of a text, marks and hyphens aside, so that only order and letters count."""
    text = unicodedata.normalize("NFKC", text).lower().replace("\u00ad", "")
    text = re.sub(r"[-‐‑–—−]", "", text)
    return re.findall(r"[^\W_]+", text)


def markdown(path: Path) -> Truth:
    """Read the Markdown that a PDF was set from."""
    source = path.read_text(encoding="utf-8")
    head, _, body = source[4:].partition("\n---\n")
    facts = dict(re.findall(r'^(\w+): "?(.*?)"?$', head, re.MULTILINE))
    truth = Truth(facts={"title": facts.get("title"), "doi": facts.get("doi"), "year": int(facts["year"])})
    truth.whole, truth.all_levels = _marked_off(head + "\n" + body), True
    in_references = False
    for chunk in re.split(r"\n\s*\n", body.strip()):
        text = re.sub(r"\^([^^\s]+)\^", r" \1 ", chunk.strip())
        text = re.sub(r"[*_]{1,2}(\S(?:.*?\S)?)[*_]{1,2}", r"\1", text)
        if text.startswith("#"):
            title = text.lstrip("# ").split("\n")[0]
            truth.sections.append(title)
            in_references = words(title) == ["references"]
        elif text.startswith("|"):
            for row in text.splitlines():
                if not re.fullmatch(r"[|\s:-]+", row):
                    truth.cells.extend(cell.strip() for cell in row.strip("|").split("|") if cell.strip())
        elif re.match(r"!\[|Table \S+\.|Figure \S+\.", text):
            truth.captions.append(re.sub(r"!\[(.*)\]\(.*\)", r"\1", text, flags=re.DOTALL))
        elif not in_references:
            truth.paragraphs.append(text)
    return truth


def _marked_off(source: str) -> str:
    """Return Markdown as plain text."""
    source = re.sub(r"\^([^^\s]+)\^", r" \1 ", source)
    return re.sub(r"[*_]{1,2}(\S(?:.*?\S)?)[*_]{1,2}", r"\1", source)


def jats(path: Path, gold: dict[str, object]) -> Truth:
    """Read a publisher's XML."""
    root = ET.parse(path).getroot()
    truth = Truth(facts=gold, whole=_everything(root))
    bodies = [node for tag in ("abstract", "body") for node in root.iter(tag)]
    for body in bodies:
        parents = {child: node for node in body.iter() for child in node}
        for node in body.iter("p"):
            above = node
            inside = set()
            while above in parents:
                above = parents[above]
                inside.add(above.tag)
            if inside & {"table-wrap", "fig", "supplementary-material", "boxed-text", "table-wrap-foot"}:
                continue
            text = _plain(node)
            if len(words(text)) > 8:
                truth.paragraphs.append(text)
        truth.captions.extend(_plain(node) for node in body.iter("caption"))
        truth.cells.extend(_plain(node) for tag in ("td", "th") for node in body.iter(tag))
    truth.sections = [str(title) for title in gold.get("section_titles", [])]  # type: ignore[attr-defined]
    return truth


_INLINE = {
    "italic",
    "bold",
    "sup",
    "sub",
    "xref",
    "ext-link",
    "sc",
    "underline",
    "monospace",
    "named-content",
    "styled-content",
}


def _everything(node: ET.Element) -> str:
    inner = (node.text or "") + "".join(_everything(child) + (child.tail or "") for child in node)
    return inner if node.tag in _INLINE else f" {inner} "


def _plain(node: ET.Element) -> str:
    parts = [node.text or ""]
    for child in node:
        if child.tag not in ("fig", "table-wrap", "xref") or child.attrib.get("ref-type") not in (None, "bibr", "ref"):
            parts.append(_plain(child) if child.tag not in ("fig", "table-wrap") else " ")
        elif child.tag == "xref":
            parts.append(_plain(child))
        parts.append(child.tail or "")
    return "".join(parts)


def score(document: Document, truth: Truth) -> Score:
    """Compare a document with its truth."""
    result = Score()
    blocks = [document.text[block.span.start : block.span.end] for block in document.blocks]
    result.text = measure(truth, article_text(document).split("\n\n"), blocks)
    _score_paragraphs(document, truth, result)
    result.titles = _false_titles(document, truth)
    titles = {_key(_unnumbered(section.title)) for section in document.sections if section.title}
    for title in truth.sections:
        result.sections = _add(result.sections, _key(_unnumbered(title)) in titles, result, f"SECTION {title}")
    captions = [_key(block.span.of(document.text)) for block in document.blocks if block.kind == "caption"]
    for caption in truth.captions:
        is_found = any(_key(caption) in text for text in captions)
        result.captions = _add(result.captions, is_found, result, f"CAPTION {caption[:100]}")
    cells = {_key(cell.span.of(document.text)) for table in document.tables for cell in table.cells}
    for cell in truth.cells:
        if words(cell):
            result.cells = _add(result.cells, _key(cell) in cells, result, f"CELL {cell[:60]}")
    for name in ("title", "year", "doi"):
        printed = getattr(document.front, name)
        value, wanted = printed.value if printed else None, truth.facts.get(name)
        result.facts[name] = _same(name, value, wanted)
        if not result.facts[name]:
            result.misses.append(f"{name.upper()} {value!r} for {wanted!r}")
    return result


def _false_titles(document: Document, truth: Truth) -> tuple[int, int]:
    """Return how many of the headings read are none of the truth's, and how many were read."""
    wanted = {_key(_unnumbered(title)) for title in truth.sections}
    headings = {block.span.start for block in document.blocks if block.kind == "heading"}
    own = [
        _key(_unnumbered(section.title))
        for section in document.sections
        if section.title and section.span.start in headings and (truth.all_levels or section.level == 1)
    ]
    return sum(title not in wanted for title in own), len(own)


RUN = 4
"""Words of a run."""


def runs(tokens: Sequence[str]) -> list[tuple[str, ...]]:
    """Return all runs of words that follow each other."""
    return [tuple(tokens[at : at + RUN]) for at in range(len(tokens) - RUN + 1)]


def measure(truth: Truth, article: Sequence[str], everything: Sequence[str]) -> Counts:
    """Compare a text with the truth: ``article`` is what was told as the article's, ``everything`` all of it."""
    read = runs(words(" ".join(everything)))
    places: dict[tuple[str, ...], int] = {}
    for place, run in enumerate(read):
        places[run] = -1 if run in places else place
    wanted = [runs(words(paragraph)) for paragraph in truth.paragraphs]
    often = Counter(run for paragraph in wanted for run in paragraph)
    known = set(runs(words(truth.whole)))
    own = [run for part in article for run in runs(words(part))]
    marks = (
        next((places[run] for run in paragraph if often[run] == 1 and places.get(run, -1) >= 0), -1)
        for paragraph in wanted
    )
    rising: list[int] = []
    placed = [mark for mark in marks if mark >= 0]
    for mark in placed:
        at = bisect_left(rising, mark)
        rising[at : at + 1] = [mark]
    return {
        "found": (sum(run in places for paragraph in wanted for run in paragraph), sum(map(len, wanted))),
        "foreign": (sum(run not in known for run in own) if truth.whole else 0, len(own) if truth.whole else 0),
        "order": (len(rising), len(placed)),
    }


def _pdfplumber(path: Path) -> str:
    import pdfplumber

    with pdfplumber.open(path) as document:
        return "\n".join(page.extract_text() or "" for page in document.pages)


def _pypdfium2(path: Path) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    return "\n".join(page.get_textpage().get_text_range() for page in document).replace("\ufffe", "-\n")


def _pdftotext(path: Path) -> str:
    return subprocess.run(["pdftotext", "-q", str(path), "-"], capture_output=True, text=True, check=True).stdout


def _dehyphened(text: str) -> str:
    """Join words broken at line ends, so that peers are not charged with hyphens that everybody would join."""
    return re.sub(r"(?<=\w)[-\u00ad\u2010]\r?\n(?=\w)", "", text)


PEERS: dict[str, Callable[[Path], str]] = {"pdfplumber": _pdfplumber, "pypdfium2": _pypdfium2, "pdftotext": _pdftotext}


RUNNING = ("paragraph", "back", "front", "heading", "note")


def _score_paragraphs(document: Document, truth: Truth, result: Score) -> None:
    texts = [block.span.of(document.text) for block in document.blocks if block.kind in RUNNING]
    found = words(" ".join(texts))
    grams = {tuple(found[at : at + 5]) for at in range(len(found) - 4)}
    blocks = [_key(block.span.of(document.text)) for block in document.blocks]
    everything = _key(document.text)
    hits = total = 0
    for paragraph in truth.paragraphs:
        wanted = words(paragraph)
        own = [tuple(wanted[at : at + 5]) for at in range(len(wanted) - 4)]
        hits += sum(gram in grams for gram in own)
        total += len(own)
        joined = "".join(wanted)
        result.paragraphs = _add(result.paragraphs, joined in everything)
        is_block = any(joined in block for block in blocks)
        result.blocks = _add(result.blocks, is_block, result, "" if is_block else _parting(joined, blocks))
    result.grams = (hits, total)


def _key(text: str) -> str:
    return "".join(words(text))


def _parting(joined: str, blocks: list[str]) -> str:
    """Say where a paragraph and the text read part: 30 letters before, then what each goes on with."""
    low, high = 0, len(joined)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if any(joined[:middle] in block for block in blocks) else (low, middle - 1)
    block = next(block for block in blocks if joined[:low] in block)
    at = block.index(joined[:low]) + low
    return f"PARTS {joined[max(0, low - 30) : low]} | {joined[low : low + 30]} | {block[at : at + 30]}"


def _unnumbered(title: str) -> str:
    return re.sub(r"^[\dIVX]+(?:\.\d+)*[.)]?\s+", "", title)


def _same(name: str, value: object, wanted: object) -> bool:
    if name == "title":
        return "".join(words(str(value))) == "".join(words(str(wanted)))
    return str(value).lower() == str(wanted).lower()


def _add(pair: tuple[int, int], hit: bool, result: Score | None = None, miss: str = "") -> tuple[int, int]:
    if not hit and result is not None:
        result.misses.append(miss)
    return pair[0] + hit, pair[1] + 1


def main() -> None:
    """Run the comparison and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=Path("../shared/corpus"))
    parser.add_argument("--real", type=Path, default=Path("../shared/realpdf"))
    parser.add_argument("--peers", action="store_true", help="read with other tools too")
    parser.add_argument("--only", default="", help="files whose name holds this")
    parser.add_argument("--each", action="store_true", help="a line for each file")
    parser.add_argument("--misses", action="store_true", help="what was not found")
    options = parser.parse_args()
    corpus = [
        (path, markdown(options.corpus / "src" / f"{path.stem}.md")) for path in _pdfs(options.corpus, options.only)
    ]
    run("corpus", corpus, options)
    gold = [json.loads(line) for line in (options.real / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    by_id = {row["id"]: row for row in gold}
    real = []
    for path in _pdfs(options.real, options.only):
        xml = options.real / "xml" / f"{path.stem}.xml"
        row = by_id[path.stem]
        real.append((path, jats(xml, row) if xml.exists() else Truth(sections=row["section_titles"], facts=row)))
    run("real", real, options)


def _pdfs(folder: Path, only: str) -> list[Path]:
    return sorted(path for path in (folder / "pdf").glob("*.pdf") if only in path.name)


def run(name: str, items: Iterable[tuple[Path, Truth]], options: argparse.Namespace) -> None:
    """Score a set of publications and print its figures."""
    scores: list[Score] = []
    scans = pages = 0
    spent = 0.0
    for path, truth in items:
        begin = time.process_time()
        try:
            document = read_pdf(path)
        except NoTextLayer:
            scans += 1
            continue
        spent += time.process_time() - begin
        pages += len(document.pages)
        result = score(document, truth)
        for peer, read in PEERS.items() if options.peers else ():
            if peer != "pdftotext" or shutil.which("pdftotext"):
                text = _dehyphened(read(path))
                result.peers[peer] = measure(truth, [text], [text])
        scores.append(result)
        if options.each:
            print(f"{path.stem:32.32}", line([result]))
        if options.misses:
            for miss in result.misses:
                print("    ", miss)
    if scores:
        print(json.dumps(summary(name, scores) | {"scans": scans, "ms_a_page": round(1000 * spent / pages, 1)}))


def summary(name: str, scores: Sequence[Score]) -> dict[str, object]:
    """Return the figures of a collection."""
    result: dict[str, object] = {"collection": name, "publications": len(scores)}
    result |= _shares([score.text for score in scores])
    hits, total = (sum(score.sections[place] for score in scores) for place in (0, 1))
    false = sum(score.titles[0] for score in scores)
    result["sections"] = round(2 * hits / max(total + hits + false, 1), 4)
    for key in ("paragraphs", "blocks", "captions", "cells"):
        good, possible = (sum(getattr(score, key)[place] for score in scores) for place in (0, 1))
        result[key] = round(good / possible, 4) if possible else None
    for key in ("title", "year", "doi"):
        result[key] = sum(score.facts[key] for score in scores)
    for peer in PEERS:
        own = [score.peers[peer] for score in scores if peer in score.peers]
        if own:
            result[peer] = _shares(own)
    return result


def _shares(counts: Sequence[Counts]) -> dict[str, float | None]:
    result: dict[str, float | None] = {}
    for key in ("found", "foreign", "order"):
        hits, total = (sum(count[key][place] for count in counts) for place in (0, 1))
        result[key] = round(hits / total, 4) if total else None
    return result


def line(scores: list[Score]) -> str:
    """Return the shares of some publications on one line."""
    parts = [f"{key} {value}" for key, value in _shares([score.text for score in scores]).items()]
    parts.append(f"titles amiss {sum(score.titles[0] for score in scores)}")
    for name in ("grams", "paragraphs", "blocks", "sections", "captions", "cells"):
        hits = sum(getattr(score, name)[0] for score in scores)
        total = sum(getattr(score, name)[1] for score in scores)
        parts.append(f"{name} {hits / total:.3f}" if total else f"{name}   -  ")
    for name in ("title", "year", "doi"):
        parts.append(f"{name} {sum(score.facts[name] for score in scores)}/{len(scores)}")
    return "  ".join(parts)


if __name__ == "__main__":
    main()
