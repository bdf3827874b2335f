"""What stands in the printed tables, whatever they are printed with."""

from dataclasses import replace

from extractor.core.annotation import AnnotatedCase, BaselineRow, DrugCourse, OutcomeRow
from extractor.synthesis.model import (
    Count,
    CountTable,
    JoinedCase,
    Patient,
    Proportion,
    Quote,
    Share,
    Source,
    Synthesis,
    Unresolved,
)
from extractor.synthesis.render.blocks import Paragraph, Table, numbered
from extractor.synthesis.render.contents import contents
from extractor.synthesis.render.patients import conflicts_table, linked_table, patients_table, unresolved_table
from extractor.synthesis.render.publications import excluded_table, included_table, open_table
from extractor.synthesis.render.results import baseline_table, count_table, response_table, spread_table
from extractor.synthesis.render.words import proportion_words, source_words
from tests.synthesis.render.sample import empty_report, report

SIX = report(6).synthesis


def words(table: Table) -> list[list[str]]:
    return [[entry.words for entry in row] for row in table.rows]


def with_patients(*patients: Patient) -> Synthesis:
    return replace(SIX, patients=patients)


GROUP = Patient(
    "g",
    "smith/g1",
    "group",
    9,
    AnnotatedCase(
        "g1", "group", n=9, n_female=5, disease="fever A",
        drugs=(DrugCourse("alphamab", n=5), DrugCourse("betamab", "5 mg")),
        baseline=(BaselineRow("skin", 8, True), BaselineRow("lung", 3, None, 2)),
        outcomes=(OutcomeRow("skin", "improved", 7, 8), OutcomeRow("lung", "unchanged")),
    ),
    (
        Source("smith", "g1", "g", "subtype", state="unclear"),
        Source("smith", "g1", "g", "age_years", state="not_reported"),
    ),
    (JoinedCase("smith", "g1", "g", "group", 9, "counted"),),
)  # fmt: skip


def test_the_first_thing_told_is_how_many_were_included_and_who_improved() -> None:
    _, summary, *rest = contents(report(6))
    first = next(block for block in rest if not isinstance(block, Paragraph))
    assert isinstance(summary, Paragraph)
    assert summary.words == "5 included publications, 10 unique patients (5 fever A, 5 fever B)."
    assert isinstance(first, Table)
    assert first.name == "improved-disease"


def test_a_group_is_told_with_its_counts() -> None:
    [row] = words(patients_table(with_patients(GROUP)))
    assert row == [
        "smith/g1", "9", "not reported", "5 female", "fever A", "unclear", "–", "–", "alphamab → betamab 5 mg",
        "Skin 8 (refractory); Lung 3 (2 refractory)", "Skin improved 7/8; Lung unchanged", "–", "–", "–", "–",
    ]  # fmt: skip


def test_a_patient_s_own_values_lead_to_the_patient() -> None:
    [first, *_] = patients_table(SIX).rows
    assert {entry.subject for entry in first} == {SIX.patients[0].uid}
    assert [entry.field for entry in first][:3] == ["", "n", "age_years"]


def test_what_reports_tell_differently_stands_with_both_quotes() -> None:
    [row] = words(conflicts_table(SIX))
    assert row == [
        "author0-2015/p1",
        "Age at start",
        "author0-2015/p1: 20 “The rash went. (age_years)” (page 2)",
        "author9-2030/p1: 41 “The rash went. (age_years)” (page 2)",
    ]


def test_a_report_that_does_not_count_stands_with_the_reason() -> None:
    [row] = words(linked_table(SIX))
    assert row == [
        "author0-2015/p1",
        "author9-2030/p1",
        "1",
        "another report of the same patient",
        "Linked by a reviewer.",
    ]


def test_what_nobody_can_count_is_listed() -> None:
    told = replace(SIX, unresolved=(Unresolved("Who is it?", ("a", "b")),))
    assert words(unresolved_table(told)) == [["Who is it?", "a, b"]]


def test_publications_stand_apart_by_what_was_decided() -> None:
    first, *others = SIX.publications
    told = replace(SIX, publications=(replace(first, status="open"), *others))
    assert [row[0] for row in words(open_table(told))] == ["author0-2015"]
    assert [row[0] for row in words(included_table(told))] == [
        "author1-2016",
        "author2-2017",
        "author3-2018",
        "author5-2020",
    ]
    assert words(excluded_table(told)) == [["author4-2019", "A case", "2019", "no own patient"]]


def test_an_exclusion_without_a_reason_says_so() -> None:
    told = replace(SIX, publications=(replace(SIX.publications[4], reason=None, reason_label=None),))
    assert words(excluded_table(told))[0][-1] == "no reason recorded"


def test_last_and_best_stand_side_by_side_over_all_and_without_new_co_therapy() -> None:
    table = response_table(SIX, "disease")
    assert [header for header, _ in table.columns][2:6] == [
        "Last visit",
        "Best response",
        "Last visit, without new co-therapy",
        "Best response, without new co-therapy",
    ]
    assert words(table)[1] == [
        "fever B", "Skin", "3/5 (60%; 23–88)", "5/5 (100%; 57–100)", "2/4 (50%; 15–85)", "4/4 (100%; 51–100)",
        "0 / 0", "0 / 0",
    ]  # fmt: skip


def test_every_proportion_rests_on_the_values_of_its_patients() -> None:
    [first, _] = response_table(SIX, "disease").rows
    assert {source.field for source in first[2].sources} == {"baseline", "refractory", "outcome", "outcome_best"}
    assert len({source.subject for source in first[2].sources}) == 5


def test_whom_a_result_is_counted_over_stands_below() -> None:
    notes = response_table(SIX, "all").notes
    assert notes[0] == "Skin: counted over patients in whom earlier treatment of it had failed."
    assert notes[0] in baseline_table(SIX).notes


def test_groups_that_do_not_tell_how_many_are_counted_apart() -> None:
    source = SIX.patients[0].values[0]
    counts = (Count("rash", "told", (Share("a", 2, (source,)), Share("g", None, (source,)))),)
    table = count_table(replace(SIX, counts=(CountTable("adverse_events", 10, counts),)), "adverse_events")
    assert [header for header, _ in table.columns][-1] == "Groups with it, number not told"
    assert words(table) == [["rash", "2", "≥ 20", "1"]]


def test_patients_of_whom_nothing_is_told_are_named() -> None:
    counts = (Count("", "not_reported", (Share("a", 1, ()),)),)
    [row] = count_table(replace(SIX, counts=(CountTable("died", 1, counts),)), "died").rows
    assert [entry.words for entry in row] == ["not reported", "1", "100"]
    assert row[1].silent == ("a",)


def test_a_median_rests_on_the_ages_it_is_of() -> None:
    [row] = spread_table(SIX).rows
    assert [entry.words for entry in row] == ["Age at start", "all", "10", "40", "20–60"]
    assert [source.field for source in row[2].sources] == ["age_years"] * 10


def test_numbers_of_tables_and_figures_go_up_one_by_one() -> None:
    found = [number for _, number in numbered(contents(report(6))) if number]
    for kind in ("Table", "Figure"):
        numbers = [number for number in found if number.startswith(kind)]
        assert numbers == [f"{kind} {place}" for place in range(1, len(numbers) + 1)]


def test_names_of_blocks_are_unique() -> None:
    names = [block.name for block in contents(report(6)) if not isinstance(block, Paragraph)]
    assert len(names) == len(set(names))


def test_every_row_has_a_cell_a_column() -> None:
    for table in (block for block in contents(report(6)) if isinstance(block, Table)):
        assert {len(row) for row in table.rows} == {len(table.columns)}


def test_instead_of_an_empty_table_there_is_a_sentence() -> None:
    blocks = list(contents(empty_report()))
    assert [block.caption for block in blocks if isinstance(block, Table) and not block.rows] == []
    assert Paragraph("Unique patients: none.") in blocks


def test_a_person_s_word_that_nothing_is_reported_is_told_as_such() -> None:
    assert source_words(Source("a", "p1", "u", "died", state="not_reported")) == "not reported"
    assert source_words(Source("a", "p1", "u", "died", value=False, quotes=(Quote("lived", 1),))) == "no"


def test_nobody_has_no_percentage() -> None:
    assert proportion_words(Proportion()) == "0/0"
