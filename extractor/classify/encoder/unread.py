"""What was kept of a document by an encoder that had not seen it: layers above learn from it and are judged on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extractor.classify.features import View
from extractor.classify.model import Matrix
from extractor.core.errors import ModelMismatch


@dataclass(frozen=True, slots=True)
class Unread:
    """Gives what was kept of one document in place of an encoder."""

    encoded: Matrix

    def encode(self, found: Sequence[View], places: Sequence[int], better: Mapping[str, str]) -> Matrix:
        """Return the kept log-odds of the views at ``places``."""
        if len(found) != len(self.encoded):
            raise ModelMismatch("sentences are cut otherwise than when the encoder was trained", hint="train it anew")
        return self.encoded[list(places)]
