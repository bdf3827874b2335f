import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.synthesis.render.markup import Html, element, text
from tests.synthesis.render.sample import HOSTILE


def test_text_is_escaped_and_markup_is_not_escaped_twice() -> None:
    assert element("td", "a < b", element("q", "c & d")) == "<td>a &lt; b<q>c &amp; d</q></td>"


def test_an_attribute_cannot_be_left() -> None:
    assert element("a", href='"><script>') == '<a href="&quot;&gt;&lt;script&gt;"></a>'


def test_names_of_attributes_are_those_of_html() -> None:
    assert element("p", class_="x", aria_label="y", id=None) == '<p class="x" aria-label="y"></p>'


@pytest.mark.parametrize("tag", ["meta", "br"])
def test_an_element_without_content_has_no_end(tag: str) -> None:
    assert element(tag) == f"<{tag}>"


@given(st.text())
def test_no_text_becomes_markup_or_hides_anything(words: str) -> None:
    shown = text(words)
    assert isinstance(shown, Html)
    assert not set(shown) & set("<>\"'\n\r\x00\x1b\u202e\u200b")
    assert shown.encode().decode() == shown


def test_hostile_text_is_shown_with_its_escapes() -> None:
    assert "&lt;script&gt;" in text(HOSTILE)
    assert "\\x1b[2J\\u202e\\ud800" in text(HOSTILE)
