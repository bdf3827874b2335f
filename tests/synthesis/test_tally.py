from typing import Any

from extractor.synthesis.model import Synthesis
from extractor.synthesis.told import PublicationTold
from tests.synthesis.sample import UNCLEAR, case, publication, synthesis

ILD = {"baseline": {"ild": 1}, "outcome": {"ild": "improved"}}
GROUP = {"baseline": {"ild": 4}, "outcome": {"ild": "improved"}, "n_improved": {"ild": 3}, "n_evaluable": {"ild": 4}}


def rows(told: Synthesis, by: Any) -> list[tuple[str, str, int, int]]:
    return [(row.value, row.apart, row.last.improved, row.last.n) for row in told.table(by).rows]


def counted(name: str, *publications: PublicationTold) -> list[tuple[str, str, int, int]]:
    return [(row.value, row.apart, row.n, row.groups) for row in synthesis(*publications).count(name).rows]


def test_responses_are_divided_by_disease_in_the_protocols_order_and_what_is_not_told_is_apart() -> None:
    told = synthesis(
        publication("a", 2018, case("p1", disease="JDM", **ILD), case("p2", **ILD), case("p3", disease=UNCLEAR, **ILD)),
        publication("b", 2018, case("p1", disease="DM", **ILD), case("p2", disease="DM", **ILD)),
    )
    assert rows(told, "disease") == [
        ("DM", "told", 2, 2),
        ("JDM", "told", 1, 1),
        ("", "unclear", 1, 1),
        ("", "not_reported", 1, 1),
    ]
    assert rows(told, "all") == [("", "told", 5, 5)]


def test_the_subtype_of_a_group_whose_patients_differ_is_several() -> None:
    told = synthesis(
        publication("a", 2018, case("g1", n=4, **GROUP), case("p1", **ILD), case("p2", subtype="classic", **ILD))
    )
    assert rows(told, "subtype") == [("classic", "told", 1, 1), ("", "several", 3, 4), ("", "not_reported", 1, 1)]


def test_a_result_belongs_to_the_only_drug_or_to_the_one_taken_then() -> None:
    told = synthesis(
        publication(
            "a",
            2018,
            case("p1", drug_name=["tofacitinib"], **ILD),
            case("p2", drug_name=["tofacitinib", "baricitinib"], outcome_drug={"ild": "baricitinib"}, **ILD),
            case("p3", drug_name=["tofacitinib", "baricitinib"], **ILD),
            case("p4", **ILD),
        )
    )
    assert rows(told, "drug") == [
        ("tofacitinib", "told", 1, 1),
        ("baricitinib", "told", 1, 1),
        ("", "several", 1, 1),
        ("", "not_reported", 1, 1),
    ]


def test_a_groups_result_is_of_a_drug_only_where_all_took_it() -> None:
    def of(**told: Any) -> list[tuple[str, str]]:
        found = synthesis(publication("a", 2018, case("g1", n=4, **GROUP, **told))).table("drug").rows
        return [(row.value, row.apart) for row in found]

    assert of(drug_name=["tofacitinib"]) == [("tofacitinib", "told")]
    assert of(drug_name=["tofacitinib"], drug_n={"d1": 4}) == [("tofacitinib", "told")]
    assert of(drug_name=["tofacitinib"], drug_n={"d1": 3}) == [("", "several")]
    assert of(drug_name=["tofacitinib", "baricitinib"]) == [("", "several")]
    assert of(drug_name=["tofacitinib", "baricitinib"], outcome_drug={"ild": "baricitinib"}) == [("", "several")]


def test_a_patient_with_two_antibodies_is_in_both_rows_and_a_groups_antibodies_are_of_any_member() -> None:
    told = synthesis(
        publication("a", 2018, case("p1", antibodies=["anti-b", "anti-a"], **ILD), case("p2", **ILD)),
        publication("b", 2018, case("g1", n=4, antibodies=["anti-a"], **GROUP)),
    )
    assert rows(told, "antibody") == [
        ("anti-a", "told", 1, 1),
        ("anti-b", "told", 1, 1),
        ("", "several", 3, 4),
        ("", "not_reported", 1, 1),
    ]


def test_whoever_began_another_treatment_with_the_drug_is_left_out_of_those_without() -> None:
    told = synthesis(
        publication(
            "a",
            2018,
            case("p1", concomitant={"x": "started_with"}, **ILD),
            case("p2", concomitant={"x": "added_later"}, **ILD),
        )
    )
    [row] = told.table("all").rows
    assert ([part.patient for part in row.last.parts], [part.patient for part in row.last_alone.parts]) == (
        ["a#p1", "a#p2"],
        ["a#p2"],
    )
    assert (row.best.n, row.best_alone.n) == (2, 1)


def test_domains_stand_in_the_protocols_order_and_those_of_nobody_are_left_out() -> None:
    both = {"baseline": {"interferon": 1, "ild": 1}, "outcome": {"interferon": "improved", "ild": "improved"}}
    assert [row.domain for row in synthesis(publication("a", 2018, case("p1", **both))).table("all").rows] == [
        "ild",
        "interferon",
    ]


def test_the_baseline_counts_all_with_a_domain_and_those_of_its_denominator() -> None:
    told = synthesis(
        publication(
            "a",
            2018,
            case("p1", disease="DM", baseline={"skin": 1}, refractory={"skin": True}),
            case("p2", disease="DM", baseline={"skin": 1}, refractory={"skin": False}),
            case("p3", disease="DM"),
        )
    )
    [skin] = [item for item in told.baseline if item.domain == "skin"]
    assert (skin.disease, skin.patients, skin.active.n, skin.counted.n) == ("DM", 3, 2, 1)


def test_sexes_of_a_group_follow_from_its_women() -> None:
    assert counted(
        "sex", publication("a", 2018, case("g1", n=5, n_female=3), case("p1", sex="male"), case("g2", n=2))
    ) == [
        ("female", "told", 3, 0),
        ("male", "told", 3, 0),
        ("", "not_reported", 2, 0),
    ]


def test_drugs_of_a_group_count_as_far_as_it_tells_how_many_took_them() -> None:
    assert counted(
        "drug_name",
        publication(
            "a",
            2018,
            case("g1", n=5, drug_name=["tofacitinib", "baricitinib"], drug_n={"d1": 3}),
            case("g2", n=2, drug_name=["tofacitinib"]),
            case("p1", drug_name=["tofacitinib", "tofacitinib"]),
        ),
    ) == [("tofacitinib", "told", 6, 0), ("baricitinib", "told", 0, 1)]


def test_of_groups_that_share_patients_women_and_drugs_are_those_of_the_counted_one() -> None:
    both = publication(
        "a",
        2018,
        case("g1", n=12, n_female=7, drug_name=["tofacitinib"], **GROUP),
        case("g2", n=10, drug_name=["tofacitinib", "baricitinib"], baseline={"joint": 2}, n_improved={"joint": 1}),
        n_patients=20,
    )
    assert counted("sex", both) == [("female", "told", 7, 0), ("male", "told", 5, 0), ("", "not_reported", 8, 0)]
    assert counted("drug_name", both) == [("tofacitinib", "told", 12, 0), ("", "not_reported", 8, 0)]
    found = synthesis(both).table("drug").rows
    assert [(row.value, row.apart, row.domain, row.last.n) for row in found] == [
        ("tofacitinib", "told", "ild", 4),
        ("", "several", "joint", 2),
    ]


def test_what_a_group_lists_is_told_of_an_unknown_number() -> None:
    told = publication("a", 2018, case("g1", n=5, antibodies=["anti-a"]), case("p1", antibodies=["anti-a"]), case("p2"))
    assert counted("antibodies", told) == [("anti-a", "told", 1, 1), ("", "not_reported", 1, 0)]


def test_adverse_events_go_by_their_term_and_count_once_a_patient() -> None:
    told = publication(
        "a",
        2018,
        case(
            "p1",
            adverse_events=["shingles", "zoster"],
            ae_term={"shingles": "herpes zoster", "zoster": "herpes zoster"},
        ),
        case("p2", adverse_events=["herpes zoster", "acne"]),
        case("p3", ae_status="none_stated"),
        case("p4"),
    )
    assert counted("adverse_events", told) == [
        ("herpes zoster", "told", 2, 0),
        ("acne", "told", 1, 0),
        ("", "not_reported", 2, 0),
    ]
    assert counted("ae_status", told) == [
        ("reported", "told", 2, 0),
        ("none_stated", "told", 1, 0),
        ("", "not_reported", 1, 0),
    ]


def test_stops_and_deaths_are_counted_and_unclear_ones_apart() -> None:
    told = publication(
        "a",
        2018,
        case("p1", stop_reason="no_effect", died=False),
        case("p2", stop_reason=UNCLEAR, died=True),
        case("p3", died=UNCLEAR),
        case("g1", n=3, died=True),
    )
    assert counted("stop_reason", told) == [
        ("no_effect", "told", 1, 0),
        ("", "unclear", 1, 0),
        ("", "not_reported", 4, 0),
    ]
    assert counted("died", told) == [("yes", "told", 1, 1), ("no", "told", 1, 0), ("", "unclear", 1, 0)]


def test_what_a_group_does_not_tell_its_members_tell_for_themselves() -> None:
    told = publication("a", 2018, case("g1", n=5, same_as=["a/p1"]), case("p1", died=True))
    assert counted("died", told) == [("yes", "told", 1, 0), ("", "not_reported", 4, 0)]


def test_drugs_by_subtype_count_patients() -> None:
    told = synthesis(
        publication(
            "a",
            2018,
            case("p1", drug_name=["tofacitinib"], subtype="classic"),
            case("p2", drug_name=["tofacitinib", "baricitinib"], subtype="classic"),
            case("p3", drug_name=["tofacitinib"]),
        )
    )
    assert [(*cell.row, *cell.column, cell.n) for cell in told.drugs_by_subtype.cells] == [
        ("tofacitinib", "told", "classic", "told", 2),
        ("tofacitinib", "told", "", "not_reported", 1),
        ("baricitinib", "told", "classic", "told", 1),
    ]


def test_age_and_follow_up_are_of_patients_told_singly() -> None:
    told = synthesis(
        publication(
            "a",
            2018,
            case("p1", disease="DM", age_years=30),
            case("p2", disease="DM", age_years=50.5),
            case("p3", disease="JDM", age_years=8),
            case("g1", n=9, disease="DM", age_years=99),
        )
    )
    assert [(item.field, item.disease, item.n, item.median, item.low, item.high) for item in told.spreads] == [
        ("age_years", "", 3, 30, 8, 50.5),
        ("age_years", "DM", 2, 40.25, 30, 50.5),
        ("age_years", "JDM", 1, 8, 8, 8),
    ]
