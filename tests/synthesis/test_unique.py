from itertools import permutations
from typing import Any

import pytest

from extractor.synthesis.model import Patient
from tests.synthesis.sample import case, doubts, publication, unique

SKIN = {"baseline": {"ild": 1}, "outcome": {"ild": "improved"}}
WORSE = {"baseline": {"ild": 1}, "outcome": {"ild": "worsened"}}


def roles(patient: Patient) -> list[tuple[str, str]]:
    return [(item.name, item.role) for item in patient.cases]


def value(patient: Patient, field: str, key: str = "") -> Any:
    return next((item.value for item in patient.sources(field, key=key)), None)


def test_cases_that_nothing_links_are_patients_of_their_own() -> None:
    found = unique(publication("a", 2018, case("p1"), case("p2")), publication("b", 2020, case("p1")))
    assert [(item.name, item.n) for item in found] == [("a/p1", 1), ("a/p2", 1), ("b/p1", 1)]


def test_two_reports_of_a_patient_count_once_and_the_earlier_one_is_asked_first() -> None:
    [found] = unique(
        publication("a", 2021, case("p1", sex="male", age_years=40, same_as=["b/p1"])),
        publication("b", 2019, case("p1", sex="male", age_years=38, **SKIN)),
    )
    assert roles(found) == [("b/p1", "counted"), ("a/p1", "same")]
    assert found.cases[1].reason == "a/p1 and b/p1 are reports of one patient"
    assert [item.field for item in found.cases[1].sources] == ["same_as"]
    assert (found.n, found.record.age_years, found.record.sex) == (1, 38, "male")


def test_where_asked_the_report_with_the_longest_follow_up_is_asked_first() -> None:
    reports = (
        publication("a", 2018, case("p1", age_years=38, follow_up_months=6, **SKIN)),
        publication("b", 2021, case("p1", age_years=40, follow_up_months=30, same_as=["a/p1"], **WORSE)),
    )
    [earliest], [longest] = unique(*reports), unique(*reports, linked="longest")
    assert (earliest.name, earliest.record.outcomes[0].direction) == ("a/p1", "improved")
    assert (longest.name, longest.record.outcomes[0].direction) == ("b/p1", "worsened")


def test_a_report_without_follow_up_is_asked_last_where_the_longest_is_asked_first() -> None:
    [found] = unique(
        publication("a", 2018, case("p1")),
        publication("b", 2021, case("p1", follow_up_months=0, same_as=["a/p1"])),
        linked="longest",
    )
    assert found.name == "b/p1"


def test_in_one_year_the_report_that_names_the_other_is_the_later() -> None:
    [found] = unique(publication("a", 2020, case("p1", same_as=["b/p1"])), publication("b", 2020, case("p1")))
    assert found.name == "b/p1"


def test_what_the_first_report_does_not_tell_comes_from_the_next() -> None:
    [found] = unique(
        publication("a", 2018, case("p1", sex="female", antibodies=["anti-x"])),
        publication("b", 2021, case("p1", same_as=["a/p1"], died=True, antibodies=["anti-y"])),
    )
    assert (found.record.sex, found.record.died, found.record.antibodies) == ("female", True, ("anti-x", "anti-y"))
    assert [item.publication for item in found.sources("died")] == ["b"]


def test_a_word_that_something_is_not_reported_gives_way_to_a_report_that_tells_it() -> None:
    [found] = unique(
        publication("a", 2018, case("p1", sex="(not reported)")),
        publication("b", 2021, case("p1", same_as=["a/p1"], sex="female")),
    )
    assert found.record.sex == "female"


def test_a_domains_state_and_the_drugs_come_from_one_report_each() -> None:
    [found] = unique(
        publication("a", 2018, case("p1", drug_name=["x"], outcome={"ild": "unchanged"})),
        publication(
            "b",
            2021,
            case(
                "p1",
                same_as=["a/p1"],
                drug_name=["y", "z"],
                drug_dose={"d1": "5 mg"},
                outcome={"ild": "improved"},
                outcome_course={"ild": "sustained"},
                score_last={"ild/FVC": 80},
            ),
        ),
    )
    assert [(item.name, item.dose) for item in found.record.drugs] == [("x", None)]
    assert [(item.direction, item.course, item.scores) for item in found.record.outcomes] == [("unchanged", None, ())]


def test_what_the_reports_tell_differently_is_listed_with_both_sources() -> None:
    [found] = unique(
        publication("a", 2018, case("p1", sex="female", age_years=38, label="Case 1", follow_up_months=3)),
        publication(
            "b", 2021, case("p1", same_as=["a/p1"], sex="male", age_years=38, label="Ms X", follow_up_months=9)
        ),
    )
    [conflict] = found.conflicts
    assert (conflict.field, [(item.publication, item.value) for item in conflict.told]) == (
        "sex",
        [("a", "female"), ("b", "male")],
    )
    assert [item.quotes[0].text for item in conflict.told] == ["sex  female", "sex  male"]


def test_three_reports_that_are_linked_in_a_chain_are_one_patient() -> None:
    reports = (
        publication("a", 2018, case("p1")),
        publication("b", 2020, case("p4", same_as=["a/p1"])),
        publication("c", 2022, case("p2", same_as=["b/p4"])),
    )
    [found] = unique(*reports)
    assert roles(found) == [("a/p1", "counted"), ("b/p4", "same"), ("c/p2", "same")]


def test_a_link_to_a_case_that_is_not_included_joins_nothing_and_is_told() -> None:
    only = publication("b", 2020, case("p1", same_as=["z/p9"]))
    assert [item.n for item in unique(only)] == [1]
    assert [item.words for item in doubts(only)] == [
        "b/p1 is said to be z/p9, which no included publication has; it counts by itself"
    ]


def test_links_that_make_one_patient_of_two_cases_of_a_publication_are_told() -> None:
    reports = (
        publication("a", 2018, case("p1"), case("p2")),
        publication("b", 2020, case("p1", same_as=["a/p1", "a/p2"])),
    )
    assert len(unique(*reports)) == 1
    assert [item.words for item in doubts(*reports)] == [
        "a/p1, a/p2, b/p1 count as one, and one publication tells of two of them"
    ]


def test_a_member_of_a_group_who_is_also_told_singly_counts_with_the_group() -> None:
    [found] = unique(
        publication("a", 2018, case("p1", sex="female", **SKIN)),
        publication("b", 2021, case("g1", n=8, same_as=["a/p1"], baseline={"ild": 5}, n_improved={"ild": 4})),
    )
    assert (found.name, found.n, roles(found)) == ("b/g1", 8, [("b/g1", "counted"), ("a/p1", "member")])
    assert found.cases[1].reason == "a/p1 is one of the patients of b/g1"
    assert (found.record.sex, [item.name for item in found.members]) == (None, ["a/p1"])


def test_in_a_domain_that_the_group_does_not_tell_its_members_count_for_themselves() -> None:
    [found] = unique(
        publication("a", 2018, case("p1", **SKIN), case("p2", **WORSE), case("g1", n=8, same_as=["a/p1", "a/p2"])),
    )
    told = found.response("ild")
    assert told is not None
    assert (told.counted, told.last.improved, told.last.n) == (2, 1, 2)


def test_of_groups_that_share_patients_the_largest_counts_in_each_domain_that_it_tells() -> None:
    def told(domain: str, n: int) -> dict[str, Any]:
        return {"baseline": {domain: n}, "outcome": {domain: "improved"}, "n_improved": {domain: n}}

    [found] = unique(
        publication("a", 2018, case("g1", n=5, **told("joint", 3))),
        publication("b", 2021, case("g1", n=12, same_as=["a/g1"], **told("ild", 7))),
    )
    assert (found.n, roles(found)) == (12, [("b/g1", "counted"), ("a/g1", "sharing")])
    assert found.cases[1].reason == "b/g1 and a/g1 share patients"
    assert [(item.domain, item.counted) for item in found.responses] == [("ild", 7), ("joint", 3)]


def test_a_group_told_again_with_as_many_patients_is_the_same_group_and_the_earlier_counts() -> None:
    [found] = unique(
        publication("b", 2021, case("g1", n=5, same_as=["a/g1"], n_female=2)), publication("a", 2018, case("g1", n=5))
    )
    assert roles(found) == [("a/g1", "counted"), ("b/g1", "same")]
    assert found.record.n_female == 2


def test_groups_of_one_size_that_share_one_patient_are_not_one_group_told_twice() -> None:
    [found] = unique(
        publication("a", 2018, case("g1", n=5)),
        publication("b", 2019, case("p1", same_as=["a/g1", "c/g1"])),
        publication("c", 2021, case("g1", n=5, n_female=2)),
    )
    assert roles(found) == [("a/g1", "counted"), ("b/p1", "member"), ("c/g1", "sharing")]
    assert (found.record.n_female, found.cases[1].reason) == (
        None,
        "b/p1 is one of the patients of a/g1; b/p1 is one of the patients of c/g1",
    )


def test_a_group_of_all_the_publications_patients_holds_its_other_cases() -> None:
    [found] = unique(publication("a", 2018, case("g1", n=9), case("g2", n=4), case("p1"), n_patients=9))
    assert (found.n, roles(found)) == (9, [("a/g1", "counted"), ("a/p1", "member"), ("a/g2", "sharing")])
    assert found.cases[1].reason == "a has 9 patients, and a/g1 tells of all of them"
    assert [item.field for item in found.cases[1].sources] == ["n_patients"]


def test_who_is_too_many_for_a_publication_is_a_member_of_the_only_group_that_fits() -> None:
    found = unique(
        publication(
            "a",
            2018,
            case("g1", n=6, disease="DM"),
            case("g2", n=3, disease="JDM"),
            case("p1", disease="JDM"),
            n_patients=9,
        )
    )
    assert [(item.name, item.n, roles(item)[1:]) for item in found] == [
        ("a/g1", 6, []),
        ("a/g2", 3, [("a/p1", "member")]),
    ]


def test_groups_that_add_up_to_more_than_there_are_share_patients() -> None:
    [found] = unique(publication("a", 2018, case("g1", n=12), case("g2", n=10), n_patients=20))
    assert (found.n, roles(found)) == (20, [("a/g1", "counted"), ("a/g2", "sharing")])
    assert found.cases[1].reason == "a has 20 patients, and its groups add up to 22"


def test_a_publication_whose_cases_add_up_is_left_as_it_is() -> None:
    told = publication("a", 2018, case("g1", n=6), case("p1"), case("p2"), n_patients=8)
    assert [item.n for item in unique(told)] == [6, 1, 1]
    assert doubts(told) == ()


def test_who_is_told_twice_is_asked_where_it_cannot_be_known() -> None:
    told = publication("a", 2018, case("g1", n=6), case("p1"), case("p2"), n_patients=7)
    assert [item.n for item in unique(told)] == [6, 1, 1]
    assert [item.words for item in doubts(told)] == [
        "a has 7 patients, and its cases add up to 8: say with same_as who is told twice"
    ]


def test_more_members_told_singly_than_a_group_has_are_told() -> None:
    told = publication("a", 2018, case("g1", n=1, same_as=["a/p1", "a/p2"]), case("p1"), case("p2"))
    assert [item.n for item in unique(told)] == [2]
    assert [item.words for item in doubts(told)] == ["a/g1 has 1 patient, and 2 are told singly"]


def test_a_group_that_does_not_tell_its_size_counts_as_its_largest_count_and_is_told() -> None:
    told = publication("a", 2018, case("g1", baseline={"ild": 3, "joint": 5}))
    assert [item.n for item in unique(told)] == [5]
    assert [item.words for item in doubts(told)] == [
        "a/g1 does not tell how many patients it has; it counts as 5, as its counts say"
    ]


def test_what_improved_though_nobody_tells_that_it_was_active_is_told() -> None:
    reports = publication("a", 2018, case("p1", outcome={"ild": "improved"}), case("p2", outcome={"ild": "worsened"}))
    assert [item.words for item in doubts(reports)] == [
        "a/p1 tells that ild improved, and not that it was active when the drug was started; it counts in no result"
    ]


def test_a_member_of_a_group_who_is_told_again_elsewhere_is_one_member() -> None:
    [found] = unique(
        publication("a", 2018, case("g1", n=5)),
        publication("b", 2019, case("p1", same_as=["a/g1"])),
        publication("c", 2020, case("p1", same_as=["b/p1"])),
    )
    assert (found.n, roles(found)) == (5, [("a/g1", "counted"), ("b/p1", "member"), ("c/p1", "member")])
    assert [item.name for item in found.members] == ["b/p1"]


def test_a_case_that_is_said_to_be_itself_is_linked_with_nobody() -> None:
    told = publication("a", 2018, case("p1", same_as=["a/p1"]))
    assert [item.name for item in unique(told)] == ["a/p1"]
    assert doubts(told) == ()


@pytest.mark.parametrize("size", [0, -3])
def test_a_group_of_nobody_counts_as_one_and_is_told(size: int) -> None:
    told = publication("a", 2018, case("g1", n=size))
    assert [item.n for item in unique(told)] == [1]
    assert [item.words for item in doubts(told)] == [
        "a/g1 does not tell how many patients it has; it counts as 1, as its counts say"
    ]


@pytest.mark.parametrize("linked", ["earliest", "longest"])
def test_the_order_of_publications_makes_no_difference(linked: Any) -> None:
    reports = (
        publication("a", 2018, case("p1", age_years=30, follow_up_months=4), case("g1", n=4)),
        publication("b", 2018, case("p1", same_as=["a/p1"], age_years=31, follow_up_months=4)),
        publication("c", None, case("g1", n=7, same_as=["a/g1", "b/p1"])),
    )
    found = {unique(*order, linked=linked) for order in permutations(reports)}
    assert len(found) == 1


def test_a_treatment_begun_with_the_drug_is_a_new_cotherapy() -> None:
    [began, kept] = unique(
        publication(
            "a", 2018, case("p1", concomitant={"x": "started_with"}), case("p2", concomitant={"x": "continued"})
        )
    )
    assert (began.new_cotherapy, kept.new_cotherapy) == (True, False)


def test_a_group_one_of_whom_began_another_treatment_is_not_without_new_cotherapy() -> None:
    member = case("p1", concomitant={"x": "started_with"})
    [of_member] = unique(publication("a", 2018, case("g1", n=3, same_as=["a/p1"]), member))
    sharing = case("g2", n=2, same_as=["a/g1"], concomitant={"x": "started_with"})
    [of_sharing] = unique(publication("a", 2018, case("g1", n=3), sharing))
    assert (of_member.new_cotherapy, of_sharing.new_cotherapy) == (True, True)
