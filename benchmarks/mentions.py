"""Measures the language pipeline on annotated publications: sentences, and what is found anywhere in the document.

``python benchmarks/mentions.py corpus annotations/gold.jsonl [--errors]``. A publication's values count as one set
each of drugs, doses, frequencies, ages and antibodies: recall says what the pipeline could not have told, precision
how much else it offers.
"""

import json
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from extractor.core.analysis import Analysis
from extractor.core.document import Document
from extractor.core.errors import InputError
from extractor.documents.read import read_pdf
from extractor.nlp.analyze import Analyzer
from extractor.protocol.load import load_protocol


def main() -> None:
    """Print a line for each kind of value, one for the sentences, one for the speed."""
    folder, gold_path, show = Path(sys.argv[1]), Path(sys.argv[2]), "--errors" in sys.argv
    analyzer = Analyzer(load_protocol())
    rows = [json.loads(line) for line in gold_path.read_text(encoding="utf-8").splitlines()]
    tallies: dict[str, list[int]] = {}
    seconds, words, quotes, whole = 0.0, 0, 0, 0
    for row in rows:
        document = _document(folder, row["id"])
        if document is None:
            continue
        start = time.process_time()
        analysis = analyzer.analyze(document)
        seconds += time.process_time() - start
        words += len(document.words)
        found, wanted = dict(_found(document, analysis)), dict(_wanted(row))
        for name, gold in wanted.items():
            have = found[name]
            tally = tallies.setdefault(name, [0, 0, 0])
            tally[0] += len(gold & have)
            tally[1] += len(gold)
            tally[2] += len(have)
            if show and gold - have:
                print(row["id"], name, "missing", sorted(gold - have, key=str))
            if show and name in {"drug", "antibody"} and have - gold:
                print(row["id"], name, "extra", sorted(have - gold, key=str))
        sentences = {_squash(one.span.of(document.text)) for one in analysis.sentences}
        for quote in dict.fromkeys(one["quote"] for one in row["statements"]):
            quotes += 1
            whole += _squash(quote) in sentences
            if show and _squash(quote) not in sentences:
                print(row["id"], "sentence missing", quote)
    for name, (hits, gold_size, have_size) in tallies.items():
        print(f"{name:10} recall {hits / gold_size:.3f} ({hits}/{gold_size})  precision {hits / have_size:.3f}")
    print(f"sentences  {whole / quotes:.4f} ({whole}/{quotes})")
    print(f"{words / seconds:,.0f} words/s, {3_000_000 * seconds / words:.0f} ms for 3,000 words")


def _document(folder: Path, name: str) -> Document | None:
    path = folder / f"{name}.md"
    if path.exists():
        from tests.builders import document_from_markdown

        return document_from_markdown(path.read_text(encoding="utf-8"))
    try:
        return read_pdf(folder / f"{name}.pdf")
    except InputError as error:
        print(name, error)
        return None


def _found(document: Document, analysis: Analysis) -> Iterator[tuple[str, set[Any]]]:
    cited = {"cited", "family"}
    own = [one for one in analysis.mentions if not one.context & cited]
    yield "drug", {one.concept for one in own if one.label == "drug" and not one.context & {"negated"}}
    doses = [one for one in analysis.regimens if one.dose and not one.drug.context & cited]
    yield "dose", {(one.drug.concept, one.dose.value) for one in doses if one.dose}
    yield "frequency", {(one.drug.concept, one.frequency.value) for one in analysis.regimens if one.frequency}
    yield "age", {one.value for one in own if one.label == "age" and one.value is not None}
    yield "antibody", {one.concept for one in own if one.label == "antibody" and "negated" not in one.context}


def _wanted(row: dict[str, Any]) -> Iterator[tuple[str, set[Any]]]:
    drugs = [drug for case in row["cases"] for drug in case["drugs"]]
    yield "drug", {drug["name"] for drug in drugs}
    yield "dose", {(drug["name"], drug["dose"]) for drug in drugs if drug["dose"]}
    yield "frequency", {(drug["name"], drug["frequency"]) for drug in drugs if drug["frequency"]}
    yield "age", {float(case["age_years"]) for case in row["cases"] if case["age_years"] is not None}
    yield "antibody", {name for case in row["cases"] for name in case["antibodies"]}


def _squash(text: str) -> str:
    return re.sub(r"[\s^*_]+", "", text.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")))


if __name__ == "__main__":
    main()
