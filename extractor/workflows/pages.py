"""Pages that were read, kept in the review folder, so that another protocol need not read the PDFs again.

An entry is known by the PDF's digest and the digest of the code that read it. One that is damaged, or of other code, is
as good as none. Those who read PDFs look entries up; the process that writes the store writes them too.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from extractor.core.document import Document, Part
from extractor.documents.packing import pack, unpack

FOLDER = "pages"
MOST_BYTES = 1 << 30
"""Entries of more in all are not kept: 40,000 articles."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The entries of a review folder that were read by one code."""

    folder: Path
    code: str

    def find(self, digest: str, part: Part | None = None) -> Document | None:
        """Return what was read of the PDF with this SHA-256, or of a part of it, None where no sound entry is."""
        try:
            head, _, packed = (self.folder / name_of(digest, part)).read_bytes().partition(b"\n")
            return unpack(packed) if head == self._head(packed) else None
        except (OSError, ValueError):
            return None

    def entry(self, document: Document) -> bytes:
        """Return the entry that ``keep`` writes for a document."""
        packed = pack(document)
        return self._head(packed) + b"\n" + packed

    def _head(self, packed: bytes) -> bytes:
        return f"{self.code} {sha256(packed).hexdigest()}".encode()


def name_of(digest: str, part: Part | None = None) -> str:
    """Return the name of the entry of a PDF, or of a part of it."""
    return digest if part is None else f"{digest}-{sha256(repr(part).encode()).hexdigest()[:16]}"


class Keeper:
    """Writes entries as long as there is room for them."""

    def __init__(self, pages: Pages) -> None:
        self._folder = pages.folder
        self._room = MOST_BYTES
        # A review is kept where its pages cannot be: they can be read again.
        with suppress(OSError):
            self._folder.mkdir(exist_ok=True)
            self._room -= sum(entry.stat().st_size for entry in os.scandir(self._folder))

    def keep(self, name: str, entry: bytes) -> None:
        """Write an entry under its name."""
        if len(entry) > self._room:
            return
        with suppress(OSError):
            unfinished = self._folder / f".{name}"
            unfinished.write_bytes(entry)
            unfinished.replace(self._folder / name)
            self._room -= len(entry)
