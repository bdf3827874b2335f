"""How many of a group got better: counted in a sentence piece by piece, or in the cells of a table side by side."""

import pytest

from extractor.core.analysis import CaseRegion, Direction, Statement
from extractor.core.text import Span
from extractor.nlp.analyze import Analyzer
from extractor.protocol.load import load_protocol
from extractor.records.responders import Tally, responders
from extractor.records.views import view_of
from tests.builders import document_from_markdown
from tests.records import Annotate

TABLE = """---
title: "Baricitinib in dermatomyositis: a cohort"
---

## Results

Twenty adults with dermatomyositis took baricitinib 4 mg once daily.

Table 1. State at month 6.

| | Adults (n = 20) |
|---|---|
{rows}
"""


def tally_of(analyzer: Analyzer, sentence: str, domain: str, *ways: Direction, size: int | None = None) -> Tally | None:
    document = document_from_markdown(f'---\ntitle: "A cohort"\n---\n\n## Results\n\n{sentence}\n')
    analysis = analyzer.analyze(document)
    spans = tuple(s.span for s in analysis.sentences if s.block_kind == "paragraph")
    region = CaseRegion("group", None, None, spans, spans[0], size)
    view = view_of(document, analysis, load_protocol(), region, alone=True)
    (passage,) = (p for p in view.passages if p.span == spans[0])
    said = [Statement(Span(0, 1), (domain,), way, "observed", 1.0) for way in ways]
    return responders(view, passage, domain, said)


@pytest.mark.parametrize(
    ("sentence", "domain", "ways", "found"),
    [
        ("The rash improved in 7 of 12 patients.", "skin", ["improved"], Tally(7, 12)),
        ("Rash cleared in 9/11 but arthritis in only 5/13.", "joint", ["unchanged"], Tally(5, 13)),
        ("Of seven patients with arthritis only three improved.", "joint", ["unchanged"], Tally(3, 7)),
        ("Among the five with rash, four improved and one worsened.", "skin", ["improved", "worsened"], Tally(4, 5, 1)),
        ("Arthritis was unchanged in six of nine.", "joint", ["unchanged"], Tally(3, 9)),
        ("Calcinosis (n = 4) did not improve in any patient.", "calcinosis", ["unchanged"], Tally(0, 4)),
        ("Refractory rash improved in 5/5 of those treated.", "skin", ["improved"], Tally(5, 5)),
    ],
)
def test_each_piece_of_a_sentence_counts_its_own(
    analyzer: Analyzer, sentence: str, domain: str, ways: list[Direction], found: Tally
) -> None:
    assert tally_of(analyzer, sentence, domain, *ways) == found


@pytest.mark.parametrize(
    ("sentence", "domain"),
    [
        ("The rash improved within six weeks.", "skin"),
        ("The rash improved in three patients.", "skin"),
        ("All eight were well and had improved.", "skin"),
        ("Arthritis resolved in 4 of 5.", "skin"),
    ],
)
def test_numbers_of_others_or_of_nobody_are_no_tally(analyzer: Analyzer, sentence: str, domain: str) -> None:
    assert tally_of(analyzer, sentence, domain, "improved") is None


def test_parts_that_add_up_to_the_group_are_of_it(analyzer: Analyzer) -> None:
    sentence = "The rash was better in eight, unchanged in four and worse in two."
    assert tally_of(analyzer, sentence, "skin", "improved", "unchanged", "worsened", size=14) == Tally(8, 14, 2)
    assert tally_of(analyzer, sentence, "skin", "improved", "unchanged", "worsened", size=20) is None


@pytest.mark.parametrize(
    ("tally", "way"),
    [
        (Tally(3, 5), "improved"),
        (Tally(2, 4, 2), "unchanged"),
        (Tally(1, 9, 5), "worsened"),
        (Tally(0, 6, 1), "unchanged"),
    ],
)
def test_a_group_went_the_way_of_more_than_half(tally: Tally, way: str) -> None:
    assert tally.direction == way


def test_better_same_and_worse_in_cells_of_their_own_are_of_all_of_them(annotate: Annotate) -> None:
    rows = "| Rash better, n | 9 |\n| Rash same, n | 2 |\n| Rash worse, n | 1 |"
    (group,) = annotate(TABLE.format(rows=rows)).cases
    assert [(row.domain, row.direction, row.n_improved, row.n_evaluable) for row in group.outcomes] == [
        ("skin", "improved", 9, 12)
    ]


def test_a_lone_number_under_improved_is_of_nobody_known(annotate: Annotate) -> None:
    (group,) = annotate(TABLE.format(rows="| Rash better | 9 |\n| Female, n | 12 |")).cases
    assert [row for row in group.outcomes if row.n_improved is not None] == []
