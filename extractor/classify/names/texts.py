"""Unlabelled sentences of openly licensed corpora, from which groups of words are learnt."""

import csv
import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from extractor.classify.names.corpora import read_text, words_of
from extractor.core.errors import UsageError

CRAFT = "craft/train.conllu.gz"
BIOSCOPE = ("bioscope/abstracts.xml.gz", "bioscope/full_papers.xml.gz")
EVIDENCE = "evidence_inference/v2_annotations.csv.gz"
PHEE = ("phee/train.jsonl", "phee/dev.jsonl")
MACCROBAT = "maccrobat2020/brat"
SPLIT = "maccrobat2020/suggested_split.tsv"
FILES = (CRAFT, *BIOSCOPE, EVIDENCE, *PHEE, SPLIT)
"""The files that are read, beside the folder of MACCROBAT 2020."""
_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z])")


def read_texts(data: Path) -> Iterator[tuple[str, ...]]:
    """Yield the sentences, in words, of all corpora below ``data``; those kept for tests are left out.

    Raises:
        UsageError: A file is missing or is not what its name says.
    """
    for text in _texts(data):
        words = words_of(text)
        if words:
            yield words


def test_documents(data: Path) -> frozenset[str]:
    """Return the ids of the documents of MACCROBAT 2020 that are kept for tests."""
    rows = (row.split("\t") for row in read_text(data / SPLIT).splitlines())
    return frozenset(row[0] for row in rows if row[1:2] == ["test"])


def _texts(data: Path) -> Iterator[str]:
    yield from _of_treebank(_unzipped(data / CRAFT))
    for name in BIOSCOPE:
        for sentence in ElementTree.fromstring(_unzipped(data / name).encode()).iter("sentence"):
            yield "".join(sentence.itertext())
    for row in csv.DictReader(_unzipped(data / EVIDENCE).splitlines()):
        yield from _SENTENCE.split(row["Annotations"] or "")
    for name in PHEE:
        yield from (json.loads(line)["context"] for line in read_text(data / name).splitlines())
    tests = test_documents(data)
    for path in sorted((data / MACCROBAT).glob("*.txt")):
        if path.stem not in tests:
            yield from read_text(path).splitlines()


def _of_treebank(text: str) -> Iterator[str]:
    words: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line and not line.startswith("#"):
            words.append(line.split("\t")[1])
        elif not line:
            yield " ".join(words)
            words = []


def _unzipped(path: Path) -> str:
    try:
        return gzip.decompress(path.read_bytes()).decode("utf-8")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise UsageError("this corpus file cannot be read", path=path) from error
