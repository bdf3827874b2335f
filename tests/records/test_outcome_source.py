"""Where the story says nothing of a domain, the abstract tells its outcome before the discussion does."""

from dataclasses import replace

import pytest

from extractor.core.analysis import Direction, Statement
from extractor.nlp.analyze import Analyzer
from extractor.protocol.load import load_protocol
from extractor.records.assemble import assemble
from tests.builders import document_from_markdown

PAPER = """# Tofacitinib in a woman with dermatomyositis

## Abstract

A 40-year-old woman with dermatomyositis was given tofacitinib. The rash {abstract}.

## Case report

A 40-year-old woman with dermatomyositis had a rash. Tofacitinib 5 mg twice daily was started. {story}

## Discussion

We were struck by her course. The rash {discussion}.
"""


def outcome(analyzer: Analyzer, said: dict[str, Direction], story: str = "She was seen each month.") -> str:
    document = document_from_markdown(
        PAPER.format(abstract="in the abstract stayed", discussion="in the discussion went", story=story)
    )
    analysis = analyzer.analyze(document)
    statements = tuple(
        Statement(sentence.span, ("skin",), direction, "observed", 0.9, tuple(range(len(analysis.regions))))
        for sentence in analysis.sentences
        for words, direction in said.items()
        if words in sentence.span.of(document.text)
    )
    assert len(statements) == len(said)
    found = assemble(document, replace(analysis, statements=statements), load_protocol(), "paper").annotation()
    (row,) = (row for case in found.cases for row in case.outcomes if row.domain == "skin")
    return row.direction


def test_the_abstract_outweighs_the_discussion(analyzer: Analyzer) -> None:
    assert outcome(analyzer, {"in the abstract": "unchanged", "in the discussion": "improved"}) == "unchanged"


def test_the_discussion_tells_what_the_abstract_does_not(analyzer: Analyzer) -> None:
    assert outcome(analyzer, {"in the discussion": "worsened"}) == "worsened"


@pytest.mark.parametrize("way", ["improved", "worsened"])
def test_the_story_outweighs_both(analyzer: Analyzer, way: Direction) -> None:
    said: dict[str, Direction] = {"in the abstract": "unchanged", "in the discussion": "unchanged", "in the end": way}
    assert outcome(analyzer, said, "The rash in the end turned.") == way
