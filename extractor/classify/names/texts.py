"""Unlabelled sentences of openly licensed corpora, from which groups of words are learnt."""

import csv
import gzip
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from extractor.classify.names.corpora import read_phee, read_text, words_of
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
    yield from _of_treebank(data / CRAFT)
    for name in BIOSCOPE:
        yield from _of_xml(data / name)
    yield from _of_column(data / EVIDENCE, "Annotations")
    for name in PHEE:
        yield from (text for text, _ in read_phee(data / name))
    tests = test_documents(data)
    for path in sorted((data / MACCROBAT).glob("*.txt")):
        if path.stem not in tests:
            yield from read_text(path).splitlines()


def _of_treebank(path: Path) -> Iterator[str]:
    words: list[str] = []
    for number, line in enumerate([*_unzipped(path).splitlines(), ""], 1):
        if line and not line.startswith("#"):
            row = line.split("\t")
            if len(row) < 2:
                raise UsageError("no row of a treebank", path=path, where=f"line {number}")
            words.append(row[1])
        elif not line:
            yield " ".join(words)
            words = []


def _of_xml(path: Path) -> Iterator[str]:
    try:
        root = ElementTree.fromstring(_unzipped(path).encode())
    except ElementTree.ParseError as error:
        raise UsageError("this corpus file is no XML", path=path) from error
    for sentence in root.iter("sentence"):
        yield "".join(sentence.itertext())


def _of_column(path: Path, column: str) -> Iterator[str]:
    rows = csv.DictReader(_unzipped(path).splitlines())
    try:
        for row in rows:
            yield from _SENTENCE.split(row[column] or "")
    except (KeyError, csv.Error) as error:
        raise UsageError(f"no table with a column {column}", path=path, where=f"line {rows.line_num}") from error


def _unzipped(path: Path) -> str:
    try:
        return gzip.decompress(path.read_bytes()).decode("utf-8")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise UsageError("this corpus file cannot be read", path=path) from error
