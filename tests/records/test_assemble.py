"""From a paper to its cases: who is a case, and that every value carries its quote."""

import pytest

from extractor.core.fields import FIELD
from extractor.records.assemble import family_names
from tests.records import Annotate, Extract

SINGLE = """---
title: "Clearing of a stubborn rash with tofacitinib"
authors: "Ada Quill, MD; Ben Harrow"
year: 2021
doi: "10.1234/abc.1"
---

## Introduction

Dermatomyositis (DM) often spares no skin. Marlow et al. treated a 12-year-old boy with ruxolitinib [1].

## Case report

A 41-year-old woman with DM and anti-Mi-2 antibodies had a rash of the face that hydroxychloroquine and methotrexate had
not improved. Tofacitinib 5 mg twice daily was started. At month 6 the rash had cleared.

## Discussion

Tofacitinib helped our patient.
"""

SERIES = """---
title: "Two adults with dermatomyositis on baricitinib"
year: 2022
---

## Results

### Patient 1

A 50-year-old man with dermatomyositis took baricitinib 4 mg once daily. His rash faded.

### Patient 2

A 33-year-old woman with dermatomyositis took baricitinib 2 mg once daily. Her rash was unchanged.

## Discussion

Patient 2 had no benefit.
"""


def test_one_patient_told_throughout_is_one_case(annotate: Annotate) -> None:
    annotation = annotate(SINGLE)
    assert [(case.case_id, case.unit, case.label) for case in annotation.cases] == [("p1", "patient", None)]
    assert annotation.design == "case_report"
    assert annotation.n_patients == 1


def test_the_facts_of_a_cited_patient_stay_out(annotate: Annotate) -> None:
    (case,) = annotate(SINGLE).cases
    assert (case.age_years, case.sex) == (41, "female")
    assert [drug.name for drug in case.drugs] == ["tofacitinib"]


def test_patients_under_headings_are_told_apart(annotate: Annotate) -> None:
    annotation = annotate(SERIES)
    assert annotation.design == "case_series"
    told = [(case.label, case.age_years, case.sex, case.drugs[0].dose) for case in annotation.cases]
    assert told == [("Patient 1", 50, "male", "4 mg"), ("Patient 2", 33, "female", "2 mg")]


def test_a_review_has_no_cases(annotate: Annotate) -> None:
    annotation = annotate("""---
title: "Janus kinase inhibitors in dermatomyositis: a narrative review"
---

## Introduction

Tofacitinib improved the rash of nine of ten patients with dermatomyositis (Marlow et al., 2019).

## Skin

In the series of Quill et al. (2020), a woman of 40 took tofacitinib 5 mg twice daily and her rash cleared.
""")
    assert annotation.cases == ()
    assert (annotation.included, annotation.design, annotation.n_patients) == (False, "review", 0)


@pytest.mark.parametrize(
    "course",
    [
        "Tofacitinib was discussed but declined by the patient.",
        "Tofacitinib 5 mg twice daily was considered; she never took it.",
        "Her brother takes tofacitinib for rheumatoid arthritis.",
    ],
)
def test_a_patient_who_was_not_given_the_drug_is_no_case(annotate: Annotate, course: str) -> None:
    annotation = annotate(f"""---
title: "Immunoglobulin in dermatomyositis"
---

## Case report

A 41-year-old woman with dermatomyositis was weak. She was given immunoglobulin and became stronger. {course}
""")
    assert annotation.cases == ()


def test_every_value_is_a_known_field_and_quotes_the_text(extract: Extract) -> None:
    extraction = extract(SINGLE)
    candidates = [*extraction.candidates, *(item for case in extraction.cases for item in case.candidates)]
    assert {item.slot.field for item in candidates} <= set(FIELD)
    for item in candidates:
        assert all(anchor.quote.strip() for evidence in item.evidence for anchor in evidence.anchors)
        assert 0 < item.confidence < 1


def test_authors_are_known_by_family_name(extract: Extract) -> None:
    assert extract(SINGLE).authors == ("Quill", "Harrow")


def test_the_same_paper_gives_the_same_extraction_twice(extract: Extract) -> None:
    assert extract(SERIES) == extract(SERIES)


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Anna Luo¹,²*, Bo Zhong2 and Carl Dahl ³", ("Luo", "Zhong", "Dahl")),
        ("Elvina RoeID¹, Frances D. PoeID", ("Roe", "Poe")),
        ("Ann O’Brien-Smith, MD & Dora Sid", ("O’Brien-Smith", "Sid")),
    ],
)
def test_marks_of_affiliations_are_no_part_of_a_family_name(byline: str, names: tuple[str, ...]) -> None:
    assert family_names(byline) == names
