"""The learned weights: how they score, how they are written and read.

A model is arrays in ``weights.npz`` and a ``manifest.json`` that names every array's shape and digest; nothing in it
is ever executed. Scoring needs numpy alone.
"""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from itertools import repeat
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

import numpy as np
import numpy.typing as npt

from extractor.classify.manifest import MANIFEST, write_manifest
from extractor.core.errors import ModelMismatch, ModelMissing

Matrix = npt.NDArray[np.float64]

WEIGHTS = "weights.npz"
FORMAT = 3
"""Goes up when features or arrays change their meaning: a model of another format is refused."""

MOST_REMEMBERED = 200_000
"""Names that a layer remembers before it starts afresh: some 20 MB."""

UNSEEN = -2
"""The row of a name that was not met before; -1 is that of one that the layer does not know."""

EPOCH = (1980, 1, 1, 0, 0, 0)

THRESHOLDS = ("found", "row", "domain")
"""The decisions for which a manifest has to tell a probability."""
DAMAGED = (OSError, EOFError, ValueError, TypeError, RuntimeError, BadZipFile, zlib.error)
"""What a zip file of arrays raises where bytes of it are wrong."""


@dataclass(frozen=True, slots=True)
class Named:
    """A linear layer over named features: ``keys`` are the sorted CRC-32 of the names, ``weights`` has a row for each.

    ``weights`` is (n_names, n_outputs), ``bias`` (n_outputs,). Names met before are remembered with their row, since
    hashing them costs more than all the rest.
    """

    keys: npt.NDArray[np.uint32]
    weights: Matrix
    bias: Matrix
    _places: dict[str, int] = field(default_factory=dict, compare=False, repr=False)

    def score(self, rows: Sequence[Sequence[str]]) -> Matrix:
        """Return the log-odds of each row of names, (n_rows, n_outputs); unknown names count nothing."""
        scores = np.tile(self.bias, (len(rows), 1))
        places = self._placed([name for row in rows for name in row])
        owners = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
        known = places >= 0
        parts, owners = self.weights[places[known]], owners[known]
        for output in range(parts.shape[1]):
            scores[:, output] += np.bincount(owners, parts[:, output], len(rows))
        return scores

    def _placed(self, names: Sequence[str]) -> npt.NDArray[np.intp]:
        """Return the row of each name, -1 where the layer does not know it."""
        if len(self._places) > MOST_REMEMBERED:
            self._places.clear()
        places = self._remembered(names)
        if UNSEEN in places:
            self._remember([name for name, place in zip(names, places, strict=True) if place == UNSEEN])
            places = self._remembered(names)
        return places

    def _remembered(self, names: Sequence[str]) -> npt.NDArray[np.intp]:
        return np.fromiter(map(self._places.get, names, repeat(UNSEEN)), np.intp, len(names))

    def _remember(self, names: Sequence[str]) -> None:
        new = list(dict.fromkeys(names))
        hashes = np.fromiter((zlib.crc32(name.encode()) for name in new), np.uint32, len(new))
        found = self.keys.searchsorted(hashes)
        known = found < len(self.keys)
        known[known] = self.keys[found[known]] == hashes[known]
        self._places.update(zip(new, np.where(known, found, -1).tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Dense:
    """A linear layer over numbers: ``weights`` is (n_inputs, n_outputs), ``bias`` (n_outputs,)."""

    weights: Matrix
    bias: Matrix

    def score(self, inputs: Matrix) -> Matrix:
        """Return the log-odds, (n_rows, n_outputs), of (n_rows, n_inputs)."""
        scores: Matrix = inputs @ self.weights + self.bias
        return scores


@dataclass(frozen=True, slots=True)
class StatementModel:
    """The layers by name and what the manifest tells of them (versions, training data, scores, thresholds)."""

    named: Mapping[str, Named]
    dense: Mapping[str, Dense]
    about: Mapping[str, Any]

    @property
    def domains(self) -> tuple[str, ...]:
        """Return the ids of the domains trained on, in the order of the columns of the layer ``words``."""
        return tuple(self.about["domains"])

    def threshold(self, name: str) -> float:
        """Return the probability from which a decision is taken."""
        return float(self.about["thresholds"][name])


def probability(scores: Matrix) -> Matrix:
    """Return log-odds as probabilities."""
    odds: Matrix = 1.0 / (1.0 + np.exp(-np.clip(scores, -30.0, 30.0)))
    return odds


def save_model(model: StatementModel, folder: Path) -> None:
    """Write the model; the same weights give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays = _arrays(model)
    (folder / WEIGHTS).write_bytes(pack(arrays))
    manifest = {
        "format": FORMAT,
        **model.about,
        "named": sorted(model.named),
        "dense": sorted(model.dense),
        "arrays": told_of(arrays),
    }
    write_manifest(manifest, folder)


def pack(arrays: Mapping[str, npt.NDArray[Any]]) -> bytes:
    """Return arrays as the content of an ``npz`` file; the same arrays give the same bytes."""
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for name, values in arrays.items():
            member = BytesIO()
            np.save(member, np.ascontiguousarray(values), allow_pickle=False)
            info = ZipInfo(f"{name}.npy", EPOCH)
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, member.getvalue())
    return content.getvalue()


def told_of(arrays: Mapping[str, npt.NDArray[Any]]) -> dict[str, dict[str, Any]]:
    """Return what a manifest tells of arrays: shape, type and digest of each."""
    return {
        name: {"shape": list(values.shape), "type": values.dtype.name, "sha256": _digest(values)}
        for name, values in arrays.items()
    }


def load_model(folder: Path) -> StatementModel:
    """Read a model.

    Raises:
        ModelMissing: The folder has no manifest or no weights.
        ModelMismatch: The files cannot be read, are of another format, or do not agree with the manifest.
    """
    manifest, arrays = read_model(folder, FORMAT, "extractor train statements")
    try:
        return _of(manifest, arrays)
    except (KeyError, TypeError, ValueError) as error:
        raise ModelMismatch("the manifest does not tell all that the model needs", path=folder) from error


def _of(manifest: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> StatementModel:
    named = {
        name: Named(arrays[f"{name}.keys"], _wide(arrays[f"{name}.weights"]), _wide(arrays[f"{name}.bias"]))
        for name in manifest["named"]
    }
    dense = {name: Dense(_wide(arrays[f"{name}.weights"]), _wide(arrays[f"{name}.bias"])) for name in manifest["dense"]}
    about = {key: value for key, value in manifest.items() if key not in ("format", "named", "dense", "arrays")}
    model = StatementModel(named, dense, about)
    # What reading asks for is missed here, where a user can be told of the folder.
    if not (model.domains and all(map(model.threshold, THRESHOLDS))):
        raise ValueError("no domains, or a threshold that keeps everything")
    return model


def read_model(folder: Path, expected: int, command: str) -> tuple[dict[str, Any], dict[str, npt.NDArray[Any]]]:
    """Return manifest and arrays of a folder, both checked; ``command`` makes such a model of format ``expected``.

    Raises:
        ModelMissing: The folder has no manifest or no weights.
        ModelMismatch: The files cannot be read, are of another format, or do not agree with the manifest.
    """
    missing = [name for name in (MANIFEST, WEIGHTS) if not (folder / name).is_file()]
    if missing:
        hint = f"reinstall the program, or train one: {command}"
        raise ModelMissing(f"the model has no {missing[0]}", path=folder, hint=hint)
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelMismatch(f"{MANIFEST} cannot be read", path=folder) from error
    arrays = read_arrays(folder / WEIGHTS)
    _check(manifest, arrays, folder, expected)
    return manifest, arrays


def read_arrays(path: Path) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays of an ``npz`` file by name; nothing in it is executed.

    Raises:
        ModelMismatch: The file cannot be read.
    """
    try:
        with np.load(path, allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    except DAMAGED as error:
        raise ModelMismatch(f"{path.name} cannot be read", path=path.parent) from error


def _check(manifest: Any, arrays: Mapping[str, npt.NDArray[Any]], folder: Path, expected: int) -> None:
    if not isinstance(manifest, dict) or manifest.get("format") != expected:
        raise ModelMismatch("the model is of another format than this program's", path=folder, hint="train it again")
    told = manifest.get("arrays")
    if not isinstance(told, dict) or told.keys() != arrays.keys():
        raise ModelMismatch("the manifest names other arrays than the weights hold", path=folder)
    for name, values in arrays.items():
        if not isinstance(told[name], dict) or told[name].get("sha256") != _digest(values):
            raise ModelMismatch(f"the weights of {name} are not those of the manifest", path=folder)


def _arrays(model: StatementModel) -> dict[str, npt.NDArray[Any]]:
    """Return every array by name, sorted; the weights of names as 16-bit floats, which keeps the model small."""
    arrays: dict[str, npt.NDArray[Any]] = {}
    for name in sorted(model.named):
        named = model.named[name]
        arrays[f"{name}.keys"] = named.keys
        arrays[f"{name}.weights"] = named.weights.astype("<f2")
        arrays[f"{name}.bias"] = named.bias.astype("<f8")
    for name in sorted(model.dense):
        dense = model.dense[name]
        arrays[f"{name}.weights"] = dense.weights.astype("<f8")
        arrays[f"{name}.bias"] = dense.bias.astype("<f8")
    return arrays


def _digest(values: npt.NDArray[Any]) -> str:
    return sha256(values.tobytes()).hexdigest()


def _wide(values: npt.NDArray[Any]) -> Matrix:
    return values.astype(np.float64)
