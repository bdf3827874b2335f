import pytest

from tests.nlp.reading import read


@pytest.mark.parametrize(
    "name", ["tofacitinib", "Tofacitinib", "TOFACITINIB", "Xeljanz", "CP-690,550", "CP690550", "tofactinib"]
)
def test_a_drug_is_found_by_any_of_its_names(name: str) -> None:
    assert read(f"She took {name} for a year.").concepts("drug") == ["tofacitinib"]


@pytest.mark.parametrize("word", ["tofu", "JAK1", "imatinib", "STAT3"])
def test_other_words_are_no_drug(word: str) -> None:
    assert read(f"She took {word} for a year.").concepts("drug") == []


def test_a_short_form_counts_where_the_name_is_told_too() -> None:
    assert read("Tofacitinib was given. TOF helped.").concepts("drug") == ["tofacitinib", "tofacitinib"]
    assert read("TOF was repaired by surgery.").concepts("drug") == []


def test_a_short_form_means_what_the_document_says() -> None:
    reading = read("She had diabetes mellitus (DM). Her DM was mild.")
    assert reading.concepts("disease") == []


def test_a_short_form_explained_on_the_spot_means_that() -> None:
    reading = read("Dermatomyositis (DM) was diagnosed. Her aunt has DM (diabetes mellitus).")
    assert reading.concepts("disease") == ["DM", "DM"]


def test_a_short_form_that_only_the_document_defines_is_found() -> None:
    reading = read("He took hydroxychloroquine (HCLQ). Later HCLQ was stopped.")
    assert reading.concepts("therapy") == ["hydroxychloroquine"] * 3


def test_a_longer_name_hides_the_shorter_inside_it() -> None:
    reading = read("She had type 2 DM and later dermatomyositis (DM).")
    assert [reading.words(one) for one in reading.mentions("disease")] == ["dermatomyositis", "DM"]


def test_spellings_are_folded() -> None:
    assert read("Anemia was noted.").concepts("adverse_event") == read("Anaemia was noted.").concepts("adverse_event")


def test_words_of_references_and_authors_are_not_read() -> None:
    assert (
        read("1. Ito K. Tofacitinib in dermatomyositis. J Skin. 2019;1:2-3.", under="References").mentions("drug") == []
    )


def test_a_legend_explains_and_tells_nothing_of_patients() -> None:
    reading = read(
        "Table 1. Course.\n\n| Patient | Drug |\n|---|---|\n| 1 | MTX |\n\n"
        "MTX, methotrexate; CMV, cytomegalovirus; TOF, tofacitinib."
    )
    assert [reading.words(one) for one in reading.mentions("therapy", "drug", "adverse_event")] == ["MTX"]
    assert dict(reading.analysis.abbreviations)["MTX"] == "methotrexate"


def test_a_legend_set_as_a_paragraph_tells_nothing_of_patients_either() -> None:
    text = "BARI, baricitinib; bd, twice daily; CMV, cytomegalovirus; MTX, methotrexate; Tofa, tofacitinib."
    reading = read(text)
    assert reading.mentions("therapy", "drug", "adverse_event") == []
    assert dict(reading.analysis.abbreviations)["Tofa"] == "tofacitinib"


def test_a_sentence_that_explains_one_word_among_others_is_no_legend() -> None:
    reading = read("She took MTX, methotrexate; it failed, and tofacitinib was begun; the rash faded within weeks.")
    assert reading.concepts("drug") == ["tofacitinib"]
