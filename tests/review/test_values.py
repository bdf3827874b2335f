import pytest

from extractor.core.candidate import Value
from extractor.core.fields import FIELD, FieldSpec
from extractor.review.values import InvalidValue, choices, is_presence, parse, shown
from tests.review.sample import PROTOCOL


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("title", "  Gout,  once more ", "Gout, once more"),
        ("year", "2020", 2020),
        ("age_years", "47", 47),
        ("age_years", "1,5", 1.5),
        ("age_years", "1.50", 1.5),
        ("included", "Y", True),
        ("steroid_sparing", "no", False),
        ("sex", "f", "female"),
        ("disease", "podagra", "gout"),
        ("disease", "SPRUE", "sprue"),
        ("outcome", "unch", "unchanged"),
        ("drug_name", "Betanibum", "betanib"),
        ("drug_name", "something new", "something new"),
        ("drug_frequency", "qd", "once daily"),
        ("same_as", "smith-2020/p1", "smith-2020/p1"),
    ],
)
def test_typed_words_become_the_value_that_they_mean(field: str, typed: str, value: Value) -> None:
    found = parse(FIELD[field], typed, PROTOCOL)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("title", "   "),
        ("year", "-4"),
        ("year", "20.5"),
        ("year", "٢٠٢٠"),
        ("age_years", "forty"),
        ("age_years", "1e9"),
        ("age_years", "nan"),
        ("included", "perhaps"),
        ("sex", "x"),
        ("disease", "flu"),
        ("same_as", "p1"),
        ("same_as", "a/b/c"),
    ],
)
def test_what_means_no_value_is_refused(field: str, typed: str) -> None:
    with pytest.raises(InvalidValue):
        parse(FIELD[field], typed, PROTOCOL)


def test_a_refusal_names_what_can_be_chosen() -> None:
    with pytest.raises(InvalidValue, match="choose one of: improved, unchanged, worsened"):
        parse(FIELD["outcome"], "better", PROTOCOL)


def test_a_group_may_be_counted_or_not() -> None:
    assert parse(FIELD["baseline"], "4", PROTOCOL, "group") == 4
    assert parse(FIELD["baseline"], "not counted", PROTOCOL, "group") is None


def test_of_one_patient_a_count_says_only_yes() -> None:
    assert is_presence(FIELD["baseline"], "patient")
    assert not is_presence(FIELD["baseline"], "group")
    assert [choice.words for choice in choices(FIELD["baseline"], PROTOCOL)] == ["yes"]


def test_values_are_shown_in_words() -> None:
    assert shown(FIELD["age_years"], 1.5) == "1.5 years"
    assert shown(FIELD["refractory"], False) == "no"
    assert shown(FIELD["baseline"], 1) == "yes"
    assert shown(FIELD["baseline"], 9, "group") == "9 patients"
    assert shown(FIELD["n_improved"], None, "group") == "not counted"


OWN = FieldSpec("dose_g", "Grams", "case", "number", measure="g")
DATED = FieldSpec("first_dose", "First dose", "case", "date")


@pytest.mark.parametrize(
    ("spec", "typed", "value"),
    [(OWN, "3 g", 3), (OWN, "1,5G", 1.5), (OWN, "4", 4), (DATED, "2021-03-09", "2021-03-09"), (DATED, "2021", "2021")],
)
def test_a_unit_may_be_typed_and_a_date_be_as_exact_as_is_known(spec: FieldSpec, typed: str, value: Value) -> None:
    assert parse(spec, typed, PROTOCOL) == value


@pytest.mark.parametrize(
    ("spec", "typed"), [(OWN, "3 mg"), (OWN, "g"), (DATED, "2021-02-30"), (DATED, "9.3.2021"), (DATED, "March")]
)
def test_another_unit_and_no_date_are_refused(spec: FieldSpec, typed: str) -> None:
    with pytest.raises(InvalidValue):
        parse(spec, typed, PROTOCOL)
