"""Files as a whole: written whole or not at all, so that no reader ever sees half of one, and known by their bytes."""

import os
from collections.abc import Iterable
from hashlib import file_digest
from pathlib import Path
from tempfile import NamedTemporaryFile

from extractor.core.errors import UsageError


def write_atomically(path: Path, parts: Iterable[str | bytes]) -> None:
    """Write parts one after another, text in UTF-8, to ``path``; until all are written the old file stays.

    Raises:
        UsageError: The file cannot be written there.
    """
    try:
        with NamedTemporaryFile("wb", dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            temporary = Path(file.name)
            try:
                file.writelines(part.encode() if isinstance(part, str) else part for part in parts)
                file.flush()
                os.fsync(file.fileno())
            except BaseException:
                temporary.unlink()
                raise
        temporary.chmod(_usual_mode())
        temporary.replace(path)
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", path=path) from error


def _usual_mode() -> int:
    """Return the permissions of a new file; a temporary one would be its owner's alone."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
