"""Words in, names out: the trained model as files, and how it reads the sentences of a text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from extractor.classify.manifest import write_manifest
from extractor.classify.model import WEIGHTS, pack, read_model, told_of
from extractor.classify.names.chain import LABELS, Matrix, Name, batches, likeliest, names_of
from extractor.classify.names.fit import Weights
from extractor.classify.names.lexicon import Lexicon
from extractor.classify.names.words import Words, expand, groups

FORMAT = 1
"""Goes up when features, labels or arrays change their meaning: a model of another format is refused."""
FAINT = 0.02
"""A feature none of whose weights is larger is left out: half of all are, and no score changes."""
MOST_REMEMBERED = 200_000
"""Groups of features that are remembered before the model starts afresh: some 20 MB."""


class _Memory:
    """Log-odds of the groups met before, since the same words come again and again: a row of ``table`` for each key."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}
        self.table: npt.NDArray[np.float32] = np.zeros((0, len(LABELS)), np.float32)


@dataclass(frozen=True, slots=True)
class NameReader:
    """Finds names of chemicals and diseases; not for use by several threads at once.

    ``keys`` are the sorted CRC-32 of the features, ``weights`` (n_features, n_labels) has a row for each.
    """

    keys: npt.NDArray[np.uint32]
    weights: npt.NDArray[np.float32]
    transitions: Matrix
    lexicon: Lexicon
    about: Mapping[str, Any]
    _memory: _Memory = field(default_factory=_Memory, compare=False, repr=False)

    @classmethod
    def load(cls, folder: Path) -> "NameReader":
        """Read the model of a folder.

        Raises:
            ModelMissing: The folder has no model.
            ModelMismatch: The files are damaged or of another version.
        """
        manifest, arrays = read_model(folder, FORMAT, "extractor train names")
        names = _unpacked(arrays["lexicon.names"], arrays["lexicon.kinds"])
        clusters = _unpacked(arrays["clusters.words"], arrays["clusters.groups"])
        about = {key: value for key, value in manifest.items() if key not in ("format", "arrays")}
        weights = arrays["weights"].astype(np.float32)
        return cls(arrays["keys"], weights, arrays["transitions"], Lexicon(names, clusters), about)

    def read(self, sentences: Sequence[Words]) -> list[list[Name]]:
        """Return the names of each sentence of one text, in order."""
        scores = self.scores(sentences)
        labels = likeliest(scores, self.transitions, list(batches([len(words) for words in sentences])))
        found, start = [], 0
        for words in sentences:
            after = start + len(words)
            found.append(list(names_of(labels[start:after].tolist())))
            start = after
        return found

    def scores(self, sentences: Sequence[Words]) -> Matrix:
        """Return the log-odds of each word and label, (n_words, n_labels)."""
        rows = list(groups(sentences, self.lexicon))
        if not rows:
            return np.zeros((0, len(LABELS)))
        table = self._remembered(rows)
        known = self._memory.places
        places = [known[key] for keys in rows for key in keys]
        starts = np.concatenate([[0], np.cumsum([len(keys) for keys in rows[:-1]], dtype=np.intp)])
        summed: Matrix = np.add.reduceat(table[places], starts, axis=0).astype(np.float64)
        return summed

    def _remembered(self, rows: Sequence[Sequence[str]]) -> npt.NDArray[np.float32]:
        """Return the log-odds of all groups met so far, those of ``rows`` among them."""
        memory = self._memory
        if len(memory.places) > MOST_REMEMBERED:
            memory.places.clear()
            memory.table = memory.table[:0]
        new = [key for key in dict.fromkeys(key for keys in rows for key in keys) if key not in memory.places]
        if new:
            memory.places.update(zip(new, range(len(memory.places), len(memory.places) + len(new)), strict=True))
            memory.table = np.concatenate([memory.table, self._weigh([expand(key, self.lexicon) for key in new])])
        return memory.table

    def _weigh(self, groups_: Sequence[Sequence[str]]) -> npt.NDArray[np.float32]:
        """Return the summed weights of the features of each group; unknown features count nothing."""
        hashes = np.array([crc32(name.encode()) for names in groups_ for name in names], dtype=np.uint32)
        found = np.minimum(self.keys.searchsorted(hashes), len(self.keys) - 1)
        known = self.keys[found] == hashes
        owners = np.repeat(np.arange(len(groups_)), [len(names) for names in groups_])[known]
        weighed = np.zeros((len(groups_), len(LABELS)), np.float32)
        np.add.at(weighed, owners, self.weights[found[known]])
        return weighed


def reader_of(learnt: Weights, lexicon: Lexicon, about: Mapping[str, Any]) -> NameReader:
    """Return the reader of what was learnt, its weights rounded as the files hold them."""
    kept = np.abs(learnt.words).max(axis=1) > FAINT
    features = [name for name, keep in zip(learnt.features, kept, strict=True) if keep]
    keys = np.fromiter((crc32(name.encode()) for name in features), np.uint32, len(features))
    keys, first = np.unique(keys, return_index=True)
    weights = learnt.words[kept][first].astype("<f2").astype(np.float32)
    return NameReader(keys, weights, learnt.transitions.astype("<f8"), lexicon, about)


def save_reader(reader: NameReader, folder: Path) -> None:
    """Write the model; the same weights give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, npt.NDArray[Any]] = {
        "keys": reader.keys.astype("<u4"),
        "weights": reader.weights.astype("<f2"),
        "transitions": reader.transitions.astype("<f8"),
    }
    arrays["lexicon.names"], arrays["lexicon.kinds"] = _packed(reader.lexicon.names)
    arrays["clusters.words"], arrays["clusters.groups"] = _packed(reader.lexicon.clusters)
    (folder / WEIGHTS).write_bytes(pack(arrays))
    write_manifest({"format": FORMAT, **reader.about, "arrays": told_of(arrays)}, folder)


def _packed(words: Mapping[str, tuple[str, ...]]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Return keys and values of a mapping as the bytes of lines."""
    values = (" ".join(each) for each in words.values())
    return tuple(np.frombuffer("\n".join(lines).encode(), np.uint8) for lines in (words, values))  # type: ignore[return-value]


def _unpacked(keys: npt.NDArray[np.uint8], values: npt.NDArray[np.uint8]) -> dict[str, tuple[str, ...]]:
    lines = (array.tobytes().decode().split("\n") for array in (keys, values))
    return {key: tuple(value.split()) for key, value in zip(*lines, strict=True) if key}
