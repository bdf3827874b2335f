"""Fields beyond the contract: onset, treatments beside the drug, scores, stops, events; each only where it is told."""

import pytest

from extractor.core.annotation import AnnotatedCase
from extractor.core.candidate import Extraction
from extractor.core.fields import FIELDS
from tests.records import Annotate, Extract

PAPER = """---
title: "A rash and tofacitinib"
---

## Case report

{before}

{after}
"""
BEFORE = "A 41-year-old woman with dermatomyositis took prednisolone 20 mg/day and methotrexate. The CDASI was 31."
START = "Tofacitinib 5 mg twice daily was started."


def paper(after: str, before: str = BEFORE) -> str:
    return PAPER.format(before=before, after=after)


def case_of(annotate: Annotate, after: str, before: str = BEFORE) -> AnnotatedCase:
    (case,) = annotate(paper(after, before)).cases
    return case


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Tofacitinib 5 mg twice daily was added; methotrexate was continued.", {"methotrexate": "continued"}),
        (
            "Tofacitinib 5 mg twice daily was started and methotrexate was stopped.",
            {"methotrexate": "stopped_at_start"},
        ),
        ("Tofacitinib 5 mg twice daily was started in addition to methotrexate.", {"methotrexate": "continued"}),
        ("Tofacitinib 5 mg twice daily was started together with tacrolimus.", {"tacrolimus": "started_with"}),
        (f"{START} At month 4 rituximab was added.", {"rituximab": "added_later"}),
        (f"{START} Prednisolone was tapered to 5 mg/day.", {"glucocorticoids": "continued"}),
        (f"{START} Rituximab was considered.", {}),
        (START, {}),
    ],
)
def test_other_treatments_have_their_status(annotate: Annotate, sentence: str, expected: dict[str, str]) -> None:
    case = case_of(annotate, sentence)
    assert {item.name: item.status for item in case.concomitant} == expected


@pytest.mark.parametrize(
    ("before", "years"),
    [
        ("A 41-year-old woman had a 3-year history of dermatomyositis.", 38),
        ("A woman had dermatomyositis since the age of 15. She was now 41 years old.", 15),
        ("A 41-year-old woman had dermatomyositis.", None),
    ],
)
def test_the_age_at_onset_is_told_or_computed(annotate: Annotate, before: str, years: float | None) -> None:
    assert case_of(annotate, START, before).onset_age_years == years


def slots(extraction: Extraction, field: str) -> dict[str, object]:
    (case,) = extraction.cases
    return {item.slot.key: item.value for item in case.candidates if item.slot.field == field}


def test_a_score_pair_is_joined_from_two_sentences(extract: Extract) -> None:
    found = extract(paper(f"{START} At month 6 the CDASI was 9."))
    assert slots(found, "score_start") == {"skin/CDASI": 31}
    assert slots(found, "score_last") == {"skin/CDASI": 9}
    assert slots(found, "score_month") == {"skin/CDASI": 6}


def test_a_score_told_once_is_no_pair(extract: Extract) -> None:
    assert slots(extract(paper(START)), "score_start") == {}


def test_a_month_that_belongs_to_something_else_is_not_the_score_s(extract: Extract) -> None:
    found = extract(paper(f"{START} The CDASI was 9 and she went back to work after two months."))
    assert slots(found, "score_last") == {"skin/CDASI": 9}
    assert slots(found, "score_month") == {}


@pytest.mark.parametrize(
    ("after", "month", "reason"),
    [
        ("At month 8 tofacitinib was stopped because of herpes zoster.", 8, "adverse_event"),
        ("At month 8 tofacitinib was withdrawn at her own wish.", 8, "wish"),
        ("She stopped tofacitinib at month 20 in order to become pregnant.", 20, "wish"),
        ("After a year in remission tofacitinib was discontinued.", 12, "remission"),
    ],
)
def test_a_drug_is_stopped_with_its_month_and_reason(annotate: Annotate, after: str, month: float, reason: str) -> None:
    case = case_of(annotate, f"{START} {after}")
    assert case.stopped is not None
    assert (case.stopped.month, case.stopped.reason) == (month, reason)


@pytest.mark.parametrize(
    "after",
    [
        "At month 4 tofacitinib was interrupted for ten days.",
        "At month 4 tofacitinib was stopped. It was restarted two weeks later; tofacitinib was resumed.",
        "At month 4 prednisolone was stopped.",
        "Tofacitinib should be stopped before surgery.",
    ],
)
def test_a_pause_or_another_treatment_s_end_is_no_stop(annotate: Annotate, after: str) -> None:
    assert case_of(annotate, f"{START} {after}").stopped is None


def test_a_switch_ends_the_first_drug_and_starts_the_second(annotate: Annotate) -> None:
    case = case_of(annotate, f"{START} After four months it was replaced by baricitinib 4 mg once daily.")
    assert [(drug.name, drug.start_month, drug.stop_month) for drug in case.drugs] == [
        ("tofacitinib", None, 4),
        ("baricitinib", 4, None),
    ]


def test_months_of_a_second_drug_count_from_the_first(annotate: Annotate) -> None:
    switch = "After four months it was replaced by baricitinib 4 mg once daily."
    after = f"{START} {switch} At month 10 of baricitinib she was well."
    assert case_of(annotate, after).follow_up_months == 14


def test_months_are_computed_from_dates(annotate: Annotate) -> None:
    after = "In June 2019 tofacitinib 5 mg twice daily was started. In December 2020 she was well."
    assert case_of(annotate, after).follow_up_months == 18


@pytest.mark.parametrize(
    ("after", "status"),
    [
        ("Herpes zoster occurred in month 3.", "reported"),
        ("There were no adverse events.", "none_stated"),
        ("The rash faded.", None),
    ],
)
def test_no_event_stated_is_not_no_event_told(annotate: Annotate, after: str, status: str | None) -> None:
    assert case_of(annotate, f"{START} {after}").ae_status == status


def test_an_event_has_its_term_seriousness_and_attribution(annotate: Annotate) -> None:
    case = case_of(annotate, f"{START} Mild shingles in month 3 was attributed to tofacitinib.")
    (detail,) = case.adverse_event_details
    assert (detail.event, detail.term, detail.serious, detail.attribution) == (
        "shingles",
        "herpes zoster",
        False,
        "drug",
    )


def test_an_event_put_down_to_something_else_says_so(annotate: Annotate) -> None:
    case = case_of(annotate, f"{START} Nausea was attributed to methotrexate.")
    assert [detail.attribution for detail in case.adverse_event_details] == ["other"]


def test_death_is_told_of_the_patient_only(annotate: Annotate) -> None:
    assert case_of(annotate, f"{START} She died of sepsis in month 9.").died is True
    assert case_of(annotate, f"{START} Her mother had died of cancer.").died is None


@pytest.mark.parametrize(
    ("after", "spared"),
    [
        ("Prednisolone could be reduced to 5 mg/day.", True),
        ("Prednisolone was withdrawn in month 5 without the rash coming back.", True),
        ("Prednisolone could not be lowered.", False),
        ("She stayed on prednisolone, which was left unchanged.", False),
        ("Prednisolone is now 5 mg/day, down from 20.", True),
    ],
)
def test_steroids_lowered_or_kept(annotate: Annotate, after: str, spared: bool) -> None:
    assert case_of(annotate, f"{START} {after}").steroid_sparing is spared


def test_every_value_beyond_the_contract_carries_a_quote(extract: Extract) -> None:
    found = extract(paper(f"{START} Methotrexate was continued. At month 6 the CDASI was 9. Mild acne was noted."))
    values = [item for item in found.cases[0].candidates if item.slot.field.startswith(("score", "ae_", "concomitant"))]
    assert len(values) >= 5
    assert all(anchor.quote for item in values for evidence in item.evidence for anchor in evidence.anchors)


def test_candidates_stand_in_the_order_of_the_fields(extract: Extract) -> None:
    found = extract(paper(f"{START} Methotrexate was continued. At month 6 the CDASI was 9. Mild acne was noted."))
    names = [spec.name for spec in FIELDS]
    places = [names.index(item.slot.field) for item in found.cases[0].candidates]
    assert places == sorted(places)
