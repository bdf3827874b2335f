"""The words of a page as columns: what comes out is what went in, each word one object."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.core.document import BOLD, RAISED
from extractor.documents.words import Columns, RawWord, Words


def word(text: str, order: int, x0: float = 10.0, *, flags: int = 0, angle: int = 0) -> RawWord:
    return RawWord(text, x0, 20.0, x0 + 9.5, 30.25, 9.75, flags, order, angle, 28.5, glued=order == 2)


def three() -> list[RawWord]:
    return [word("boats", 0), word("came", 1, 30.0, flags=BOLD), word("in", 2, 50.0, angle=90)]


def columns(words: list[RawWord]) -> Columns:
    """Return the columns of words without the words themselves."""
    return Words.of(words).columns.picked(np.arange(len(words)))


def test_words_out_of_columns_are_the_words_that_went_in() -> None:
    assert Words(columns(three()), range(3))[:] == three()


def test_a_word_asked_for_twice_is_one_object() -> None:
    words = Words(columns(three()), range(3))
    assert words[1] is words[1]
    assert list(words)[1] is words[1]


def test_words_made_into_columns_stay_the_same_objects() -> None:
    given_words = three()
    assert all(mine is theirs for mine, theirs in zip(Words.of(given_words), given_words, strict=True))


def test_words_that_are_columns_already_stay_as_they_are() -> None:
    words = Words.of(three())
    assert Words.of(words) is words


def test_rows_may_stand_in_any_order() -> None:
    words = Words(columns(three()), [2, 0])
    assert words.texts == ["in", "boats"]
    assert words.column("x0") == [50.0, 10.0]
    assert words.column("glued") == [True, False]
    assert [item.order for item in words] == [2, 0]


def test_own_columns_hold_no_other_words() -> None:
    own = Words(columns(three()), [2, 0]).own_columns()
    assert own.text == ["in", "boats"]
    assert own.x1.tolist() == [59.5, 19.5]


def test_own_columns_of_all_words_are_no_copy() -> None:
    words = Words(columns(three()), range(3))
    assert words.own_columns() is words.columns


def test_the_angle_is_that_of_the_first_word() -> None:
    assert Words(columns(three()), [2, 0]).angle == 90


def test_raising_words_is_seen_in_columns_and_in_words_asked_for_before() -> None:
    words = Words(columns(three()), range(3))
    before = words[1]
    Words(words.columns, [1, 2]).raise_all()
    assert before.flags == BOLD | RAISED
    assert words.column("flags") == [0, BOLD | RAISED, RAISED]


def test_no_words_have_empty_columns() -> None:
    words = Words.of(())
    assert len(words) == 0
    assert list(words) == []
    assert not words.columns.angle.any()


def test_a_row_that_is_not_there_is_an_error() -> None:
    with pytest.raises(IndexError):
        Words(columns(three()), range(3))[3]


@settings(deadline=None)
@given(st.lists(st.floats(-14_400, 28_800), min_size=1, max_size=20))
def test_places_are_exact_to_a_five_hundredth_of_a_point(places: list[float]) -> None:
    told = Words(columns([word("a", order, place) for order, place in enumerate(places)]), range(len(places)))
    assert told.column("x0") == pytest.approx(places, abs=0.002)
