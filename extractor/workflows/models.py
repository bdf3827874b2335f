"""Which trained models an extraction uses: those that come with the program, or a folder of one's own."""

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from extractor.core.errors import UsageError
from extractor.protocol.resources import models_dir

STATEMENTS = "statements"
"""The folder, among the models, of the one that finds effect statements."""
CONFIDENCE = "confidence"
"""The folder, among the models, of the one that says how sure a value is."""
FAST = "fast"
DEFAULT = FAST
SHIPPED = {FAST: STATEMENTS}
"""The folder, among the models, of the statement model that each name stands for."""


@dataclass(frozen=True, slots=True)
class Models:
    """The folders of the models that one extraction uses."""

    statements: Path
    confidence: Path

    def digest(self, language_model: str | None) -> str:
        """Return a digest of all models: the content of our own, and name and version of the named spaCy model."""
        digest = sha256()
        for folder in (self.statements, self.confidence):
            for path in sorted(path for path in folder.rglob("*") if path.is_file()):
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
        return Models(shipped / SHIPPED[name], shipped / CONFIDENCE)
    folder = Path(name)
    if not folder.is_dir():
        raise UsageError("no models of this name", path=name, hint=f"one of {', '.join(SHIPPED)}, or a folder")
    own = folder / STATEMENTS
    return Models(own if own.is_dir() else folder, shipped / CONFIDENCE)


def models_that_made(digests: Collection[str], language_model: str | None) -> Models:
    """Return the models of the program whose digest is among ``digests``, the usual ones where none is."""
    made = (find_models(name) for name in SHIPPED)
    return next((models for models in made if models.digest(language_model) in digests), find_models())


def version_of(distribution: str) -> str:
    """Return the version of an installed distribution, empty where it is not installed."""
    try:
        return version(distribution)
    except (PackageNotFoundError, ValueError):
        return ""
