"""The folder of annotated corpora into the reader of names."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from extractor.classify.names.chain import KINDS, LABELS, labels_of
from extractor.classify.names.clusters import clusters_of
from extractor.classify.names.corpora import (
    Sentence,
    read_brat,
    read_iob,
    read_phee,
    sequences,
    words_of,
)
from extractor.classify.names.fit import fit
from extractor.classify.names.lexicon import Lexicon, gather
from extractor.classify.names.reader import NameReader, reader_of
from extractor.classify.names.texts import FILES, MACCROBAT, PHEE, read_texts, test_documents
from extractor.classify.names.words import Words, expand, groups

BOTH = "bc5cdr"
"""The corpus in which chemicals and diseases are marked."""
DISEASES = "ncbi_disease"
"""The corpus in which diseases alone are marked."""
SOURCES = (
    *(f"{corpus}/{part}.tsv" for corpus in (BOTH, DISEASES) for part in ("train", "devel")),
    *FILES,
)
"""The files that a model is made of, beside the folder of MACCROBAT 2020."""
ROLES = {"Drug": "pd", "Effect": "pe", "Disorder": "pi"}
"""Kinds of names in the lexicon, by the role that PHEE gives them."""
TYPES = {"Medication": "mm", "Disease_disorder": "md", "Sign_symptom": "ms"}
"""Kinds of names in the lexicon, by their type in MACCROBAT 2020."""
OF_DISEASES = "n"
"""The kind, in the lexicon, of names that the corpus of diseases marks."""


@dataclass(frozen=True, slots=True)
class Corpora:
    """What a model learns from: ``both`` with all names marked, ``diseases`` with diseases alone, and the lexicon."""

    both: tuple[Sentence, ...]
    diseases: tuple[Sentence, ...]
    lexicon: Lexicon


def read_corpora(data: Path, parts: Sequence[str] = ("train", "devel")) -> Corpora:
    """Read the corpora below ``data``.

    Left out is what shares eight words in a row with a test file: sentences of the corpus of diseases and of PHEE, and
    unlabelled text. Names of MACCROBAT are left out by document, sentences of ``BOTH`` and shorter ones are not.

    Raises:
        UsageError: A file is missing or is not what its name says.
    """
    both = [sentence for part in parts for sentence in read_iob(data / BOTH / f"{part}.tsv")]
    diseases = [sentence for part in ("train", "devel") for sentence in read_iob(data / DISEASES / f"{part}.tsv")]
    unseen = _runs_of_tests(data)
    diseases = [sentence for sentence in diseases if not sequences(sentence.words) & unseen]
    names = gather([*_of_phee(data, unseen), *_of_maccrobat(data), *_of(diseases)])
    texts = [sentence.words for sentence in (*both, *diseases)]
    texts += [words for words in dict.fromkeys(read_texts(data)) if not sequences(words) & unseen]
    return Corpora(tuple(both), tuple(diseases), Lexicon(names, clusters_of(texts)))


def _runs_of_tests(data: Path) -> set[tuple[str, ...]]:
    tests = (read_iob(data / corpus / "test.tsv") for corpus in (BOTH, DISEASES))
    return {run for sentences in tests for sentence in sentences for run in sequences(sentence.words)}


def _of_phee(data: Path, unseen: set[tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    for file in PHEE:
        for text, marked in read_phee(data / file):
            if not sequences(words_of(text)) & unseen:
                yield from ((" ".join(words_of(name)), ROLES[role]) for name, role in marked)


def _of_maccrobat(data: Path) -> Iterator[tuple[str, str]]:
    tests = test_documents(data)
    for document, (name, kind) in read_brat(data / MACCROBAT):
        if kind in TYPES and document not in tests:
            yield " ".join(words_of(name)), TYPES[kind]


def _of(sentences: Iterable[Sentence]) -> Iterator[tuple[str, str]]:
    for sentence in sentences:
        for name in sentence.names:
            yield " ".join(sentence.words[name.first : name.after]), OF_DISEASES


def train(corpora: Corpora, about: Mapping[str, Any], told: Callable[[int, float], None] | None = None) -> NameReader:
    """Return the reader learnt from the corpora; the same corpora give the same weights."""
    texts = [[sentence.words for sentence in part] for part in (corpora.both, corpora.diseases)]
    rows = [row for sentences in texts for row in written_out(sentences, corpora.lexicon)]
    lengths = [len(words) for sentences in texts for words in sentences]
    allowed = np.concatenate([_allowed(corpora.both), _allowed(corpora.diseases, unmarked=KINDS[0])])
    return reader_of(fit(rows, allowed, lengths, told=told), corpora.lexicon, about)


def written_out(sentences: Sequence[Words], lexicon: Lexicon) -> Iterator[list[str]]:
    """Yield the features of each word."""
    known: dict[str, list[str]] = {}
    for keys in groups(sentences, lexicon):
        row: list[str] = []
        for key in keys:
            if key not in known:
                known[key] = expand(key, lexicon)
            row += known[key]
        yield row


def _allowed(sentences: Sequence[Sentence], unmarked: str = "") -> npt.NDArray[np.bool_]:
    """Return which labels each word may have: its own, and outside of names those of the kind that nobody marked."""
    labels = [label for sentence in sentences for label in labels_of(len(sentence.words), sentence.names)]
    allowed = np.zeros((len(labels), len(LABELS)), dtype=bool)
    allowed[np.arange(len(labels)), labels] = True
    if unmarked:
        open_ = np.array([label == LABELS[0] or label.endswith(unmarked) for label in LABELS])
        allowed[np.array(labels, dtype=np.intp) == 0] |= open_
    return allowed
