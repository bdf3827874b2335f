import pytest

from tests.nlp.reading import read


@pytest.mark.parametrize(
    ("text", "label", "value"),
    [
        ("It was given for 14 months.", "duration", 14),
        ("She was followed for two years.", "duration", 24),
        ("At month 9 it was gone.", "time_point", 9),
        ("After 12 weeks it was gone.", "time_point", 2.76),
        ("By week 24 it was gone.", "time_point", 5.52),
        ("18 months later it was gone.", "time_point", 18),
        ("A year and a half later it was gone.", "time_point", 18),
        ("At month twelve it was gone.", "time_point", 12),
        ("In the third month it was gone.", "time_point", 3),
        ("At the last visit it was gone.", "time_point", None),
        ("At her most recent follow-up it was gone.", "time_point", None),
        ("A 6-year history was told.", "duration", 72),
        ("The rash began ten weeks earlier.", "duration", 2.3),
        ("It was seen in June 2019.", "date", 2019.417),
        ("It was seen in 2019.", "date", 2019),
    ],
)
def test_times_are_months_and_dates_are_years(text: str, label: str, value: float | None) -> None:
    assert [(one.label, one.value) for one in read(text).mentions("duration", "time_point", "date")] == [(label, value)]


@pytest.mark.parametrize(
    "text", ["She took it twice a day.", "It was given every 4 weeks.", "A 34-year-old woman came."]
)
def test_rhythms_and_ages_are_no_times(text: str) -> None:
    assert read(text).mentions("duration", "time_point") == []


def test_a_range_of_months_shares_its_year() -> None:
    assert read("From March to May 2020 she stayed.").values("date") == [2020.167]


def test_a_value_after_a_month_is_no_end_of_a_range() -> None:
    assert read("CDASI was 14 at month 6 and 7 at month 28.").values("time_point") == [6, 28]
    assert read("The score was 9.8 at month 3 and 3.1 at month 12.").values("time_point") == [3, 12]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("It began on 2 March 2019. By May it was gone.", [2019.167, 2019.333]),
        ("It began in October 2019. From 4 February it was gone.", [2019.75, 2020.083]),
        ("It began in October 2019, since September she was ill.", [2019.75, 2019.667]),
        ("It began on November 3, 2018. In 2019 it held. On November 3 it was gone.", [2018.833, 2019, 2019.833]),
        ("By May it was gone.", []),
        ("It began in October 2019. It may be gone.", [2019.75]),
    ],
)
def test_a_month_without_a_year_follows_the_date_before(text: str, values: list[float]) -> None:
    assert [one.value for one in read(text).mentions("date")] == values
