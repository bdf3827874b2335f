"""Lines in, what the encoder makes of them out: ONNX on one core, nothing of the model can run code."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from extractor.classify.context import N_ENCODED
from extractor.classify.encoder.lines import Line, lines
from extractor.classify.encoder.wordpieces import WordPieces
from extractor.classify.features import View
from extractor.classify.manifest import MANIFEST
from extractor.classify.model import Matrix
from extractor.core.errors import ModelMismatch, ModelMissing

NETWORK = "encoder.onnx"
VOCABULARY = "vocabulary.txt"
FORMAT = 1
"""Goes up when what is read or given changes its meaning: an encoder of another format is refused."""
TOGETHER = 16
"""Lines that are run at once."""


@dataclass(frozen=True, slots=True)
class Encoder:
    """A fine-tuned network with its vocabulary."""

    session: Any
    vocabulary: WordPieces

    @classmethod
    def of(cls, network: bytes, vocabulary: WordPieces) -> "Encoder":
        """Return the encoder of a network in ONNX.

        Raises:
            ModelMissing: ``onnxruntime`` is not installed.
            ModelMismatch: The network cannot be read.
        """
        return cls(_session(network), vocabulary)

    @classmethod
    def load(cls, folder: Path) -> "Encoder":
        """Return the encoder of a folder.

        Raises:
            ModelMissing: A file is not there, or ``onnxruntime`` is not installed.
            ModelMismatch: A file cannot be read, is another than the manifest says, or of another program version.
        """
        about = _manifest(folder)
        contents = {name: _content(folder / name, about) for name in (NETWORK, VOCABULARY)}
        vocabulary = WordPieces.of(contents[VOCABULARY].decode().splitlines())
        return cls.of(contents[NETWORK], vocabulary)

    def encode(self, found: Sequence[View], places: Sequence[int], better: Mapping[str, str]) -> Matrix:
        """Return (n_places, N_ENCODED): the log-odds of the views at ``places``."""
        return self.score(lines(found, places, self.vocabulary, better))

    def score(self, told: Sequence[Line]) -> Matrix:
        """Return the log-odds of each line, those of like length run together."""
        scores = np.zeros((len(told), N_ENCODED))
        order = sorted(range(len(told)), key=lambda number: (len(told[number].pieces), number))
        for start in range(0, len(order), TOGETHER):
            some = order[start : start + TOGETHER]
            scores[some] = self.session.run(None, arrays([told[number] for number in some]))[0]
        return scores


def arrays(told: Sequence[Line]) -> dict[str, np.ndarray[Any, np.dtype[np.int64]]]:
    """Return (n_lines, n_pieces) each: pieces, which are not of the first text, which are there at all."""
    shape = len(told), max(len(line.pieces) for line in told)
    pieces, second, there = np.zeros(shape, np.int64), np.ones(shape, np.int64), np.zeros(shape, np.int64)
    for row, line in enumerate(told):
        pieces[row, : len(line.pieces)] = line.pieces
        second[row, : line.first] = 0
        there[row, : len(line.pieces)] = 1
    return {"pieces": pieces, "second": second, "there": there}


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    hint = "reinstall the program, or train one: extractor train encoder"
    try:
        about = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelMissing(f"the encoder has no {MANIFEST}", path=folder, hint=hint) from None
    except (OSError, ValueError) as error:
        raise ModelMismatch("the encoder's manifest cannot be read", path=folder, hint=hint) from error
    if not isinstance(about, dict) or not isinstance(about.get("files"), dict):
        raise ModelMismatch("the encoder's manifest cannot be read", path=folder, hint=hint)
    if about.get("format") != FORMAT:
        raise ModelMismatch(
            f"the encoder is of format {about.get('format')}, this program reads {FORMAT}", path=folder, hint=hint
        )
    return about


def _content(path: Path, about: Mapping[str, Any]) -> bytes:
    hint = "reinstall the program"
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelMissing(f"the encoder has no {path.name}", path=path.parent, hint=hint) from error
    if sha256(content).hexdigest() != about["files"].get(path.name):
        raise ModelMismatch(f"{path.name} is not the file that the manifest tells of", path=path.parent, hint=hint)
    return content


def _session(network: bytes) -> Any:
    try:
        import onnxruntime
    except ImportError as error:
        raise ModelMissing("the encoder needs onnxruntime", hint='pip install "case-extractor[accurate]"') from error
    options = onnxruntime.SessionOptions()
    # One thread, and no sharing of work by how busy a core is: the same lines give the same scores.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.use_deterministic_compute = True
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise ModelMismatch("the encoder's network cannot be read", hint="reinstall the program") from error
