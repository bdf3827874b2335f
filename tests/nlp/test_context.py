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


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("Encouraged by two reports, [1,2] we obtained tofacitinib for him.", set()),
        ("Encouraged by two reports, [1,2] they obtained tofacitinib.", {"cited"}),
    ],
)
def test_what_the_authors_themselves_did_is_not_cited(text: str, context: set[str]) -> None:
    assert contexts(text, "drug", "A letter") == [context]


def test_the_case_itself_is_not_cited() -> None:
    assert contexts("Tofacitinib was begun (May 2019).", "drug") == [set()]


@pytest.mark.parametrize("text", ["Prednisone and Methotrexate were given with tofacitinib."])
def test_capitals_of_the_reviews_own_words_are_no_authors(text: str) -> None:
    assert contexts(text, "drug", "Discussion") == [set()]


def test_a_relatives_drug_is_the_familys() -> None:
    assert contexts("Her mother takes tofacitinib.", "drug") == [{"family"}]


def test_a_plan_is_hypothetical() -> None:
    assert contexts("A trial may show whether tofacitinib helps.", "drug", "Discussion") == [{"hypothetical"}]


@pytest.mark.parametrize(
    ("text", "stopped"),
    [
        ("Methotrexate was stopped and prednisone kept.", ["methotrexate"]),
        ("We stopped methotrexate.", ["methotrexate"]),
        ("Discontinuation of methotrexate was followed by a flare.", ["methotrexate"]),
        ("Methotrexate was kept.", []),
        ("We added tofacitinib, 11 mg once a day, stopped the methotrexate, and kept prednisone.", ["methotrexate"]),
        ("Methotrexate and azathioprine were stopped; prednisone was kept.", ["methotrexate", "azathioprine"]),
        ("It was used off-label, and methotrexate was kept.", []),
    ],
)
def test_the_treatment_that_was_stopped_is_marked(text: str, stopped: list[str]) -> None:
    assert [one.concept for one in read(text).mentions("therapy") if "stopped" in one.context] == stopped


def test_a_treatment_told_before_the_drug_is_prior() -> None:
    assert contexts("She had previously received methotrexate.", "therapy") == [{"prior"}]


def test_what_a_patient_could_do_is_not_hypothetical() -> None:
    assert contexts("The rash could be seen again.", "sign") == [set()]


def test_a_failure_of_one_treatment_does_not_deny_the_next() -> None:
    assert contexts("The rash did not respond to methotrexate, and tofacitinib was begun.", "drug") == [set()]


def test_a_treatment_not_given_is_negated() -> None:
    assert contexts("She was treated without methotrexate.", "therapy") == [{"negated"}]


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("There was no weakness at any time (amyopathic dermatomyositis).", set()),
        ("There was no hint of cancer, and amyopathic dermatomyositis was diagnosed.", set()),
        ("There was no amyopathic dermatomyositis in the family.", {"negated"}),
        ("There was no cancer or amyopathic dermatomyositis.", {"negated"}),
    ],
)
def test_a_denial_reaches_no_name_that_is_given_anew(text: str, context: set[str]) -> None:
    assert contexts(text, "subtype") == [context]
