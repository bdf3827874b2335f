from hypothesis import given
from hypothesis import strategies as st

from extractor.synthesis.compare import differences

ROW = {"disease": "gout", "domain": "skin", "improved": 3, "n": 4, "interval": [0.1, 0.2]}
VALUE = {"publication": "a", "case_id": "p1", "field": "age_years", "key": "", "value": 54, "quotes": [{"text": "54"}]}


def test_a_number_that_differs_is_told_with_both() -> None:
    assert differences({"improved": [ROW]}, {"improved": [{**ROW, "improved": 2}]}) == [
        "improved: gout skin: improved: 3 in the report, 2 now"
    ]


def test_a_value_that_differs_is_told_with_its_place() -> None:
    assert differences({"values": [VALUE]}, {"values": [{**VALUE, "value": 55}]}) == [
        "values: a p1 age_years: value: 54 in the report, 55 now"
    ]


def test_what_one_side_has_not_is_nothing_there() -> None:
    assert differences({"included": 2, "x": [ROW]}, {"x": [ROW], "excluded": True}) == [
        "included: 2 in the report, nothing now",
        "excluded: nothing in the report, yes now",
    ]


def test_pairs_are_a_name_and_a_number_and_words_are_there_or_not() -> None:
    old, new = {"reasons": [["no drug", 3]], "cases": ["a/p1"]}, {"reasons": [["no drug", 4]], "cases": []}
    assert differences(old, new) == [
        "reasons: no drug: 3 in the report, 4 now",
        "cases: a/p1: there in the report, nothing now",
    ]


def test_the_order_of_rows_is_no_difference() -> None:
    other = {**ROW, "domain": "joint"}
    assert differences({"x": [ROW, other]}, {"x": [other, ROW]}) == []


def test_quotes_intervals_and_provenance_are_passed_over() -> None:
    new = {"provenance": 2, "improved": [{**ROW, "interval": None}], "values": [{**VALUE, "quotes": []}]}
    assert differences({"provenance": 1, "improved": [ROW], "values": [VALUE]}, new) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.sampled_from(["name", "n", "x"]), part, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=3), JSON, max_size=3))
def test_a_report_does_not_differ_from_itself(report: dict[str, object]) -> None:
    assert differences(report, report) == []
