from dataclasses import replace

from extractor.core.candidate import Contradiction, Extraction, Missed
from extractor.store.identity import inherit
from tests.store.sample import AGE, anchor, candidate, case, extraction, statement, two_cases


def uids(told: Extraction) -> list[str]:
    return [item.uid for item in told.cases]


def test_an_extraction_inherits_itself_unchanged() -> None:
    assert inherit(two_cases(), two_cases()) == two_cases()


def test_a_case_inherits_the_uid_of_the_one_that_shares_most_anchors() -> None:
    new = extraction(
        case("n1", "The second patient", candidate(AGE, 52, "aged 52")),
        case("n2", "Patient 1 was", candidate(AGE, 47, "aged 47")),
    )
    assert uids(inherit(two_cases(), new)) == ["c2", "c1"]


def test_a_case_without_a_shared_anchor_keeps_its_own_uid() -> None:
    assert uids(inherit(two_cases(), extraction(case("n1", "Another man")))) == ["n1"]


def test_no_uid_is_inherited_twice() -> None:
    new = extraction(case("n1", "Patient 1 was"), case("n2", "Patient 1 was"))
    assert uids(inherit(two_cases(), new)) == ["c1", "n2"]


def test_a_new_case_with_a_uid_that_another_inherits_gets_a_different_one() -> None:
    new = extraction(case("n1", "Patient 1 was"), case("c1", "Somebody else"))
    inherited = uids(inherit(two_cases(), new))
    assert inherited[0] == "c1"
    assert inherited[1] not in {"c1", "c2", "n1"}


def test_a_group_never_inherits_from_a_patient() -> None:
    group = replace(case("n1", "Patient 1 was"), unit="group")
    assert uids(inherit(two_cases(), extraction(group))) == ["n1"]


def test_statements_inherit_by_place_and_point_to_the_inherited_cases() -> None:
    new = extraction(case("n1", "Patient 1 was"), statements=(statement("t1", "The rash cleared.", "n1"),))
    [told] = inherit(two_cases(), new).statements
    assert (told.uid, told.case_uids) == ("s1", ("c1",))


def test_a_statement_elsewhere_keeps_its_own_uid() -> None:
    new = extraction(statements=(statement("t1", "The rash came back."),))
    assert [item.uid for item in inherit(two_cases(), new).statements] == ["t1"]


def test_a_case_is_found_again_where_its_words_are_set_otherwise() -> None:
    new = extraction(case("n1", "Pa-\ntient 2  was", candidate(AGE, 52, "aged\n52")))
    assert uids(inherit(two_cases(), new)) == ["c2"]


def test_a_case_is_found_again_by_a_longer_quote_of_the_same_place() -> None:
    new = extraction(case("n1", "Later on, Patient 2 was seen as well"))
    assert uids(inherit(two_cases(), new)) == ["c2"]


def missed(uid: str, quote: str, page: int = 1) -> Missed:
    return Missed(uid, anchor(quote, page), ("age",), 3.0)


def told(*missed: Missed, contradictions: tuple[Contradiction, ...] = ()) -> Extraction:
    return replace(extraction(), missed=missed, contradictions=contradictions)


def test_a_passage_keeps_its_uid_however_its_lines_break() -> None:
    old = told(missed("m1", "A man of 33 years"), missed("m2", "A man of 44 years"))
    new = told(missed("x", "A man\nof 44 years"), missed("y", "A man of 55 years"), missed("z", "A man of 33 years", 2))
    assert [item.uid for item in inherit(old, new).missed] == ["m2", "y", "z"]


def test_a_contradiction_keeps_its_uid_as_long_as_it_says_the_same() -> None:
    def says(uid: str, words: str) -> Contradiction:
        return Contradiction(uid, "share", words, (anchor("11/18 (55%)"),))

    new = told(contradictions=(says("a", "11 of 18 is 61 %, not 55 %"), says("b", "no count of 18 is 55 %")))
    found = inherit(told(contradictions=(says("k", "11 of 18 is 61 %, not 55 %"),)), new)
    assert [item.uid for item in found.contradictions] == ["k", "b"]
