"""Whose part of a sentence is whose, where it names several cases."""

import pytest

from extractor.records.shares import part_of
from tests.nlp.reading import read

FIRST = "P1 and P3 took tofacitinib, P2 took baricitinib."
LAST = "The rash cleared in patients 1 and 3 and persisted in patient 2."


def part(text: str, key: str) -> str | None:
    reading = read(text)
    sentence = reading.analysis.sentences[-1].span
    found = part_of(reading.document.text, sentence, reading.mentions("case_label"), key)
    return found.of(reading.document.text).strip(" ,.") if found else None


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        (FIRST, "1", "P1 and P3 took tofacitinib"),
        (FIRST, "3", "P1 and P3 took tofacitinib"),
        (FIRST, "2", "P2 took baricitinib"),
        (LAST, "3", "The rash cleared in patients 1 and 3"),
        (LAST, "2", "and persisted in patient 2"),
        ("P1, a 44-year-old woman, and P2, a 52-year-old man, were weak.", "1", "P1, a 44-year-old woman, and"),
    ],
)
def test_each_case_has_its_part_of_a_sentence(text: str, key: str, expected: str) -> None:
    assert part(text, key) == expected


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Patients 1 and 2 were weak.", "1"),
        ("Patient 1 was weak.", "1"),
        (FIRST, "4"),
        ("Nobody was weak.", "1"),
    ],
)
def test_a_sentence_of_one_list_or_none_is_whole(text: str, key: str) -> None:
    assert part(text, key) is None
