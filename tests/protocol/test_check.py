from dataclasses import replace
from pathlib import Path

import pytest

from extractor.protocol.check import warnings
from extractor.protocol.load import load_protocol
from extractor.protocol.model import Disease, Domain, Instrument, Term, Therapy

OTHER_REVIEW = Path(__file__).parent / "data" / "il17_hs"


def test_a_sound_protocol_has_no_warning() -> None:
    assert warnings(load_protocol(OTHER_REVIEW)) == ()


def test_the_review_has_only_warnings_of_words_with_two_meanings_or_broad_ones() -> None:
    expected = (" stands under ", " stands in many sentences ")
    assert [line for line in warnings(load_protocol()) if not any(part in line for part in expected)] == []


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


@pytest.mark.parametrize("word", ["MG", "mg", "kPa"])
def test_an_abbreviation_that_reads_like_a_unit_is_named(word: str) -> None:
    protocol = load_protocol(OTHER_REVIEW)
    changed = replace(protocol, diseases=(*protocol.diseases, Disease("X", ("x disease",), (word,), source="a list")))
    (line,) = (line for line in warnings(changed) if "unit" in line)
    assert line.startswith(f"diseases: X: {word!r} reads like the unit: doses in capitals ('5 {word.upper()}')")


@pytest.mark.parametrize("word", ["MGD", "M-G", "mg disease"])
def test_an_abbreviation_that_only_has_a_units_letters_is_not_named(word: str) -> None:
    protocol = load_protocol(OTHER_REVIEW)
    changed = replace(protocol, diseases=(*protocol.diseases, Disease("X", ("x disease",), (word,), source="a list")))
    assert warnings(changed) == ()


def test_broad_signs_are_named_in_a_line_for_each_domain() -> None:
    protocol = load_protocol(OTHER_REVIEW)
    limbs = Domain("limbs", "Limbs", signs=("arms", "weak legs", "Walking"), source="a list")
    (line,) = warnings(replace(protocol, domains=(*protocol.domains, limbs)))
    assert line.startswith("domains: limbs: 'arms', 'Walking' stands in many sentences that tell nothing of it")


def test_broad_signs_that_are_inherited_are_for_the_other_author() -> None:
    protocol = load_protocol(OTHER_REVIEW)
    limbs = Domain("limbs", "Limbs", signs=("arms", "weak legs"), source="a list")
    changed = replace(protocol, domains=(*protocol.domains, limbs))
    assert warnings(changed, frozenset({"weak legs"})) == ()


@pytest.mark.parametrize(("low", "count"), [(-100, 1), (0, 0), (None, 0)])
def test_a_scale_with_negative_values_is_named(low: float | None, count: int) -> None:
    protocol = load_protocol(OTHER_REVIEW)
    change = Domain("x", "X", instruments=(Instrument(("global change",), "higher", low, 100),), source="a list")
    found = warnings(replace(protocol, domains=(*protocol.domains, change)))
    assert len(found) == count
    assert all(line.startswith("domains: x: global change: low is below 0") for line in found)
