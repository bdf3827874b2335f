"""Which words are used alike: groups of words by the company that they keep in unlabelled text."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from extractor.classify.names.words import Words, fold

SEEN = 3
"""How often a word must stand in the text to be of a group."""
COMPANY = 5000
"""Words, the commonest, by which others are known."""
PLACES = (-2, -1, 1, 2)
"""How far from a word its company stands; each distance tells something else."""
DIMENSIONS = 64
SIZES = (64, 256, 1024)
"""Numbers of groups, from coarse to fine."""
SEED = 0


def clusters_of(sentences: Iterable[Words]) -> dict[str, tuple[str, ...]]:
    """Return the groups of each word that is common enough, one of each size; the same text gives the same groups.

    Source: positive mutual information of words and their company, reduced by singular values (Levy et al. 2015,
    doi 10.1162/tacl_a_00134), then k-means.
    """
    from sklearn.cluster import MiniBatchKMeans

    texts = [[fold(word) for word in words] for words in sentences]
    counts = Counter(word for words in texts for word in words)
    kept = sorted((word for word, count in counts.items() if count >= SEEN), key=lambda word: (-counts[word], word))
    if len(kept) <= max(SIZES):
        return {}
    vectors = _vectors(texts, {word: place for place, word in enumerate(kept)})
    groups = [
        MiniBatchKMeans(size, random_state=SEED, batch_size=4096, n_init=1, max_iter=30).fit_predict(vectors).tolist()
        for size in SIZES
    ]
    rows = zip(*groups, strict=True)
    return {
        word: tuple(f"g{size}.{group}" for size, group in zip(SIZES, row, strict=True))
        for word, row in sorted(zip(kept, rows, strict=True))
    }


def _vectors(texts: list[list[str]], places: dict[str, int]) -> npt.NDArray[np.float32]:
    """Return a row of length 1 for each word."""
    from scipy.sparse.linalg import svds

    told = _information(texts, places)
    left, values, _ = svds(told, min(DIMENSIONS, min(told.shape) - 1), v0=np.ones(min(told.shape), np.float32))
    vectors = left * np.sqrt(values)
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: npt.NDArray[np.float32] = (vectors / np.maximum(norms, 1e-9)).astype(np.float32)
    return scaled


def _information(texts: list[list[str]], places: dict[str, int]) -> Any:
    """Return the positive mutual information of words (rows) and their company at each distance (columns)."""
    from scipy.sparse import coo_matrix

    company = min(COMPANY, len(places))
    rows: list[int] = []
    columns: list[int] = []
    for words in texts:
        known = [places.get(word, -1) for word in words]
        for at, word in enumerate(known):
            for number, distance in enumerate(PLACES):
                other = known[at + distance] if 0 <= at + distance < len(known) else -1
                if word >= 0 and 0 <= other < company:
                    rows.append(word)
                    columns.append(number * company + other)
    shape = (len(places), company * len(PLACES))
    counts = coo_matrix((np.ones(len(rows)), (rows, columns)), shape).tocsr().tocoo()
    of_rows = np.bincount(counts.row, counts.data, shape[0])
    of_columns = np.bincount(counts.col, counts.data, shape[1]) ** 0.75
    told = np.log(counts.data / of_rows[counts.row] / (of_columns / of_columns.sum())[counts.col])
    return coo_matrix((np.maximum(told, 0).astype(np.float32), (counts.row, counts.col)), shape).tocsr()
