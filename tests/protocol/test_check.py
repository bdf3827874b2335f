from dataclasses import replace
from pathlib import Path

from extractor.protocol.check import warnings
from extractor.protocol.load import load_protocol
from extractor.protocol.model import Term, Therapy

OTHER_REVIEW = Path(__file__).parent / "data" / "il17_hs"


def test_a_sound_protocol_has_no_warning() -> None:
    assert warnings(load_protocol(OTHER_REVIEW)) == ()


def test_the_review_has_only_warnings_of_words_with_two_meanings() -> None:
    assert [line for line in warnings(load_protocol()) if " stands under " not in line] == []


def test_an_entry_without_a_source_is_named() -> None:
    protocol = load_protocol(OTHER_REVIEW)
    changed = replace(protocol, therapies=(Therapy("xumab", ("xumab",)),))
    assert warnings(changed) == ("therapies: xumab: has no source",)


def test_a_name_of_one_letter_is_named() -> None:
    protocol = load_protocol(OTHER_REVIEW)
    changed = replace(protocol, adverse_events=(Term("x illness", ("x", "xx illness"), source="a list"),))
    (line,) = warnings(changed)
    assert line == "adverse_events: x illness: 'x' is so short that it will be found where it means nothing"


def test_a_word_of_two_kinds_is_named() -> None:
    protocol = load_protocol(OTHER_REVIEW)
    changed = replace(protocol, therapies=(Therapy("x", ("Hidradenitis suppurativa",), source="a list"),))
    assert warnings(changed) == ("diseases: HS: 'hidradenitis suppurativa' stands under therapies 'x' too",)


def test_a_protocol_that_can_include_nothing_is_told() -> None:
    protocol = replace(load_protocol(OTHER_REVIEW), drugs=(), diseases=(), domains=(), subtypes=())
    assert [line.split(":")[0] for line in warnings(protocol)] == ["drugs", "diseases", "domains"]


def test_any_drug_needs_no_drugs() -> None:
    assert warnings(replace(load_protocol(OTHER_REVIEW), drugs=(), any_drug=True)) == ()
