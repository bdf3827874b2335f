"""A second review, with another disease and other drugs, needs a folder of words and no code."""

from pathlib import Path

import pytest

from extractor.core.analysis import Mention
from extractor.nlp.analyze import Analyzer
from extractor.protocol.load import load_protocol
from tests.builders import document_from_markdown

OTHER_REVIEW = Path(__file__).parents[1] / "protocol" / "data" / "il17_hs"

TEXT = """# Case report

A 34-year-old man with acne inversa had failed adalimumab and doxycycline.

Bimzelx 320 mg every four weeks was started in March.

By week 16 the draining tunnels had dried, and IHS4 fell from 21 to 4.

Oral thrush was noted once; his mother has rheumatoid arthritis.
"""


@pytest.fixture(scope="module")
def mentions() -> list[tuple[str, str | None, str]]:
    document = document_from_markdown(TEXT)
    found: tuple[Mention, ...] = Analyzer(load_protocol(OTHER_REVIEW)).analyze(document).mentions
    return [(item.label, item.concept, item.span.of(document.text)) for item in found]


@pytest.mark.parametrize(
    "expected",
    [
        ("disease", "HS", "acne inversa"),
        ("drug", "bimekizumab", "Bimzelx"),
        ("therapy", "adalimumab", "adalimumab"),
        ("therapy", "doxycycline", "doxycycline"),
        ("sign", "tunnels", "draining tunnels"),
        ("instrument", "nodules", "IHS4"),
        ("adverse_event", "candidiasis", "Oral thrush"),
    ],
)
def test_the_words_of_the_other_review_are_found(
    expected: tuple[str, str, str], mentions: list[tuple[str, str | None, str]]
) -> None:
    assert expected in mentions


def test_words_of_the_shipped_review_alone_are_not_known(mentions: list[tuple[str, str | None, str]]) -> None:
    concepts = {concept for _, concept, _ in mentions}
    assert {"skin", "muscle", "DM", "rheumatoid arthritis"} & concepts == set()
