from extractor.core.annotation import AnnotatedCase, Annotation, BaselineRow, OutcomeRow
from extractor.evaluate.baseline import constant_answer, improved_share


def test_the_constant_answer_improves_every_outcome_and_makes_every_baseline_refractory() -> None:
    patient = AnnotatedCase(
        "p1",
        age_years=40,
        baseline=(BaselineRow("skin", 1, None), BaselineRow("muscle", 1, False)),
        outcomes=(OutcomeRow("skin", "worsened", 0, 1),),
    )
    group = AnnotatedCase(
        "g1", "group", n=5, outcomes=(OutcomeRow("skin", "unchanged", 1, 4), OutcomeRow("ild", "improved"))
    )
    answer = constant_answer({"a": Annotation("a", year=2020, cases=(patient, group))})["a"]
    assert answer == Annotation(
        "a",
        year=2020,
        cases=(
            AnnotatedCase(
                "p1",
                age_years=40,
                baseline=(BaselineRow("skin", 1, True), BaselineRow("muscle", 1, True)),
                outcomes=(OutcomeRow("skin", "improved", 1, 1),),
            ),
            AnnotatedCase(
                "g1", "group", n=5, outcomes=(OutcomeRow("skin", "improved", 4, 4), OutcomeRow("ild", "improved"))
            ),
        ),
    )


def test_the_improved_share_is_that_of_all_outcomes_and_unknown_without_any() -> None:
    case = AnnotatedCase("p1", outcomes=(OutcomeRow("skin", "improved", 1, 1), OutcomeRow("ild", "unchanged", 0, 1)))
    assert improved_share({"a": Annotation("a", cases=(case,))}) == 0.5
    assert improved_share({"a": Annotation("a")}) is None
