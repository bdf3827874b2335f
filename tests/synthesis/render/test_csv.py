import csv
from pathlib import Path
from typing import Any

from extractor.synthesis.render.csv import write_csv
from tests.synthesis.render.sample import FORMULA, empty_report, report


def rows(told: Any, folder: Path) -> dict[str, list[dict[str, str]]]:
    found = {}
    for path in write_csv(told, folder):
        with path.open(encoding="utf-8", newline="") as file:
            found[path.name] = list(csv.DictReader(file))
    return found


def test_the_long_table_has_one_row_a_value(tmp_path: Path) -> None:
    told = [row for row in rows(report(1), tmp_path)["values.csv"] if row["patient"] == "author0-2015/p1"]
    assert [row["field"] for row in told[:3]] == ["age_years", "sex", "disease"]
    [outcome] = [row for row in told if row["field"] == "outcome"]
    assert outcome == {
        "basis": "confirmed", "patient": "author0-2015/p1", "publication": "author0-2015", "case": "p1",
        "field": "outcome", "key": "skin", "title": "Outcome", "value": "improved", "state": "told",
        "quote": "The rash went. (outcome)", "page": "2", "how": "single", "reviewer": "A. Reader",
    }  # fmt: skip


def test_the_wide_table_has_one_row_a_patient(tmp_path: Path) -> None:
    told = rows(report(3), tmp_path)["patients.csv"]
    assert len(told) == 6
    assert [row["patient"] for row in told[:2]] == ["author0-2015/p1", "author1-2016/p1"]
    assert (told[0]["antibodies"], told[0]["drug_dose_1"], told[0]["follow_up_months"]) == ("anti-x", "5 mg", "12")


def test_a_patient_who_is_also_told_elsewhere_stands_once_and_says_where(tmp_path: Path) -> None:
    told = [row["also_told_as"] for row in rows(report(3), tmp_path)["patients.csv"]]
    assert told == ["author9-2030/p1", "", "", "", "", ""]


def test_no_cell_starts_a_formula(tmp_path: Path) -> None:
    told = rows(report(2, quote=FORMULA), tmp_path)["values.csv"]
    assert any(row["quote"].startswith("'=HYPERLINK") for row in told)
    assert [row for row in told if row["quote"].startswith("=")] == []


def test_the_dictionary_comes_along(tmp_path: Path) -> None:
    assert list(rows(report(1), tmp_path)) == ["patients.csv", "values.csv", "dictionary.csv"]


def test_a_report_on_nothing_has_headers_alone(tmp_path: Path) -> None:
    assert rows(empty_report(), tmp_path)["patients.csv"] == []
