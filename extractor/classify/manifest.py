"""The file in which a model's folder tells what it holds: versions, training data, figures, digests of all arrays.

Apart from what reads arrays, since it is read to see that nothing has changed: that needs no numpy.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from extractor.core.errors import ModelMissing
from extractor.core.files import sha256_of

MANIFEST = "manifest.json"


def write_manifest(manifest: Mapping[str, Any], folder: Path) -> None:
    """Write what a folder says of its model; the same content gives the same bytes."""
    text = json.dumps(manifest, indent=1, ensure_ascii=False, sort_keys=True)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def manifest_digest(folder: Path) -> str:
    """Return the SHA-256 of a model's manifest, which holds those of its files.

    Raises:
        ModelMissing: The folder has none.
    """
    try:
        return sha256_of(folder / MANIFEST)
    except OSError as error:
        raise ModelMissing(f"the model has no {MANIFEST}", path=folder, hint="reinstall the program") from error
