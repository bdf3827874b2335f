from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from extractor.synthesis.render import xlsx
from extractor.synthesis.render.sheets import sheets
from extractor.synthesis.render.words import MACHINE_ONLY
from extractor.synthesis.render.xlsx import write_xlsx
from tests.synthesis.render.sample import FORMULA, HOSTILE, empty_report, report


def workbook(told: Any, folder: Path) -> Any:
    [path] = write_xlsx(told, folder)
    return load_workbook(path)


def rows(sheet: Any) -> list[dict[str, Any]]:
    names, *told = list(sheet.iter_rows(values_only=True))
    return [dict(zip(names, row, strict=True)) for row in told]


def test_there_is_a_sheet_for_each_table_and_one_that_says_what_it_is(tmp_path: Path) -> None:
    book = workbook(report(2), tmp_path)
    assert book.sheetnames == [
        "about", "patients", "values", "publications", "responses", "counts", "linked", "conflicts", "flow",
        "audit", "appraisal", "dictionary",
    ]  # fmt: skip
    assert book["about"]["A1"].value == "Two mabs in two fevers"


def test_numbers_are_numbers_truths_truths_and_text_is_text(tmp_path: Path) -> None:
    [first, *_] = rows(workbook(report(2), tmp_path)["patients"])
    assert (first["age_years"], first["refractory_skin"], first["persons"]) == (20, True, 1)
    assert (first["drug_name_1"], first["outcome_skin"], first["basis"]) == ("alphamab", "improved", "confirmed")


def test_the_flow_has_a_row_for_each_recorded_number(tmp_path: Path) -> None:
    told = rows(workbook(report(2), tmp_path)["flow"])
    assert [(row["round"], row["step"], row["of"], row["n"]) for row in told] == [
        (None, "records identified", None, 200),
        (None, "records identified", "PubMed", 120),
        (None, "records identified", "Embase", 80),
        (None, "reports excluded", None, 0),
        (None, "reports excluded", "no own patient", 0),
        (None, "reports included", None, 2),
        (None, "unique patients", None, 3),
    ]


def test_no_text_is_a_formula_or_a_link(tmp_path: Path) -> None:
    book = workbook(report(3, quote=FORMULA, title="http://example.invalid"), tmp_path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(str(cell.value).startswith(FORMULA) for cell in cells)
    assert [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink] == []


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    [first, *_] = rows(workbook(report(1, quote=HOSTILE), tmp_path)["audit"])
    assert first["quotes"].endswith("&amp;\\x1b[2J\\u202e\\ud800” (page 2)")


def test_the_dictionary_tells_every_column_of_every_sheet(tmp_path: Path) -> None:
    book = workbook(report(2), tmp_path)
    told = [(row["sheet"], row["column"]) for row in rows(book["dictionary"])]
    assert told == [
        (sheet.title, cell.value) for sheet in book if sheet.title not in ("about", "dictionary") for cell in sheet[1]
    ]
    assert all(row["meaning"] for row in rows(book["dictionary"]))


def test_the_dictionary_has_the_words_and_units_of_the_protocol(tmp_path: Path) -> None:
    told = {(row["sheet"], row["column"]): row for row in rows(workbook(report(2), tmp_path)["dictionary"])}
    assert told["patients", "disease"]["words"] == "fever A; fever B"
    assert told["patients", "age_years"]["unit"] == "years"
    denominator = "patients in whom earlier treatment of it had failed"
    assert told["patients", "outcome_skin"]["meaning"] == f"Outcome: Skin (counted over {denominator})"


def test_suggestions_are_marked_at_the_top_and_in_every_row(tmp_path: Path) -> None:
    book = workbook(report(2, machine_only=True), tmp_path)
    assert book["about"]["A2"].value == MACHINE_ONLY
    for name in ("patients", "values", "publications", "responses", "counts"):
        assert {row["basis"] for row in rows(book[name])} == {"suggested by a program, not confirmed"}


def test_what_a_cell_cannot_hold_is_cut_and_not_lost(tmp_path: Path) -> None:
    told = [row["quote"] for row in rows(workbook(report(1, quote="x" * 40_000), tmp_path)["values"])]
    assert max(len(quote) for quote in told) == 32_767


def test_a_sheet_holds_as_many_rows_as_the_format_allows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "SHEET_ROWS", 5)
    assert len(rows(workbook(report(6), tmp_path)["values"])) == 4


def test_a_report_on_nothing_has_headers_alone(tmp_path: Path) -> None:
    assert rows(workbook(empty_report(), tmp_path)["patients"]) == []


def test_the_same_report_gives_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    [first], [second] = write_xlsx(report(2), tmp_path / "a"), write_xlsx(report(2), tmp_path / "b")
    assert first.read_bytes() == second.read_bytes()
    with ZipFile(first) as archive:
        assert b"2000-01-01T00:00:00Z" in archive.read("docProps/core.xml")


def test_names_of_columns_are_unique_in_every_sheet() -> None:
    for sheet in sheets(report(2)):
        names = [column.name for column in sheet.columns]
        assert len(names) == len(set(names))
