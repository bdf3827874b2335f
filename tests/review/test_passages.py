from extractor.core.candidate import Anchor
from extractor.review.passages import passage
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
    found = passage(anchor("a rash", "came with ", ". It was"))
    assert (found.where, found.before, found.quote, found.after) == ("Page 1", "…came with ", "a rash", ". It was…")


def test_with_the_document_the_paragraph_and_its_section_are_told() -> None:
    document = document_from_markdown(TEXT)
    found = passage(anchor("the rash faded", "drops and ", "."), document)
    assert found.where == "Page 1, Case report"
    assert found.before == "A boy came with a rash. It was red. He was given drops and "
    assert found.quote == "the rash faded"


def test_of_several_places_the_one_with_the_same_surroundings_is_meant() -> None:
    found = passage(anchor("the rash faded", "In others ", " too."), document_from_markdown(TEXT))
    assert found.where == "Page 1, Discussion"


def test_a_long_paragraph_is_cut_at_a_word() -> None:
    found = passage(anchor("the rash faded", "drops and ", "."), document_from_markdown(TEXT), around=12)
    assert found.before == "…given drops and "


def test_a_quote_that_the_document_lacks_falls_back_to_the_anchor() -> None:
    found = passage(anchor("a cough", "had ", " then"), document_from_markdown(TEXT))
    assert (found.before, found.quote, found.after) == ("…had ", "a cough", " then…")


def test_control_characters_are_shown_as_their_escapes() -> None:
    found = passage(anchor("a\x1b[2J rash\nof hands", "it\x07 was ", ""))
    assert (found.before, found.quote) == ("…it\\x07 was ", "a\\x1b[2J rash of hands")
