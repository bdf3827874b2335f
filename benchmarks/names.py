"""Names of chemicals and diseases that the shipped model finds in the test files of BC5CDR and NCBI-disease.

    PYTHONPATH=. python benchmarks/names.py [--data ../shared/data] [--model models/names] [--devel]

Prints one JSON line a corpus: precision, recall and F1 of names found from first to last word, by kind, with 95 %
intervals over blocks of ten sentences, and one line with the size of the model and the words read in a second of
processor time (of one thread where ``OPENBLAS_NUM_THREADS=1`` is set). In NCBI-disease only diseases are marked, by
other rules than in BC5CDR. With ``--devel``, as settings are chosen, a model is trained without BC5CDR's file for
development instead, which takes some minutes, and judged on that.
"""

import argparse
import json
import time
from pathlib import Path

from extractor.classify.names.corpora import read_iob
from extractor.classify.names.reader import NameReader
from extractor.classify.names.train import BOTH, read_corpora, train
from extractor.core.collector import without_collector
from extractor.workflows.names import judge

DATA = Path("../shared/data")
MODEL = Path("models/names")


def main() -> None:
    """Read, judge and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, default=DATA)
    options.add_argument("--model", type=Path, default=MODEL)
    options.add_argument("--devel", action="store_true")
    asked = options.parse_args()
    if asked.devel:
        learnt = train(read_corpora(asked.data, ("train",)), {})
        print(json.dumps({"corpus": "bc5cdr devel", **judge(learnt, read_iob(asked.data / BOTH / "devel.tsv"))}))
        return
    reader = NameReader.load(asked.model)
    seconds, words = 0.0, 0
    for corpus, kinds in (("bc5cdr", ("both", "chemical", "disease")), ("ncbi_disease", ("disease",))):
        sentences = read_iob(asked.data / corpus / "test.tsv")
        start = time.process_time()
        with without_collector():
            reader.read([sentence.words for sentence in sentences])
        seconds += time.process_time() - start
        figures = judge(reader, sentences)
        words += sum(len(sentence.words) for sentence in sentences)
        print(json.dumps({"corpus": corpus, **{kind: figures[kind] for kind in kinds}}))
    size = sum(path.stat().st_size for path in asked.model.iterdir())
    print(json.dumps({"words per second": round(words / seconds), "megabytes": round(size / 1e6, 1)}))


if __name__ == "__main__":
    main()
