import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from extractor.core.candidate import Case, Slot
from extractor.core.errors import StoreTooNew, UsageError
from extractor.core.outcome import Extracted
from extractor.protocol.annotations import read_annotations
from extractor.protocol.load import load_protocol
from extractor.store import read, save
from extractor.store.database import FILE_NAME, Store, open_store
from extractor.store.decide import decide
from extractor.synthesis.as_json import as_json
from extractor.synthesis.formats import FORMATS
from extractor.workflows.assignments import assign
from extractor.workflows.confirm import confirm
from extractor.workflows.reference_screening import decide as screen
from extractor.workflows.references import import_files, references
from extractor.workflows.report import chosen_formats, report
from tests.bibliography import exports
from tests.review.sample import COHORT, PROTOCOL, STAMP, candidate, cohort, make_review
from tests.review.sample import report as ames
from tests.store.sample import decision, exists

GOLD = Path(__file__).parents[2] / "annotations" / "gold.jsonl"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A review in which the annotations of the invented publications are confirmed."""
    folder = tmp_path_factory.mktemp("published")
    with open_store(folder, create=True) as store:
        confirm(store, read_annotations(GOLD), "gold")
    return folder


def included(store: Store, *stems: str) -> None:
    uids = {item.id: item.uid for item in read.publications(store)}
    for stem in stems:
        decide(store, decision(uids[stem], uids[stem], Slot("included"), True, kind="publication"))


def test_the_invented_publications_give_the_published_totals(published: Path) -> None:
    with open_store(published) as store:
        told = as_json(report(store, load_protocol("jak_dm")))
    counts = {(row["disease"], row["domain"]): (row["improved"], row["n"]) for row in told["improved"]}
    assert (told["included"], told["excluded"], told["unique_patients"]) == (48, 12, 145)
    assert told["by_disease"] == {"DM": 84, "JDM": 61}
    assert {key: counts[key] for key in counts if key[1] in ("skin", "muscle", "ild", "interferon")} == {
        ("DM", "skin"): (61, 61),
        ("DM", "muscle"): (16, 16),
        ("DM", "ild"): (31, 33),
        ("DM", "interferon"): (17, 17),
        ("JDM", "skin"): (57, 60),
        ("JDM", "muscle"): (30, 36),
        ("JDM", "ild"): (4, 4),
        ("JDM", "interferon"): (16, 16),
    }
    assert told["machine_only"] is False


def test_patients_told_again_count_once_whichever_report_is_asked_first(published: Path) -> None:
    with open_store(published) as store:
        found = [report(store, load_protocol("jak_dm"), linked=linked) for linked in ("earliest", "longest")]
    assert [item.synthesis.unique_patients for item in found] == [145, 145]
    twice = [[case.name for case in patient.cases] for patient in found[0].synthesis.patients if len(patient.cases) > 1]
    assert len(twice) == 12
    assert ["a01-whitlock-2018/p1", "a08-achebe-2022/p1"] in twice
    counted = [{patient.name for patient in item.synthesis.patients} for item in found]
    assert "a01-whitlock-2018/p1" in counted[0] - counted[1]
    assert "a08-achebe-2022/p1" in counted[1] - counted[0]


def test_only_what_is_confirmed_counts_and_what_is_open_is_told(tmp_path: Path) -> None:
    with make_review(tmp_path) as store:
        confirm(store, [ames().annotation()], "ann")
        told = report(store, PROTOCOL).synthesis
    assert [(item.id, item.status) for item in told.publications] == [
        ("ames-2020", "included"),
        ("boole-2021", "open"),
        ("cole-1999", "open"),
    ]
    assert (told.unique_patients, told.undecided, told.machine_only) == (1, 0, False)


def test_a_case_that_nobody_has_looked_at_is_undecided(tmp_path: Path) -> None:
    with make_review(tmp_path) as store:
        included(store, "boole-2021")
        told = report(store, PROTOCOL).synthesis
    assert (told.unique_patients, told.undecided) == (0, 2)


def test_every_part_of_a_proportion_leads_to_quotes_and_decisions(tmp_path: Path) -> None:
    with make_review(tmp_path) as store:
        confirm(store, [ames().annotation()], "ann")
        made = report(store, PROTOCOL)
        uids = {item.uid for item in read.history(store)}
    [part] = made.synthesis.table("disease").rows[0].last.parts
    assert [(item.field, item.quotes[0].text, item.how) for item in part.sources] == [
        ("baseline", "a rash", "imported"),
        ("refractory", "in spite of gammaside", "imported"),
        ("outcome", "the rash [red]cleared[/red] \x1b[31mwithin\x1b[0m weeks", "imported"),
    ]
    assert {item.decision for item in part.sources} <= uids


def test_the_machines_suggestions_are_marked_and_need_no_decision(tmp_path: Path) -> None:
    with make_review(tmp_path) as store:
        told = report(store, PROTOCOL, candidates=True).synthesis
    assert (told.machine_only, told.unique_patients, told.undecided) == (True, 1, 0)
    assert [(item.id, item.status) for item in told.publications] == [
        ("ames-2020", "included"),
        ("boole-2021", "open"),
        ("cole-1999", "open"),
    ]
    assert {item.how for patient in told.patients for item in patient.values} == {"machine"}


def test_a_suggestion_that_two_cases_are_one_patient_is_told_until_somebody_decides(tmp_path: Path) -> None:
    with make_review(tmp_path) as store:
        later = replace(ames(), publication_id="boole-2021", sha256=COHORT, cases=(_again(ames().cases[0]),))
        uid = next(item.uid for item in read.publications(store) if item.id == "boole-2021")
        save.save(store, uid, STAMP, Extracted(later))
        decide(store, exists(uid, "case-9"))
        confirm(store, [ames().annotation()], "ann")
        included(store, "boole-2021")
        open_ = report(store, PROTOCOL).synthesis
        decide(store, decision(uid, "case-9", Slot("same_as", NAME), NAME))
        decided = report(store, PROTOCOL).synthesis
    assert [item.words for item in open_.unresolved] == [
        "boole-2021/p1 may be ames-2020/p1, and nobody has decided; both are counted"
    ]
    assert (open_.unique_patients, decided.unique_patients, decided.unresolved) == (2, 1, ())


NAME = "ames-2020/p1"


def _again(first: Case) -> Case:
    return replace(first, uid="case-9", candidates=(candidate("same_as", NAME, NAME),))


def test_the_flow_begins_with_the_searches_that_the_review_keeps(tmp_path: Path) -> None:
    export = tmp_path / "search.nbib"
    export.write_text(exports.NBIB, encoding="utf-8")
    with make_review(tmp_path / "review") as store:
        confirm(store, [ames().annotation()], "ann")
        before = report(store, PROTOCOL).synthesis.prisma
        assert [item.is_whole for item in import_files(store, [export], date(2024, 5, 1))] == [True]
        flow = report(store, PROTOCOL).synthesis.prisma
    assert (before.databases, before.registers, before.duplicates_removed) == (None, None, None)
    assert (flow.databases, flow.registers, flow.duplicates_removed) == ((("PubMed", 2),), (), 0)
    assert replace(flow, databases=None, registers=None, duplicates_removed=None, rounds=()) == before
    assert [(item.name, item.flow.databases, item.flow.reports_assessed) for item in flow.rounds] == [
        ("search 1", (("PubMed", 2),), None)
    ]


def test_an_update_tells_every_step_of_the_flow_by_the_round_that_found_a_publication_first(tmp_path: Path) -> None:
    first, later = tmp_path / "first.nbib", tmp_path / "later.nbib"
    first.write_text(exports.NBIB, encoding="utf-8")
    later.write_text(
        exports.NBIB.replace("90000002", "90000003").replace(exports.OTHER, "Bills of two cranes"), "utf-8"
    )
    with make_review(tmp_path / "review") as store:
        confirm(store, [ames().annotation(), cohort().annotation()], "ann")
        included(store, "boole-2021")
        list(import_files(store, [first], date(2024, 5, 1)))
        list(import_files(store, [later], date(2025, 5, 1)))
        old, wrong, new = references(store)
        screen(store, old, "include", "ann")
        screen(store, wrong, "exclude", "ann")
        screen(store, new, "include", "ann")
        assign(store, "ames-2020", [old.uid], "ann")
        partly = report(store, PROTOCOL).synthesis.prisma
        assign(store, "boole-2021", [new.uid], "ann")
        flow = report(store, PROTOCOL).synthesis.prisma
    one, two = (item.flow for item in flow.rounds)
    assert (one.databases, two.databases, flow.databases) == ((("PubMed", 2),), (("PubMed", 2),), (("PubMed", 4),))
    assert (one.duplicates_removed, two.duplicates_removed, flow.duplicates_removed) == (0, 1, 1)
    assert (one.records_screened, two.records_screened, flow.records_screened) == (2, 1, 3)
    assert (one.records_excluded, two.records_excluded, flow.records_excluded) == (1, 0, 1)
    assert (one.reports_sought, two.reports_sought, flow.reports_sought) == (1, 1, 2)
    assert (one.reports_not_retrieved, two.reports_not_retrieved, flow.reports_not_retrieved) == (0, 0, 0)
    assert (one.reports_assessed, two.reports_assessed, flow.reports_assessed) == (1, 1, 2)
    assert (one.reports_included, two.reports_included, flow.reports_included) == (1, 1, 2)
    assert (flow.other_reports_assessed, partly.other_reports_assessed) == (None, 1)
    assert (partly.reports_assessed, partly.reports_included) == (1, 2)


def test_the_provenance_names_all_that_the_numbers_depend_on(tmp_path: Path) -> None:
    with make_review(tmp_path) as store:
        confirm(store, [ames().annotation()], "ann")
        first, again = report(store, PROTOCOL).provenance, report(store, PROTOCOL).provenance
        confirm(store, [cohort().annotation()], "ann")
        later = report(store, PROTOCOL, linked="longest").provenance
    assert first == again
    assert (first.protocol_id, first.protocol_digest, first.stamps) == ("toy", "0", (("code", "protocol", "model"),))
    assert first.pdfs == (("ames-2020", "a" * 64), ("boole-2021", "b" * 64), ("cole-1999", "c" * 64))
    assert first.decisions != later.decisions
    assert later.settings == (("candidates", "no"), ("linked", "longest"))


def test_a_review_without_decisions_has_no_report(tmp_path: Path) -> None:
    with make_review(tmp_path) as store, pytest.raises(UsageError, match="nothing is confirmed yet; --candidates"):
        report(store, PROTOCOL)


def test_a_review_without_suggestions_has_no_report_of_them(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store, pytest.raises(UsageError, match="nothing is suggested"):
        report(store, PROTOCOL, candidates=True)


def test_a_review_without_an_included_publication_has_no_report(tmp_path: Path) -> None:
    with make_review(tmp_path) as store:
        uid = read.publications(store)[1].uid
        decide(store, decision(uid, uid, Slot("included"), False, kind="publication"))
        with pytest.raises(UsageError, match="no publication is included: 1 are excluded, 2 are not decided"):
            report(store, PROTOCOL)


def test_a_domain_that_the_protocol_does_not_have_is_told(published: Path) -> None:
    with open_store(published) as store, pytest.raises(UsageError, match="no domain of protocol toy; name the review"):
        report(store, PROTOCOL)


def test_a_store_of_a_newer_version_is_told(tmp_path: Path) -> None:
    make_review(tmp_path).close()
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreTooNew):
        open_store(tmp_path)


def test_formats_are_asked_for_one_by_one_or_with_commas() -> None:
    assert chosen_formats(None) == tuple(FORMATS)
    assert chosen_formats(["csv,html", "docx"]) == ("html", "docx", "csv")


def test_an_unknown_format_is_told_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="no format pdf; there are html"):
        chosen_formats(["html,pdf"])
