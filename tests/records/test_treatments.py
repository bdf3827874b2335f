"""Treatments of a case: what was taken is told by what it did, by its end, or of the group that took it."""

import pytest

from extractor.nlp.analyze import Analyzer
from tests.records import Annotate
from tests.records.test_domain_states import Said, annotated


def test_what_is_said_to_have_done_nothing_was_given(analyzer: Analyzer) -> None:
    told = annotated(
        analyzer,
        {"Neither azathioprine": ("skin", "unchanged", "prior")},
        treated="Neither azathioprine nor ciclosporin had helped the rash.",
        story="She slept.",
    )
    assert set(told.prior_therapies) == {"azathioprine", "ciclosporin"}


def test_what_was_never_taken_is_no_prior_therapy(analyzer: Analyzer) -> None:
    told = annotated(analyzer, {}, treated="She had taken neither azathioprine nor ciclosporin.", story="She slept.")
    assert told.prior_therapies == ()


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ("Prednisolone was tapered from 20 mg to 5 mg.", ("glucocorticoids",)),
        ("At month 4 prednisolone was added. It was tapered in the summer.", ()),
        ("At month 6 prednisolone was started, and at month 9 prednisolone was tapered.", ()),
    ],
)
def test_steroids_lowered_under_the_drug_came_before_it_unless_begun_later(
    analyzer: Analyzer, story: str, expected: tuple[str, ...]
) -> None:
    assert annotated(analyzer, {}, story=story).prior_therapies == expected


def test_a_drug_told_by_what_it_did_was_taken(analyzer: Analyzer) -> None:
    said: Said = {"Baricitinib": ("skin", "worsened", "observed")}
    told = annotated(analyzer, said, treated="Baricitinib had made her rash worse.", story="She slept.")
    assert {drug.name for drug in told.drugs} == {"baricitinib", "tofacitinib"}


def test_a_drug_told_of_other_patients_was_not_taken(analyzer: Analyzer) -> None:
    said: Said = {"Two patients": ("skin", "improved", "cited")}
    told = annotated(analyzer, said, story="Two patients of Smith improved when baricitinib was begun.")
    assert [drug.name for drug in told.drugs] == ["tofacitinib"]


COHORT = """# Tofacitinib in dermatomyositis

## Methods

Twelve adults with dermatomyositis were given tofacitinib 5 mg twice daily after failure of methotrexate. {more}

## Results

Their median age was 50 years. The rash improved in nine of twelve.
"""


def test_what_had_failed_in_those_included_was_given_to_the_group(annotate: Annotate) -> None:
    (group,) = annotate(COHORT.format(more="")).cases
    assert group.prior_therapies == ("methotrexate",)


def test_what_controls_took_is_none_of_the_groups(annotate: Annotate) -> None:
    (group,) = annotate(COHORT.format(more="Ten controls had been treated with azathioprine.")).cases
    assert group.prior_therapies == ("methotrexate",)


def test_an_amount_a_day_has_the_rhythm_told_of_all(annotate: Annotate) -> None:
    methods = "Baricitinib was given at 4 mg once daily to both patients."
    table = "| Patient | Age | Drug |\n| --- | --- | --- |\n| 1 | 40 | {} 4 mg/day |\n| 2 | 50 | {} 2 mg/day |"
    stories = "**Patient {}.** A woman of {} with dermatomyositis improved on baricitinib."
    results = "\n\n".join([table.format("Baricitinib", "Baricitinib"), stories.format(1, 40), stories.format(2, 50)])
    paper = f"# Two women with dermatomyositis\n\n## Methods\n\n{methods}\n\n## Results\n\n{results}\n"
    told = [(case.drugs[0].dose, case.drugs[0].frequency) for case in annotate(paper).cases]
    assert told == [("4 mg", "once daily"), ("2 mg/day", None)]


def test_a_class_is_left_out_where_a_member_of_it_is_told(analyzer: Analyzer) -> None:
    told = "An antimalarial had done nothing: hydroxychloroquine had been taken for a year."
    assert annotated(analyzer, {}, treated=told, story="She slept.").prior_therapies == ("hydroxychloroquine",)


def test_a_class_stays_beside_what_is_not_of_it(analyzer: Analyzer) -> None:
    told = annotated(analyzer, {}, treated="An antimalarial and methotrexate had failed.", story="She slept.")
    assert told.prior_therapies == ("antimalarials", "methotrexate")
