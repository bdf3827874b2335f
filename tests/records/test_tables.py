"""Patients in the rows or the columns of a table, joined with what the text tells of them; groups in columns."""

import pytest

from extractor.nlp.analyze import Analyzer
from extractor.protocol.load import load_protocol
from extractor.records.assemble import assemble
from tests.builders import document_from_markdown
from tests.records import Annotate, Extract

ROWS = """---
title: "Dermatomyositis and tofacitinib in practice"
---

## Results

Table 1. The patients.

| Case | Age, y / sex | Antibody | Previous treatment | JAKi, starting dose | CDASI, start / last | Adverse events | Follow-up, months |
|---|---|---|---|---|---|---|---|
| 1 | 62 / F | Mi-2 | Prednisone, methotrexate | Tofacitinib 5 mg bid | 30 / 4 | None | 12 |
| 2 | 35 / M | None | Prednisone | Baricitinib 4 mg once daily | 20 / 21 | Herpes zoster | 7 |

## Discussion

Both had dermatomyositis.
"""  # noqa: E501

COLUMNS = """---
title: "Juvenile dermatomyositis and ruxolitinib"
---

## Results

Table 1. Children A and B.

| | A | B |
|---|---|---|
| Sex | girl | boy |
| Age at onset | 3 y | 5 y 6 mo |
| Age at first JAKi | 4 y 6 mo | 7 y |
| JAKi | Ruxolitinib | Ruxolitinib |
| Starting dose | 2.5 mg bid | 5 mg bid |
| CMAS, start | 20 | 51 |
| CMAS, last | 48 | 52 |
| Prednisone, mg/kg/day, start/last | 0.5/0 | 0.3/0.3 |
"""

GROUPS = """---
title: "Baricitinib in dermatomyositis: a cohort"
---

## Results

Adults and comparison patients with dermatomyositis were followed. The adults took baricitinib 4 mg once daily.

Table 1. Outcome.

| | Adults (n = 5) | Comparison (n = 7) |
|---|---|---|
| Female, n | 4 | 5 |
| Age, median (range), years | 57 (39-70) | 44 (20-68) |
| Earlier methotrexate, n | 4 | 6 |
| Earlier rituximab, n | 0 | 3 |
| Skin improved, n/N | 3/4 | 2/7 |
"""


def test_patients_in_rows_get_the_cells_of_their_row(annotate: Annotate) -> None:
    first, second = annotate(ROWS).cases
    assert (first.age_years, first.sex, first.antibodies) == (62, "female", ("anti-Mi-2",))
    assert (second.age_years, second.sex, second.antibodies) == (35, "male", ())
    assert [(drug.name, drug.dose, drug.frequency) for drug in first.drugs] == [("tofacitinib", "5 mg", "twice daily")]
    assert set(first.prior_therapies) == {"glucocorticoids", "methotrexate"}
    assert (first.follow_up_months, second.follow_up_months) == (12, 7)
    assert (first.adverse_events, second.adverse_events) == ((), ("herpes zoster",))


def test_a_score_with_two_values_gives_the_outcome(annotate: Annotate) -> None:
    first, second = annotate(ROWS).cases
    assert [(row.domain, row.direction) for row in first.outcomes] == [("skin", "improved")]
    assert [(row.domain, row.direction) for row in second.outcomes] == [("skin", "unchanged")]


def test_a_cell_is_quoted_with_its_heads(extract: Extract) -> None:
    (age,) = [item for item in extract(ROWS).cases[0].candidates if item.slot.field == "age_years"]
    assert [anchor.quote for anchor in age.evidence[0].anchors] == ["Age, y / sex", "62 / F"]


def test_patients_in_columns_get_the_cells_of_their_column(annotate: Annotate) -> None:
    first, second = annotate(COLUMNS).cases
    assert (first.sex, first.age_years, second.sex, second.age_years) == ("female", 4.5, "male", 7)
    assert (first.disease, second.disease) == ("JDM", "JDM")
    assert (first.drugs[0].dose, second.drugs[0].dose) == ("2.5 mg", "5 mg")
    assert (first.steroid_sparing, second.steroid_sparing) == (True, False)


def test_a_domain_that_was_normal_at_the_start_has_no_outcome(annotate: Annotate) -> None:
    first, second = annotate(COLUMNS).cases
    assert [(row.domain, row.direction) for row in first.outcomes] == [("muscle", "improved")]
    assert second.outcomes == ()


def test_a_group_keeps_its_counts_and_the_comparison_is_no_case(annotate: Annotate) -> None:
    (group,) = annotate(GROUPS).cases
    assert (group.unit, group.label, group.n, group.n_female, group.age_years) == ("group", "Adults", 5, 4, 57)
    assert group.prior_therapies == ("methotrexate",)
    (row,) = group.outcomes
    assert (row.domain, row.direction, row.n_improved, row.n_evaluable) == ("skin", "improved", 3, 4)


def test_a_table_behind_the_references_is_read(annotate: Annotate) -> None:
    text, table = COLUMNS.split("Table 1. Children A and B.\n\n")
    rows, _, rest = table.partition("\n\n")
    moved = annotate(f"{text}{rest}\n\n## References\n\n1. Ito K. Ruxolitinib. J Skin. 2019;1:2-3.\n\n{rows}\n")
    assert [case.age_years for case in moved.cases] == [case.age_years for case in annotate(COLUMNS).cases]
    assert [case.drugs for case in moved.cases] == [case.drugs for case in annotate(COLUMNS).cases]


NUMBERED = """---
title: "Biologics in pityriasis rubra pilaris"
---

## Results

Table 1. The patients.

| Case | Age, y / sex | {head} | Biologic, starting dose | Follow-up, months |
|---|---|---|---|---|
| 1 | 62 / F | I | Secukinumab 300 mg every 4 weeks | 12 |
| 2 | 35 / M | II | Guselkumab 100 mg every 8 weeks | 7 |

## Discussion

Both had pityriasis rubra pilaris.
"""


@pytest.mark.parametrize(
    ("head", "subtypes"), [("Type", ["type I classic adult", "type II atypical adult"]), ("Ward", [None, None])]
)
def test_a_number_under_a_head_is_read_with_it(head: str, subtypes: list[str | None]) -> None:
    protocol = load_protocol("biologics_prp")
    document = document_from_markdown(NUMBERED.format(head=head))
    found = assemble(document, Analyzer(protocol).analyze(document), protocol, "paper").annotation()
    assert [case.subtype for case in found.cases] == subtypes
