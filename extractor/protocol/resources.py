"""Where the data beside the code lies: in a wheel, a checkout or an editable install."""

from functools import cache
from pathlib import Path

from extractor.core.errors import ModelMissing

PACKAGE = Path(__file__).resolve().parent.parent


@cache
def models_dir() -> Path:
    """Return the folder of the trained models: ``extractor/_models`` in a wheel, ``models`` beside the package else.

    Raises:
        ModelMissing: Neither is there.
    """
    for folder in (PACKAGE / "_models", PACKAGE.parent / "models"):
        if folder.is_dir():
            return folder
    raise ModelMissing("the folder of the models is missing", hint="install case-extractor again")


@cache
def protocols_dir() -> Path:
    """Return the folder whose subfolders are the protocols that come with the program."""
    return PACKAGE / "protocol"
