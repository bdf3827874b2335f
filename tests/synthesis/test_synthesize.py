"""The invariants of a synthesis: nobody counts twice, whatever is linked with whatever."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.synthesis.model import By
from extractor.synthesis.synthesize import NO_REASON
from extractor.synthesis.told import PublicationTold
from tests.synthesis.sample import UNCLEAR, case, publication, synthesis

SOME = settings(max_examples=40, deadline=None)
"""Reviews are slow to draw."""
SKIN = {"baseline": {"skin": 1}, "refractory": {"skin": True}}


def told_case(draw: Any, case_id: str, names: list[str]) -> tuple[str, Any]:
    told: dict[str, Any] = {"same_as": draw(st.lists(st.sampled_from(names), max_size=2, unique=True))}
    told |= draw(
        st.fixed_dictionaries(
            {},
            optional={
                "disease": st.sampled_from(["DM", "JDM", UNCLEAR]),
                "subtype": st.sampled_from(["classic", "overlap"]),
                "drug_name": st.lists(st.sampled_from(["tofacitinib", "baricitinib"]), max_size=2),
                "antibodies": st.lists(st.sampled_from(["anti-a", "anti-b"]), unique=True),
                "concomitant": st.dictionaries(st.just("x"), st.sampled_from(["started_with", "continued"])),
                "follow_up_months": st.integers(0, 60),
            },
        )
    )
    size = 1 if case_id.startswith("p") else draw(st.integers(1, 6))
    if case_id.startswith("g"):
        told["n"] = size
    for domain in draw(st.lists(st.sampled_from(["skin", "ild"]), unique=True)):
        told.setdefault("baseline", {})[domain] = draw(st.integers(0, size))
        told.setdefault("refractory", {})[domain] = draw(st.booleans())
        told.setdefault("outcome", {})[domain] = draw(st.sampled_from(["improved", "unchanged", UNCLEAR]))
        told.setdefault("n_improved", {})[domain] = draw(st.integers(0, 8))
        told.setdefault("n_evaluable", {})[domain] = draw(st.integers(0, 8))
    return case(case_id, **told)


@st.composite
def reviews(draw: Any) -> list[PublicationTold]:
    cases = ["p1", "p2", "g1"]
    names = [f"{publication_id}/{case_id}" for publication_id in "abcd" for case_id in cases]
    return [
        publication(
            name,
            draw(st.none() | st.integers(2018, 2021)),
            *(told_case(draw, case_id, names) for case_id in draw(st.lists(st.sampled_from(cases), unique=True))),
            included=draw(st.sampled_from([True, True, True, False])),
            n_patients=draw(st.none() | st.integers(1, 10)),
        )
        for name in draw(st.lists(st.sampled_from("abcd"), unique=True))
    ]


@SOME
@given(reviews(), st.sampled_from(["earliest", "longest"]))
def test_every_case_of_an_included_publication_belongs_to_one_patient(review: Any, linked: Any) -> None:
    told = synthesis(*review, linked=linked)
    cases = [item.name for patient in told.patients for item in patient.cases]
    of_included = [item.name for each in review if each.source("included").value for item in each.cases]
    assert sorted(cases) == sorted(of_included)


@SOME
@given(reviews(), st.data())
def test_the_order_in_which_publications_are_read_makes_no_difference(review: Any, data: Any) -> None:
    assert synthesis(*data.draw(st.permutations(review))) == synthesis(*review)


@SOME
@given(reviews())
def test_the_patients_of_all_diseases_are_all_patients(review: Any) -> None:
    told = synthesis(*review)
    assert sum(row.n for row in told.count("disease").rows) == told.unique_patients
    assert len({(item.disease, item.apart, item.domain) for item in told.baseline}) == len(told.baseline)
    assert sum(row.n for row in told.count("subtype").rows) == told.unique_patients
    assert sum(item.counted for item in told.publications) == told.unique_patients


@SOME
@given(reviews())
def test_no_row_counts_a_patient_twice_or_more_improved_than_there_are(review: Any) -> None:
    told = synthesis(*review)
    sizes = {patient.uid: patient.n for patient in told.patients}
    for row in (row for table in told.tables for row in table.rows):
        for proportion in (row.last, row.best, row.last_alone, row.best_alone):
            of = [part.patient for part in proportion.parts]
            assert len(set(of)) == len(of)
            assert proportion.improved <= proportion.n
            assert all(part.tally.n + part.tally.unclear + part.tally.not_reported <= sizes[part.patient]
                       for part in proportion.parts)  # fmt: skip
        assert row.last_alone.n <= row.last.n
        assert row.last.tally.n + row.last.tally.unclear + row.last.tally.not_reported <= told.unique_patients
        assert row.last.improved <= row.best.improved


@SOME
@given(reviews())
def test_rows_of_diseases_and_of_subtypes_add_up_to_those_of_all(review: Any) -> None:
    told = synthesis(*review)
    for domain in told.labels.domains:
        whole = sum(row.last.improved for row in told.table("all").rows if row.domain == domain.id)
        divided: tuple[By, ...] = ("disease", "subtype", "drug")
        for by in divided:
            rows = told.table(by).rows
            assert sum(row.last.improved for row in rows if row.domain == domain.id) == whole


@given(st.lists(st.integers(0, 3), min_size=1, max_size=12))
def test_patients_told_in_several_publications_are_as_many_as_there_are(persons: list[int]) -> None:
    first: dict[int, str] = {}
    review = []
    for number, person in enumerate(persons):
        name = f"r{number:02}"
        links = [first[person]] if person in first else []
        review.append(publication(name, 2000 + number, case("p1", same_as=links)))
        first[person] = f"{name}/p1"
    assert synthesis(*review).unique_patients == len(set(persons))


def test_publications_are_included_excluded_with_a_reason_or_open() -> None:
    told = synthesis(
        publication("a", 2018, case("p1")),
        publication("b", 2019, case("p1"), included=False, exclusion_reason="no_drug"),
        publication("c", 2020, included=False),
        publication("d", 2021, case("p1"), included=None),
    )
    assert [(item.id, item.status, item.reason_label, item.counted) for item in told.publications] == [
        ("a", "included", None, 1),
        ("b", "excluded", "No own patient on a drug of the review", 0),
        ("c", "excluded", None, 0),
        ("d", "open", None, 0),
    ]
    assert told.unique_patients == 1


def test_the_flow_knows_what_the_review_knows_and_no_more() -> None:
    flow = synthesis(
        publication("a", 2018, case("p1"), case("g1", n=4)),
        publication("b", 2019, included=False, exclusion_reason="no_drug"),
        publication("c", 2019, included=False),
        publication("d", 2021, included=None),
    ).prisma
    assert (flow.reports_assessed, flow.reports_included, flow.patients) == (3, 1, 5)
    assert flow.reports_excluded == (("No own patient on a drug of the review", 1), (NO_REASON, 1))
    assert (flow.databases, flow.duplicates_removed, flow.records_screened, flow.reports_sought) == (None,) * 4


def test_a_review_without_cases_is_empty() -> None:
    told = synthesis(publication("a", 2018))
    assert (told.unique_patients, told.patients, told.spreads) == (0, (), ())
    assert [table.rows for table in told.tables] == [(), (), (), (), ()]
    assert [table.rows for table in told.counts if table.rows] == []


def test_a_response_keeps_the_quotes_it_rests_on() -> None:
    told = synthesis(publication("a", 2018, case("p1", disease="DM", outcome={"skin": "improved"}, **SKIN)))
    [part] = told.table("disease").rows[0].last.parts
    assert [item.quotes[0].text for item in part.sources] == [
        "baseline skin 1",
        "refractory skin True",
        "outcome skin improved",
    ]
