"""Passages that tell what no suggestion tells are offered, mention by mention; what a suggestion tells is not."""

import pytest

from tests.records import Extract

CASE = """---
title: "Tofacitinib for refractory dermatomyositis: a case report"
---
# Case report

A 47-year-old woman with dermatomyositis had a heliotrope rash in spite of methotrexate. Tofacitinib 5 mg
twice daily was started. After six months her rash had cleared.

{more}

# Discussion

The cause of dermatomyositis is unknown. Reyes et al. treated a 33-year-old man, whose rash cleared [1]. Our ward also
saw a woman aged 71 years.

# References

1. Reyes A. Tofacitinib 11 mg in a 33-year-old man. J Skin. 2018;1:2.
"""

SERIES = """---
title: "Tofacitinib for dermatomyositis: two cases"
---
# Cases

*Patient 1.* A 47-year-old woman with dermatomyositis had a heliotrope rash in spite of methotrexate. Tofacitinib 5 mg
twice daily was started. After six months her rash had cleared.

*Patient 2.* A 52-year-old man with dermatomyositis had a heliotrope rash in spite of azathioprine. Tofacitinib 5 mg
twice daily was started. After four months his rash had cleared. {second}

{third}
"""


def quotes(extract: Extract, more: str) -> list[str]:
    return [item.anchor.quote for item in extract(CASE.format(more=more)).missed]


def cues(extract: Extract, paper: str, words: str) -> list[tuple[str, ...]]:
    return [item.cues for item in extract(paper).missed if words in item.anchor.quote]


def test_an_age_that_no_case_has_comes_first(extract: Extract) -> None:
    told = "The clinic also saw somebody aged 71 years. A score of the nails was 3/9 then."
    first = extract(CASE.format(more=told)).missed[0]
    assert first.anchor.quote == "The clinic also saw somebody aged 71 years."
    assert first.cues == ("age",)


def test_what_gave_a_value_is_not_offered_again(extract: Extract) -> None:
    assert not any("5 mg" in quote or "six months" in quote for quote in quotes(extract, ""))


@pytest.mark.parametrize(
    ("more", "cue"),
    [
        ("Before that, rituximab had failed and was weighed against the present plan.", None),
        ("Her weakness had begun with the rash.", "sign"),
    ],
)
def test_of_what_is_told_of_a_case_only_what_it_lacks_is_offered(extract: Extract, more: str, cue: str | None) -> None:
    assert cues(extract, CASE.format(more=more), more) == ([(cue,)] if cue else [])


def test_another_item_on_a_sentence_that_gave_a_value_is_offered(extract: Extract) -> None:
    told = "Under tofacitinib herpes zoster and, as she put it, nausea occurred."
    extraction = extract(CASE.format(more=told))
    [case] = extraction.cases
    events = {candidate.value for candidate in case.candidates if candidate.slot.field == "adverse_events"}
    assert events == {"herpes zoster", "nausea"}
    assert cues(extract, CASE.format(more=told), "herpes zoster") == []


def test_what_one_case_has_another_may_lack(extract: Extract) -> None:
    told = SERIES.format(second="His weakness remained.", third="")
    assert cues(extract, told, "His weakness remained.") == [("sign",)]


def test_somebody_told_of_whom_no_case_was_made_is_offered(extract: Extract) -> None:
    third = "*Patient 3.* A 61-year-old woman with dermatomyositis refused tofacitinib."
    extraction = extract(SERIES.format(second="", third=third))
    assert len(extraction.cases) == 2
    assert cues(extract, SERIES.format(second="", third=third), "61-year-old") == [("age",)]
    assert cues(extract, SERIES.format(second="", third=third), "Patient 3") == [("case",)]


def test_what_two_passages_tell_is_offered_once(extract: Extract) -> None:
    found = quotes(extract, "Her weakness was new. Her weakness was marked.")
    assert [quote for quote in found if "weakness" in quote] == ["Her weakness was new."]


def test_the_reference_list_tells_of_no_patient(extract: Extract) -> None:
    assert not any("11 mg" in quote for quote in quotes(extract, ""))


def test_a_sentence_without_a_cue_is_not_offered(extract: Extract) -> None:
    assert "The weather was fine." not in quotes(extract, "The weather was fine.")


def test_a_cited_patient_comes_after_ones_own(extract: Extract) -> None:
    found = quotes(extract, "")
    own, cited = (next(quote for quote in found if age in quote) for age in ("71 years", "33-year-old"))
    assert found.index(own) < found.index(cited)


def test_the_same_paper_gives_the_same_uids(extract: Extract) -> None:
    paper = CASE.format(more="Her weakness was new.")
    assert extract(paper).missed == extract(paper).missed
