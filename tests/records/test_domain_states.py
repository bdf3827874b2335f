"""What was active and how it fared, told in cells at the start, in scores, by what is meant and for all patients."""

from dataclasses import replace

import pytest

from extractor.core.analysis import Assertion, Direction, Statement
from extractor.core.annotation import AnnotatedCase
from extractor.nlp.analyze import Analyzer
from extractor.protocol.load import load_protocol
from extractor.records.assemble import assemble
from tests.builders import document_from_markdown
from tests.records import Annotate

PAPER = """# {title}

## Case report

A 40-year-old woman with dermatomyositis had {before}. {treated} Tofacitinib 5 mg twice daily was started. {story}
"""


Said = dict[str, tuple[str, Direction, Assertion]]


def annotated(analyzer: Analyzer, said: Said, **told: str) -> AnnotatedCase:
    """Return the case of a paper; ``said`` are the statements by words of theirs."""
    told = {"title": "Tofacitinib in dermatomyositis", "before": "a rash", "treated": "", **told}
    document = document_from_markdown(PAPER.format(**told))
    analysis = analyzer.analyze(document)
    statements = tuple(
        Statement(sentence.span, (domain,), direction, assertion, 0.9, (0,))
        for sentence in analysis.sentences
        for words, (domain, direction, assertion) in said.items()
        if words in sentence.span.of(document.text)
    )
    assert len(statements) == len(said)
    (case,) = assemble(document, replace(analysis, statements=statements), load_protocol(), "paper").annotation().cases
    return case


def rows(analyzer: Analyzer, said: Said, **told: str) -> dict[str, tuple[bool | None, str | None]]:
    """Return by domain that was active whether it was refractory and how it fared."""
    case = annotated(analyzer, said, **told)
    ways = {row.domain: row.direction for row in case.outcomes}
    return {row.domain: (row.refractory, ways.get(row.domain)) for row in case.baseline}


def test_scores_of_two_sentences_tell_a_relapse_under_the_drug(analyzer: Analyzer) -> None:
    told = rows(
        analyzer,
        {"cleared by spring": ("skin", "improved", "observed")},
        before="a rash with a CDASI of 20",
        story="The rash had cleared by spring. At month 12 the CDASI was 20.",
    )
    assert told["skin"][1] == "unchanged"


def test_a_single_score_leaves_the_words_to_decide(analyzer: Analyzer) -> None:
    said: Said = {"cleared completely": ("skin", "improved", "observed")}
    assert rows(analyzer, said, story="The rash cleared completely. The CDASI was 2.")["skin"][1] == "improved"


def test_a_failure_that_names_nothing_is_of_what_was_told_last(analyzer: Analyzer) -> None:
    told = rows(
        analyzer,
        {"were ineffective": ("overall", "unchanged", "prior"), "disease improved": ("ild", "improved", "observed")},
        before="a cough and progressive interstitial lung disease",
        treated="Cyclophosphamide and tacrolimus were ineffective.",
        story="The lung disease improved.",
    )
    assert told["ild"] == (True, "improved")


def test_a_gain_that_names_nothing_makes_nothing_refractory(analyzer: Analyzer) -> None:
    told = rows(
        analyzer,
        {"had helped": ("overall", "improved", "prior"), "disease improved": ("ild", "improved", "observed")},
        before="a cough and progressive interstitial lung disease",
        treated="Cyclophosphamide had helped for a year.",
        story="The lung disease improved.",
    )
    assert told["ild"] == (None, "improved")


def test_what_withstood_treatment_was_active_though_no_outcome_is_told(analyzer: Analyzer) -> None:
    told = rows(
        analyzer,
        {"had not helped": ("calcinosis", "unchanged", "prior")},
        before="calcinosis of both elbows",
        treated="Methotrexate and diltiazem had not helped the calcinosis.",
        story="She stopped it after four days because of vertigo.",
    )
    assert told["calcinosis"] == (True, None)


def test_a_sign_that_is_only_told_need_not_be_active(analyzer: Analyzer) -> None:
    told = rows(analyzer, {}, before="calcinosis of both elbows", story="She stopped it after four days.")
    assert "calcinosis" not in told


TABLE = """# Tofacitinib in two women with dermatomyositis

## Results

{of_all}

Table 1. Patients

| Patient | Age/Sex | Disease | Drug | Previous drugs | Arthritis at start | Lung, start / last | CDASI before / last |
|---|---|---|---|---|---|---|---|
| 1 | 40/F | Dermatomyositis | Tofacitinib 5 mg | Methotrexate | + | ILD / stable | 20 / 4 |
| 2 | 51/F | Dermatomyositis | Tofacitinib 5 mg | Azathioprine | – | ILD / worse | 18 / 19 |
"""


def test_a_sign_affirmed_at_the_start_is_active_and_a_denied_one_is_not(annotate: Annotate) -> None:
    first, second = annotate(TABLE.format(of_all="The table tells their courses.")).cases
    assert "joint" in {row.domain for row in first.baseline}
    assert "joint" not in {row.domain for row in second.baseline}


@pytest.mark.parametrize(
    ("of_all", "refractory"),
    [
        ("In all patients interstitial lung disease had persisted despite the drugs given before.", True),
        ("Interstitial lung disease was found by CT in both patients.", None),
    ],
)
def test_what_is_said_of_all_holds_for_each(annotate: Annotate, of_all: str, refractory: bool | None) -> None:
    cases = annotate(TABLE.format(of_all=of_all)).cases
    assert [row.refractory for case in cases for row in case.baseline if row.domain == "ild"] == [refractory] * 2


def test_a_word_of_direction_under_a_domain_is_its_outcome(annotate: Annotate) -> None:
    first, second = annotate(TABLE.format(of_all="The table tells their courses.")).cases
    assert [row.direction for row in first.outcomes if row.domain == "ild"] == ["unchanged"]
    assert [row.direction for row in second.outcomes if row.domain == "ild"] == ["worsened"]


def test_what_came_up_under_the_drug_has_an_outcome_and_was_not_active_before(analyzer: Analyzer) -> None:
    said: Said = {"appeared": ("joint", "worsened", "observed")}
    case = annotated(analyzer, said, story="Arthritis of both knees appeared in June.")
    assert [row.domain for row in case.baseline] == []
    assert [(row.domain, row.direction) for row in case.outcomes] == [("joint", "worsened")]


@pytest.mark.parametrize(
    ("before", "story"),
    [
        ("a rash and arthritis", "Arthritis of both knees worsened in June."),
        ("a rash", "Arthritis, mild at baseline, worsened in June."),
        ("a rash", "The swollen joints increased in June and arthritis worsened."),
    ],
)
def test_what_was_there_before_and_worsened_was_active(analyzer: Analyzer, before: str, story: str) -> None:
    said: Said = {"worsened": ("joint", "worsened", "observed")}
    assert rows(analyzer, said, before=before, story=story)["joint"][1] == "worsened"


def test_what_came_back_off_the_drug_is_none_of_its_effect(analyzer: Analyzer) -> None:
    said: Said = {"rash cleared": ("skin", "improved", "observed"), "came back": ("skin", "worsened", "observed")}
    off = "The rash cleared. It came back two months after discontinuation."
    on = "The rash cleared. It came back two months later."
    assert rows(analyzer, said, story=off)["skin"][1] == "improved"
    assert rows(analyzer, said, story=on)["skin"][1] == "unchanged"


@pytest.mark.parametrize(
    ("words", "way"),
    [
        ("The CDASI was 7 in May against 30 at baseline.", "improved"),
        ("The CDASI was 7 (initial, 30).", "improved"),
        ("The CDASI was 7 in May and 30 in June.", "worsened"),
    ],
)
def test_a_value_told_as_of_the_start_comes_first(analyzer: Analyzer, words: str, way: str) -> None:
    said: Said = {"CDASI was": ("skin", "unchanged", "observed")}
    assert rows(analyzer, said, story=f"She came in May. {words}")["skin"][1] == way
