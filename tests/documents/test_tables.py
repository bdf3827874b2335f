from collections.abc import Iterable
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfbase.pdfmetrics import stringWidth

from extractor.documents.tableparts import JoinedTable, RawTable, join_parts
from extractor.documents.tables import find_tables
from tests.make_pdf_tables import Sheet

CICLOSPORIN = "prednisolone, methotrexate 15 mg per week, ciclosporin"
COUGHS = "rash gone, CDASI 31 to 4; still coughs on exertion"
GLOBULINS = "prednisolone, immunoglobulins every month for two years"
WALKS = "walks again; calcinosis of both elbows as before"
PATIENTS = [
    ["Patient", "Age, sex", "Antibody", "Previous treatment", "Outcome at last visit"],
    ["1", "34, F", "anti-MDA5", CICLOSPORIN, COUGHS],
    ["2", "61, M", "none", "hydroxychloroquine", "unchanged"],
    ["3", "8, F", "anti-NXP2", GLOBULINS, WALKS],
    ["4", "47, M", "anti-TIF1", "azathioprine", "died of cancer"],
]
PATIENT_WIDTHS = [45, 50, 65, 150, 150]
COLUMNS = [
    ["", "P1", "P2", "P3"],
    ["Age at onset, years", "8", "11", "3"],
    ["Drugs given before the start", "MTX, IVIG", "prednisone, MTX, MMF", "none"],
    ["Dose", "5 mg bid", "4 mg daily", "2 mg bid"],
    ["CMAS, first and last visit", "31 to 50", "48 to 52", "20 to 46"],
    ["Adverse events", "herpes zoster", "", "acne, weight gain and hypertension"],
    ["Follow-up, months", "12", "7", "24"],
]
COLUMN_WIDTHS = [95, 70, 80, 80]
CAPTION = "Table 1. Patients and their course."
ABBREVIATIONS = "CDASI, Cutaneous Disease Area and Severity Index; CMAS, Childhood Myositis Assessment Scale."


def grid(table: RawTable | JoinedTable) -> list[list[str]]:
    rows = [[""] * table.n_columns for _ in range(table.n_rows)]
    for cell in table.cells:
        rows[cell.row][cell.column] = " ".join(word.text for word in cell.words)
    return rows


def said(words: Iterable[Any]) -> str:
    return " ".join(word.text for word in words)


def drawn(rows: list[list[str]], widths: list[Any], **options: Any) -> RawTable:
    sheet = Sheet()
    sheet.prose(60, 80, 470, 6)
    sheet.text(60, 170, CAPTION, 8, "Helvetica-Bold")
    bottom = sheet.table(60, 178, widths, rows, **options)
    sheet.text(60, bottom + 10, ABBREVIATIONS, 7)
    sheet.prose(60, bottom + 40, 470, 8)
    (table,) = find_tables(sheet.pages()[0])
    return table


@pytest.mark.parametrize("centered", [False, True])
@pytest.mark.parametrize("align", ["top", "middle", "bottom"])
@pytest.mark.parametrize("rules", ["three", "rows", "grid", "none", "header"])
def test_patients_in_rows_are_read_however_the_table_is_ruled_and_aligned(
    rules: Any, align: Any, centered: bool
) -> None:
    table = drawn(PATIENTS, PATIENT_WIDTHS, rules=rules, align=align, centered=centered)
    assert grid(table) == PATIENTS


@pytest.mark.parametrize("align", ["top", "middle"])
@pytest.mark.parametrize("rules", ["three", "rows", "grid", "none", "header"])
def test_patients_in_columns_are_read_however_the_table_is_ruled(rules: Any, align: Any) -> None:
    assert grid(drawn(COLUMNS, COLUMN_WIDTHS, rules=rules, align=align)) == COLUMNS


@pytest.mark.parametrize("rules", ["three", "rows", "grid"])
def test_rows_without_space_between_them_are_told_by_their_text(rules: Any) -> None:
    assert grid(drawn(COLUMNS, COLUMN_WIDTHS, rules=rules, padding=0)) == COLUMNS


def test_a_caption_above_gives_label_and_words() -> None:
    table = drawn(PATIENTS, PATIENT_WIDTHS)
    assert (table.label, said(table.caption)) == ("Table 1", CAPTION)


def test_notes_under_the_table_are_no_row_and_the_text_after_them_is_no_note() -> None:
    assert [said(note) for note in drawn(PATIENTS, PATIENT_WIDTHS).notes] == [ABBREVIATIONS]


def test_only_the_header_is_a_header() -> None:
    table = drawn(PATIENTS, PATIENT_WIDTHS)
    assert {cell.row for cell in table.cells if cell.is_header} == {0}


def test_a_header_without_a_rule_is_told_by_its_bold_type() -> None:
    table = drawn(PATIENTS, PATIENT_WIDTHS, rules="none", bold=True)
    assert {cell.row for cell in table.cells if cell.is_header} == {0}


def test_the_box_holds_the_cells_and_nothing_else() -> None:
    table = drawn(PATIENTS, PATIENT_WIDTHS)
    assert 60 < table.box.x0 < table.box.x1 < 60 + sum(PATIENT_WIDTHS)
    assert table.box.top > 178
    words = [word for cell in table.cells for word in cell.words]
    assert min(word.top for word in words) == table.box.top
    assert max(word.bottom for word in words) == table.box.bottom


def test_a_page_of_prose_has_no_table() -> None:
    sheet = Sheet()
    sheet.prose(60, 80, 470, 50)
    assert find_tables(sheet.pages()[0]) == []


def test_an_empty_page_has_no_table() -> None:
    sheet = Sheet()
    sheet.level(50, 500, 100)
    assert find_tables(sheet.pages()[0]) == []


def test_a_sentence_that_begins_with_a_table_s_name_is_no_caption() -> None:
    sheet = Sheet()
    sheet.prose(60, 80, 470, 5)
    sheet.text(60, 140, "Table 1 shows what became of the patients after the drug was stopped and what they", 10)
    sheet.prose(60, 152, 470, 20)
    assert find_tables(sheet.pages()[0]) == []


def test_two_columns_of_prose_between_page_rules_are_no_table() -> None:
    sheet = Sheet()
    sheet.level(50, 545, 50)
    sheet.level(50, 545, 70)
    for x in (50, 310):
        sheet.prose(x, 90, 230, 50)
    sheet.level(50, 545, 760)
    assert find_tables(sheet.pages()[0]) == []


def test_the_boxes_of_a_flow_chart_are_no_table() -> None:
    sheet = Sheet()
    for number, string in enumerate(["40 screened", "31 included", "28 analysed"]):
        top = 100 + 90 * number
        for y in (top, top + 40):
            sheet.level(200, 380, y)
        for x in (200, 380):
            sheet.upright(x, top, top + 40)
        sheet.text(250, top + 24, string, 9)
    assert find_tables(sheet.pages()[0]) == []


def test_a_table_in_one_column_of_the_page_leaves_the_other_column_alone() -> None:
    sheet = Sheet()
    sheet.prose(50, 80, 235, 52)
    sheet.text(310, 100, CAPTION, 8, "Helvetica-Bold")
    bottom = sheet.table(
        310, 108, [80, 50, 50, 55], [["", "P1", "P2", "P3"], ["Age", "8", "11", "3"], ["Sex", "F", "M", "F"]]
    )
    sheet.prose(310, bottom + 30, 235, 20)
    (table,) = find_tables(sheet.pages()[0])
    assert grid(table) == [["", "P1", "P2", "P3"], ["Age", "8", "11", "3"], ["Sex", "F", "M", "F"]]
    assert table.notes == ()


def test_an_unruled_table_in_one_column_of_the_page_leaves_the_other_column_alone() -> None:
    sheet = Sheet()
    sheet.prose(50, 80, 235, 52)
    sheet.text(310, 100, CAPTION, 8, "Helvetica-Bold")
    rows = [["", "P1", "P2", "P3"], ["Age", "8", "11", "3"], ["Sex", "F", "M", "F"], ["CMAS", "12", "40", "51"]]
    bottom = sheet.table(310, 108, [80, 50, 50, 55], rows, rules="none")
    sheet.prose(310, bottom + 30, 235, 20)
    (table,) = find_tables(sheet.pages()[0])
    assert grid(table) == rows


def test_a_table_over_both_columns_does_not_take_in_the_prose_below() -> None:
    sheet = Sheet()
    sheet.text(50, 90, CAPTION, 8, "Helvetica-Bold")
    bottom = sheet.table(50, 98, [60, 60, 75, 150, 150], PATIENTS, rules="header")
    for x in (50, 310):
        sheet.prose(x, bottom + 30, 235, 30)
    (table,) = find_tables(sheet.pages()[0])
    assert grid(table) == PATIENTS


def test_a_sideways_table_is_read_as_if_it_stood_upright() -> None:
    sheet = Sheet()
    sheet.turn()
    sheet.text(60, 80, CAPTION, 8, "Helvetica-Bold")
    sheet.table(60, 88, PATIENT_WIDTHS, PATIENTS)
    (table,) = find_tables(sheet.pages()[0])
    assert grid(table) == PATIENTS
    assert table.box.height > table.box.width


def test_two_tables_on_a_page_keep_their_own_captions() -> None:
    sheet = Sheet()
    sheet.text(60, 80, "Table 1. The children.", 8, "Helvetica-Bold")
    bottom = sheet.table(60, 88, COLUMN_WIDTHS, COLUMNS)
    sheet.text(60, bottom + 40, "Table 2. The adults.", 8, "Helvetica-Bold")
    sheet.table(60, bottom + 48, PATIENT_WIDTHS, PATIENTS)
    first, second = find_tables(sheet.pages()[0])
    assert (first.label, grid(first)) == ("Table 1", COLUMNS)
    assert (second.label, grid(second)) == ("Table 2", PATIENTS)


def test_a_caption_below_belongs_to_the_table_above_it() -> None:
    sheet = Sheet()
    sheet.prose(60, 80, 470, 4)
    bottom = sheet.table(60, 150, PATIENT_WIDTHS, PATIENTS)
    sheet.text(60, bottom + 12, CAPTION, 8, "Helvetica-Bold")
    sheet.prose(60, bottom + 50, 470, 8)
    (table,) = find_tables(sheet.pages()[0])
    assert (table.label, grid(table)) == ("Table 1", PATIENTS)


def test_a_lone_table_needs_no_number() -> None:
    sheet = Sheet()
    sheet.prose(60, 80, 470, 4)
    sheet.text(60, 150, "Table. Patients and their course.", 8)
    sheet.table(60, 158, PATIENT_WIDTHS, PATIENTS)
    (table,) = find_tables(sheet.pages()[0])
    assert (table.label, said(table.caption), grid(table)) == ("Table", "Table. Patients and their course.", PATIENTS)


def test_a_sentence_that_begins_with_the_word_table_is_no_caption() -> None:
    sheet = Sheet()
    sheet.prose(60, 80, 470, 5)
    sheet.text(
        60, 140, "Table salt was given. The patients felt better than they had felt for years, and went home", 10
    )
    sheet.prose(60, 152, 470, 20)
    assert find_tables(sheet.pages()[0]) == []


def test_a_ruled_table_without_a_caption_is_read_without_a_label() -> None:
    sheet = Sheet()
    sheet.prose(60, 80, 470, 4)
    sheet.table(60, 150, PATIENT_WIDTHS, PATIENTS)
    (table,) = find_tables(sheet.pages()[0])
    assert (table.label, table.caption, grid(table)) == (None, (), PATIENTS)


def test_a_header_over_two_columns_spans_them() -> None:
    sheet = Sheet()
    sheet.text(60, 80, CAPTION, 8, "Helvetica-Bold")
    sheet.level(60, 400, 90)
    sheet.text(212, 100, "Skin", 8)
    sheet.text(330, 100, "Lung", 8)
    sheet.level(190, 260, 103)
    sheet.level(300, 380, 103)
    for x, string in ((63, "Patient"), (190, "first"), (240, "last"), (300, "first"), (350, "last")):
        sheet.text(x, 113, string, 8)
    sheet.level(60, 400, 117)
    for number in range(1, 5):
        for x, string in ((63, f"P{number}"), (190, "31"), (240, "12"), (300, "61"), (350, "80")):
            sheet.text(x, 117 + 12 * number, string, 8)
    sheet.level(60, 400, 170)
    (table,) = find_tables(sheet.pages()[0])
    spans = {(cell.column, cell.column_span) for cell in table.cells if cell.row == 0 and cell.words}
    assert {(1, 2), (3, 2)} <= spans
    assert grid(table)[2] == ["P1", "31", "12", "61", "80"]
    assert {cell.row for cell in table.cells if cell.is_header} == {0, 1}


def broken(first: Any, second: Any, *, repeat: bool, label: str | None = None) -> list[JoinedTable]:
    sheet = Sheet()
    sheet.text(60, 80, CAPTION, 8, "Helvetica-Bold")
    sheet.table(60, 88, PATIENT_WIDTHS, first, closed=False)
    sheet.page()
    if label:
        sheet.text(60, 60, label, 8, "Helvetica-Bold")
    sheet.table(60, 70, PATIENT_WIDTHS, [PATIENTS[0], *second] if repeat else second)
    tables = [table for page in sheet.pages() for table in find_tables(page)]
    return join_parts(tables)


def test_a_part_with_a_repeated_header_goes_on_the_table_of_the_page_before() -> None:
    (table,) = broken(PATIENTS[:3], PATIENTS[3:], repeat=True)
    assert grid(table) == PATIENTS
    assert [box.page for box in table.boxes] == [1, 2]
    assert [cell.pages[0] for cell in table.cells if cell.column == 0] == [1, 1, 1, 2, 2]


def test_a_part_that_says_continued_goes_on_the_table_of_its_label() -> None:
    (table,) = broken(PATIENTS[:3], PATIENTS[3:], repeat=True, label="Table 1. (Continued)")
    assert grid(table) == PATIENTS
    assert said(table.caption) == CAPTION


def test_a_row_broken_by_the_page_is_one_row() -> None:
    rest = ["", "", "", "and ciclosporin", "and cough"]
    (table,) = broken(PATIENTS[:3], [rest, *PATIENTS[3:]], repeat=True)
    assert table.n_rows == 5
    assert grid(table)[2] == ["2", "61, M", "none", "hydroxychloroquine and ciclosporin", "unchanged and cough"]


def test_a_table_with_another_label_is_not_a_part() -> None:
    tables = broken(PATIENTS[:3], PATIENTS[3:], repeat=True, label="Table 2. Further patients.")
    assert [table.label for table in tables] == ["Table 1", "Table 2"]


def test_a_last_row_of_long_words_in_ruled_cells_is_no_note() -> None:
    rows = [["0", "0"], ["0", "0"], ["000A 0AAAAG 000000A 0000AAAM 00000000C 000AACCGW", "000000 0000000"]]
    assert grid(drawn(rows, [235, 235], rules="grid")) == rows


WORD = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=9)
CELL = st.lists(WORD, min_size=1, max_size=6).map(" ".join)
ROWS = st.integers(2, 5).flatmap(lambda n: st.lists(st.lists(CELL, min_size=n, max_size=n), min_size=3, max_size=8))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ROWS)
def test_a_table_with_all_its_rules_is_read_as_it_was_set(rows: list[list[str]]) -> None:
    table = drawn(rows, [470 / len(rows[0])] * len(rows[0]), rules="grid")
    assert grid(table) == rows


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ROWS, st.sampled_from(["three", "rows", "none"]), st.sampled_from(["top", "middle"]))
def test_no_word_of_a_table_is_lost_or_told_twice(rows: list[list[str]], rules: Any, align: Any) -> None:
    sheet = Sheet()
    sheet.text(60, 100, CAPTION, 8)
    sheet.table(60, 110, [470 / len(rows[0])] * len(rows[0]), rows, rules=rules, align=align)
    page = sheet.pages()[0]
    for table in find_tables(page):
        parts = [table.caption, *table.notes, *(cell.words for cell in table.cells)]
        orders = [word.order for words in parts for word in words]
        assert len(orders) == len(set(orders))
        assert all(cell.column + cell.column_span <= table.n_columns for cell in table.cells)
        assert all(cell.row + cell.row_span <= table.n_rows for cell in table.cells)


def test_the_same_page_gives_the_same_tables_twice() -> None:
    sheet = Sheet()
    sheet.text(60, 80, CAPTION, 8)
    sheet.table(60, 88, PATIENT_WIDTHS, PATIENTS)
    page = sheet.pages()[0]
    first, second = find_tables(page), find_tables(page)
    assert [[getattr(table, item.name) for item in fields(table)] for table in first] == [
        [getattr(table, item.name) for item in fields(table)] for table in second
    ]


@pytest.mark.parametrize("rules", ["three", "rows", "grid"])
def test_a_part_without_a_header_at_the_top_of_the_next_page_goes_on_the_table(rules: Any) -> None:
    sheet = Sheet()
    sheet.prose(60, 80, 470, 40)
    sheet.text(60, 680, CAPTION, 8)
    sheet.table(60, 688, PATIENT_WIDTHS, PATIENTS[:3], rules=rules, closed=False)
    sheet.page()
    bottom = sheet.table(60, 70, PATIENT_WIDTHS, PATIENTS[3:], rules=rules, header=0)
    sheet.prose(60, bottom + 30, 470, 20)
    (table,) = join_parts([table for page in sheet.pages() for table in find_tables(page)])
    assert grid(table) == PATIENTS


def test_a_part_in_the_next_column_of_the_page_goes_on_the_table() -> None:
    rows = [["", "P1", "P2"], ["Age", "8", "11"], ["Sex", "F", "M"], ["Antibody", "NXP2", "none"]]
    sheet = Sheet()
    sheet.prose(50, 80, 235, 40)
    sheet.text(50, 600, CAPTION, 8, "Helvetica-Bold")
    sheet.table(50, 608, [90, 70, 70], rows[:3], closed=False)
    bottom = sheet.table(310, 70, [90, 70, 70], [rows[0], rows[3]])
    sheet.prose(310, bottom + 30, 235, 40)
    (table,) = join_parts(find_tables(sheet.pages()[0]))
    assert grid(table) == rows
    assert [round(box.x0) for box in table.boxes] == [53, 313]


def test_tables_side_by_side_stay_apart() -> None:
    rows = [["", "P1", "P2"], ["Age", "8", "11"], ["Sex", "F", "M"]]
    sheet = Sheet()
    for x, caption in ((50, "Table 1. Boys."), (310, "Table 2. Girls.")):
        sheet.text(x, 80, caption, 8)
        bottom = sheet.table(x, 88, [90, 70, 70], rows)
        sheet.prose(x, bottom + 30, 235, 30)
    tables = find_tables(sheet.pages()[0])
    assert [(table.label, grid(table)) for table in tables] == [("Table 1", rows), ("Table 2", rows)]


def test_a_page_that_is_displayed_turned_is_read_as_displayed() -> None:
    sheet = Sheet(width=842, height=595)  # reportlab swaps the sides of a turned page
    sheet.canvas.setPageRotation(90)
    sheet.text(60, 80, CAPTION, 8)
    sheet.table(60, 88, PATIENT_WIDTHS, PATIENTS)
    (table,) = find_tables(sheet.pages()[0])
    assert grid(table) == PATIENTS


def test_line_numbers_beside_a_table_are_no_part_of_it() -> None:
    sheet = Sheet()
    for number in range(30):
        sheet.text(30, 80 + number * 24, str(number + 1), 7)
    sheet.text(60, 90, CAPTION, 8)
    sheet.table(60, 98, PATIENT_WIDTHS, PATIENTS)
    (table,) = find_tables(sheet.pages()[0])
    assert grid(table) == PATIENTS


def test_a_plot_with_its_axes_is_no_table() -> None:
    sheet = Sheet()
    sheet.upright(100, 100, 300)
    sheet.level(100, 400, 300)
    for number in range(6):
        sheet.text(80, 300 - number * 40, str(number * 10), 7)
        sheet.text(100 + number * 60, 312, str(number), 7)
        sheet.level(96, 100, 300 - number * 40)
    sheet.text(100, 340, "Figure 1. The course of the score.", 8)
    assert find_tables(sheet.pages()[0]) == []


@pytest.mark.parametrize(
    "caption",
    [
        ["TABLE 1", "Course of the disease"],
        ["Table 1. Course of the disease in all the patients", "who were treated for a year"],
        ["Table 1 Course of the disease"],
        ["Table I. Course of the disease"],
        ["Supplementary Table S1. Course of the disease"],
        ["Tab. 1: Course of the disease"],
    ],
)
def test_captions_are_read_whole_however_they_are_written(caption: str) -> None:
    sheet = Sheet()
    for number, line in enumerate(caption):
        sheet.text(60, 80 + 10 * number, line, 8)
    sheet.table(60, 82 + 10 * len(caption), PATIENT_WIDTHS, PATIENTS)
    (table,) = find_tables(sheet.pages()[0])
    assert said(table.caption) == " ".join(caption)
    assert grid(table) == PATIENTS


def ruled(sheet: Sheet, places: Iterable[float]) -> None:
    for place in places:
        sheet.level(60, 520, place)


def test_cells_between_the_lines_of_two_rows_belong_to_both() -> None:
    sheet = Sheet()
    sheet.prose(60, 60, 460, 4)
    sheet.text(60, 120, "Table 1. Where boats were seen.", 8, "Helvetica-Bold")
    ruled(sheet, (124, 138, 166, 180, 194, 208))
    rows = [
        (134, ["Boat", "Owner", "Port, year", "References"]),
        (148, ["", "", "Northern sea, 1925", "[10]"]),
        (153.5, ["Trawler", "Smith", "", ""]),
        (159, ["", "", "Eastern, 1996", "This one"]),
        (176, ["Cutter", "Brown", "Spain, 2003", "[12]"]),
        (190, ["Ferry", "Jones", "Bergen, 1988", "[6]"]),
        (204, ["Barge", "Miller and sons", "Southern sea, 1931", "[3, 7, 9]"]),
    ]
    for base, texts in rows:
        for x, text in zip((64, 180, 310, 440), texts, strict=True):
            if text:
                sheet.text(x, base, text, 8)
    (table,) = find_tables(sheet.pages()[0])
    assert grid(table)[1:4] == [
        ["Trawler", "Smith", "Northern sea, 1925", "[10]"],
        ["", "", "Eastern, 1996", "This one"],
        ["Cutter", "Brown", "Spain, 2003", "[12]"],
    ]


def test_cells_centered_over_two_columns_leave_the_columns_apart() -> None:
    sheet = Sheet()
    sheet.prose(60, 60, 460, 4)
    sheet.text(60, 120, "Table 1. Both boats and their sails.", 8, "Helvetica-Bold")
    ruled(sheet, (124, *range(151, 268, 13)))
    centers = (260, 340, 420, 500)
    rows = [
        (134, "", ["Boat 1", "Boat 2"]),
        (147, "", ["Left sail", "Right sail", "Left sail", "Right sail"]),
        (160, "Year of make", ["2009", "2010", "2006", "2009"]),
        (173, "Crew", ["2", "4"]),
        (186, "Length overall", ["18 metres", "81 metres"]),
        (199, "Day of repair", ["02/11/2011", "03/11/2011", "02/07/2012", "14/07/2012"]),
        (212, "Cargo", ["herring and cod from the north", "salt and timber from the east"]),
        (225, "Speed in knots", ["12.5", "11.2"]),
        (238, "Weight", ["11 700 kg", "12 500 kg"]),
        (251, "Last voyage", ["36 months ago", "24 months ago"]),
    ]
    for base, label, texts in rows:
        if label:
            sheet.text(64, base, label, 8)
        middles = centers if len(texts) == 4 else (300, 460)
        for middle, text in zip(middles, texts, strict=True):
            sheet.text(middle - stringWidth(text, "Helvetica", 8) / 2, base, text, 8)
    (table,) = find_tables(sheet.pages()[0])
    assert grid(table) == [
        [label, *(texts if len(texts) == 4 else [texts[0], "", texts[1], ""])] for _, label, texts in rows
    ]
