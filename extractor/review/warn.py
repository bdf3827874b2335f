"""What speaks against a suggestion or a decided value, told before it is accepted: nothing here decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from extractor.core.candidate import Extraction
from extractor.core.confirmed import Place
from extractor.protocol.model import Protocol
from extractor.review.form import View

WarningKind = Literal["not in quote", "cited", "another case's", "counts", "unlike", "abstract"]


@dataclass(frozen=True, slots=True)
class Warning:
    """A warning in one line."""

    kind: WarningKind
    words: str


def warnings(
    forms: Sequence[View], extraction: Extraction | None, protocol: Protocol
) -> dict[Place, tuple[Warning, ...]]:
    """Return the warnings of each place of a publication that has any, most telling first."""
    return {}
