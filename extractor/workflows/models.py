"""Which trained models an extraction uses: those that come with the program, or a folder of one's own."""

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from extractor.core.errors import UsageError
from extractor.protocol.model import Protocol
from extractor.protocol.resources import models_dir

STATEMENTS = "statements"
"""The folder, among the models, of the one that finds effect statements."""
CONFIDENCE = "confidence"
"""The folder, among the models, of the one that says how sure a value is."""
ENCODER = "encoder"
"""The folder, among the models, of the one that reads doubtful sentences."""
NAMES = "names"
"""The folder, among the models, of the one that finds names of chemicals and diseases."""
FAST, ACCURATE = "fast", "accurate"
DEFAULT = FAST
SHIPPED = {FAST: STATEMENTS, ACCURATE: "accurate"}
"""The folder, among the models, of the statement model that each name stands for."""


@dataclass(frozen=True, slots=True)
class Models:
    """The folders of the models that one extraction uses; None are those that it does without.

    Statements may be found without ``encoder``; ``names`` are looked for only where ``of`` a protocol says so.
    """

    statements: Path
    confidence: Path
    encoder: Path | None = None
    names: Path | None = None

    def of(self, protocol: Protocol) -> "Models":
        """Return the models that a review uses: with that of names where its protocol takes any drug or any disease."""
        return self.with_names() if protocol.any_drug or protocol.any_disease else replace(self, names=None)

    def with_names(self) -> "Models":
        """Return these models and that of names, which lies beside the statement model or comes with the program."""
        beside = self.statements.parent / NAMES
        return replace(self, names=beside if beside.is_dir() else models_dir() / NAMES)

    def digest(self, language_model: str | None) -> str:
        """Return a digest of all models: the content of our own, and name and version of the named spaCy model."""
        digest = sha256()
        wholes = [folder for folder in (self.encoder, self.names) if folder]
        if wholes:
            # It brings numpy along, and a run in which nothing has changed needs none.
            from extractor.classify.model import manifest_digest

            for whole in wholes:
                digest.update(manifest_digest(whole).encode())
        for folder in (self.statements, self.confidence):
            # A card may be worded anew without a new model.
            for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".md"):
                digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
        if language_model is not None:
            meta = Path(language_model) / "meta.json"
            content = meta.read_bytes() if meta.is_file() else version_of(language_model).encode()
            digest.update(language_model.encode() + b"\0" + content)
        return digest.hexdigest()


def find_models(name: str = DEFAULT) -> Models:
    """Return the models of a name that comes with the program, or those of a folder.

    A folder has a statement model, itself or in ``statements``; what else is needed comes with the program.

    Raises:
        UsageError: It is neither such a name nor a folder.
        ModelMissing: The program has no models.
    """
    shipped = models_dir()
    if name in SHIPPED:
        return _with_encoder(shipped / SHIPPED[name])
    folder = Path(name)
    if not folder.is_dir():
        raise UsageError("no models of this name", path=folder, hint=f"one of {', '.join(SHIPPED)}, or a folder")
    own = folder / STATEMENTS
    return _with_encoder(own if own.is_dir() else folder)


def _with_encoder(statements: Path) -> Models:
    """Return a statement model with what it needs beside it.

    An encoder, where its manifest names one, lies beside it or comes with the program.
    """
    shipped = models_dir()
    try:
        told = json.loads((statements / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        # What is wrong with the model is told where it is loaded.
        told = {}
    beside = statements.parent / ENCODER
    encoder = beside if beside.is_dir() else shipped / ENCODER
    return Models(statements, shipped / CONFIDENCE, encoder if told.get("encoder") else None)


def models_that_made(digests: Collection[str], language_model: str | None) -> Models:
    """Return the models of the program whose digest is among ``digests``, the usual ones where none is."""
    shipped = [find_models(name) for name in SHIPPED]
    made = (*shipped, *(models.with_names() for models in shipped))
    return next((models for models in made if models.digest(language_model) in digests), find_models())


def version_of(distribution: str) -> str:
    """Return the version of an installed distribution, empty where it is not installed."""
    try:
        return version(distribution)
    except (PackageNotFoundError, ValueError):
        return ""
