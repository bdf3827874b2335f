"""One patient in two publications: suggested where the authors and the facts agree, and never against a fact."""

from dataclasses import replace

import pytest

from extractor.records.same import agreement, link
from tests.records import Extract

EARLIER = """---
title: "Tofacitinib clears a rash of dermatomyositis"
authors: "Ada Quill; Ben Harrow"
year: 2019
---

## Case report

A 41-year-old woman with dermatomyositis and anti-Mi-2 antibodies was started on tofacitinib 5 mg twice daily.
"""

LATER = """---
title: "Two years of tofacitinib in dermatomyositis"
authors: "{authors}"
year: {year}
---

## Case report

We reported this patient in an earlier report [1]. A {age}-year-old {noun} with dermatomyositis and anti-Mi-2 antibodies
was started on tofacitinib 5 mg twice daily.
"""


def later(authors: str = "Cora Finch; Ben Harrow", year: int = 2021, age: int = 41, noun: str = "woman") -> str:
    return LATER.format(authors=authors, year=year, age=age, noun=noun)


def linked(extract: Extract, first: str, second: str) -> list[tuple[str, ...]]:
    papers = [replace(extract(first), publication_id="a"), replace(extract(second), publication_id="b")]
    return [case.same_as for paper in link(papers) for case in paper.annotation().cases]


def test_the_later_report_names_the_earlier_one(extract: Extract) -> None:
    assert linked(extract, EARLIER, later()) == [(), ("a/p1",)]


@pytest.mark.parametrize(
    "other",
    [later(age=52), later(noun="man"), later(authors="Cora Finch; Dee Marsh"), later(year=2019)],
    ids=["another age", "another sex", "no common author", "the same year"],
)
def test_a_contradiction_is_no_link(extract: Extract, other: str) -> None:
    assert linked(extract, EARLIER, other) == [(), ()]


def test_agreement_is_symmetric_but_for_what_the_later_says(extract: Extract) -> None:
    (first,), (second,) = extract(EARLIER).cases, extract(later()).cases
    assert agreement(first, second) == agreement(replace(second, retold=()), first)


def test_linking_twice_changes_nothing(extract: Extract) -> None:
    papers = [replace(extract(EARLIER), publication_id="a"), replace(extract(later()), publication_id="b")]
    once = link(papers)
    assert link(once) == once
