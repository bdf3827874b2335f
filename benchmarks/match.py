"""Measures how many PDFs find their reference, and how many find a wrong one.

The corpus against references made of gold, and real articles (``../shared/realpdf``) against records made of their
publishers' XML or of gold. References are told as databases tell them badly: misprints, no DOI, a DOI typed wrong, near
titles of other publications beside the right one, and the right one missing. ``python benchmarks/match.py``
"""

import json
import random
import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from extractor.bibliography.papers.match import Library, Paper, by_paper
from extractor.core.document import Document
from extractor.core.reference import Reference
from extractor.core.reference_keys import doi_key
from extractor.documents.read import read_pdf
from extractor.records.assemble import family_names
from extractor.workflows.supplements import opening

ROOT = Path(__file__).resolve().parents[1]
REAL = ROOT.parent / "shared" / "realpdf"
WAYS = ("as told", "misprints", "no DOI", "DOI typed wrong", "misprints, no DOI or year", "near titles beside")
"""How references are told; with each, the right one is also taken away: nothing should be found then."""
OTHERS = {"man": "woman", "woman": "man", "case": "patient", "child": "adult", "rapid": "slow", "oral": "topical"}


@dataclass(frozen=True, slots=True)
class Collection:
    """Papers, and the reference of each by position."""

    name: str
    papers: Sequence[Paper]
    references: Sequence[Reference]


def read_papers(folder: Path, ids: Sequence[str]) -> list[Paper]:
    """Return the PDFs of a folder in the order of ids."""
    return [_paper(name, read_pdf(folder / f"{name}.pdf")) for name in ids]


def _paper(name: str, document: Document) -> Paper:
    front = document.front
    told = Reference(
        uids=(name,),
        title=front.title.value if front.title else None,
        authors=family_names(front.authors.value) if front.authors else (),
        year=int(front.year.value) if front.year else None,
        journal=front.journal.value if front.journal else None,
        doi=doi_key(front.doi.value if front.doi else None),
        pmid=front.pmid.value if front.pmid else None,
    )
    return Paper(told, opening(document))


def of_gold(row: dict[str, Any]) -> Reference:
    """Return the reference that a line of gold tells."""
    return Reference(
        (row["id"],), title=row["title"], year=row["year"], journal=row["journal"], doi=doi_key(row["doi"])
    )


def of_xml(path: Path, told: Reference) -> Reference:
    """Return the reference with the authors of its publisher's XML."""
    text = re.sub(r"<!DOCTYPE[^>]*>", "", path.read_text(encoding="utf-8"), count=1)
    names = [
        f"{item.findtext('surname')}, {item.findtext('given-names') or ''}"
        for item in ET.fromstring(text).iterfind("front/article-meta/contrib-group/contrib/name")
    ]
    return replace(told, authors=tuple(names))


def collections() -> Iterator[Collection]:
    """Yield the collections that are there."""
    rows = [json.loads(line) for line in (ROOT / "annotations" / "gold.jsonl").read_text("utf-8").splitlines()]
    yield Collection("corpus", read_papers(ROOT / "corpus", [row["id"] for row in rows]), list(map(of_gold, rows)))
    if REAL.is_dir():
        rows = [json.loads(line) for line in (REAL / "gold.jsonl").read_text("utf-8").splitlines()]
        told = [of_gold(row) for row in rows]
        paths = [REAL / "xml" / f"{item.uid}.xml" for item in told]
        known = [of_xml(path, item) if path.is_file() else item for path, item in zip(paths, told, strict=True)]
        yield Collection("real", read_papers(REAL / "pdf", [item.uid for item in told]), known)


def misprinted(text: str, chance: random.Random) -> str:
    """Return text with a misprint in about every eighth word."""
    words = text.split()
    for index, word in enumerate(words):
        if len(word) > 4 and chance.random() < 0.125:
            at = chance.randrange(1, len(word) - 1)
            words[index] = word[:at] + chance.choice(["", word[at] * 2, word[at + 1] + word[at]]) + word[at + 1 :]
    return " ".join(words)


def told_as(way: str, item: Reference, chance: random.Random) -> list[Reference]:
    """Return a reference as it is told in a way, the right one first."""
    if way == "misprints":
        return [replace(item, title=misprinted(item.title or "", chance))]
    if way == "no DOI":
        return [replace(item, doi=None)]
    if way == "DOI typed wrong":
        return [replace(item, doi=f"{(item.doi or '10.1000/x')[:-1]}0x")]
    if way == "misprints, no DOI or year":
        return [replace(item, title=misprinted(item.title or "", chance), doi=None, year=None)]
    if way == "near titles beside":
        bare = replace(item, doi=None)
        return [bare, *(replace(bare, uids=(f"{item.uid} {n}",), title=title) for n, title in enumerate(near(item)))]
    return [item]


def near(item: Reference) -> Iterator[str]:
    """Yield titles of other publications that are nearly this one's: another number, another word, another part."""
    title = item.title or ""
    words = title.split()
    yield f"{title}: part II"
    long = max(range(len(words)), key=lambda index: len(words[index]))
    yield " ".join([*words[:long], "corticosteroids", *words[long + 1 :]])
    for one, other in OTHERS.items():
        if one in words:
            yield " ".join(other if word == one else word for word in words)


def score(item: Collection, way: str) -> str:
    """Return in words how many papers find their reference, and what is found where it is missing."""
    chance = random.Random(20240501)
    told = [told_as(way, reference, chance) for reference in item.references]
    whole = [reference for group in told for reference in group]
    found = by_paper(Library(whole).find(item.papers))
    right = wrong = unsure = 0
    for position, paper in enumerate(item.papers):
        own = found.get(position, [])
        sure = [match for match in own if match.verdict == "same"]
        right += any(whole[match.reference].uid == paper.told.uid for match in sure)
        wrong += any(whole[match.reference].uid != paper.told.uid for match in sure)
        unsure += bool(own) and not sure
        if own and any(whole[match.reference].uid != paper.told.uid for match in sure) and "--each" in sys.argv:
            print("  WRONG", paper.told.uid, own)
        if not any(whole[match.reference].uid == paper.told.uid for match in sure) and "--each" in sys.argv:
            print("  MISSED", paper.told.uid, "|", paper.told.title, "|", own)
    taken = missing(item, told)
    return (
        f"{item.name:8} {way:26} {right}/{len(item.papers)} right, {wrong} wrong, {unsure} to look at; "
        f"right one missing: {taken} wrong"
    )


def missing(item: Collection, told: Sequence[Sequence[Reference]]) -> int:
    """Return how many papers find a reference although theirs was taken away."""
    wrong = 0
    for position, paper in enumerate(item.papers):
        left = [
            reference for other, group in enumerate(told) for reference in (group if other != position else group[1:])
        ]
        wrong += any(match.verdict == "same" for match in Library(left).find([paper]))
    return wrong


def main() -> None:
    """Print a line for each collection and way."""
    for item in collections():
        for way in WAYS:
            print(score(item, way))


if __name__ == "__main__":
    main()
