"""A folder of annotated corpora into the model that finds names of chemicals and diseases, judged on the test file."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from extractor import __version__
from extractor.classify.names.chain import KINDS, Name
from extractor.classify.names.corpora import Sentence, read_iob
from extractor.classify.names.reader import NameReader, save_reader
from extractor.classify.names.texts import MACCROBAT
from extractor.classify.names.train import BOTH, SOURCES, read_corpora, train
from extractor.core.files import sha256_of
from extractor.evaluate.bootstrap import intervals
from extractor.evaluate.counts import Counts

NAME = "names"
EVERY = "both"
"""The row of all kinds of names together."""
BLOCK = 10
"""Sentences that are drawn together for the intervals: about an abstract, since the files do not say where one ends."""


def train_names(data: Path, out: Path, told: Callable[[str], None] | None = None) -> dict[str, Any]:
    """Train on the files for training and development below ``data``, judge on the test file, write to ``out``.

    ``told`` is told of progress. Returns the figures by kind of name as the manifest has them.

    Raises:
        UsageError: A file of a corpus is missing or cannot be read.
    """
    say = told or (lambda line: None)
    reader = train(read_corpora(data), {}, lambda number, loss: say(f"iteration {number}, loss {loss:,.0f}"))
    figures = judge(reader, read_iob(data / BOTH / "test.tsv"))
    about = {
        "name": NAME,
        "made_with": {
            "case-extractor": __version__,
            **{name: version(name) for name in ("numpy", "scipy", "scikit-learn")},
        },
        "trained_on": _digests(data),
        "f1": figures,
    }
    save_reader(NameReader(reader.keys, reader.weights, reader.transitions, reader.lexicon, about), out)
    return figures


def _digests(data: Path) -> dict[str, str]:
    """Return the SHA-256 of each file learnt from; of the folder of standoff files, that of their names and digests."""
    files = [path for path in sorted((data / MACCROBAT).iterdir()) if path.suffix in (".ann", ".txt")]
    folder = "".join(f"{sha256_of(path)}  {path.name}\n" for path in files)
    return {**{path: sha256_of(data / path) for path in SOURCES}, MACCROBAT: sha256(folder.encode()).hexdigest()}


def judge(reader: NameReader, sentences: Sequence[Sentence]) -> dict[str, Any]:
    """Return precision, recall and F1 of names found exactly, by kind, with the 95 % interval of F1."""
    found = reader.read([sentence.words for sentence in sentences])
    counts = [dict(_counts(sentence.names, names)) for sentence, names in zip(sentences, found, strict=True)]
    blocks = [_sum(counts[start : start + BLOCK]) for start in range(0, len(counts), BLOCK)]
    rows = (EVERY, *KINDS)
    whole, (spread, _) = _sum(blocks), intervals(blocks, rows)
    return {
        row: {
            "f1": round(whole[row].f1 or 0.0, 4),
            "interval": [round(end, 4) for end in spread[row].f1 or ()],
            "precision": round(whole[row].precision, 4),
            "recall": round(whole[row].recall, 4),
            "n": whole[row].gold,
        }
        for row in rows
    }


def _counts(true: Sequence[Name], found: Sequence[Name]) -> Iterator[tuple[str, Counts]]:
    for row in (EVERY, *KINDS):
        asked = {(name.first, name.after, name.kind) for name in true if row in (EVERY, name.kind)}
        said = {(name.first, name.after, name.kind) for name in found if row in (EVERY, name.kind)}
        yield row, Counts(len(asked & said), len(said), len(asked))


def _sum(parts: Sequence[Mapping[str, Counts]]) -> dict[str, Counts]:
    return {row: sum((part[row] for part in parts), Counts()) for row in (EVERY, *KINDS)}
