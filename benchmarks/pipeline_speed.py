"""How much CPU time each stage of the program takes a publication, beside the pipeline one would write in an afternoon.

    python benchmarks/pipeline_speed.py [--pdfs ../shared/corpus/pdf] [--protocol jak_dm] [--models fast] [--rounds 2]
                                        [--without-naive]

The naive pipeline takes pdfplumber's text through spaCy's blank English with a sentencizer and an entity ruler of the
protocol's names of drugs, therapies, diseases and antibodies. Both run PDF by PDF in turn. Prints one JSON line: CPU
milliseconds a publication by stage (the median of the rounds), their sum, what a run with kept pages takes (``again``),
the naive pipeline's, and how many times ours that is.
Imports, models and one PDF are done before the clock starts; PDFs without a text layer are left out. What each of the
two takes to start (imports, vocabulary, models) stands apart: ``start_ms`` and ``naive_start_ms``.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from typing import Any

import pdfplumber
import spacy

from extractor.classify.confidence import load_model, rate
from extractor.classify.read import StatementReader
from extractor.core.errors import InputError
from extractor.core.outcome import Extracted
from extractor.documents.backend import open_pdf
from extractor.documents.packing import pack, unpack
from extractor.documents.read import read_pdf
from extractor.nlp.analyze import Analyzer
from extractor.protocol.load import load_protocol
from extractor.protocol.model import Protocol
from extractor.protocol.parts import naming_words
from extractor.records.assemble import assemble
from extractor.store.database import Store, open_store
from extractor.store.save import Found, Stamp, register, save
from extractor.workflows.links import link_reports
from extractor.workflows.models import DEFAULT, find_models

STAMP = Stamp("benchmark", "benchmark", "benchmark")


class Clock:
    """Adds up the CPU seconds of named stages."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}

    def take(self, stage: str, work: Callable[[], Any]) -> Any:
        """Do some work and note its time; return what it returns."""
        begin = time.process_time()
        result = work()
        self.spent[stage] = self.spent.get(stage, 0.0) + time.process_time() - begin
        return result


class Stages:
    """The program's stages on one publication after the other."""

    def __init__(self, protocol: Protocol, models: str) -> None:
        chosen = find_models(models)
        self.protocol = protocol
        self.analyzer = Analyzer(protocol)
        self.statements = StatementReader.load(chosen.statements, chosen.encoder)
        self.confidence = load_model(chosen.confidence)

    def run(self, path: Path, uid: str, store: Store, clock: Clock) -> None:
        """Take a PDF from bytes to the store."""
        document = clock.take("read", lambda: read_pdf(path))
        analysis = clock.take("analyze", lambda: self.analyzer.analyze(document))
        analysis = clock.take("classify", lambda: self.statements.classify(document, analysis, self.protocol))
        extraction = clock.take("assemble", lambda: assemble(document, analysis, self.protocol, path.stem))
        extraction = clock.take("rate", lambda: rate(extraction, document, analysis, self.confidence))
        packed = clock.take("pack", lambda: pack(document))
        clock.take("store", lambda: save(store, uid, STAMP, Extracted(extraction)))
        clock.take("unpack", lambda: unpack(packed))


class Naive:
    """pdfplumber's text, spaCy's blank English, sentences and names."""

    def __init__(self, protocol: Protocol) -> None:
        self.nlp = spacy.blank("en")
        self.nlp.add_pipe("sentencizer")
        ruler = self.nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
        ruler.add_patterns([{"label": "NAME", "pattern": word} for word in sorted(set(_names(protocol)))])  # type: ignore[attr-defined]

    def run(self, path: Path) -> int:
        """Return how many names it finds in a PDF."""
        with pdfplumber.open(path) as document:
            texts = []
            for page in document.pages:
                texts.append(page.extract_text())
                page.close()
        return sum(bool(sentence.ents) for sentence in self.nlp("\n".join(texts)).sents)


def _names(protocol: Protocol) -> Iterable[str]:
    for entries in (protocol.drugs, protocol.therapies, protocol.diseases, protocol.antibodies):
        for entry in entries:
            yield from naming_words(entry)


def has_text(path: Path) -> bool:
    """Tell whether a PDF has a text layer."""
    try:
        return any(page.words for page in open_pdf(path.read_bytes(), path))
    except InputError:
        return False


STARTS = {
    "ours": """
from extractor.classify.confidence import MODEL, load_model
from extractor.classify.read import StatementReader
from extractor.documents.read import read_pdf
from extractor.nlp.analyze import Analyzer
from extractor.protocol.load import load_protocol
from extractor.protocol.resources import models_dir
from extractor.records.assemble import assemble
from extractor.store.save import save
Analyzer(load_protocol(PROTOCOL)), StatementReader.load(models_dir()), load_model(models_dir() / MODEL)
""",
    "naive": """
import pdfplumber
import spacy
nlp = spacy.blank("en")
nlp.add_pipe("sentencizer")
nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
""",
}
"""What each pipeline does before the first PDF; the naive one's names are left out, as they come from our protocol."""


def start_ms(pipeline: str, protocol: str) -> float:
    """Return the CPU milliseconds of a process that only makes a pipeline, the middle of three."""
    code, spent = STARTS[pipeline].replace("PROTOCOL", repr(protocol)), []
    for _ in range(3):
        before = getrusage(RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code], check=True)
        after = getrusage(RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return 1000 * median(spent)


def main() -> None:
    """Run the rounds and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pdfs", type=Path, default=Path("../shared/corpus/pdf"))
    parser.add_argument("--protocol", default="jak_dm")
    parser.add_argument("--models", default=DEFAULT, help="as extract's option")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--without-naive", action="store_true")
    options = parser.parse_args()
    paths = [path for path in sorted(options.pdfs.glob("*.pdf")) if has_text(path)]
    if not paths:
        print("skipped: no PDF to read")
        return
    protocol = load_protocol(options.protocol)
    stages, naive = Stages(protocol, options.models), Naive(protocol)
    rounds: list[dict[str, float]] = []
    for number in range(options.rounds + 1):
        clock = Clock()
        with tempfile.TemporaryDirectory() as folder, open_store(Path(folder), create=True) as store:
            used = paths if number else paths[:1]  # the first round only warms up
            uids = register(store, [Found(path.name, path.stem, f"{place:064x}") for place, path in enumerate(used)])
            for path, uid in zip(used, uids, strict=True):
                stages.run(path, uid, store, clock)
                if not options.without_naive:
                    clock.take("naive", lambda path=path: naive.run(path))  # type: ignore[misc]
            clock.take("link", lambda store=store: link_reports(store, "benchmark"))  # type: ignore[misc]
        rounds.append(clock.spent)
    figures = {stage: 1000 * median(spent[stage] for spent in rounds[1:]) / len(paths) for stage in rounds[0]}
    plain = figures.pop("naive", None)
    unpacking = figures.pop("unpack")
    whole = sum(figures.values())
    again = whole - figures["read"] - figures["pack"] + unpacking
    told: dict[str, object] = {"pdfs": len(paths), "rounds": options.rounds}
    told |= {f"{stage}_ms": round(value, 2) for stage, value in figures.items()}
    told |= {"all_ms": round(whole, 2), "again_ms": round(again, 2), "times_again": round(whole / again, 2)}
    told |= {"start_ms": round(start_ms("ours", options.protocol))}
    if plain is not None:
        told |= {"naive_start_ms": round(start_ms("naive", options.protocol))}
        told |= {"naive_ms": round(plain, 2), "times_naive": round(plain / whole, 2)}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
