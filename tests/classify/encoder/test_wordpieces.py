from hypothesis import given
from hypothesis import strategies as st

from extractor.classify.encoder.wordpieces import UNKNOWN, WordPieces

PIECES = WordPieces.of([UNKNOWN, "the", "rash", "clear", "##ed", "##s", "cafe", ".", "≥", "3", "mg", "中"])


def pieces(text: str) -> list[str]:
    names = {number: piece for piece, number in PIECES.numbers.items()}
    return [names[number] for number in PIECES.encode(text)]


def test_a_word_is_cut_into_the_longest_pieces_that_are_known() -> None:
    assert pieces("clears") == ["clear", "##s"]


def test_a_word_of_which_a_part_is_unknown_is_unknown_as_a_whole() -> None:
    assert pieces("rashly") == [UNKNOWN]


def test_case_and_accents_do_not_matter() -> None:
    assert pieces("Café THE") == ["cafe", "the"]


def test_marks_and_signs_stand_apart() -> None:
    assert pieces("rash.") == ["rash", "."]
    assert pieces("≥3") == ["≥", "3"]


def test_a_chinese_character_is_a_word() -> None:
    assert pieces("the中") == ["the", "中"]


def test_a_word_without_end_is_unknown() -> None:
    assert pieces("clear" * 30) == [UNKNOWN]


def test_nothing_has_no_pieces() -> None:
    assert pieces(" \n ") == []


@given(st.text(), st.text())
def test_a_text_is_its_words_one_after_the_other(left: str, right: str) -> None:
    assert PIECES.encode(f"{left}\n{right}") == PIECES.encode(left) + PIECES.encode(right)
