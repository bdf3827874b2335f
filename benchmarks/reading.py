"""How well PDFs are read: the text against the Markdown it was set from, and against publishers' XML.

Usage:
    python benchmarks/reading.py [--corpus ../shared/corpus] [--real ../shared/realpdf] [--each] [--misses]

Prints the share of the truth's five-word runs and paragraphs that stand contiguous in the text read, the share of
section titles found, and how often title, year and DOI are right.
"""

import argparse
import json
import re
import time
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from extractor.core.document import Document
from extractor.core.errors import NoTextLayer
from extractor.documents.read import read_pdf


@dataclass
class Truth:
    """What a publication says: paragraphs of its body, titles of its sections, cells of its tables."""

    paragraphs: list[str] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)


@dataclass
class Score:
    """Counts of what was found and what there is; shares are worked out on demand."""

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


def jats(path: Path, gold: dict[str, object]) -> Truth:
    """Read a publisher's XML."""
    root = ET.parse(path).getroot()
    truth = Truth(facts=gold)
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
    _score_paragraphs(document, truth, result)
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
        scores.append(result)
        if options.each:
            print(f"{path.stem:32.32}", line([result]))
        if options.misses:
            for miss in result.misses:
                print("    ", miss)
    if scores:
        print(f"{name:8}", line(scores), f"scans {scans}, {1000 * spent / pages:.1f} ms a page ({pages} pages)")


def line(scores: list[Score]) -> str:
    """Return the shares of some publications on one line."""
    parts = []
    for name in ("grams", "paragraphs", "blocks", "sections", "captions", "cells"):
        hits = sum(getattr(score, name)[0] for score in scores)
        total = sum(getattr(score, name)[1] for score in scores)
        parts.append(f"{name} {hits / total:.3f}" if total else f"{name}   -  ")
    for name in ("title", "year", "doi"):
        parts.append(f"{name} {sum(score.facts[name] for score in scores)}/{len(scores)}")
    return "  ".join(parts)


if __name__ == "__main__":
    main()
