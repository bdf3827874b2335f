"""No drug, disease, organ or author of the review stands in code: vocabulary lives in the protocol."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from extractor.protocol.load import load_protocol

PACKAGE = Path(__file__).parents[2] / "extractor"
PROTOCOLS = (load_protocol("jak_dm"), load_protocol("biologics_prp"))

SHORTEST = 5
"""Letters of a word that cannot stand in code by chance."""

OF_THE_CONTRACT = {"steroid", "steroids"}
"""Words that a field of the contract is named after: ``steroid_sparing``."""


def own_words() -> set[str]:
    """Return the reviews' drugs, diseases, subtypes, antibodies, therapies and instruments in every spelling."""
    words: set[str] = set()
    for protocol in PROTOCOLS:
        named: tuple[Any, ...] = (*protocol.drugs, *protocol.drug_classes, *protocol.diseases)
        entries = (*named, *protocol.subtypes, *protocol.antibodies, *protocol.therapies)
        words |= {word for entry in entries for word in (entry.id, *entry.names)}
        words |= {word for drug in protocol.drugs for word in (*drug.brands, *drug.codes)}
        words |= {name for domain in protocol.domains for item in domain.instruments for name in item.names}
    return {word.casefold() for word in words if len(word) >= SHORTEST} - OF_THE_CONTRACT


def strings(path: Path) -> Iterator[str]:
    """Yield the string constants of a module, docstrings left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


WORDS = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in sorted(own_words(), key=len, reverse=True)))


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_word_of_the_review_stands_in_a_module(path: Path) -> None:
    assert [match[0] for text in strings(path) for match in WORDS.finditer(text.casefold())] == []


VALUES: tuple[Any, ...] = tuple(
    entry for protocol in PROTOCOLS for entry in (*protocol.diseases, *protocol.subtypes, *protocol.domains)
)
IDS = {entry.id for entry in VALUES} - {"overall"}
"""Values of the reviews, short ones too; statements of any review may speak of the disease ``overall``."""


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_module_asks_for_one_disease_subtype_or_domain(path: Path) -> None:
    assert [text for text in strings(path) if text in IDS] == []


def test_the_words_looked_for_are_those_of_the_review() -> None:
    assert {"tofacitinib", "xeljanz", "dermatomyositis", "amyopathic", "cdasi", "guselkumab", "pppasi"} <= own_words()
