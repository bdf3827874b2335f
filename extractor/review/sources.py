"""The PDFs behind a review, read again to show more of the text around a quote than the store keeps."""

from pathlib import Path
from threading import Lock

from extractor.core.document import Document
from extractor.core.errors import InputError
from extractor.core.files import sha256_of
from extractor.store.read import Publication


class Sources:
    """Documents of publications whose PDF lies below one of ``folders``; each is read at most once.

    A file counts only with the digest that was extracted. Without a folder there are no documents.
    """

    def __init__(self, *folders: Path) -> None:
        self._folders = folders
        self._documents: dict[str, Document | None] = {}
        self._paths: dict[str, Path | None] = {}
        self._reading = Lock()

    def wants(self, publication: Publication) -> bool:
        """Tell whether reading the publication's PDF was not tried yet and may succeed."""
        return bool(self._folders) and publication.sha256 is not None and publication.uid not in self._documents

    def document(self, publication: Publication) -> Document | None:
        """Return the document if it was read."""
        return self._documents.get(publication.uid)

    def read(self, publication: Publication) -> bool:
        """Read the publication's PDF and tell whether there is a document now; takes as long as reading the PDF."""
        with self._reading:  # the PDF library is not safe in two threads at once
            if self.wants(publication):
                self._documents[publication.uid] = self._read(publication)
        return self.document(publication) is not None

    def path(self, publication: Publication) -> Path | None:
        """Return where the publication's PDF lies; None where it lies in none of the folders as it was extracted."""
        if publication.uid not in self._paths:
            self._paths[publication.uid] = self._path(publication)
        return self._paths[publication.uid]

    def _read(self, publication: Publication) -> Document | None:
        path = self.path(publication)
        if path is None:
            return None
        from extractor.documents.read import read_pdf

        try:
            return read_pdf(path, publication.part)
        except InputError:
            return None

    def _path(self, publication: Publication) -> Path | None:
        for folder in self._folders:
            for name in publication.files:
                path = folder / name
                if path.is_file() and sha256_of(path) == publication.sha256:
                    return path
        return None
