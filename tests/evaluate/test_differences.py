from extractor.core.annotation import AnnotatedCase, AnnotatedStatement, Annotation, DrugCourse
from extractor.evaluate.differences import Difference, differences
from extractor.evaluate.score import score


def found(gold: Annotation, candidate: Annotation) -> list[Difference]:
    return list(differences(score({"a": gold}, {"a": candidate})))


def test_equal_annotations_have_no_differences() -> None:
    same = Annotation("a", year=2020, cases=(AnnotatedCase("p1", age_years=40),))
    assert found(same, same) == []


def test_a_single_value_is_wrong_missed_or_spurious() -> None:
    gold = Annotation("a", cases=(AnnotatedCase("p1", age_years=40, sex="male", disease="X", follow_up_months=6),))
    other = Annotation("a", cases=(AnnotatedCase("p9", age_years=40, sex="female", disease="X", subtype="s"),))
    assert found(gold, other) == [
        Difference("wrong", "a", "p1", "sex", "male", "female"),
        Difference("spurious", "a", "p1", "subtype", None, "s"),
        Difference("missed", "a", "p1", "follow_up_months", "6", None),
    ]


def test_a_value_told_of_something_is_wrong_where_both_tell_of_it() -> None:
    gold = Annotation("a", cases=(AnnotatedCase("p1", age_years=40, drugs=(DrugCourse("x", "5 mg"),)),))
    other = Annotation("a", cases=(AnnotatedCase("p1", age_years=40, drugs=(DrugCourse("x", "10 mg"),)),))
    assert found(gold, other) == [Difference("wrong", "a", "p1", "dose", "x 5 mg", "x 10 mg")]


def test_list_items_are_missed_and_spurious_one_by_one() -> None:
    gold = Annotation("a", cases=(AnnotatedCase("p1", age_years=4, prior_therapies=("b", "c")),))
    other = Annotation("a", cases=(AnnotatedCase("p1", age_years=4, prior_therapies=("c", "d")),))
    assert found(gold, other) == [
        Difference("missed", "a", "p1", "prior_therapies", "b", None),
        Difference("spurious", "a", "p1", "prior_therapies", None, "d"),
    ]


def test_a_missed_statement_is_shown_with_its_sentence() -> None:
    gold = Annotation("a", statements=(AnnotatedStatement("It cleared.", ("skin",), "improved", "prior"),))
    assert found(gold, Annotation("a")) == [
        Difference("missed", "a", None, "statement (any)", "yes", None, "It cleared.")
    ]
