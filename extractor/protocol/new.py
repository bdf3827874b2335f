"""A new protocol: a folder of commented files with examples, valid at once."""

import re
from pathlib import Path

from extractor.core.errors import UsageError
from extractor.protocol.load import BASE_PROTOCOL, SKELETON, known_protocols
from extractor.protocol.resources import protocols_dir

NAME = re.compile(r"[a-z][a-z0-9_]*")


def write_skeleton(name: str, into: Path, title: str | None = None) -> tuple[Path, ...]:
    """Write the files of a new protocol into a folder of its name below ``into`` and return their paths, sorted.

    Raises:
        UsageError: The name is none or taken, the folder is there already, or it cannot be written.
    """
    if not NAME.fullmatch(name):
        hint = "use small letters, digits and underscores, a letter first, such as il17_in_prp"
        raise UsageError(f"{name!r} is no name for a protocol", hint=hint)
    if name in (*known_protocols(), BASE_PROTOCOL, SKELETON):
        raise UsageError(f"{name!r} comes with the program", hint="choose another name")
    folder = into / name
    if folder.exists():
        raise UsageError("is there already and is left as it is", path=folder, hint="choose another name")
    try:
        folder.mkdir(parents=True)
        for source in sorted((protocols_dir() / SKELETON).glob("*.toml")):
            text = source.read_text("utf-8").replace("NAME", name).replace("TITLE", _quoted(title or name))
            (folder / source.name).write_text(text, "utf-8")
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", path=folder) from error
    return tuple(sorted(folder.glob("*.toml")))


def _quoted(title: str) -> str:
    """Return a title as it stands between TOML's quotation marks."""
    plain = " ".join(title.split())
    return plain.replace("\\", "\\\\").replace('"', '\\"')
