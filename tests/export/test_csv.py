import csv
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st

from extractor.core.candidate import Slot
from extractor.core.spreadsheet import harmless
from extractor.export.csv import Row, candidate_rows, confirmed_rows, csv_lines
from tests.store.sample import AGE, decision, exists, two_cases


@given(st.text())
def test_no_text_makes_a_second_line_or_a_formula(text: str) -> None:
    lines = list(csv_lines([Row("smith", "p1", "label", "", text, how="single")]))
    assert len(lines) == 2
    [row] = list(csv.DictReader(StringIO("".join(lines))))
    assert row["value"] == harmless(text)
    assert not row["value"].startswith(("=", "+", "-", "@", "\t", "\r"))


def test_confirmed_values_stand_with_case_quote_page_and_reviewer() -> None:
    told = {"quote": "It went.", "domains": ["skin"], "direction": "improved", "assertion": "observed"}
    decisions = [
        decision("pub", "pub", Slot("included"), True, kind="publication"),
        decision("pub", "s1", None, {**told, "case_ids": ["p1", "p2"]}, kind="statement"),
        exists("pub", "c1"),
        decision("pub", "c1", AGE, 47.0),
        decision("pub", "c2", AGE, 50),
        decision("pub", "c1", Slot("sex"), None, action="reject"),
    ]
    shared = {"quote": "quote", "page": "1", "reviewer": "first", "how": "single"}
    assert list(confirmed_rows("smith", decisions)) == [
        Row("smith", "", "included", "", "true", **shared),
        Row("smith", "p1", "case", "", "patient", **shared),
        Row("smith", "p1", "age_years", "", "47", **shared),
        Row("smith", "p1; p2", "statement", "observed improved", "skin", **{**shared, "quote": "It went."}),
    ]


def test_suggestions_are_marked_as_the_machines() -> None:
    rows = list(candidate_rows(two_cases()))
    assert {(row.how, row.reviewer) for row in rows} == {("machine", "")}
    assert [(row.case_id, row.field, row.value, row.confidence) for row in rows] == [
        ("", "year", "2021", "0.750"),
        ("p1", "case", "patient", "0.900"),
        ("p1", "age_years", "47", "0.750"),
        ("p1", "sex", "female", "0.750"),
        ("p2", "case", "patient", "0.900"),
        ("p2", "age_years", "52", "0.750"),
        ("p1", "statement", "skin", "0.800"),
    ]
