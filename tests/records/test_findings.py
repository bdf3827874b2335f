"""What no field holds is found where it stands: topics by their words, numbers of patients, an abstract's effects."""

import pytest

from extractor.core.candidate import Finding
from tests.records import Extract

PAPER = """---
title: "Tofacitinib in {title}"
---
# Abstract

{abstract}

# Introduction

Five patients were treated elsewhere.

# Case reports

Patient 1. A 47-year-old woman with dermatomyositis had a rash. Tofacitinib 5 mg twice daily was started. After six
months her rash had cleared.

# Discussion

{discussion}

# Consent

Written informed consent was obtained.
"""


def found(
    extract: Extract, *, title: str = "one patient", abstract: str = "We report a case.", discussion: str = "It is so."
) -> tuple[Finding, ...]:
    return extract(PAPER.format(title=title, abstract=abstract, discussion=discussion)).findings


def numbers(extract: Extract, abstract: str, topic: str = "patients") -> list[int | str | None]:
    return [item.value for item in found(extract, abstract=abstract) if item.topic == topic and item.section != "front"]


def test_a_sentence_with_a_topics_word_is_found_with_its_section(extract: Extract) -> None:
    told = found(extract, discussion="It worked. This case illustrates what can be done.")
    lessons = [(item.section, item.anchor.quote) for item in told if item.topic == "lessons"]
    assert lessons == [("discussion", "This case illustrates what can be done.")]
    assert any(item.topic == "consent" and "Written informed consent" in item.anchor.quote for item in told)


def test_a_word_within_a_word_is_none(extract: Extract) -> None:
    told = found(extract, discussion="Relapsers were flareduplicated.")
    assert not any(item.topic == "rechallenge" for item in told)


def test_a_word_in_another_kind_of_section_is_none(extract: Extract) -> None:
    told = found(extract, abstract="All patients who came were included.", discussion="They were recruited.")
    assert {item.section for item in told if item.topic == "selection"} == {"abstract"}


def test_a_topic_keeps_its_first_places_only(extract: Extract) -> None:
    told = found(extract, discussion=" ".join(f"Limitation {n} is a limitation." for n in range(9)))
    assert sum(item.topic == "limitations" for item in told) == 3


def test_an_abstract_is_told_by_how_it_begins(extract: Extract) -> None:
    told = found(extract, abstract="A patient was given tofacitinib for a rash. It cleared.")
    assert [item.anchor.quote for item in told if item.topic == "abstract"] == [
        "A patient was given tofacitinib for a rash."
    ]


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("Nine patients were treated.", [9]),
        ("We treated 18 adult patients and followed them.", [18]),
        ("Nine patients (4 adults, 5 children) were followed.", [9, 4, 5]),
        ("Tofacitinib 5 mg twice daily was given to a patient.", []),
        ("A 47-year-old patient was treated for 6 months.", []),
        ("In two previously reported patients it failed.", []),
    ],
)
def test_numbers_of_patients_are_found(extract: Extract, abstract: str, expected: list[int]) -> None:
    assert numbers(extract, abstract) == expected


def test_what_may_be_a_number_of_patients_is_told_apart(extract: Extract) -> None:
    abstract = "Nine patients were treated, of whom six had dermatomyositis."
    assert numbers(extract, abstract) == [9]
    assert numbers(extract, abstract, "patients beside") == [6]


def test_numbers_of_an_introduction_are_others(extract: Extract) -> None:
    assert not any(item.value == 5 for item in found(extract))


def test_an_abstract_without_a_heading_is_an_abstract(extract: Extract) -> None:
    paper = """---
title: "Tofacitinib in dermatomyositis"
---
We report on seven patients with dermatomyositis.

# Introduction

It is rare.

# Case reports

Patient 1. A 47-year-old woman with dermatomyositis had a rash. Tofacitinib 5 mg twice daily was started.
"""
    told = [(item.section, item.value) for item in extract(paper).findings if item.topic == "patients"]
    assert ("abstract", 7) in told
