"""Which way two values of an instrument go, and whether the first was normal."""

import pytest

from extractor.protocol.load import load_protocol
from extractor.protocol.model import Instrument
from extractor.records.series import direction_of, instruments_of, is_normal

RASH = Instrument(("Rash Index",), "lower", 0, 100, "<= 5")
STRENGTH = Instrument(("Strength Score",), "higher", 0, 150, ">= 148")


@pytest.mark.parametrize(
    ("instrument", "first", "last", "direction"),
    [
        (RASH, 28, 6, "improved"),
        (RASH, 6, 28, "worsened"),
        (RASH, 31, 29, "unchanged"),
        (STRENGTH, 62, 78, "improved"),
        (STRENGTH, 78, 62, "worsened"),
        (STRENGTH, 100, 100, "unchanged"),
    ],
)
def test_the_instrument_says_which_way_is_better(
    instrument: Instrument, first: float, last: float, direction: str
) -> None:
    assert direction_of(instrument, first, last) == direction


@pytest.mark.parametrize(
    ("instrument", "value", "words", "normal"),
    [
        (RASH, 4, "", True),
        (RASH, 12, "", False),
        (STRENGTH, 149, "", True),
        (STRENGTH, 80, "Strength Score (0–80)", True),
        (STRENGTH, 61, "Strength Score (0–80)", False),
        (Instrument(("Signature",), "lower"), 1.4, "Signature (normal <2.3)", True),
        (Instrument(("Signature",), "lower"), 9.8, "Signature (normal <2.3)", False),
        (Instrument(("Signature",), "lower"), 1.4, "Signature", False),
    ],
)
def test_a_value_is_normal_by_the_printed_limit_or_the_protocol(
    instrument: Instrument, value: float, words: str, normal: bool
) -> None:
    assert is_normal(instrument, value, words) is normal


def test_an_instrument_is_found_without_the_dots_of_its_letters() -> None:
    ((_, _, domain, _),) = instruments_of(load_protocol("jak_dm")).find("CDASİ at week 8")
    assert domain == "skin"
