import pytest

from tests.nlp.reading import read


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Four of the seven improved.", "4/7"),
        ("Rash faded in 14/16 (88%).", "14/16"),
        ("Rash faded in 14 of 16 patients.", "14/16"),
        ("All three patients improved.", "3/3"),
        ("Both patients improved.", "2/2"),
        ("None of the two improved.", "0/2"),
        ("Neither of the two improved.", "0/2"),
        ("It helped (n = 5/12).", "5/12"),
        ("It helped some (n = 5).", "5/"),
        ("Rash faded in 22 (88%).", "22/"),
        ("One of the other three had calcinosis.", "1/3"),
    ],
)
def test_counts_are_read_as_n_of_n(text: str, value: str) -> None:
    assert read(text, under="Results").values("count") == [value]


@pytest.mark.parametrize(
    "text", ["Itch 9/10 was told.", "It lasted one of those days.", "She took 5 mg of 10 mg.", "It came none 1."]
)
def test_other_numbers_are_no_counts(text: str) -> None:
    assert read(text).values("count") == []
