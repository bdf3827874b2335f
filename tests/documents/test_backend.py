from pathlib import Path

import pytest

from extractor.core.document import BOLD, RAISED
from extractor.core.errors import Encrypted, InputError, NotAPdf
from extractor.documents.backend import open_pdf
from extractor.documents.page import PageContent
from tests import make_pdf
from tests.make_pdf import Sheet, one_page

PATH = Path("paper.pdf")


def pages(data: bytes) -> list[PageContent]:
    return list(open_pdf(data, PATH))


def test_words_stand_in_points_from_the_top_left_corner() -> None:
    (page,) = pages(one_page(["Herring boats"]))
    first, second = page.words
    assert (page.number, page.width, page.height) == (1, 595.0, 842.0)
    assert (first.text, second.text) == ("Herring", "boats")
    assert first.x0 == pytest.approx(72, abs=1)
    assert first.top == pytest.approx(101, abs=3)
    assert first.bottom - first.top == pytest.approx(10, abs=3)
    assert first.size == pytest.approx(10)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_boxes_of_a_turned_page_are_those_of_the_page_as_displayed(turn: int) -> None:
    sheet = Sheet()
    sheet.text(72, 100, "Herring")
    (page,) = pages(sheet.bytes(turn))
    (word,) = page.words
    expected = {90: (842 - 110, 72), 180: (595 - 72 - 33, 842 - 110), 270: (100, 595 - 72 - 33)}[turn]
    assert (page.width, page.height) == ((842, 595) if turn in (90, 270) else (595, 842))
    assert (word.x0, word.top) == pytest.approx(expected, abs=6)
    assert word.angle == turn


def test_a_bold_font_is_seen() -> None:
    sheet = Sheet()
    end = sheet.text(72, 100, "Herring", font=make_pdf.BOLD)
    sheet.text(end + 4, 100, "boats")
    (page,) = pages(sheet.bytes())
    assert [(word.text, bool(word.flags & BOLD)) for word in page.words] == [("Herring", True), ("boats", False)]


def test_a_word_printed_twice_on_one_place_is_one_bold_word() -> None:
    sheet = Sheet()
    sheet.text(72, 100, "Herring")
    sheet.lines(72, 130, ["one", "two", "three", "four", "five", "six"])
    sheet.text(72.3, 100, "Herring")
    (page,) = pages(sheet.bytes())
    assert [bool(word.flags & BOLD) for word in page.words if word.text == "Herring"] == [True]


def test_a_word_that_comes_again_elsewhere_is_two_words() -> None:
    (page,) = pages(one_page(["Herring Herring", "Herring"]))
    assert [word.text for word in page.words] == ["Herring"] * 3


def test_a_superscript_is_a_word_of_its_own_set_against_the_one_before() -> None:
    sheet = Sheet()
    end = sheet.text(72, 100, "harbour.")
    end = sheet.raised(end, 100, "1,2")
    sheet.text(end + 3, 100, "Next")
    (page,) = pages(sheet.bytes())
    found = [(word.text, bool(word.flags & RAISED), word.glued) for word in page.words]
    assert found == [("harbour.", False, False), ("1,2", True, True), ("Next", False, False)]


def test_a_subscript_stays_in_its_word() -> None:
    sheet = Sheet()
    end = sheet.text(72, 100, "FiO")
    sheet.canvas.setFont(make_pdf.PLAIN, 6)
    sheet.canvas.drawString(end, 842 - 112, "2")
    (page,) = pages(sheet.bytes())
    assert [(word.text, word.flags & RAISED) for word in page.words] == [("FiO2", 0)]


def test_lines_and_the_edges_of_rectangles_are_rules() -> None:
    sheet = Sheet()
    sheet.text(72, 50, "Herring")
    sheet.rule(72, 100, 300)
    sheet.box(72, 200, 300, 260)
    (page,) = pages(sheet.bytes())
    level = sorted(round(rule.top) for rule in page.rules if rule.is_horizontal)
    upright = sorted(round(rule.x0) for rule in page.rules if not rule.is_horizontal)
    assert level == [100, 200, 260]
    assert upright == [72, 300]


def test_a_page_without_words_has_none_and_no_problem() -> None:
    (page,) = pages(Sheet().bytes())
    assert (list(page.words), page.problem) == ([], None)


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"", "the file is empty"), (b"PK\x03\x04 not a paper", "not a PDF"), (b"plain text", "not a PDF")],
)
def test_what_is_no_pdf_is_told_by_name(data: bytes, message: str) -> None:
    with pytest.raises(NotAPdf) as caught:
        open_pdf(data, PATH)
    assert str(caught.value) == f"paper.pdf: {message}"


def test_a_pdf_cut_short_is_an_input_error_or_gives_what_is_left() -> None:
    data = one_page(["Herring boats"])
    with pytest.raises(InputError, match="damaged or cut short"):
        open_pdf(data[:200], PATH)


def test_an_encrypted_pdf_needs_a_password() -> None:
    sheet = Sheet(password="herring")
    sheet.text(72, 100, "Herring")
    with pytest.raises(Encrypted):
        open_pdf(sheet.bytes(), PATH)


@pytest.mark.parametrize(("white", "words"), [(0.0, ["size.The", "boats"]), (1.8, ["size.", "The", "boats"])])
def test_narrow_white_behind_a_full_stop_is_a_blank(white: float, words: list[str]) -> None:
    sheet = Sheet()
    sheet.text(sheet.text(72, 100, "size.") + white, 100, "The boats")
    (page,) = open_pdf(sheet.bytes(), Path("paper.pdf"))
    assert [word.text for word in page.words] == words
    assert [word.glued for word in page.words] == [False] * len(words)
