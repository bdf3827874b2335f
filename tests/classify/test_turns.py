"""What numbers and counts of a sentence say of its direction; with the real analysis of the sentence."""

import pytest

from extractor.classify.features import View, views
from extractor.classify.turns import dealt, moved
from extractor.nlp.analyze import Analyzer
from extractor.protocol.load import load_protocol
from tests.builders import document_from_markdown

BETTER = {item.names[0]: item.better for domain in load_protocol().domains for item in domain.instruments if item.names}


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer(load_protocol())


def view_of(analyzer: Analyzer, sentence: str) -> View:
    document = document_from_markdown(f"# A title\n\n## Case report\n\n{sentence}\n")
    found = views(document, analyzer.analyze(document), load_protocol())
    return next(view for view in found if view.sentence.block_kind == "paragraph")


@pytest.mark.parametrize(
    ("sentence", "direction"),
    [
        ("The ulcers went from 3 to 9 under treatment.", "worsened"),
        ("The plaques went from 12 to 2 by winter.", "improved"),
        ("The CMAS went from 40 to 29 in a year.", "worsened"),
        ("The CMAS went from 29 to 40 in a year.", "improved"),
        ("She counted the ulcers: 6 before and 6 after four months.", "unchanged"),
        ("She counted the ulcers: 0 before and 0 after four months.", "unchanged"),
    ],
)
def test_two_values_of_one_thing_tell_which_way_it_went(analyzer: Analyzer, sentence: str, direction: str) -> None:
    told = moved(view_of(analyzer, sentence), BETTER)
    assert told is not None
    assert told[1] == direction


def test_two_values_speak_of_the_domain_that_they_measure(analyzer: Analyzer) -> None:
    assert moved(view_of(analyzer, "The rash cleared and the CMAS went from 40 to 29."), BETTER) == (
        "muscle",
        "worsened",
    )


def test_a_median_beside_counted_patients_decides_nothing(analyzer: Analyzer) -> None:
    sentence = "Weakness persisted in 8 of 13, with a median CMAS that went from 40 to 46."
    assert moved(view_of(analyzer, sentence), BETTER) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "For the rash prednisone was reduced from 30 to 5 mg.",
        "The rash cleared within 3 weeks.",
        "The ulcers went from 3 to 9 in May and from 9 to 2 in June.",
    ],
)
def test_doses_single_values_and_two_courses_tell_no_way(analyzer: Analyzer, sentence: str) -> None:
    assert moved(view_of(analyzer, sentence), BETTER) is None


def test_counts_deal_out_several_directions_in_order(analyzer: Analyzer) -> None:
    told = view_of(analyzer, "The rash improved in five, was unchanged in two and worsened in one.")
    assert dealt(told, BETTER) == ("improved", "unchanged", "worsened")


def test_a_denied_gain_of_some_is_no_change(analyzer: Analyzer) -> None:
    told = view_of(analyzer, "The rash resolved in 4 of 6, whereas strength did not improve in 3 of 5.")
    assert dealt(told, BETTER) == ("improved", "unchanged")


@pytest.mark.parametrize(
    "sentence",
    [
        "The rash improved in five of the seven patients.",
        "The rash improved for two months and worsened for three weeks.",
        "The rash improved and the weakness persisted.",
    ],
)
def test_what_counts_no_patients_or_one_direction_deals_out_nothing(analyzer: Analyzer, sentence: str) -> None:
    assert dealt(view_of(analyzer, sentence), BETTER) == ()
