from extractor.core.annotation import AnnotatedCase, AnnotatedStatement, Annotation, DrugCourse
from extractor.evaluate.match import agreement, name_as, pair_cases, pair_statements, same_sentence


def patient(case_id: str, **values: object) -> AnnotatedCase:
    return AnnotatedCase(case_id, **values)  # type: ignore[arg-type]


def test_cases_are_paired_by_what_they_say_and_not_by_their_number() -> None:
    gold = Annotation("a", cases=(patient("p1", age_years=40), patient("p2", age_years=9)))
    found = Annotation("a", cases=(patient("p1", age_years=9), patient("p2", age_years=40)))
    assert pair_cases(gold, found) == [(0, 1), (1, 0)]


def test_cases_that_share_too_little_are_no_pair() -> None:
    gold = Annotation("a", cases=(patient("p1", age_years=40, sex="male", n=None),))
    found = Annotation("a", cases=(patient("p1", age_years=9, sex="female", n=None),))
    assert pair_cases(gold, found) == []


def test_a_publication_without_cases_gives_no_pairs() -> None:
    assert pair_cases(Annotation("a"), Annotation("a", cases=(patient("p1"),))) == []
    assert pair_cases(Annotation("a", cases=(patient("p1"),)), Annotation("a")) == []


def test_the_best_total_agreement_wins_over_the_best_single_pair() -> None:
    gold = Annotation("a", cases=(patient("p1", age_years=40, sex="male"), patient("p2", age_years=40, sex="female")))
    found = Annotation("a", cases=(patient("p1", age_years=40, sex="female"), patient("p2", age_years=40)))
    assert pair_cases(gold, found) == [(0, 1), (1, 0)]


def test_agreement_is_one_for_equal_cases_and_halved_for_another_unit() -> None:
    case = patient("p1", age_years=40, label="Patient 2", drugs=(DrugCourse("x", "5 mg"),))
    assert agreement(case, case) == 1
    assert agreement(case, patient("g1", unit="group", age_years=40, label="P2", drugs=case.drugs)) == 0.5


def test_cases_that_state_nothing_do_not_agree() -> None:
    assert agreement(patient("p1", n=None), patient("p2", n=None)) == 0


def test_same_as_is_renamed_to_gold_numbers() -> None:
    gold = {"a": Annotation("a", cases=(patient("p7", age_years=40),))}
    found = {
        "a": Annotation("a", cases=(patient("p1", age_years=40),)),
        "b": Annotation("b", cases=(patient("p1", same_as=("a/p1", "c/p9")),)),
    }
    assert name_as(gold, found)["b"].cases[0].same_as == ("a/p7", "c/p9")


def test_sentences_are_the_same_when_most_words_are_shared_or_one_lies_in_the_other() -> None:
    assert same_sentence("The rash cleared.", "the rash clea-\nred")
    assert same_sentence("The rash of both hands cleared within weeks.", "The rash of both hands cleared")
    assert not same_sentence("The rash cleared.", "The cough stayed.")
    assert not same_sentence("The rash cleared after three months of it.", "The rash cleared")


def test_each_statement_is_taken_once_and_the_same_assertion_is_preferred() -> None:
    prior = AnnotatedStatement("The rash cleared.", ("skin",), "improved", "prior")
    observed = AnnotatedStatement("The rash cleared.", ("skin",), "improved", "observed")
    gold = Annotation("a", statements=(observed, observed, prior))
    found = Annotation("a", statements=(prior, observed))
    assert pair_statements(gold, found) == [(0, 1), (1, 0), (2, None)]
