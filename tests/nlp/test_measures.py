import pytest

from tests.nlp.reading import read


def series(text: str) -> list[tuple[str, object]]:
    return [(one.rule, one.value) for one in read(text).mentions("measure")]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("CDASI fell from 31 to 9.", [31, 9]),
        ("CDASI activity 28 → 6 by week 24.", [28, 6]),
        ("The CDASI score was 28 (range 0–100) and 9 at the last visit.", [28, 9]),
        ("The CDASI was 28 (normal <5).", [28]),
        ("At week 12 the CDASI was 6.", [6]),
    ],
)
def test_readings_are_kept_in_order(text: str, values: list[float]) -> None:
    assert series(text) == [("CDASI", value) for value in values]


def test_a_scale_behind_a_reading_is_none() -> None:
    assert series("MMT8 was 62/80, later 78/80.") == [("MMT8", 62), ("MMT8", 78)]


def test_a_reading_is_no_count_of_patients() -> None:
    assert read("MMT8 was 62/80.").mentions("count") == []


def test_each_reading_has_its_own_instrument() -> None:
    assert series("CDASI was 28, MMT8 62/80.") == [("CDASI", 28), ("MMT8", 62)]


@pytest.mark.parametrize(
    "text",
    [
        "The CDASI was assessed after 12 weeks.",
        "CDASI improved on tofacitinib 5 mg twice daily.",
        "CDASI fell in four of seven patients.",
        "CDASI fell in several series [7].",
        "CDASI fell (Fig. 2).",
    ],
)
def test_other_numbers_are_no_readings(text: str) -> None:
    assert series(text) == []


def test_blanks_divide_thousands_but_not_two_readings() -> None:
    assert [value for _, value in series("CK fell from 12 400 U/L to 310 U/L.")] == [12400, 310]
    assert [value for _, value in series("CK fell from 12 400 to 1,310.")] == [12400, 1310]
    assert [value for _, value in series("The CDASI was 31 12 weeks ago.")] == [31]
