"""Which trained models an extraction uses: those that come with the program, or a folder of one's own."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from extractor.classify.manifest import MANIFEST, manifest_digest
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

    Statements may be found without ``encoder``; ``names`` are looked for only where ``of`` a protocol says so. ``own``
    is a folder of models of one's own, whose others come before the program's.
    """

    statements: Path
    confidence: Path
    encoder: Path | None = None
    names: Path | None = None
    own: Path | None = field(default=None, compare=False)

    def of(self, protocol: Protocol) -> "Models":
        """Return the models that a review uses: with that of names where its protocol takes any drug or any disease."""
        return self.with_names() if protocol.any_drug or protocol.any_disease else replace(self, names=None)

    def with_names(self) -> "Models":
        """Return these models and that of names: one's own, or that which comes with the program."""
        return replace(self, names=_own_or_shipped(NAMES, self.own))

    def digest(self, language_model: str | None) -> str:
        """Return a digest of all models: the content of our own, and name and version of the named spaCy model."""
        digest = sha256()
        for whole in filter(None, (self.encoder, self.names)):
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

    A folder is a statement model, or has one in ``statements`` and may have others beside it; what else is needed comes
    with the program.

    Raises:
        UsageError: It is neither such a name nor a folder.
        ModelMissing: The program has no models.
    """
    if name in SHIPPED:
        return _with_encoder(models_dir() / SHIPPED[name], None)
    folder = Path(name)
    if not folder.is_dir():
        raise UsageError("no models of this name", path=folder, hint=f"one of {', '.join(SHIPPED)}, or a folder")
    statements = folder / STATEMENTS
    return _with_encoder(statements, folder) if statements.is_dir() else _with_encoder(folder, None)


def _with_encoder(statements: Path, own: Path | None) -> Models:
    """Return a statement model with what it needs, an encoder among it where its manifest names one."""
    try:
        told = json.loads((statements / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        # What is wrong with the model is told where it is loaded.
        told = None
    has_encoder = isinstance(told, dict) and told.get("encoder")
    encoder = _own_or_shipped(ENCODER, own) if has_encoder else None
    return Models(statements, models_dir() / CONFIDENCE, encoder, own=own)


def _own_or_shipped(name: str, own: Path | None) -> Path:
    """Return the folder of a model: that in a folder of one's own where it is a model, else the program's."""
    return own / name if own is not None and (own / name / MANIFEST).is_file() else models_dir() / name


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
