from pathlib import Path

from extractor.documents.backend import open_pdf
from extractor.documents.columns import in_reading_order
from extractor.documents.lines import Line, lines_of
from tests.make_pdf import Sheet


def lines(sheet: Sheet) -> list[Line]:
    (page,) = open_pdf(sheet.bytes(), Path("paper.pdf"))
    return lines_of(page.number, page.words)


def texts(sheet: Sheet) -> list[str]:
    return [line.text for line in lines(sheet)]


def test_words_on_one_baseline_are_a_line() -> None:
    sheet = Sheet()
    sheet.lines(72, 100, ["Herring boats come in", "one after the other"])
    assert texts(sheet) == ["Herring boats come in", "one after the other"]


def test_columns_side_by_side_are_two_lines() -> None:
    sheet = Sheet()
    sheet.text(72, 100, "left column")
    sheet.text(320, 100, "right column")
    assert texts(sheet) == ["left column", "right column"]


def test_a_superscript_belongs_to_its_line() -> None:
    sheet = Sheet()
    end = sheet.text(72, 100, "calm")
    end = sheet.raised(end, 100, "1")
    sheet.text(end + 3, 100, "again")
    assert texts(sheet) == ["calm1 again"]


def test_a_list_marker_drawn_last_joins_its_line() -> None:
    sheet = Sheet()
    sheet.lines(90, 100, ["First of the list", "Second of the list"])
    sheet.lines(72, 100, ["1.", "2."])
    assert texts(sheet) == ["1. First of the list", "2. Second of the list"]


def test_a_number_far_to_the_left_joins_no_line() -> None:
    sheet = Sheet()
    sheet.text(200, 100, "First of the list")
    sheet.text(72, 100, "1.")
    assert sorted(texts(sheet)) == ["1.", "First of the list"]


def test_size_and_type_of_a_line_are_those_of_most_of_its_letters() -> None:
    sheet = Sheet()
    end = sheet.text(72, 100, "Case", font="Times-Bold")
    sheet.text(end + 3, 100, "of a fisherman and his boat")
    (line,) = lines(sheet)
    assert (line.size, line.is_bold, line.is_italic) == (10, False, False)


def two_columns(*, by_rows: bool) -> Sheet:
    sheet = Sheet()
    left = [f"left {number} is told in this column" for number in range(8)]
    right = [f"right {number} is told in that column" for number in range(8)]
    if by_rows:
        for number, (a, b) in enumerate(zip(left, right, strict=True)):
            sheet.text(72, 100 + 12 * number, a)
            sheet.text(320, 100 + 12 * number, b)
    else:
        sheet.lines(72, 100, left)
        sheet.lines(320, 100, right)
    return sheet


def test_a_stream_in_order_stays_as_it_is() -> None:
    found = lines(two_columns(by_rows=False))
    assert in_reading_order(found) == found


def test_columns_written_line_by_line_are_read_one_after_the_other() -> None:
    found = [line.text.split()[0] for line in in_reading_order(lines(two_columns(by_rows=True)))]
    assert found == ["left"] * 8 + ["right"] * 8


def test_a_heading_across_both_columns_is_read_before_them() -> None:
    sheet = two_columns(by_rows=True)
    sheet.text(72, 80, "A heading that runs across both of the columns of this page without end")
    found = [line.text.split()[0] for line in in_reading_order(lines(sheet))]
    assert found == ["A"] + ["left"] * 8 + ["right"] * 8
