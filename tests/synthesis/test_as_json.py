from dataclasses import replace

from extractor.synthesis.as_json import as_json
from extractor.synthesis.as_text import as_text
from extractor.synthesis.model import Provenance, Report
from extractor.synthesis.told import PublicationTold
from tests.synthesis.sample import UNCLEAR, case, publication, synthesis

ILD = {"baseline": {"ild": 1}, "outcome": {"ild": "improved"}}
MADE_OF = Provenance("1", "jak_dm", "1", "digest", (), (("a", None),), "digest", (("linked", "earliest"),))


def report(*publications: PublicationTold) -> Report:
    return Report(synthesis(*publications), MADE_OF)


REVIEW = (
    publication(
        "a",
        2018,
        case("p1", disease="DM", sex="female", **ILD),
        case("p2", disease=UNCLEAR, **ILD),
        case("p3", baseline={"ild": 1}, outcome={"ild": UNCLEAR}),
    ),
    publication("b", 2020, case("p1", disease="DM", sex="male", same_as=["a/p1"], **ILD)),
    publication("c", 2021, included=False),
)


def test_the_headline_comes_first() -> None:
    told = as_json(report(*REVIEW))
    assert {name: told[name] for name in ("included", "excluded", "not_decided", "unique_patients")} == {
        "included": 2,
        "excluded": 1,
        "not_decided": 0,
        "unique_patients": 3,
    }
    assert told["by_disease"] == {"DM": 1, "unclear": 1, "not_reported": 1}


def test_a_row_has_its_counts_its_interval_its_denominator_and_its_cases() -> None:
    first, _, last = as_json(report(*REVIEW))["improved"]
    assert first == {
        "disease": "DM",
        "told": "told",
        "domain": "ild",
        "improved": 1,
        "n": 1,
        "unclear": 0,
        "not_reported": 0,
        "interval": [0.2065, 1.0],
        "best": {"improved": 1, "n": 1, "unclear": 0, "not_reported": 0, "interval": [0.2065, 1.0]},
        "denominator": "active",
        "cases": ["a/p1"],
    }
    assert (last["told"], last["n"], last["unclear"], last["interval"], last["cases"]) == (
        "not_reported",
        0,
        1,
        None,
        ["a/p3"],
    )


def test_a_patient_has_every_value_with_its_quote_and_why_reports_were_joined() -> None:
    told = as_json(report(*REVIEW))
    first = told["patients"][0]
    assert [(row["name"], row["role"], row["reason"]) for row in first["cases"]] == [
        ("a/p1", "counted", ""),
        ("b/p1", "same", "b/p1 and a/p1 are reports of one patient"),
    ]
    [sex] = [row for row in first["values"] if row["field"] == "sex"]
    assert (sex["value"], sex["publication"], sex["quotes"]) == ("female", "a", [{"text": "sex  female", "page": 1}])
    [conflict] = told["conflicts"]
    assert (conflict["patient"], [row["value"] for row in conflict["told"]]) == ("a/p1", ["female", "male"])


def test_numbers_that_nobody_recorded_are_null_in_the_flow() -> None:
    flow = as_json(report(*REVIEW))["prisma"]
    assert (flow["reports_assessed"], flow["reports_included"], flow["databases"]) == (3, 2, None)


def test_the_terminal_is_told_the_headline_and_a_line_for_each_disease_and_domain() -> None:
    lines = list(as_text(report(*REVIEW)))
    assert lines[:2] == [
        "2 publications included, 1 excluded",
        "3 unique patients: DM 1, unclear 1, not reported 1",
    ]
    assert [line.split()[0] for line in lines[4:]] == ["DM", "unclear", "not"]


def test_the_terminal_is_told_that_nobody_has_confirmed_suggestions() -> None:
    made = report(*REVIEW)
    machine = replace(made, synthesis=replace(made.synthesis, machine_only=True))
    assert "machine suggestions that nobody has confirmed" in list(as_text(machine))
