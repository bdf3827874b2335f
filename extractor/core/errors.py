"""What can go wrong, as one line for the user and one exit status."""

from enum import IntEnum
from pathlib import Path


class ExitCode(IntEnum):
    """The exit status of every command."""

    DONE = 0
    PARTIAL = 1
    USAGE = 2
    INPUT = 3
    STORE = 4
    RESOURCE = 5
    BUG = 70
    INTERRUPTED = 130


class ExtractorError(Exception):
    """An error that a user can act on: what happened, in which file, where in it, and what to do."""

    exit_code = ExitCode.BUG

    def __init__(
        self, message: str, *, path: Path | None = None, where: str | None = None, hint: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        parts = [str(part) for part in (self.path, self.where, self.message) if part is not None]
        line = ": ".join(parts)
        return f"{line}; {self.hint}" if self.hint else line


class UsageError(ExtractorError):
    """The command's words, a protocol or an annotation file are wrong."""

    exit_code = ExitCode.USAGE


class ProtocolError(UsageError):
    """A protocol is unknown or breaks its own rules."""


class AnnotationError(UsageError):
    """An annotation file breaks the contract; ``where`` names the line."""


class InputError(ExtractorError):
    """A document could not be read; ``kind`` is the word that problems.jsonl carries."""

    exit_code = ExitCode.INPUT
    kind = "unreadable"


class NotAPdf(InputError):
    """The file is empty or no PDF."""

    kind = "not_a_pdf"


class Encrypted(InputError):
    """The PDF needs a password."""

    kind = "encrypted"


class NoTextLayer(InputError):
    """No page of the PDF has text: a scan."""

    kind = "no_text_layer"


class BadExport(ExtractorError):
    """A file holds no references in a format that is known."""

    exit_code = ExitCode.INPUT


class StoreError(ExtractorError):
    """The review folder cannot be read or written."""

    exit_code = ExitCode.STORE


class StoreLocked(StoreError):
    """Another process writes to the store."""


class StoreTooNew(StoreError):
    """A newer version of the program wrote the store."""


class ResourceError(ExtractorError):
    """Something that the program needs beside its code is not there or not right."""

    exit_code = ExitCode.RESOURCE


class ModelMissing(ResourceError):
    """A named model is not installed."""


class ModelMismatch(ResourceError):
    """A model's files do not agree with its manifest."""
