import pytest

from tests.nlp.reading import read


def contexts(text: str, label: str, under: str = "Case report") -> list[set[str]]:
    return [set(one.context) for one in read(text, under).mentions(label)]


def test_a_denied_sign_is_negated() -> None:
    assert contexts("There was no weakness.", "sign") == [{"negated"}]


def test_a_denial_ends_with_its_clause() -> None:
    assert contexts("There was no weakness, but the rash was severe.", "sign") == [{"negated"}, set()]


def test_a_sentence_with_authors_is_cited() -> None:
    text = "Ito et al. gave tofacitinib to a 44-year-old man."
    assert contexts(text, "drug", "Discussion") == [{"cited"}]
    assert contexts(text, "age", "Discussion") == [{"cited"}]


def test_a_sentence_on_our_own_patient_is_not_cited() -> None:
    assert contexts("As Ito et al. saw, tofacitinib helped our patient.", "drug", "Discussion") == [set()]


def test_the_case_itself_is_not_cited() -> None:
    assert contexts("Tofacitinib was begun (May 2019).", "drug") == [set()]


@pytest.mark.parametrize("text", ["Prednisone and Methotrexate were given with tofacitinib."])
def test_capitals_of_the_reviews_own_words_are_no_authors(text: str) -> None:
    assert contexts(text, "drug", "Discussion") == [set()]


def test_a_relatives_drug_is_the_familys() -> None:
    assert contexts("Her mother takes tofacitinib.", "drug") == [{"family"}]


def test_a_plan_is_hypothetical() -> None:
    assert contexts("A trial may show whether tofacitinib helps.", "drug", "Discussion") == [{"hypothetical"}]
