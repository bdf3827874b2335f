import pytest

from extractor.core.spreadsheet import as_cell, csv_line, harmless


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1"])
def test_a_cell_that_starts_a_formula_gets_an_apostrophe(cell: str) -> None:
    assert harmless(cell).startswith("'")


@pytest.mark.parametrize("cell", ["", "47", "anti-MDA5", "5 mg", "a=b", "'quoted'"])
def test_any_other_cell_stays_as_it_is(cell: str) -> None:
    assert harmless(cell) == cell


def test_cells_of_a_line_are_quoted_and_guarded() -> None:
    assert csv_line(['a "b"', "=1", "x\ny", "47"]) == '"a ""b""",\'=1,x\\ny,47\n'


@pytest.mark.parametrize(
    ("value", "cell"), [(None, ""), (True, "true"), (False, "false"), (47.0, "47"), (0.5, "0.5"), ("5 mg", "5 mg")]
)
def test_a_value_stands_in_a_cell_as_the_contract_writes_it(value: object, cell: str) -> None:
    assert as_cell(value) == cell
