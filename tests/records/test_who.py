"""Age and subtype of a case: told beside the present, beside the onset's date, and in cells that name no disease."""

import pytest

from tests.records import Annotate

OPENING = """---
title: "Tofacitinib in dermatomyositis"
---

## Case report

"""


@pytest.mark.parametrize(
    ("story", "age"),
    [
        (
            "A 41-year-old woman with dermatomyositis was seen. Tofacitinib 5 mg twice daily was started. "
            "Now 44 years old, she works again and has no rash.",
            41,
        ),
        (
            "A woman fell ill with dermatomyositis in March 2020, at the age of 52. Methotrexate failed. "
            "Tofacitinib 5 mg twice daily was begun in August 2020. Her rash cleared.",
            52,
        ),
        (
            "A woman fell ill with dermatomyositis in March 2014, at the age of 52. Methotrexate failed. "
            "Tofacitinib 5 mg twice daily was begun in August 2020. Her rash cleared.",
            None,
        ),
        (
            "A woman with dermatomyositis, now 60 years old, was seen in June. "
            "Tofacitinib 5 mg twice daily was started. Her rash cleared.",
            60,
        ),
    ],
)
def test_the_age_is_that_at_the_start_of_the_drug(annotate: Annotate, story: str, age: float | None) -> None:
    (case,) = annotate(OPENING + story).cases
    assert case.age_years == age


TABLE = """---
title: "Tofacitinib in dermatomyositis"
---

## Results

Table 1. The patients.

| Case | Age, y / sex | Form; antibody | Drug |
|---|---|---|---|
| 1 | 62 / F | Classical; Mi-2 | Tofacitinib 5 mg bid |
| 2 | 35 / M | Amyopathic; none | Tofacitinib 5 mg bid |

Patient 1 had paraneoplastic fears that proved groundless.
"""


def test_a_cell_tells_the_subtype_without_the_diseases_name(annotate: Annotate) -> None:
    assert [case.subtype for case in annotate(TABLE).cases] == ["classic", "amyopathic"]
