"""What came of one PDF: an extraction, or a failure; problems travel with either."""

from dataclasses import dataclass
from typing import Literal

from extractor.core.candidate import Extraction

ProblemKind = Literal[
    "not_a_pdf", "encrypted", "empty", "no_text_layer", "unreadable", "unreadable_page", "poor_page", "gap", "bug",
    "crash", "memory", "timeout",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of problems.jsonl; ``page`` counts from 1 and is None where the whole file is meant."""

    stage: str
    kind: str
    message: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Extracted:
    """A PDF that gave candidates; with problems it counts as partial."""

    extraction: Extraction
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """A PDF that gave none."""

    sha256: str
    problems: tuple[Problem, ...]
