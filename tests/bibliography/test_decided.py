"""Decisions of screening tools, in their documented columns and notes."""

from pathlib import Path

import pytest

from extractor.bibliography.decided import read_decided
from extractor.core.errors import BadExport

Told = tuple[str, str, str | None, str | None]


def read(tmp_path: Path, text: str, listed: str | None = None) -> tuple[list[Told], int]:
    path = tmp_path / "file.txt"
    path.write_text(text, encoding="utf-8")
    found, n_open = read_decided(path, listed)  # type: ignore[arg-type]
    return [(item.record.title or "", item.action, item.reviewer, item.reason) for item in found], n_open


@pytest.mark.parametrize("column", ["included", "asreview_label"])
def test_asreview_tells_decisions_in_a_column(tmp_path: Path, column: str) -> None:
    text = f"title,authors,year,{column}\nOne,Roe,2020,1\nTwo,Roe,2020,0\nThree,Roe,2020,\n"
    assert read(tmp_path, text) == ([("One", "include", None, None), ("Two", "exclude", None, None)], 1)


def test_asreview_tells_decisions_in_notes_of_ris(tmp_path: Path) -> None:
    text = "".join(
        f"TY  - JOUR\nTI  - {title}\nN1  - ASReview_{label}\nER  - \n"
        for title, label in (("One", "relevant"), ("Two", "irrelevant"), ("Three", "not_seen"))
    )
    assert read(tmp_path, text) == ([("One", "include", None, None), ("Two", "exclude", None, None)], 1)


def test_rayyan_tells_each_reviewer_and_reasons(tmp_path: Path) -> None:
    verdicts = 'RAYYAN-INCLUSION: {"Emily"=>"Included", "Max"=>"Excluded"}'
    note = f"{verdicts} | RAYYAN-EXCLUSION-REASONS: wrong drug | USER-NOTES: x"
    text = (
        f"TY  - JOUR\nTI  - One\nN1  - {note}\nER  - \n"
        'TY  - JOUR\nTI  - Two\nN1  - RAYYAN-INCLUSION: {"Emily"=>"Maybe"}\nER  - \n'
    )
    assert read(tmp_path, text) == (
        [("One", "include", "Emily", None), ("One", "exclude", "Max", "wrong drug")],
        1,
    )


def test_covidence_gives_a_list_of_one_kind_and_reasons_in_notes(tmp_path: Path) -> None:
    text = "Title,Authors,Abstract,Published Year,Covidence #,Study,Notes,Tags\n"
    rows = 'One,"Roe, A.",,2020,#1,Roe 2020,"Exclusion reason: Wrong drug; ",\n'
    assert read(tmp_path, text + rows) == ([("One", "exclude", None, "Wrong drug")], 0)
    plain = rows.replace("Exclusion reason: Wrong drug; ", "")
    assert read(tmp_path, text + plain, "include") == ([("One", "include", None, None)], 0)


def test_a_list_without_decisions_needs_to_be_told_what_it_lists(tmp_path: Path) -> None:
    with pytest.raises(BadExport, match="tells no decision on its records"):
        read(tmp_path, "title,authors,year\nOne,Roe,2020\n")


def test_a_file_that_is_none_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadExport, match="no export of a format that is known"):
        read(tmp_path, "Dear all")
    with pytest.raises(BadExport, match="cannot be read"):
        read_decided(tmp_path / "missing.ris")
