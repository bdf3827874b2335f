"""The number audit on publications whose record is known, and on real articles: complaints, and planted errors noticed.

    PYTHONPATH=. python benchmarks/audit.py [--gold annotations/gold.jsonl] [--pdfs corpus] [--articles FOLDER] [--each]

Prints a line for the percentages of ``--pdfs``, one for their records, and one for the articles, of which there is no
record: their percentages alone are audited. Planted, one at a time: every percentage five points up or down, with as
many figures as before; the largest number of patients of title and abstract one more, wherever it stands in them; a
case left out of the record. ``--each`` prints every complaint.
"""

import argparse
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from extractor.core.candidate import Extraction
from extractor.core.document import Document
from extractor.core.errors import InputError
from extractor.documents.read import read_pdf
from extractor.nlp.analyze import Analyzer
from extractor.protocol.annotations import read_annotations
from extractor.protocol.load import load_protocol
from extractor.records.percentages import percentages
from extractor.store import read
from extractor.store.database import open_store
from extractor.synthesis.audit import check
from extractor.synthesis.told import PublicationTold, confirmed_told
from extractor.workflows.confirm import confirm
from extractor.workflows.extract import extract

POINTS = 5
_BEFORE_SIGN = re.compile(r"\d+(?=(?:[.,·]\d+)?\s?[%)\]])")


def documents(folder: Path) -> Iterator[Document]:
    """Yield the PDFs of a folder that can be read."""
    for path in sorted(folder.glob("*.pdf")):
        try:
            yield read_pdf(path)
        except InputError:
            continue


def shares(folder: Path, *, each: bool) -> dict[str, int]:
    """Return how many percentages are recomputed and complained of, and how many planted ones are noticed."""
    analyzer = Analyzer(load_protocol("any_case"))
    counts = {"percentages": 0, "complaints": 0, "planted": 0, "noticed": 0}
    for document in documents(folder):
        sentences = analyzer.analyze(document).sentences
        for share in percentages(document, sentences):
            counts["percentages"] += 1
            counts["complaints"] += share.wrong is not None
            if share.wrong and each:
                print(f"  {share.section}: {share.span.of(document.text)!r}: {share.wrong}")
            changed = planted(document, share.span.start, share.span.end)
            if changed and not share.wrong:
                counts["planted"] += 1
                again = (item for item in percentages(changed, sentences) if item.span == share.span)
                counts["noticed"] += any(item.wrong for item in again)
    return counts


def planted(document: Document, start: int, end: int) -> Document | None:
    """Return the document with a share's percentage changed, None where no change keeps its number of figures."""
    match = _BEFORE_SIGN.search(document.text, start, min(end + 1, len(document.text)))
    if match is None:
        return None
    value = int(match[0])
    for changed in (value + POINTS, value - POINTS):
        if 0 <= changed <= 100 and len(str(changed)) == len(match[0]):
            return replace(document, text=document.text[: match.start()] + str(changed) + document.text[match.end() :])
    return None


def records(folder: Path, gold: Path, *, each: bool) -> dict[str, int]:
    """Return what is complained of in the included publications as annotated, and which planted numbers are noticed."""
    counts = dict.fromkeys(
        ("publications", "complaints", "headlines", "headlines noticed", "cases", "cases noticed"), 0
    )
    with TemporaryDirectory() as home:
        extract(folder, Path(home), load_protocol())
        with open_store(Path(home)) as store:
            confirm(store, read_annotations(gold), "gold")
            for uid, extraction in read.each_extraction(store):
                told = confirmed_told(uid, extraction.publication_id, read.history(store, uid), extraction)
                included = told.source("included")
                if included is None or included.value is not True:
                    continue
                found = check(told, extraction, {}).mismatches
                counts["publications"] += 1
                counts["complaints"] += len(found)
                for item in found if each else ():
                    print(f"  {item.publication}: {item.words}")
                _plant(told, extraction, counts)
    return counts


def _plant(told: PublicationTold, extraction: Extraction, counts: dict[str, int]) -> None:
    headline = [f for f in extraction.findings if f.topic == "patients" and f.section in ("front", "abstract")]
    numbers = [item.value for item in headline if isinstance(item.value, int)]
    if numbers:
        largest = max(numbers)
        more = tuple(
            replace(item, value=largest + 1) if item in headline and item.value == largest else item
            for item in extraction.findings
        )
        counts["headlines"] += 1
        counts["headlines noticed"] += bool(check(told, replace(extraction, findings=more), {}).mismatches)
    if len(told.cases) > 1:
        counts["cases"] += 1
        counts["cases noticed"] += bool(check(replace(told, cases=told.cases[1:]), extraction, {}).mismatches)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=Path("annotations/gold.jsonl"))
    parser.add_argument("--pdfs", type=Path, default=Path("corpus"))
    parser.add_argument("--articles", type=Path, default=Path("../shared/realpdf/pdf"))
    parser.add_argument("--each", action="store_true")
    options = parser.parse_args()
    print(
        json.dumps(
            {**shares(options.pdfs, each=options.each), **records(options.pdfs, options.gold, each=options.each)}
        )
    )
    if options.articles.is_dir():
        print("articles", json.dumps(shares(options.articles, each=options.each)))


if __name__ == "__main__":
    main()
