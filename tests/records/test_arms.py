"""Facts that one sentence deals out to groups: by their drugs, by their labels, and to none that took no drug."""

import pytest

from extractor.core.annotation import AnnotatedCase
from tests.records import Annotate

TWO_GROUPS = """# Janus kinase inhibitors in dermatomyositis: a retrospective cohort

## Methods

Adults with dermatomyositis and active rash received a drug by the choice of their physician.

## Results

{results}

Table 1. Outcome at the last visit.

|  | {first} (n=8) | {second} (n=7) |
| --- | --- | --- |
| Age, years, median | 48 | 51 |
| Active rash | 8/8 | 7/7 |
| Rash improved | 6/8 | 3/7 |
"""
ONE_GROUP = """# Tofacitinib in dermatomyositis: a cohort of twelve adults

## Methods

Twelve adults with dermatomyositis were given tofacitinib 5 mg twice daily.

## Results

{results} Rash improved in 9/12 patients. Weakness improved in 4/10 patients.
"""


def groups(
    annotate: Annotate, results: str, first: str = "Tofacitinib", second: str = "Baricitinib"
) -> tuple[AnnotatedCase, ...]:
    return annotate(TWO_GROUPS.format(results=results, first=first, second=second)).cases


@pytest.mark.parametrize(
    ("results", "events"),
    [
        ("Shingles was seen in two of the tofacitinib group, nausea in one of the baricitinib group.",
         [("shingles",), ("nausea",)]),
        ("In the baricitinib group, shingles and nausea were seen once each.", [(), ("shingles", "nausea")]),
        ("Shingles was seen in two and nausea in one, all on tofacitinib.", [("shingles", "nausea"), ()]),
        ("Shingles was seen with tofacitinib and with baricitinib.", [("shingles",), ("shingles",)]),
        ("Shingles was seen in two patients.", [(), ()]),
        ("No thrombosis was seen in the tofacitinib group.", [(), ()]),
    ],
)  # fmt: skip
def test_events_are_of_the_groups_that_are_named(
    annotate: Annotate, results: str, events: list[tuple[str, ...]]
) -> None:
    assert [case.adverse_events for case in groups(annotate, results)] == events


def test_steroids_lowered_in_a_named_group_are_its_own(annotate: Annotate) -> None:
    told = groups(annotate, "Prednisolone was tapered in five patients of the tofacitinib group.")
    assert [case.steroid_sparing for case in told] == [True, None]


def test_a_group_whose_label_names_no_drug_beside_one_that_does_is_compared(annotate: Annotate) -> None:
    told = groups(annotate, "Rash cleared more often with tofacitinib.", second="Usual care")
    assert [case.n for case in told] == [8]


def test_groups_whose_labels_name_no_drugs_are_all_the_reviews(annotate: Annotate) -> None:
    told = groups(annotate, "All were treated with tofacitinib 5 mg twice daily.", first="Weak", second="Strong")
    assert [case.n for case in told] == [8, 7]


def test_what_a_lone_groups_results_tell_happened_under_the_drug(annotate: Annotate) -> None:
    told = annotate(ONE_GROUP.format(results="Shingles occurred in two patients.")).cases
    assert [case.adverse_events for case in told] == [("shingles",)]


def test_what_a_lone_group_had_at_baseline_is_no_event(annotate: Annotate) -> None:
    told = annotate(ONE_GROUP.format(results="At baseline hypertension was present in two patients.")).cases
    assert [case.adverse_events for case in told] == [()]


TITLED = """---
title: Tofacitinib in two patients with {title}
---

## Case reports

**Patient 1.** A 50-year-old woman had dermatomyositis with a rash. {first} Tofacitinib was started. The rash cleared.

**Patient 2.** A 61-year-old man had dermatomyositis with a rash. Tofacitinib was started. The rash cleared.
"""


def antibodies(annotate: Annotate, title: str, first: str = "") -> list[tuple[str, ...]]:
    return [case.antibodies for case in annotate(TITLED.format(title=title, first=first)).cases]


def test_the_titles_antibody_is_of_those_told_without_one(annotate: Annotate) -> None:
    told = antibodies(annotate, "anti-NXP2 dermatomyositis", "Antibodies to NXP2 and Ro52 were found.")
    assert told == [("anti-NXP2", "anti-Ro52"), ("anti-NXP2",)]


def test_two_antibodies_of_a_title_are_nobodys(annotate: Annotate) -> None:
    assert antibodies(annotate, "anti-NXP2 or anti-MDA5 dermatomyositis") == [(), ()]


def test_a_denied_antibody_is_not_taken_from_the_title(annotate: Annotate) -> None:
    assert antibodies(annotate, "anti-NXP2 dermatomyositis", "Anti-NXP2 was negative.")[0] == ()


SIBLINGS = """# Tofacitinib in siblings with juvenile dermatomyositis

## Case reports

**Patient 1.** A 9-year-old girl had juvenile dermatomyositis with a rash. Tofacitinib was started. The rash cleared.

**Patient 2.** {opening} Tofacitinib was started. His rash cleared.
"""


@pytest.mark.parametrize(
    ("opening", "found"),
    [
        ("Patient 2 is her brother, also anti-NXP2 positive. The 7-year-old boy had juvenile dermatomyositis.",
         ("anti-NXP2",)),
        ("Her brother was 7 at presentation, with anti-NXP2 antibodies and juvenile dermatomyositis.", ("anti-NXP2",)),
        ("The boy was 7 and had juvenile dermatomyositis. His brother had anti-NXP2 antibodies.", ()),
    ],
)  # fmt: skip
def test_a_case_that_is_a_relative_has_its_own_facts(annotate: Annotate, opening: str, found: tuple[str, ...]) -> None:
    assert annotate(SIBLINGS.format(opening=opening)).cases[-1].antibodies == found


def test_a_time_told_of_named_groups_is_their_follow_up(annotate: Annotate) -> None:
    results = "At month 9 the rash had cleared in six of the tofacitinib group and in three of the baricitinib group."
    assert [case.follow_up_months for case in groups(annotate, results)] == [9, 9]


def test_a_share_under_a_time_is_no_follow_up(annotate: Annotate) -> None:
    results = "At month 9 the rash had cleared in six of the tofacitinib group and in three of the baricitinib group."
    table = TWO_GROUPS.format(results=results, first="Tofacitinib", second="Baricitinib")
    told = annotate(table + "| Flare within 6 months | 3/8 (38) | 4/7 (57) |\n").cases
    assert [case.follow_up_months for case in told] == [9, 9]
