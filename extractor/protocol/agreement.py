"""What a protocol's entries and files ask of each other: each fault with the file and line where it is to be mended."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from extractor.core.errors import ProtocolError
from extractor.core.fields import DESIGNS, FIELD, PUBLICATION_TYPES
from extractor.protocol.parts import MANIFEST, Manifest, at_line, home_of, ids_in, own_files

_FIELD_NAME = re.compile(r"[a-z][a-z0-9_]*")

_NAMES_OTHERS = (
    ("diseases", "default_subtype", "subtypes"),
    ("subtypes", "diseases", "diseases"),
    ("drugs", "licensed_for", "diseases"),
)
"""Keys whose words are ids of another list: list, key, the other list."""


def faults_between(manifest: Manifest, content: dict[str, list[Any]], folder: Path) -> Iterator[ProtocolError]:
    """Yield what a folder's entries name that there is not, and what its fields and eligibility cannot ask for."""
    yield from _missing(content, folder)
    yield from _impossible_onset(content, folder)
    yield from _unusable_fields(content, folder)
    yield from _unknown_choices(manifest, content, folder)


def _missing(content: dict[str, list[Any]], folder: Path) -> Iterator[ProtocolError]:
    for of_list, key, asked in _NAMES_OTHERS:
        ids = {item.id for item in content[asked]}
        named = [(item.id, name) for item in content[of_list] for name in _listed(getattr(item, key))]
        for known, name in named:
            if name in ids or any(name in ids_in(file, asked) for file in own_files(folder)):
                continue
            path, where = home_of(name, known, own_files(folder), key) or (folder, f"{of_list} {known}: {key}")
            hint = f"name one of: {', '.join(sorted(ids))}" if ids else f"add it to the {asked}"
            yield ProtocolError(f"there is no {name!r} among the {asked}", path=path, where=where, hint=hint)


def _listed(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return () if value is None else (value,) if isinstance(value, str) else value


def _impossible_onset(content: dict[str, list[Any]], folder: Path) -> Iterator[ProtocolError]:
    for item in content["diseases"]:
        low, high = item.onset_from_years, item.onset_below_years
        if low is not None and high is not None and low >= high:
            path, where = home_of(item.id, item.id, own_files(folder)) or (folder, f"diseases {item.id}")
            message = "onset_from_years is not below onset_below_years, so that nobody has it"
            yield ProtocolError(message, path=path, where=where, hint="mend one of the two")


def _unusable_fields(content: dict[str, list[Any]], folder: Path) -> Iterator[ProtocolError]:
    for field in content["fields"]:
        path, where = home_of(field.id, field.id, own_files(folder)) or (folder, f"fields {field.id}")
        if not _FIELD_NAME.fullmatch(field.id) or field.id in FIELD:
            told = "is a field of every review" if field.id in FIELD else "is no name for a field"
            hint = "use small letters, digits and underscores, and no name that a field has already"
            yield ProtocolError(f"{field.id!r} {told}", path=path, where=where, hint=hint)
        if (field.type == "choice") != bool(field.choices):
            yield ProtocolError("choices belong to the type choice", path=path, where=where, hint="give both or none")
        if field.unit and field.type not in ("number", "integer"):
            yield ProtocolError("a unit belongs to a number", path=path, where=where, hint="take it out")


def _unknown_choices(manifest: Manifest, content: dict[str, list[Any]], folder: Path) -> Iterator[ProtocolError]:
    known = {
        "designs": DESIGNS,
        "publication_types": PUBLICATION_TYPES,
        "languages": tuple(item.id for item in content["languages"]),
    }
    for name, allowed in known.items():
        for value in getattr(manifest.eligibility, name):
            if value not in allowed:
                path = folder / MANIFEST
                where = at_line(path, ("eligibility", name), f"eligibility: {name}")
                hint = f"name some of: {', '.join(allowed)}"
                yield ProtocolError(f"there is no {value!r}", path=path, where=where, hint=hint)
