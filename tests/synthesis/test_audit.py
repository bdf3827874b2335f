"""What does not agree is shown with both sides; what agrees, or is explained, is left alone."""

from dataclasses import replace

import pytest

from extractor.core.candidate import Anchor, CandidateStatement, Contradiction, Extraction, Finding
from extractor.synthesis.appendix import Excerpt
from extractor.synthesis.audit import audit, check
from extractor.synthesis.told import PublicationTold
from tests.synthesis.sample import case, publication

TWO = publication("a", 2020, case("p1"), case("p2"), n_patients=2)


def anchor(quote: str) -> Anchor:
    return Anchor("0", 3, (), quote)


def extraction(*findings: Finding) -> Extraction:
    return Extraction("a", "0", (), (), (), findings=findings)


def number(value: int, section: str, topic: str = "patients") -> Finding:
    return Finding(topic, section, anchor(f"{value} patients"), value)


def words(told: PublicationTold, *findings: Finding) -> list[str]:
    return [item.words for item in check(told, extraction(*findings), {}).mismatches]


def test_a_headline_that_the_record_does_not_have_is_shown_with_both_sides() -> None:
    [found] = check(TWO, extraction(number(5, "abstract"), number(5, "results")), {}).mismatches
    assert (found.kind, found.words) == ("patients", "title or abstract tells of 5, the record of 2")
    assert found.excerpts == (
        Excerpt("5 patients", 3, "5 in the abstract"),
        Excerpt("n_patients  2", 1, "record: Own patients on the drug 2"),
    )


@pytest.mark.parametrize(
    "findings",
    [
        (number(2, "abstract"),),
        (number(5, "abstract"), number(2, "abstract"), number(5, "results")),
        (number(5, "abstract"), number(2, "abstract", "patients beside"), number(5, "table")),
        (number(5, "results"),),
        (),
    ],
)
def test_a_record_that_title_or_abstract_tells_too_is_left_alone(findings: tuple[Finding, ...]) -> None:
    assert words(TWO, *findings) == []


def test_a_headline_that_text_and_tables_do_not_have_is_shown() -> None:
    told = publication("a", 2020, case("p1"), case("p2"), n_patients=2)
    assert words(told, number(9, "front"), number(2, "abstract"), number(8, "results")) == [
        "title or abstract tells of 9, text and tables nowhere"
    ]


def test_a_sum_in_the_text_explains_a_headline() -> None:
    assert words(TWO, number(9, "front"), number(2, "abstract"), number(9, "results", "patients beside")) == []


def test_a_record_whose_cases_are_not_as_many_is_shown() -> None:
    told = publication("a", 2020, case("p1"), case("g1", n=4), n_patients=6)
    assert words(told) == ["the record tells of 6 patients, its cases are 5"]


def test_a_group_of_unknown_size_accuses_nobody() -> None:
    assert words(publication("a", 2020, case("p1"), case("g1"), n_patients=6)) == []


def test_counts_that_exceed_their_whole_are_shown() -> None:
    group = case("g1", n=4, n_female=5, outcome={"skin": "improved"}, n_improved={"skin": 3}, n_evaluable={"skin": 2})
    assert words(publication("a", 2020, group)) == [
        "g1: Female 5 of Patients 4",
        "g1: Improved (skin) 3 of Evaluable (skin) 2",
    ]


def test_shares_are_those_that_were_found_wrong_while_reading_with_who_looked_at_them() -> None:
    wrong = Contradiction("c1", "share", "9 of 14 is 64.3 %, not 64.8 %", (anchor("9/14, 64.8%"),))
    read = replace(extraction(Finding("share", "results", anchor("1/2 (50%)"), "1/2 (50%)")), contradictions=(wrong,))
    found = check(TWO, read, {"c1": "ann"})
    assert found.shares == 1
    assert [(item.kind, item.words, item.looked_at) for item in found.mismatches] == [("share", wrong.words, "ann")]


def effect(direction: str, told: str) -> list[str]:
    statement = CandidateStatement("s", anchor("The rash."), ("skin",), direction, "observed", (), 0.9, "model")  # type: ignore[arg-type]
    read = replace(extraction(Finding("effect", "abstract", anchor("The rash."))), statements=(statement,))
    record = publication("a", 2020, case("p1", outcome={"skin": told}), n_patients=1)
    return [item.words for item in check(record, read, {}).mismatches]


def test_an_abstract_that_tells_another_outcome_is_shown() -> None:
    assert effect("improved", "worsened") == ["skin: improved in the abstract, worsened in the record"]


def test_an_abstract_that_tells_the_same_outcome_is_not() -> None:
    assert effect("improved", "improved") == []


def test_a_publication_without_a_text_is_named() -> None:
    found = audit([check(TWO, None, {}), check(replace(TWO, id="b"), extraction(number(2, "abstract")), {})])
    assert (found.publications, found.numbers, found.unread, found.mismatches) == (2, 1, ("a",), ())
