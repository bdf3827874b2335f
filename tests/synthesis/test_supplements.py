"""Nobody counts twice because a supplement or a notice tells of him too."""

from collections.abc import Mapping
from typing import Any

import pytest

from extractor.core.reference import PaperRole
from extractor.synthesis.supplements import with_supplements
from extractor.synthesis.told import PublicationTold
from tests.synthesis.sample import case, publication, unique


def patients(of_main: list[tuple[str, Mapping[str, Any]]], *beside: tuple[str, Mapping[str, Any]], n: int) -> int:
    """Return how many patients count of a publication of ``n`` patients with a supplement."""
    main, other = publication("roe", 2021, *of_main, n_patients=n), publication("supp", 2021, *beside)
    told, _ = with_supplements([main, other], {other.uid: ("supplement", main.uid)})
    assert [item.id for item in told] == ["roe"]
    return sum(patient.n for patient in unique(*told))


def questions(main: PublicationTold, other: PublicationTold, role: PaperRole) -> list[str]:
    return [item.words for item in with_supplements([main, other], {other.uid: (role, main.uid)})[1]]


@pytest.mark.parametrize(
    ("of_main", "beside", "n"),
    [
        pytest.param([case("p1", age_years=40)], [case("p1", age_years=40)], 1, id="told again"),
        pytest.param([case("p1")], [case("p1", same_as=["roe/p1"])], 1, id="said to be the same"),
        pytest.param([case("g1", n=3)], [case("p1"), case("p2"), case("p3")], 3, id="the group one by one"),
        pytest.param([], [case("p1"), case("p2")], 2, id="told in the supplement alone"),
        pytest.param([case("p1"), case("p2")], [case("p1"), case("p2")], 2, id="several told again"),
    ],
)
def test_patients_of_a_supplement_count_with_its_publication(
    of_main: list[tuple[str, Mapping[str, Any]]], beside: list[tuple[str, Mapping[str, Any]]], n: int
) -> None:
    assert patients(of_main, *beside, n=n) == n


def test_members_of_a_group_that_a_supplement_tells_one_by_one_are_there_one_by_one() -> None:
    main = publication("roe", 2021, case("g1", n=2), n_patients=2)
    other = publication("supp", 2021, case("p1", sex="female"), case("p2", sex="male"))
    [told], left = with_supplements([main, other], {other.uid: ("supplement", main.uid)})
    assert [item.name for item in told.cases] == ["roe/g1", "supp/p1", "supp/p2"]
    assert left == []


def test_who_is_left_out_is_told() -> None:
    main, other = publication("roe", 2021, case("p1"), n_patients=1), publication("supp", 2021, case("p1"))
    assert questions(main, other, "supplement") == [
        "supp is a supplement to roe; it tells of 1 patient, counted only as roe tells of them: "
        "say with same_as who is who"
    ]


def test_a_notice_is_told_and_a_supplement_without_patients_is_not() -> None:
    main, other = publication("roe", 2021, case("p1")), publication("note", 2021)
    assert questions(main, other, "supplement") == []
    assert questions(main, other, "retraction") == [
        "note is a retraction on roe; what roe tells is counted as it stands there"
    ]
    assert questions(main, other, "expression of concern") == [
        "note is an expression of concern on roe; what roe tells is counted as it stands there"
    ]


def test_a_retracted_article_counts_and_is_told() -> None:
    main = publication("roe", 2021, case("p1"))
    told, [question] = with_supplements([main], {main.uid: ("retracted", main.uid)})
    assert told == [main]
    assert question.words == "roe is marked as retracted; what it tells is counted"


def test_what_belongs_to_nothing_in_the_review_stands_alone() -> None:
    other = publication("supp", 2021, case("p1"))
    assert with_supplements([other], {other.uid: ("supplement", "elsewhere")}) == ([other], [])


def test_of_an_excluded_publication_nothing_is_asked() -> None:
    main = publication("roe", 2021, case("p1"), included=False)
    assert questions(main, publication("supp", 2021, case("p1")), "supplement") == []
