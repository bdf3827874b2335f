from dataclasses import replace

from extractor.core.candidate import Extraction
from extractor.store.identity import inherit
from tests.store.sample import AGE, candidate, case, extraction, statement, two_cases


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
