import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.core.document import JOINED, RAISED
from extractor.documents.compose import Text, Vocabulary, clean, printed_lines, raised_text
from extractor.documents.lines import lines_of
from extractor.documents.words import RawWord


def word(text: str, x0: float = 0, top: float = 0, *, flags: int = 0, glued: bool = False) -> RawWord:
    return RawWord(text, x0, top, x0 + 5 * len(text), top + 10, 10, flags, 0, 0, top + 8, glued)


def printed(*rows: str) -> list[list[RawWord]]:
    result = []
    for number, row in enumerate(rows):
        line, x = [], 0.0
        for text in row.split():
            line.append(word(text, x, 12 * number))
            x += 5 * len(text) + 3
        result.append(line)
    return result


def composed(*rows: str, known: str = "") -> str:
    lines = printed(*rows)
    vocabulary = Vocabulary(lines_of(1, [w for line in [*lines, *printed(known)] for w in line]))
    text = Text(vocabulary)
    text.block([(1, line) for line in lines])
    return text.text()


@pytest.mark.parametrize(
    ("rows", "known", "expected"),
    [
        (("the har-", "bour was calm"), "harbour", "the harbour was calm"),
        (("a low-", "dose of salt"), "low-dose low-dose", "a low-dose of salt"),
        (("the anti-", "MDA5 line"), "", "the anti-MDA5 line"),
        (("a covid-", "19 year"), "", "a covid-19 year"),
        (("unseen won-", "derful word"), "", "unseen wonderful word"),
        (("soft har\u00ad", "bour"), "", "soft harbour"),
        (("counts – ", "and dashes"), "", "counts – and dashes"),
    ],
)
def test_the_documents_own_words_decide_whether_a_hyphen_stays(
    rows: tuple[str, ...], known: str, expected: str
) -> None:
    assert composed(*rows, known=known) == expected


@pytest.mark.parametrize(
    ("rows", "known", "expected"),
    [
        (("Amphibi", "an boats"), "the amphibian came", "Amphibian boats"),
        (("Amphibi", "a boats"), "an amphibia and a boat", "Amphibia boats"),
        (("Amphibi", "an boats"), "an amphibian came", "Amphibi an boats"),
        (("herring", "boats"), "a herring, or herringboats", "herring boats"),
        (("Amphibi", "An boats"), "the amphibian came", "Amphibi An boats"),
        (("Amphibi,", "an boats"), "the amphibian came", "Amphibi, an boats"),
        (("Amphibi", "an boats"), "", "Amphibi an boats"),
    ],
)
def test_a_word_that_a_narrow_cell_breaks_is_joined_where_it_stands_whole_elsewhere(
    rows: tuple[str, ...], known: str, expected: str
) -> None:
    text = Text(Vocabulary(lines_of(1, printed(known)[0]) if known else ()))
    text.run([(1, line) for line in printed(*rows)], is_cell=True)
    assert text.text() == expected


def test_words_of_two_lines_of_running_text_are_not_joined_without_a_hyphen() -> None:
    text = Text(Vocabulary(lines_of(1, printed("the amphibian came")[0])))
    text.run([(1, line) for line in printed("Amphibi", "an boats")])
    assert text.text() == "Amphibi an boats"


def test_a_typesetter_that_breaks_with_its_own_hyphen_leaves_the_writers_hyphens() -> None:
    rows = ("har\u2010", "bours and bo\u2010", "ats and her\u2010", "rings of well-", "known size")
    assert composed(*rows) == "harbours and boats and herrings of well-known size"


def test_the_second_half_of_a_broken_word_is_joined_and_has_its_own_box() -> None:
    text = Text(Vocabulary([]))
    text.block([(1, line) for line in printed("har-", "bour")])
    first, second = text.words
    assert text.text() == "harbour"
    assert (first.flags & JOINED, second.flags & JOINED) == (0, JOINED)
    assert (first.span.end, second.span.start) == (3, 3)
    assert (first.line, second.line) == (0, 1)


def test_a_citation_mark_is_raised_in_the_text_and_joined() -> None:
    text = Text(Vocabulary([]))
    text.block([(1, [word("calm.", 0), word("1,2", 25, flags=RAISED, glued=True), word("Next", 45)])])
    assert text.text() == "calm.¹,² Next"
    assert [item.flags for item in text.words] == [0, RAISED | JOINED, 0]


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        ("9", "⁹"),
        ("−6", "⁻⁶"),
        ("3–5", "³–⁵"),
        ("3-5", "³-⁵"),
        ("a", "ᵃ"),
        ("a,b", "ᵃ,ᵇ"),
        ("st", "st"),
        ("TM", "TM"),
        ("*", "*"),
        ("+", "⁺"),
    ],
)
def test_superscripts_become_raised_characters_but_words_do_not(raised: str, expected: str) -> None:
    assert raised_text(raised) == expected


@pytest.mark.parametrize(
    ("printed_word", "expected"),
    [
        ("\ufb01sh", "fish"),
        ("e\u0301t\u00e9", "été"),
        ("TIF1-γ", "TIF1-γ"),
        ("−5", "−5"),
        ("\U0001d707g", "μg"),
        ("88---90", "88–90"),
        ("co\u00adop", "coop"),
    ],
)
def test_words_are_cleaned_but_greek_and_minus_stay(printed_word: str, expected: str) -> None:
    assert clean(printed_word) == expected


def test_words_of_a_cell_fall_into_their_printed_lines() -> None:
    words = [word("one", 0, 0), word("two", 20, 0), word("three", 0, 12)]
    lines = printed_lines(words, [1, 1, 1])
    assert [[w.text for w in line] for _, line in lines] == [["one", "two"], ["three"]]


def test_letters_of_formulas_become_plain_ones_and_nothing_else_does() -> None:
    assert clean("\u00b8\U0001d400") == "\u00b8A"


@settings(deadline=None)
@given(st.lists(st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=6), min_size=1, max_size=6))
def test_words_are_sorted_disjoint_and_letter_for_letter_in_the_text(rows: list[list[str]]) -> None:
    lines = [[word(text, 40 * n, 12 * number) for n, text in enumerate(row)] for number, row in enumerate(rows)]
    text = Text(Vocabulary([]))
    for line in lines:
        text.block([(1, line)])
    whole = text.text()
    at = 0
    for item in text.words:
        assert at <= item.span.start < item.span.end <= len(whole)
        at = item.span.end
    covered = "".join(item.span.of(whole) for item in text.words)
    assert covered == whole.replace(" ", "").replace("\n\n", "") or any(
        ch.isspace() for row in rows for t in row for ch in t
    )
    assert text.length == len(whole)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"])))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert unicodedata.is_normalized("NFC", clean(text))
