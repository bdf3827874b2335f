import pytest

from tests.nlp.reading import read


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Patient 2 improved.", ["2"]),
        ("Case #3 improved.", ["3"]),
        ("Child B improved.", ["b"]),
        ("Case 1 - A woman improved.", ["1"]),
        ("Patients 1 and 3 improved.", ["1", "3"]),
        ("Patients 1–3 improved.", ["1", "2", "3"]),
        ("P1 improved and P2 did not.", ["1", "2"]),
        ("The second patient improved.", ["2"]),
        ("Patient I and Patient II improved.", ["1", "2"]),
        ("The first was a 30-year-old man. The second, a 50-year-old woman, came later.", ["1", "2"]),
        ("The first was a trial of a drug. The second was a register.", []),
        ("A third of patients relapsed.", []),
    ],
)
def test_labels_are_normalised(text: str, keys: list[str]) -> None:
    assert sorted(str(value) for value in read(text).values("case_label")) == keys


def test_our_patient_is_a_label_without_a_key() -> None:
    assert [(one.concept, one.value) for one in read("Our patient improved.").mentions("case_label")] == [("own", None)]


@pytest.mark.parametrize(
    "text",
    [
        "Patients 65 years old improved.",
        "Twelve patients improved.",
        "The p155 band was seen.",
        "Group 1 and arm 2 improved.",
    ],
)
def test_other_numbers_are_no_labels(text: str) -> None:
    assert read(text).mentions("case_label") == []
