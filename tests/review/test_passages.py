from extractor.core.candidate import Anchor
from extractor.review.passages import passages
from tests.builders import document_from_markdown

TEXT = """
## Case report

A boy came with a rash. It was red. He was given drops and the rash faded.

## Discussion

In others the rash faded too.
"""


def anchor(quote: str, before: str = "", after: str = "") -> Anchor:
    return Anchor("a" * 64, 1, (), quote, before, after)


def test_without_the_document_the_anchor_tells_its_surroundings() -> None:
    (found,) = passages([anchor("a rash", "came with ", ". It was")])
    assert found.where == "Page 1"
    assert found.parts == (("…came with ", False), ("a rash", True), (". It was…", False))


def test_with_the_document_the_paragraph_and_its_section_are_told() -> None:
    (found,) = passages([anchor("the rash faded", "drops and ", ".")], document_from_markdown(TEXT))
    assert found.where == "Page 1, Case report"
    assert found.text == "A boy came with a rash. It was red. He was given drops and the rash faded."
    assert [part for part, quoted in found.parts if quoted] == ["the rash faded"]


def test_of_several_places_the_one_with_the_same_surroundings_is_meant() -> None:
    (found,) = passages([anchor("the rash faded", "In others ", " too.")], document_from_markdown(TEXT))
    assert found.where == "Page 1, Discussion"


def test_quotes_of_one_paragraph_are_told_together_and_overlapping_ones_as_one() -> None:
    quotes = [anchor("rash faded", "the ", "."), anchor("a rash", "with ", "."), anchor("the rash faded", "and ", ".")]
    (found,) = passages(quotes, document_from_markdown(TEXT))
    assert [part for part, quoted in found.parts if quoted] == ["a rash", "the rash faded"]


def test_quotes_of_two_paragraphs_are_told_apart() -> None:
    quotes = [anchor("the rash faded", "others ", " too"), anchor("a rash", "with ", ".")]
    found = passages(quotes, document_from_markdown(TEXT))
    assert [passage.where for passage in found] == ["Page 1, Discussion", "Page 1, Case report"]


def test_long_text_is_cut_at_a_word_before_between_and_after() -> None:
    quotes = [anchor("boy", "A ", " came"), anchor("drops", "given ", " and")]
    (found,) = passages(quotes, document_from_markdown(TEXT), around=12)
    assert found.text == "A boy came with … was given drops and the…"


def test_a_quote_that_the_document_lacks_falls_back_to_the_anchor() -> None:
    (found,) = passages([anchor("a cough", "had ", " then")], document_from_markdown(TEXT))
    assert found.text == "…had a cough then…"


def test_control_characters_are_shown_as_their_escapes() -> None:
    (found,) = passages([anchor("a\x1b[2J rash\nof hands", "it\x07 was ", "")])
    assert found.parts[:2] == (("…it\\x07 was ", False), ("a\\x1b[2J rash of hands", True))


def test_the_same_words_twice_are_told_once() -> None:
    assert len(passages([anchor("a rash"), anchor("a rash")])) == 1


TABLE = """
## Results

| | P1 | P2 |
| --- | --- | --- |
| Age | 11 | 9 |
| Sex | F | M |
| Drug | none | some |
"""


def test_of_a_table_the_head_and_the_rows_with_a_quote_are_told() -> None:
    (found,) = passages([anchor("M")], document_from_markdown(TABLE))
    assert found.text.splitlines() == [" | P1 | P2", "…", "Sex | F | M", "…"]
    assert [part for part, quoted in found.parts if quoted] == ["M"]
