"""Passages that tell of somebody and gave no value are offered; those that a suggestion stands on are not."""

from tests.records import Extract

CASE = """---
title: "Tofacitinib for refractory dermatomyositis: a case report"
---
# Case report

A 47-year-old woman with dermatomyositis had a heliotrope rash and weakness in spite of methotrexate. Tofacitinib 5 mg
twice daily was started. After six months her rash had cleared.

{more}

# Discussion

The cause of dermatomyositis is unknown. Reyes et al. treated a 33-year-old man, whose rash cleared [1]. Our ward also
saw a woman aged 71 years.

# References

1. Reyes A. Tofacitinib 11 mg in a 33-year-old man. J Skin. 2018;1:2.
"""


def quotes(extract: Extract, more: str) -> list[str]:
    return [item.anchor.quote for item in extract(CASE.format(more=more)).missed]


def test_an_age_that_no_case_has_comes_first(extract: Extract) -> None:
    told = "The clinic also saw somebody aged 71 years. A score of the nails was 3/9 then."
    first = extract(CASE.format(more=told)).missed[0]
    assert first.anchor.quote == "The clinic also saw somebody aged 71 years."
    assert first.cues[0] == "age"


def test_a_score_on_which_no_value_stands_is_offered(extract: Extract) -> None:
    assert "Later the CDASI was recorded as 3." in quotes(extract, "Later the CDASI was recorded as 3.")


def test_what_gave_a_value_is_not_offered_again(extract: Extract) -> None:
    found = quotes(extract, "")
    assert not any("47-year-old" in quote or "5 mg" in quote for quote in found)


def test_the_reference_list_tells_of_no_patient(extract: Extract) -> None:
    assert not any("11 mg" in quote for quote in quotes(extract, ""))


def test_a_sentence_without_a_cue_is_not_offered(extract: Extract) -> None:
    assert "The weather was fine." not in quotes(extract, "The weather was fine.")


def test_a_cited_patient_comes_after_ones_own(extract: Extract) -> None:
    found = quotes(extract, "")
    own, cited = (next(quote for quote in found if age in quote) for age in ("71 years", "33-year-old"))
    assert found.index(own) < found.index(cited)


def test_the_same_paper_gives_the_same_uids(extract: Extract) -> None:
    paper = CASE.format(more="Later the CDASI was recorded as 3.")
    assert extract(paper).missed == extract(paper).missed
